"""What whoever reviews a sheet writes beside it: remarks on its cells, and of which cells the evidence was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import Any

from branchkit.core.fields import Unknown, unknown_fields, with_unknown
from branchkit.core.scoring.sheets import Cell
from branchkit.core.values import frozen

CellKey = tuple[str, str]
"""A subject and a criterion."""


@frozen
class Remark:
    """What is wrong with a cell, who says so since when, and the branch's own points that were meant."""

    text: str
    by: str
    at: str
    points: Decimal | None = None

    def is_settled(self, cell: Cell | None) -> bool:
        """Whether the branch has given the cell other points since."""
        return (None if cell is None else cell.points) != self.points


@frozen
class PastRemark:
    """A remark that the sheet was handed up again after, at the moment ``answered``."""

    cell: CellKey
    remark: Remark
    answered: str


@frozen
class ReviewNotes:
    """What stands beside one sheet."""

    remarks: Mapping[CellKey, Remark] = field(default_factory=dict)
    looked: Mapping[CellKey, tuple[str, str]] = field(default_factory=dict)
    """Of these cells somebody has looked at the evidence: who, and when first."""
    past: tuple[PastRemark, ...] = ()
    """Earlier remarks, oldest first."""
    unknown: Unknown = ()

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps: a cell is ``subject/criterion``; empty where nothing was written."""
        body: dict[str, Any] = {}
        if self.remarks:
            body["remarks"] = {_text(cell): _remark_body(r) for cell, r in self.remarks.items()}
        if self.looked:
            body["looked"] = {_text(cell): list(seen) for cell, seen in self.looked.items()}
        if self.past:
            body["past"] = [
                {"cell": _text(p.cell), "answered": p.answered, **_remark_body(p.remark)}
                for p in self.past
            ]
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> ReviewNotes:
        """From the store's document."""
        return cls(
            remarks={_cell(key): _remark_of(part) for key, part in body.get("remarks", {}).items()},
            looked={_cell(key): (by, at) for key, (by, at, *_) in body.get("looked", {}).items()},
            past=tuple(
                PastRemark(_cell(part["cell"]), _remark_of(part), part["answered"])
                for part in body.get("past", ())
            ),
            unknown=unknown_fields(body, _OF_NOTES),
        )

    def with_remark(self, cell: CellKey, remark: Remark | None) -> ReviewNotes:
        """With another remark on a cell; None: with none."""
        others = {key: kept for key, kept in self.remarks.items() if key != cell}
        return replace(self, remarks=others if remark is None else {**others, cell: remark})

    def with_look(self, cell: CellKey, by: str, at: str) -> ReviewNotes:
        """With a note that the evidence of a cell was looked at; the first look counts."""
        return (
            self if cell in self.looked else replace(self, looked={**self.looked, cell: (by, at)})
        )

    def answered(self, at: str) -> ReviewNotes:
        """With all remarks gone by: the sheet is handed up again."""
        gone = tuple(PastRemark(cell, remark, at) for cell, remark in self.remarks.items())
        return replace(self, remarks={}, past=(*self.past, *gone))


NO_NOTES = ReviewNotes()
_OF_NOTES = frozenset(("remarks", "looked", "past"))


def _text(cell: CellKey) -> str:
    return "/".join(cell)


def _cell(text: str) -> CellKey:
    subject, _, criterion = text.rpartition("/")
    return subject, criterion


def _remark_body(remark: Remark) -> dict[str, Any]:
    body: dict[str, Any] = {"text": remark.text, "by": remark.by, "at": remark.at}
    return body if remark.points is None else {**body, "points": str(remark.points)}


def _remark_of(body: Mapping[str, Any]) -> Remark:
    points = body.get("points")
    return Remark(body["text"], body["by"], body["at"], None if points is None else Decimal(points))
