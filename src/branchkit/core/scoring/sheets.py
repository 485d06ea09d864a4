"""Sheets (考核表): a scheme × an organisation × a period, and its rows; :mod:`~branchkit.core.scoring.sheet_life` has the steps of its life.

Scores are kept three side by side: self, reviewed, final; the last one that was given stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from branchkit.core.dates import Period
from branchkit.core.fields import Unknown, code_of, unknown_fields, with_unknown
from branchkit.core.values import frozen


class SheetState(StrEnum):
    """Where a sheet stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    CONFIRMED = "confirmed"
    PUBLICISED = "publicised"
    SEALED = "sealed"


class SheetStep(StrEnum):
    """What can be done with a sheet."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    REVIEW = "review"
    CONFIRM = "confirm"
    UNCONFIRM = "unconfirm"
    PUBLICISE = "publicise"
    SEAL = "seal"
    REOPEN = "reopen"


EDITABLE = frozenset({SheetState.DRAFT, SheetState.RETURNED})
"""States in which the branch itself may score."""

SETTLED = frozenset({SheetState.CONFIRMED, SheetState.PUBLICISED, SheetState.SEALED})
"""States in which the result is confirmed."""


@frozen
class SheetKey:
    """Which sheet: scheme, organisation, period. Its text is the document's id."""

    scheme: str
    org: str
    period: Period

    def __str__(self) -> str:
        return f"{self.scheme}@{self.period}"


@frozen
class Passage:
    """One step that was taken: when, by whom, with which remark."""

    step: SheetStep
    state: SheetState
    at: str
    by: str
    reason: str = ""
    more: tuple[Any, ...] = ()
    """What another version has written down behind it."""


@frozen
class Sheet:
    """A sheet without its rows and without its roll: small, since every score looks at its state."""

    key: SheetKey
    state: SheetState
    scheme_digest: str
    scheme_text: str = ""
    """The scheme's declaration as it was when the sheet was handed up; empty before."""
    passages: tuple[Passage, ...] = ()
    unknown: Unknown = ()
    """What another version knows of it."""

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps."""
        body = {
            "scheme": self.key.scheme,
            "period": str(self.key.period),
            "state": str(self.state),
            "digest": self.scheme_digest,
            "scheme_text": self.scheme_text,
            "passages": [
                [str(p.step), str(p.state), p.at, p.by, p.reason, *p.more] for p in self.passages
            ],
        }
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, org: str, body: dict[str, Any]) -> Sheet:
        """From the store's document, which another version may have written."""
        return cls(
            key=SheetKey(body["scheme"], org, Period.parse(body["period"])),
            state=code_of(SheetState, body["state"]),
            scheme_digest=body["digest"],
            scheme_text=body["scheme_text"],
            passages=tuple(
                Passage(
                    code_of(SheetStep, step),
                    code_of(SheetState, state),
                    at,
                    by,
                    reason,
                    tuple(more),
                )
                for step, state, at, by, reason, *more in body["passages"]
            ),
            unknown=unknown_fields(body, _OF_A_SHEET),
        )


@frozen
class Ruling:
    """Who gave the points of a review or the final ones, at which moment (ISO), and why."""

    by: str
    at: str
    reason: str = ""


@frozen
class Cell:
    """One score. ``origin`` is that of the branch's own points: typed, proposal, repeated, filled, pasted, cases."""

    points: Decimal | None
    """As the branch gave them."""
    origin: str = "typed"
    note: str = ""
    reviewed: Decimal | None = None
    """As whoever reviewed it gave them; None: they were left as they are."""
    final: Decimal | None = None
    """As whoever confirmed it gave them; None: they were left as they are."""
    reviewed_by: Ruling | None = None
    final_by: Ruling | None = None
    unknown: Unknown = ()

    @property
    def stands(self) -> Decimal | None:
        """The points that count: the final ones, else those of the review, else the branch's own."""
        if self.final is not None:
            return self.final
        return self.points if self.reviewed is None else self.reviewed

    @property
    def is_judged(self) -> bool:
        """Whether somebody above has given points."""
        return self.reviewed is not None or self.final is not None

    def own(self) -> Cell:
        """The cell as the branch alone made it."""
        if not self.is_judged:
            return self
        return Cell(self.points, self.origin, self.note, unknown=self.unknown)


@frozen
class ExtraEvent:
    """One bonus, deduction or case of a criterion: item, points, what happened, when."""

    item: str
    points: Decimal
    note: str
    on: str = ""
    more: tuple[Any, ...] = ()
    """What another version has written down behind it."""


@frozen
class Row:
    """One subject's row. ``vetoes`` maps veto id → reason. ``total`` repeats the result, so that ranking ten thousand
    rows needs no rule to run; it is rewritten with every change of the row."""

    subject: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    extras: tuple[ExtraEvent, ...] = ()
    vetoes: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, tuple[ExtraEvent, ...]] = field(default_factory=dict)
    """Criterion → what happened, each case with the points that it was judged to be worth."""
    total: Decimal | None = None
    own_total: Decimal | None = None
    """What the branch's own points come to; None: the same as :attr:`total`."""
    complete: bool = False
    ceiling: str = ""
    """The best band left open by vetoes and section minimums; empty when all are."""
    excluded: str = ""
    """Why it was decided that the subject is not judged in this period; empty for everybody else.

    An excluded row has no total, and nothing in it is open."""
    unknown: Unknown = ()
    """What another version knows of it."""

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps: a cell is ``{"p": points, "o": origin, "n": note, "r": reviewed, "f": final}`` with who
        said so as ``"R"`` and ``"F"``, absent parts left out, since a sheet of ten thousand rows is read often."""
        body: dict[str, Any] = {"subject": self.subject}
        if self.cells:
            body["cells"] = {key: _cell_body(cell) for key, cell in self.cells.items()}
        if self.extras:
            body["extras"] = _event_bodies(self.extras)
        if self.cases:
            body["cases"] = {key: _event_bodies(cases) for key, cases in self.cases.items()}
        if self.vetoes:
            body["vetoes"] = dict(self.vetoes)
        if self.total is not None:
            body["total"] = str(self.total)
        if self.own_total is not None:
            body["own_total"] = str(self.own_total)
        if self.complete:
            body["complete"] = True
        if self.ceiling:
            body["ceiling"] = self.ceiling
        if self.excluded:
            body["excluded"] = self.excluded
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Row:
        """From the store's document."""
        total, own_total = body.get("total"), body.get("own_total")
        return cls(
            subject=body["subject"],
            cells={key: _cell_of(part) for key, part in body.get("cells", {}).items()},
            extras=_events_of(body.get("extras", ())),
            cases={key: _events_of(part) for key, part in body.get("cases", {}).items()},
            vetoes=body.get("vetoes", {}),
            total=None if total is None else Decimal(total),
            own_total=None if own_total is None else Decimal(own_total),
            complete=body.get("complete", False),
            ceiling=body.get("ceiling", ""),
            excluded=body.get("excluded", ""),
            unknown=unknown_fields(body, _OF_A_ROW),
        )


_OF_A_SHEET = frozenset(("scheme", "period", "state", "digest", "scheme_text", "passages"))
_OF_A_ROW = frozenset(
    (
        *("subject", "cells", "extras", "vetoes", "cases"),
        *("total", "own_total", "complete", "ceiling", "excluded"),
    )
)
_OF_A_CELL = frozenset("ponrfRF")
_SCORE_ALONE = {"p"}


def _event_bodies(events: Iterable[ExtraEvent]) -> list[list[Any]]:
    return [[e.item, str(e.points), e.note, e.on, *e.more] for e in events]


def _events_of(bodies: Iterable[Sequence[Any]]) -> tuple[ExtraEvent, ...]:
    return tuple(ExtraEvent(i, Decimal(p), n, on, tuple(more)) for i, p, n, on, *more in bodies)


def _cell_body(cell: Cell) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for letter, points in (("p", cell.points), ("r", cell.reviewed), ("f", cell.final)):
        if points is not None:
            body[letter] = str(points)
    if cell.origin != "typed":
        body["o"] = cell.origin
    if cell.note:
        body["n"] = cell.note
    for letter, ruling in (("R", cell.reviewed_by), ("F", cell.final_by)):
        if ruling is not None:
            body[letter] = [ruling.by, ruling.at, ruling.reason]
    return with_unknown(body, cell.unknown)


def _cell_of(body: Mapping[str, Any]) -> Cell:
    if body.keys() == _SCORE_ALONE:
        return _typed(body["p"])
    points, reviewed, final = (
        Decimal(body[letter]) if letter in body else None for letter in ("p", "r", "f")
    )
    reviewed_by, final_by = (
        Ruling(*body[letter][:3]) if letter in body else None for letter in ("R", "F")
    )
    origin, note = body.get("o", "typed"), body.get("n", "")
    unknown = unknown_fields(body, _OF_A_CELL)
    return Cell(points, origin, note, reviewed, final, reviewed_by, final_by, unknown)


@lru_cache(maxsize=256)
def _typed(points: str) -> Cell:
    """Most cells are a score that was typed, and of a few scores: a sheet of ten thousand has each of them once."""
    return Cell(Decimal(points))


def row_id(key: SheetKey, subject: str) -> str:
    """The document id of a subject's row; rows of one sheet share the prefix ``<sheet>/``."""
    return f"{key}/{subject}"
