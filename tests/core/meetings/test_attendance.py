"""Calling the roll."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.meetings.attendance import (
    Attendee,
    Call,
    Presence,
    entitled,
    expected_at,
    read_call,
)
from branchkit.core.members.member import Category, Standing
from branchkit.testing.builders import members

ROSTER = members()
NAMES = {member.id: member.name for member in ROSTER}


def a_call() -> Call:
    return read_call({"expected": list(NAMES)}, NAMES)


def test_before_the_first_tick_nobody_has_been_called() -> None:
    assert {a.presence for a in a_call().attendees} == {Presence.OPEN}
    assert len(a_call().missing) == len(ROSTER)


def test_the_rest_is_present_with_one_key_and_absentees_keep_their_reason() -> None:
    call = a_call().ticked(2, Presence.ON_LEAVE, "住院").ticked(4, Presence.ABSENT).all_present()
    values = call.values()
    assert values["on_leave"] == ["m0002"]
    assert values["reasons"] == "单雄信(住院)"
    assert [a.member for a in call.missing] == ["m0004"]
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
    assert nobody.missing == nobody.attendees
