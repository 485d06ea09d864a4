"""A branch's own Word templates, filled in for people or rows of a register: what fields there are, and whose values they get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from branchkit.core.access.asking import require
from branchkit.core.access.roles import Operation
from branchkit.core.errors import ExchangeError
from branchkit.core.registers.register import Record, Register
from branchkit.core.values import frozen
from branchkit.exchange.writers.own_template import OwnTemplate, field_name
from branchkit.i18n.catalog import Catalog
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.reports.parts import date_text
from branchkit.services.reports.registers import Extract, ReportScene, shown_rows

MEMBERS = "form.member"
"""The register whose rows are the members, as templates know them."""
FOLDER = "templates"
"""Of a workspace: where its own templates lie."""
ENDING = ".docx"
ORG, TODAY, PLACE = "@org", "@today", "@place"
_BESIDES = {
    ORG: "template.field.org",
    TODAY: "template.field.today",
    PLACE: "template.field.place",
}
"""What every template can have besides the columns, by the key of its title."""
_NAMED_BY = 2
"""Columns that name a file."""


@frozen
class TemplateField:
    """Something that a template can have: its names there, the title it goes by, and whether it is hidden unless asked for."""

    key: str
    names: tuple[str, ...]
    """The first is the one to write."""
    title: str
    personal: bool = False


@frozen
class Filled:
    """One row's values, and what its file is called, without an ending."""

    name: str
    values: Mapping[str, str]


def template_fields(register: Register, catalog: Catalog) -> list[TemplateField]:
    """What a template for rows of a register can have, the columns in their order, then what all templates can have."""
    found: list[TemplateField] = []
    taken: set[str] = set()
    for column in register.columns:
        title = catalog.local(column.title)
        names = [n for n in (field_name(title), field_name(column.id.replace("-", "_"))) if n]
        free = tuple(dict.fromkeys(name for name in names if name not in taken))
        taken.update(free)
        if free:
            found.append(TemplateField(column.id, free, title, column.personal))
    for key, titled in _BESIDES.items():
        title = catalog.text(titled)
        if title not in taken:
            found.append(TemplateField(key, (title,), title))
    return found


def open_template(path: Path, register: Register, catalog: Catalog) -> OwnTemplate:
    """A template for rows of a register, looked at; raises as :class:`OwnTemplate` does."""
    names: dict[str, str] = {}
    for field in template_fields(register, catalog):
        names |= {name: field.key for name in (field.title, *field.names) if name not in names}
    return OwnTemplate(path, names)


def own_templates(directory: Path) -> list[Path]:
    """The templates of a workspace, by name; Word's own lock files are none."""
    found = (directory / FOLDER).glob(f"*{ENDING}")
    return sorted(path for path in found if path.is_file() and not path.name.startswith("~"))


def template_named(directory: Path, named: str) -> Path:
    """One of the workspace's by its name, with or without ending, or any by its path; raises :class:`ExchangeError` ``no_template``."""
    path = Path(named).expanduser()
    if path.is_file():
        return path
    for own in own_templates(directory):
        if named in (own.name, own.stem):
            return own
    known = [own.stem for own in own_templates(directory)]
    raise ExchangeError("no_template", found=named, known=known, folder=str(directory / FOLDER))


def masked_fields(template: OwnTemplate, extract: Extract, catalog: Catalog) -> list[str]:
    """The titles of those columns that a template uses and nobody has asked to see."""
    used = {field.name for field in template.used}
    return [
        field.title
        for field in template_fields(extract.register, catalog)
        if field.personal and field.key not in extract.unmasked and used.intersection(field.names)
    ]


def filled_rows(scene: ReportScene, extract: Extract) -> Iterator[Filled]:
    """The rows that are wanted with their values in words; what is personal and was not asked for is masked.

    Raises :class:`~branchkit.core.errors.AccessError` where they are not the user's to export.
    """
    require(scene.reader, Operation.EXPORT, extract.orgs)
    tree = read_tree(scene.reader)
    today = date_text(scene.catalog, scene.at)
    for place, (record, texts) in enumerate(shown_rows(scene, extract), start=1):
        values = {
            **texts,
            ORG: tree.name(record.org),
            TODAY: today,
            PLACE: str(place),
        }
        yield Filled(_name_of(extract.register, record, texts), values)


def _name_of(register: Register, record: Record, texts: Mapping[str, str]) -> str:
    """For people their name, else the first things that are said of the row: 2026-11-05 田家院."""
    if register.id == MEMBERS:
        return texts.get("name") or record.id
    dated = [register.dated_by] if register.dated_by else []
    columns = list(dict.fromkeys([*dated, *register.summary]))[:_NAMED_BY]
    hidden = {column.id for column in register.columns if column.personal}
    told = [texts.get(column, "") for column in columns if column not in hidden]
    return " ".join(text for text in told if text) or record.id


def fill_each(
    template: OwnTemplate, rows: Sequence[Filled], title: str, scene: ReportScene
) -> list[tuple[str, bytes]]:
    """A file for each row, 介绍信-张三.docx; raises as :meth:`OwnTemplate.fill`."""
    return [
        (f"{title}-{row.name}{ENDING}".replace("/", " "), template.fill(row.values, scene.at))
        for row in rows
    ]
