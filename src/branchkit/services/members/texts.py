"""A member's fields as texts, read and shown the same way by the form and by the command line.

What somebody typed becomes changes; fixed values are shown by their words, personal data masked unless asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from branchkit.core.errors import Problem, ReportError
from branchkit.core.masking import MASKS
from branchkit.core.members.citizen_id import completes
from branchkit.core.members.member import Contact, Member, Mobility, Standing
from branchkit.core.members.reading import DATE_FIELDS, READERS, read_member
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog

_FROM_CITIZEN_ID = ("birth", "sex")
"""What a newly typed ID says as well."""


@frozen
class MemberChanges:
    """Field → value for what is changed, and what is wrong with it."""

    values: Mapping[str, object]
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether there is no error among the problems."""
        return all(problem.severity != "error" for problem in self.problems)


def read_changes(before: Member, typed: Mapping[str, str], today: date) -> MemberChanges:
    """Read what was typed over a member's fields; an empty text empties one.

    It is held against the fields that were not typed, too; of problems only those are told that were not there before.
    """
    from branchkit.core.typed_days import days_written_out

    typed = days_written_out(typed, DATE_FIELDS, today)
    known = typed_texts(before) if before.id else {}
    if not typed.get("citizen_id") and set(typed).intersection(_FROM_CITIZEN_ID):
        # Corrected by somebody who knows better than the ID.
        known.pop("citizen_id", None)
    old = read_member(known, today).problems
    reading = read_member({**known, **typed}, today)
    blank = Member("", "", "")
    wanted = {name: getattr(blank, name) for name, text in typed.items() if not text.strip()}
    named = {*typed, *(_FROM_CITIZEN_ID if typed.get("citizen_id") else ())}
    if not before.id:
        named.add("category")
    wanted |= {name: value for name, value in reading.values.items() if name in named}
    told = {(problem.code, str(problem.params.get("field"))) for problem in old}
    new = [p for p in reading.problems if (p.code, str(p.params.get("field"))) not in told]
    if not completes(before.citizen_id_start, str(wanted.get("citizen_id", ""))):
        params: dict[str, object] = {"field": "citizen_id"}
        new.append(Problem("member.citizen_id.other", severity="warning", params=params))
    if "name" in typed and not typed["name"].strip():
        new.append(Problem("member.name.missing", params={"field": "name"}))
    return MemberChanges(
        {name: value for name, value in wanted.items() if getattr(before, name) != value},
        tuple(replace(p, params={**p.params, "done": "refused"}) for p in new),
    )


def typed_texts(member: Member) -> dict[str, str]:
    """The fields of a member as one would type them; empty ones are left out."""
    values = {name: getattr(member, name) for name in READERS}
    return {name: str(value) for name, value in values.items() if value}


_NOT_READ = ("member.choice.unknown", "member.not_known", "member.number.unreadable")


def not_taken(changes: MemberChanges) -> list[Problem]:
    """What cannot be used, and what was not understood: nobody wants a word dropped from a form without a sign."""
    return [p for p in changes.problems if p.severity == "error" or p.code in _NOT_READ]


def missing_dates(member: Member) -> list[str]:
    """Dates without which nobody can say when something falls due: since when suspended, away, out of contact."""
    wanted = {
        "standing_since": member.standing is Standing.SUSPENDED,
        "away_since": member.mobility is Mobility.OUT,
        "lost_since": member.contact is Contact.LOST,
    }
    return [name for name, asked in wanted.items() if asked and not getattr(member, name)]


UNMASKABLE: Mapping[str, str] = {"id": "citizen_id", "phone": "phone", "address": "address"}
"""What a user names to see it in full → the field."""
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
    mask = MASKS.get(field)
    return text if mask is None or field in unmasked else mask(text)


def shown_id_start(member: Member, unmasked: Iterable[str]) -> str:
    """What is left of an ID that is to be completed, as it may be shown: in full to whoever asked for IDs."""
    whole = ("citizen_id_start",) if "citizen_id" in unmasked else ()
    return masked("citizen_id_start", member.citizen_id_start, whole)


class MemberTexts:
    """The words for one language; ``unmasked`` are the personal fields that were asked for."""

    def __init__(self, catalog: Catalog, unmasked: frozenset[str] = frozenset()) -> None:
        self._catalog = catalog
        self.unmasked = unmasked

    def shown(self, member: Member, field: str) -> str:
        """One field; empty where nothing is known."""
        value = getattr(member, field)
        if field == "citizen_id" and member.citizen_id_start:
            start = shown_id_start(member, self.unmasked)
            return self._catalog.text("member.id_to_complete", start=start)
        if not value:
            return ""
        if field in _WORDED:
            return self.word(field, str(value))
        return masked(field, str(value), self.unmasked)

    def word(self, field: str, value: str) -> str:
        """What a fixed value is called."""
        return self._catalog.code(f"member.{field}", value)

    def states(self, values: Mapping[str, str | None]) -> str:
        """The axes that say something out of the usual, each by its word: 停止党籍 失联."""
        told = (
            self.word(field, value)
            for field, usual in _USUAL.items()
            if (value := values.get(field)) and value != usual
        )
        return " ".join(told)
