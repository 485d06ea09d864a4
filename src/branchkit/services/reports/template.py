"""The workbook that a branch fills in for a register, as its columns are declared and with the names on its roll."""

from __future__ import annotations

from branchkit.core.ports import Reader
from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.exchange.writers.template import CellFormat, Template, TemplateColumn
from branchkit.i18n.catalog import Catalog
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.registers.writing import require_own_rows
from branchkit.services.roster import members_of

_FORMATS = {
    ColumnKind.DATE: CellFormat.DATE,
    ColumnKind.MONEY: CellFormat.MONEY,
    ColumnKind.NUMBER: CellFormat.NUMBER,
}


def register_template(reader: Reader, register: Register, org: str, catalog: Catalog) -> Template:
    """The template for rows of one organisation; raises :class:`RecordError` ``rows_of_members`` or ``rows_of_cases``."""
    require_own_rows(register)
    making = _Making(reader, register, org, catalog)
    return Template(
        name=catalog.local(register.title),
        columns=tuple(making.column(column) for column in register.columns if column.typed),
        guide_name=catalog.text("transfer.template.guide"),
        guide_head=tuple(
            catalog.text(f"transfer.template.head.{key}")
            for key in ("column", "required", "expected", "options", "id")
        ),
        guide_lines=making.lines(),
        options_name=catalog.text("transfer.template.options"),
    )


def template_name(register: Register, catalog: Catalog) -> str:
    """A name for the file: 支部会议记录-模板.xlsx."""
    ending = catalog.text("transfer.template.ending")
    return f"{catalog.local(register.title)}-{ending}.xlsx".replace("/", " ")


class _Making:
    def __init__(self, reader: Reader, register: Register, org: str, catalog: Catalog) -> None:
        self._reader = reader
        self._register = register
        self._org = org
        self._catalog = catalog

    def column(self, column: Column) -> TemplateColumn:
        """One column with its list, its format and what is expected."""
        options = self._options(column)
        expected = self._expected(column)
        required = column.required or column.id == self._register.dated_by
        always = required and not column.when
        return TemplateColumn(
            title=self._catalog.local(column.title),
            format=_FORMATS.get(column.entry, CellFormat.TEXT),
            required=always,
            options=options,
            message=expected,
            explanation=(
                self._words(f"required.{'yes' if always else 'when' if required else 'no'}"),
                expected,
                self._listed(column, options),
                column.id,
            ),
        )

    def lines(self) -> tuple[str, ...]:
        """What holds for the whole sheet, and which rows are one and the same."""
        lines = [self._words("line.fill"), self._words("line.mend")]
        for columns in self._register.unique:
            titles = [self._register.column(id).title for id in columns]
            lines.append(self._words("line.unique", columns=titles))
        return tuple(lines)

    def _options(self, column: Column) -> tuple[str, ...]:
        catalog = self._catalog
        match column.entry:
            case ColumnKind.CHOICE:
                return tuple(catalog.local(choice.title) for choice in column.choices)
            case ColumnKind.YES_NO:
                return (catalog.text("common.value.yes"), catalog.text("common.value.no"))
            case ColumnKind.MEMBER:
                names = [member.name for member in members_of(self._reader, self._org)]
                # Of two with one name the number on the roll says who is meant.
                return tuple(name for name in names if names.count(name) == 1)
            case ColumnKind.ORGANIZATION:
                return tuple(dict.fromkeys(o.name for o in read_tree(self._reader)))
        return ()

    def _expected(self, column: Column) -> str:
        parts = [self._words(f"expected.{column.entry}")]
        if column.minimum and column.maximum:
            limits = {"minimum": column.minimum, "maximum": column.maximum}
            parts.append(self._words("bounds", **limits))
        elif column.minimum:
            parts.append(self._words("at_least", minimum=column.minimum))
        elif column.maximum:
            parts.append(self._words("at_most", maximum=column.maximum))
        if column.required and column.default and not column.default.startswith("@"):
            parts.append(self._words("default", value=self._default(column)))
        if column.when:
            named = dict.fromkeys(id for condition in column.when for id in condition.columns)
            titles = [self._register.column(id).title for id in named if self._register.has(id)]
            parts.append(self._words("when", columns=titles))
        return self._catalog.text("transfer.template.joint").join(parts)

    def _default(self, column: Column) -> str:
        for choice in column.choices:
            if choice.id == column.default:
                return self._catalog.local(choice.title)
        return column.default

    def _listed(self, column: Column, options: tuple[str, ...]) -> str:
        if column.kind in (ColumnKind.MEMBER, ColumnKind.MEMBERS):
            return self._words("names")
        return self._catalog.listed(options)

    def _words(self, key: str, **params: object) -> str:
        return self._catalog.text(f"transfer.template.{key}", **params)
