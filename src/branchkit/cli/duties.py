"""``branchkit due``: what has to be done and by when, as the home screen shows it."""

from __future__ import annotations

import argparse
from datetime import date

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import LIST_FORMATS, Shell
from branchkit.core.duties import Duty, Urgency
from branchkit.core.tables import Table, TableColumn
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.duties.collect import collect, in_order, sources
from branchkit.services.duties.scene import DutyScene, duty_text, when_text
from branchkit.services.organizations.organizations import orgs_of


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare the options."""
    parser.add_argument(
        "--within",
        choices=[str(urgency) for urgency in Urgency],
        action="append",
        help=catalog.text("cli.due.within"),
    )
    parser.add_argument("--org", default="", help=catalog.text("cli.due.org"))
    parser.add_argument("--subtree", action="store_true", help=catalog.text("cli.due.subtree"))
    parser.add_argument(
        "--format", choices=LIST_FORMATS, default="text", help=catalog.text("cli.due.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List the duties, the most pressing first."""
    workspace = shell.workspace()
    today = workspace.clock().date()
    node = args.org or workspace.organization
    found: list[Duty] = []
    for org in orgs_of(workspace.store, node, args.subtree):
        scene = DutyScene(workspace.store, workspace.contributions, org, today)
        for source in sources(workspace.contributions):
            collected = collect(scene, source)
            found += collected.duties
            if collected.failure is not None:
                shell.tell(shell.catalog.error(collected.failure))
    wanted = [
        duty
        for duty in in_order(found, today)
        if not args.within or duty.urgency(today) in args.within
    ]
    shell.emit(_table(wanted, shell.catalog, today, args.format), args.format)
    overdue = sum(1 for duty in wanted if duty.urgency(today) is Urgency.OVERDUE)
    shell.say("cli.due.count", count=len(wanted), overdue=overdue)
    return OK


def _table(duties: list[Duty], catalog: Catalog, today: date, format: str) -> Table:
    """For people three columns and the organisation; for programs also what the duty is and where it is done."""

    def row(duty: Duty) -> tuple[str | bool | date | None, ...]:
        shown = (
            when_text(catalog, duty, today),
            duty.org,
            duty_text(catalog, duty),
            citation_text(catalog, duty.rule),
        )
        if format == "text":
            return shown
        opens = duty.opens
        return (
            *shown,
            duty.code,
            str(duty.urgency(today)),
            duty.due_on,
            duty.rule.provisional,
            opens.place,
            opens.scheme or opens.register,
            opens.period,
            opens.subject,
        )

    heads = [("when", "when"), ("organization", "organization"), ("what", "what"), ("rule", "rule")]
    columns = [TableColumn(key, catalog.text(f"due.head.{name}")) for key, name in heads]
    if format != "text":
        further = (
            "code",
            "urgency",
            "due_on",
            "provisional",
            "place",
            "of",
            "period",
            "subject",
        )
        columns += [TableColumn(key, key) for key in further]
    return Table(tuple(columns), tuple(row(duty) for duty in duties))
