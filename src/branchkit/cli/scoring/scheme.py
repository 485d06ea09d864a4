"""``branchkit scheme``: check a scheme file, list the schemes there are, show one."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from branchkit.cli.check import add_files, check_files
from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.errors import SchemeError
from branchkit.core.scoring.results import Reason
from branchkit.core.tables import Table, TableColumn
from branchkit.services.citations import figure_text

if TYPE_CHECKING:
    from branchkit.core.scoring.schemes import Criterion, Scheme
    from branchkit.i18n.catalog import Catalog


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

    add_files(command("check"), catalog)
    command("list")
    command("show").add_argument("scheme", metavar="ID", help=catalog.text("cli.scheme.id"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one scheme command."""
    commands = {"check": check_files, "list": _list, "show": _show}
    return commands[args.command](args, shell)


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
    shell.emit(_criteria_table(scheme, shell.catalog, schemes), args.format)
    return OK


def _criteria_table(scheme: Scheme, catalog: Catalog, schemes: Mapping[str, Scheme]) -> Table:
    keys = ("section", "id", "short", "title", "maximum", "rule", "feeds")
    sections = {section.id: catalog.local(section.title) for section in scheme.sections}
    rows = tuple(
        (
            sections[criterion.section],
            criterion.id,
            catalog.local(criterion.short),
            catalog.local(criterion.title),
            criterion.maximum,
            rule_in_words(criterion, catalog, schemes),
            ", ".join(criterion.feeds.values()),
        )
        for criterion in scheme.criteria
    )
    return Table(tuple(_column(key, catalog) for key in keys), rows)


def rule_in_words(criterion: Criterion, catalog: Catalog, schemes: Mapping[str, Scheme]) -> str:
    """How the criterion is scored, in one line; a scheme whose sheets it takes is called by its title."""
    parts = [
        catalog.reason(_with_title(reason, schemes))
        for reason in criterion.rule.describe(criterion.base or criterion.limit)
    ]
    parts += [figure_text(catalog, figure) for figure in criterion.figures]
    kind = catalog.text(f"scheme.rule.{criterion.rule.kind}")
    return f"{kind}: {'; '.join(parts)}"


def _with_title(reason: Reason, schemes: Mapping[str, Scheme]) -> Reason:
    named = schemes.get(str(reason.params.get("scheme", "")))
    if named is None:
        return reason
    return replace(reason, params={**reason.params, "scheme": named.title})


def _column(key: str, catalog: Catalog) -> TableColumn:
    align = "right" if key in ("maximum", "count", "line") else "left"
    return TableColumn(key, catalog.text(f"cli.scheme.column.{key}"), align=align)
