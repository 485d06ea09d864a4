"""The terms that hold for a sheet, read from those above its organisation, and kept to: outside of them nothing is scored.

Terms are kept by the organisation that has set them, one document for a kind of scheme and a period. The kind is the scheme's id without
its owner, so that the sectors below a county, each with a scheme of its own, have the same day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from branchkit.core.dates import Period
from branchkit.core.errors import SheetError
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Key, Reader
from branchkit.core.review.terms import (
    NO_TERMS,
    NOTHING_SET,
    Terms,
    TermsInForce,
    terms_in_force,
    usual_terms,
)
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import SheetKey

TERMS = "terms"


def kind_of_scheme(scheme: str) -> str:
    """What schemes of several owners have in common: ``member-month`` of ``rural/member-month``."""
    return scheme.rpartition("/")[2]


def terms_key(org: str, kind: str, period: Period) -> Key:
    """The document in which an organisation keeps the terms that it has set."""
    return org, TERMS, f"{kind}@{period}"


def terms_of(reader: Reader, scheme: Scheme, key: SheetKey) -> TermsInForce:
    """What holds for a sheet: a statement for every level above it."""
    usual = usual_terms(scheme.handing_up, key.period)
    return terms_in_force(key.org, _set_above(reader, key), usual)


def _set_above(reader: Reader, key: SheetKey) -> Iterator[Terms]:
    """Of those above an organisation, the nearest first."""
    document, seen = reader.get("", "organization", key.org), {key.org}
    while document is not None and (above := document.body.get("parent", "")) not in seen | {""}:
        seen.add(above)
        organization = "", "organization", above
        terms = terms_key(above, kind_of_scheme(key.scheme), key.period)
        found = reader.get_many([organization, terms])
        if terms in found:
            yield Terms.from_body(found[terms].body)
        document = found.get(organization)


class TermsOfTree:
    """The terms of a kind of scheme and a period for any number of organisations, read with one statement."""

    def __init__(self, reader: Reader, tree: OrganizationTree, kind: str, period: Period) -> None:
        self._tree = tree
        self._period = period
        inner = [o.id for o in tree.all() if tree.children(o.id)]
        found = reader.get_many(terms_key(org, kind, period) for org in inner)
        self._set = {org: Terms.from_body(document.body) for (org, _, _), document in found.items()}
        self._usual: dict[str, Terms] = {}

    def of(self, org: str, scheme: Scheme | None) -> TermsInForce:
        """What holds for an organisation's sheet; ``scheme`` names the usual days."""
        usual = NOTHING_SET
        if scheme is not None and scheme.handing_up is not None:
            usual = self._usual.setdefault(scheme.id, usual_terms(scheme.handing_up, self._period))
        elif not self._set:
            return NO_TERMS
        above = reversed(self._tree.path(org)[:-1])
        return terms_in_force(org, (self._set[o.id] for o in above if o.id in self._set), usual)


def refuse_outside_terms(reader: Reader, scheme: Scheme, key: SheetKey, today: date) -> None:
    """Raises :class:`SheetError` ``not_yet`` before the sheet may be scored, ``over`` afterwards."""
    terms = terms_of(reader, scheme, key)
    if terms.is_before(today):
        raise SheetError("not_yet", period=str(key.period), opens=terms.opens)
    if terms.is_over(today):
        raise SheetError("over", period=str(key.period), closed=terms.open_until)
