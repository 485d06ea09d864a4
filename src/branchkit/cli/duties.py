"""``branchkit due``: what has to be done and by when, as the home screen shows it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import date

from branchkit.cli.exit_codes import OK, PLUGIN_FAILED
from branchkit.cli.parser import worded
from branchkit.cli.shell import LIST_FORMATS, Shell
from branchkit.core.duties import Duty, Urgency
from branchkit.core.errors import PluginError
from branchkit.core.tables import Table, TableColumn
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.duties.collect import Collected, collect, in_order, sources
from branchkit.services.duties.first_month import first_steps
from branchkit.services.duties.scene import DutyScene, duty_text, when_text
from branchkit.services.organizations.organizations import ORGANIZATION, orgs_of
from branchkit.services.plugins.asking_duties import ask_duties, duties_of


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare the options."""
    parser.add_argument(
        "--within",
        action="append",
        help=catalog.text("cli.due.within"),
        **worded(catalog, {str(u): catalog.text(f"due.urgency.{u}") for u in Urgency}),
    )
    parser.add_argument("--org", default="", help=catalog.text("cli.due.org"))
    parser.add_argument("--subtree", action="store_true", help=catalog.text("cli.due.subtree"))
    parser.add_argument(
        "--format", choices=LIST_FORMATS, default="text", help=catalog.text("cli.due.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List the duties, the most pressing first; what plugins owe is waited for."""
    today = shell.workspace().clock().date()
    found: list[Duty] = []
    told: set[str] = set()
    code = OK
    for collected in _collected(args, shell, today):
        found += collected.duties
        if (failure := collected.failure) is not None:
            if (text := shell.catalog.error(failure)) not in told:
                told.add(text)
                shell.tell(text)
            if isinstance(failure, PluginError):
                code = PLUGIN_FAILED
    wanted = [
        duty
        for duty in in_order(found, today)
        if not args.within or duty.urgency(today) in args.within
    ]
    if args.format == "text" and not args.within:
        _tell_first_steps(shell, args.org or shell.workspace().organization, today)
    store = shell.workspace().store
    names = {id: str(name) for id, name in store.project("", ORGANIZATION, "", ("name",))}
    table = _table(wanted, shell.catalog, today, args.format, names)
    if args.format == "text" and not args.subtree:
        table = table.without("organization")
    shell.emit(table, args.format)
    overdue = sum(1 for duty in wanted if duty.urgency(today) is Urgency.OVERDUE)
    shell.say("cli.due.count", count=len(wanted), overdue=overdue)
    return code


def _tell_first_steps(shell: Shell, org: str, today: date) -> None:
    """What a new branch does first, before its duties."""
    workspace, text = shell.workspace(), shell.catalog.text
    steps = first_steps(DutyScene(workspace.store, workspace.contributions, org, today))
    following = next((step for step in steps if not step.done), None)
    for number, step in enumerate(steps, start=1):
        state = "done" if step.done else "next" if step is following else "later"
        told = text(f"first.{step.stage}", **step.params)
        shell.tell(f"{text(f'first.{state}', number=number)}  {told}")


def _collected(args: argparse.Namespace, shell: Shell, today: date) -> Iterator[Collected]:
    workspace = shell.workspace()
    process, node = workspace.plugin_process, args.org or workspace.organization
    scenes = [
        DutyScene(workspace.store, workspace.contributions, org, today)
        for org in orgs_of(workspace.store, node, args.subtree)
    ]
    asked = [(scene, reply) for scene in scenes for reply in ask_duties(process, scene)]
    for scene in scenes:
        for source in sources():
            yield collect(scene, source)
    for scene, reply in asked:
        if process is not None:
            process.wait(reply)
        yield duties_of(reply, scene)


def _table(
    duties: list[Duty], catalog: Catalog, today: date, format: str, names: Mapping[str, str]
) -> Table:
    """For people three columns and the organisation; for programs also what the duty is and where it is done."""

    def row(duty: Duty) -> tuple[str | bool | date | None, ...]:
        shown = (
            when_text(catalog, duty, today),
            names.get(duty.org, duty.org) if format == "text" else duty.org,
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
