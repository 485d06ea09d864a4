"""Values of rows in words, and as one would type them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.actors import Actor
from branchkit.core.masking import HIDDEN
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import Choice, Column, ColumnKind, Record, Register
from branchkit.core.tables import Value
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import LANGUAGES, Catalog
from branchkit.services.registers.texts import RecordTexts
from branchkit.services.registers.writing import check_record, read_texts
from branchkit.testing.builders import ORG
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.register_strategies import values_of
from branchkit.testing.registers import a_column, a_register, every_kind

TODAY = date(2026, 11, 20)
REGISTER = every_kind()
PEOPLE = {
    "m1": {"name": "陈建国", "number": 1},
    "m2": {"name": "欧阳若兰", "number": 2},
    "m3": {"name": "王芳", "number": 3},
    "m4": {"name": "王芳", "number": 4},
    "m5": {"name": "买买提 艾力", "number": 5},
    "m6": {"name": "１２", "number": 6},
    "m7": {"name": "m1", "number": 7},
    "m8": {"name": "甲、乙", "number": 8},
    "m9": {"name": "孟强", "number": 9, "removed": "转出"},
    "m10": {"name": "", "number": 12},
}
ORGANIZATIONS = {
    "o1": Organization("o1", "青石村党支部"),
    "o2": Organization("o2", "东风村党支部"),
    "o3": Organization("o3", "东风村党支部"),
}
VALUES: dict[str, object] = {
    "date": "2026-11-03",
    "month": "2026-11",
    "number": "1.50",
    "money": "1200.00",
    "choice": "a",
    "yes_no": True,
    "member": "m2",
    "members": ["m1", "m3", "m99"],
    "organization": "o1",
    "list": ["修路", "水渠"],
    "text": "议事",
}


def filled() -> MemoryStore:
    store = MemoryStore(lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    with store.begin(Actor("测试员"), "test") as uow:
        for id, body in PEOPLE.items():
            uow.put(ORG, "member", id, dict(body))
        for id, organization in ORGANIZATIONS.items():
            uow.put("", "organization", id, organization.to_body())
        uow.commit()
    return store


STORE = filled()


def texts(
    register: Register = REGISTER, language: str = "zh_CN", unmasked: tuple[str, ...] = ()
) -> RecordTexts:
    return RecordTexts(STORE, Catalog.load(language), register, [ORG], unmasked)


def row(values: dict[str, object]) -> Record:
    return Record("r", REGISTER.id, ORG, values)


@pytest.mark.parametrize(
    ("column", "shown", "typed", "value"),
    [
        ("date", "2026-11-03", "2026-11-03", date(2026, 11, 3)),
        ("month", "2026-11", "2026-11", "2026-11"),
        ("number", "1.50", "1.50", Decimal("1.50")),
        ("money", "1200.00", "1200.00", Decimal("1200.00")),
        ("choice", "甲", "甲", "甲"),
        ("yes_no", "是", "是", True),
        ("member", "欧阳若兰", "欧阳若兰", "欧阳若兰"),
        ("members", "陈建国、王芳、m99", "陈建国、m3、m99", "陈建国、王芳、m99"),
        ("organization", "青石村党支部", "青石村党支部", "青石村党支部"),
        ("list", "修路、水渠", "修路、水渠", "修路、水渠"),
        ("text", "议事", "议事", "议事"),
    ],
)
def test_a_value_is_shown_typed_and_put_into_a_cell(
    column: str, shown: str, typed: str, value: Value
) -> None:
    one = REGISTER.column(column)
    made, record = texts(), row(VALUES)
    assert made.shown(one, record) == shown
    assert made.typed(one, record) == typed
    assert made.value(one, record) == value


def test_an_empty_value_is_no_text_and_no_cell() -> None:
    made = texts()
    for column in REGISTER.columns:
        assert (made.shown(column, row({})), made.typed(column, row({}))) == ("", "")
        assert made.value(column, row({column.id: []})) is None


def test_a_date_of_which_no_day_is_known_stays_a_text() -> None:
    assert texts().value(REGISTER.column("date"), row({"date": "1985-03"})) == "1985-03"


def test_titles_are_in_the_readers_language() -> None:
    assert texts(language="en").shown(REGISTER.column("choice"), row(VALUES)) == "Alpha"
    assert texts(language="en").typed(REGISTER.column("yes_no"), row(VALUES)) == "yes"


def personal(id: str, kind: ColumnKind = ColumnKind.TEXT, field: str = "") -> Column:
    return a_column(id, kind, personal=True, field=field)


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        (personal("citizen_id"), "11010519491231002X", "110105********002X"),
        (personal("tel", field="phone"), "13812345678", "138****5678"),
        (personal("remark"), "有债务", HIDDEN),
        (personal("base", kind=ColumnKind.MONEY), "5000.00", HIDDEN),
        (personal("people", kind=ColumnKind.MEMBERS), ["m1"], HIDDEN),
    ],
)
def test_a_personal_value_is_masked_unless_its_column_is_named(
    column: Column, value: object, shown: str
) -> None:
    register = a_register(column)
    record = row({column.id: value})
    hidden = texts(register)
    assert hidden.is_hidden(column)
    assert hidden.shown(column, record) == hidden.value(column, record) == shown
    assert hidden.typed(column, record) == ""
    opened = texts(register, unmasked=(column.id,))
    assert not opened.is_hidden(column)
    assert opened.typed(column, record) != ""
    assert opened.shown(column, record) != shown


@pytest.mark.parametrize("language", LANGUAGES)
@given(values=values_of(REGISTER, members=sorted(PEOPLE), organizations=sorted(ORGANIZATIONS)))
def test_what_is_typed_for_a_row_reads_back_as_the_same_row(
    language: str, values: dict[str, object]
) -> None:
    made, record = texts(language=language), row(values)
    typed = {column.id: made.typed(column, record) for column in REGISTER.columns}
    read, problems = read_texts(STORE, REGISTER, ORG, typed, TODAY)
    assert problems == []
    assert {id: value for id, value in read.items() if value is not None} == values
    assert check_record(STORE, REGISTER, ORG, read) == []


TITLES = st.text("甲乙（）() ａa１1", min_size=1, max_size=4).map(LocalText)


@given(st.lists(TITLES, min_size=1, max_size=5))
def test_choices_that_look_alike_are_told_apart(titles: list[LocalText]) -> None:
    choices = tuple(Choice(f"c{n}", title) for n, title in enumerate(titles))
    register = a_register(a_column("choice", ColumnKind.CHOICE, choices=choices))
    column = register.column("choice")
    made = texts(register)
    for choice in choices:
        typed = made.typed(column, row({"choice": choice.id}))
        read, problems = read_texts(STORE, register, ORG, {"choice": typed}, TODAY)
        assert (read, problems) == ({"choice": choice.id}, [])


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("陈建国", "m1"),
        ("m2", "m2"),
        ("m1", "m1"),
        ("2", "m2"),
        ("cjg", "m1"),
        ("OYRL", "m2"),
        ("孟强", "m9"),
        ("王芳", None),
        ("wf", None),
        ("陈", None),
        ("c", None),
        ("9", None),
        ("99", None),
    ],
)
def test_a_member_is_meant_by_what_means_nobody_else(text: str, id: str | None) -> None:
    read, problems = read_texts(STORE, REGISTER, ORG, {"member": text}, TODAY)
    assert read.get("member") == id
    assert bool(problems) is (id is None)


def test_an_organization_is_meant_by_id_code_or_a_name_of_its_own() -> None:
    store = filled()
    with store.begin(Actor("测试员"), "test") as uow:
        uow.put("", "organization", "o4", {"name": "高沟", "code": "008", "short_name": "沟"})
        uow.commit()
    for text, id in (
        ("o4", "o4"),
        ("008", "o4"),
        ("高沟", "o4"),
        ("沟", "o4"),
        ("东风村党支部", None),
    ):
        read, _problems = read_texts(store, REGISTER, ORG, {"organization": text}, TODAY)
        assert read.get("organization") == id


def test_somebody_of_another_organization_is_shown_by_name() -> None:
    store = filled()
    with store.begin(Actor("测试员"), "test") as uow:
        uow.put("below", "member", "m77", {"name": "童飞", "number": 1})
        uow.commit()
    made = RecordTexts(store, Catalog.load("zh_CN"), REGISTER, [ORG, "below"])
    record = Record("r", REGISTER.id, "below", {"member": "m77"})
    assert made.shown(REGISTER.column("member"), record) == "童飞"
    elsewhere = Record("r", REGISTER.id, ORG, {"member": "m77"})
    assert made.shown(REGISTER.column("member"), elsewhere) == "童飞"
