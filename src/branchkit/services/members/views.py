"""The roster as lists: who stands in a view, in which order, and how many there are of whom.

A view is worked out from a line for each member, read in one pass without building the members: ten thousand of them take
some 60 ms, and then every view, order and search is a matter of memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from branchkit.core.fields import code_of
from branchkit.core.members.member import (
    Category,
    Contact,
    MemberClass,
    Mobility,
    Standing,
    age_on,
    class_by_post,
)
from branchkit.core.names import initials, stroke_key
from branchkit.core.ports import Reader
from branchkit.core.values import frozen
from branchkit.services.pages import documents_of
from branchkit.services.roster import MEMBER, is_meant

YOUNG = 35
"""Who is under this age counts as young."""


class MemberLine(NamedTuple):
    """What lists show of a member. An empty value is None or the field's default."""

    org: str
    id: str
    name: str
    number: int | None
    sex: str | None
    birth: str | None
    joined: str | None
    full_since: str | None
    group: str | None
    post: str | None
    member_class: str | None
    category: str | None
    standing: str | None
    mobility: str | None
    contact: str | None
    citizen_id: str | None
    citizen_id_start: str | None
    phone: str | None
    removed: str | None

    @property
    def probationary(self) -> bool:
        """预备党员."""
        return self.category == Category.PROBATIONARY

    @property
    def holds_office(self) -> bool:
        """Whether the member has a post, or is counted among those who have one."""
        return bool(self.post) or self.member_class == MemberClass.POST_HOLDER


_FIELDS = MemberLine._fields[2:]


class View(StrEnum):
    """Who of the roster is shown."""

    ALL = "all"
    FULL = "full"
    PROBATIONARY = "probationary"
    OFFICE = "office"
    """Holders of a post."""
    WITHOUT_OFFICE = "without-office"
    MOBILE = "mobile"
    LOST = "lost"
    STANDING = "standing"
    """Those whose standing is not the normal one."""
    WOMEN = "women"
    UNDER_35 = "under-35"
    RETIRED = "retired"
    INCOMPLETE = "incomplete"
    """Those of whose citizen ID a spreadsheet has left only the start."""
    REMOVED = "removed"
    """Those who have left the roll."""


class Sort(StrEnum):
    """What the lines of a view are put in order by; who is alike follows the number on the roll."""

    NUMBER = "number"
    STROKES = "strokes"
    """By the strokes of the surname."""
    PINYIN = "pinyin"
    AGE = "age"
    """The oldest first."""
    PARTY_AGE = "party-age"
    """The longest full membership first."""
    JOINED = "joined"


@frozen
class RosterQuery:
    """Which members, in which order. ``group`` and ``member_class`` narrow a view down; empty: all."""

    view: View = View.ALL
    sort: Sort = Sort.NUMBER
    group: str = ""
    member_class: str = ""


def read_lines(reader: Reader, orgs: Iterable[str]) -> list[MemberLine]:
    """A line for everybody, those removed included, organisation by organisation in the order of the roll."""
    return [line for org in orgs for line in _lines_of(reader, org)]


def first_lines(reader: Reader, orgs: Iterable[str], most: int) -> list[MemberLine]:
    """As :func:`read_lines`, of the members with the first ids only: what a screen can show before everybody is read."""
    found: list[MemberLine] = []
    for org in orgs:
        rows = islice(reader.project(org, MEMBER, "", _FIELDS), most - len(found))
        found += sorted((MemberLine(org, *row) for row in rows), key=_place)
    return found


def lines_by_id(reader: Reader, ids: Iterable[tuple[str, str]]) -> Iterator[MemberLine]:
    """The lines of those of the members (organisation, id) that there are, as they are now."""
    for document in documents_of(reader, ((org, MEMBER, id) for org, id in ids)):
        values = (document.body.get(field) for field in _FIELDS)
        yield MemberLine._make((document.org, document.id, *values))


def select(lines: Iterable[MemberLine], query: RosterQuery, today: date) -> list[MemberLine]:
    """The lines of a view in its order. Lines are expected as :func:`read_lines` gives them."""
    belongs = _VIEWS[query.view]
    found = [
        line
        for line in lines
        if belongs(line, today)
        and (not query.group or line.group == query.group)
        and (not query.member_class or class_of(line) == query.member_class)
    ]
    if query.sort is not Sort.NUMBER:
        found.sort(key=_ORDERS[query.sort])
    return found


def count(lines: Iterable[MemberLine], view: View, today: date) -> int:
    """How many stand in a view."""
    belongs = _VIEWS[view]
    return sum(belongs(line, today) for line in lines)


def groups_of(lines: Iterable[MemberLine]) -> Mapping[str, int]:
    """Party group → how many of those on the roll belong to it, in the order of the roll."""
    return Counter(line.group for line in lines if line.group and not line.removed)


def classes_of(lines: Iterable[MemberLine]) -> Mapping[MemberClass, int]:
    """Member class → how many of those on the roll are of it; all classes, in their order."""
    found = Counter(class_of(line) for line in lines if not line.removed)
    return {kind: found[kind] for kind in MemberClass}


def class_of(line: MemberLine) -> MemberClass:
    """The class in which the member counts."""
    kind = code_of(MemberClass, line.member_class or MemberClass.ORDINARY)
    return class_by_post(kind, line.post or "")


def is_incomplete(line: MemberLine) -> bool:
    """Whether something is missing that every roll asks for, or of the citizen ID only the start is known."""
    lacking = not (line.sex and line.birth and line.joined and line.citizen_id and line.phone)
    return not line.removed and (lacking or bool(line.citizen_id_start))


def is_found(line: MemberLine, query: str) -> bool:
    """Whether a text means this member: name, pinyin initials, number, or the end of the ID or phone number."""
    return is_meant(line.name, line.number or 0, line.citizen_id or "", line.phone or "", query)


def _lines_of(reader: Reader, org: str) -> list[MemberLine]:
    lines = [MemberLine(org, *row) for row in reader.project(org, MEMBER, "", _FIELDS)]
    lines.sort(key=_place)
    return lines


def _place(line: MemberLine) -> tuple[bool, int]:
    return bool(line.removed), line.number or 0


Belongs = Callable[[MemberLine, date], bool]


def _on_the_roll(belongs: Callable[[MemberLine], bool]) -> Belongs:
    return lambda line, _today: not line.removed and belongs(line)


def _is_young(line: MemberLine, today: date) -> bool:
    if line.removed or not line.birth:
        return False
    years = today.year - int(line.birth[:4])
    # The day matters for those of one year only, and asking for it costs ten times as much.
    return years < YOUNG or (years == YOUNG and (age_on(line.birth, today) or 0) < YOUNG)


_VIEWS: Mapping[View, Belongs] = {
    View.ALL: _on_the_roll(lambda line: True),
    View.FULL: _on_the_roll(lambda line: not line.probationary),
    View.PROBATIONARY: _on_the_roll(lambda line: line.probationary),
    View.OFFICE: _on_the_roll(lambda line: line.holds_office),
    View.WITHOUT_OFFICE: _on_the_roll(lambda line: not line.holds_office),
    View.MOBILE: _on_the_roll(lambda line: (line.mobility or Mobility.NONE) != Mobility.NONE),
    View.LOST: _on_the_roll(lambda line: line.contact == Contact.LOST),
    View.STANDING: _on_the_roll(lambda line: (line.standing or Standing.NORMAL) != Standing.NORMAL),
    View.WOMEN: _on_the_roll(lambda line: line.sex == "f"),
    View.UNDER_35: _is_young,
    View.RETIRED: _on_the_roll(lambda line: line.member_class == MemberClass.RETIRED),
    View.INCOMPLETE: _on_the_roll(lambda line: bool(line.citizen_id_start)),
    View.REMOVED: lambda line, _today: bool(line.removed),
}

_UNKNOWN = "9999"
"""After every date that is known."""

_ORDERS: Mapping[Sort, Callable[[MemberLine], Any]] = {
    Sort.STROKES: lambda line: stroke_key(line.name),
    Sort.PINYIN: lambda line: (initials(line.name), line.name),
    Sort.AGE: lambda line: line.birth or _UNKNOWN,
    Sort.PARTY_AGE: lambda line: line.full_since or _UNKNOWN,
    Sort.JOINED: lambda line: line.joined or _UNKNOWN,
}
