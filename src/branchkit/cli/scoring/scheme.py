"""``branchkit scheme``: check a scheme file, list the schemes there are, show one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.errors import Problem, SchemeError
from branchkit.core.tables import Table, TableColumn
from branchkit.plugin.manager import LOCAL
from branchkit.plugin.scheme_files import read_scheme
from branchkit.toml.source import TomlSource
from branchkit.toml.targets import WORKSPACE_FILE

if TYPE_CHECKING:
    from branchkit.core.scoring.schemes import Criterion, Scheme
    from branchkit.i18n.catalog import Catalog

SCHEMES = "schemes"
"""The folder of a workspace or a plugin that holds its schemes."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``scheme check|list|show``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str) -> argparse.ArgumentParser:
        text = catalog.text(f"cli.scheme.{name}")
        made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.scheme.format")
        )
        return made

    command("check").add_argument(
        "file", type=Path, nargs="+", metavar="FILE", help=catalog.text("cli.scheme.file")
    )
    command("list")
    command("show").add_argument("scheme", metavar="ID", help=catalog.text("cli.scheme.id"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one scheme command."""
    commands = {"check": _check, "list": _list, "show": _show}
    return commands[args.command](args, shell)


def _check(args: argparse.Namespace, shell: Shell) -> int:
    found: list[Problem] = []
    for path in args.file:
        scheme, problems = _read(path)
        found += problems
        if args.format == "text":
            shell.problems(problems)
            _sum_up(path, scheme, problems, shell)
    if args.format != "text":
        shell.emit(_problem_table(found, shell.catalog), args.format)
    return PROBLEMS if _errors(found) else OK


def _read(path: Path) -> tuple[Scheme | None, list[Problem]]:
    source, problems = TomlSource.load(path)
    if source is None:
        return None, problems
    scheme, problems = read_scheme(source, str(path))
    if scheme is not None and (wanted := _wanted_id(path, scheme)) != scheme.id:
        found = source.problem("declaration.scheme_id", "id", found=scheme.id, wanted=wanted)
        return None, [*problems, found]
    return scheme, problems


def _wanted_id(path: Path, scheme: Scheme) -> str:
    """The id under which the file will be found where it lies; a draft lying elsewhere may have any."""
    folder = path.resolve().parent
    if folder.name != SCHEMES:
        return scheme.id
    if (folder.parent / WORKSPACE_FILE).exists():
        return f"{LOCAL}/{path.stem}"
    return f"{scheme.id.rpartition('/')[0]}/{path.stem}"


def _sum_up(path: Path, scheme: Scheme | None, problems: list[Problem], shell: Shell) -> None:
    if scheme is not None:
        shell.say(
            "cli.scheme.good",
            file=path,
            title=scheme.title,
            scheme=scheme.id,
            count=len(scheme.criteria),
            maximum=scheme.maximum,
        )
    else:
        errors = _errors(problems)
        warnings = len(problems) - errors
        shell.say("cli.scheme.bad", file=path, errors=errors, warnings=warnings)


def _errors(problems: list[Problem]) -> int:
    return sum(problem.severity == "error" for problem in problems)


def _problem_table(problems: list[Problem], catalog: Catalog) -> Table:
    keys = ("file", "line", "key", "severity", "code", "problem")
    rows = tuple(
        (
            problem.place.file,
            problem.place.line,
            problem.place.key,
            problem.severity,
            problem.code,
            catalog.text(f"problem.{problem.code}", **problem.params),
        )
        for problem in problems
    )
    return Table(tuple(_column(key, catalog) for key in keys), rows)


def _list(args: argparse.Namespace, shell: Shell) -> int:
    catalog = shell.catalog
    schemes = shell.workspace().contributions.schemes
    keys = ("id", "title", "subject", "period", "count", "maximum", "version", "origin")
    rows = tuple(
        (
            scheme.id,
            catalog.local(scheme.title),
            catalog.text(f"scheme.subject.{scheme.subject}"),
            catalog.text(f"scheme.period.{scheme.period}"),
            len(scheme.criteria),
            scheme.maximum,
            scheme.version,
            scheme.origin,
        )
        for scheme in (schemes[id] for id in sorted(schemes))
    )
    shell.emit(Table(tuple(_column(key, catalog) for key in keys), rows), args.format)
    return OK


def _show(args: argparse.Namespace, shell: Shell) -> int:
    schemes = shell.workspace().contributions.schemes
    if args.scheme not in schemes:
        raise SchemeError("unknown", scheme=args.scheme, known=", ".join(sorted(schemes)))
    scheme = schemes[args.scheme]
    shell.say(
        "cli.scheme.head",
        title=scheme.title,
        scheme=scheme.id,
        subject=shell.catalog.text(f"scheme.subject.{scheme.subject}"),
        period=shell.catalog.text(f"scheme.period.{scheme.period}"),
        maximum=scheme.maximum,
    )
    shell.emit(_criteria_table(scheme, shell.catalog), args.format)
    return OK


def _criteria_table(scheme: Scheme, catalog: Catalog) -> Table:
    keys = ("section", "id", "short", "title", "maximum", "rule", "feeds")
    sections = {section.id: catalog.local(section.title) for section in scheme.sections}
    rows = tuple(
        (
            sections[criterion.section],
            criterion.id,
            catalog.local(criterion.short),
            catalog.local(criterion.title),
            criterion.maximum,
            rule_in_words(criterion, catalog),
            ", ".join(criterion.feeds.values()),
        )
        for criterion in scheme.criteria
    )
    return Table(tuple(_column(key, catalog) for key in keys), rows)


def rule_in_words(criterion: Criterion, catalog: Catalog) -> str:
    """How the criterion is scored, in one line."""
    parts = (catalog.reason(reason) for reason in criterion.rule.describe(criterion.maximum))
    kind = catalog.text(f"scheme.rule.{criterion.rule.kind}")
    return f"{kind}: {'; '.join(parts)}"


def _column(key: str, catalog: Catalog) -> TableColumn:
    align = "right" if key in ("maximum", "count", "line") else "left"
    return TableColumn(key, catalog.text(f"cli.scheme.column.{key}"), align=align)
