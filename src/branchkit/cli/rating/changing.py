"""The steps of a rating as commands; each answers with how the rating stands."""

from __future__ import annotations

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.rating.context import RatingContext
from branchkit.cli.rating.showing import emit_rating, tell_state
from branchkit.services.rating.steps import (
    ByHand,
    Decision,
    agree,
    answer,
    decide,
    object_to,
    open_rating,
    propose,
    put_on_notice,
    reopen,
    seal,
)


def open_it(context: RatingContext) -> int:
    """Draw in; the exit code says whether everybody's sheet is confirmed."""
    scheme = context.current_scheme()
    before = _pairs(context, context.args.before)
    by_hand = ByHand(
        left_out=_pairs(context, context.args.without),
        honours=_pairs(context, context.args.honour),
        previous={org: context.band(band, scheme) if band else "" for org, band in before.items()},
    )
    with context.begin("rating.open") as uow:
        open_rating(uow, context.contributions, context.key, context.workspace.clock, by_hand)
        uow.commit()
    emit_rating(context)
    return PROBLEMS if tell_state(context).missing else OK


def propose_bands(context: RatingContext) -> int:
    """Work the proposal out."""
    with context.begin("rating.propose") as uow:
        propose(uow, context.contributions, context.key, context.workspace.clock)
        uow.commit()
    emit_rating(context)
    tell_state(context)
    return OK


def decide_bands(context: RatingContext) -> int:
    """One organisation, or all that are undecided as they are proposed."""
    args = context.args
    with context.begin("rating.decide") as uow:
        if args.name:
            org = context.organization(args.name)
            band = context.band(args.band) if args.band else ""
            decision = Decision(org, band, args.reason)
            decide(uow, context.contributions, context.key, [decision])
        else:
            agree(uow, context.contributions, context.key)
        uow.commit(reason=args.reason)
    emit_rating(context)
    tell_state(context)
    return OK


def make_known(context: RatingContext) -> int:
    """Begin the notice."""
    with context.begin("rating.notice") as uow:
        put_on_notice(uow, context.contributions, context.key, context.workspace.clock)
        uow.commit()
    return _stands(context)


def object_to_one(context: RatingContext) -> int:
    """Keep an objection; its number is answered."""
    args = context.args
    org = context.organization(args.name)
    with context.begin("rating.object") as uow:
        kept = object_to(uow, context.key, org, args.by, args.text, context.workspace.clock)
        uow.commit()
    context.shell.answer(
        {"number": kept.number, "organization": org},
        args.format,
        "cli.rating.objected",
        number=kept.number,
        name=context.tree.get(org, org),
    )
    return OK


def answer_one(context: RatingContext) -> int:
    """Keep an answer."""
    args = context.args
    with context.begin("rating.answer") as uow:
        answer(uow, context.key, args.number, args.text, context.workspace.clock)
        uow.commit()
    context.shell.answer(
        {"number": args.number, "answer": args.text},
        args.format,
        "cli.rating.answered",
        number=args.number,
    )
    return OK


def seal_it(context: RatingContext) -> int:
    """Close it."""
    with context.begin("rating.seal") as uow:
        seal(uow, context.contributions, context.key, context.workspace.clock)
        uow.commit()
    return _stands(context)


def reopen_it(context: RatingContext) -> int:
    """Back to the proposal."""
    reason = context.args.reason
    with context.begin("rating.reopen") as uow:
        reopen(uow, context.key, reason, context.workspace.clock)
        uow.commit(reason=reason)
    return _stands(context)


def _stands(context: RatingContext) -> int:
    rating = context.rating()
    value = {
        "rating": str(context.key),
        "state": str(rating.state),
        "notice_until": rating.notice_until,
    }
    key = "cli.rating.stands_until" if rating.notice_until else "cli.rating.stands"
    params = {"state": rating.state, "until": rating.notice_until}
    context.shell.answer(value, context.args.format, key, **params)
    return OK


def _pairs(context: RatingContext, given: list[str]) -> dict[str, str]:
    """``NAME=TEXT``; an empty text takes back what was said."""
    split = (pair.partition("=") for pair in given)
    return {context.organization(name.strip()): text.strip() for name, _equals, text in split}
