"""Whom a text means by the name of an organisation: names are compared without what everybody leaves out."""

from __future__ import annotations

from collections.abc import Iterable

from branchkit.core.members.reading import cell_text
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree

_ENDS_OF_UNITS = "省市州县区镇乡道场委党会司校院厂局社团处部村"
"""Last characters of units that stand before a branch's own name."""


def can_be_same_branch(found: str, own: str) -> bool:
    """True of 高沟村 and 中共高沟镇高沟村支部委员会."""
    shorter, longer = sorted((_core(found), _core(own)), key=len)
    if not longer.endswith(shorter):
        return False
    above = longer.removesuffix(shorter)
    return not shorter or not above or above[-1] in _ENDS_OF_UNITS


def _core(text: str) -> str:
    core = cell_text(text).replace(" ", "").removeprefix("中国共产党").removeprefix("中共")
    for ending in ("委员会", "支部", "支", "总", "党", "联合"):
        core = core.removesuffix(ending)
    return core


def plain_name(name: str) -> str:
    """A name as it is compared: 中共白水乡委员会 is 白水乡党委, 高沟村支部委员会 is 高沟村党支部."""
    plain = name.replace(" ", "").removeprefix("中国共产党").removeprefix("中共")
    for long, short in (("总支部委员会", "党总支"), ("支部委员会", "党支部")):
        if plain.endswith(long):
            return plain.removesuffix(long).removesuffix("党") + short
    if plain.endswith("委员会"):
        return plain.removesuffix("委员会").removesuffix("党") + "党委"
    return plain


class NameIndex:
    """Ids by whatever may name an organisation: name, short name, code, id."""

    def __init__(self) -> None:
        self._ids: dict[str, dict[str, None]] = {}

    def add(self, id: str, name: str, *others: str) -> None:
        """Make an organisation known under its name and other texts; empty ones name nobody."""
        for text in {plain_name(name), *others}:
            if text:
                self._ids.setdefault(text, {})[id] = None

    def add_all(self, organizations: Iterable[Organization]) -> None:
        """As :meth:`add`, with short name, code and id."""
        for o in organizations:
            self.add(o.id, o.name, o.short_name, o.code, o.id)

    def meant(self, text: str) -> list[str]:
        """The ids of those whom a text can mean; by exact text, or by name as it is compared."""
        return list(dict.fromkeys([*self._ids.get(text, ()), *self._ids.get(plain_name(text), ())]))


class KnownOrganizations:
    """Which organisation that is there already a row speaks of."""

    def __init__(self, tree: OrganizationTree) -> None:
        self._tree = tree
        self._by_code = {o.code: o for o in tree.all() if o.code and o.dissolved}
        self._by_code |= {o.code: o for o in tree if o.code}
        self._by_name: dict[str, list[Organization]] = {}
        for organization in tree:
            self._by_name.setdefault(plain_name(organization.name), []).append(organization)

    def by_code(self, code: str) -> Organization | None:
        """The one with this code, those that stand before those dissolved."""
        return self._by_code.get(code) if code else None

    def namesakes(self, name: str, code: str = "") -> list[Organization]:
        """Those of that name that may be the one: of two with a code each, a different code is another organisation."""
        return [o for o in self._by_name.get(plain_name(name), ()) if not (code and o.code)]

    def may_stand_under(self, organization: Organization, text: str) -> bool:
        """Whether ``text`` names its superior. Whoever has none may have been given one, and an empty text says nothing."""
        above = self._tree.parent(organization.id)
        if above is None or not text:
            return True
        exact = text in (above.id, above.code, above.short_name)
        return exact or plain_name(text) == plain_name(above.name)
