"""The built-in registers: the set that a branch shows, what is kept beside it, and that all of it can be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from branchkit.core.registers.register import Column, ColumnKind, RecordsFrom, Register, Shelf
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions

THE_SET = {
    Shelf.CARD: ("card.mobile",),
    Shelf.FORM: ("form.member", "form.wealth"),
    Shelf.BOOK: ("book.meeting", "book.activity", "book.distance"),
    Shelf.ROLL: (
        "roll.rules",
        "roll.members",
        "roll.reserve",
        "roll.activists",
        "roll.leaders",
        "roll.pairs",
        "roll.poor",
        "roll.dues",
        "roll.events",
        "roll.deeds",
    ),
}
"""One card, two forms, three books, ten rolls, in the order in which they are asked for."""
BESIDE_THE_SET = (
    "list.facilities",
    "book.visit",
    "book.talk",
    "book.problem",
    "book.rectification",
    "book.vote",
    "book.commitment",
    "book.comment",
    "book.selfreview",
    "book.ballot",
    "book.commendation",
    "book.survey",
    "roll.posts",
    "roll.helping",
    "roll.pairing",
    "roll.contactpoint",
)
FILES = (
    "member.post",
    "member.transfer",
    "member.award",
    "member.penalty",
    "member.education",
    "dues.base",
    "org.term",
    "org.contact",
    "member.review",
)
PERSONAL = {"citizen_id", "phone", "host_phone", "address", "base", "income"}
"""Columns and fields that are masked wherever they stand."""
DATED_LONG_AGO = {"roll.rules", "member.education"}


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return load_contributions(None, safe_mode=True, strict=True)


@pytest.fixture(scope="module")
def registers(contributions: Contributions) -> list[Register]:
    return list(contributions.registers.values())


def on_shelf(contributions: Contributions, shelf: Shelf) -> tuple[str, ...]:
    found = [r for r in contributions.registers.values() if r.shelf is shelf and r.position]
    return tuple(register.id for register in sorted(found, key=lambda r: r.position))


@pytest.mark.parametrize("shelf", THE_SET)
def test_the_set_is_one_card_two_forms_three_books_ten_rolls(
    shelf: Shelf, contributions: Contributions
) -> None:
    assert on_shelf(contributions, shelf) == THE_SET[shelf]
    positions = [contributions.registers[id].position for id in THE_SET[shelf]]
    assert positions == list(range(1, len(positions) + 1))


def test_the_other_records_stand_beside_the_set(contributions: Contributions) -> None:
    assert on_shelf(contributions, Shelf.MORE)[: len(BESIDE_THE_SET)] == BESIDE_THE_SET
    assert on_shelf(contributions, Shelf.MEMBER)[: len(FILES)] == FILES


def test_only_rolls_of_people_who_are_kept_elsewhere_have_no_rows_of_their_own(
    registers: list[Register],
) -> None:
    shown = {r.id: r.rows for r in registers if r.rows is not RecordsFrom.RECORDS}
    assert shown == {
        "form.member": RecordsFrom.MEMBERS,
        "roll.members": RecordsFrom.MEMBERS,
        "roll.activists": RecordsFrom.CASES,
    }


def test_every_text_is_there_in_both_languages(registers: list[Register]) -> None:
    for register in registers:
        for where, text in texts_of(register):
            assert text.zh_CN, where
            assert text.en, where


def texts_of(register: Register) -> Iterator[tuple[str, LocalText]]:
    yield register.id, register.title
    for signature in register.layout.signatures:
        yield f"{register.id} signature", signature
    for column in register.columns:
        yield f"{register.id}/{column.id}", column.title
        for choice in column.choices:
            yield f"{register.id}/{column.id}/{choice.id}", choice.title


def test_a_heading_in_a_workbook_means_one_column(registers: list[Register]) -> None:
    for register in registers:
        headings = Counter(heading for column in register.columns for heading in headed(column))
        twice = [heading for heading, count in headings.items() if count > 1]
        assert not twice, register.id


def headed(column: Column) -> set[str]:
    return {column.id, column.title.zh_CN, column.title.en, *column.aliases}


def test_choices_of_a_column_can_be_told_apart(registers: list[Register]) -> None:
    for register in registers:
        for column in register.columns:
            for language in ("zh_CN", "en"):
                titles = [choice.title.in_language(language) for choice in column.choices]
                assert len(titles) == len(set(titles)), (register.id, column.id)


def test_personal_data_is_marked(registers: list[Register]) -> None:
    for register in registers:
        for column in register.columns:
            if (column.field or column.id) in PERSONAL:
                assert column.personal, (register.id, column.id)
    marked = {(r.id, c.id) for r in registers for c in r.columns if c.personal}
    assert {("roll.dues", "base"), ("dues.base", "base"), ("roll.poor", "rise")} <= marked


def test_the_set_says_who_asks_for_it_and_who_signs(contributions: Contributions) -> None:
    for id in (id for ids in THE_SET.values() for id in ids):
        register = contributions.registers[id]
        assert register.basis, id
        assert register.layout.signatures, id
        assert register.summary, id


def test_forms_and_minutes_are_printed_a_page_each(registers: list[Register]) -> None:
    assert {r.id for r in registers if r.layout.card} == {
        "card.mobile",
        "form.member",
        "form.wealth",
        "book.meeting",
        "book.activity",
    }


def test_a_wide_roll_is_printed_across(registers: list[Register]) -> None:
    """A4 upright holds about eight columns that can be read."""
    for register in registers:
        printed = [column for column in register.columns if column.printed]
        if not register.layout.card and len(printed) > 8:
            assert register.layout.landscape, (register.id, len(printed))


def test_a_new_row_begins_with_today_unless_it_tells_of_the_past(
    registers: list[Register],
) -> None:
    days = {ColumnKind.DATE: "@today", ColumnKind.MONTH: "@month"}
    for register in registers:
        if register.rows is RecordsFrom.RECORDS:
            dated = register.column(register.dated_by)
            wanted = "" if register.id in DATED_LONG_AGO else days[dated.kind]
            assert dated.default == wanted, register.id


def test_what_has_a_deadline_reminds_until_it_is_settled(contributions: Contributions) -> None:
    for id, settled_by in (
        ("book.problem", "closed_on"),
        ("book.rectification", "done_on"),
        ("book.commitment", "checked_on"),
    ):
        register = contributions.registers[id]
        assert (register.due_by, register.settled_by) == ("deadline", settled_by)
