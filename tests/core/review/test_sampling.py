"""Drawing by lot: the same seed draws the same, another one something else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.review.sampling import Sample, draw

BRANCHES = [f"o{n:04d}" for n in range(1000)]


@given(st.text(), st.integers(0, 40))
def test_a_draw_can_be_repeated_whatever_the_order(seed: str, size: int) -> None:
    drawn = draw(seed, BRANCHES, size)
    assert len(drawn) == len(set(drawn)) == size
    assert set(draw(seed, reversed(BRANCHES), size)) == set(drawn)
    assert list(drawn) == sorted(drawn)


def test_every_candidate_is_drawn_about_as_often() -> None:
    counts = dict.fromkeys(BRANCHES[:20], 0)
    for seed in range(400):
        for one in draw(str(seed), counts, 5):
            counts[one] += 1
    assert min(counts.values()) > 60 and max(counts.values()) < 140


def test_a_small_town_is_drawn_whole() -> None:
    assert draw("1", ["a", "b"], 5) == ("a", "b")


def test_a_sample_survives_the_store() -> None:
    sample = Sample("20261201", ("o0001", "o0007"), 1000, "王干事", "2026-12-01T09:00:00")
    assert Sample.from_body(sample.to_body()) == sample
