"""Many rows in one unit of work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.actors import Actor
from branchkit.core.errors import RecordError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.registers.register import ColumnKind
from branchkit.services.registers.lookup import RecordLookup
from branchkit.services.registers.writing import RecordWriter, all_records, kind_of, remove_record
from branchkit.testing.builders import ORG, members
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.registers import a_column, a_register

REGISTER = a_register(
    a_column("member", ColumnKind.MEMBER),
    a_column("tags", ColumnKind.LIST),
    unique=(("date", "member"), ("tags",)),
)


def filled() -> MemoryStore:
    store = MemoryStore(lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    with store.begin(Actor("测试员"), "test") as uow:
        for member in members():
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    return store


@pytest.fixture
def uow() -> Iterator[UnitOfWork]:
    with filled().begin(Actor("测试员"), "test") as uow:
        yield uow


def row(day: str, member: str = "m0000", **values: object) -> dict[str, object]:
    return {"date": day, "member": member, **values}


def test_a_row_that_was_just_added_counts_for_the_next_one(uow: UnitOfWork) -> None:
    writer = RecordWriter(uow, REGISTER, ORG)
    first = writer.add(row("2026-11-03"))
    kept, (problem,) = writer.try_add(row("2026-11-03"))
    assert kept is None
    assert (problem.code, problem.params["other"]) == ("record.not_unique", first.id)
    assert writer.find(row("2026-11-03")) == first.id
    assert writer.find(row("2026-11-04")) == ""
    assert writer.problems(row("2026-11-03"), first.id) == []


def test_a_row_that_was_refused_takes_neither_number_nor_place(uow: UnitOfWork) -> None:
    writer = RecordWriter(uow, REGISTER, ORG)
    with pytest.raises(RecordError, match="not_sound"):
        writer.add(row("2026-11-03", "m9999"))
    with pytest.raises(RecordError, match="not_sound"):
        writer.add({**row("2026-11-03", "m0001"), "colour": "red"})
    assert writer.add(row("2026-11-03", "m0001")).id == "2026-11-03.001"


def test_an_edited_row_frees_what_it_had_and_holds_what_it_has(uow: UnitOfWork) -> None:
    writer = RecordWriter(uow, REGISTER, ORG)
    id = writer.add(row("2026-11-03")).id
    writer.edit(id, {"member": "m0001"})
    assert writer.find(row("2026-11-03")) == ""
    assert writer.find(row("2026-11-03", "m0001")) == id
    second = writer.add(row("2026-11-03"))
    kept, (problem,) = writer.try_edit(second.id, {"member": "m0001"})
    assert (kept, problem.params["other"]) == (None, id)
    writer.edit(id, {"member": "m0002"})
    assert writer.edit(second.id, {"member": "m0001"}).values["member"] == "m0001"


def test_a_row_may_be_given_back_the_values_it_had(uow: UnitOfWork) -> None:
    writer = RecordWriter(uow, REGISTER, ORG)
    id = writer.add(row("2026-11-03", tags=["a"])).id
    for tags in (["b"], ["a"], ["b"], None):
        writer.edit(id, {"tags": tags})
    assert writer.add(row("2026-11-04", tags=["b"])).values["tags"] == ["b"]


def test_rows_of_another_organization_are_not_in_the_way(uow: UnitOfWork) -> None:
    RecordWriter(uow, REGISTER, ORG).add(row("2026-11-03"))
    uow.put("elsewhere", "member", "m0000", {"name": "别处的"})
    assert RecordWriter(uow, REGISTER, "elsewhere").add(row("2026-11-03")).org == "elsewhere"


def test_more_rows_of_one_day_than_three_figures_stay_apart(uow: UnitOfWork) -> None:
    plain = a_register()
    writer = RecordWriter(uow, plain, ORG)
    added = [writer.add({"date": "2026-11-03"}).id for _ in range(1002)]
    assert len(set(added)) == 1002
    assert added[-1] == "2026-11-03.1002"
    assert RecordWriter(uow, plain, ORG).add({"date": "2026-11-03"}).id == "2026-11-03.1003"


class _Counting:
    """A reader that counts what is asked of it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.calls = 0

    def __getattr__(self, name: str) -> object:
        self.calls += 1
        return getattr(self._reader, name)


def test_the_reading_for_many_rows_does_not_grow_with_them(uow: UnitOfWork) -> None:
    def calls(rows: int, year: int) -> int:
        counting = _Counting(uow)
        register = a_register(
            a_column("x"), a_column("member", ColumnKind.MEMBER), unique=(("x",),)
        )
        writer = RecordWriter(counting, register, ORG)  # type: ignore[arg-type]
        for number in range(rows):
            writer.add(row(f"{year}-01-01", x=f"{year} {number}"))
        return counting.calls - rows  # one put each

    few, many = calls(2, 2024), calls(10, 2025)
    assert few == many


def test_an_index_compares_what_has_the_same_hash(uow: UnitOfWork) -> None:
    writer = RecordWriter(uow, a_register(a_column("x")), ORG)
    ids = [writer.add({"date": "2026-11-03", "x": text}).id for text in ("甲", "乙")]
    index = RecordLookup(uow, kind_of("book.test"), ORG, ("x",))
    index._ids = {hash(("甲",)): list(ids)}  # both in one place, as if their hashes were equal
    assert index.find({"x": "甲"}) == ids[0]
    index._ids = {hash(("丙",)): list(ids)}
    assert index.find({"x": "丙"}) == ""


def test_rows_taken_away_are_not_in_an_index(uow: UnitOfWork) -> None:
    id = RecordWriter(uow, REGISTER, ORG).add(row("2026-11-03")).id
    remove_record(uow, REGISTER.id, ORG, id, "录重了")
    assert RecordWriter(uow, REGISTER, ORG).find(row("2026-11-03")) == ""


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 2)).map(
            lambda pair: row(f"2026-11-0{pair[0]}", f"m000{pair[1]}")
        ),
        max_size=20,
    )
)
def test_of_rows_alike_the_first_is_kept(rows: list[dict[str, object]]) -> None:
    store = filled()
    with store.begin(Actor("测试员"), "test") as uow:
        writer = RecordWriter(uow, REGISTER, ORG)
        kept = [values for values in rows if writer.try_add(values)[0] is not None]
        uow.commit()
    first = list({(v["date"], v["member"]): v for v in reversed(rows)}.values())
    assert sorted(map(str, kept)) == sorted(map(str, first))
    assert len(all_records(store, REGISTER.id, ORG)) == len(first)
