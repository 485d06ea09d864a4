from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.dates import Period
from branchkit.core.scoring.results import Evidence, Proposal, Reason
from branchkit.core.scoring.rules import Months
from branchkit.core.scoring.sheets import SheetState
from branchkit.core.tables import Paragraph, Report, Table, Value
from branchkit.i18n.catalog import Catalog
from branchkit.services.reports.notice import notice
from branchkit.services.reports.parts import ReportBasis, mean, period_text
from branchkit.services.reports.ranking import ranking
from branchkit.services.reports.score_sheet import score_sheet
from branchkit.services.scoring.sheets import ScoredSheet, load_sheet

from .small_month import NOVEMBER, NOW, OCTOBER, SCHEMES, scored_store


@pytest.fixture
def november() -> ScoredSheet:
    return load_sheet(scored_store(), SCHEMES, NOVEMBER)


@pytest.fixture
def october() -> ScoredSheet:
    return load_sheet(scored_store(), SCHEMES, OCTOBER)


@pytest.fixture
def basis(november: ScoredSheet, catalog: Catalog) -> ReportBasis:
    return ReportBasis(november, catalog, NOW)


def texts(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Paragraph)]


def tables(report: Report) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table)]


def column(table: Table, key: str) -> list[Value]:
    place = [column.key for column in table.columns].index(key)
    return [row[place] for row in table.rows]


def no_proposals(subject: str, criterion: str) -> None:
    return None


def test_a_notice_is_an_official_paper(basis: ReportBasis) -> None:
    report = notice(basis)
    assert report.title == "关于2026年11月党员积分情况的通报"
    assert report.salutation == "各党小组、全体党员："
    assert (report.issuer, report.issued_on) == ("青石村党支部", "2026年11月30日")
    assert "“农村党员月度积分办法”" in texts(report)[0]
    assert not report.landscape


def test_a_notice_counts_only_what_is_settled(basis: ReportBasis) -> None:
    overview, bands, still_open = texts(notice(basis))[2:5]
    # 102 + 100 + 90 + 86.5 + 70 = 448.5
    assert overview == "应评党员6名，已评定5名。平均89.7分，最高102.0分，最低70.0分。"
    assert bands == "各等次人数：优秀2名、合格2名、不合格1名。"
    assert still_open == "另有1名尚未评定完毕，未列入排名：曾庆璠。"


def test_a_notice_ranks_extras_and_vetoes(basis: ReportBasis) -> None:
    ranks, extras, vetoes = tables(notice(basis))
    assert column(ranks, "rank") == [1, 2, 3, 4, 5]
    assert column(ranks, "name") == ["欧阳若兰", "单雄信", "陈建国", "仇春梅", "解缙之"]
    assert column(ranks, "total")[2] == Decimal("86.5")
    assert ranks.columns[2].places == 1
    assert extras.rows == (("欧阳若兰", "受到表彰", Decimal(2), "2026-11-05", "获镇表彰"),)
    assert vetoes.rows == (("解缙之", "受党纪处分", "11月受警告处分", "等次定为“不合格”"),)


def test_a_quiet_month_says_so(october: ScoredSheet, catalog: Catalog) -> None:
    report = notice(ReportBasis(october, catalog, NOW))
    assert len(tables(report)) == 1
    assert {"本期无加分、扣分事项。", "本期无一票否决情形。"} <= set(texts(report))


def test_a_month_without_scores_makes_a_notice_too(october: ScoredSheet, catalog: Catalog) -> None:
    unscored = [row for row in october.rows if row.row.total is None]
    report = notice(ReportBasis(replace(october, rows=tuple(unscored)), catalog, NOW))
    assert "应评党员3名，尚无评定完毕的。" in texts(report)
    assert tables(report)[0].rows == ()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SheetState.DRAFT, "尚未上报"),
        (SheetState.SUBMITTED, "待审核"),
        (SheetState.SEALED, "归档"),
    ],
)
def test_papers_say_how_final_they_are(basis: ReportBasis, state: SheetState, words: str) -> None:
    sheet = replace(basis.scored.sheet, state=state)
    moved = replace(basis, scored=replace(basis.scored, sheet=sheet))
    assert any(words in text for text in texts(notice(moved)))


@pytest.mark.parametrize("state", SheetState)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_state_has_words(november: ScoredSheet, state: SheetState, language: str) -> None:
    catalog = Catalog.load(language)
    assert catalog.has(f"report.standing.{state}")
    sheet = replace(november.sheet, state=state)
    basis = ReportBasis(replace(november, sheet=sheet), catalog, NOW)
    for report in (notice(basis), ranking(basis, None), score_sheet(basis, no_proposals)):
        assert "report." not in report.title
        assert not any("report." in text for text in texts(report))
        assert not any(
            "report." in column.title for table in tables(report) for column in table.columns
        )


def test_no_paper_has_personal_numbers_unless_they_are_asked_for(basis: ReportBasis) -> None:
    for report in (notice(basis), ranking(basis, None), score_sheet(basis, no_proposals)):
        assert "11010519491231002X" not in repr(report)
        assert "13800005678" not in repr(report)
    asked = replace(basis, unmasked=("id",))
    for report in (notice(asked), ranking(asked, None), score_sheet(asked, no_proposals)):
        assert "11010519491231002X" in column(tables(report)[0], "id")
        assert "13800005678" not in repr(report)


def test_a_ranking_shows_who_rose_and_who_fell(basis: ReportBasis, october: ScoredSheet) -> None:
    table = tables(ranking(basis, october))[0]
    moved = dict(zip(column(table, "name"), column(table, "movement"), strict=True))
    # October: 陈建国 1, 仇春梅 2, 欧阳若兰 3.
    assert moved == {
        "欧阳若兰": "升2位",
        "解缙之": "新列入",
        "单雄信": "新列入",
        "陈建国": "降2位",
        "仇春梅": "降2位",
        "曾庆璠": "",
    }
    assert column(table, "previous_total")[0] == Decimal(80)
    assert table.columns[4].title == "上月名次"


def test_a_ranking_beside_itself_moves_nobody(basis: ReportBasis) -> None:
    table = tables(ranking(basis, basis.scored))[0]
    assert set(column(table, "movement")) == {"持平", ""}


def test_an_unsettled_row_stands_last_without_rank(basis: ReportBasis) -> None:
    last = tables(ranking(basis, None))[0].rows[-1]
    assert last == (None, "曾庆璠", None, "未评完", None, None, "", "")


def test_a_score_sheet_has_every_criterion(basis: ReportBasis) -> None:
    report = score_sheet(basis, no_proposals)
    scores, criteria, _ = tables(report)
    assert report.landscape
    assert [c.title for c in scores.columns[2:5]] == ["大会\n40", "学时\n40", "设岗\n20"]
    assert scores.columns[3].places == 1
    assert scores.rows[0] == (
        1,
        "陈建国",
        Decimal(40),
        Decimal("36.5"),
        Decimal(10),
        None,
        Decimal("86.5"),
        3,
        "合格",
    )
    assert column(scores, "post") == [Decimal(10), Decimal(20), "/", "注", None, Decimal(20)]
    assert criteria.rows[0] == (
        "大会",
        "参加党员大会",
        "组织生活",
        Decimal(40),
        "按时参加党员大会。",
    )
    assert any("不适用" in text for text in texts(report))


def why(basis: ReportBasis, name: str, item: str) -> str:
    def proposals(subject: str, criterion: str) -> Proposal | None:
        if criterion != "study":
            return None
        seen = Evidence("book.study", "1", date(2026, 11, 3), "03 党课")
        return Proposal(Decimal(38), (Reason("unheard_of", {"hours": 5}),), (seen,))

    table = tables(score_sheet(basis, proposals))[2]
    line = next(str(row[-1]) for row in table.rows if row[1] == name)
    (found,) = (part for part in line.split("；") if part.startswith(item))
    return found


def test_why_86_5_has_an_answer(basis: ReportBasis) -> None:
    study = why(basis, "陈建国", "完成学习任务")
    assert study.startswith("完成学习任务36.5分（满分40分）：")
    assert study.endswith("依据：03 党课，建议38分，未采用")
    assert why(basis, "仇春梅", "完成学习任务").endswith("备注：病假一次")
    assert "岗位未定" in why(basis, "仇春梅", "认领岗位：")
    assert why(basis, "欧阳若兰", "受到表彰") == "受到表彰2分：2026-11-05，获镇表彰"
    assert why(basis, "解缙之", "受党纪处分") == "受党纪处分：11月受警告处分，等次定为“不合格”"


def test_what_needs_no_words_has_none(basis: ReportBasis) -> None:
    table = tables(score_sheet(basis, no_proposals))[2]
    lines = {str(row[1]): str(row[-1]) for row in table.rows}
    assert len(lines) == len(table.rows)
    assert all("参加党员大会40" not in line for line in lines.values())
    assert all(part.partition("：")[2] for line in lines.values() for part in line.split("；"))


def test_a_subject_without_scores_needs_no_words(basis: ReportBasis) -> None:
    table = tables(score_sheet(basis, no_proposals))[2]
    assert "曾庆璠" not in column(table, "name")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11", "2026年11月"),
        ("2026-Q4", "2026年第4季度"),
        ("2026-H2", "2026年下半年"),
        ("2026", "2026年"),
    ],
)
def test_periods_in_words(catalog: Catalog, text: str, words: str) -> None:
    assert period_text(catalog, Period.parse(text)) == words


def test_the_mean_is_rounded_half_up() -> None:
    assert mean([Decimal("0.5"), Decimal(0)], 1) == Decimal("0.3")
    assert mean([Decimal(1), Decimal(2)], 0) == Decimal("1.5")


def test_what_months_gave_is_explained_at_full_marks_too(basis: ReportBasis) -> None:
    scheme = basis.scored.scheme
    months = replace(scheme.criteria[0], rule=Months("base/member-month"))
    scheme = replace(scheme, criteria=(months, *scheme.criteria[1:]))
    absent = Reason("months_absent", {"count": 1, "periods": ("2026-10",)})

    def proposed(_subject: str, criterion: str) -> Proposal | None:
        return Proposal(Decimal(40), (absent,), ()) if criterion == "meeting" else None

    changed = replace(basis, scored=replace(basis.scored, scheme=scheme))
    reasons = tables(score_sheet(changed, proposed))[-1]
    told = dict(zip(column(reasons, "name"), column(reasons, "why"), strict=True))
    assert "缺 1 期（2026-10）" in str(told["欧阳若兰"])


def test_a_notice_tells_who_rose_by_a_band(basis: ReportBasis, october: ScoredSheet) -> None:
    moved = [text for text in texts(notice(basis, october)) if "晋位" in text]
    assert moved == ["与上期相比，等次晋位1名，保位0名，退位2名。"]
    assert not any("晋位" in text for text in texts(notice(basis)))
    table = tables(ranking(basis, october))[0]
    bands = dict(zip(column(table, "name"), column(table, "band_movement"), strict=True))
    assert (bands["欧阳若兰"], bands["陈建国"], bands["解缙之"]) == ("晋位", "退位", "")
