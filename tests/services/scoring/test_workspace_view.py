"""What plugins see of a workspace: everything, by the promises, with personal data masked where it could be shown."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Document, Key
from branchkit.core.scoring.results import Measurement
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetState
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import ComputedMetric, Contributions, MetricView
from branchkit.plugin.queries import Query, where
from branchkit.plugin.workspace_view import WorkspaceView
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.registers.writing import add_record
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import open_sheet
from branchkit.services.scoring.workspace_view import StoreView, metric_view
from branchkit.testing.memory_store import MemoryStore

ORG, MONTH, TODAY = "test", Period(2026, 11), date(2026, 11, 20)
VISITS = (("2026-10-30", "m0001"), ("2026-11-03", "m0001"), ("2026-11-28", "m0002"))


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """Two members, three visits, one of them after today."""
    registers = workspace.contributions.registers
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in (
            Member("m0001", ORG, "陈建国", 1, phone="13812345678", address="高沟村三组"),
            Member("m0002", ORG, "单雄信", 2),
            Member("m0003", ORG, "仇春梅", 3, removed="转出"),
        ):
            uow.put(ORG, "member", member.id, member.to_body())
        for day, member_id in VISITS:
            row = {"date": day, "member": member_id, "household": "张家"}
            add_record(uow, registers["book.visit"], ORG, row)
        uow.commit()
    return workspace


def view_of(workspace: Workspace, **options: bool) -> StoreView:
    return StoreView(workspace.store, workspace.contributions, node=ORG, today=TODAY, **options)


def test_it_keeps_the_promises(filled: Workspace) -> None:
    view: WorkspaceView = view_of(filled)
    assert (view.node, view.today) == (ORG, TODAY)
    assert view.registers is filled.contributions.registers
    assert view.schemes is filled.contributions.schemes
    assert view.rule_packs is filled.contributions.rule_packs
    assert [member.id for member in view.members(ORG)] == ["m0001", "m0002"]
    assert view.tree().get(ORG).sector == "rural"


def test_rows_are_those_dated_within_the_span(filled: Workspace) -> None:
    def days(**span: date) -> list[object]:
        found = view_of(filled).records("book.visit", [ORG], **span)
        return [record.values["date"] for record in found]

    assert days() == [day for day, _member in VISITS]
    assert days(since=MONTH.first_day) == ["2026-11-03", "2026-11-28"]
    assert days(until=TODAY) == ["2026-10-30", "2026-11-03"]
    assert list(view_of(filled).records("book.nowhere", [ORG])) == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (where("date") >= "2026-11-01", ["2026-11-03", "2026-11-28"]),
        ((where("member") == "m0001") & (where("date") >= "2026-11-01"), ["2026-11-03"]),
        (where("topic").exists(), []),
        (where("date").exists(), [day for day, _member in VISITS]),
    ],
    ids=["a date", "both", "an empty column", "a column that is filled in"],
)
def test_a_table_gives_the_rows_that_are_asked_for(
    filled: Workspace, condition: Query, expected: list[str]
) -> None:
    table = view_of(filled).table("book.visit", [ORG])
    assert [row.values["date"] for row in table.search(condition)] == expected
    assert len(table) == len(VISITS)


def test_a_table_is_of_the_rows_dated_within_its_span(filled: Workspace) -> None:
    span = {"since": MONTH.first_day, "until": TODAY}
    (row,) = view_of(filled).table("book.visit", [ORG], **span)
    assert row.values["date"] == "2026-11-03"
    assert view_of(filled).table("book.nowhere", [ORG]).all() == []
    assert not view_of(filled).table("book.nowhere", [ORG]).contains(where("date").exists())


def test_figures_are_asked_as_numbers(filled: Workspace) -> None:
    register = filled.contributions.registers["book.survey"]
    values = {"date": "2026-11-03", "title": "问卷", "sent": "40", "returned": "9", "valid": "9"}
    with filled.store.begin(filled.actor, "test.build") as uow:
        add_record(uow, register, ORG, values)
        uow.commit()
    table = view_of(filled).table(register.id, [ORG])
    assert table.count((where("sent") > 9) & (where("returned") < 10)) == 1
    assert table.count(where("return_rate") == Decimal("22.5")) == 1
    assert table.count(where("return_rate") > 22.5) == 0


def test_the_roll_can_be_asked_as_a_register(filled: Workspace) -> None:
    table = view_of(filled).table("roll.members", [ORG])
    found = table.get(where("name") == "单雄信")
    assert found is not None
    assert found.id == "m0002"
    assert table.count(where("name").exists()) == 2


def test_masked_columns_are_asked_as_they_are_masked(filled: Workspace) -> None:
    registers = filled.contributions.registers
    dues = {
        "month": "2026-11",
        "member": "m0001",
        "kind": "normal",
        "base": "5000.00",
        "due": "1.00",
    }
    with filled.store.begin(filled.actor, "test.build") as uow:
        add_record(uow, registers["roll.dues"], ORG, dues)
        uow.commit()
    shown, known = view_of(filled), view_of(filled, masked=False)
    phone = where("phone") == "13812345678"
    assert [view.table("form.member", [ORG]).count(phone) for view in (shown, known)] == [0, 1]
    masked = where("phone") == "138****5678"
    assert [view.table("form.member", [ORG]).count(masked) for view in (shown, known)] == [1, 0]
    base = where("base") >= 1
    assert [view.table("roll.dues", [ORG]).count(base) for view in (shown, known)] == [0, 1]


class ManyVisits(MemoryStore):
    """Five thousand visits that are made when they are read."""

    COUNT = 5_000

    def project(self, *_: Any, **__: Any) -> Iterator[tuple[Any, ...]]:
        return ((f"2026-11-03.{n}", "2026-11-03", None) for n in range(self.COUNT))

    def get(self, org: str, kind: str, id: str) -> Document:
        values = {"date": id[:10], "household": id, "topics": "x" * 500}
        return Document(org, kind, id, 1, {"on": id[:10], "values": values})

    def get_many(self, keys: Iterable[Key]) -> Mapping[Key, Document]:
        return {key: self.get(*key) for key in keys}

    def scan(self, org: str, kind: str, *_: Any, **__: Any) -> Iterator[Document]:
        return (self.get(org, kind, f"2026-11-03.{n}") for n in range(self.COUNT))


def test_many_rows_are_asked_without_holding_them(filled: Workspace) -> None:
    store = ManyVisits(filled.clock)
    view = StoreView(store, filled.contributions, node=ORG, today=TODAY)
    table = view.table("book.visit", [ORG])
    tracemalloc.start()
    try:
        assert table.count(where("date") >= "2026-11-01") == store.COUNT
        assert table.get(where("household") == f"2026-11-03.{store.COUNT - 1}")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # A page of three hundred, of five megabytes that there are.
    assert peak < 1_500_000


def test_computed_columns_are_in_the_rows(filled: Workspace) -> None:
    register = filled.contributions.registers["book.survey"]
    values = {"date": "2026-11-03", "title": "问卷", "sent": "40", "returned": "30", "valid": "27"}
    with filled.store.begin(filled.actor, "test.build") as uow:
        add_record(uow, register, ORG, values)
        uow.commit()
    (row,) = view_of(filled).records(register.id, [ORG])
    assert Decimal(str(row.values["return_rate"])) == 75


def test_personal_data_is_masked_except_for_metrics(filled: Workspace) -> None:
    shown = view_of(filled).members(ORG)[0]
    assert (shown.phone, shown.address, shown.name) == ("138****5678", "高沟村**", "陈建国")
    known = view_of(filled, masked=False).members(ORG)[0]
    assert (known.phone, known.address) == ("13812345678", "高沟村三组")


def test_personal_columns_of_rows_are_masked(filled: Workspace) -> None:
    register = filled.contributions.registers["form.member"]
    personal = {column.id for column in register.columns if column.personal}
    shown = next(view_of(filled).records(register.id, [ORG])).values
    known = next(view_of(filled, masked=False).records(register.id, [ORG])).values
    assert {id for id in known if known[id] != shown[id]} == personal & known.keys() != set()


def test_a_contact_persons_phone_is_masked(filled: Workspace) -> None:
    with filled.store.begin(filled.actor, "test.build") as uow:
        group = Organization("g", "一组", OrganizationKind.GROUP, parent=ORG, phone="13812345678")
        add_organization(uow, group)
        uow.commit()
    assert view_of(filled).tree().get("g").phone == "138****5678"


def test_a_sheet_is_added_up(filled: Workspace) -> None:
    scheme = filled.contributions.schemes["base/member-month"]
    view = view_of(filled)
    assert view.results(scheme.id, ORG, MONTH) is None
    key = SheetKey(scheme.id, ORG, MONTH)
    with filled.store.begin(filled.actor, "test.score") as uow:
        open_sheet(uow, scheme, key)
        edits = [CellEdit("m0001", c.id, Cell(c.maximum)) for c in scheme.criteria]
        change_cells(uow, scheme, key, edits[:-1])
        uow.commit()
    results = view.results(scheme.id, ORG, MONTH)
    assert results is not None
    assert results.state is SheetState.DRAFT
    half, untouched = results.subjects
    assert (half.subject, half.name, half.complete, half.band) == ("m0001", "陈建国", False, "")
    assert half.total == sum(half.points.values())
    assert (untouched.total, untouched.complete, dict(untouched.points)) == (None, False, {})
    with filled.store.begin(filled.actor, "test.score") as uow:
        change_cells(uow, scheme, key, edits[-1:])
        uow.commit()
    whole = view.results(scheme.id, ORG, MONTH)
    assert whole is not None
    done = whole.of("m0001")
    assert done is not None
    assert (done.total, done.complete, done.rank) == (Decimal(100), True, 1)
    assert done.band == scheme.bands[0].id
    table = whole.table()
    assert list(table.search(where("total") >= 100)) == [done]
    assert table.get(where("band") == done.band) == done
    assert table.count(where("rank") == 1) == table.count(where("complete") == True) == 1  # noqa: E712
    first = scheme.criteria[0]
    assert table.count(where("points")[first.id] == first.maximum) == 1
    assert table.get(~where("total").exists()) == whole.of("m0002")


def test_a_declared_metric_is_measured_for_every_subject(filled: Workspace) -> None:
    households = view_of(filled).measure("book.visit/households", ORG, Period(2026, 10))
    assert {who: figure.value for who, figure in households.items()} == {"m0001": 1, "m0002": 0}
    made = view_of(filled).measure("book.visit/made", ORG, MONTH)
    assert {who: figure.value for who, figure in made.items()} == {ORG: 2}
    assert len(made[ORG].evidence) == 2
    assert view_of(filled).measure("book.visit/nothing", ORG, MONTH) == {}


def test_a_computed_metric_sees_the_day_of_its_period(filled: Workspace) -> None:
    seen: list[MetricView] = []

    def measure(view: MetricView) -> dict[str, Measurement]:
        seen.append(view)
        return {ORG: Measurement("t/visits", Decimal(len(list(view.records("book.visit")))))}

    metric = ComputedMetric("t/visits", LocalText("走访"), SubjectKind.ORGANIZATION, measure)
    contributions = Contributions(
        registers=filled.contributions.registers, computed={metric.id: metric}
    )
    view = StoreView(filled.store, contributions, node=ORG, today=TODAY)
    found = view.measure("t/visits", ORG, Period(2026, 10))
    assert found[ORG].value == 1
    (handed,) = seen
    assert (handed.workspace.today, handed.workspace.node) == (date(2026, 10, 31), ORG)
    assert set(handed.scope.roll) == {"m0001", "m0002"}
    assert handed.workspace.members(ORG)[0].phone == "13812345678"
    assert metric_view(filled.store, contributions, handed.scope).scope is handed.scope
