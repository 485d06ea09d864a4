"""服务型党组织创建情况: how many organisations at the grass roots serve as they should, and what the others lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from branchkit.api.reports import Report, Value
from branchkit.api.workspace import Organization, Record, ReportScene
from branchkit_community.figures import SERVICE_SHARE, figure, source
from branchkit_community.measures.service_type import judged_below, recognitions
from branchkit_community.measures.six import latest_check, missing_points
from branchkit_community.reports.making import Block, ReportMaker, percent
from branchkit_community.rows import text_of
from branchkit_community.vocabulary import SIX_POINTS

MARKS = ("platform", "team", "mechanism")
"""What makes an organisation service-type: columns of its recognition."""


def service_type(scene: ReportScene) -> Report:
    """The share below an organisation against what is asked for, by superior and one by one."""
    make = ReportMaker(scene)
    judged = judged_below(make.view, scene.org)
    known = recognitions(make.view, scene.org, make.as_of)
    target = figure(make.view, SERVICE_SHARE, make.as_of)
    found = sum(o.id in known for o in judged)
    lacking = still_needed(found, len(judged), target)
    blocks: list[Block] = [
        make.body(
            "service.lead",
            count=len(judged),
            recognised=found,
            share=percent(found, len(judged)),
            target=f"{target:f}",
            source=source(make.view, SERVICE_SHARE, make.as_of, make.language),
        ),
        make.body("service.lacking", count=lacking) if lacking else make.body("service.reached"),
        *_by_superior(make, judged, known, target),
        make.head("service.each"),
        make.table(
            "service",
            (("name", "left"), ("since", "center"), ("brand", "left"), ("lacks", "left")),
            (_row(make, organization, known.get(organization.id)) for organization in judged),
        ),
    ]
    return make.report("service.title", blocks)


def still_needed(found: int, count: int, target: Decimal) -> int:
    """How many more it takes until the share is reached."""
    wanted = (target * count / 100).to_integral_value(ROUND_CEILING)
    return max(0, int(wanted) - found)


def _by_superior(
    make: ReportMaker,
    judged: Sequence[Organization],
    known: Mapping[str, Record],
    target: Decimal,
) -> Iterator[Block]:
    """Only where somebody below the node has organisations below in turn."""
    groups = [(o, judged_below(make.view, o.id)) for o in make.view.tree().children(make.scene.org)]
    if not any(below != [superior] for superior, below in groups):
        return
    yield make.head("service.by_superior")

    def row(superior: Organization, below: Sequence[Organization]) -> Sequence[Value]:
        found = sum(o.id in known for o in below)
        lacking = still_needed(found, len(below), target)
        return superior.name, len(below), found, percent(found, len(below)), lacking or None

    yield make.table(
        "service",
        (
            ("name", "left"),
            ("count", "right"),
            ("recognised", "right"),
            ("share", "right"),
            ("lacking", "right"),
        ),
        (row(superior, below) for superior, below in groups if below),
    )


def _row(make: ReportMaker, organization: Organization, recognised: Record | None) -> list[Value]:
    if recognised is not None:
        lacks = [
            make.words(f"service.lacks.{mark}")
            for mark in MARKS
            if recognised.values.get(mark) is not True
        ]
        brand = text_of(recognised, "brand")
        return [organization.name, text_of(recognised, "since"), brand, make.listed(lacks)]
    check = latest_check(make.view, organization.id, make.as_of)
    if check is None:
        return [organization.name, "", "", make.words("service.not_checked")]
    points = (
        SIX_POINTS[point].in_language(make.language) for point in missing_points(check, make.as_of)
    )
    return [organization.name, "", "", make.listed(points)]
