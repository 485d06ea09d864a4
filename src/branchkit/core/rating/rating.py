"""A rating (评定) as it is kept: one document of the parent, with everything that was drawn in, proposed, decided and objected.

It holds the figures as they were drawn, so that a sealed one says for itself how each came to its band. Rows and objections are kept by
id: the ledger tells changes of one from changes of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from branchkit.core.dates import Period
from branchkit.core.fields import Unknown, code_of, unknown_fields, with_unknown
from branchkit.core.rating.ballots import Votes
from branchkit.core.scoring.rating_terms import RaterGroup
from branchkit.core.scoring.schemes import Band, Scheme
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.values import frozen

RATING = "rating"
"""Kind of the documents: (parent, ``rating``, ``<scheme>@<period>``)."""


class RatingState(StrEnum):
    """Where a rating stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    NOTICE = "notice"
    SEALED = "sealed"


class RatingStep(StrEnum):
    """What was done with a rating as a whole."""

    OPEN = "open"
    PROPOSE = "propose"
    NOTICE = "notice"
    SEAL = "seal"
    REOPEN = "reopen"


class Unrated(StrEnum):
    """Why an organisation is not rated."""

    NEW = "new"
    """Founded too late in the period."""
    EXCLUDED = "excluded"
    """Left out of its sheet by decision."""
    LEFT_OUT = "left_out"
    """Left out of the rating by decision: it has no confirmed sheet, or is not to be compared."""


class Move(StrEnum):
    """Where an organisation went since its last rating."""

    ROSE = "rose"
    HELD = "held"
    FELL = "fell"
    NEW = "new"
    """One of the two ratings is not there."""


@frozen
class RatedRow:
    """One organisation in a rating. Figures are those of its sheet when they were drawn."""

    org: str
    total: Decimal | None = None
    sections: Mapping[str, Decimal] = field(default_factory=dict)
    """Section → points."""
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    """Section → per cent of what could be had; of sections with nothing open."""
    points: Mapping[str, Decimal] = field(default_factory=dict)
    """Criterion → points, of those that break ties."""
    vetoes: tuple[str, ...] = ()
    stars: int = 0
    votes: Mapping[RaterGroup, Votes] = field(default_factory=dict)
    previous: str = ""
    """The band of the rating before; empty: none is known."""
    previous_of: str = ""
    """The period of that rating; empty where the band was written down by hand."""
    honour: str = ""
    """Why it may rise by more than one grade."""
    unrated: str = ""
    """Why it is not rated (:class:`Unrated`); empty: it is."""
    because: str = ""
    """The reason given for that, or the day on which it was founded."""
    rank: int | None = None
    band: str = ""
    """What is proposed."""
    decided: str = ""
    """What the committee has decided; empty: nothing yet."""
    reason: str = ""
    """Why it decided otherwise than was proposed, or changed its mind while on notice."""
    unknown: Unknown = ()

    @property
    def is_rated(self) -> bool:
        """Whether it gets a band at all."""
        return not self.unrated

    @property
    def departs(self) -> bool:
        """Whether the committee has decided otherwise than was proposed."""
        return bool(self.decided) and self.decided != self.band

    def to_body(self) -> dict[str, Any]:
        """As the document has it, without what is empty."""
        body: dict[str, Any] = {
            "sections": _texts(self.sections),
            "shares": _texts(self.shares),
            "points": _texts(self.points),
            "vetoes": list(self.vetoes),
            "stars": self.stars,
            "votes": {str(g): [v.satisfied, v.mostly, v.against] for g, v in self.votes.items()},
            "total": None if self.total is None else str(self.total),
            "rank": self.rank,
            **{name: getattr(self, name) for name in _WORDS},
        }
        kept = {key: value for key, value in body.items() if value not in (None, "", 0, [], {})}
        return with_unknown(kept, self.unknown)

    @classmethod
    def from_body(cls, org: str, body: Mapping[str, Any]) -> RatedRow:
        """From the document."""
        return cls(
            org,
            total=None if body.get("total") is None else Decimal(body["total"]),
            sections=_decimals(body.get("sections", {})),
            shares=_decimals(body.get("shares", {})),
            points=_decimals(body.get("points", {})),
            vetoes=tuple(body.get("vetoes", ())),
            stars=body.get("stars", 0),
            votes={
                code_of(RaterGroup, group): Votes(*counts)
                for group, counts in body.get("votes", {}).items()
            },
            rank=body.get("rank"),
            **{name: body.get(name, "") for name in _WORDS},
            unknown=unknown_fields(dict(body), _OF_A_ROW),
        )


@frozen
class Objection:
    """What somebody has said against a result on notice, and what was answered."""

    number: int
    on: str
    """The day on which it came in."""
    org: str
    """Whom it is about."""
    by: str
    """Who objects; "匿名" where it says so."""
    text: str
    answer: str = ""
    answered_on: str = ""

    unknown: Unknown = ()

    def to_body(self) -> dict[str, Any]:
        """As the document has it."""
        body = {name: text for name in _OF_AN_OBJECTION if (text := getattr(self, name))}
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, number: int, body: dict[str, Any]) -> Objection:
        """From the document."""
        told = {name: str(body.get(name, "")) for name in _OF_AN_OBJECTION}
        return cls(number, **told, unknown=unknown_fields(body, frozenset(_OF_AN_OBJECTION)))


@frozen
class RatingPassage:
    """One step that was taken: when, by whom, why."""

    step: RatingStep
    at: str
    by: str
    reason: str = ""


@frozen
class Rating:
    """A rating: the organisations by id, what was done, how long the notice runs, what was objected."""

    key: SheetKey
    """Scheme, parent, period: its document is called as the sheets that it compares."""
    state: RatingState = RatingState.OPEN
    scheme_digest: str = ""
    scheme_text: str = ""
    """The scheme's declaration as it was when the proposal was made; empty before."""
    rows: Mapping[str, RatedRow] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    """Organisation → the state of its sheet, empty where there is none: whose sheets were not confirmed when they were drawn."""
    notice_from: str = ""
    notice_until: str = ""
    """The last day of the notice."""
    objections: tuple[Objection, ...] = ()
    passages: tuple[RatingPassage, ...] = ()
    unknown: Unknown = ()

    @property
    def is_known(self) -> bool:
        """Whether its result has been made known, so that it is what an organisation has."""
        return self.state in (RatingState.NOTICE, RatingState.SEALED)

    @property
    def undecided(self) -> list[str]:
        """Whom the committee has still to decide on."""
        return [row.org for row in self.rows.values() if row.is_rated and not row.decided]

    @property
    def unanswered(self) -> list[Objection]:
        """What has been objected and not answered."""
        return [objection for objection in self.objections if not objection.answer]

    def given(self, org: str) -> str:
        """The band that an organisation has by it, once that is known; empty before, and for whom is not rated."""
        row = self.rows.get(org)
        return row.decided if row is not None and self.is_known else ""

    def with_rows(self, rows: Iterable[RatedRow]) -> Rating:
        """The same with these rows in the place of those of the same organisations."""
        return replace(self, rows={**self.rows, **{row.org: row for row in rows}})

    def by_rank(self) -> list[RatedRow]:
        """Best first, those without a rank at the end; equal ones in the order in which they were drawn."""
        last = len(self.rows) + 1
        return sorted(self.rows.values(), key=lambda row: (bool(row.unrated), row.rank or last))

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps."""
        body: dict[str, Any] = {
            "scheme": self.key.scheme,
            "period": str(self.key.period),
            "state": str(self.state),
            "digest": self.scheme_digest,
            "scheme_text": self.scheme_text,
            "order": list(self.rows),
            "rows": {org: row.to_body() for org, row in self.rows.items()},
            "missing": dict(self.missing),
            "notice_from": self.notice_from,
            "notice_until": self.notice_until,
            "objections": {str(one.number): one.to_body() for one in self.objections},
            "passages": [[str(p.step), p.at, p.by, p.reason] for p in self.passages],
        }
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, org: str, body: dict[str, Any]) -> Rating:
        """From the store's document."""
        rows = body.get("rows", {})
        order = [id for id in body.get("order", ()) if id in rows]
        return cls(
            key=SheetKey(body["scheme"], org, Period.parse(body["period"])),
            state=code_of(RatingState, body["state"]),
            scheme_digest=body.get("digest", ""),
            scheme_text=body.get("scheme_text", ""),
            rows={id: RatedRow.from_body(id, rows[id]) for id in order},
            missing=body.get("missing", {}),
            notice_from=body.get("notice_from", ""),
            notice_until=body.get("notice_until", ""),
            objections=tuple(
                Objection.from_body(int(number), told)
                for number, told in sorted(body.get("objections", {}).items(), key=_by_number)
            ),
            passages=tuple(
                RatingPassage(code_of(RatingStep, step), at, by, reason)
                for step, at, by, reason, *_more in body.get("passages", ())
            ),
            unknown=unknown_fields(body, _OF_A_RATING),
        )


_WORDS = ("previous", "previous_of", "honour", "unrated", "because", "band", "decided", "reason")
_OF_A_ROW = frozenset(
    ("sections", "shares", "points", "vetoes", "stars", "votes", "total", "rank", *_WORDS)
)
_OF_AN_OBJECTION = ("on", "org", "by", "text", "answer", "answered_on")
_OF_A_RATING = frozenset(
    (
        *("scheme", "period", "state", "digest", "scheme_text", "order", "rows", "missing"),
        *("notice_from", "notice_until", "objections", "passages"),
    )
)


def _by_number(item: tuple[str, object]) -> int:
    return int(item[0])


def _texts(figures: Mapping[str, Decimal]) -> dict[str, str]:
    return {id: str(figure) for id, figure in figures.items()}


def _decimals(texts: Mapping[str, str]) -> dict[str, Decimal]:
    return {id: Decimal(text) for id, text in texts.items()}


def band_of(scheme: Scheme, id: str) -> Band | None:
    """The band of that id; None for an empty one, and for one that the scheme has no more."""
    return next((band for band in scheme.bands if band.id == id), None)


def move_of(scheme: Scheme, before: str, now: str) -> Move:
    """Risen, held or fallen between two bands, by their places in the scheme."""
    places = {band.id: place for place, band in enumerate(scheme.bands)}
    if before not in places or now not in places:
        return Move.NEW
    if places[before] == places[now]:
        return Move.HELD
    return Move.ROSE if places[now] < places[before] else Move.FELL
