"""四强党组织评定表: every organisation's year by section, its band beside last year's, who is proposed, what the others lack."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.reports import Paragraph, Report, ReportScene, Table, TableColumn, Value
from branchkit_enterprise.appraisal import Appraisal, Appraised, Verdict, appraise
from branchkit_enterprise.reports.making import Block, ReportMaker, to_tenth
from branchkit_enterprise.vocabulary import SATISFACTION_LEAST, STRONG_SHARE


def four_strong(scene: ReportScene) -> Report:
    """The appraisal of a year."""
    make = ReportMaker(scene)
    found = appraise(scene.workspace, scene.org, scene.period)
    blocks = [_table(make, found), *_places(make, found), *_shortfalls(make, found)]
    return make.report("strong.title", blocks)


def _table(make: ReportMaker, found: Appraisal) -> Table:
    scheme = found.scheme
    columns = (
        make.column("rank", align="right"),
        make.column("organization"),
        *(make.figure(section.id, make.local(section.title)) for section in scheme.sections),
        make.figure("total", places=scheme.rounding.places),
        make.column("band", align="center"),
        make.column("before", align="center"),
        make.column("movement", align="center"),
        make.column("leading_group", align="center"),
        TableColumn("satisfaction", make.text("paper.column.satisfaction"), "right", places=1),
        make.column("verdict"),
    )
    rows = tuple(_row(make, found, row) for row in found.rows)
    return Table(columns, rows, frozen_columns=2)


def _row(make: ReportMaker, found: Appraisal, row: Appraised) -> tuple[Value, ...]:
    settled = row.total is not None
    better = sum((other.total or 0) > (row.total or 0) for other in found.rows)
    return (
        better + 1 if settled else None,
        row.organization.name,
        *(row.sections.get(s.id) if settled else None for s in found.scheme.sections),
        row.total,
        make.band(row.band),
        make.band(row.before),
        make.text(f"strong.movement.{row.movement}") if row.movement else "",
        make.band(row.leading_group),
        None if row.satisfaction is None else to_tenth(row.satisfaction),
        make.text(f"strong.verdict.{row.verdict}"),
    )


def _places(make: ReportMaker, found: Appraisal) -> Iterator[Block]:
    share, least = (found.rules.rule(id) for id in (STRONG_SHARE, SATISFACTION_LEAST))
    yield make.heading("strong.proposal")
    if len(found.rows) > 1:
        yield make.body(
            "strong.places",
            count=len(found.rows),
            share=f"{share.value:f}",
            places=found.places,
            cited=make.cited(found.rules.cite_part(share)),
        )
    yield make.body(
        "strong.satisfaction",
        least=f"{least.value:f}",
        cited=make.cited(found.rules.cite_part(least)),
    )
    names = [row.organization.name for row in found.proposed]
    yield make.body("strong.names" if names else "strong.nobody", names=make.listed(names))


def _shortfalls(make: ReportMaker, found: Appraisal) -> Iterator[Block]:
    """What those lack who were scored and have not reached it."""
    lines = [
        _shortfall(make, found, row) for row in found.rows if row.verdict is Verdict.NOT_REACHED
    ]
    if lines:
        yield make.heading("strong.shortfalls")
        yield from map(Paragraph, lines)


def _shortfall(make: ReportMaker, found: Appraisal, row: Appraised) -> str:
    titles = {section.id: make.local(section.title) for section in found.scheme.sections}
    parts = []
    if row.short_of:
        parts.append(make.text("strong.short_of", points=f"{row.short_of:f}"))
    parts += [
        make.text(
            "strong.lack",
            section=titles.get(lack.section, lack.section),
            share=f"{to_tenth(lack.share):f}",
            wanted=f"{lack.wanted:f}",
        )
        for lack in row.lacks
    ]
    # Nothing is missing in points: a veto keeps it out.
    reasons = make.text("strong.and").join(parts or [make.text("strong.vetoed")])
    return make.text("strong.shortfall", name=row.organization.name, reasons=reasons)
