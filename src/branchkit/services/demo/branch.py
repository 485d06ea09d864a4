"""Fills a workspace with people who do not exist: a branch with two months handed up, or a township over three branches.

The same day and seed always make the same branch. Every plugin adds the records of its own registers through the
hook ``branchkit_demo``; one whose records cannot be kept is left out, as a failure. Of the township one branch is the one of
the plain demo, one is small, one is larger than the regulation has it, and the committee's term is nearly over: so that there
is something to see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from random import Random

from branchkit.core.access.roles import Role
from branchkit.core.actors import Actor
from branchkit.core.dates import Period, add_months
from branchkit.core.errors import PluginError, RecordError
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.registers.register import Register
from branchkit.core.scoring.schemes import Criterion, Scheme
from branchkit.core.scoring.sheets import Cell, ExtraEvent, SheetKey, SheetStep
from branchkit.core.scoring.tally import refuse_points
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions, PluginFailure
from branchkit.plugin.demos import DemoRecord, DemoScene
from branchkit.services.demo.cases import fill_demo_cases
from branchkit.services.demo.members import demo_members
from branchkit.services.demo.ratings import fill_ratings
from branchkit.services.demo.settling import settled
from branchkit.services.organizations.organizations import add_organization, edit_organization
from branchkit.services.registers.writing import CHECKED, RecordWriter
from branchkit.services.roster import MEMBER
from branchkit.services.scoring.proposals import MeasuredProposals, proposals_for
from branchkit.services.scoring.scores import CellEdit, change_cells, set_extras
from branchkit.services.scoring.sheets import default_scheme_id, open_sheet, read_organization
from branchkit.services.scoring.steps import take_step

MONTHS = 3
DEMO_ACTOR = Actor("演示数据", Role.SECRETARY)
"""Whom the ledger names for everything that was made up."""
_DEEDS = ("带头抢修水渠", "帮邻村抢收晚稻", "夜间护送病人下山")
_FULL_MARKS = 0.85
"""How often a judged cell has full marks."""


def fill_demo(
    store: Store, contributions: Contributions, org: str, today: date, seed: int = 1921
) -> None:
    """Make up a branch of forty with three months of registers up to ``today``.

    The two months before are scored and handed up, the month of ``today`` is half scored. ``org`` exists and has no
    members yet.
    """
    members = demo_members(org, today, Random(f"{seed}/members"))
    fill_branch(store, contributions, org, today, members, seed)


def fill_branch(
    store: Store,
    contributions: Contributions,
    org: str,
    today: date,
    members: Sequence[Member],
    seed: int,
    months_back: int = MONTHS,
) -> None:
    """The same for members that have been made up already, over any number of months."""
    months = tuple(Period.containing(today).shifted(step) for step in range(1 - months_back, 1))
    with store.begin(DEMO_ACTOR, "demo.members") as uow:
        for member in members:
            uow.put(org, MEMBER, member.id, member.to_body())
        uow.commit()
    organization = read_organization(store, org)
    sector = organization.sector
    for plugin, demo in contributions.demos.items():
        chance = Random(f"{seed}/{plugin}")
        scene = DemoScene(org, today, months, tuple(members), chance, sector, organization.name)
        _keep_records(store, contributions, scene, plugin, demo(scene))
    fill_demo_cases(store, contributions, org, today, seed, actor=DEMO_ACTOR)
    scheme = contributions.schemes[default_scheme_id(contributions, sector)]
    scorer = _Scorer(store, contributions, scheme, members, Random(f"{seed}/scores"))
    for month in months[:-1]:
        scorer.hand_up(SheetKey(scheme.id, org, month))
    scorer.begin(SheetKey(scheme.id, org, months[-1]), members[: len(members) // 2])
    fill_ratings(store, contributions, org, today, seed, actor=DEMO_ACTOR)


def _keep_records(
    store: Store,
    contributions: Contributions,
    scene: DemoScene,
    plugin: str,
    records: Sequence[DemoRecord],
) -> None:
    """All records of a plugin or, when one of them is not sound, none."""
    org, people = scene.org, {member.id for member in scene.members}
    try:
        with store.begin(DEMO_ACTOR, "demo.records") as uow:
            for id in dict.fromkeys(record.register for record in records):
                if id not in contributions.registers:
                    raise PluginError("unknown_register", register=id)
                register = contributions.registers[id]
                rows = [record.values for record in records if record.register == id]
                rows = [settled(register, row, scene.today, people) for row in rows]
                _add_records(uow, register, org, rows)
            uow.commit()
    except (PluginError, RecordError) as error:
        failure = PluginFailure(plugin, "raised", "branchkit_demo", message=str(error))
        contributions.failures.append(failure)


def _add_records(
    uow: UnitOfWork, register: Register, org: str, rows: Sequence[Mapping[str, object]]
) -> None:
    """Keep rows; those that only the check of a plugin refuses are left out, be the check another plugin's."""
    writer = RecordWriter(uow, register, org)
    for row in rows:
        kept, problems = writer.try_add(row)
        if kept is None and any(problem.code != CHECKED for problem in problems):
            raise RecordError("not_sound", register=register.id, count=len(problems))


class _Scorer:
    """Scores as a secretary would: what registers propose is taken, the rest is mostly full marks."""

    def __init__(
        self,
        store: Store,
        contributions: Contributions,
        scheme: Scheme,
        members: Sequence[Member],
        random: Random,
    ) -> None:
        self._store = store
        self._contributions = contributions
        self._scheme = scheme
        self._members = members
        self._random = random

    def hand_up(self, key: SheetKey) -> None:
        """A month scored to the end, with two good deeds, and handed up on its last day."""
        self.begin(key, self._members)
        good = self._random.sample([m.id for m in self._members], 2)
        submitted = datetime.combine(key.period.last_day, time(16, 30))
        with self._store.begin(DEMO_ACTOR, "demo.sheet") as uow:
            for subject in good:
                set_extras(uow, self._scheme, key, subject, self._deed(key.period))
            # Made-up points are nothing that a plugin's checks should have a say about.
            unchecked = replace(self._contributions, checks={})
            take_step(uow, unchecked, key, SheetStep.SUBMIT, lambda: submitted)
            uow.commit()

    def begin(self, key: SheetKey, members: Iterable[Member]) -> None:
        """A month in which so many members are scored."""
        with self._store.begin(DEMO_ACTOR, "demo.sheet") as uow:
            open_sheet(uow, self._scheme, key)
            uow.commit()
        book = proposals_for(
            self._store, self._contributions, self._scheme, key.org, key.period, self._members
        )
        with self._store.begin(DEMO_ACTOR, "demo.sheet") as uow:
            edits = [edit for member in members for edit in self._edits(member, book)]
            change_cells(uow, self._scheme, key, edits)
            uow.commit()

    def _edits(self, member: Member, book: MeasuredProposals) -> Iterator[CellEdit]:
        for criterion in self._scheme.criteria:
            if not criterion.applies.covers(member.traits):
                continue
            proposal = book.get(member.id, criterion.id)
            cell = (
                Cell(self._judged(criterion))
                if proposal is None
                else Cell(proposal.points, "proposal")
            )
            yield CellEdit(member.id, criterion.id, cell)

    def _judged(self, criterion: Criterion) -> Decimal:
        if self._random.random() < _FULL_MARKS:
            return criterion.maximum
        whole = range(int(criterion.maximum) // 2, int(criterion.maximum))
        allowed = [p for p in map(Decimal, whole) if refuse_points(criterion, p) is None]
        return self._random.choice(allowed or [criterion.maximum])

    def _deed(self, month: Period) -> list[ExtraEvent]:
        """One event of the scheme's first bonus."""
        day = month.first_day.replace(day=self._random.randint(2, 27)).isoformat()
        return [
            ExtraEvent(item.id, item.points, self._random.choice(_DEEDS), day)
            for item in self._scheme.extras[:1]
        ]


_MONTHS_IN_OFFICE = 58
"""Of the five years of the committee."""


@frozen
class _Village:
    """One branch of the township."""

    name: str
    code: str
    members: int
    contact_leader: str
    familiar: bool = False
    grouped: bool = False


_VILLAGES = (
    _Village("青石村党支部", "990101001", 40, "乡长", familiar=True, grouped=True),
    _Village("柳坝村党支部", "990101002", 12, "人大主席"),
    _Village("松岭村党支部", "990101003", 56, "党委副书记", grouped=True),
)


def fill_township(
    store: Store, contributions: Contributions, org: str, today: date, seed: int = 1921
) -> None:
    """Make up the branches below the committee ``org``, which exists; each has its members and three months of everything."""
    with store.begin(DEMO_ACTOR, "demo.organizations") as uow:
        elected = add_months(today, -_MONTHS_IN_OFFICE).isoformat()
        edit_organization(uow, org, {"elected_on": elected, "code": "990101"}, today)
        branches = [
            add_organization(
                uow,
                Organization(
                    "",
                    village.name,
                    parent=org,
                    code=village.code,
                    founded="1958",
                    contact_leader=village.contact_leader,
                ),
            )
            for village in _VILLAGES
        ]
        uow.commit()
    for number, (branch, village) in enumerate(zip(branches, _VILLAGES, strict=True)):
        chance = Random(f"{seed}/members/{village.code}")
        members = demo_members(branch.id, today, chance, village.members, familiar=village.familiar)
        if village.grouped:
            groups = dict.fromkeys(member.group for member in members)
            _add_groups(store, branch.id, list(groups))
        fill_branch(store, contributions, branch.id, today, members, seed + number)
    fill_ratings(store, contributions, org, today, seed, actor=DEMO_ACTOR)


def _add_groups(store: Store, branch: str, names: list[str]) -> None:
    with store.begin(DEMO_ACTOR, "demo.organizations") as uow:
        for name in names:
            add_organization(uow, Organization("", name, OrganizationKind.GROUP, parent=branch))
        uow.commit()
