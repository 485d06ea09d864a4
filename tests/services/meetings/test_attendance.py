"""Calling the roll of a meeting that is kept."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.errors import ConflictError
from branchkit.core.meetings.attendance import Call, Presence
from branchkit.core.registers.register import Record
from branchkit.services.meetings.attendance import PENALTIES, call_of, count_of, keep_call
from branchkit.services.registers.reading import RecordRef, RegisterRecords
from branchkit.services.registers.writing import add_record, record
from branchkit.services.roster import add_member, members_of
from branchkit.testing.builders import members

HELD = date(2026, 11, 18)


@pytest.fixture
def meeting(workspace: Workspace) -> Record:
    """A general meeting of six."""
    org = workspace.organization
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in members(6, org):
            add_member(uow, member)
        register = workspace.contributions.registers["book.meeting"]
        expected = [member.id for member in members_of(uow, org)]
        values = {
            "date": "2026-11-18",
            "kind": "general",
            "topic": "年终总结",
            "expected": expected,
        }
        held = add_record(uow, register, org, values)
        uow.commit()
    return held


def keep(workspace: Workspace, meeting: Record, before: Call, call: Call) -> Record:
    register = workspace.contributions.registers["book.meeting"]
    with workspace.store.begin(workspace.actor, "meeting.call") as uow:
        kept = keep_call(uow, register, meeting, before, call)
        uow.commit()
    return kept


def test_a_general_meeting_expects_the_whole_roll(workspace: Workspace, meeting: Record) -> None:
    call = call_of(workspace.store, workspace.organization, meeting)
    assert len(call.attendees) == 6
    assert {attendee.presence for attendee in call.attendees} == {Presence.OPEN}


def test_what_was_ticked_is_kept_and_counts_for_a_vote(
    workspace: Workspace, meeting: Record
) -> None:
    org = workspace.organization
    before = call_of(workspace.store, org, meeting)
    call = before.ticked(1, Presence.ON_LEAVE, "外出").ticked(2, Presence.ABSENT).all_present()
    keep(workspace, meeting, before, call)
    kept = record(workspace.store, "book.meeting", org, meeting.id)
    assert call_of(workspace.store, org, kept) == call
    count = count_of(workspace.store, org, call, HELD)
    assert (count.entitled, count.present) == (6, 4)


@pytest.mark.parametrize(
    ("until", "held", "voting"),
    [
        ("2027-11-01", HELD, 5),
        ("", HELD, 5),
        ("2026-11-17", HELD, 6),
        ("2027-11-01", date(2025, 10, 31), 6),
    ],
)
def test_who_is_on_probation_within_the_party_has_no_vote(
    workspace: Workspace, meeting: Record, until: str, held: date, voting: int
) -> None:
    org = workspace.organization
    penalty = {"date": "2025-11-01", "kind": "probation", "decided_by": "镇纪委", "until": until}
    warned = {"date": "2026-01-05", "kind": "warning", "decided_by": "镇纪委"}
    call = call_of(workspace.store, org, meeting)
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        register = workspace.contributions.registers[PENALTIES]
        for place, values in enumerate((penalty, warned)):
            add_record(uow, register, org, {"member": call.attendees[place].member, **values})
        uow.commit()
    count = count_of(workspace.store, org, call.all_present(), held)
    assert (count.entitled, count.present) == (voting, voting)


def test_two_who_call_the_same_roll_do_not_overwrite_each_other(
    workspace: Workspace, meeting: Record
) -> None:
    before = call_of(workspace.store, workspace.organization, meeting)
    keep(workspace, meeting, before, before.ticked(0, Presence.PRESENT))
    with pytest.raises(ConflictError, match="attendance"):
        keep(workspace, meeting, before, before.ticked(3, Presence.PRESENT))


def test_of_a_meeting_whose_roll_was_never_called_nobody_is_absent(
    workspace: Workspace, meeting: Record
) -> None:
    """Nor on paper, in lists and for metrics."""
    contributions = workspace.contributions
    register = contributions.registers["book.meeting"]
    records = RegisterRecords(workspace.store, contributions, register, [meeting.org], HELD)
    ref = RecordRef(meeting.org, meeting.id)
    assert "absent" not in records.record(ref).values
    before = call_of(workspace.store, meeting.org, meeting)
    keep(workspace, meeting, before, before.ticked(1, Presence.PRESENT))
    others = [a.member for a in before.attendees if a is not before.attendees[1]]
    assert records.record(ref).values["absent"] == others
