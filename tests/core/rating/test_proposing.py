"""The proposal: a worked township, and quotas, ties, last places and minimums against a recomputation that fills places one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from branchkit.core.dates import PeriodKind
from branchkit.core.rating.ballots import Votes, ballot_result
from branchkit.core.rating.proposing import Proposal, closed_by_veto, proposals, proposed
from branchkit.core.rating.rating import Move, RatedRow, move_of
from branchkit.core.scoring.rating_terms import RaterGroup, RatingTerms
from branchkit.core.scoring.schemes import Scheme, SubjectKind, Veto
from branchkit.core.texts import LocalText
from branchkit.testing.builders import band, criterion, scheme, section

MASSES = RaterGroup.MASSES
SECTIONS = (section("team"), section("work"))
CRITERIA = (
    criterion("lead", 50, section="team"),
    criterion("deed", 50, section="work"),
)
VETOES = (Veto("fraud", LocalText("弄虚作假"), band="ordinary"),)


def judged(*bands: object, **terms: object) -> Scheme:
    return scheme(
        CRITERIA,
        SECTIONS,
        bands,  # type: ignore[arg-type]
        subject=SubjectKind.ORGANIZATION,
        period=PeriodKind.YEAR,
        vetoes=VETOES,
        rating=RatingTerms(**terms),  # type: ignore[arg-type]
    )


TOWNSHIP = judged(
    band(
        "advanced",
        85,
        share=Decimal(30),
        section_minimum=Decimal(80),
        ballot_minimum=Decimal(80),
    ),
    band("good", 75, share=Decimal(60), ballot_minimum=Decimal(80)),
    band("ordinary", 60),
    band("backward", at_least=Decimal(10)),
    ties=("work", "ballot"),
    one_grade_up=True,
)


def village(org: str, team: int, work: int, **known: Any) -> RatedRow:
    shares = {"team": Decimal(2 * team), "work": Decimal(2 * work)}
    made = RatedRow(
        org,
        Decimal(team + work),
        sections={"team": Decimal(team), "work": Decimal(work)},
        shares=shares,
        votes={MASSES: Votes(90, 0, 10)},
    )
    return replace(made, **known)


def outcome(found: dict[str, Proposal]) -> dict[str, tuple[int | None, str]]:
    return {org: (one.rank, one.band) for org, one in found.items()}


def codes(one: Proposal) -> list[str]:
    return [reason.code for reason in one.reasons]


def test_a_township_worked_by_hand() -> None:
    """Eleven villages, one of them new: 30% of ten are three places, 60% six, and one at least is backward."""
    rows = [
        village("dongcun", 48, 49),  # 97, was good: advanced
        village("nancun", 48, 47, previous="ordinary"),  # 95, was ordinary: good at best
        village(
            "xicun", 46, 46, vetoes=("fraud",)
        ),  # 92, vetoed: ordinary, behind all that reached good
        village("beicun", 50, 39),  # 89, work 78% of 100: not advanced
        village("qiancun", 43, 45),  # 88, more work than houcun
        village(
            "houcun", 44, 44, previous="ordinary", honour="全国先进"
        ),  # 88, lifted by an honour
        village(
            "shangcun", 42, 42, votes={MASSES: Votes(70, 0, 30)}
        ),  # 84, 70% of the votes: not good
        village("xiacun", 40, 41),  # 81
        village("dacun", 39, 40),  # 79
        village("xiaocun", 31, 31),  # 62, last: one has to be backward
        village("xincun", 50, 50, unrated="new", because="2026-09-01"),
    ]
    found = proposals(TOWNSHIP, rows)
    assert outcome(found) == {
        "dongcun": (1, "advanced"),
        "nancun": (2, "good"),
        "qiancun": (3, "advanced"),
        "houcun": (4, "advanced"),
        "beicun": (5, "good"),
        "xiacun": (6, "good"),
        "dacun": (7, "ordinary"),
        # Held below "good": behind everybody with 75 and more, equal but for their work.
        "xicun": (8, "ordinary"),
        "shangcun": (9, "ordinary"),
        "xiaocun": (10, "backward"),
        "xincun": (None, ""),
    }
    assert codes(found["nancun"]) == ["rating_one_grade", "rating_rank", "rating_band"]
    assert codes(found["xicun"])[0] == "veto_band"
    assert codes(found["beicun"])[:1] == ["section_minimum"]
    assert codes(found["qiancun"])[-3:] == ["rating_rank", "rating_tie", "rating_band"]
    assert codes(found["houcun"])[0] == "rating_honour"
    assert "rating_ballot" in codes(found["shangcun"])
    assert codes(found["xiacun"])[-2:] == ["rating_minimum", "rating_band"]
    assert codes(found["dacun"])[-2:] == ["rating_share", "rating_band"]
    assert codes(found["xiaocun"])[-2:] == ["rating_at_least", "rating_band"]
    assert codes(found["xincun"]) == ["rating_unrated_new"]


def test_three_villages_with_sheets_of_their_own_are_not_all_first() -> None:
    made = judged(band("advanced", best_ranks=1), band("ordinary"))
    rows = [village(org, team, 25) for org, team in (("a", 50), ("b", 40), ("c", 30))]
    assert outcome(proposals(made, rows)) == {
        "a": (1, "advanced"),
        "b": (2, "ordinary"),
        "c": (3, "ordinary"),
    }


def test_a_tie_that_nothing_breaks_is_shared_and_all_or_nobody_gets_the_place() -> None:
    made = judged(band("advanced", share=Decimal(50)), band("ordinary"), ties=("work", "masses"))
    rows = [
        village("a", 40, 40),
        village("b", 40, 40),
        village("c", 41, 39),
        village("d", 45, 45),
    ]
    found = proposals(made, rows)
    assert outcome(found) == {
        "d": (1, "advanced"),
        "a": (2, "ordinary"),
        "b": (2, "ordinary"),
        "c": (4, "ordinary"),
    }
    assert "rating_tie_shared" in codes(found["a"])
    rows[0] = replace(rows[0], votes={MASSES: Votes(100, 0, 0)})
    found = proposals(made, rows)
    assert outcome(found)["a"] == (2, "advanced")
    assert "rating_tie_votes" in codes(found["a"])
    rows[1] = replace(rows[1], votes={})
    assert "rating_tie_no_votes" in codes(proposals(made, rows)["b"])


def test_deciding_anew_begins_with_the_proposal() -> None:
    rows = [village("a", 40, 40, decided="backward", reason="查实"), village("b", 30, 30)]
    assert [(row.decided, row.reason) for row in proposed(TOWNSHIP, rows)] == [("", ""), ("", "")]


def test_no_decision_lifts_a_veto() -> None:
    row = village("a", 50, 50, vetoes=("fraud",))
    assert closed_by_veto(TOWNSHIP, row, "good")
    assert not closed_by_veto(TOWNSHIP, row, "ordinary")


@pytest.mark.parametrize(
    ("before", "now", "move"),
    [
        ("good", "advanced", Move.ROSE),
        ("good", "good", Move.HELD),
        ("good", "ordinary", Move.FELL),
        ("", "good", Move.NEW),
        ("five-star", "good", Move.NEW),
    ],
)
def test_where_somebody_went(before: str, now: str, move: Move) -> None:
    assert move_of(TOWNSHIP, before, now) is move


def test_votes_are_weighted_by_group() -> None:
    weights = {RaterGroup.MEMBERS: Decimal(3), MASSES: Decimal(7)}
    terms = RatingTerms(weights=weights, mostly=Decimal(60))
    votes = {RaterGroup.MEMBERS: Votes(10, 0, 0), MASSES: Votes(50, 25, 25)}
    assert ballot_result(terms, votes) == Decimal("75.50")  # (3 * 100 + 7 * 65) / 10
    assert ballot_result(terms, {MASSES: votes[MASSES]}) == Decimal("65.00")
    assert ballot_result(replace(terms, all_groups=True), {MASSES: votes[MASSES]}) is None
    assert ballot_result(terms, {RaterGroup.COMMITTEE: Votes(1, 0, 0)}) is None


# -- the recomputation --------------------------------------------------------------------------------

PLAIN = judged(
    band("a", 70, share=Decimal(25), section_minimum=Decimal(60)),
    band("b", 50, share=Decimal(60), ballot_minimum=Decimal(50)),
    band("c", 20, best_ranks=7),
    band("d", at_least=Decimal(15)),
    ties=("work",),
    one_grade_up=True,
)
IDS = [one.id for one in PLAIN.bands]


def refilled(rows: Iterable[RatedRow]) -> dict[str, tuple[int, str]]:
    """Places are handed out from the best downwards, and the last ones taken from the end, group by group of equal ones."""
    best: dict[str, int] = {}
    order: dict[str, tuple[Decimal, Decimal, Decimal]] = {}
    for row in rows:
        assert row.total is not None
        held = IDS.index("c") if row.vetoes else 0
        if held == 0 and min(row.shares.values()) < 60:
            held = 1
        if held <= 1 and held >= 1:
            vote = ballot_result(PLAIN.rating or RatingTerms(), row.votes)
            held = 1 if vote is not None and vote >= 50 else 2
        closed = [one.minimum for one in PLAIN.bands[:held] if one.minimum is not None]
        counted = min([row.total, *(wanted - Decimal("0.01") for wanted in closed)])
        order[row.org] = counted, row.total, row.sections["work"]
        grade = IDS.index(row.previous) - 1 if row.previous else 0
        best[row.org] = max(held, 0 if row.honour else grade)
    groups = [
        list(group)
        for _key, group in groupby(
            sorted(order, key=order.__getitem__, reverse=True), key=order.__getitem__
        )
    ]
    last: set[str] = set()
    for group in reversed(groups):
        if 100 * len(last) >= 15 * len(order):
            break
        last |= set(group)
    found: dict[str, tuple[int, str]] = {}
    before = 0
    for group in groups:
        found |= dict.fromkeys(group, (before + 1, ""))
        before += len(group)
    for level, wanted in enumerate(PLAIN.bands):
        taken = 0
        room = True
        for group in groups:
            able = [org for org in group if best[org] <= level]
            if wanted.best_ranks is not None and taken >= wanted.best_ranks:
                room = False
            if wanted.share is not None and 100 * (taken + len(able)) > wanted.share * len(order):
                room = False
            taken += len(able)
            for org in able:
                reached = wanted.minimum is None or order[org][0] >= wanted.minimum
                free = room and (wanted.id == "d" or org not in last)
                if reached and free and not found[org][1]:
                    found[org] = found[org][0], wanted.id
    return found


villages = st.builds(
    lambda team, work, vetoed, yes, no, previous, honour: village(
        "",
        team * 10,
        work * 10,
        vetoes=("harm",) if vetoed else (),
        votes={MASSES: Votes(yes, 0, no)},
        previous=previous,
        honour=honour,
    ),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 6).map(lambda n: n == 0),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(["", *IDS]),
    st.sampled_from(["", "", "", "县级先进"]),
)


@settings(max_examples=300)
@given(st.lists(villages, min_size=1, max_size=14), st.randoms(use_true_random=False))
def test_any_siblings_equal_the_recomputation(made: list[RatedRow], random: object) -> None:
    plain = replace(PLAIN, vetoes=(Veto("harm", LocalText("事故"), band="c"),))
    rows = [replace(row, org=f"v{place:02d}") for place, row in enumerate(made)]
    found = outcome(proposals(plain, rows))
    assert found == refilled(rows)
    count = len(rows)
    bands = [given_band for _rank, given_band in found.values()]
    assert 100 * bands.count("a") <= 25 * count
    assert 100 * (bands.count("a") + bands.count("b")) <= 60 * count
    assert 100 * (bands.count("d") + bands.count("")) >= 15 * count
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert outcome(proposals(plain, rows)) == found
