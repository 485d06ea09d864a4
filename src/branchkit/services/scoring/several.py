"""Several cells of one column at a time: the rows that are marked, and all that follow.

Each is one change, which one undo takes back; points that depart from what is suggested want a reason, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from branchkit.core.errors import ScoreRefused
from branchkit.core.outcomes import Outcome
from branchkit.core.scoring.sheets import Cell
from branchkit.services.scoring.scores import parse_points
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.suggested import TAKEN


def fill_down(
    session: ScoringSession,
    place: int,
    criterion: str,
    text: str = "",
    reason: str = "",
    *,
    below: Iterable[int] | None = None,
) -> Outcome[int]:
    """Give the open cells from here down the typed value, else this cell's, else full marks.

    ``below`` are the rows from this one on as they are shown; None: as they stand on the roll.
    """
    here = session.board.cell(place, criterion)
    if text:
        try:
            points = parse_points(text)
        except ScoreRefused as error:
            return Outcome(refused=error)
    elif here is not None and here.points is not None:
        points = here.points
    else:
        points = session.criterion(criterion).maximum
    edits = [
        session.edit(row, criterion, Cell(points, "filled"))
        for row in (range(place, len(session.board.roll)) if below is None else below)
        if session.is_open(row, criterion) or (row == place and text)
    ]
    if not edits:
        return Outcome("score.nothing_to_fill")
    outcome = session.write("score.fill", edits, "score.filled", reason, points=points)
    if outcome.done:
        session.last_points = points
    return outcome


def enter_in(
    session: ScoringSession, places: Sequence[int], criterion: str, text: str, reason: str = ""
) -> Outcome[int]:
    """Give several rows the points that were typed, whatever they had; rows that the criterion is not about are passed over."""
    try:
        points = parse_points(text)
    except ScoreRefused as error:
        return Outcome(refused=error)
    outcome = _give(session, places, criterion, points, "typed", reason)
    if outcome.done:
        session.last_points = points
    return outcome


def repeat_in(
    session: ScoringSession, places: Sequence[int], criterion: str, reason: str = ""
) -> Outcome[int]:
    """Give several rows the value that was typed last."""
    if session.last_points is None:
        return Outcome("score.nothing_to_repeat")
    return _give(session, places, criterion, session.last_points, "repeated", reason)


def take_in(session: ScoringSession, places: Sequence[int], criterion: str) -> Outcome[int]:
    """Take what the registers suggest for several rows, whatever they had."""
    edits = [
        session.edit(place, criterion, Cell(proposal.points, TAKEN))
        for place in places
        if (proposal := session.proposal(place, criterion))
    ]
    if not edits:
        return Outcome("score.no_proposal")
    return session.write("score.column", edits, "score.column_taken")


def annotate_in(
    session: ScoringSession, places: Sequence[int], criterion: str, note: str
) -> Outcome[int]:
    """Write the same note beside the points of several rows, or in place of points; an empty one takes theirs away."""
    edits = []
    for place in places:
        before = session.board.cell(place, criterion)
        after = replace(before or Cell(None), note=note.strip())
        if not session.applies(place, criterion) or after == before:
            continue
        kept = after if after.note or after.points is not None else None
        if kept != before:
            edits.append(session.edit(place, criterion, kept))
    if not edits:
        return Outcome()
    return session.write("score.note", edits, "score.noted")


def clear_in(session: ScoringSession, places: Sequence[int], criterion: str) -> Outcome[int]:
    """Empty the cells of several rows."""
    filled = [place for place in places if session.board.cell(place, criterion) is not None]
    if not filled:
        return Outcome()
    edits = [session.edit(place, criterion, None) for place in filled]
    return session.write("score.clear", edits, "score.cleared")


def _give(
    session: ScoringSession,
    places: Sequence[int],
    criterion: str,
    points: Decimal,
    origin: str,
    reason: str,
) -> Outcome[int]:
    judged = [place for place in places if session.applies(place, criterion)]
    if not judged:
        return Outcome(refused=ScoreRefused("not_applicable"))
    edits = []
    for place in judged:
        before = session.board.cell(place, criterion)
        cell = replace(before or Cell(points), points=points, origin=origin)
        edits.append(session.edit(place, criterion, cell))
    return session.write("score.enter", edits, "score.filled", reason, points=points)
