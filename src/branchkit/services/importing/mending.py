"""What an import leaves out: why, in words, and the file in which it waits to be mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from branchkit.core.errors import Problem
from branchkit.core.texts import LocalText
from branchkit.exchange.mend_files import MendHead, MendWriter, mend_writer
from branchkit.exchange.readers.grid import GridRow
from branchkit.i18n.catalog import Catalog
from branchkit.services.importing.sheets import FoundSheet
from branchkit.toml.targets import folder_for_outputs


class Mending:
    """The mend file, which is begun with the first row that is left out; without a target there is none."""

    def __init__(
        self,
        files: ExitStack,
        target: Path | None,
        sheet: FoundSheet,
        head: MendHead,
        catalog: Catalog,
        replace: bool,
    ) -> None:
        """``files`` ends the file; when it is left by an error there is none."""
        self._files = files
        self._target = target
        self._replace = replace
        self._sheet = sheet
        self._head = head
        self._catalog = catalog
        self._writer: MendWriter | None = None

    def add(self, cells: GridRow, problems: Iterable[Problem]) -> None:
        """One more row that was left out or is incomplete."""
        if self._target is None:
            return
        if self._writer is None:
            writing = mend_writer(self._target, self._head, replace=self._replace)
            self._writer = self._files.enter_context(writing)
        self._writer.add(cells, explanation(problems, self._catalog))

    def add_again(self, left_out: Mapping[int, Iterable[Problem]]) -> Iterator[None]:
        """Rows whose cells are gone, by number: they are read once more, which costs less than to hold all of a list."""
        if self._target is None or not left_out:
            return
        for found in self._sheet.chunks():
            first, chunk = found or (0, [])
            for number, cells in enumerate(chunk, start=first):
                if number in left_out:
                    self.add(cells, left_out[number])
            yield


def free_mend_name(source: Path, catalog: Catalog) -> Path:
    """Beside the workbook, under a name not taken: a file half mended must not be lost."""
    folder = folder_for_outputs(source)
    ending = catalog.text("cli.import.mend_ending")
    stem = re.sub(rf"-{re.escape(ending)}(-\d+)?$", "", source.stem)
    candidate = folder / f"{stem}-{ending}.xlsx"
    count = 1
    while candidate.exists():
        count += 1
        candidate = folder / f"{stem}-{ending}-{count}.xlsx"
    return candidate


def explanation(problems: Iterable[Problem], catalog: Catalog) -> str:
    """Why a row was left out, or what it lacks, in one cell: each column with what is wrong in it."""
    return "; ".join(problem_text(problem, catalog) for problem in problems)


def problem_text(problem: Problem, catalog: Catalog) -> str:
    """A problem without its place in the file; under the column's title where ``params`` has one."""
    text = catalog.text(f"problem.{problem.code}", **problem.params)
    title = problem.params.get("title")
    if not isinstance(title, LocalText):
        return text
    return catalog.text("import.problem_of_column", title=catalog.local(title), text=text)


def located_text(problem: Problem, catalog: Catalog) -> str:
    """A problem with its place in the file."""
    place, text = catalog.place(problem.place), problem_text(problem, catalog)
    return catalog.text("common.place.then", place=place, text=text) if place else text
