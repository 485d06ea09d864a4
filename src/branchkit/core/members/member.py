"""Members: the person's data as the field knows it, on four axes that are never mixed, and the ages that follow from it.

Category (正式 / 预备), standing (党籍), mobility (流动) and contact (失联) are separate: a member can be full,
in standing, away and in contact. A removed member stays, with the reason.

Ages count by calendar years and months. A date without a day (1985-03) stands for the first of its month; what is unknown has
no age.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from branchkit.core.dates import add_months, day_of, full_years
from branchkit.core.fields import Unknown, code_of, unknown_fields, with_unknown
from branchkit.core.values import frozen


class Category(StrEnum):
    """正式党员 or 预备党员."""

    FULL = "full"
    PROBATIONARY = "probationary"


class Standing(StrEnum):
    """党籍."""

    NORMAL = "normal"
    RETAINED = "retained"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    EXPELLED = "expelled"
    STRUCK_OFF = "struck-off"


class Mobility(StrEnum):
    """流动: away for six months or more without moving the relations."""

    NONE = "none"
    OUT = "out"
    IN = "in"


class Contact(StrEnum):
    """联系: reachable or lost."""

    NORMAL = "normal"
    LOST = "lost"


class MemberClass(StrEnum):
    """For which set of criteria a member counts."""

    ORDINARY = "ordinary"
    POST_HOLDER = "post-holder"
    WITHOUT_POST = "without-post"
    MOBILE = "mobile"
    RETIRED = "retired"
    SPECIAL = "special"


_COMMITTEE_POSTS = ("书记", "委员")
"""What the posts of a committee are called on a roster: 党支部书记, 副书记, 组织委员."""


def on_committee(post: str) -> bool:
    """Whether a post, as rosters word it, is one of the committee's."""
    return any(word in post for word in _COMMITTEE_POSTS)


def class_by_post(kind: MemberClass, post: str) -> MemberClass:
    """The class in which a member counts: whoever stands on the committee holds a post, unless they are of a class of their own
    (mobile, retired, special)."""
    if kind in (MemberClass.ORDINARY, MemberClass.WITHOUT_POST) and on_committee(post):
        return MemberClass.POST_HOLDER
    return kind


_SEPARATORS = re.compile(r"[\s,，、;；]+")


@frozen
class Member:
    """A member of one branch (``org``). Dates are ISO text (2026-11-20, or 1985-03 where no day is known), empty when unknown."""

    id: str
    org: str
    name: str
    """As written on the roll."""
    number: int = 0
    """序号: the place on the roll, from 1."""
    sex: str = ""
    """``m`` / ``f`` / empty."""
    ethnicity: str = ""
    """In words, 汉族."""
    birth: str = ""
    """A day as text, or empty."""
    citizen_id: str = ""
    """18 characters, upper-case X; personal data."""
    education: str = ""
    """In words."""
    joined: str = ""
    """入党: when the general meeting admitted the person as a probationary member."""
    full_since: str = ""
    """转正."""
    probation_until: str = ""
    """Until when the probation was extended; empty where it was not, which is the usual case."""
    group: str = ""
    """党小组, by its name."""
    post: str = ""
    """In the Party, in words."""
    native_place: str = ""
    """籍贯, to the county."""
    work_unit: str = ""
    """In words."""
    phone: str = ""
    """Personal data."""
    address: str = ""
    """Personal data."""
    household_star: int = 0
    """Stars of the household (星级户); 0: none."""
    own_traits: str = ""
    """自定分类: what the county tells people apart by, in its own words with commas between (教学、行政); schemes declare which
    of them matter."""
    member_class: MemberClass = MemberClass.ORDINARY
    """What schemes tell people apart by."""
    category: Category = Category.FULL
    """Full or probationary."""
    standing: Standing = Standing.NORMAL
    """Whether the membership holds."""
    standing_since: str = ""
    """A day as text, or empty."""
    standing_reason: str = ""
    """Why the standing is not the normal one."""
    mobility: Mobility = Mobility.NONE
    """Whether away, or come from elsewhere."""
    away_since: str = ""
    """A day as text, or empty."""
    contact: Contact = Contact.NORMAL
    """Whether the person can be reached."""
    lost_since: str = ""
    """A day as text, or empty."""
    citizen_id_start: str = ""
    """The digits that a spreadsheet has left of an ID, which is to be completed; empty where the ID is known. Personal data."""
    removed: str = ""
    """The reason why the person is no longer on the roll; empty while on it."""
    removed_on: str = ""
    """The day of leaving the roll as text; empty while on it."""
    moved_to: str = ""
    """Where in this workspace the person is kept since: ``organisation/member``."""
    moved_from: str = ""
    """Where in this workspace the person was kept before: ``organisation/member``."""
    unknown: Unknown = ()
    """What another version knows of the person."""

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps; empty values are left out."""
        body = {name: getattr(self, name) for name in MEMBER_FIELDS}
        kept = {key: str(v) if isinstance(v, StrEnum) else v for key, v in body.items() if v}
        return with_unknown(kept, self.unknown)

    @classmethod
    def from_body(cls, id: str, org: str, body: dict[str, Any]) -> Member:
        """From the store's document, which another version may have written."""
        unknown = unknown_fields(body, MEMBER_FIELDS)
        values = (
            {name: body[name] for name in body.keys() & MEMBER_FIELDS} if unknown else dict(body)
        )
        for key, kind in _CODES.items():
            if key in values:
                values[key] = code_of(kind, values[key])
        return cls(id=id, org=org, unknown=unknown, **values)

    @property
    def settled(self) -> Member:
        """The same without dates and reasons of a state that no longer holds, and without the start of an ID that is known."""
        normal = self.standing is Standing.NORMAL
        return replace(
            self,
            citizen_id_start="" if self.citizen_id else self.citizen_id_start,
            standing_since="" if normal else self.standing_since,
            standing_reason="" if normal else self.standing_reason,
            away_since="" if self.mobility is Mobility.NONE else self.away_since,
            lost_since="" if self.contact is Contact.NORMAL else self.lost_since,
        )

    @property
    def traits(self) -> frozenset[str]:
        """What :class:`~branchkit.core.scoring.schemes.Applies` looks at."""
        return frozenset(
            {
                str(class_by_post(self.member_class, self.post)),
                str(self.category),
                f"mobility:{self.mobility}",
                f"contact:{self.contact}",
            }
        )

    @property
    def own_words(self) -> tuple[str, ...]:
        """The words of ``own_traits``."""
        return tuple(word for word in _SEPARATORS.split(self.own_traits) if word)


MEMBER_FIELDS = dict.fromkeys(
    f.name for f in fields(Member) if f.name not in ("id", "org", "unknown")
).keys()
"""What a body may hold of a member, in the order in which it is written."""

DATE_FIELDS = (
    "birth",
    "joined",
    "full_since",
    "probation_until",
    "standing_since",
    "away_since",
    "lost_since",
)
PERSONAL_FIELDS = ("citizen_id", "citizen_id_start", "phone", "address")
"""Masked unless somebody asks for them by name."""

_CODES: Mapping[str, type[StrEnum]] = {
    "member_class": MemberClass,
    "category": Category,
    "standing": Standing,
    "mobility": Mobility,
    "contact": Contact,
}


PROBATION_MONTHS = 12
"""The Party constitution's year, where no rule pack is at hand to say otherwise."""


def years_since(since: str, day: date) -> int | None:
    """Whole years from a date on; None for an unknown date and before it."""
    first = day_of(since)
    return None if first is None or first > day else full_years(first, day)


def age_on(birth: str, day: date) -> int | None:
    """Somebody's age (周岁); None for an unknown birth."""
    return years_since(birth, day)


def party_age_on(full_since: str, day: date) -> int | None:
    """Years in the Party (党龄), which count from full membership, not from the admission."""
    return years_since(full_since, day)


def probation_end(
    joined: str, extended_until: str = "", months: int = PROBATION_MONTHS
) -> date | None:
    """The day on which a probation is over: calendar months from the admission, or the end of its extension."""
    if extended := day_of(extended_until, last=True):
        return extended
    admitted = day_of(joined)
    return None if admitted is None else add_months(admitted, months)
