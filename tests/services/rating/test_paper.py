"""评定通报, and what an organisation's own papers say before and after it."""

from __future__ import annotations

from datetime import datetime

import pytest

from branchkit.core.errors import ReportError
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.tables import Paragraph, Report, Table
from branchkit.exchange.writers import composed
from branchkit.i18n.catalog import LANGUAGES, Catalog
from branchkit.services.rating.steps import ByHand, agree, open_rating, propose, put_on_notice
from branchkit.services.reports.periodic import (
    ReportKind,
    ReportRequest,
    find_subject,
    kinds_at,
    make_report,
)
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.villages import ACTOR

from .villages import CONTRIBUTIONS, KEY, SCHEME, TOWN, YEAR, StoppedClock, a_township

CHINESE = Catalog.load()


def paper(store: MemoryStore, kind: ReportKind, key: SheetKey, language: str = "zh_CN") -> Report:
    at = datetime.fromisoformat("2027-01-08T09:00:00")
    request = ReportRequest(kind, key)
    return make_report(store, CONTRIBUTIONS, request, Catalog.load(language), at)


def rated(store: MemoryStore, *, known: bool = True) -> None:
    clock = StoppedClock()
    by_hand = ByHand(previous={"nancun": "backward"}, left_out={"xicun": "整体拆迁"})
    with store.begin(ACTOR, "rating.open") as uow:
        open_rating(uow, CONTRIBUTIONS, KEY, clock, by_hand)
        propose(uow, CONTRIBUTIONS, KEY, clock)
        if known:
            agree(uow, CONTRIBUTIONS, KEY)
            put_on_notice(uow, CONTRIBUTIONS, KEY, clock)
        uow.commit()


def texts(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Paragraph)]


def tables(report: Report) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table)]


def test_the_paper_has_bands_moves_who_was_left_out_and_the_notice() -> None:
    store = a_township()
    rated(store)
    report = paper(store, ReportKind.RATING, KEY)
    assert (report.title, report.issuer) == ("2026年党组织评定通报", "白水乡党委")
    (table,) = tables(report)
    assert [column.title for column in table.columns] == [
        *("党组织", "名次", "总分", "上次", "审定", "升降", "理由")
    ]
    assert [row[:6] for row in table.rows] == [
        ("东村党支部", 1, 95, "", "一般", ""),  # a third of two is no place
        ("南村党支部", 2, 75, "后进", "一般", "晋位"),
    ]
    told = "\n".join(texts(report))
    assert "一般 2 个" in told and "晋位 1 个：南村党支部" in told
    assert "西村党支部：决定不参加 整体拆迁" in told
    assert "到 2027-01-13 截止" in told


def test_a_proposal_says_that_it_is_one() -> None:
    store = a_township()
    rated(store, known=False)
    report = paper(store, ReportKind.RATING, KEY)
    assert "尚未审定" in texts(report)[-1]
    assert "建议" in [column.title for column in tables(report)[0].columns]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_written_in_both_languages_without_codes(language: str) -> None:
    store = a_township()
    rated(store)
    text = composed(paper(store, ReportKind.RATING, KEY, language), "text")
    assert not {"ordinary", "left_out", "local/", "{"} & set(text.split())
    assert "report.rating" not in text


@pytest.mark.parametrize("kind", [ReportKind.NOTICE, ReportKind.RANKING])
def test_a_village_s_own_paper_has_its_place_among_the_others_once_that_is_known(
    kind: ReportKind,
) -> None:
    """It used to be first of one."""
    store = a_township()
    own = SheetKey(SCHEME.id, "nancun", YEAR)

    def first_row() -> tuple[object, ...]:
        (row,) = tables(paper(store, kind, own))[0].rows
        return row[:4]

    assert first_row() == (None, "南村党支部", 75, "待评定")
    assert "先进 0" not in "\n".join(texts(paper(store, kind, own)))
    rated(store)
    assert first_row() == (2, "南村党支部", 75, "一般")


def test_which_papers_there_are() -> None:
    store = a_township()
    assert ReportKind.RATING not in kinds_at(store, CONTRIBUTIONS, TOWN, YEAR)
    rated(store)
    assert ReportKind.RATING in kinds_at(store, CONTRIBUTIONS, TOWN, YEAR)
    found = find_subject(store, CONTRIBUTIONS, ReportKind.RATING, TOWN, YEAR, sector="rural")
    assert found == KEY
    with pytest.raises(ReportError):
        find_subject(store, CONTRIBUTIONS, ReportKind.RATING, "nancun", YEAR, sector="rural")


@pytest.mark.parametrize("format", ["text", "json", "csv", "html"])
def test_every_format_takes_it(format: str) -> None:
    store = a_township()
    rated(store)
    assert "南村党支部" in composed(paper(store, ReportKind.RATING, KEY), format)
