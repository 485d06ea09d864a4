"""A member's fields as people read them: fixed values by their words, personal data masked unless asked for by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from branchkit.core.errors import ReportError
from branchkit.core.masking import mask_address, mask_citizen_id, mask_phone
from branchkit.core.members.member import Contact, Member, Mobility, Standing
from branchkit.i18n.catalog import Catalog

UNMASKABLE: Mapping[str, str] = {"id": "citizen_id", "phone": "phone", "address": "address"}
"""What a user names to see it in full → the field."""
_MASKS: Mapping[str, Callable[[str], str]] = {
    "citizen_id": mask_citizen_id,
    "phone": mask_phone,
    "address": mask_address,
}
_WORDED = ("sex", "category", "standing", "mobility", "contact", "member_class")
_USUAL = {
    "standing": Standing.NORMAL,
    "mobility": Mobility.NONE,
    "contact": Contact.NORMAL,
}
"""What the axes say of nearly everybody, and what need not be said."""


def unmasked_fields(text: str) -> frozenset[str]:
    """The fields named in ``text`` ("id,phone"); raises :class:`ReportError` ``unknown_field``."""
    named = {part.strip().lower() for part in text.replace("，", ",").split(",") if part.strip()}
    for name in sorted(named.difference(UNMASKABLE)):
        raise ReportError("unknown_field", field=name, known=", ".join(UNMASKABLE))
    return frozenset(UNMASKABLE[name] for name in named)


def masked(field: str, text: str, unmasked: Iterable[str] = ()) -> str:
    """A field's text as it may be shown."""
    mask = _MASKS.get(field)
    return text if mask is None or field in unmasked else mask(text)


class MemberTexts:
    """The words for one language; ``unmasked`` are the personal fields that were asked for."""

    def __init__(self, catalog: Catalog, unmasked: frozenset[str] = frozenset()) -> None:
        self._catalog = catalog
        self.unmasked = unmasked

    def shown(self, member: Member, field: str) -> str:
        """One field; empty where nothing is known."""
        value = getattr(member, field)
        if not value:
            return ""
        if field in _WORDED:
            return self.word(field, str(value))
        return masked(field, str(value), self.unmasked)

    def word(self, field: str, value: str) -> str:
        """What a fixed value is called."""
        return self._catalog.text(f"member.{field}.{value}")

    def states(self, values: Mapping[str, str | None]) -> str:
        """The axes that say something out of the usual, each by its word: 停止党籍 失联."""
        told = (
            self.word(field, value)
            for field, usual in _USUAL.items()
            if (value := values.get(field)) and value != usual
        )
        return " ".join(told)
