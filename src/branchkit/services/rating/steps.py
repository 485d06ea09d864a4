"""The steps of a rating: opened, proposed, decided, on notice, objected, answered, sealed, opened again.

Each is given a unit of work and leaves the commit to the caller; what is refused raises :class:`RatingError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from typing import Any

from branchkit.core.dates import add_working_days
from branchkit.core.errors import ConflictError, RatingError
from branchkit.core.ports import UnitOfWork
from branchkit.core.rating.proposing import closed_by_veto, proposed, terms_of
from branchkit.core.rating.rating import (
    Objection,
    RatedRow,
    Rating,
    RatingPassage,
    RatingState,
    RatingStep,
    Unrated,
    band_of,
)
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.scoring.standings import least_of, places_of
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.rating.drawing import draw
from branchkit.services.rating.ratings import (
    existing_rating,
    keep_rating,
    read_rating,
    scheme_of_rating,
)
from branchkit.services.scoring.sheets import scheme_as_kept

Clock = Callable[[], datetime]


@frozen
class ByHand:
    """What people say of organisations when a rating is opened, each by the organisation's id; an empty text takes it back."""

    left_out: Mapping[str, str] = field(default_factory=dict)
    """Why somebody is not rated."""
    honours: Mapping[str, str] = field(default_factory=dict)
    """Why somebody may rise by more than one grade."""
    previous: Mapping[str, str] = field(default_factory=dict)
    """The band that somebody had before, where no rating says it."""


@frozen
class Decision:
    """What the committee decides of one organisation. ``seen`` is what had been decided when it did; None: that does not matter."""

    org: str
    band: str
    """A band's id; empty: as proposed."""
    reason: str = ""
    seen: str | None = None


def open_rating(
    uow: UnitOfWork,
    contributions: Contributions,
    key: SheetKey,
    clock: Clock,
    by_hand: ByHand | None = None,
) -> Rating:
    """Draw everything in, or draw it in anew; what had been proposed and decided is gone then.

    Raises ``wrong_state`` once it is on notice, ``of_members``, ``no_bands``, ``nobody``, ``unknown_organization``, ``unknown_band``.
    """
    scheme = rating_scheme(contributions, key)
    kept = read_rating(uow, key) or Rating(key)
    _require(kept, RatingStep.OPEN, RatingState.OPEN, RatingState.PROPOSED)
    given = by_hand or ByHand()
    # Who is among the siblings is known once they have been drawn in; what is said by hand decides who is missing.
    drawn = draw(uow, contributions, scheme, key, _told(scheme, kept, given))
    named = {*given.left_out, *given.honours, *given.previous}
    for org in sorted(named.difference(drawn.rows)):
        raise RatingError("unknown_organization", org=org)
    if not drawn.rows:
        raise RatingError("nobody", scheme=scheme.title)
    rating = replace(
        kept,
        state=RatingState.OPEN,
        scheme_digest=scheme.digest,
        scheme_text="",
        rows=drawn.rows,
        missing=drawn.missing,
        passages=(*kept.passages, _passage(uow, RatingStep.OPEN, clock)),
    )
    return keep_rating(uow, rating)


def propose(uow: UnitOfWork, contributions: Contributions, key: SheetKey, clock: Clock) -> Rating:
    """Work out rank and band of everybody, from the sheets as they are now, and keep the scheme's text with them.

    Raises ``not_opened``, ``wrong_state``, ``missing`` with who has no confirmed sheet, ``nobody_rated``.
    """
    rating = existing_rating(uow, key)
    _require(rating, RatingStep.PROPOSE, RatingState.OPEN, RatingState.PROPOSED)
    scheme = rating_scheme(contributions, key)
    drawn = draw(uow, contributions, scheme, key, rating)
    if drawn.missing:
        raise RatingError("missing", names=_names(uow, drawn.missing), count=len(drawn.missing))
    rows = proposed(scheme, drawn.rows.values())
    if not any(row.is_rated for row in rows):
        raise RatingError("nobody_rated")
    rating = replace(
        rating,
        state=RatingState.PROPOSED,
        scheme_digest=scheme.digest,
        scheme_text=scheme.declaration,
        rows={row.org: row for row in rows},
        missing={},
        passages=(*rating.passages, _passage(uow, RatingStep.PROPOSE, clock)),
    )
    return keep_rating(uow, rating)


def decide(
    uow: UnitOfWork, contributions: Contributions, key: SheetKey, decisions: Iterable[Decision]
) -> Rating:
    """Keep what the committee decides.

    A band other than the proposed one wants a reason, and so does any change once the result is on notice. Raises ``not_opened``,
    ``wrong_state``, ``not_rated``, ``unknown_band``, ``no_proposal``, ``reason_missing``, ``veto``, and :class:`ConflictError` ``rating`` when
    somebody else has decided since.
    """
    rating = existing_rating(uow, key)
    _require_decidable(rating)
    scheme = scheme_of_rating(rating, contributions.schemes)
    rows = [_decided(uow, rating, scheme, decision) for decision in decisions]
    return keep_rating(uow, rating.with_rows(rows))


def agree(uow: UnitOfWork, contributions: Contributions, key: SheetKey) -> tuple[Rating, int]:
    """Decide as proposed wherever nothing has been decided yet; how many there were. Raises as :func:`decide`."""
    undecided = existing_rating(uow, key).undecided
    rating = decide(uow, contributions, key, [Decision(org, "") for org in undecided])
    return rating, len(undecided)


def put_on_notice(
    uow: UnitOfWork, contributions: Contributions, key: SheetKey, clock: Clock
) -> Rating:
    """Make the decided bands known; the notice begins today. Once more, it begins anew.

    Raises ``not_opened``, ``wrong_state``, ``undecided``, ``over_share``, ``under_least``, ``changed_since``.
    """
    rating = existing_rating(uow, key)
    _require(rating, RatingStep.NOTICE, RatingState.PROPOSED, RatingState.NOTICE)
    scheme = scheme_of_rating(rating, contributions.schemes)
    if open_ones := rating.undecided:
        raise RatingError("undecided", names=_names(uow, open_ones), count=len(open_ones))
    _check_places(scheme, rating)
    _check_figures(uow, contributions, scheme, rating)
    today = clock().date()
    rating = replace(
        rating,
        state=RatingState.NOTICE,
        notice_from=today.isoformat(),
        notice_until=last_day_of_notice(scheme, today).isoformat(),
        passages=(*rating.passages, _passage(uow, RatingStep.NOTICE, clock)),
    )
    return keep_rating(uow, rating)


def last_day_of_notice(scheme: Scheme, since: date) -> date:
    """The last day of a notice that begins on a day, which itself does not count."""
    terms = terms_of(scheme)
    if terms.working_days:
        return add_working_days(since, terms.notice_days)
    return since + timedelta(days=terms.notice_days)


def object_to(
    uow: UnitOfWork, key: SheetKey, org: str, by: str, text: str, clock: Clock
) -> Objection:
    """Keep what somebody has against a result on notice; ``by`` may be empty for who does not give a name.

    Raises ``not_opened``, ``wrong_state``, ``unknown_organization``, ``text_missing``.
    """
    rating = existing_rating(uow, key)
    _require_notice(rating)
    if org not in rating.rows:
        raise RatingError("unknown_organization", org=org)
    if not text.strip():
        raise RatingError("text_missing")
    number = max((one.number for one in rating.objections), default=0) + 1
    today = clock().date().isoformat()
    objection = Objection(number, today, org, by.strip(), text.strip())
    keep_rating(uow, replace(rating, objections=(*rating.objections, objection)))
    return objection


def answer(uow: UnitOfWork, key: SheetKey, number: int, text: str, clock: Clock) -> Objection:
    """Answer an objection, or answer it otherwise. Raises ``not_opened``, ``wrong_state``, ``no_objection``, ``text_missing``."""
    rating = existing_rating(uow, key)
    _require_notice(rating)
    found = next((one for one in rating.objections if one.number == number), None)
    if found is None:
        raise RatingError("no_objection", number=number)
    if not text.strip():
        raise RatingError("text_missing")
    answered = replace(found, answer=text.strip(), answered_on=clock().date().isoformat())
    others = tuple(answered if one is found else one for one in rating.objections)
    keep_rating(uow, replace(rating, objections=others))
    return answered


def seal(uow: UnitOfWork, contributions: Contributions, key: SheetKey, clock: Clock) -> Rating:
    """Close it for good. Raises ``not_opened``, ``wrong_state``, ``notice_runs``, ``unanswered``, ``changed_since``, ``over_share``,
    ``under_least``."""
    rating = existing_rating(uow, key)
    _require(rating, RatingStep.SEAL, RatingState.NOTICE)
    today = clock().date()
    if today.isoformat() <= rating.notice_until:
        raise RatingError("notice_runs", until=rating.notice_until)
    if still_open := rating.unanswered:
        raise RatingError("unanswered", numbers=[one.number for one in still_open])
    scheme = scheme_of_rating(rating, contributions.schemes)
    _check_places(scheme, rating)
    _check_figures(uow, contributions, scheme, rating)
    passage = _passage(uow, RatingStep.SEAL, clock)
    return keep_rating(
        uow,
        replace(rating, state=RatingState.SEALED, passages=(*rating.passages, passage)),
    )


def reopen(uow: UnitOfWork, key: SheetKey, reason: str, clock: Clock) -> Rating:
    """Back to the proposal, from notice or seal, for a reason; decisions stay. Raises ``not_opened``, ``wrong_state``, ``reason_missing``."""
    rating = existing_rating(uow, key)
    _require(rating, RatingStep.REOPEN, RatingState.NOTICE, RatingState.SEALED)
    if not reason.strip():
        raise RatingError("reason_missing")
    passage = _passage(uow, RatingStep.REOPEN, clock, reason.strip())
    return keep_rating(
        uow,
        replace(
            rating,
            state=RatingState.PROPOSED,
            notice_from="",
            notice_until="",
            passages=(*rating.passages, passage),
        ),
    )


def rating_scheme(contributions: Contributions, key: SheetKey) -> Scheme:
    """The scheme by which siblings are rated, with the figures of the period.

    Raises ``of_members``, ``no_bands``, ``period_kind``, :class:`SchemeError` ``unknown``.
    """
    scheme = scheme_as_kept(key, "", contributions.schemes)
    if scheme.subject is not SubjectKind.ORGANIZATION:
        raise RatingError("of_members", scheme=scheme.title)
    if not scheme.bands:
        raise RatingError("no_bands", scheme=scheme.title)
    if key.period.kind is not scheme.period:
        raise RatingError("period_kind", period=str(key.period), wanted=str(scheme.period))
    return scheme


def _told(scheme: Scheme, kept: Rating, by_hand: ByHand) -> Rating:
    """The rating with what is said by hand in its rows."""
    rows = dict(kept.rows)

    def change(org: str, **changes: Any) -> None:
        rows[org] = replace(rows.get(org, RatedRow(org)), **changes)

    for org, reason in by_hand.left_out.items():
        change(org, unrated=Unrated.LEFT_OUT if reason else "", because=reason)
    for org, reason in by_hand.honours.items():
        change(org, honour=reason)
    for org, band in by_hand.previous.items():
        if band and band_of(scheme, band) is None:
            raise RatingError("unknown_band", band=band)
        change(org, previous=band, previous_of="")
    return replace(kept, rows=rows)


def _decided(uow: UnitOfWork, rating: Rating, scheme: Scheme, decision: Decision) -> RatedRow:
    row = rating.rows.get(decision.org)
    if row is None or not row.is_rated:
        raise RatingError("not_rated", name=_name(uow, decision.org))
    if decision.seen is not None and decision.seen != row.decided:
        raise ConflictError("rating", name=_name(uow, decision.org))
    band = decision.band or row.band
    reason = decision.reason.strip()
    if not band:
        raise RatingError("no_proposal", name=_name(uow, decision.org))
    if band_of(scheme, band) is None:
        raise RatingError("unknown_band", band=band)
    if closed_by_veto(scheme, row, band):
        raise RatingError("veto", name=_name(uow, decision.org))
    changes_mind = rating.state is RatingState.NOTICE and band != row.decided
    if (band != row.band or changes_mind) and not reason:
        raise RatingError("reason_missing")
    return replace(row, decided=band, reason=reason)


def _check_places(scheme: Scheme, rating: Rating) -> None:
    """No committee gives more places than there are, or fewer last ones than are asked for."""
    places = {band.id: place for place, band in enumerate(scheme.bands)}
    given = [places[row.decided] for row in rating.rows.values() if row.decided in places]
    for level, band in enumerate(scheme.bands):
        if band.share is not None:
            found = sum(place <= level for place in given)
            if found > (most := places_of(band.share, len(given))):
                raise RatingError("over_share", band=band.title, places=most, found=found)
        if band.at_least is not None:
            found = sum(place >= level for place in given)
            if found < (least := least_of(band.at_least, len(given))):
                raise RatingError("under_least", band=band.title, places=least, found=found)


def _check_figures(
    uow: UnitOfWork, contributions: Contributions, scheme: Scheme, rating: Rating
) -> None:
    """What was rated is still what the sheets say."""
    drawn = draw(uow, contributions, scheme, rating.key, rating)
    changed = [
        org
        for org, row in drawn.rows.items()
        if org in drawn.missing or _figures(row) != _figures(rating.rows.get(org, RatedRow("")))
    ]
    if changed:
        raise RatingError("changed_since", names=_names(uow, changed))


def _figures(row: RatedRow) -> tuple[object, ...]:
    return row.org, row.total, dict(row.shares), row.vetoes, row.stars


def _require(rating: Rating, step: RatingStep, *states: RatingState) -> None:
    if rating.state not in states:
        raise RatingError("wrong_state", state=str(rating.state), step=str(step))


def _require_decidable(rating: Rating) -> None:
    if rating.state not in (RatingState.PROPOSED, RatingState.NOTICE):
        raise RatingError("not_decidable", state=str(rating.state))


def _require_notice(rating: Rating) -> None:
    if rating.state is not RatingState.NOTICE:
        raise RatingError("no_notice", state=str(rating.state))


def _passage(uow: UnitOfWork, step: RatingStep, clock: Clock, reason: str = "") -> RatingPassage:
    return RatingPassage(step, clock().isoformat(timespec="seconds"), uow.actor.name, reason)


def _name(uow: UnitOfWork, org: str) -> str:
    return _names(uow, [org])[0]


def _names(uow: UnitOfWork, orgs: Iterable[str]) -> list[str]:
    """The names of organisations, for people to read."""
    ids = list(orgs)
    found = uow.get_many([("", "organization", org) for org in ids])
    named = {key[2]: str(document.body["name"]) for key, document in found.items()}
    return [named.get(org, org) for org in ids]
