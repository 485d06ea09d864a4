"""``branchkit metrics``: every figure that a criterion can be fed with, what it says, and which criteria are fed with it."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import worded
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.scoring.metrics import Aggregate, Metric
from branchkit.core.tables import Table, TableColumn

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog
    from branchkit.plugin.contributions import ComputedMetric, Contributions

_COLUMNS = ("id", "title", "about", "unit", "figure", "source", "uses")
_PERCENT = (Aggregate.SHARE, Aggregate.COVERAGE)
_OF_VALUES = (Aggregate.SUM, Aggregate.LATEST, Aggregate.PER_MEMBER)
"""Their unit is that of the column they look at."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``metrics``."""

    def text(key: str) -> str:
        return catalog.text(f"cli.metrics.{key}")

    parser.add_argument("--register", metavar="ID", default="", help=text("register"))
    about = {code: catalog.text(f"scheme.subject.{code}") for code in ("member", "organization")}
    parser.add_argument("--about", help=text("about"), **worded(catalog, about))
    parser.add_argument("--unused", action="store_true", help=text("unused"))
    parser.add_argument("--format", choices=FORMATS, default="text", help=text("format"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List them on stdout, those of TOML before those of Python, each by id."""
    rows = _rows(shell.contributions(), shell.catalog, args)
    columns = (TableColumn(key, shell.catalog.text(f"cli.metrics.head.{key}")) for key in _COLUMNS)
    shell.emit(Table(tuple(columns), tuple(rows)), args.format)
    return OK


def _rows(
    contributions: Contributions, catalog: Catalog, args: argparse.Namespace
) -> Iterator[tuple[str, ...]]:
    uses = _uses(contributions)
    for id in (*sorted(contributions.metrics), *sorted(contributions.computed)):
        metric: Metric | ComputedMetric
        declared = contributions.metrics.get(id)
        metric = declared or contributions.computed[id]
        if args.register and (declared is None or declared.register != args.register):
            continue
        if (args.about and metric.about != args.about) or (args.unused and id in uses):
            continue
        where = uses.get(id, [])
        yield (
            id,
            catalog.local(metric.title),
            catalog.text(f"scheme.subject.{metric.about}"),
            _unit(declared, contributions, catalog) if declared else "",
            _figure(declared, contributions, catalog) if declared else "Python",
            declared.source if declared else contributions.owners["computed", id],
            _in_a_line(where, catalog) if args.format == "text" else ", ".join(where),
        )


def _in_a_line(uses: list[str], catalog: Catalog) -> str:
    """The first use and how many there are: base metrics feed a criterion of every sector."""
    if len(uses) < 2:
        return "".join(uses)
    return catalog.text("cli.metrics.uses", first=uses[0], count=len(uses))


def _uses(contributions: Contributions) -> dict[str, list[str]]:
    """Metric → the criteria it feeds, as ``scheme:criterion``."""
    uses: dict[str, list[str]] = defaultdict(list)
    for scheme in contributions.schemes.values():
        for criterion in scheme.criteria:
            for metric in dict.fromkeys(criterion.feeds.values()):
                uses[metric].append(f"{scheme.id}:{criterion.id}")
    return uses


def _unit(metric: Metric, contributions: Contributions, catalog: Catalog) -> str:
    """What the figure counts: per cent, days, months, rows, or what stands in the column."""
    if metric.aggregate in _PERCENT:
        return "%"
    if metric.aggregate in _OF_VALUES and metric.value_column:
        column = contributions.registers[metric.register].column(metric.value_column)
        return catalog.local(column.title)
    return catalog.text(f"cli.metrics.unit.{metric.aggregate}")


def _figure(metric: Metric, contributions: Contributions, catalog: Catalog) -> str:
    """How the rows of a register become the figure, in a few words."""
    register = contributions.registers[metric.register]
    how = catalog.text(f"cli.metrics.aggregate.{metric.aggregate}")
    span = catalog.text(f"cli.metrics.span.{metric.span}")
    return catalog.text(
        "cli.metrics.figure", register=catalog.local(register.title), how=how, span=span
    )
