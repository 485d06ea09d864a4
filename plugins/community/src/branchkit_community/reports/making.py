"""What the papers have in common: words of one language, periods, shares, the paper itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from branchkit.api.reports import Paragraph, Report, ReportScene, Table, TableColumn, Value
from branchkit_community.periods import day_text, period_text
from branchkit_community.rows import share
from branchkit_community.words import TEXTS

Block = Paragraph | Table | None
_TENTH = Decimal("0.1")


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """A share with one decimal; of nothing it is nought."""
    return share(part, whole).quantize(_TENTH, ROUND_HALF_UP) if whole else Decimal("0.0")


class ReportMaker:
    """A paper in the making, for one scene."""

    def __init__(self, scene: ReportScene) -> None:
        self.scene = scene
        self.view = scene.workspace
        self.language = scene.language
        self.as_of = min(self.view.today, scene.period.last_day)

    def words(self, key: str, /, **params: object) -> str:
        """A text in the language of the paper."""
        return TEXTS.text(self.language, key, **params)

    def listed(self, values: Iterable[str]) -> str:
        """Values one after the other."""
        return self.words("list.and").join(values)

    def head(self, key: str) -> Paragraph:
        """A heading."""
        return Paragraph(self.words(key), level=1)

    def body(self, key: str, /, **params: object) -> Paragraph:
        """A paragraph."""
        return Paragraph(self.words(key, **params))

    def table(
        self, family: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Value]]
    ) -> Table | None:
        """A table with columns (key, alignment); None without rows."""
        made = tuple(tuple(row) for row in rows)
        heads = tuple(
            TableColumn(key, self.words(f"{family}.column.{key}"), align) for key, align in columns
        )
        return Table(heads, made) if made else None

    def report(self, title: str, blocks: Iterable[Block], salutation: str = "") -> Report:
        """The finished paper, in the name of the organisation that it was made for."""
        return Report(
            title=self.words(title),
            blocks=tuple(block for block in blocks if block is not None),
            subtitle=self.words(
                "paper.subtitle", period=period_text(self.language, self.scene.period)
            ),
            salutation=self.words(salutation) if salutation else "",
            issuer=self.view.tree().name(self.scene.org),
            issued_on=day_text(self.language, self.view.today),
        )
