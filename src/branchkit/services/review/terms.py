"""Setting terms for those below an organisation, and granting exceptions from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from branchkit.core.dates import Period
from branchkit.core.errors import SheetError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.review.terms import NOTHING_SET, Extension, Terms, with_extension
from branchkit.services.organizations.organizations import read_line
from branchkit.services.scoring.terms import terms_key


def read_terms(reader: Reader, node: str, kind: str, period: Period) -> Terms:
    """What an organisation itself has set."""
    document = reader.get(*terms_key(node, kind, period))
    return NOTHING_SET if document is None else Terms.from_body(document.body)


def set_terms(
    uow: UnitOfWork, node: str, kind: str, period: Period, days: Mapping[str, date | None]
) -> Terms:
    """Set ``opens``, ``due``, ``closes`` for all below; a day that is not named stays, None takes it away.

    Raises :class:`SheetError` ``terms_reversed``.
    """
    before = read_terms(uow, node, kind, period)
    terms = replace(
        before,
        opens=days.get("opens", before.opens),
        due=days.get("due", before.due),
        closes=days.get("closes", before.closes),
    )
    named = [day for day in (terms.opens, terms.due, terms.closes) if day is not None]
    for earlier, later in pairwise(named):
        if earlier > later:
            raise SheetError("terms_reversed", before=earlier, after=later)
    uow.put(*terms_key(node, kind, period), terms.to_body())
    return terms


def grant(
    uow: UnitOfWork,
    node: str,
    org: str,
    kind: str,
    period: Period,
    extension: Extension | None,
) -> Terms:
    """Grant one organisation an exception; None takes it back.

    Raises :class:`SheetError` ``exception_without_reason``, ``exception_without_day``, ``not_below``.
    """
    if org == node or node not in (o.id for o in read_line(uow, org).all()):
        raise SheetError("not_below", org=org)
    if extension is not None:
        if not extension.reason.strip():
            raise SheetError("exception_without_reason")
        if extension.due is None and not extension.exempt:
            raise SheetError("exception_without_day")
    terms = with_extension(read_terms(uow, node, kind, period), org, extension)
    uow.put(*terms_key(node, kind, period), terms.to_body())
    return terms
