"""Calling the roll."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.meetings.attendance import (
    Attendee,
    Call,
    Presence,
    entitled,
    expected_at,
    out_of_place,
    read_call,
)
from branchkit.core.members.member import Category, Member, Standing
from branchkit.testing.builders import members

ROSTER = members()
NAMES = {member.id: member.name for member in ROSTER}


def a_call() -> Call:
    return read_call({"expected": list(NAMES)}, NAMES)


def test_before_the_first_tick_nobody_has_been_called() -> None:
    assert {a.presence for a in a_call().attendees} == {Presence.OPEN}
    assert not a_call().of(Presence.ABSENT)


def test_the_rest_is_present_with_one_key_and_absentees_keep_their_reason() -> None:
    call = a_call().ticked(2, Presence.ON_LEAVE, "住院").ticked(4, Presence.ABSENT).all_present()
    values = call.values()
    assert values["on_leave"] == ["m0002"]
    assert values["reasons"] == "单雄信(住院)"
    assert [a.member for a in call.of(Presence.ABSENT)] == ["m0004"]
    assert len(call.of(Presence.PRESENT)) == 4


def test_who_turns_out_to_be_there_has_no_reason_any_more() -> None:
    call = a_call().ticked(2, Presence.ON_LEAVE, "住院").ticked(2, Presence.PRESENT)
    assert call.values()["reasons"] is None


def test_a_committee_meeting_expects_those_with_a_post_and_a_group_meeting_its_own() -> None:
    roster = [
        replace(member, post="书记" if n == 0 else "", group="一组" if n < 2 else "二组")
        for n, member in enumerate(ROSTER)
    ]
    assert expected_at("committee", roster) == ("m0000",)
    assert expected_at("group", roster, "一组") == ("m0000", "m0001")
    assert len(expected_at("general", roster)) == len(roster)


def test_probationary_and_suspended_members_have_no_vote() -> None:
    roster = [
        replace(ROSTER[0], category=Category.PROBATIONARY),
        replace(ROSTER[1], standing=Standing.SUSPENDED),
        ROSTER[2],
    ]
    assert entitled([member.id for member in roster], roster) == ("m0002",)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Presence.PRESENT, Presence.ON_LEAVE, Presence.ABSENT]),
            st.text("外出务工住院，。 a", max_size=8),
        ),
        min_size=6,
        max_size=6,
    )
)
def test_what_was_ticked_reads_back_the_same(ticks: list[tuple[Presence, str]]) -> None:
    call = a_call()
    for place, (presence, reason) in enumerate(ticks):
        call = call.ticked(place, presence, reason.strip())
    values = {key: value for key, value in call.values().items() if value}
    again = read_call(values, NAMES)
    if call.of(Presence.PRESENT) or call.of(Presence.ON_LEAVE):
        assert again == call
    else:
        assert again.values() == call.values()


def test_a_meeting_that_nobody_came_to_is_no_worse_than_uncalled() -> None:
    nobody = Call((Attendee("m0000", "陈建国", Presence.ABSENT),))
    assert nobody.of(Presence.ABSENT) == nobody.attendees


# -- who does not belong there -----------------------------------------------------------------------

BRANCH = (
    Member("m1", "b", "陈建国", post="支部书记", group="第一党小组"),
    Member("m2", "b", "欧阳若兰", post="组织委员", group="第二党小组"),
    Member("m3", "b", "单守信", group="第一党小组"),
    Member("m4", "b", "仇春梅", group="第二党小组", removed="转出"),
)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "committee", "expected": ["m1", "m2"]}, []),
        (
            {"kind": "committee", "expected": ["m1", "m2", "m3"]},
            [("not_of_committee", "expected", "单守信")],
        ),
        ({"kind": "committee", "expected": ["m1", "m4"]}, []),
        ({"kind": "general", "expected": ["m1", "m2", "m3"]}, []),
        (
            {"kind": "group", "group": "第一党小组", "expected": ["m1", "m2"]},
            [("not_of_group", "expected", "欧阳若兰")],
        ),
        ({"kind": "group", "expected": ["m1", "m2"]}, []),
        (
            {"kind": "general", "expected": ["m1"], "present": ["m1", "m3"]},
            [("not_expected", "present", "单守信")],
        ),
        (
            {"kind": "general", "expected": ["m1"], "on_leave": ["m2"]},
            [("not_expected", "on_leave", "欧阳若兰")],
        ),
        (
            {"kind": "general", "expected": ["m1"], "present": ["m1"], "on_leave": ["m1"]},
            [("present_and_on_leave", "on_leave", "陈建国")],
        ),
    ],
)
def test_who_does_not_belong_to_a_meeting_is_named(
    values: dict[str, object], said: list[tuple[str, str, str]]
) -> None:
    """Of who has left the roll since nobody knows what they were then."""
    found = list(out_of_place(values, BRANCH))
    told = [(p.code.removeprefix("meeting."), p.place.key, p.params["names"]) for p in found]
    assert told == [(code, key, (name,)) for code, key, name in said]
    assert {problem.severity for problem in found} <= {"warning"}


def test_where_nobody_is_known_to_be_on_the_committee_nothing_is_said() -> None:
    unknown = [Member("m1", "b", "陈建国"), Member("m2", "b", "欧阳若兰")]
    assert not list(out_of_place({"kind": "committee", "expected": ["m1", "m2"]}, unknown))
