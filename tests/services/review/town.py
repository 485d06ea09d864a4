"""A township with three branches of two members each, each with a sheet of the month, for tests of reviewing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.access.roles import Role
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.scoring.results import Proposal, Reason
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Cell, Sheet, SheetKey, SheetStep
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.questions import Reply
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import open_sheet, read_roll
from branchkit.services.scoring.steps import take_step
from branchkit.testing.builders import MONTH, a_scheme, fixed_clock
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import put_members

SECRETARY, CLERK = Actor("李书记"), Actor("王干事", Role.REVIEWER)
COUNTY = Actor("县委组织部", Role.CONFIRMER)
SCHEME = a_scheme(2)
CONTRIBUTIONS = Contributions(schemes={SCHEME.id: SCHEME})
TOWN = "town"
BRANCHES = ("gaogou", "qingshi", "baihe")
_NAMES = ("高沟村党支部", "青石村党支部", "白河村党支部")


class NoProposals:
    """Registers that suggest nothing."""

    failed: Mapping[str, Reason] = {}

    def get(self, subject: str, criterion: str) -> Proposal | None:
        return None

    def silence(self, subject: str, criterion: str) -> Reason | None:
        return None

    def is_unanswered(self, criterion: str) -> bool:
        return False

    def ask_ahead(self) -> None:
        pass

    def awaited(self) -> list[Reply]:
        return []


def a_memory_town() -> MemoryStore:
    """The township, in memory."""
    store = MemoryStore(fixed_clock())
    a_town(store)
    return store


def a_town(store: Store) -> None:
    """The township; nobody has opened a sheet."""
    with store.begin(SECRETARY, "test.build") as uow:
        committee = OrganizationKind.COMMITTEE
        add_organization(uow, Organization(TOWN, "白水乡党委", committee, "rural"))
        for id, name in zip(BRANCHES, _NAMES, strict=True):
            add_organization(uow, Organization(id, name, parent=TOWN))
            put_members(uow, id, 2)
        uow.commit()


def key_of(org: str, scheme: Scheme = SCHEME) -> SheetKey:
    return SheetKey(scheme.id, org, MONTH)


def scored(store: Store, org: str, points: str = "8", *, scheme: Scheme = SCHEME) -> SheetKey:
    """A branch's sheet, every cell with the same points."""
    key = key_of(org, scheme)
    with store.begin(SECRETARY, "test.score") as uow:
        open_sheet(uow, scheme, key)
        subjects = read_roll(uow, key)
        edits = [
            CellEdit(subject, criterion.id, Cell(Decimal(points)))
            for subject in subjects
            for criterion in SCHEME.criteria
        ]
        change_cells(uow, scheme, key, edits)
        uow.commit()
    return key


def step(
    store: Store,
    org: str,
    step: SheetStep,
    reason: str = "",
    *,
    actor: Actor = COUNTY,
    at: str = "2026-11-20T09:00:00",
    scheme: Scheme = SCHEME,
) -> Sheet:
    """One step of a branch's sheet."""
    with store.begin(actor, f"sheet.{step}") as uow:
        known = Contributions(schemes={scheme.id: scheme})
        sheet = take_step(uow, known, key_of(org, scheme), step, fixed_clock(at), reason)
        uow.commit(reason=reason)
    return sheet


def handed_up(
    store: Store, org: str, points: str = "8", at: str = "2026-11-20", *, scheme: Scheme = SCHEME
) -> SheetKey:
    """A branch's sheet, scored and handed up."""
    key = scored(store, org, points, scheme=scheme)
    step(store, org, SheetStep.SUBMIT, at=f"{at}T09:00:00", scheme=scheme)
    return key
