"""Worked months: what was found and what must come out, as a small TOML document that is replayed.

One document holds a scheme (by id, or declared in place), rows with their facts or points, and what is expected of
them::

    scheme = "rural/member-month"          # or a table [scheme] with sections, criteria and bands

    [[row]]
    subject = "甲"
    traits = ["ordinary", "full"]
    points = { study = 10 }                # as entered
    facts.visits = { values = { visit = 5, solved = 2 } }   # turned into points by the criterion's rule
    metrics = { "meeting.present" = 80 }   # reach the rules of the other criteria through their feeds
    extras = [{ item = "praise", points = 2 }]
    vetoes = ["late-dues"]
    excused = ["meeting"]
    excluded = "supports a village"        # left out of the sheet for this reason
    rated = { previous = "good", votes = { masses = [90, 5, 5] }, honour = "of the county" }   # where the scheme has [rating]
    expect = { total = 86.5, rank = 3, band = "good", points = { visits = 14 }, reasons = { visits = ["award", "cap"] } }

    [[typed]]
    criterion = "study"
    points = 7.3
    refused = "not_in_steps"               # left out: it must be accepted

Every fact of :class:`~branchkit.core.scoring.rules.Facts` has its key; a case is ``{ item, points, supplements }``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from branchkit.core.rating.ballots import Votes
from branchkit.core.rating.proposing import drawn_row, proposals
from branchkit.core.rulepacks import RulePack
from branchkit.core.scoring.rating_terms import RaterGroup
from branchkit.core.scoring.results import Measurement, Reason, RowInput, RowResult
from branchkit.core.scoring.rules import Case, Facts, History
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.standings import Standings
from branchkit.core.scoring.tally import assess, propose, refuse_points, tally
from branchkit.core.values import frozen
from branchkit.plugin.scheme_figures import has_references, resolved
from branchkit.plugin.scheme_files import read_scheme_table
from branchkit.toml.source import TomlSource, TomlTable


class WorkedMonthError(ValueError):
    """A document that is no worked month; its text names lines and keys."""


@frozen
class WorkedRow:
    """One subject: what is known, and what must come out (only what is named is compared)."""

    subject: str
    given: RowInput
    facts: Mapping[str, Facts]
    measurements: Mapping[str, Measurement]
    expect: Mapping[str, Any]
    rated: Mapping[str, Any] = field(default_factory=dict)
    """What a rating among siblings knows besides: the fields of :class:`~branchkit.core.rating.rating.RatedRow`."""


@frozen
class Typed:
    """Points typed into a cell; ``refused`` is the refusal's code, empty when they fit."""

    criterion: str
    points: Decimal
    refused: str


@frozen
class WorkedMonth:
    """A document. ``scheme`` is set where it declares one in place."""

    file: str
    """Where it was read from."""
    scheme_id: str
    """By which it is judged."""
    scheme: Scheme | None
    rows: tuple[WorkedRow, ...] = ()
    """What is so, and what is to come of it."""
    typed: tuple[Typed, ...] = field(default=())
    """Entries that are taken or refused."""


def load_worked(path: Path) -> WorkedMonth:
    """A document from a file; raises :class:`WorkedMonthError`."""
    return parse_worked(path.read_text(encoding="utf-8"), path.name)


def parse_worked(text: str, file: str, packs: Mapping[str, RulePack] | None = None) -> WorkedMonth:
    """A document from its text; raises :class:`WorkedMonthError`.

    A scheme declared in place takes the figures that it refers to from ``packs``, as they are in force at last.
    """
    source, problems = TomlSource.read_text(text, file)
    if source is None:
        raise _error(problems)
    if has_references(source):
        source = resolved(source, packs or {}, date.max, problems).source
    table = source.table(problems)
    scheme = None
    if isinstance(source.data.get("scheme"), dict):
        declared = table.table("scheme")
        scheme = None if declared is None else read_scheme_table(declared, file)
    month = WorkedMonth(
        file=file,
        scheme_id=scheme.id if scheme else table.text("scheme"),
        scheme=scheme,
        rows=tuple(_row(entry) for entry in table.tables("row")),
        typed=tuple(_typed(entry) for entry in table.tables("typed")),
    )
    table.finish()
    if any(problem.severity == "error" for problem in problems):
        raise _error(problems)
    return month


def replay(month: WorkedMonth, schemes: Mapping[str, Scheme]) -> list[str]:
    """How the outcome differs from what the document expects; empty when it does not."""
    scheme = month.scheme or schemes[month.scheme_id]
    return [*_replay_typed(month, scheme), *_replay_rows(month, scheme)]


def _replay_typed(month: WorkedMonth, scheme: Scheme) -> Iterator[str]:
    for typed in month.typed:
        refusal = refuse_points(scheme.criterion(typed.criterion), typed.points)
        found = "" if refusal is None else refusal.code
        if found != typed.refused:
            where = f"{month.file}: typed {typed.points} for {typed.criterion}"
            yield f"{where}: expected {typed.refused or 'accepted'}, got {found or 'accepted'}"


def _replay_rows(month: WorkedMonth, scheme: Scheme) -> Iterator[str]:
    inputs = {row.subject: _input(row, scheme) for row in month.rows}
    results = {subject: tally(scheme, given) for subject, (given, _reasons) in inputs.items()}
    placed = (
        _rated(month, scheme, inputs, results)
        if scheme.rating is not None
        else _standing(scheme, inputs, results)
    )
    for row in month.rows:
        given, reasons = inputs[row.subject]
        rank, band, steps = placed[row.subject]
        found = _found(given, results[row.subject], {**reasons, "rating": steps})
        found |= {"rank": rank, "band": band}
        for key, wanted in row.expect.items():
            for name, expected, actual in _compared(key, wanted, found.get(key)):
                if expected != actual:
                    where = f"{month.file}: {row.subject} {name}"
                    yield f"{where}: expected {expected}, got {actual}"


_Inputs = Mapping[str, tuple[RowInput, Mapping[str, list[str]]]]
_Placed = dict[str, tuple[int | None, str, list[str]]]
"""Subject → rank, band, and what a rating has told of it."""


def _standing(scheme: Scheme, inputs: _Inputs, results: Mapping[str, RowResult]) -> _Placed:
    """As on a sheet."""
    judged = {id: result for id, result in results.items() if not inputs[id][0].excluded}
    entries = ((id, r.total, r.complete, r.ceiling) for id, r in judged.items())
    standings = Standings(scheme, entries)
    bands = {id: standings.band(id) for id in results}
    return {id: (standings.rank(id), band.id if band else "", []) for id, band in bands.items()}


def _rated(
    month: WorkedMonth, scheme: Scheme, inputs: _Inputs, results: Mapping[str, RowResult]
) -> _Placed:
    """As a rating among siblings proposes."""
    rows = [
        replace(
            drawn_row(scheme, row.subject, inputs[row.subject][0], results[row.subject]),
            **row.rated,
        )
        for row in month.rows
    ]
    return {
        id: (one.rank, one.band, [reason.code for reason in one.reasons])
        for id, one in proposals(scheme, rows).items()
    }


def _found(given: RowInput, result: RowResult, reasons: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "total": result.total,
        "sections": result.sections,
        "shares": result.section_shares,
        "extras": result.extras,
        "missing": list(result.missing),
        "ceiling": result.ceiling,
        "stars": list(result.stars),
        "complete": result.complete,
        "points": given.points,
        "reasons": {**reasons, "row": _row_reasons(result.reasons)},
    }


def _row_reasons(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.code for reason in reasons if reason.code != "points"]


def _compared(key: str, wanted: Any, found: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(wanted, dict):
        for name, part in wanted.items():
            yield f"{key} of {name}", part, found.get(name)
    else:
        yield key, wanted, found


def _input(row: WorkedRow, scheme: Scheme) -> tuple[RowInput, dict[str, list[str]]]:
    """The row's input with the points that its facts give, and the codes of the reasons for them."""
    points = dict(row.given.points)
    reasons: dict[str, list[str]] = {}
    for criterion, facts in row.facts.items():
        assessment = assess(scheme.criterion(criterion), facts)
        if assessment is not None:
            points[criterion] = assessment.points
            reasons[criterion] = [reason.code for reason in assessment.reasons]
    for fed in scheme.criteria:
        if fed.id not in points and fed.id not in row.facts:
            proposal = propose(fed, row.measurements)
            if proposal is not None:
                points[fed.id] = proposal.points
                reasons[fed.id] = [reason.code for reason in proposal.reasons]
    given = row.given
    return replace(given, points=points), reasons


def _row(table: TomlTable) -> WorkedRow:
    expect = table.table("expect")
    facts = table.table("facts")
    given = RowInput(
        points=_decimals_by_key(table, "points"),
        excused=frozenset(table.texts("excused", ())),
        extras=tuple(_extra(entry) for entry in table.tables("extras")),
        vetoes=table.texts("vetoes", ()),
        traits=frozenset(table.texts("traits", ())),
        excluded=table.text("excluded", ""),
    )
    by_criterion = {} if facts is None else {name: _facts(facts, name) for name in facts.data}
    metrics = _decimals_by_key(table, "metrics")
    row = WorkedRow(
        subject=table.text("subject"),
        given=given,
        facts=by_criterion,
        measurements={id: Measurement(id, figure) for id, figure in metrics.items()},
        expect=expect.data if expect else {},
        rated=_known_of_siblings(table),
    )
    table.finish()
    return row


def _known_of_siblings(table: TomlTable) -> dict[str, Any]:
    part = table.table("rated")
    if part is None:
        return {}
    votes = part.table("votes")
    texts = {name: part.text(name, "") for name in ("previous", "honour", "unrated", "because")}
    counts = {} if votes is None else {group: votes.decimals(group) for group in votes.data}
    part.finish()
    return {
        **texts,
        "votes": {RaterGroup(group): Votes(*map(int, cast)) for group, cast in counts.items()},
    }


def _extra(table: TomlTable) -> tuple[str, Decimal]:
    extra = table.text("item"), table.decimal("points")
    table.finish()
    return extra


def _facts(parent: TomlTable, name: str) -> Facts:
    table = parent.table(name)
    if table is None:
        return Facts()
    met, ballots, history = table.table("met"), table.table("ballots"), table.table("history")
    facts = Facts(
        values=_decimals_by_key(table, "values"),
        cases=tuple(_case(entry) for entry in table.tables("cases")),
        option=table.text("option", ""),
        met={} if met is None else {key: met.flag(key) for key in met.data},
        ballots={} if ballots is None else {key: _votes(ballots, key) for key in ballots.data},
        history=None if history is None else _history(history),
    )
    table.finish()
    return facts


def _history(table: TomlTable) -> History:
    """``expected`` is how many figures there should be; which are missing does not matter to the points."""
    figures = table.decimals("figures")
    history = History(figures, ("-",) * (table.integer("expected", 0) - len(figures)))
    table.finish()
    return history


def _case(table: TomlTable) -> Case:
    case = Case(
        table.text("item"), table.optional_decimal("points"), table.texts("supplements", ())
    )
    table.finish()
    return case


def _votes(parent: TomlTable, group: str) -> dict[str, int]:
    table = parent.table(group)
    return {} if table is None else {option: table.integer(option) for option in table.data}


def _decimals_by_key(parent: TomlTable, key: str) -> dict[str, Decimal]:
    table = parent.table(key)
    return {} if table is None else {name: table.decimal(name) for name in table.data}


def _typed(table: TomlTable) -> Typed:
    typed = Typed(table.text("criterion"), table.decimal("points"), table.text("refused", ""))
    table.finish()
    return typed


def _error(problems: list[Any]) -> WorkedMonthError:
    lines = [f"{p.place.file}:{p.place.line} {p.place.key} {p.code} {p.params}" for p in problems]
    return WorkedMonthError("\n".join(lines))
