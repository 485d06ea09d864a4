"""Sums in JSON that others are added to, and points as whole numbers."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.rollup.figures import UNIT, added, figures_of

KEYS = st.sampled_from(["dues", "study", 'a"b', '","x":', "x", "党课", "1", "86.5/poor", "\\"])
COUNTS = st.dictionaries(KEYS, st.integers(-3, 3))
PAIRS = st.dictionaries(KEYS, st.lists(st.integers(-9, 9), min_size=2, max_size=2))


def text(sums: object) -> str:
    return json.dumps(sums, ensure_ascii=False, separators=(",", ":"))


@given(st.lists(COUNTS, max_size=6))
def test_counts_are_added_key_by_key(steps: list[dict[str, int]]) -> None:
    kept, plain = "{}", dict[str, int]()
    for step in steps:
        kept = added(kept, text({key: n for key, n in step.items() if n}))
        plain = {key: plain.get(key, 0) + step.get(key, 0) for key in plain | step}
    assert json.loads(kept) == {key: count for key, count in plain.items() if count}


@given(st.lists(PAIRS, max_size=6))
def test_pairs_are_added_key_by_key(steps: list[dict[str, list[int]]]) -> None:
    kept, plain = "{}", dict[str, list[int]]()
    for step in steps:
        kept = added(kept, text({key: pair for key, pair in step.items() if any(pair)}))
        for key, (first, second) in step.items():
            before = plain.get(key, [0, 0])
            plain[key] = [before[0] + first, before[1] + second]
    assert json.loads(kept) == {key: pair for key, pair in plain.items() if any(pair)}


@pytest.mark.parametrize("kept", ["", "{", "x", "[1]", '{"dues":"x"}', '{"dues": 3}'])
def test_what_is_not_as_it_was_written_is_never_in_the_way(kept: str) -> None:
    assert json.loads(added(kept, '{"dues":2}'))["dues"] in (2, 5)


@given(
    st.one_of(
        st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,8})?", fullmatch=True),
        st.sampled_from(["-3", "0", ".5", "5.", "1E+2", "007", "12345678.125"]),
    )
)
def test_points_are_kept_to_the_millionth(points: str) -> None:
    row = {"total": points, "complete": True, "cells": {"dues": {"p": points}}}
    (line,) = figures_of([("b1", "row", "x@2026-11/m1", row)]).values()
    assert line.total == int((Decimal(points) * UNIT).to_integral_value())
    assert line.criterion_sums()["dues"] == (1, Decimal(line.total) / UNIT)
