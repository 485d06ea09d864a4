"""A member's fields held against each other: what the citizen ID says, which century a date means, what comes before what.

Where fields contradict each other something is taken and told; nobody is left out for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from branchkit.core.date_reading import EARLIEST_YEAR
from branchkit.core.errors import Problem
from branchkit.core.members.citizen_id import birth_of, has_province, is_consistent, sex_of
from branchkit.core.members.member import Category
from branchkit.core.values import frozen

PAST_DATES = ("birth", "joined", "full_since", "standing_since", "away_since", "lost_since")
"""Dates that cannot lie ahead."""
AGE_OF_JOINING = 18
"""Party constitution, art. 1."""


@frozen
class Finding:
    """A problem before it knows its field's place. ``found`` is what the cell said, masked where it is personal."""

    code: str
    severity: str = "warning"
    found: str = ""
    taken: str = ""


@dataclass(slots=True)
class MemberReading:
    """Values by field name of :class:`~branchkit.core.members.member.Member`, and what is wrong. Empty values are left out."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether there is no error among the problems."""
        return all(problem.severity != "error" for problem in self.problems)

    def tell(self, name: str, finding: Finding) -> None:
        """One more problem, of a field."""
        params: dict[str, object] = {"field": name, "found": finding.found, "taken": finding.taken}
        self.problems.append(Problem(finding.code, severity=finding.severity, params=params))


def hold_together(reading: MemberReading, today: date) -> None:
    """Settle what follows from other fields, and tell what does not go together."""
    _hold_against_citizen_id(reading)
    _settle_centuries(reading)
    _hold_dates_against_each_other(reading, today)


def _hold_against_citizen_id(reading: MemberReading) -> None:
    """Birth and sex follow from the ID, from one that has lost its end the birth. Where they contradict it, an ID with the
    right check character is believed."""
    start = str(reading.values.get("citizen_id_start", ""))
    if start and not has_province(start):
        reading.tell("citizen_id", Finding("member.citizen_id.region", found=start[:2]))
    citizen_id = str(reading.values.get("citizen_id", start))
    born = birth_of(citizen_id)
    if born is None:
        return
    believed = is_consistent(citizen_id)
    for name, derived in (("birth", born.isoformat()), ("sex", sex_of(citizen_id))):
        if not derived:
            continue
        given = str(reading.values.get(name, ""))
        if (
            name == "birth"
            and given[2:]
            and derived[2:].startswith(given[2:])
            and _supplied_century(reading, "birth")
        ):
            given = derived[: len(given)]
            _drop(reading, "member.date.two_digits", "birth")
        if name == "birth" and given.endswith("-01"):
            given = given[:7]  # what a date cell shown as 1985年3月 holds
        if not given or derived.startswith(given):
            reading.values[name] = derived
            continue
        taken = derived if believed else given
        reading.values[name] = taken
        reading.tell(name, Finding(f"member.{name}.differs", found=given, taken=taken))


def _supplied_century(reading: MemberReading, name: str) -> Problem | None:
    """What was told of a date whose year was written in one digit or two."""
    return next(
        (
            problem
            for problem in reading.problems
            if problem.code == "member.date.two_digits" and problem.params["field"] == name
        ),
        None,
    )


def _settle_centuries(reading: MemberReading) -> None:
    """Of years written in two digits take the century before where else people would join before they are of age."""
    for name, later, years in (("joined", "full_since", 0), ("birth", "joined", AGE_OF_JOINING)):
        told = _supplied_century(reading, name)
        given, bound = (str(reading.values.get(field, "")) for field in (name, later))
        if told is None or not bound or not _before(bound, _years_later(given, years)):
            continue
        taken = _years_later(given, -100)
        if int(taken[:4]) >= EARLIEST_YEAR:
            reading.values[name] = taken
            place = reading.problems.index(told)
            reading.problems[place] = replace(told, params={**told.params, "taken": taken})


def _drop(reading: MemberReading, code: str, name: str) -> None:
    reading.problems = [p for p in reading.problems if (p.code, p.params["field"]) != (code, name)]


def _hold_dates_against_each_other(reading: MemberReading, today: date) -> None:
    birth, joined, full_since = (
        str(reading.values.get(name, "")) for name in ("birth", "joined", "full_since")
    )
    if birth and joined and _before(joined, _years_later(birth, AGE_OF_JOINING)):
        reading.tell("joined", Finding("member.joined.young", found=joined, taken=birth))
    if joined and full_since and _before(full_since, joined):
        early = Finding("member.full_since.early", found=full_since, taken=joined)
        reading.tell("full_since", early)
    _hold_probation(reading, joined)
    for name in PAST_DATES:
        given = str(reading.values.get(name, ""))
        if given and _before(today.isoformat(), given):
            reading.tell(name, Finding("member.date.future", found=given))
    if joined and not full_since and "category" not in reading.values:
        year_ago = _years_later(today.isoformat(), -1)
        if not _before(joined, year_ago):
            reading.values["category"] = Category.PROBATIONARY
            reading.tell("category", Finding("member.category.assumed", found=joined))


def _hold_probation(reading: MemberReading, joined: str) -> None:
    """A probation that was extended ends later than one that was not."""
    until = str(reading.values.get("probation_until", ""))
    if joined and until and not _before(_years_later(joined, 1), until):
        reading.tell("probation_until", Finding("member.probation.short", found=until))


def _before(one: str, other: str) -> bool:
    """Surely before: dates without a day are compared by month."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _years_later(iso: str, years: int) -> str:
    return f"{int(iso[:4]) + years:04d}{iso[4:]}"
