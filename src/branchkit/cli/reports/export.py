"""``branchkit export REGISTER|all``: registers into files and to the terminal, and the workbooks to be filled in for them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import also
from branchkit.cli.registers.register import known_register, orgs_named
from branchkit.cli.reports.output import (
    PIPE,
    REPORT_FORMATS,
    output_format,
    put_out,
    say_how_to_fetch,
)
from branchkit.cli.shell import Shell, progress
from branchkit.core.dates import Period
from branchkit.core.errors import ExchangeError, RecordError
from branchkit.core.registers.register import Register
from branchkit.core.typed_days import typed_period
from branchkit.services.reports.registers import Extract, ReportScene, register_report
from branchkit.services.unmasking import record_unmasking
from branchkit.toml.targets import check_folder

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog

ALL, MEMBERS, ROLL = "all", "members", "roll.members"


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``export REGISTER|all``."""

    def words(key: str) -> str:
        return catalog.text(f"cli.export.{key}")

    named = {ALL: words("of_all"), MEMBERS: catalog.text("cli.import.of_members")}
    parser.add_argument("register", metavar="REGISTER", type=also(named), help=words("register"))
    parser.add_argument("--format", choices=REPORT_FORMATS, default=None, help=words("format"))
    parser.add_argument("-o", "--output", type=Path, metavar="PATH", help=words("output"))
    parser.add_argument("--force", action="store_true", help=catalog.text("cli.force"))
    parser.add_argument("--period", metavar="PERIOD", help=words("period"))
    parser.add_argument("--org", default="", metavar="ID", help=words("org"))
    parser.add_argument("--subtree", action="store_true", help=words("subtree"))
    parser.add_argument("--unmask", default="", metavar="COLUMN,...", help=words("unmask"))
    parser.add_argument("--more", action="store_true", help=words("more"))
    parser.add_argument("--template", action="store_true", help=words("template"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Write the register, the whole set, or a template."""
    workspace = shell.workspace()
    if args.output == PIPE and (args.register == ALL or args.template):
        raise ExchangeError("no_pipe")
    if args.register == ALL:
        return _export_set(args, shell, workspace)
    id = ROLL if args.register == MEMBERS else args.register
    register = known_register(workspace.contributions, id)
    if args.template:
        return _write_template(args, shell, workspace, register)
    return _export_register(args, shell, workspace, register)


def _export_register(
    args: argparse.Namespace, shell: Shell, workspace: Workspace, register: Register
) -> int:
    format = output_format(args, shell)
    orgs = tuple(orgs_named(args, workspace))
    unmasked = _unmasked(args, shell, workspace, orgs, [register])
    extract = Extract(register, orgs, _period(args, shell), unmasked)
    report = register_report(_scene(shell, workspace), extract, format)
    return put_out(report, args, shell, private=bool(unmasked))


def _export_set(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    from branchkit.services.reports.export_set import SUFFIXES, SetOrder, set_registers, write_set

    if args.format not in (None, *SUFFIXES):
        raise ExchangeError("unknown_format", format=args.format, known=", ".join(SUFFIXES))
    orgs = tuple(orgs_named(args, workspace))
    registers = set_registers(workspace.contributions.registers, more=args.more)
    target = args.output or _set_folder(shell, workspace)
    if target.suffix.lower().lstrip(".") in SUFFIXES[1:] and not target.is_dir():
        raise ExchangeError("set_in_many_files", path=target, format=target.suffix[1:])
    check_folder(target)
    unmasked = _unmasked(args, shell, workspace, orgs, registers)
    order = SetOrder(orgs, args.more, _period(args, shell), unmasked)
    scene = _scene(shell, workspace)
    with progress(shell) as show:
        suffix = args.format or SUFFIXES[0]
        for step in write_set(scene, order, target, suffix, replace=args.force):
            show(step.done, step.total, step.title)
    shell.say("cli.export.set_written", path=target, count=len(registers))
    return OK


def _set_folder(shell: Shell, workspace: Workspace) -> Path:
    title = shell.catalog.text("transfer.set.title")
    return workspace.directory / "exports" / f"{title}-{workspace.clock().date().isoformat()}"


def _write_template(
    args: argparse.Namespace, shell: Shell, workspace: Workspace, register: Register
) -> int:
    from branchkit.exchange.writers.template import write_template
    from branchkit.services.reports.template import register_template, template_name

    target: Path = args.output or Path(template_name(register, shell.catalog))
    org = args.org or workspace.organization
    template = register_template(workspace.store, register, org, shell.catalog)
    write_template(template, target, replace=args.force)
    shell.say("cli.export.template_written", path=target, register=args.register)
    say_how_to_fetch(target, shell)
    return OK


def _scene(shell: Shell, workspace: Workspace) -> ReportScene:
    return ReportScene(workspace.store, workspace.contributions, shell.catalog, workspace.clock())


def _period(args: argparse.Namespace, shell: Shell) -> Period | None:
    return typed_period(args.period, shell.clock().date()) if args.period else None


def _unmasked(
    args: argparse.Namespace,
    shell: Shell,
    workspace: Workspace,
    orgs: tuple[str, ...],
    registers: list[Register],
) -> frozenset[str]:
    """The personal columns asked for by name; nobody sees them before it is written down that they did."""
    texts = args.unmask.replace("，", ",").split(",")
    named = frozenset(text.strip() for text in texts if text.strip())
    personal = {column.id for r in registers for column in r.columns if column.personal}
    for column in sorted(named - personal):
        raise RecordError("not_personal", column=column, known=sorted(personal))
    if named:
        with workspace.store.begin(workspace.actor, "export.unmask") as uow:
            for org in orgs:
                record_unmasking(uow, org, named, f"export {args.register}", workspace.clock())
            uow.commit()
        shell.say("cli.record.unmasking_recorded")
    return named
