"""Votes: shares and denominators come from the rule pack."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import branchkit.pack
from branchkit.core.meetings.votes import (
    KINDS,
    Count,
    miscounted,
    needed,
    passed,
    shortfalls,
    written_refused,
)
from branchkit.core.rulepacks import Edition
from branchkit.plugin.rulepack_files import read_rulepack
from branchkit.toml.source import TomlSource


def edition() -> Edition:
    path = Path(branchkit.pack.__file__).parent / "rules" / "meetings.toml"
    source, problems = TomlSource.load(path)
    assert source is not None and not problems
    pack, problems = read_rulepack(source, "meetings", "base")
    assert pack is not None and not problems
    return pack.editions[-1]


EDITION = edition()


def test_a_decision_is_measured_by_those_entitled_and_an_election_by_those_present() -> None:
    assert not passed("decision", entitled=20, present=16, in_favour=9, edition=EDITION)
    assert passed("election", entitled=20, present=16, in_favour=9, edition=EDITION)


@pytest.mark.parametrize(
    ("kind", "present", "in_favour", "carries"),
    [
        ("decision", 10, 10, False),  # half is not more than half
        ("decision", 11, 10, False),
        ("decision", 11, 11, True),
        ("election", 15, 15, False),  # fewer than four fifths
        ("election", 16, 8, False),
        ("election", 16, 9, True),
        ("admission", 20, 11, True),
    ],
)
def test_of_twenty_entitled(kind: str, present: int, in_favour: int, carries: bool) -> None:
    assert passed(kind, 20, present, in_favour, EDITION) is carries


def test_what_is_short_is_named_with_its_denominator() -> None:
    attendance, favour = shortfalls("decision", Count(20, 10, 9), EDITION)
    assert (attendance.part, attendance.whole) == (10, 20)
    assert (favour.part, favour.whole) == (9, 20)


def test_nothing_is_said_of_a_kind_without_rules() -> None:
    assert not passed("lottery", 20, 20, 20, EDITION)


@pytest.mark.parametrize(
    ("count", "code", "figure"),
    [
        (Count(7, 9, 7), "more_present", "present"),
        (Count(7, 6, 7), "more_votes", "in_favour"),
        (Count(7, 6, 4, against=2, abstained=1), "more_votes", "in_favour"),
        (Count(7, 6, 6, written=2), "more_written", "written"),
        (Count(7, 5, 6, against=2, written=2), "more_votes", "in_favour"),
        (Count(7, 6, 6, against=-1), "negative", "against"),
    ],
)
def test_nobody_votes_who_was_neither_there_nor_wrote(count: Count, code: str, figure: str) -> None:
    (problem,) = miscounted(count)
    assert (problem.code, problem.place.key) == (f"vote.{code}", figure)


@pytest.mark.parametrize(
    "count",
    [
        Count(7, 7, 7),
        Count(7, 6, 4, against=1, abstained=1),
        Count(7, 6, 3),
        Count(7, 5, 6, against=1, written=2),
    ],
)
def test_who_was_there_or_wrote_may_vote_or_keep_out_of_it(count: Count) -> None:
    assert list(miscounted(count)) == []


def test_votes_in_writing_count_where_the_rules_know_them_and_never_as_attendance() -> None:
    """Of 20, ten come and two write: the meeting is not attended by more than half, whatever they vote."""
    count = Count(20, 11, 12, written=2)
    assert not shortfalls("admission", count, EDITION)
    assert not list(written_refused("admission", count, EDITION))
    (attendance,) = shortfalls("admission", Count(20, 10, 12, written=2), EDITION)
    assert attendance.rule.id == "admission-attendance-over"
    for kind in ("decision", "election"):
        (problem,) = written_refused(kind, count, EDITION)
        assert problem.code == "vote.written_not_counted"


def test_what_cannot_have_been_counted_did_not_carry() -> None:
    """Rows that were kept before such counts were refused."""
    assert not passed("decision", entitled=7, present=9, in_favour=9, edition=EDITION)
    assert not passed("admission", entitled=7, present=6, in_favour=8, edition=EDITION)


@given(st.sampled_from(KINDS), st.integers(1, 200), st.data())
def test_the_needed_votes_are_the_fewest_that_carry(
    kind: str, entitled: int, data: st.DataObject
) -> None:
    present = data.draw(st.integers(0, entitled))
    fewest = needed(kind, entitled, present, EDITION)
    if fewest > present:
        assert not passed(kind, entitled, present, present, EDITION)
        return
    attended = passed(kind, entitled, present, present, EDITION)
    assert passed(kind, entitled, present, fewest, EDITION) is attended
    if fewest:
        assert not passed(kind, entitled, present, fewest - 1, EDITION)
