"""Small files made after what offices and other programs hand over, each with its right reading. The persons are invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.members.member import Category, Member
from branchkit.core.registers.register import RecordsFrom
from branchkit.exchange.readers.opening import open_grids
from branchkit.services.importing.engine import ImportSummary, RowOutcome, Subject
from branchkit.services.importing.member_columns import roster_headings
from branchkit.services.importing.members import MemberSubject
from branchkit.services.importing.records import RecordSubject
from branchkit.services.registers.reading import all_records
from branchkit.services.roster import add_member, members_of

from .sheets_of_lists import codes, imported

FILES = Path(__file__).parent / "files"
ORG = "test"
TODAY = date(2026, 11, 20)
NAMES = ("江东升", "凌素云", "费有田")
BIRTHS = ("1970-02-03", "1985-04-12", "1961-09-30")
IDS = ("440524197002030118", "110105198504120225", "330281196109300334")


def brought(workspace: Workspace, file: str, register: str = "") -> ImportSummary:
    with open_grids(FILES / file) as grids:
        return imported(workspace.store, _subject(workspace, register), grids)


def _subject(workspace: Workspace, register: str) -> Subject:
    registers = workspace.contributions.registers
    if register and registers[register].rows is RecordsFrom.RECORDS:
        with workspace.store.begin(workspace.actor, "test") as uow:
            for name in NAMES:
                add_member(uow, Member("", ORG, name))
            uow.commit()
        return RecordSubject(registers[register], ORG, TODAY)
    return MemberSubject(ORG, TODAY, headings=roster_headings(registers.values()), any_branch=True)


def by_name(workspace: Workspace) -> Mapping[str, Member]:
    return {member.name: member for member in members_of(workspace.store, ORG)}


def test_of_a_list_of_all_people_only_members_are_taken(workspace: Workspace) -> None:
    made = brought(workspace, "f07_statuses.csv")
    categories = {name: member.category for name, member in by_name(workspace).items()}
    assert categories == {
        "正式甲": Category.FULL,
        "预备乙": Category.PROBATIONARY,
        "预备壬": Category.PROBATIONARY,
        "数字癸": Category.FULL,
    }
    assert made[RowOutcome.LEFT_OUT] == 6


def test_phones_are_kept_as_they_were_typed(workspace: Workspace) -> None:
    made = brought(workspace, "f08_phones.csv")
    assert {name: member.phone for name, member in by_name(workspace).items()} == {
        "手机甲": "13800000000",
        "手机乙": "13800000001",
        "手机丙": "+86 13800000002",
        "座机丁": "0591-12345678",
        "两个戊": "13800000003/0591-1234567",
        "两个己": "13800000004/13800000005",
        "少位庚": "1380000000",
        "分机辛": "0591-12345678转801",
        "科学壬": "",
    }
    assert codes(made) == ["member.phone.unusual", "member.phone.damaged"]


def test_a_list_of_stages_has_the_day_of_joining(workspace: Workspace) -> None:
    brought(workspace, "p02_stages.xlsx")
    found = by_name(workspace)
    days = [(found[name].birth, found[name].joined, found[name].full_since) for name in NAMES]
    assert days == [
        ("1970-02-03", "1995-07-01", "1996-07-01"),
        ("1985-04-12", "2010-05-04", "2011-05-04"),
        ("1961-09-30", "1984-11-20", "1985-11-20"),
    ]


def test_dues_with_a_column_a_month_are_a_record_a_month(workspace: Workspace) -> None:
    made = brought(workspace, "p06_dues_matrix.xlsx", "roll.dues")
    assert (made[RowOutcome.ADDED], codes(made)) == (33, [])
    march = [
        (record.values["due"], record.values["paid"], record.values["base"])
        for record in all_records(workspace.store, "roll.dues", ORG)
        if record.values["month"] == "2026-03"
    ]
    assert march == [
        ("42.00", "42.00", "4200.00"),
        ("14.00", "14.00", "2800.00"),
        ("135.00", "135.00", "9000.00"),
    ]


def test_meetings_with_counts_are_understood(workspace: Workspace) -> None:
    brought(workspace, "p07_meetings.xlsx", "book.meeting")
    columns = ("date", "kind", "expected_number", "present_number")
    kept = all_records(workspace.store, "book.meeting", ORG)
    assert [tuple(map(record.values.get, columns)) for record in kept] == [
        ("2026-03-05", "general", "3", "3"),
        ("2026-03-06", "committee", "3", "2"),
        ("2026-03-07", "lesson", "3", "3"),
    ]


def test_ids_in_formulas_are_ids(workspace: Workspace) -> None:
    made = brought(workspace, "t06_formula_text.csv")
    found = by_name(workspace)
    assert tuple(found[name].citizen_id for name in NAMES) == IDS
    assert (found["江东升"].phone, codes(made)) == ("13800000001", [])


def test_ids_that_are_numbers_are_to_be_completed(workspace: Workspace) -> None:
    made = brought(workspace, "w14_id_numbers.xlsx")
    found = by_name(workspace)
    assert tuple(found[name].citizen_id for name in NAMES) == ("", "", "")
    assert tuple(found[name].citizen_id_start for name in NAMES) == tuple(id[:15] for id in IDS)
    assert tuple(found[name].birth for name in NAMES) == BIRTHS
    assert (made.incomplete, made[RowOutcome.LEFT_OUT]) == (3, 0)


def test_a_form_is_the_person_it_is_about(workspace: Workspace) -> None:
    brought(workspace, "w28_form.xlsx")
    (member,) = by_name(workspace).values()
    assert (member.name, member.citizen_id, member.birth) == (NAMES[0], IDS[0], BIRTHS[0])


@pytest.mark.parametrize("file", sorted(path.name for path in FILES.iterdir()))
def test_every_file_has_its_test(file: str) -> None:
    assert f'"{file}"' in Path(__file__).read_text(encoding="utf-8")
