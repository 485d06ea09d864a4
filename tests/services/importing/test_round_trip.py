"""Every register, out into a file and in again: what comes back is what was kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from branchkit.core.actors import Actor
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.exchange.readers.opening import open_grids
from branchkit.exchange.writers import write
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.branch import fill_demo
from branchkit.services.importing.engine import ImportSummary, RowOutcome
from branchkit.services.importing.records import RecordSubject
from branchkit.services.registers.reading import all_records
from branchkit.services.registers.writing import RecordWriter
from branchkit.services.reports.registers import Extract, ReportScene, register_report
from branchkit.testing.builders import NAMES, members
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.register_strategies import values_of
from branchkit.testing.registers import every_kind

from .sheets_of_lists import imported

ORG = "b1"
ACTOR = Actor("测试员")
NOW = datetime(2026, 11, 20, 9, 0)
FORMATS = ("xlsx", "csv")
PEOPLE = [*members(org=ORG), Member("m0099", ORG, NAMES[0], 99)]
"""Two of them have the same name."""
ORGANIZATIONS = (Organization(ORG, "高沟村党支部"), Organization("b2", "柳巷村党支部", code="0412"))


@pytest.fixture(scope="module")
def contributions(tmp_path_factory: pytest.TempPathFactory) -> Contributions:
    folder = tmp_path_factory.mktemp("contributions")
    return load_contributions(folder, disabled=frozenset(), safe_mode=True, strict=True)


def own_rows() -> Iterator[str]:
    """The ids of the built-in registers that have rows of their own."""
    folder = Path(__file__).parents[3] / "src" / "branchkit" / "pack" / "registers"
    for file in sorted(folder.glob("*.toml")):
        if 'rows = "' not in file.read_text(encoding="utf-8"):
            yield file.stem


def a_store(people: Iterable[Member] = PEOPLE) -> MemoryStore:
    store = MemoryStore(NOW.astimezone)
    with store.begin(ACTOR, "test.build") as uow:
        for organization in ORGANIZATIONS:
            uow.put("", "organization", organization.id, organization.to_body())
        for member in people:
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    return store


def filled(register: Register, rows: list[dict[str, object]]) -> MemoryStore:
    """A store with those of the rows that do not repeat another one."""
    store = a_store()
    with store.begin(ACTOR, "test.fill") as uow:
        writer = RecordWriter(uow, register, ORG)
        for row in rows:
            writer.try_add(row)
        uow.commit()
    return store


def export(store: MemoryStore, register: Register, all_of: Contributions, target: Path) -> None:
    personal = frozenset(column.id for column in register.columns if column.personal)
    scene = ReportScene(store, all_of, Catalog.load(), NOW)
    extract = Extract(register, (ORG,), unmasked=personal)
    format = target.suffix[1:]
    write(register_report(scene, extract, format), format, target, replace=True)


def bring_in(store: MemoryStore, register: Register, file: Path) -> ImportSummary:
    with open_grids(file) as grids:
        return imported(store, RecordSubject(register, ORG, NOW.date()), grids)


def kept(store: MemoryStore, register: Register) -> list[str]:
    found = all_records(store, register.id, ORG)
    return sorted(
        json.dumps(dict(record.values), ensure_ascii=False, sort_keys=True) for record in found
    )


def round_trip(
    source: MemoryStore,
    register: Register,
    all_of: Contributions,
    folder: Path,
    format: str,
    people: Iterable[Member] = PEOPLE,
) -> None:
    file = folder / f"rows.{format}"
    export(source, register, all_of, file)
    target = a_store(people)
    count = bring_in(target, register, file)
    assert [problem for problem in count.problems if problem.severity == "error"] == []
    assert kept(target, register) == kept(source, register)
    again = bring_in(target, register, file)
    assert (again.writes, again[RowOutcome.LEFT_OUT]) == (0, 0)
    assert again[RowOutcome.UNCHANGED] == len(kept(source, register))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("id", own_rows())
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_made_up_comes_back(
    contributions: Contributions, tmp_path: Path, id: str, format: str, data: st.DataObject
) -> None:
    register = contributions.registers[id]
    ids = [member.id for member in PEOPLE]
    rows = values_of(register, members=ids, organizations=[o.id for o in ORGANIZATIONS])
    made = data.draw(st.lists(rows, min_size=1, max_size=5))
    round_trip(filled(register, made), register, contributions, tmp_path, format)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_kind_of_column_comes_back(
    contributions: Contributions, tmp_path: Path, format: str, data: st.DataObject
) -> None:
    register = every_kind()
    ids = [member.id for member in PEOPLE]
    rows = values_of(register, members=ids, organizations=[o.id for o in ORGANIZATIONS])
    made = data.draw(st.lists(rows, min_size=1, max_size=5))
    round_trip(filled(register, made), register, contributions, tmp_path, format)


@pytest.fixture(scope="module")
def demo(contributions: Contributions) -> MemoryStore:
    store = a_store(people=())
    fill_demo(store, contributions, ORG, NOW.date(), 1921)
    return store


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("id", own_rows())
def test_the_demo_comes_back(
    contributions: Contributions, demo: MemoryStore, tmp_path: Path, id: str, format: str
) -> None:
    people = [Member.from_body(d.id, ORG, d.body) for d in demo.scan(ORG, "member")]
    register = contributions.registers[id]
    round_trip(demo, register, contributions, tmp_path, format, people)


def test_every_register_with_rows_of_its_own_is_tried(contributions: Contributions) -> None:
    records = {r.id for r in contributions.registers.values() if r.rows is RecordsFrom.RECORDS}
    assert set(own_rows()) == records
