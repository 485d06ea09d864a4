"""Limits on how many rows of a kind there may be, counted by hand."""

from __future__ import annotations

import pytest

from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.limits import exceeded
from branchkit.core.registers.register import Column, ColumnKind, Limit, Record, Register
from branchkit.core.texts import LocalText

GRADES = ("excellent", "qualified", "basic")
LIMIT = Limit(
    where=(Condition("result", one_of=("excellent",)),),
    of=(Condition("result", one_of=GRADES),),
    together=("year",),
    one_in="members/excellent-one-in",
)
REVIEWS = Register(
    "reviews",
    LocalText("评议"),
    tuple(
        Column(id, kind, LocalText(id))
        for id, kind in (
            ("date", ColumnKind.DATE),
            ("year", ColumnKind.NUMBER),
            ("result", ColumnKind.TEXT),
        )
    ),
    dated_by="date",
    limits=(LIMIT,),
)


def reviews(year: str, **counts: int) -> list[Record]:
    return [
        Record(
            f"{year}.{result}.{n}",
            "reviews",
            "b",
            {"date": f"{year}-12-0{n % 9 + 1}", "year": year, "result": result},
        )
        for result, count in counts.items()
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("excellent", "qualified", "most"),
    [
        (1, 2, None),  # a third of three is one
        (2, 1, 1),
        (1, 1, 0),
        (1, 4, None),
        (2, 4, None),
        (4, 8, None),
        (5, 7, 4),
        (0, 5, None),
    ],
)
def test_a_third_is_a_third(excellent: int, qualified: int, most: int | None) -> None:
    rows = reviews("2026", excellent=excellent, qualified=qualified)
    found = list(exceeded(REVIEWS, rows, lambda _limit, _day: 3))
    told = [(over.found, over.among, over.most) for over in found]
    assert told == ([] if most is None else [(excellent, excellent + qualified, most)])


def test_who_is_not_graded_makes_no_third_larger_and_every_year_is_counted_apart() -> None:
    rows = [
        *reviews("2025", excellent=1, qualified=2, ungraded=9),
        *reviews("2026", excellent=2, basic=3, ungraded=9),
    ]
    (over,) = exceeded(REVIEWS, rows, lambda _limit, _day: 3)
    assert (over.alike, over.found, over.among, over.most) == (("2026",), 2, 5, 1)
    assert over.newest.values["date"] == "2026-12-02"
