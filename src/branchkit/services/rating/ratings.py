"""Ratings as documents: reading one, those of a parent, the one before, and every rating that an organisation has had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from branchkit.core.dates import Period
from branchkit.core.errors import RatingError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.rating.rating import RATING, RatedRow, Rating
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.values import frozen
from branchkit.services.scoring.sheets import scheme_as_kept


def read_rating(reader: Reader, key: SheetKey) -> Rating | None:
    """The rating of a parent, scheme and period; None where nobody has begun it."""
    document = reader.get(key.org, RATING, str(key))
    return None if document is None else Rating.from_body(key.org, document.body)


def existing_rating(reader: Reader, key: SheetKey) -> Rating:
    """The same; raises :class:`RatingError` ``not_opened``."""
    rating = read_rating(reader, key)
    if rating is None:
        raise RatingError("not_opened", period=str(key.period))
    return rating


def keep_rating(uow: UnitOfWork, rating: Rating) -> Rating:
    """Write it; what is returned is what was kept."""
    uow.put(rating.key.org, RATING, str(rating.key), rating.to_body())
    return rating


def ratings_of(reader: Reader, parent: str, scheme: str = "") -> list[Rating]:
    """Those of one parent, the latest period first; of one scheme or of all."""
    prefix = f"{scheme}@" if scheme else ""
    found = [Rating.from_body(parent, d.body) for d in reader.scan(parent, RATING, prefix)]
    return sorted(found, key=_by_period, reverse=True)


def rating_before(reader: Reader, key: SheetKey) -> Rating | None:
    """The last rating by the same scheme that was made known for a period before; None: there is none."""
    earlier = (
        rating
        for rating in ratings_of(reader, key.org, key.scheme)
        if rating.is_known and rating.key.period.last_day < key.period.first_day
    )
    return next(earlier, None)


@frozen
class PastBand:
    """What an organisation was rated in a period."""

    key: SheetKey
    """Scheme, parent and period."""
    row: RatedRow
    scheme: Scheme
    """As it was."""


def history_of(reader: Reader, schemes: Mapping[str, Scheme], org: str) -> Iterator[PastBand]:
    """Every known rating of an organisation, under whatever parent it stood then, the latest first."""
    found = [
        rating
        for parent in reader.organizations_of(RATING)
        for rating in ratings_of(reader, parent)
        if rating.is_known and org in rating.rows
    ]
    for rating in sorted(found, key=_by_period, reverse=True):
        yield PastBand(rating.key, rating.rows[org], scheme_of_rating(rating, schemes))


def scheme_of_rating(rating: Rating, schemes: Mapping[str, Scheme]) -> Scheme:
    """The scheme as it was when the proposal was made, before that as it is now."""
    return scheme_as_kept(rating.key, rating.scheme_text, schemes)


def _by_period(rating: Rating) -> tuple[Period, str]:
    # Periods of different kinds are told apart by their ends, as they follow each other on the wall.
    return Period.containing(rating.key.period.last_day), str(rating.key)
