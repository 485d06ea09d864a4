"""一卡二表三簿十册: all registers of the set of a branch, as a folder with a file each or as one workbook, with a contents page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from branchkit.core.access.asking import require
from branchkit.core.access.roles import Operation
from branchkit.core.dates import Period
from branchkit.core.registers.register import RecordsFrom, Register, Shelf
from branchkit.core.tables import Card, Report, Table, TableColumn, Value
from branchkit.core.values import frozen
from branchkit.exchange.writers.files import write_file
from branchkit.i18n.catalog import Catalog
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.reports.parts import date_text, period_text
from branchkit.services.reports.registers import Extract, ReportScene, register_report
from branchkit.toml.atomic import atomic_file, writing
from branchkit.toml.targets import check_target

SET = (Shelf.CARD, Shelf.FORM, Shelf.BOOK, Shelf.ROLL)
"""The shelves of the set, in its order."""
BESIDE = (Shelf.MORE,)
"""What can be asked for beside it. Parts of a person's file (:attr:`Shelf.MEMBER`) belong to that file."""
SUFFIXES = ("xlsx", "docx", "html", "csv")
"""Formats that the files of a folder can have."""
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', " "))


@frozen
class SetOrder:
    """What is wanted of the set."""

    orgs: tuple[str, ...]
    """Whose set it is, then those below whose rows are to be in it as well."""
    more: bool = False
    """The registers beside the set, too."""
    period: Period | None = None
    unmasked: frozenset[str] = frozenset()
    """Personal columns asked for by name, recorded before."""


@frozen
class SetStep:
    """How far the writing is: ``title`` is the register that is done next, empty at the end."""

    done: int
    total: int
    title: str = ""


def set_registers(registers: Mapping[str, Register], *, more: bool = False) -> list[Register]:
    """The registers of the set in its order; ``more`` has those beside it follow."""
    shelves = [*SET, *(BESIDE if more else ())]
    found = [register for register in registers.values() if register.shelf in shelves]
    return sorted(found, key=lambda r: (shelves.index(r.shelf), not r.position, r.position, r.id))


def importable(registers: Mapping[str, Register]) -> list[Register]:
    """The registers with rows of their own: those of the set, those beside it, the parts of files."""
    ordered = [*SET, *BESIDE, Shelf.MEMBER]
    found = [r for r in registers.values() if r.rows is RecordsFrom.RECORDS]
    return sorted(found, key=lambda r: (ordered.index(r.shelf), not r.position, r.position, r.id))


def write_set(
    scene: ReportScene, order: SetOrder, target: Path, suffix: str, *, replace: bool = False
) -> Iterator[SetStep]:
    """Write the set: into one workbook where ``target`` is called .xlsx, else into a folder with files of this format.

    Each step has yet to be written when it is given; the last one says that all is done. A workbook appears whole or not
    at all; in a folder each file does, and the page of contents comes last. Before the first step it raises
    :class:`~branchkit.core.errors.ExchangeError` ``write_exists``, ``write_into_workspace``, ``write_over_database``,
    ``write_not_a_file`` or ``write_is_folder`` for the first of the files that may not be written.
    """
    require(scene.reader, Operation.EXPORT, order.orgs)
    if target.suffix.lower() == ".xlsx":
        yield from _write_workbook(scene, order, target, replace=replace)
    else:
        yield from _write_folder(scene, order, target, suffix, replace=replace)


def _write_folder(
    scene: ReportScene, order: SetOrder, folder: Path, suffix: str, *, replace: bool
) -> Iterator[SetStep]:
    registers = set_registers(scene.contributions.registers, more=order.more)
    titles = [scene.catalog.text("transfer.set.contents")]
    titles += [scene.catalog.local(register.title) for register in registers]
    names = [file_name(number, title, suffix) for number, title in enumerate(titles)]
    with writing(folder):
        for name in names:
            check_target(folder / name, replace=replace)
        folder.mkdir(parents=True, exist_ok=True)
    private = bool(order.unmasked)
    entries: list[_Entry] = []
    for step, register in _stepped(registers, scene.catalog):
        yield step
        report = register_report(scene, _extract(order, register), suffix)
        name = names[len(entries) + 1]
        write_file(report, suffix, folder / name, replace=replace, private=private)
        entries.append(_Entry(register, rows_in(report), name))
    contents = _contents(scene, order, entries, with_files=True)
    write_file(contents, suffix, folder / names[0], replace=replace)
    yield SetStep(len(registers), len(registers))


def _write_workbook(
    scene: ReportScene, order: SetOrder, target: Path, *, replace: bool
) -> Iterator[SetStep]:
    from branchkit.exchange.writers.workbook import Book

    registers = set_registers(scene.contributions.registers, more=order.more)
    with atomic_file(target, replace=replace, private=bool(order.unmasked)) as file:
        book = Book(file, _contents(scene, order, [], with_files=False))
        page = book.reserve(scene.catalog.text("transfer.set.contents"))
        entries: list[_Entry] = []
        links: dict[int, str] = {}
        for step, register in _stepped(registers, scene.catalog):
            yield step
            report = register_report(scene, _extract(order, register), "xlsx")
            title = scene.catalog.local(register.title)
            links[len(entries)] = book.add(report, f"{len(entries) + 1:02d} {title}")
            entries.append(_Entry(register, rows_in(report)))
        book.fill(page, _contents(scene, order, entries, with_files=False), links)
        book.close()
    yield SetStep(len(registers), len(registers))


def file_name(number: int, title: str, suffix: str) -> str:
    """01-流动党员管理卡.xlsx."""
    return f"{number:02d}-{title.translate(_FORBIDDEN_IN_NAMES).strip()}.{suffix}"


def rows_in(report: Report) -> int:
    """How many rows a register's paper has, in a table or as cards."""
    tables = [block for block in report.blocks if isinstance(block, Table)]
    return len(tables[0].rows) if tables else sum(isinstance(b, Card) for b in report.blocks)


@frozen
class _Entry:
    """A line of the contents."""

    register: Register
    rows: int
    file: str = ""


def _stepped(registers: Iterable[Register], catalog: Catalog) -> Iterator[tuple[SetStep, Register]]:
    wanted = list(registers)
    for done, register in enumerate(wanted):
        yield SetStep(done, len(wanted), catalog.local(register.title)), register


def _extract(order: SetOrder, register: Register) -> Extract:
    personal = {column.id for column in register.columns if column.personal}
    return Extract(register, order.orgs, order.period, order.unmasked & personal)


def _contents(
    scene: ReportScene, order: SetOrder, entries: Iterable[_Entry], *, with_files: bool
) -> Report:
    catalog = scene.catalog
    organization = read_tree(scene.reader).name(order.orgs[0])

    def head(key: str, align: str = "left") -> TableColumn:
        return TableColumn(key, catalog.text(f"transfer.set.column.{key}"), align)

    columns = [head("no", "center"), head("register"), head("shelf", "center")]
    columns += [head("rows", "right"), *([head("file")] if with_files else [])]
    rows: list[tuple[Value, ...]] = []
    for number, entry in enumerate(entries, start=1):
        shelf = catalog.text(f"register.shelf.{entry.register.shelf}")
        row = (number, catalog.local(entry.register.title), shelf, entry.rows)
        rows.append((*row, entry.file) if with_files else row)
    return Report(
        title=catalog.text("transfer.set.title"),
        blocks=(Table(tuple(columns), tuple(rows)),),
        subtitle=period_text(catalog, order.period) if order.period else "",
        filled_by=catalog.text("transfer.paper.filled_by", organization=organization),
        filled_on=date_text(catalog, scene.at),
        properties={
            "language": catalog.language,
            "created": scene.at.isoformat(timespec="seconds"),
        },
    )
