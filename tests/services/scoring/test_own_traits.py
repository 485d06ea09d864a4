"""A county's own classes of organisations decide what applies to them and to their members."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.scoring.schemes import Applies, Scheme, SubjectKind, Trait
from branchkit.core.scoring.sheets import Cell, SheetKey
from branchkit.core.texts import LocalText
from branchkit.services.organizations.organizations import edit_organization
from branchkit.services.roster import edit_member
from branchkit.services.scoring.rows import read_rows
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import follow_roster, load_sheet, read_roll
from branchkit.services.scoring.steps import open_cells
from branchkit.testing.builders import ORG, a_criterion, a_scheme, a_sheet, fixed_clock
from branchkit.testing.memory_store import MemoryStore

SECRETARY = Actor("李书记")
LESSONS = replace(
    a_criterion("lessons"),
    applies=Applies(only=frozenset({"teaching"})),
    when_not_applicable="none",
)
SCHEME = replace(
    a_scheme([a_criterion("study"), LESSONS]),
    traits=(
        Trait("teaching", LocalText("教学", "Teaching")),
        Trait("office", LocalText("机关", "Office")),
    ),
)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(fixed_clock())


def is_now(store: MemoryStore, *words: str) -> None:
    with store.begin(SECRETARY, "organization.edit") as uow:
        today = fixed_clock()().date()
        edit_organization(uow, ORG, {"traits": words}, today)
        uow.commit()


def traits(store: MemoryStore, scheme: Scheme, key: SheetKey) -> frozenset[str]:
    (line,) = read_rows(store, scheme, key, read_roll(store, key)[:1])
    return line.traits & {"teaching", "office"}


@pytest.mark.parametrize("word", ["teaching", "教学", "Teaching"])
def test_members_share_the_traits_of_their_organization(store: MemoryStore, word: str) -> None:
    key = a_sheet(store, SCHEME, SECRETARY)
    assert traits(store, SCHEME, key) == frozenset()
    is_now(store, word, "山区")
    assert traits(store, SCHEME, key) == {"teaching"}


def test_a_member_has_traits_of_their_own_beside_others(store: MemoryStore) -> None:
    key = a_sheet(store, SCHEME, SECRETARY)
    with store.begin(SECRETARY, "member.edit") as uow:
        edit_member(uow, ORG, "m0001", {"own_traits": "教学、山区"})
        uow.commit()
    lines = list(read_rows(store, SCHEME, key, read_roll(store, key)[:2]))
    assert [line.traits & {"teaching", "office"} for line in lines] == [set(), {"teaching"}]
    assert {(cell.subject, cell.criterion) for cell in open_cells(store, SCHEME, key)} >= {
        ("m0000", "study"),
        ("m0001", "lessons"),
    }
    scheme = replace(SCHEME, applies=Applies(only=frozenset({"teaching"})))
    assert follow_roster(store, SECRETARY, scheme, key)
    assert read_roll(store, key) == ("m0001",)


def test_a_criterion_applies_by_the_organization_s_trait(store: MemoryStore) -> None:
    key = a_sheet(store, SCHEME, SECRETARY)
    assert {cell.criterion for cell in open_cells(store, SCHEME, key)} == {"study"}
    is_now(store, "教学")
    assert {cell.criterion for cell in open_cells(store, SCHEME, key)} == {"study", "lessons"}
    with store.begin(SECRETARY, "score.enter") as uow:
        change_cells(uow, SCHEME, key, [CellEdit("m0000", "lessons", Cell(Decimal(8)))])
        uow.commit()
    first = load_sheet(store, {SCHEME.id: SCHEME}, key).rows[0]
    assert first.row.total == Decimal(8)
    assert "teaching" in first.traits


def test_a_whole_scheme_is_for_organizations_of_one_trait(store: MemoryStore) -> None:
    scheme = replace(SCHEME, applies=Applies(only=frozenset({"teaching"})))
    key = a_sheet(store, scheme, SECRETARY)
    assert read_roll(store, key) == ()
    is_now(store, "教学")
    assert follow_roster(store, SECRETARY, scheme, key)
    assert len(read_roll(store, key)) == 6


def test_an_organization_has_its_own_traits_on_its_own_sheet(store: MemoryStore) -> None:
    scheme = replace(SCHEME, subject=SubjectKind.ORGANIZATION)
    key = a_sheet(store, scheme, SECRETARY)
    is_now(store, "机关")
    assert traits(store, scheme, key) == {"office"}
