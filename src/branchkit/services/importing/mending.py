"""Rows that an import left out: the file they are put into, to be mended and imported again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from branchkit.core.errors import Problem
from branchkit.core.tables import Value
from branchkit.core.values import frozen
from branchkit.exchange.mend_files import MendHead
from branchkit.i18n.catalog import Catalog


@frozen
class MendColumns:
    """Which columns of the original a mend file has: all but the explanations of an earlier round."""

    places: tuple[int, ...]
    head: MendHead

    def cells(self, row: Sequence[Value]) -> list[Value]:
        """A row's cells in these columns."""
        return [row[place] if place < len(row) else None for place in self.places]


def mend_columns(
    labels: Sequence[str],
    explained: Iterable[int],
    text_columns: Iterable[int | None],
    catalog: Catalog,
) -> MendColumns:
    """The columns for a list with these headers; ``explained`` are the places of an earlier round's explanations."""
    left = set(explained)
    kept = [place for place in range(len(labels)) if place not in left]
    texts = frozenset(kept.index(place) for place in text_columns if place in kept)
    head = MendHead(
        [labels[place] for place in kept], catalog.text("cli.import.mend_column"), texts
    )
    return MendColumns(tuple(kept), head)


def free_mend_name(source: Path, catalog: Catalog) -> Path:
    """Beside the workbook, under a name not taken: a file half mended must not be lost."""
    ending = catalog.text("cli.import.mend_ending")
    stem = re.sub(rf"-{re.escape(ending)}(-\d+)?$", "", source.stem)
    candidate = source.with_name(f"{stem}-{ending}.xlsx")
    count = 1
    while candidate.exists():
        count += 1
        candidate = source.with_name(f"{stem}-{ending}-{count}.xlsx")
    return candidate


def explanation(problems: Iterable[Problem], catalog: Catalog) -> str:
    """Why a row was left out, in one cell."""
    errors = (problem for problem in problems if problem.severity == "error")
    return "; ".join(catalog.text(f"problem.{p.code}", **p.params) for p in errors)
