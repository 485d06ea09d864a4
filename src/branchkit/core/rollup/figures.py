"""What is kept of every sheet besides its documents, so that a county is read without reading its rows.

A :class:`SheetFigures` is worked out of the documents of one sheet (``sheet``, ``roll``, ``row``) and of nothing else: no scheme is
looked at, since a store knows none. :class:`FigureChanges` says by how much a document that was changed moves them, so that one score
touches one line; :func:`figures_of` counts all of it anew, which has to come to the same.

Bodies may be another version's, or damaged: what cannot be counted counts nothing, and never keeps anybody from writing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

SHEET, ROLL, ROW = COUNTED = ("sheet", "roll", "row")
"""Kinds of the documents that figures are worked out of."""

UNIT = 1_000_000
"""Points are kept in millionths, as whole numbers, so that adding and taking off again leaves nothing behind."""
_MOST = Decimal(10) ** 9
_SHORT = 6
_TENTHS = [UNIT // 10**places for places in range(_SHORT + 1)]
NONE_KEPT = "{}"
# One for all: json.dumps makes an encoder each time, which is half of its price.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))

LineKey = tuple[str, str, str]
"""Whose sheet (organisation, period, scheme)."""
Body = Mapping[str, Any]


class SheetFigures(NamedTuple):
    """The figures of one sheet. A tuple, since twelve thousand of them are read at once."""

    org: str
    period: str
    """As text: ``2026-11``."""
    scheme: str
    """Its id."""
    state: str = ""
    """Where the sheet stands; empty: there is none."""
    digest: str = ""
    """Of the scheme that it was scored by."""
    handed: str = ""
    """The moment (ISO) at which it was first handed up and not taken back by the branch itself; empty: it was not."""
    returned: int = 0
    """How often it was given back."""
    subjects: int = 0
    """How many stand on its roll."""
    left_out: int = 0
    """Of these, how many are not judged by decision."""
    complete: int = 0
    """Rows with a total in which nothing is open; all that follows of totals is theirs."""
    vetoed: int = 0
    """Rows with a veto, complete or not."""
    total: int = 0
    """The sum of totals, in millionths of a point."""
    totals: str = NONE_KEPT
    """JSON: ``total`` or ``total/ceiling`` → how many rows."""
    criteria: str = NONE_KEPT
    """JSON: criterion → ``[scored cells, sum of their points in millionths]``."""

    @property
    def key(self) -> LineKey:
        """Which sheet."""
        return self[:3]

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is there that could be counted: as good as no line."""
        return self[3:] == _NOTHING

    @property
    def judged(self) -> int:
        """How many of its roll are judged."""
        return max(0, self.subjects - self.left_out)

    def total_counts(self) -> dict[tuple[Decimal, str], int]:
        """How many complete rows have which total and ceiling (a band's id, or empty)."""
        counts: dict[tuple[Decimal, str], int] = {}
        for text, count in json.loads(self.totals).items():
            total, _, ceiling = text.partition("/")
            key = Decimal(total), ceiling  # one total may have been written in several ways
            counts[key] = counts.get(key, 0) + count
        return counts

    def criterion_sums(self) -> dict[str, tuple[int, Decimal]]:
        """Criterion → how many cells were scored, and the points they come to."""
        sums = json.loads(self.criteria)
        return {id: (count, Decimal(points) / UNIT) for id, (count, points) in sums.items()}


_NOTHING = SheetFigures("", "", "")[3:]
_OF_A_TOTAL = ("total", "complete", "ceiling", "vetoes", "excluded")


class LineChange:
    """By how much the figures of one sheet change; what is None stays as it is."""

    __slots__ = (
        *("state", "digest", "handed", "returned", "subjects", "left_out"),
        *("complete", "vetoed", "total", "totals", "criteria", "recount"),
    )

    def __init__(self) -> None:
        self.state: str | None = None
        self.digest: str | None = None
        self.handed: str | None = None
        self.returned: int | None = None
        self.subjects: int | None = None
        self.left_out: int | None = None
        self.complete = self.vetoed = self.total = 0
        self.totals: dict[str, int] = {}
        self.criteria: dict[str, list[int]] = {}
        self.recount = False
        """Whether those left out have to be counted: whoever is not on the roll is none of them."""

    def values(self) -> tuple[Any, ...]:
        """In the order of :class:`SheetFigures`, without the key."""
        return (
            *(self.state, self.digest, self.handed, self.returned, self.subjects, self.left_out),
            *(self.complete, self.vetoed, self.total),
            *(_text({key: n for key, n in self.totals.items() if n}),),
            *(_text({key: pair for key, pair in self.criteria.items() if any(pair)}),),
        )

    def count_left_out(self, roll: Iterable[str], excluded: Iterable[str]) -> None:
        """Those on the roll who are not judged."""
        self.left_out = len(set(roll).intersection(excluded))

    def take_sheet(self, body: Body) -> None:
        """The sheet itself was changed; an empty body: it was taken away."""
        self.state = str(body.get("state") or "")
        self.digest = str(body.get("digest") or "")
        self.handed, self.returned = _handed_up(body.get("passages"))

    def take_roll(self, body: Body) -> None:
        """Its roll was changed."""
        subjects = body.get("subjects")
        self.subjects = len(subjects) if isinstance(subjects, list | tuple) else 0
        self.recount = True

    def take_row(self, before: Body, after: Body) -> None:
        """A row was changed."""
        if bool(before.get("excluded")) != bool(after.get("excluded")):
            self.recount = True
        if any(before.get(field) != after.get(field) for field in _OF_A_TOTAL):
            self._add_total(before, -1)
            self._add_total(after, 1)
        old, new = _cells(before), _cells(after)
        for id in old.keys() | new.keys():
            was, cell = old.get(id), new.get(id)
            if was != cell:
                self._add_cell(id, was, -1)
                self._add_cell(id, cell, 1)

    def _add_total(self, row: Body, sign: int) -> None:
        if row.get("excluded"):
            return
        if row.get("vetoes"):
            self.vetoed += sign
        total = row.get("total")
        millionths = _millionths(total) if row.get("complete") else None
        if millionths is None:
            return
        self.complete += sign
        self.total += sign * millionths
        ceiling = row.get("ceiling")
        key = f"{total}/{ceiling}" if ceiling else str(total)
        self.totals[key] = self.totals.get(key, 0) + sign

    def _add_cell(self, id: str, cell: Any, sign: int) -> None:
        millionths = _millionths(_standing(cell))
        if millionths is not None:
            pair = self.criteria.setdefault(id, [0, 0])
            pair[0] += sign
            pair[1] += sign * millionths


class FigureChanges:
    """What a unit of work does to figures, summed up by sheets."""

    def __init__(self) -> None:
        self._lines: dict[LineKey, LineChange] = {}

    def note(self, org: str, kind: str, id: str, before: Body, after: Body) -> None:
        """A document of one of the :data:`COUNTED` kinds was changed; an empty body stands for none."""
        sheet = id.rpartition("/")[0] if kind == ROW else id
        scheme, _, period = sheet.rpartition("@")
        if not scheme:
            return
        key = (org, period, scheme)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = LineChange()
        match kind:
            case "sheet":
                line.take_sheet(after)
            case "roll":
                line.take_roll(after)
            case _:
                line.take_row(before, after)

    def take(self) -> Iterator[tuple[LineKey, LineChange]]:
        """What has been noted, which is then forgotten."""
        lines, self._lines = self._lines, {}
        yield from lines.items()


def figures_of(documents: Iterable[tuple[str, str, str, Body]]) -> dict[LineKey, SheetFigures]:
    """The figures of all sheets among these documents, ``(org, kind, id, body)`` in any order, counted anew."""
    changes = FigureChanges()
    rolls: dict[LineKey, list[str]] = {}
    excluded: dict[LineKey, list[str]] = {}
    for org, kind, id, body in documents:
        if kind not in COUNTED:
            continue
        changes.note(org, kind, id, {}, body)
        sheet, _, subject = id.rpartition("/") if kind == ROW else (id, "", "")
        scheme, _, period = sheet.rpartition("@")
        if kind == ROLL:
            rolls[org, period, scheme] = subjects_of(body)
        elif kind == ROW and body.get("excluded"):
            excluded.setdefault((org, period, scheme), []).append(subject)
    found = {}
    for key, line in changes.take():
        line.count_left_out(rolls.get(key, ()), excluded.get(key, ()))
        values = zip(line.values(), _NOTHING, strict=True)
        figures = SheetFigures._make(
            (*key, *(none if one is None else one for one, none in values))
        )
        if not figures.says_nothing:
            found[key] = figures
    return found


def summed(
    lines: Iterable[SheetFigures], groups: Mapping[str, str]
) -> list[tuple[str, SheetFigures]]:
    """Complete rows and their totals by group (organisation → group), period, scheme and digest."""
    sums: dict[tuple[str, str, str, str], SheetFigures] = {}
    for line in lines:
        if not line.complete:
            continue
        key = groups[line.org], line.period, line.scheme, line.digest
        before = sums.get(key)
        sums[key] = SheetFigures(
            line.org if before is None else min(line.org, before.org),
            *key[1:3],
            digest=line.digest,
            complete=line.complete + (before.complete if before else 0),
            total=line.total + (before.total if before else 0),
        )
    return [(key[0], sums[key]) for key in sorted(sums)]


def subjects_of(roll: Body) -> list[str]:
    """Who is on a roll."""
    subjects = roll.get("subjects")
    return [str(s) for s in subjects] if isinstance(subjects, list | tuple) else []


def differing(kept: SheetFigures, counted: SheetFigures) -> str:
    """The first figure in which two lines of one sheet differ; empty where they are the same."""
    for name, one, other in zip(SheetFigures._fields, kept, counted, strict=True):
        if one != other and not (name in ("totals", "criteria") and _same_json(one, other)):
            return name
    return ""


def added(kept: str, more: str) -> str:
    """Counts, or pairs of them, in JSON with others added; what comes to nothing is not kept."""
    if more == NONE_KEPT:
        return kept
    changes = _read(more)
    text: str | None = kept
    for key, value in changes.items():
        text = _spliced(text, key, value) if text else None
    return text or _added_up(kept, changes)


def _spliced(text: str, key: str, value: Any) -> str | None:
    """The text with one entry changed in place, which spares reading all of it with every score.

    None where there is no such entry yet, where nothing would be left of it, and where the text is not as it is written here.
    """
    name = f"{_ENCODER.encode(key)}:"
    begin = text.find(name)
    if begin < 1 or text[begin - 1] not in "{,":
        return None
    begin += len(name)
    closing = "]" if isinstance(value, list) else ","
    end = text.find(closing, begin)
    if closing == "]":
        end += 1
    elif end < 0:
        end = len(text) - 1
    try:
        before = json.loads(text[begin:end])
    except ValueError:
        return None
    if type(before) is not type(value):
        return None
    if isinstance(value, list):
        after: Any = [one + other for one, other in zip(before, value, strict=False)]
        kept = any(after)
    else:
        after = before + value
        kept = bool(after)
    return f"{text[:begin]}{_ENCODER.encode(after)}{text[end:]}" if kept else None


def _added_up(kept: str, changes: Mapping[str, Any]) -> str:
    sums = _read(kept)
    for key, value in changes.items():
        before = sums.pop(key, None)
        if isinstance(value, int):
            after: Any = value + (before if isinstance(before, int) else 0)
        else:
            pair = before if isinstance(before, list) else [0] * len(value)
            after = [one + other for one, other in zip(pair, value, strict=False)]
        if any(after) if isinstance(after, list) else after:
            sums[key] = after
    return _text(sums)


def _read(text: str) -> dict[str, Any]:
    """Of something that is no JSON nothing: the score goes on, and a verification tells."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _same_json(one: object, other: object) -> bool:
    return isinstance(one, str) and isinstance(other, str) and _read(one) == _read(other)


def _text(counts: Mapping[str, Any]) -> str:
    return _ENCODER.encode(counts) if counts else NONE_KEPT


def _cells(row: Body) -> Mapping[str, Any]:
    cells = row.get("cells")
    return cells if isinstance(cells, dict) and not row.get("excluded") else {}


def _standing(cell: Any) -> Any:
    """The points that stand: final, else reviewed, else the branch's own."""
    if not isinstance(cell, dict):
        return None
    return cell.get("f", cell.get("r", cell.get("p")))


def _millionths(points: Any) -> int | None:
    if isinstance(points, str) and len(points) <= _SHORT:
        # Nearly all points are figures like 8 or 7.5, which need no decimal arithmetic.
        whole, _, part = points.partition(".")
        if whole.isdecimal() and (not part or part.isdecimal()):
            return int(whole) * UNIT + (int(part) * _TENTHS[len(part)] if part else 0)
    if points is None:
        return None
    try:
        number = Decimal(points)
    except (InvalidOperation, TypeError, ValueError):
        return None
    if not number.is_finite() or abs(number) >= _MOST:
        return None
    return int((number * UNIT).to_integral_value())


def _handed_up(passages: Any) -> tuple[str, int]:
    """When a sheet was first handed up for good, and how often it was given back."""
    handed, returned = "", 0
    for passage in passages if isinstance(passages, list | tuple) else ():
        match passage:
            case ["submit", _, at, *_]:
                handed = handed or str(at)
            case ["withdraw", *_]:
                handed = ""
            case ["return", *_]:
                returned += 1
    return handed, returned
