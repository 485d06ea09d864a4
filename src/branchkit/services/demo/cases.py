"""Development cases of people who do not exist, one or two in every stage, with a refusal and a second application.

They are written down step by step through the services, as a secretary would, so that nothing in them can contradict the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from branchkit.core.actors import Actor
from branchkit.core.dates import add_months
from branchkit.core.development.cases import FieldValue, Person
from branchkit.core.development.checks import StepEntry
from branchkit.core.members.citizen_id import check_character
from branchkit.core.members.member import Category, Member
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.rulepacks import Step
from branchkit.plugin.contributions import Contributions
from branchkit.services.demo.members import FICTITIOUS_REGION
from branchkit.services.development.cases import routes_of
from branchkit.services.development.entries import person_of
from branchkit.services.development.life import Opening, cancel, open_case, refuse, repeat
from branchkit.services.development.steps import take_step
from branchkit.services.roster import members_of

_REASONS = {
    "cancelled": "外出务工，本人提出暂缓",
    "refused": "个别党员反映工作不够主动，继续考察",
    "repeated": "整改后重新上会",
    "papers": "原件在镇党委，随后补齐",
}
_APPLICANTS = (
    ("项春生", "m"),
    ("柏雨桐", "f"),
    ("鲁思源", "m"),
    ("田禾", "f"),
    ("阮小军", "m"),
    ("苗秀云", "f"),
    ("石大勇", "m"),
    ("毕晓燕", "f"),
    ("康永强", "m"),
    ("薛冬梅", "f"),
    ("骆建平", "m"),
    ("戚海燕", "f"),
    ("庞立春", "m"),
    ("祝小兰", "f"),
)
"""Names that no member of the demo has; a branch has some of them."""
_CASES = 7
_FIRST_SEQUENCE = 500
"""Above the numbers that the members' IDs have."""
_BY = "镇党委"


def fill_demo_cases(
    store: Store,
    contributions: Contributions,
    org: str,
    today: date,
    seed: int = 1921,
    *,
    actor: Actor,
) -> None:
    """Make up cases up to ``today``, written down by ``actor``. The organisation has its demo members already."""
    with store.begin(actor, "demo.cases") as uow:
        _Writer(uow, contributions, org, today, Random(f"{seed}/cases")).write()
        uow.commit()


class _Writer:
    """Writes one branch's cases; days are counted back from today."""

    def __init__(
        self, uow: UnitOfWork, contributions: Contributions, org: str, today: date, random: Random
    ) -> None:
        self._uow, self._org, self._today, self._random = uow, org, today, random
        self._packs = contributions.rule_packs
        self._routes = routes_of(self._packs)
        self._members = members_of(uow, org)
        self._contacts = [m.id for m in self._members if m.category is Category.FULL][:6]

    def write(self) -> None:
        """Everybody, those who are furthest first."""
        people = self._people()
        self._on_probation()
        self._second_application(people[0])
        self._voted(people[1])
        self._prospect(people[2])
        self._activist(people[3], since=14, looks=(8, 2))
        self._activist(people[4], since=11, looks=(7,))
        self._applicant(people[5], ago=20, talked=False)
        self._applicant(people[6], ago=75, talked=True)

    # -- who they are -----------------------------------------------------------------------------

    def _people(self) -> list[Person]:
        taken = {member.name for member in self._members}
        chosen = self._random.sample(_APPLICANTS, _CASES)
        return [
            self._person(number, name if name not in taken else f"{name}甲", sex)
            for number, (name, sex) in enumerate(chosen)
        ]

    def _person(self, number: int, name: str, sex: str) -> Person:
        year = self._today.year - self._random.randint(22, 38)
        birth = date(year, self._random.randint(1, 12), self._random.randint(1, 28))
        sequence = _FIRST_SEQUENCE + 2 * number + (sex == "m")
        body = f"{FICTITIOUS_REGION}{birth:%Y%m%d}{sequence:03d}"
        return Person(
            name=name,
            sex=sex,
            ethnicity="汉族",
            birth=birth.isoformat(),
            citizen_id=body + check_character(body),
            education=self._random.choice(("高中", "中专", "大专", "大学本科")),
        )

    # -- how far they are -------------------------------------------------------------------------

    def _applicant(self, person: Person, *, ago: int, talked: bool) -> None:
        applied = self._today - timedelta(days=ago)
        id = self._open(person, applied)
        if talked:
            self._take(id, ["talk"], applied + timedelta(days=12))

    def _activist(self, person: Person, *, since: int, looks: Sequence[int]) -> str:
        """Chosen so many months ago, looked at so many months ago."""
        chosen = self._ago(since)
        id = self._open(person, chosen - timedelta(days=90))
        self._take(id, ["talk"], chosen - timedelta(days=70))
        self._take(id, ["activist", "activist-filed", "contacts"], chosen)
        for ago in looks:
            self._take(id, ["look"], self._ago(ago))
        return id

    def _prospect(self, person: Person) -> str:
        """Chosen, reviewed and trained, with a paper still missing."""
        id = self._activist(person, since=17, looks=(12, 6))
        chosen = self._ago(4)
        self._take(id, ["prospect"], chosen)
        self._take(id, ["prospect-filed", "introducers"], chosen + timedelta(days=14))
        self._take(id, ["political-review"], chosen + timedelta(days=40), lacking=1)
        self._take(id, ["training"], chosen + timedelta(days=60))
        return id

    def _voted(self, person: Person) -> None:
        """Refused by the meeting once, back to the committee, voted on again; the approval is awaited."""
        id = self._prospect(person)
        first = self._ago(2) + timedelta(days=20)
        self._take(id, ["committee-review", "pre-review", "volunteer-form"], first)
        on, reason = first + timedelta(days=3), _REASONS["refused"]
        refuse(self._uow, self._packs, self._org, id, "admission-vote", on, reason, self._today)
        reason = _REASONS["repeated"]
        repeat(self._uow, self._packs, self._org, id, "committee-review", on, reason, self._today)
        again = on + timedelta(days=7)
        self._take(id, ["committee-review", "pre-review", "volunteer-form"], again)
        self._take(id, ["admission-vote", "admission-talk"], again + timedelta(days=2))

    def _second_application(self, person: Person) -> None:
        """A case cancelled years ago, and a new one of the same person."""
        applied = self._ago(50)
        id = self._open(person, applied)
        self._take(id, ["talk"], applied + timedelta(days=10))
        on = add_months(applied, 6)
        cancel(self._uow, self._packs, self._org, id, on, _REASONS["cancelled"], self._today)
        self._activist(person, since=5, looks=())

    def _on_probation(self) -> None:
        """The probationary members on the roll: their cases are taken over where the paper stands."""
        probationary = [m for m in self._members if m.category is Category.PROBATIONARY]
        for member in probationary:
            opening = Opening(person_of(member), None, "admission-filed", member.id)
            stands = open_case(self._uow, self._packs, self._org, opening, self._today)
            approved = add_months(date.fromisoformat(member.joined), 1)
            steps = ["admission-filed", "assignment", "oath"]
            self._take(stands.case.id, steps, min(approved, self._today))

    def _ago(self, months: int) -> date:
        """So many months ago, counted from the 28th at the latest: half-years between looks must not be a day too long."""
        return add_months(self._today.replace(day=min(self._today.day, 28)), -months)

    # -- writing it down --------------------------------------------------------------------------

    def _open(self, person: Person, on: date) -> str:
        application = self._entry(self._routes.on(on).steps[0], on)
        opening = Opening(person, application)
        return open_case(self._uow, self._packs, self._org, opening, self._today).case.id

    def _take(self, id: str, steps: Iterable[str], on: date, *, lacking: int = 0) -> None:
        for name in steps:
            step = self._routes.on(on).step(name)
            if step is None:
                raise ValueError(name)
            entry = self._entry(step, on, lacking=lacking)
            take_step(self._uow, self._packs, self._org, id, entry, self._today)

    def _entry(self, step: Step, on: date, *, lacking: int = 0) -> StepEntry:
        papers = tuple(report.zh_CN for report in step.papers)
        entry = StepEntry(step.id, on, _BY, "", self._values(step, on), papers)
        if not lacking:
            return entry
        return replace(entry, papers=papers[:-lacking], note=_REASONS["papers"])

    def _values(self, step: Step, on: date) -> Mapping[str, FieldValue]:
        pair = tuple(self._random.sample(self._contacts, 2))
        known: dict[str, FieldValue] = {
            "contacts": pair,
            "introducers": pair,
            "talks": str(self._random.randint(2, 4)),
            "days": "3",
            "hours": "24",
            "notice_until": (on + timedelta(days=9)).isoformat(),
        }
        values = {name: known[name] for name in step.fields if name in known}
        if "votes" in step.fields:
            entitled = sum(1 for m in self._members if _may_vote(m))
            # In a small branch hardly anybody may be missing, or no vote would carry.
            present = entitled - min(self._random.randint(1, 4), entitled // 4)
            against = min(self._random.randint(0, 2), present - entitled // 2 - 1)
            values |= {
                "entitled": str(entitled),
                "present": str(present),
                "in_favour": str(present - against),
            }
        return values


def _may_vote(member: Member) -> bool:
    return member.category is Category.FULL
