"""``branchkit rollup``: an organisation's children at a glance, as a list, as data, or as a paper with pictures."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import worded
from branchkit.cli.reports.output import REPORT_FORMATS, output_format, put_out
from branchkit.cli.shell import Shell
from branchkit.core.rollup.summary import STEPS, Summary, bands, criterion_shares, spread
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.typed_days import typed_period
from branchkit.i18n.catalog import Catalog
from branchkit.services.reports.rollup import RollupReport
from branchkit.services.rollup.board import Asked, RollupBoard, RollupRow, latest_board


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``rollup [PERIOD]``."""

    def words(key: str) -> str:
        return catalog.text(f"cli.rollup.{key}")

    parser.add_argument("period", nargs="?", default="", metavar="PERIOD", help=words("period"))
    subjects = {str(kind): words(f"of.{kind}") for kind in SubjectKind}
    parser.add_argument(
        "--of", default=str(SubjectKind.MEMBER), help=words("of"), **worded(catalog, subjects)
    )
    parser.add_argument("--org", default="", metavar="ID", help=words("org"))
    parser.add_argument("--scheme", default="", metavar="ID", help=words("scheme"))
    parser.add_argument("--format", choices=REPORT_FORMATS, default=None, help=words("format"))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=words("output"))
    parser.add_argument("--force", action="store_true", help=catalog.text("cli.force"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Without a file JSON is all that is known, CSV the children; everything else is the paper."""
    format = output_format(args, shell)
    board = _board(args, shell)
    for _step in board.trends_in_steps():
        pass
    paper = RollupReport(board, shell.catalog, shell.clock())
    if args.output is None and format == "json":
        shell.emit_object(_object(board), "json")
    elif args.output is None and format == "csv":
        shell.emit(paper.children_table(), "csv")
    else:
        return put_out(paper.make(), args, shell)
    return OK


def _board(args: argparse.Namespace, shell: Shell) -> RollupBoard:
    workspace = shell.workspace()
    store, contributions = workspace.store, workspace.contributions
    node = args.org or workspace.organization
    today, subject = shell.clock().date(), SubjectKind(args.of)
    if not args.period:
        return latest_board(store, contributions, node, today, subject, args.scheme)
    period = typed_period(args.period, today)
    return RollupBoard(store, contributions, Asked(node, period, subject, args.scheme))


def _object(board: RollupBoard) -> Mapping[str, Any]:
    lines = list(board.lines())
    given, counts = bands(lines)
    return {
        "organization": board.node.id,
        "name": board.node.name,
        "period": str(board.asked.period),
        "of": str(board.asked.subject),
        "schemes": board.schemes(),
        "total": {**_summary(board.total), "previous_share": board.previous.share},
        "rows": [_row(board, row) for row in board.rows],
        "spread": [
            {"from": low, "to": high, "count": count}
            for low, high, count in zip((0, *STEPS), (*STEPS, None), spread(lines), strict=True)
        ],
        "bands": {band.id: count for band, count in zip(given, counts, strict=True)},
        "criteria": [
            {"scheme": s.scheme.id, "criterion": s.criterion.id, "share": s.share, "cells": s.cells}
            for s in criterion_shares(lines)
        ],
        "periods": dict(_periods(board, "")),
    }


def _row(board: RollupBoard, row: RollupRow) -> dict[str, Any]:
    return {
        "organization": row.organization.id,
        "name": row.organization.name,
        "own": row.own,
        **_summary(row.summary),
        "rank": row.rank,
        "previous_share": row.previous.share,
        "previous_rank": row.previous_rank,
        "risen": row.risen,
        "periods": dict(_periods(board, row.organization.id)),
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "wanted": summary.wanted,
        "opened": summary.opened,
        "handed": summary.handed,
        "on_time": summary.on_time,
        "returned": summary.returned,
        "settled": summary.settled,
        "judged": summary.judged,
        "complete": summary.complete,
        "completeness": summary.completeness,
        "vetoed": summary.vetoed,
        "share": summary.share,
    }


def _periods(board: RollupBoard, org: str) -> Iterator[tuple[str, Any]]:
    """Period → share, of those that have one."""
    trend = board.trend(org)
    for period, share in zip(board.periods, trend, strict=True) if trend else ():
        if share is not None:
            yield str(period), share
