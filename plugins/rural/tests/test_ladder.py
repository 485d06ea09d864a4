"""The ladder: lines, ranks among siblings, moves, what is folded away, which year it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.sheets import SheetState
from branchkit.testing.plugin_view import FakeView, a_record
from branchkit_rural.ladder import ALL_OPEN, Counts, Ladder, Only
from branchkit_rural.levels import Level, Rung
from branchkit_rural.ratings import Move, year_of
from branchkit_rural.rectification import ITEMS
from branchkit_rural.words import Words

from .county import (
    COMMITTEE,
    COUNTY,
    DATIAN,
    LIUBA,
    LONGTAN,
    ORGANIZATIONS,
    QINGSHI,
    QINGXI,
    SHANKOU,
    SONGLING,
    a_county,
    a_ledger_row,
    rated,
    unrated,
)


def a_rated_county() -> FakeView:
    """2025: 青石 rose, 柳坝 fell and is backward, 松岭 held, 山口 is new, 大田 and the committees are not rated."""
    view = a_county(
        records=[
            a_ledger_row(QINGSHI, 2024, "three-star"),
            a_ledger_row(LIUBA, 2024, "four-star"),
            a_ledger_row(SONGLING, 2024, "four-star"),
            a_record(ITEMS, LIUBA, date="2025-12-30", item="旧事", deadline="2026-02-01"),
            a_record(ITEMS, LIUBA, date="2026-02-01", item="补课", deadline="2026-12-01"),
            a_record(ITEMS, LIUBA, date="2024-02-01", item="前年的", deadline="2024-12-01"),
        ]
    )
    rated(view, QINGSHI, "92", "five-star")
    rated(view, LIUBA, "62", "two-star")
    rated(view, SONGLING, "85", "four-star")
    rated(view, SHANKOU, "85", "four-star")
    unrated(view, DATIAN)
    return view


def at(ladder: Ladder, id: str) -> Rung:
    return next(rung for rung in ladder.rungs if rung.id == id)


def ids(rungs: Sequence[Rung]) -> list[str]:
    return [rung.id for rung in rungs]


def test_it_begins_with_the_last_year_until_this_one_is_begun() -> None:
    view = a_rated_county()
    assert Ladder(view, COUNTY).year == 2025
    unrated(view, QINGXI, Level.TOWNSHIP, year_of(2026))
    assert Ladder(view, COUNTY).year == 2026


def test_it_shows_the_whole_tree_wherever_one_works() -> None:
    assert ids(Ladder(a_county(), LIUBA).rungs) == ids(Ladder(a_county(), COUNTY).rungs)


def test_the_bands_below_are_counted_the_best_first() -> None:
    ladder = Ladder(a_rated_county(), COUNTY)
    told = [
        (rating.band.id, count)
        for rating, count in ladder.bands_below(QINGXI)
        if rating.band is not None
    ]
    assert told == [("five-star", 1), ("four-star", 1), ("two-star", 1)]
    assert ladder.bands_below(COUNTY) == []
    assert ladder.bands_below(LIUBA) == []


@pytest.mark.parametrize(
    ("id", "band", "move", "rank"),
    [
        (QINGSHI, "five-star", Move.ROSE, 1),
        (SONGLING, "four-star", Move.HELD, 2),
        (LIUBA, "two-star", Move.FELL, 3),
        (SHANKOU, "four-star", Move.NEW, 1),
        (DATIAN, "", Move.NEW, None),
        (QINGXI, "", Move.NEW, None),
    ],
)
def test_lines_have_band_move_and_rank_among_siblings(
    id: str, band: str, move: Move, rank: int | None
) -> None:
    ladder = Ladder(a_rated_county(), COUNTY)
    line = ladder.line(at(ladder, id))
    assert (line.now.band.id if line.now.band else "") == band
    assert (line.move, ladder.rank(line.rung)) == (move, rank)


def test_the_rating_among_siblings_says_rank_and_who_waits_for_it() -> None:
    view = a_rated_county()
    rated(view, QINGSHI, "88", "four-star", rank=2)
    rated(view, SONGLING, "88", "five-star", rank=1)
    rated(view, LIUBA, "71", "", waiting="rating")
    ladder = Ladder(view, COUNTY)
    assert [ladder.rank(at(ladder, id)) for id in (QINGSHI, SONGLING, LIUBA)] == [2, 1, None]
    waiting = ladder.line(at(ladder, LIUBA)).now
    assert not waiting.is_draft
    assert Words("zh_CN").band(waiting) == "待评定"


def test_drafts_have_no_rank_and_take_none_from_others() -> None:
    view = a_rated_county()
    rated(view, DATIAN, "99", "five-star", state=SheetState.DRAFT)
    ladder = Ladder(view, COUNTY)
    assert ladder.rank(at(ladder, SHANKOU)) == 1
    assert ladder.rank(at(ladder, DATIAN)) is None


def test_counts_come_after_everybody_was_read() -> None:
    *before, last = Ladder(a_rated_county(), COUNTY).counts_in_steps()
    assert before == [None] * 8
    assert last == Counts(rose=1, held=1, fell=1, unrated=4, best=1, rated=4)


@pytest.mark.parametrize(
    ("only", "shown"),
    [
        (Only.FELL, [LIUBA]),
        (Only.BACKWARD, [LIUBA]),
        (Only.UNRATED, [COUNTY, QINGXI, LONGTAN, DATIAN]),
    ],
)
def test_only_some_can_be_shown(only: Only, shown: list[str]) -> None:
    ladder = Ladder(a_rated_county(), COUNTY)
    ladder.show_only(only)
    assert ids(ladder.shown) == shown
    ladder.show_only(Only.ALL)
    assert len(ladder.shown) == 8


def test_another_year_is_read_anew() -> None:
    ladder = Ladder(a_rated_county(), COUNTY)
    ladder.turn_to(2024)
    line = ladder.line(at(ladder, LIUBA))
    assert line.now.band is not None
    assert (line.now.band.id, line.move) == ("four-star", Move.NEW)
    ladder.turn_to(2025)
    assert ladder.line(at(ladder, LIUBA)).move is Move.FELL


def test_a_township_is_folded_and_unfolded() -> None:
    ladder = Ladder(a_county(), COUNTY)
    township = at(ladder, QINGXI)
    assert ladder.is_closed(township) is False
    assert ladder.fold(township, closed=True)
    assert not ladder.fold(township, closed=True)
    assert ids(ladder.shown) == [COUNTY, QINGXI, LONGTAN, SHANKOU, DATIAN]
    assert ladder.is_closed(township) is True
    assert ladder.place_of(LIUBA) is None
    ladder.fold_all()
    assert len(ladder.shown) == 8
    ladder.fold_all()
    assert ids(ladder.shown) == [COUNTY, QINGXI, LONGTAN]
    assert ladder.is_closed(at(ladder, LIUBA)) is None


def test_a_large_county_begins_with_its_villages_folded_away() -> None:
    villages = [
        Organization(f"v{n:03d}", f"第{n}村党支部", sector="rural", parent=QINGXI)
        for n in range(ALL_OPEN)
    ]
    ladder = Ladder(a_county(organizations=[*ORGANIZATIONS, *villages]), COUNTY)
    assert ids(ladder.shown) == [COUNTY, QINGXI, LONGTAN]


def test_what_was_given_to_mend_is_that_of_the_year_and_the_one_after() -> None:
    ladder = Ladder(a_rated_county(), COUNTY)
    assert [item.text for item in ladder.items(LIUBA)] == ["补课", "旧事"]
    assert ladder.items(QINGSHI) == []


def test_the_share_below_is_the_metric_s() -> None:
    ladder = Ladder(a_rated_county(), COUNTY)
    township, other = ladder.below(QINGXI), ladder.below(LONGTAN)
    assert township is not None
    assert other is not None
    assert round(township.value or 0) == 67
    assert other.value is None
    assert ladder.below(QINGSHI) is None


def test_a_workspace_without_villages_has_an_empty_ladder() -> None:
    schools = [Organization("s", "县一中党委", COMMITTEE, "schools")]
    ladder = Ladder(a_county(organizations=schools, node="s", today=date(2026, 1, 1)), "s")
    assert (ladder.rungs, ladder.shown) == ([], [])
