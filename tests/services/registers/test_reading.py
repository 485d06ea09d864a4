"""The rows of registers, whatever they are rows of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import RecordError
from branchkit.core.members.member import Mobility
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import ColumnKind, Formula, Operation, RecordsFrom, Register
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.services.registers.reading import RecordRef, RegisterRecords
from branchkit.services.registers.writing import RecordWriter, remove_record
from branchkit.testing.builders import ORG, members
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.registers import a_column, a_register

TODAY = date(2026, 11, 20)
CONTRIBUTIONS = load_contributions(None, safe_mode=True)
OTHER = "other"
BOOK = a_register(
    a_column("expected", ColumnKind.MEMBERS),
    a_column("count", ColumnKind.NUMBER, formula=Formula(Operation.COUNT, ("expected",))),
    a_column("chair", ColumnKind.MEMBER),
    a_column("age", ColumnKind.NUMBER, formula=Formula(Operation.OF_MEMBER, ("chair",), "age")),
    a_column("waited", ColumnKind.NUMBER, formula=Formula(Operation.DAYS_BETWEEN, ("date",))),
)


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore(lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    with store.begin(Actor("测试员"), "test") as uow:
        for org in (ORG, OTHER):
            for member in members(4, org):
                number = int(member.id[1:])
                kept = replace(
                    member,
                    number=4 - number,
                    birth=f"19{60 + number * 10}-11-20",
                    mobility=Mobility.OUT if number % 2 else Mobility.NONE,
                )
                uow.put(org, "member", kept.id, kept.to_body())
        uow.commit()
    return store


def add(store: MemoryStore, *days: str, org: str = ORG, **values: object) -> None:
    with store.begin(Actor("测试员"), "test") as uow:
        writer = RecordWriter(uow, BOOK, org)
        for day in days:
            writer.add({"date": day, **values})
        uow.commit()


def rows(
    store: MemoryStore,
    register: Register = BOOK,
    orgs: Sequence[str] = (ORG,),
    *,
    removed: bool = False,
    contributions: Contributions = CONTRIBUTIONS,
) -> RegisterRecords:
    return RegisterRecords(store, contributions, register, orgs, TODAY, removed=removed)


def test_rows_stand_in_the_order_of_dates_and_of_one_date_as_they_were_entered(
    store: MemoryStore,
) -> None:
    with store.begin(Actor("测试员"), "test") as uow:
        writer = RecordWriter(uow, BOOK, ORG)
        for _ in range(1001):
            writer.add({"date": "2026-11-03"})
        writer.add({"date": "2025-01-01"})
        writer.edit(writer.add({"date": "2024-01-01"}).id, {"date": "2026-12-01"})
        uow.commit()
    ids = [ref.id for ref in rows(store).refs()]
    assert ids[:2] == ["2025-01-01.001", "2026-11-03.001"]
    assert ids[-3:] == ["2026-11-03.1000", "2026-11-03.1001", "2024-01-01.001"]


def test_rows_of_several_organizations_are_mixed_by_date(store: MemoryStore) -> None:
    add(store, "2026-11-01", "2026-11-03")
    add(store, "2026-11-02", "2026-11-03", org=OTHER)
    both = rows(store, orgs=(ORG, OTHER))
    assert both.refs() == [
        RecordRef(ORG, "2026-11-01.001"),
        RecordRef(OTHER, "2026-11-02.001"),
        RecordRef(ORG, "2026-11-03.001"),
        RecordRef(OTHER, "2026-11-03.001"),
    ]
    assert [record.org for record in both.all()] == [ORG, OTHER, ORG, OTHER]


def test_rows_taken_away_are_there_when_asked_for(store: MemoryStore) -> None:
    add(store, "2026-11-01", "2026-11-03")
    with store.begin(Actor("测试员"), "test") as uow:
        remove_record(uow, BOOK.id, ORG, "2026-11-01.001", "录重了")
        uow.commit()
    assert [ref.id for ref in rows(store).refs()] == ["2026-11-03.001"]
    first = next(rows(store, removed=True).all())
    assert (first.id, first.removed) == ("2026-11-01.001", "录重了")


def test_a_row_comes_with_its_computed_columns(store: MemoryStore) -> None:
    add(store, "2026-11-03", expected=["m0000", "m0001"], chair="m0002")
    (record,) = rows(store).all()
    values = record.values
    assert (values["count"], values["age"], values["waited"]) == ("2", "46", "17")


def test_a_field_is_looked_up_in_the_organization_of_the_row(store: MemoryStore) -> None:
    with store.begin(Actor("测试员"), "test") as uow:
        uow.put(OTHER, "member", "m0002", {"name": "别处的", "birth": "1996-01-01"})
        uow.commit()
    add(store, "2026-11-03", chair="m0002")
    add(store, "2026-11-03", chair="m0002", org=OTHER)
    ages = [record.values["age"] for record in rows(store, orgs=(ORG, OTHER)).all()]
    assert ages == ["46", "30"]


class _Projecting:
    """A reader that gives fields of documents, and no document."""

    def __init__(self, store: MemoryStore) -> None:
        self.project = store.project


@pytest.mark.parametrize("register", ["record", "member"])
def test_nothing_is_read_for_references(store: MemoryStore, register: str) -> None:
    add(store, "2026-11-01", "2026-11-03")
    away = replace(ROLL, shown=(Condition("mobility", one_of=("out",)),))
    reader: Any = _Projecting(store)
    listed = RegisterRecords(
        reader, CONTRIBUTIONS, BOOK if register == "record" else away, [ORG], TODAY
    )
    assert len(listed.refs()) == 2


def test_a_row_that_is_not_there_is_told(store: MemoryStore) -> None:
    with pytest.raises(RecordError, match="unknown"):
        rows(store).record(RecordRef(ORG, "2026-11-09.001"))
    with pytest.raises(RecordError, match="unknown"):
        rows(store, ROLL).record(RecordRef(ORG, "m9999"))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, "2026-11-30", 3),
        ("2026-11-01", "2026-11-30", 2),
        ("2026-11-04", "2026-11-30", 0),
        (None, "2026-11-02", 2),
    ],
)
def test_rows_of_a_span_are_picked(
    store: MemoryStore, first: str | None, last: str, expected: int
) -> None:
    add(store, "2026-10-31", "2026-11-01", "2026-11-03", "2026-12-01")
    since = date.fromisoformat(first) if first else None
    found = list(rows(store).between(since, date.fromisoformat(last)))
    assert len(found) == expected
    assert all("count" in record.values for record in found)


ROLL = a_register(
    rows=RecordsFrom.MEMBERS,
    dated_by="",
    columns=(
        a_column("member", ColumnKind.MEMBER, field="id"),
        a_column("name", field="name"),
        a_column("age", ColumnKind.NUMBER, field="age"),
        a_column("post", field="post"),
        a_column(
            "later", ColumnKind.DATE, formula=Formula(Operation.MONTHS_AFTER, ("born",), "12")
        ),
        a_column("born", ColumnKind.DATE, field="birth"),
    ),
)


def test_members_are_rows_in_the_order_of_the_roll(store: MemoryStore) -> None:
    found = list(rows(store, ROLL).all())
    assert [record.id for record in found] == ["m0003", "m0002", "m0001", "m0000"]
    assert found[-1].values == {
        "member": "m0000",
        "name": "陈建国",
        "age": "66",
        "born": "1960-11-20",
        "later": "1961-11-20",
    }


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Condition("mobility", one_of=("out",)), ["m0003", "m0001"]),
        (Condition("age", at_most=Decimal(46)), ["m0003", "m0002"]),
        (Condition("post"), []),
    ],
)
def test_a_register_shows_the_members_for_whom_its_condition_holds(
    store: MemoryStore, shown: Condition, expected: list[str]
) -> None:
    register = replace(ROLL, shown=(shown,))
    assert [ref.id for ref in rows(store, register).refs()] == expected


def test_members_who_have_left_are_there_when_asked_for(store: MemoryStore) -> None:
    with store.begin(Actor("测试员"), "test") as uow:
        body = members(1)[0].to_body()
        uow.put(ORG, "member", "m0000", {**body, "removed": "转出", "removed_on": "2026-01-01"})
        uow.commit()
    assert len(rows(store, ROLL).refs()) == 3
    assert list(rows(store, ROLL, removed=True).all())[-1].removed == "转出"


def test_rows_without_dates_are_in_every_span(store: MemoryStore) -> None:
    found = list(rows(store, ROLL).between(date(1999, 1, 1), date(1999, 12, 31)))
    assert len(found) == 4


def test_cases_are_rows(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = {
        "c1": {"name": "甲某", "stage": "activist", "contacts": ["m0001", "m0002"]},
        "c2": {"name": "乙某", "stage": "applicant", "talks": "2"},
    }
    monkeypatch.setattr(
        "branchkit.services.registers.people.case_rows", lambda _reader, _org: iter(cases.items())
    )
    register = a_register(
        rows=RecordsFrom.CASES,
        dated_by="",
        shown=(Condition("stage", one_of=("activist",)),),
        columns=(
            a_column("name", field="name"),
            a_column("contacts", ColumnKind.MEMBERS, field="contacts"),
            a_column("talks", ColumnKind.NUMBER, field="talks"),
        ),
    )
    (record,) = rows(store, register).all()
    assert (record.id, record.values) == (
        "c1",
        {"name": "甲某", "contacts": ["m0001", "m0002"]},
    )


@pytest.mark.parametrize("id", sorted(CONTRIBUTIONS.registers))
def test_every_register_of_the_pack_can_be_listed(store: MemoryStore, id: str) -> None:
    register = CONTRIBUTIONS.registers[id]
    assert len(list(rows(store, register).all())) == len(rows(store, register).refs())


def test_a_vote_carries_by_the_rules_of_its_day(store: MemoryStore) -> None:
    vote = a_register(
        a_column(
            "kind",
            ColumnKind.CHOICE,
            choices=CONTRIBUTIONS.registers["book.vote"].column("kind").choices,
        ),
        *(a_column(id, ColumnKind.NUMBER) for id in ("entitled", "present", "favour")),
        a_column(
            "passed",
            ColumnKind.YES_NO,
            formula=Formula(Operation.PASSED, ("kind", "entitled", "present", "favour")),
        ),
    )
    with store.begin(Actor("测试员"), "test") as uow:
        writer = RecordWriter(uow, vote, ORG)
        for kind in ("decision", "election"):
            counts = {"entitled": "20", "present": "16", "favour": "9"}
            writer.add({"date": "2026-11-03", "kind": kind, **counts})
        uow.commit()
    # Of twenty entitled nine are no majority; of sixteen present they are.
    assert [record.values["passed"] for record in rows(store, vote).all()] == [False, True]
    without = rows(store, vote, contributions=Contributions())
    assert all("passed" not in record.values for record in without.all())


def test_a_row_kept_before_there_was_a_column_has_what_unset_says(store: MemoryStore) -> None:
    """As the ballots of versions that did not ask who voted."""
    voters = a_column("group", ColumnKind.TEXT, unset="masses")
    book = replace(BOOK, columns=(*BOOK.columns, voters), unique=(("date", "group"),))
    add(store, "2026-11-03")
    (kept,) = RegisterRecords(store, CONTRIBUTIONS, book, [ORG], TODAY).all()
    assert kept.values["group"] == "masses"
    with store.begin(Actor("测试员"), "test") as uow:
        writer = RecordWriter(uow, book, ORG)
        with pytest.raises(RecordError):
            writer.add({"date": "2026-11-03", "group": "masses"})
        writer.add({"date": "2026-11-03", "group": "members"})
        uow.commit()
    rows = RegisterRecords(store, CONTRIBUTIONS, book, [ORG], TODAY).all()
    assert [row.values["group"] for row in rows] == ["masses", "members"]
