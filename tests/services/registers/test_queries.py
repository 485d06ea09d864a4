"""Conditions as they are typed: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

import operator
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.bootstrap import Workspace
from branchkit.core.errors import RecordError
from branchkit.core.members.member import Member
from branchkit.core.ports import Document
from branchkit.core.registers.register import FIGURES, Column, ColumnKind, Record
from branchkit.core.registers.values import Reading
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.queries import where
from branchkit.services.registers.board import RecordBoard, Selection
from branchkit.services.registers.queries import read_query, record_condition
from branchkit.services.registers.reading import kind_of
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.register_strategies import value_of, values_of
from branchkit.testing.registers import a_column, a_register, every_kind

TODAY = date(2026, 11, 20)
PEOPLE = {"陈建国": "m0001", "单雄信": "m0002"}
PLACES = {"高沟村党支部": "gaogou"}
READING = Reading(
    lambda name: name if name in PEOPLE.values() else PEOPLE.get(name),
    TODAY,
    lambda name: name if name in PLACES.values() else PLACES.get(name),
)
KINDS = every_kind()
VISITS = a_register(
    a_column("kind", ColumnKind.CHOICE),
    a_column("hours", ColumnKind.NUMBER),
    a_column("done", ColumnKind.YES_NO),
    a_column("note"),
    a_column("who", ColumnKind.MEMBER),
    a_column("present", ColumnKind.MEMBERS),
    a_column("topics", ColumnKind.LIST),
    a_column("from", ColumnKind.DATE),
    a_column("phone", personal=True),
)
ROWS: Mapping[str, Mapping[str, object]] = {
    "1": {"date": "2026-10-30", "kind": "a", "hours": "2", "done": True, "who": "m0001"},
    "2": {
        "date": "2026-11-02",
        "kind": "b",
        "hours": "10",
        "note": "走访两户",
        "from": "2026-01-01",
    },
    "3": {"date": "2026-11-15", "hours": "-1.5", "done": False, "present": ["m0001", "m0002"]},
    "4": {"date": "2026-12-01", "kind": "a", "topics": ["修路", "用水"], "note": "外出"},
}


def found(text: str) -> str:
    query = read_query(text, VISITS, READING)
    return "".join(id for id, row in ROWS.items() if query(VISITS.comparable(row)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date >= "2026-11-01" and kind != "b"', "4"),
        ("hours > 2 or not done", "234"),
        ("hours >= 2.0", "12"),
        ("hours == -1.5", "3"),
        ("hours < '１０'", "13"),
        ("2 <= hours <= 9", "1"),
        ('"2026-11-01" < date < "2026-12-01"', "23"),
        ('date == "2026年11月2日"', "2"),
        ('"走访" in note', "2"),
        ('"走访" not in note', "4"),
        ('kind in ["a", "b"]', "124"),
        ('kind not in ("a",)', "2"),
        ('kind == "甲"', "14"),
        ('"Alpha" == kind', "14"),
        ("done", "1"),
        ("done == true", "1"),
        ("done == False", "3"),
        ("done != '是'", "3"),
        ("done is None", "24"),
        ("note", "24"),
        ("note != None", "24"),
        ("note is not None", "24"),
        ('note == ""', "13"),
        ('who == "陈建国"', "1"),
        ('"陈建国" in present', "3"),
        ('"陈建国、单雄信" in present', "3"),
        ('"用水" in topics', "4"),
        ("kind in []", ""),
        ("date栏 > '2026-11-20'", "4"),
        ("kind栏 == '乙'", "2"),
        ('where("date") >= "2026-11-01"', "234"),
        ('(where("date") >= "2026-11-01") & ~(where("kind") == "a")', "23"),
        ('(where("from栏") > "2025-12-31") | (done == True)', "12"),
        ("  done\n or\n note  # both", "124"),
    ],
)
def test_a_condition_chooses_records(text: str, expected: str) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ('date >= "2026-11-01"', where("date") >= "2026-11-01"),
        ("note", where("note").exists()),
        ('kind in ["甲", "b"]', where("kind").one_of(["a", "b"])),
        ("hours > 2 and note", (where("hours") > 2) & where("note").exists()),
    ],
    ids=["comparison", "filled in", "one of", "both"],
)
def test_it_is_made_into_the_query_that_a_plugin_would_write(text: str, query: object) -> None:
    assert read_query(text, VISITS, READING) == query


@pytest.mark.parametrize(
    ("text", "code", "part", "position"),
    [
        ("", "where_syntax", "", 1),
        ("date >=", "where_syntax", "", 8),
        ("date >= “2026-11-01”", "where_syntax", "“2026-11-01”", 9),
        ("done or (note", "where_syntax", "(note", 9),
        ("date >= 2026-11-11", "where_value", "2026-11-11", 9),
        ("kind == date", "where_value", "date", 9),
        ("note in note", "where_comparison", "note in note", 1),
        ("kind in [done]", "where_value", "done", 10),
        ("kind in [None]", "where_value", "None", 10),
        ("__import__('os')", "where_part", "__import__('os')", 1),
        ("done and (lambda: 1)", "where_part", "lambda: 1", 11),
        ("note.upper == 'A'", "where_part", "note.upper == 'A'", 1),
        ("where('note', 1)", "where_part", "where('note', 1)", 1),
        ("1 < 2", "where_part", "1 < 2", 1),
        ("done + note", "where_part", "done + note", 1),
        ('f"{note}" in note', "where_value", 'f"{note}"', 1),
        ("'走' in note or hours > 1 & done", "where_brackets", "hours > 1 & done", 16),
        ("date > '许多'", "where_kind", "'许多'", 8),
        ("date > '2026-11'", "where_kind", "'2026-11'", 8),
        ("hours > 1_000", "where_kind", "1_000", 9),
        ("hours > 1e3", "where_kind", "1e3", 9),
        ("hours == True", "where_kind", "True", 10),
        ("note == 5", "where_kind", "5", 9),
        ("done == 1", "where_kind", "1", 9),
        ("done == '也许'", "where_kind", "'也许'", 9),
        ("who == '无名氏'", "where_kind", "'无名氏'", 8),
        ("kind == 'c'", "where_choice", "'c'", 9),
        ("kind > 'a'", "where_comparison", "kind > 'a'", 1),
        ("done < true", "where_comparison", "done < true", 1),
        ("present == '陈建国'", "where_comparison", "present == '陈建国'", 1),
        ("'a' in kind", "where_comparison", "'a' in kind", 1),
        ("kind in 'ab'", "where_comparison", "kind in 'ab'", 1),
        ("hours > None", "where_comparison", "hours > None", 1),
        ("hours is 2", "where_comparison", "hours is 2", 1),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(
    text: str, code: str, part: str, position: int
) -> None:
    with pytest.raises(RecordError) as refused:
        found(text)
    params = refused.value.params
    assert (refused.value.code, params["part"], params["position"]) == (
        f"record.{code}",
        part,
        position,
    )
    assert params["text"] == text


@pytest.mark.parametrize(
    ("name", "code", "params"),
    [
        ("note_", "misspelt_column", {"nearest": "note"}),
        ("hours栏栏", "misspelt_column", {"nearest": "hours栏"}),
        ("没有的列", "unknown_column", {"column": "没有的列"}),
        ("phone", "hidden_column", {"column": "phone"}),
        ("phone栏", "hidden_column", {"column": "phone"}),
        ('where("phone")', "hidden_column", {"column": "phone"}),
    ],
)
def test_a_column_that_cannot_be_asked_is_named(
    name: str, code: str, params: dict[str, str]
) -> None:
    with pytest.raises(RecordError) as refused:
        read_query(f"done or {name} == '1'", VISITS, READING, hidden={"phone"})
    assert refused.value.code == f"record.{code}"
    assert refused.value.params.items() >= params.items()


@pytest.mark.parametrize("part", ["not ", "done and ", "done or ", "~", "done | "])
def test_a_condition_of_very_many_parts_is_refused(part: str) -> None:
    assert isinstance(read_query(part * 60 + "done", VISITS, READING)({"done": True}), bool)
    for times in (250, 5_000):
        with pytest.raises(RecordError) as refused:
            read_query(part * times + "done", VISITS, READING)
        assert refused.value.code in ("record.where_too_long", "record.where_syntax")


# Any condition


class Typed(NamedTuple):
    """A condition, and what Python says of a row."""

    text: str
    holds: Callable[[Mapping[str, Any]], bool]


OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def literal(column: Column, value: object) -> str:
    return str(value) if column.kind in FIGURES else repr(value)


def compared(column: Column, value: object) -> Any:
    return KINDS.comparable({column.id: value})[column.id]


def filled(id: str, test: Callable[[Any], bool]) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: id in row and test(row[id])


@st.composite
def comparisons(draw: st.DrawFn) -> Typed:
    column = draw(st.sampled_from(KINDS.columns))
    id, kind = column.id, column.kind
    name = draw(st.sampled_from([id, f"{id}栏", f'where("{id}")']))
    values = value_of(column, members=list(PEOPLE.values()), organizations=list(PLACES.values()))
    forms = ["alone", "none"]
    forms += ["has"] if kind in (ColumnKind.MEMBERS, ColumnKind.LIST) else ["is", "one of"]
    forms += ["run"] if kind is ColumnKind.TEXT else []
    negative = draw(st.booleans())
    match draw(st.sampled_from(forms)):
        case "none":
            text = f"{name} {'!=' if negative else '=='} None"
            return Typed(text, lambda row: (id in row) is negative)
        case "is":
            ordered = kind in (*FIGURES, ColumnKind.DATE, ColumnKind.MONTH, ColumnKind.TEXT)
            sign = draw(st.sampled_from(list(OPERATORS) if ordered else ["==", "!="]))
            value = draw(values)
            sides = [name, sign, literal(column, value)]
            if negative:
                sides = [sides[2], MIRRORED.get(sign, sign), name]
            other = compared(column, value)
            return Typed(" ".join(sides), filled(id, lambda v: bool(OPERATORS[sign](v, other))))
        case "one of":
            several = draw(st.lists(values, max_size=3))
            listed = ", ".join(literal(column, value) for value in several)
            known = [compared(column, value) for value in several]
            text = f"{name} {'not in' if negative else 'in'} [{listed}]"
            return Typed(text, filled(id, lambda v: (v in known) is not negative))
        case "has" | "run":
            word = draw(values)
            entry = word[0] if isinstance(word, list) else word
            text = f"{entry!r} {'not in' if negative else 'in'} {name}"
            return Typed(text, filled(id, lambda v: (entry in v) is not negative))
    if kind is ColumnKind.YES_NO:
        return Typed(name, lambda row: row.get(id) is True)
    return Typed(name, lambda row: id in row)


def joined(parts: st.SearchStrategy[Typed]) -> st.SearchStrategy[Typed]:
    both = st.tuples(parts, parts)
    return st.one_of(
        st.tuples(parts, st.sampled_from(["not ", "~"])).map(
            lambda p: Typed(f"{p[1]}({p[0].text})", lambda row: not p[0].holds(row))
        ),
        st.tuples(both, st.sampled_from(["and", "&"])).map(
            lambda p: Typed(
                f"({p[0][0].text}) {p[1]} ({p[0][1].text})",
                lambda row: p[0][0].holds(row) and p[0][1].holds(row),
            )
        ),
        st.tuples(both, st.sampled_from(["or", "|"])).map(
            lambda p: Typed(
                f"({p[0][0].text}) {p[1]} ({p[0][1].text})",
                lambda row: p[0][0].holds(row) or p[0][1].holds(row),
            )
        ),
    )


@given(
    st.recursive(comparisons(), joined, max_leaves=6),
    st.lists(
        values_of(KINDS, members=list(PEOPLE.values()), organizations=list(PLACES.values())),
        min_size=1,
        max_size=4,
    ),
)
def test_a_condition_holds_where_python_says_so(
    typed: Typed, rows: list[dict[str, object]]
) -> None:
    query = read_query(typed.text, KINDS, READING)
    for row in map(KINDS.comparable, rows):
        assert query(row) is typed.holds(row), (typed.text, row)


PIECES = (
    *("date", "hours", "done", "note", "present", "nothing", "where", "None", "true", "True"),
    *("and", "or", "not", "in", "is", "==", "<", "!=", "&", "|", "~", "-", "(", ")", "[", "]", ","),
    *("1", "2.5", "'a'", '"2026-11-01"', "'", "lambda:", ".", ":=", "0777", "\\", "“", "#", "\0"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join) | st.text(max_size=30))
def test_whatever_is_typed_is_a_condition_or_refused(text: str) -> None:
    try:
        query = read_query(text, VISITS, READING)
    except RecordError as refused:
        assert "column" in refused.params or 1 <= refused.params["position"] <= len(text) + 1  # type: ignore[operator]
    else:
        assert all(isinstance(query(VISITS.comparable(row)), bool) for row in ROWS.values())


# Records of several organisations


def test_a_name_means_whoever_has_it_on_the_records_own_roll(workspace: Workspace) -> None:
    register = replace(VISITS, id="book.visit")
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for org, number, name in (("a", 1, "陈建国"), ("b", 1, "单雄信"), ("b", 2, "陈建国")):
            member = Member(f"m{number:04}", org, name, number)
            uow.put(org, "member", member.id, member.to_body())
        uow.commit()

    def who(text: str) -> list[tuple[str, str]]:
        holds = record_condition(text, register, ["a", "b"], workspace.store, TODAY)
        people = [("a", "m0001"), ("b", "m0001"), ("b", "m0002")]
        return [(org, id) for org, id in people if holds(Record("1", "", org, {"who": id}))]

    assert who('who == "陈建国"') == [("a", "m0001"), ("b", "m0002")]
    assert who('who == "单雄信"') == [("b", "m0001")]
    assert who('who in ["单雄信", "陈建国"]') == [("a", "m0001"), ("b", "m0001"), ("b", "m0002")]
    with pytest.raises(RecordError, match="where_kind"):
        who('who == "无名氏"')


class ManyVisits(MemoryStore):
    """Ten thousand visits that are made when they are read, each with a note of so many characters."""

    def __init__(self, note: int) -> None:
        super().__init__(lambda: datetime(2026, 11, 20))
        self._note = note

    def project(self, org: str, kind: str, *_: Any, **__: Any) -> Iterator[tuple[Any, ...]]:
        count = 10_000 if kind == kind_of(VISITS.id) else 0
        return ((f"2026-11-03.{n}", "2026-11-03", None) for n in range(count))

    def get(self, org: str, kind: str, id: str) -> Document | None:
        values = {"date": id[:10], "hours": id[11:], "note": "记" * self._note}
        return Document(org, kind, id, 1, {"on": id[:10], "values": values})


def peak_of_a_list(store: ManyVisits, catalog: Catalog) -> int:
    """Bytes in use at most while a board looks for two records of all."""
    condition = record_condition("hours > 9997", VISITS, ["a"], store, TODAY)
    tracemalloc.start()
    try:
        board = RecordBoard(store, Contributions(), catalog, VISITS, ["a"], TODAY)
        board.select(Selection(condition=condition))
        assert [board.record(place).values["hours"] for place in range(2)] == ["9998", "9999"]
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_records_that_are_not_asked_for_are_not_kept(workspace: Workspace) -> None:
    short, long = (peak_of_a_list(ManyVisits(note), workspace.catalog) for note in (1, 1000))
    assert long < 1.1 * short
