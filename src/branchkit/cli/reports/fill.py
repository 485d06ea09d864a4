"""``branchkit fill TEMPLATE``: a Word template of one's own filled in for members or rows of a register."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.registers.register import orgs_named
from branchkit.cli.reports.output import PIPE, check_output, put_bytes, say_written
from branchkit.cli.reports.template import MEMBER, register_about
from branchkit.core.errors import ExchangeError, RecordError
from branchkit.services.registers.reading import RecordRef
from branchkit.services.reports.filling import (
    ENDING,
    Filled,
    fill_each,
    filled_rows,
    masked_fields,
    open_template,
    template_named,
)
from branchkit.services.reports.registers import Extract, ReportScene
from branchkit.services.reports.several import ENDING as ZIP
from branchkit.services.reports.several import write_zip
from branchkit.services.roster import the_one
from branchkit.services.unmasking import record_unmasking

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.cli.shell import Shell
    from branchkit.core.registers.register import Register
    from branchkit.exchange.writers.own_template import OwnTemplate
    from branchkit.i18n.catalog import Catalog


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``fill TEMPLATE``."""

    def words(key: str) -> str:
        return catalog.text(f"cli.fill.{key}")

    parser.add_argument("template", metavar="TEMPLATE", help=words("template"))
    parser.add_argument("--member", action="append", metavar="NAME", help=words("member"))
    parser.add_argument("--register", default="", metavar="ID", help=words("register"))
    parser.add_argument("--row", action="append", metavar="ID", help=words("row"))
    parser.add_argument("--all", action="store_true", help=words("all"))
    parser.add_argument("--joined", action="store_true", help=words("joined"))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=words("output"))
    parser.add_argument("--force", action="store_true", help=catalog.text("cli.force"))
    parser.add_argument("--org", default="", metavar="ID", help=words("org"))
    parser.add_argument("--subtree", action="store_true", help=words("subtree"))
    parser.add_argument("--unmask", default="", metavar="COLUMN,...", help=words("unmask"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Fill it in; a template that is not sound is told of and fills in nothing."""
    workspace = shell.workspace()
    register = register_about(args.register or MEMBER, shell)
    path = template_named(workspace.directory, args.template)
    template = open_template(path, register, shell.catalog)
    if template.problems:
        shell.problems(template.problems)
        return PROBLEMS
    orgs = tuple(orgs_named(args, workspace))
    refs = _refs(args, workspace, register, orgs)
    output = _output(args, shell, path, several=refs is None or len(refs) > 1)
    unmasked = _unmasked(args, workspace, register)
    if unmasked:
        where = f"fill {path.stem}"
        with workspace.store.begin(workspace.actor, "fill.unmask") as uow:
            for org in orgs:
                record_unmasking(uow, org, unmasked, where, workspace.clock())
            uow.commit()
        shell.say("cli.record.unmasking_recorded")
    scene = ReportScene(workspace.store, workspace.contributions, shell.catalog, workspace.clock())
    extract = Extract(register, orgs, unmasked=unmasked, refs=refs)
    rows = list(filled_rows(scene, extract))
    if not rows:
        raise ExchangeError("nothing_to_fill")
    if masked := masked_fields(template, extract, shell.catalog):
        shell.say("cli.fill.masked", titles=masked)
    content = _content(args, template, rows, path.stem, scene, output)
    if output == PIPE:
        put_bytes(content, shell)
        return OK
    write_zip(content, output, replace=args.force, private=bool(unmasked))
    say_written(output, shell)
    return OK


def _refs(
    args: argparse.Namespace, workspace: Workspace, register: Register, orgs: tuple[str, ...]
) -> list[RecordRef] | None:
    """The rows that are named, None for all; raises :class:`ExchangeError` ``fill_whom``, :class:`RecordError` ``unknown``,
    :class:`~branchkit.core.errors.MemberError` ``unknown``, ``several``."""
    if args.all:
        return None
    if args.member and not args.register:
        named = (the_one(workspace.store, orgs[0], name) for name in args.member)
        return [RecordRef(member.org, member.id) for member in named]
    if not args.row:
        raise ExchangeError("fill_whom")
    from branchkit.services.registers.reading import RegisterRecords

    today = workspace.clock().date()
    records = RegisterRecords(workspace.store, workspace.contributions, register, orgs, today)
    known = {record.id: RecordRef(record.org, record.id) for record in records.all()}
    for id in args.row:
        if id not in known:
            raise RecordError("unknown", register=register.id, id=id)
    return [known[id] for id in args.row]


def _unmasked(args: argparse.Namespace, workspace: Workspace, register: Register) -> frozenset[str]:
    named = {t.strip() for t in args.unmask.replace("，", ",").split(",") if t.strip()}
    personal = {column.id for column in register.columns if column.personal}
    for column in sorted(named - personal):
        raise RecordError("not_personal", column=column, known=sorted(personal))
    return frozenset(named)


def _output(args: argparse.Namespace, shell: Shell, path: Path, *, several: bool) -> Path:
    """Where it goes: what was named, else beside the other exports."""
    ending = f".{ZIP}" if several and not args.joined else ENDING
    named: Path | None = args.output
    if named == PIPE:
        if shell.stdout.isatty():
            raise ExchangeError("at_terminal", format=ending.removeprefix("."))
        return PIPE
    if named is None:
        folder = shell.workspace().directory / "exports"
        folder.mkdir(exist_ok=True)
        named = folder / f"{path.stem}-{shell.clock():%Y%m%d}{ending}"
    elif named.suffix.lower() != ending:
        raise ExchangeError("fill_ending", path=str(named), ending=ending)
    check_output(named, replace=args.force)
    return named


def _content(
    args: argparse.Namespace,
    template: OwnTemplate,
    rows: list[Filled],
    title: str,
    scene: ReportScene,
    output: Path,
) -> bytes:
    from branchkit.exchange.writers.archive import zipped

    if args.joined or (len(rows) == 1 and output.suffix.lower() != f".{ZIP}"):
        return template.fill_all([row.values for row in rows], scene.at)
    return zipped(fill_each(template, rows, title, scene), scene.at.replace(tzinfo=None))
