"""A member's values out of cells: each field by itself, then the fields held against each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.members.consistency import MemberReading
from branchkit.core.members.member import Category, Contact, Member, MemberClass, Mobility, Standing
from branchkit.core.members.reading import (
    READERS,
    comparable_name,
    dates_agree,
    read_member,
)
from branchkit.core.tables import Value

TODAY = date(2026, 11, 20)
WOMAN_1949 = "11010519491231002X"


def read(**values: Value) -> MemberReading:
    return read_member(values, TODAY)


def codes(reading: MemberReading) -> list[str]:
    return [problem.code for problem in reading.problems]


def test_every_field_that_can_be_typed_is_a_field_of_a_member() -> None:
    member = Member("m1", "o", "张三")
    assert all(hasattr(member, name) for name in READERS)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张  三", "张三"),
        ("张\u3000三", "张三"),
        (" 欧阳 若兰 ", "欧阳若兰"),
        ("张\n三", "张三"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 . 艾力", "买买提·艾力"),
        ("張三", "張三"),
        ("Tom  Li", "Tom Li"),
    ],
)
def test_names_lose_spaces_and_nothing_else(written: str, name: str) -> None:
    reading = read(name=written)
    assert reading.values["name"] == name
    assert reading.problems == []


@pytest.mark.parametrize("written", ["\u200b张三\ufeff", "张\x1b三", "张\u202e三", "张三\udce9"])
def test_what_is_not_seen_is_left_out_with_a_word(written: str) -> None:
    reading = read(name=written)
    assert reading.values["name"] == "张三"
    assert codes(reading) == ["member.text.cleaned"]


def test_a_remark_behind_a_name_is_not_part_of_it() -> None:
    reading = read(name="李四（预备）")
    assert reading.values["name"] == "李四"
    assert codes(reading) == ["member.name.brackets"]


@pytest.mark.parametrize("written", ["张", "张3", "38人"])
def test_what_is_no_name_is_taken_with_a_warning(written: str) -> None:
    reading = read(name=written)
    assert codes(reading) == ["member.name.unusual"]
    assert reading.usable


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("sex", "男", "m"),
        ("sex", "女性", "f"),
        ("sex", 2, "f"),
        ("ethnicity", "汉", "汉族"),
        ("ethnicity", "漢族", "汉族"),
        ("ethnicity", "維吾爾族", "维吾尔族"),
        ("education", "大學專科", "大学专科"),
        ("post", "黨支部書記", "党支部书记"),
        ("phone", "１３８ １２３４ ５６７８", "13812345678"),
        ("phone", 13812345678, "13812345678"),
        ("phone", "138-1234-5678", "13812345678"),
        ("education", "20_大学本科", "大学本科"),
        ("ethnicity", "868_汉族", "汉族"),
        ("phone", "+86-138-1234-5678", "+86-138-1234-5678"),
        ("phone", "+86 13812345678", "+86 13812345678"),
        ("phone", "13812345678 、13912345678", "13812345678/13912345678"),
        ("phone", "13812345678 13912345678", "13812345678/13912345678"),
        ("phone", "13812345678/0591-1234567", "13812345678/0591-1234567"),
        ("phone", "0591-12345678转801", "0591-12345678转801"),
        ("phone", "（0591）12345678", "059112345678"),
        ("phone", "13812345678/13912345678", "13812345678/13912345678"),
        ("phone", "0596-1234567", "0596-1234567"),
        ("number", "１２", 12),
        ("category", "正式黨員", Category.FULL),
        ("category", "预备", Category.PROBATIONARY),
        ("category", "probationary", Category.PROBATIONARY),
        ("standing", "保留党籍", Standing.RETAINED),
        ("mobility", "是", Mobility.OUT),
        ("contact", "否", Contact.NORMAL),
        ("member_class", "無職黨員", MemberClass.WITHOUT_POST),
        ("joined", Decimal("1985.03"), "1985-03"),
    ],
)
def test_fields(field: str, written: Value, value: object) -> None:
    reading = read_member({field: written}, TODAY)
    assert reading.values[field] == value
    assert [p for p in reading.problems if p.code != "member.category.assumed"] == []


@pytest.mark.parametrize("post", ["党员", "普通党员", "无", "—", "/"])
def test_having_no_post_is_not_a_post(post: str) -> None:
    assert "post" not in read(post=post).values


@pytest.mark.parametrize("nothing", [None, "", " ", "无", "/", "——", "\u3000"])
def test_cells_that_say_nothing_give_nothing(nothing: str | None) -> None:
    reading = read_member(dict.fromkeys(READERS, nothing), TODAY)
    assert (reading.values, reading.problems) == ({}, [])


def test_what_nobody_knows_is_blank_with_a_warning() -> None:
    reading = read(joined="不详")
    assert (reading.values, codes(reading)) == ({}, ["member.not_known"])
    assert reading.usable


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("joined", "很早", "member.date.unreadable"),
        ("joined", "1985", "member.date.year_only"),
        ("birth", "1985-02-30", "member.date.impossible"),
        ("citizen_id", 110105194912310021, "member.citizen_id.damaged"),
        ("citizen_id", "1101051949123100", "member.citizen_id.length"),
        ("category", "入党积极分子", "member.category.not_a_member"),
    ],
)
def test_errors_keep_the_values_from_being_used(field: str, written: Value, code: str) -> None:
    reading = read_member({field: written}, TODAY)
    assert codes(reading) == [code]
    assert not reading.usable


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("sex", "不男不女", "member.choice.unknown"),
        ("ethnicity", "火星", "member.ethnicity.unknown"),
        ("phone", "12", "member.phone.unusual"),
        ("phone", "1.38E+10", "member.phone.damaged"),
        ("number", "甲", "member.number.unreadable"),
        ("citizen_id", "110105194912310021", "member.citizen_id.checksum"),
        ("citizen_id", "110105491231002", "member.citizen_id.upgraded"),
        ("joined", "85-3-12", "member.date.two_digits"),
        ("joined", 31118, "member.date.serial"),
        ("joined", "2027-01", "member.date.future"),
    ],
)
def test_warnings_leave_the_values_usable(field: str, written: Value, code: str) -> None:
    reading = read_member({field: written}, TODAY)
    assert code in codes(reading)
    assert reading.usable


def test_problems_never_show_a_whole_id_or_phone() -> None:
    reading = read(citizen_id="11010519491231002", phone="138123456789")
    shown = " ".join(str(problem.params) for problem in reading.problems)
    assert "19491231" not in shown
    assert "12345678" not in shown


def test_birth_and_sex_come_from_the_id_where_they_are_missing() -> None:
    reading = read(citizen_id=WOMAN_1949)
    assert (reading.values["birth"], reading.values["sex"]) == ("1949-12-31", "f")
    assert reading.problems == []


@pytest.mark.parametrize(
    "birth", ["1949.12", "1949-12-31", "1949年12月", date(1949, 12, 1), "49-12-31"]
)
def test_a_birth_that_agrees_with_the_id_becomes_exact_without_a_word(birth: Value) -> None:
    reading = read(citizen_id=WOMAN_1949, birth=birth)
    assert reading.values["birth"] == "1949-12-31"
    assert reading.problems == []


def test_an_id_with_the_right_checksum_is_believed_over_the_columns() -> None:
    reading = read(citizen_id=WOMAN_1949, birth="1950-01", sex="男")
    assert (reading.values["birth"], reading.values["sex"]) == ("1949-12-31", "f")
    assert codes(reading) == ["member.birth.differs", "member.sex.differs"]


def test_the_columns_are_believed_over_an_id_that_fails_its_checksum() -> None:
    reading = read(citizen_id="110105194912310021", birth="1950-01", sex="男")
    assert (reading.values["birth"], reading.values["sex"]) == ("1950-01", "m")
    assert codes(reading)[-2:] == ["member.birth.differs", "member.sex.differs"]


def test_joining_before_eighteen_is_pointed_out_by_calendar_years() -> None:
    assert codes(read(birth="1980-03-12", joined="1998-03-11")) == ["member.joined.young"]
    assert codes(read(birth="1980-03-12", joined="1998-03-12")) == []
    assert codes(read(birth="1980-03-12", joined="1998-03")) == []


def test_becoming_full_before_joining_is_pointed_out() -> None:
    assert codes(read(joined="2010-07", full_since="2009-07")) == ["member.full_since.early"]


def test_who_joined_within_a_year_and_is_not_full_yet_is_taken_for_probationary() -> None:
    reading = read(joined="2026-05-01")
    assert reading.values["category"] is Category.PROBATIONARY
    assert codes(reading) == ["member.category.assumed"]
    assert "category" not in read(joined="2025-11-19").values
    assert "category" not in read(joined="2025-11-21", full_since="2026-11-01").values
    assert read(joined="2026-05-01", category="正式").values["category"] is Category.FULL


def test_dates_agree_when_one_lacks_the_day() -> None:
    assert dates_agree("1985-03", "1985-03-12")
    assert dates_agree("1985-03-12", "1985-03")
    assert not dates_agree("1985-03-12", "1985-03-13")
    assert not dates_agree("", "1985-03")


def test_names_are_compared_without_spaces_and_dots() -> None:
    assert comparable_name("买买提·艾力") == comparable_name("买买提 艾力")


@pytest.mark.parametrize(
    ("typed", "stars"),
    [
        ("5", 5),
        ("五星", 5),
        ("5星级户", 5),
        ("★★★☆☆", 3),
        ("十星级", 10),
        ("３颗星", 3),
        ("无", None),
    ],
)
def test_stars_of_a_household(typed: str, stars: int | None) -> None:
    assert read_member({"household_star": typed}, TODAY).values.get("household_star") == stars


def test_stars_that_are_none_are_told() -> None:
    reading = read_member({"household_star": "优秀"}, TODAY)
    assert "household_star" not in reading.values
    assert [problem.code for problem in reading.problems] == ["member.choice.unknown"]


def test_a_date_of_an_axis_that_lies_ahead_is_told() -> None:
    reading = read_member({"lost_since": "2027-01-01"}, TODAY)
    assert [p.code for p in reading.problems] == ["member.date.future"]


def test_an_extension_that_is_none_is_told() -> None:
    short = read_member({"joined": "2025-07-01", "probation_until": "2026-07-01"}, TODAY)
    assert [p.code for p in short.problems] == ["member.probation.short"]
    assert (
        read_member({"joined": "2025-07-01", "probation_until": "2027-01-01"}, TODAY).problems == []
    )


def test_mobile_says_nothing_about_category_standing_or_contact() -> None:
    reading = read_member({"mobility": "流动党员"}, TODAY)
    assert reading.values == {"mobility": Mobility.OUT}


@pytest.mark.parametrize(
    ("written", "birth", "joined"),
    [
        ({"birth": "26.3", "joined": "49.10"}, "1926-03", "1949-10"),
        ({"birth": "26.3"}, "1926-03", ""),
        ({"birth": "05.3", "joined": "1998-07-01"}, "1905-03", "1998-07-01"),
        ({"birth": "05.3", "joined": "2024.7"}, "2005-03", "2024-07"),
        ({"birth": "1930.3", "joined": "26.3", "full_since": "1997.3"}, "1930-03", "1926-03"),
        ({"birth": "8-5-2"}, "2008-05-02", ""),
    ],
)
def test_of_two_digits_the_century_is_one_in_which_people_join_of_age(
    written: dict[str, Value], birth: str, joined: str
) -> None:
    reading = read(**written)
    assert reading.values["birth"] == birth
    assert reading.values.get("joined", "") == joined
    taken = {p.params["field"]: p.params["taken"] for p in reading.problems if p.params["taken"]}
    assert taken.get("birth", birth) == birth


def test_who_types_an_id_types_it_whole() -> None:
    reading = read(name="张三", citizen_id="440524197002030000")
    assert codes(reading) == ["member.citizen_id.damaged"]
    assert "citizen_id_start" not in reading.values


@pytest.mark.parametrize(
    ("birth", "known", "told"),
    [
        (None, "1970-02-03", []),
        ("1970.2", "1970-02-03", []),
        ("1970-02-05", "1970-02-05", ["member.birth.differs"]),
    ],
)
def test_the_start_of_an_id_says_the_birth_and_no_more(
    birth: Value, known: str, told: list[str]
) -> None:
    values: dict[str, Value] = {"citizen_id": 440524197002030144, "birth": birth, "sex": "女"}
    reading = read_member(values, TODAY, incomplete_ids=True)
    assert reading.values == {"citizen_id_start": "440524197002030", "birth": known, "sex": "f"}
    assert codes(reading) == ["member.citizen_id.incomplete", *told]


def test_the_start_of_an_id_has_a_province() -> None:
    reading = read_member({"citizen_id": 990101195708250034}, TODAY, incomplete_ids=True)
    assert codes(reading) == ["member.citizen_id.incomplete", "member.citizen_id.region"]


@pytest.mark.parametrize("written", ['="440524197002030118"', '＝"440524197002030118"'])
def test_a_text_in_a_formula_is_the_text(written: str) -> None:
    assert read(citizen_id=written).values["citizen_id"] == "440524197002030118"


@pytest.mark.parametrize("written", ["1380000000", "138 0000 000 / 家里", "见群公告"])
def test_a_phone_that_is_said_to_be_taken_as_it_is_is_taken_so(written: str) -> None:
    reading = read(phone=written)
    assert reading.values["phone"] == written
    assert codes(reading) == ["member.phone.unusual"]


def test_a_phone_that_a_spreadsheet_has_shortened_is_not_taken() -> None:
    assert "phone" not in read(phone="1.38E+10").values
