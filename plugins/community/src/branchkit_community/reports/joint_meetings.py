"""联席会议季度通报: what the joint meeting of a quarter came to, addressed to the member units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.api.reports import Report, ReportScene, Value
from branchkit.api.workspace import Record
from branchkit_community.figures import meetings_owed
from branchkit_community.region.reading import read_region, region_orgs
from branchkit_community.region.values import CommitmentState, Region, UnitRow
from branchkit_community.reports.making import Block, ReportMaker, percent
from branchkit_community.rows import figure_text, text_of, texts_of
from branchkit_community.vocabulary import MEETINGS


def joint_meetings(scene: ReportScene) -> Report:
    """Meetings, commitments, resources and registered members of a quarter."""
    make = ReportMaker(scene)
    orgs = region_orgs(scene.workspace, scene.org)
    region = read_region(scene.workspace, orgs, scene.period)
    meetings = list(
        scene.workspace.records(MEETINGS, orgs, since=scene.period.first_day, until=region.as_of)
    )
    blocks: list[Block] = [
        *_meetings(make, meetings),
        *_commitments(make, region),
        *_resources(make, region),
        make.head("joint.registered"),
        make.body("joint.served", count=region.registered, hours=figure_text(region.hours)),
    ]
    return make.report("joint.title", blocks, "joint.to")


def _meetings(make: ReportMaker, meetings: list[Record]) -> Iterator[Block]:
    yield make.head("joint.meetings")
    owed, source = meetings_owed(make.view, make.as_of, make.language)
    if not meetings:
        yield make.body("joint.not_held", owed=owed, source=source)
        return
    invited = sum(len(texts_of(meeting, "invited")) for meeting in meetings)
    present = sum(len(texts_of(meeting, "present")) for meeting in meetings)
    yield make.body(
        "joint.held",
        held=len(meetings),
        owed=owed,
        source=source,
        invited=invited,
        present=present,
        share=percent(present, invited),
    )
    yield make.table(
        "joint",
        (("date", "center"), ("present", "center"), ("topics", "left"), ("decisions", "left")),
        (
            (
                text_of(meeting, "date"),
                f"{len(texts_of(meeting, 'present'))}/{len(texts_of(meeting, 'invited'))}",
                make.listed(texts_of(meeting, "topics")),
                make.listed(texts_of(meeting, "decisions")),
            )
            for meeting in sorted(meetings, key=lambda meeting: text_of(meeting, "date"))
        ),
    )
    if absent := _absent(meetings):
        yield make.body("joint.absent", units=make.listed(absent))


def _absent(meetings: list[Record]) -> list[str]:
    """Units that missed a meeting, in the order in which they were invited."""
    missed = (
        unit
        for meeting in meetings
        for unit in texts_of(meeting, "invited")
        if unit not in texts_of(meeting, "present")
    )
    return list(dict.fromkeys(missed))


def _commitments(make: ReportMaker, region: Region) -> Iterator[Block]:
    yield make.head("joint.commitments")
    commitments = region.commitments
    if not commitments:
        yield make.body("joint.no_commitments")
        return
    yield make.body(
        "joint.promised",
        count=len(commitments),
        **{str(state): region.count(state) for state in CommitmentState},
    )
    states = (
        CommitmentState.KEPT,
        CommitmentState.OPEN,
        CommitmentState.OVERDUE,
        CommitmentState.BROKEN,
    )
    rows: list[Sequence[Value]] = [
        (unit.name, len(unit.commitments), *(unit.count(state) for state in states))
        for unit in region.units
        if unit.commitments
    ]
    sums = (region.count(state) for state in states)
    rows.append((make.words("joint.total"), len(commitments), *sums))
    yield make.table(
        "joint",
        (("unit", "left"), ("count", "right"), *((str(state), "right") for state in states)),
        rows,
    )
    overdue = [
        commitment for commitment in commitments if commitment.state is CommitmentState.OVERDUE
    ]
    if overdue:
        yield make.body("joint.urged")
        yield make.table(
            "joint",
            (("unit", "left"), ("commitment", "left"), ("deadline", "center"), ("late", "right")),
            (
                (c.unit, c.text, c.deadline.isoformat(), (region.as_of - c.deadline).days)
                for c in overdue
            ),
        )


def _resources(make: ReportMaker, region: Region) -> Iterator[Block]:
    resources = region.resources
    idle = [resource for resource in resources if resource.is_idle]
    yield make.head("joint.resources")
    yield make.body(
        "joint.shared",
        count=len(resources),
        used=sum(resource.uses > 0 for resource in resources),
        uses=sum(resource.uses for resource in resources),
        idle=len(idle),
    )
    yield make.table(
        "joint",
        (("unit", "left"), ("resources", "right"), ("idle", "right")),
        ((unit.name, len(unit.resources), unit.idle) for unit in _offering(region)),
    )
    if idle:
        named = (
            make.words("joint.idle_one", unit=resource.unit, resource=resource.name)
            for resource in idle
        )
        yield make.body("joint.idle", resources=make.listed(named))


def _offering(region: Region) -> list[UnitRow]:
    return [unit for unit in region.units if unit.resources]
