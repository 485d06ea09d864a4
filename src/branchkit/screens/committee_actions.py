"""Actions of the screens on which those above a branch work: review, rating, rectification, the levels below at a glance."""

from __future__ import annotations

from branchkit.screens.actions import LISTS, MARKS, PERIODS, Action, with_lists
from branchkit.screens.grammar import MORE

REVIEW: tuple[Action, ...] = (
    Action("review.open", "open"),
    Action("review.agree", "take"),
    Action("review.next", "next-open"),
    Action("review.find", "find"),
    *MARKS,
    Action("review.confirm", "main"),
    Action("review.sample", MORE),
    Action("review.terms", MORE),
    Action("review.extend", MORE),
    Action("review.kind", MORE),
    *PERIODS,
)


REVIEW_SHEET: tuple[Action, ...] = (
    Action("review.take", "take"),
    Action("review.take_column", "take-all"),
    Action("review.next", "next-open"),
    Action("review.shift", "fill"),
    Action("review.remark", "note"),
    Action("review.evidence", "details"),
    Action("review.own", "remove"),
    Action("review.return", MORE),
    Action("review.draw", MORE),
    Action("review.find", "find"),
    *MARKS,
    Action("review.undo", "undo"),
    Action("review.redo", "redo"),
    Action("review.finish", "main"),
)


RATING: tuple[Action, ...] = (
    Action("rating.decide", "open"),
    Action("rating.take", "take"),
    Action("rating.take_all", "take-all"),
    Action("rating.why", "details"),
    Action("rating.object", "new"),
    Action("rating.objections", MORE),
    Action("rating.answer", MORE),
    Action("rating.left_out", MORE),
    Action("rating.honour", MORE),
    Action("rating.before", MORE),
    Action("rating.renew", MORE),
    Action("rating.reopen", MORE),
    Action("rating.schemes", "view"),
    Action("rating.find", "find"),
    Action("rating.history", "history"),
    Action("rating.print", "print"),
    Action("rating.undo", "undo"),
    Action("rating.redo", "redo"),
    Action("rating.main", "main"),
    *PERIODS,
)


RECTIFICATION: tuple[Action, ...] = (
    Action("rectify.open", "open"),
    Action("rectify.propose", "new"),
    Action("rectify.check", "take"),
    Action("rectify.check_all", "take-all"),
    Action("rectify.history", "history"),
    Action("rectify.find", "find"),
    *MARKS,
    Action("rectify.print", "print"),
    Action("rectify.undo", "undo"),
    Action("rectify.redo", "redo"),
    Action("rectify.subtree", "subtree"),
)


ROLLUP: tuple[Action, ...] = (
    Action("rollup.open", "open"),
    Action("rollup.choose", "view"),
    Action("rollup.find", "find"),
    Action("rollup.print", "print"),
    *PERIODS,
)

REVIEW = with_lists(REVIEW)
REVIEW_SHEET = with_lists(REVIEW_SHEET)
RATING = with_lists(RATING, (*MARKS, *LISTS))
RECTIFICATION = with_lists(RECTIFICATION)
ROLLUP = with_lists(ROLLUP)
