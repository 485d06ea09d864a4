"""Risen, held, fallen: by band, by total, and whether the target of one place up is met."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.rating.movement import Movement, Settled, by_band, by_total, is_target_met
from branchkit.core.scoring.schemes import Band
from branchkit.testing.builders import band

BANDS = (band("advanced", 90), band("good", 75), band("backward"))


def placing(total: int, at: int | None, bands: tuple[Band, ...] = BANDS) -> Settled:
    return Settled(Decimal(total), None if at is None else bands[at], bands)


@pytest.mark.parametrize(
    ("before", "now", "by_bands", "by_totals", "met"),
    [
        ((70, 2), (80, 1), Movement.RISEN, Movement.RISEN, True),
        ((80, 1), (76, 1), Movement.HELD, Movement.FALLEN, False),
        ((95, 0), (91, 0), Movement.HELD, Movement.FALLEN, True),
        ((95, 0), (80, 1), Movement.FALLEN, Movement.FALLEN, False),
        ((80, 1), (80, 1), Movement.HELD, Movement.HELD, False),
        ((80, None), (85, 1), None, Movement.RISEN, None),
    ],
)
def test_a_result_beside_the_one_before(
    before: tuple[int, int | None],
    now: tuple[int, int | None],
    by_bands: Movement | None,
    by_totals: Movement,
    met: bool | None,
) -> None:
    then, present = placing(*before), placing(*now)
    assert by_band(present, then) is by_bands
    assert by_total(present, then) is by_totals
    assert is_target_met(present, then) is met


def test_a_band_that_is_no_longer_in_the_scheme_is_not_compared() -> None:
    gone = (band("five-stars", 95), *BANDS)
    assert by_band(placing(92, 0), placing(96, 0, gone)) is None
    assert by_band(placing(92, 0), placing(80, 2, gone)) is Movement.RISEN


def test_without_an_earlier_result_nothing_is_said() -> None:
    assert by_band(placing(92, 0), None) is by_total(placing(92, 0), None) is None
    assert is_target_met(placing(92, 0), None) is None


def test_only_the_last_of_several_bands_is_backward() -> None:
    assert [placing(1, at).is_last for at in (0, 1, 2)] == [False, False, True]
    assert not placing(1, 0, BANDS[:1]).is_last
