"""What both papers are made with: words, figures, the frame."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from branchkit.api.hooks import LocalText, Period
from branchkit.api.reports import Paragraph, Report, ReportScene, Table, TableColumn
from branchkit.api.rules import Basis, Citation
from branchkit.api.scoring import Band
from branchkit_enterprise.words import TEXTS

Block = Paragraph | Table


class ReportMaker:
    """One paper of one scene."""

    def __init__(self, scene: ReportScene) -> None:
        self.scene = scene
        self.language = scene.language

    def text(self, key: str, /, **params: object) -> str:
        """One of the plugin's texts."""
        return TEXTS.text(self.language, key, **params)

    def local(self, text: LocalText) -> str:
        """A text that came with data."""
        return text.in_language(self.language)

    def band(self, band: Band | None) -> str:
        """A band's name; nothing where there is none."""
        return self.local(band.title) if band else ""

    def body(self, key: str, /, **params: object) -> Paragraph:
        """A paragraph."""
        return Paragraph(self.text(key, **params))

    def heading(self, key: str) -> Paragraph:
        """A heading of the first level."""
        return Paragraph(self.text(key), 1)

    def listed(self, names: Sequence[str]) -> str:
        """Names one after the other."""
        return self.text("paper.separator").join(names)

    def column(self, key: str, *, align: str = "left", places: int | None = None) -> TableColumn:
        """A column whose title is one of the plugin's texts."""
        return TableColumn(key, self.text(f"paper.column.{key}"), align, places=places)

    def figure(self, key: str, title: str = "", places: int = 1) -> TableColumn:
        """A column of points."""
        return TableColumn(
            key, title or self.text(f"paper.column.{key}"), align="right", places=places
        )

    def period(self, period: Period) -> str:
        """A period in words."""
        return self.text(f"paper.period.{period.kind}", year=period.year, index=period.index)

    def cited(self, citation: Citation) -> str:
        """Where a figure comes from, with a word where nobody has read it in the text itself."""
        title = self.local(citation.title)
        if citation.provisional:
            return self.text("paper.provisional", title=title)
        return self.text("paper.local", title=title) if citation.basis is Basis.LOCAL else title

    def report(self, key: str, blocks: Sequence[Block]) -> Report:
        """The frame: title, organisation, period, day."""
        view, today = self.scene.workspace, self.scene.workspace.today
        return Report(
            self.text(key),
            tuple(blocks),
            subtitle=self.period(self.scene.period),
            issuer=view.tree().name(self.scene.org),
            issued_on=self.text("paper.date", year=today.year, month=today.month, day=today.day),
            landscape=True,
            properties={"language": self.language},
        )


def to_tenth(figure: Decimal) -> Decimal:
    """One decimal, half up."""
    return figure.quantize(Decimal("0.1"), ROUND_HALF_UP)
