"""What the ladder shows: cells, the lines below, the paper behind Enter, the form for what is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from branchkit.core.members.member import Member
from branchkit.core.registers.register import Record
from branchkit.core.text_width import cell_width
from branchkit.testing.plugin_view import FakeView, a_record
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone
from branchkit_rural.ladder import Ladder
from branchkit_rural.ladder_screen.detail import HEIGHT, LadderDetail
from branchkit_rural.ladder_screen.mending import MendingForm
from branchkit_rural.ladder_screen.report import RungReport
from branchkit_rural.ladder_screen.source import LadderSource
from branchkit_rural.levels import Level
from branchkit_rural.rectification import ITEMS
from branchkit_rural.words import Words

from .county import (
    COUNTY,
    DATIAN,
    LIUBA,
    LONGTAN,
    QINGSHI,
    QINGXI,
    SHANKOU,
    SONGLING,
    a_county,
    a_ledger_row,
    a_member,
    rated,
    unrated,
)

WEAK = {"core-study": "10", "democratic-life": "10", "clean": "20"}
ZH, EN = Words("zh_CN"), Words("en")


def a_view() -> FakeView:
    view = a_county(
        records=[
            a_ledger_row(QINGSHI, 2024, "three-star"),
            a_ledger_row(LIUBA, 2024, "five-star"),
            a_ledger_row(SONGLING, 2025, "three-star", "76"),
            a_record(ITEMS, LIUBA, date="2026-02-01", item="补课", deadline="2026-06-01"),
            a_record(ITEMS, LIUBA, date="2026-02-01", item="建账", deadline="2026-12-01"),
        ]
    )
    rated(view, QINGXI, "81.5", "four-star", level=Level.TOWNSHIP)
    rated(view, QINGSHI, "92", "five-star")
    rated(view, LIUBA, "66", "two-star", points=WEAK, vetoes=["dissatisfied"])
    unrated(view, DATIAN)
    return view


def rows(source: LadderSource) -> dict[str, dict[str, str]]:
    keys = [column.key for column in source.columns()]
    found = {}
    for row in range(source.row_count()):
        cells = {key: source.cell(row, place).text for place, key in enumerate(keys)}
        found[cells["name"].lstrip(" +-")] = cells
    return found


def test_a_row_says_where_somebody_stands_and_what_lacks() -> None:
    found = rows(LadderSource(Ladder(a_view(), COUNTY), ZH))
    assert found["青石村党支部"] == {
        "name": "      青石村党支部",
        "total": "92",
        "rank": "1",
        "band": "五星",
        "before": "三星",
        "move": "+晋位",
        "lacks": "已是最好一档",
    }
    fallen = found["柳坝村党支部"]
    assert (fallen["band"], fallen["before"], fallen["move"]) == ("二星", "五星", "-降位")
    assert fallen["lacks"] == "差4分"
    assert found["松岭村党总支"]["lacks"] == "差4分"
    assert found["大田村党支部"]["band"] == "自评"
    assert found["大田村党支部"]["lacks"] == "还没有评完"
    assert found["山口村党支部"]["band"] == "未评"
    assert found["云岭县委"]["name"] == "- 云岭县委"


def test_fallen_and_backward_stand_out_by_more_than_colour() -> None:
    ladder = Ladder(a_view(), COUNTY)
    source = LadderSource(ladder, ZH)
    keys = [column.key for column in source.columns()]
    row = ladder.place_of(LIUBA)
    assert row is not None
    for key, text in (("band", "二星"), ("move", "-降位")):
        cell = source.cell(row, keys.index(key))
        assert (cell.text, cell.tone) == (text, Tone.ERROR)


@pytest.mark.parametrize("words", [ZH, EN])
def test_the_columns_fit_a_small_screen(words: Words) -> None:
    source = LadderSource(Ladder(a_view(), COUNTY), words)
    assert sum(column.width + 1 for column in source.columns()) <= 80
    for column in source.columns():
        assert all(cell_width(line) <= column.width for line in column.head)


def lines_at(id: str, words: Words = ZH, width: int = 80) -> list[str]:
    ladder = Ladder(a_view(), COUNTY)
    rung = next(rung for rung in ladder.rungs if rung.id == id)
    lines = LadderDetail(ladder, words).lines(rung, width)
    assert len(lines) == HEIGHT
    return [f"{line.text.strip()}|{line.right}".rstrip("|") for line in lines]


def test_the_detail_tells_what_lacks_and_what_was_lost() -> None:
    divider, path, lacks, more, lost, figures = lines_at(LIUBA)
    assert divider == "-" * 80
    assert path == "云岭县委 > 清溪镇党委 > 柳坝村党支部|村党支部年度考核（五个好）"
    assert lacks == "离三星还差：总分4分"
    assert more == ""
    assert lost == "失分多的：中心组学习-3、民主生活会-3、廉洁自律-1"
    assert figures == "整改2项，未完成2项，逾期1项"


def test_a_committee_is_told_how_many_below_have_reached_it() -> None:
    told = "下一级3个，达标1个，33.3%（要90%）   没有整改事项"
    assert lines_at(QINGXI)[-1] == told
    bars = lines_at(QINGXI, width=132)[-1].removeprefix(told).split()
    assert bars == ["五星", "#####", "1", "三星", "#####", "1", "二星", "#####", "1"]
    assert lines_at(LONGTAN)[-1] == "下一级2个，达标0个，2个还没有评   没有整改事项"


def test_a_rating_out_of_the_ledger_says_so() -> None:
    assert lines_at(SONGLING)[4] == "等次出自评星定级台账，没有分项得分"


@pytest.mark.parametrize("id", [COUNTY, QINGXI, QINGSHI, LIUBA, SONGLING, SHANKOU, DATIAN])
@pytest.mark.parametrize("words", [ZH, EN])
def test_no_detail_line_is_wider_than_the_screen(id: str, words: Words) -> None:
    for text in lines_at(id, words)[2:]:
        assert cell_width(f" {text}") <= 80


def test_without_a_rung_the_detail_is_empty() -> None:
    lines = LadderDetail(Ladder(a_view(), COUNTY), ZH).lines(None, 80)
    assert [line.text for line in lines[1:]] == [""] * (HEIGHT - 1)


def report_at(id: str) -> str:
    view = a_view()
    ladder = Ladder(view, COUNTY)
    rung = next(rung for rung in ladder.rungs if rung.id == id)
    lines = RungReport(view, ladder, ZH).lines(rung, 80)
    texts = [line.text if isinstance(line, ReportLine) else line for line in lines]
    assert all(cell_width(text) <= 80 for text in texts)
    return "\n".join(texts)


def test_the_paper_has_everything_about_one() -> None:
    text = report_at(LIUBA)
    for part in (
        "柳坝村党支部  村  2025年  总分66  二星",
        "   65%  领导班子好",
        "群众满意率低于 90%，不得评为五星、四星",
        "离三星还差：总分4分",
        "中心组学习-3",
        "2025年  二星",
        "2024年  五星",
        "已逾期  2026-06-01  补课",
        "整改中  2026-12-01  建账",
    ):
        assert part in text
    assert "下一级" not in text


def test_the_paper_of_a_committee_lists_the_level_below() -> None:
    text = report_at(QINGXI)
    assert "下一级3个，达标1个" in text
    assert "五星  青石村党支部" in text
    assert "三星  松岭村党总支" in text


class Notebook:
    """Keeps what would be written."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, Mapping[str, object], str]] = []

    def add_record(
        self, register: str, org: str, values: Mapping[str, object], *, reason: str = ""
    ) -> Any:
        self.kept.append((register, org, values, reason))
        return Record("r1", register, org, values)


def a_form() -> MendingForm:
    view = a_view()
    ladder = Ladder(view, COUNTY)
    rung = next(rung for rung in ladder.rungs if rung.id == LIUBA)
    members = [a_member("m1", LIUBA), _secretary(a_member("m2", LIUBA))]
    return MendingForm(ZH, ladder.line(rung), members, view.today, ladder.year)


def _secretary(member: Member) -> Member:
    return replace(member, post="支部书记")


def test_the_form_proposes_the_costliest_criterion_and_the_secretary() -> None:
    fields = {field.key: field for field in a_form().fields()}
    assert fields["item"].text == "中心组学习"
    assert fields["owner"].text == "m2"
    assert fields["deadline"].tidy("12.31") == "2026-12-31"


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({"item": "", "owner": "m2", "deadline": "2026-12-31"}, {"item": "请填写"}),
        ({"item": "补课", "owner": "m2", "deadline": ""}, {"deadline": "请填写"}),
        ({"item": "补课", "owner": "m2", "deadline": "年底"}, {"deadline": "不是日期"}),
        ({"item": "补课", "owner": "m2", "deadline": "2026-11-19"}, {"deadline": "不能早于今天"}),
    ],
)
def test_what_is_missing_or_wrong_is_not_kept(
    typed: dict[str, str], faults: dict[str, str]
) -> None:
    notebook: Any = Notebook()
    assert a_form().keep(typed, notebook) == faults
    assert notebook.kept == []


def test_what_is_filled_in_goes_into_the_list_of_that_organisation() -> None:
    notebook: Any = Notebook()
    typed = {"item": " 补课 ", "measures": "", "owner": "m2", "deadline": "2026-12-31"}
    assert a_form().keep(typed, notebook) == {}
    values = {
        "date": "2026-11-20",
        "ground": "rating",
        "item": "补课",
        "owner": "m2",
        "deadline": "2026-12-31",
    }
    assert notebook.kept == [(ITEMS, LIUBA, values, "2025年分类定级")]
