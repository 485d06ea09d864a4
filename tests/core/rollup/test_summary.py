"""What kept figures come to, held against rows that are looked at one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from branchkit.core.rollup.figures import SheetFigures, figures_of
from branchkit.core.rollup.summary import (
    Sum,
    Summary,
    Yardstick,
    bands,
    criterion_shares,
    ranks,
    spread,
)
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Cell, Row
from branchkit.core.scoring.standings import Standings
from branchkit.services.scoring.rows import added_up
from branchkit.testing.builders import band, criterion, scheme, section

SHEET = "test/member-month@2026-11"
SCHEME = scheme(
    [
        criterion("dues", 20),
        criterion("study", 30),
        criterion("calm", 0, base=Decimal(50), section="off"),
    ],
    [section(), section("off", base=Decimal(50))],
    [band("top", 90, share=Decimal(30)), band("first", best_ranks=4), band("poor")],
)


def rows_of(chance: Random, count: int) -> list[Row]:
    """Some complete, some not, one left out now and then."""
    rows = []
    for number in range(count):
        cells = {"dues": Cell(Decimal(chance.randint(10, 20)))}
        if chance.random() < 0.8:
            cells["study"] = Cell(Decimal(chance.randint(20, 60)) / 2)
            cells["calm"] = Cell(Decimal(-chance.randint(0, 9)))
        out = "在外" if not chance.randrange(9) else ""
        rows.append(added_up(SCHEME, Row(f"m{number}", cells, excluded=out), frozenset()))
    return rows


def line_of(rows: list[Row], **sheet: object) -> SheetFigures:
    documents = [("b1", "row", f"{SHEET}/{row.subject}", row.to_body()) for row in rows]
    documents.append(("b1", "roll", SHEET, {"subjects": [row.subject for row in rows]}))
    documents.append(("b1", "sheet", SHEET, dict(sheet)))
    (line,) = figures_of(documents).values()
    return line


def yardstick(of: Scheme = SCHEME) -> Yardstick:
    return Yardstick(of, of.maximum)


@pytest.mark.parametrize("seed", range(8))
def test_bands_are_those_that_the_rows_have(seed: int) -> None:
    rows = rows_of(Random(seed), 25)
    judged = [row for row in rows if not row.excluded]
    standings = Standings(SCHEME, ((r.subject, r.total, r.complete, r.ceiling) for r in judged))
    wanted = Counter(found.id for row in judged if (found := standings.band(row.subject)))
    given, counts = bands([(line_of(rows), yardstick())])
    assert dict(zip((one.id for one in given), counts, strict=True)) == {
        "top": wanted["top"],
        "first": wanted["first"],
        "poor": wanted["poor"],
    }


@pytest.mark.parametrize("seed", range(4))
def test_shares_are_those_of_the_rows(seed: int) -> None:
    rows = rows_of(Random(seed), 12)
    line = line_of(rows)
    made = Sum()
    made.add(line, SCHEME.maximum, "")
    totals = [row.total for row in rows if row.complete and row.total is not None]
    summary = made.summary()
    assert summary.complete == len(totals)
    assert summary.judged == sum(not row.excluded for row in rows)
    assert summary.share == round(sum(totals, Decimal(0)) / len(totals), 1)
    counts = spread([(line, yardstick())])
    assert counts == [
        sum(low <= total < high for total in totals)
        for low, high in ((0, 60), (60, 70), (70, 80), (80, 90), (90, 101))
    ]


def test_the_weakest_criterion_comes_first_and_what_is_taken_off_counts_from_the_base() -> None:
    cells = {"dues": Cell(Decimal(5)), "study": Cell(Decimal(30)), "calm": Cell(Decimal(-5))}
    line = line_of([Row("m1", cells), Row("m2", {"dues": Cell(Decimal(10))})])
    found = [
        (one.criterion.id, one.share, one.cells) for one in criterion_shares([(line, yardstick())])
    ]
    assert found == [
        ("dues", Decimal("37.5"), 2),
        ("calm", Decimal("90.0"), 1),
        ("study", Decimal("100.0"), 1),
    ]


def test_schemes_of_different_bands_have_none_in_common() -> None:
    line = line_of(rows_of(Random(1), 3))
    other = yardstick(replace(SCHEME, bands=(band("a"), band("b"))))
    assert bands([(line, yardstick()), (line, other)]) == ((), [])


@pytest.mark.parametrize(
    ("state", "handed", "returned", "counts"),
    [
        ("draft", "", 0, (1, 0, 0, 0, 0)),
        ("submitted", "2026-11-30T23:59:00", 0, (1, 1, 1, 0, 0)),
        ("submitted", "2026-12-01T00:01:00", 0, (1, 1, 0, 0, 0)),
        ("returned", "2026-11-30T08:00:00", 1, (1, 0, 0, 1, 0)),
        ("sealed", "2026-11-30T08:00:00", 2, (1, 1, 1, 1, 1)),
        ("", "", 0, (0, 0, 0, 0, 0)),
    ],
)
def test_sheets_are_counted_by_how_they_stand(
    state: str, handed: str, returned: int, counts: tuple[int, ...]
) -> None:
    made = Sum()
    line = SheetFigures("b1", "2026-11", "x", state, "", handed, returned)
    made.add(line, Decimal(100), "2026-11-30")
    summary = made.summary()
    assert counts == (
        *(summary.opened, summary.handed, summary.on_time, summary.returned, summary.settled),
    )


def test_who_shares_a_place_shares_it() -> None:
    shares = [Decimal(80), None, Decimal(90), Decimal(80), Decimal(70)]
    assert ranks(shares) == [2, None, 1, 2, 4]


def test_everything_is_complete_only_when_all_are() -> None:
    assert Summary(judged=3000, complete=2999).completeness == Decimal("99.9")
    assert Summary(judged=3, complete=3).completeness == 100
    assert Summary().completeness is None
