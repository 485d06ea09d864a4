"""Votes: shares and denominators come from the rule pack."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import branchkit.pack
from branchkit.core.meetings.votes import KINDS, Count, needed, passed, shortfalls
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
