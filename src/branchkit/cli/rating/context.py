"""What every command on a rating works on: the rating meant, organisations and bands by the names that people type."""

from __future__ import annotations

import argparse
from functools import cached_property

from branchkit.cli.shell import CommandContext, Shell
from branchkit.core.errors import OrganizationError, RatingError
from branchkit.core.rating.rating import Rating
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.typed_days import typed_period
from branchkit.services.organizations.organizations import find_organizations, read_tree
from branchkit.services.rating.ratings import existing_rating, scheme_of_rating
from branchkit.services.rating.siblings import rating_key
from branchkit.services.rating.steps import rating_scheme
from branchkit.services.rating.tables import Names


class RatingContext(CommandContext):
    """One call of a command on a rating."""

    def __init__(self, args: argparse.Namespace, shell: Shell) -> None:
        super().__init__(args, shell)
        self.contributions = self.workspace.contributions
        period = typed_period(args.period, self.today)
        self.key = rating_key(self.store, self.contributions, self.org, period, args.scheme)

    @cached_property
    def tree(self) -> Names:
        """Everybody's name."""
        return {o.id: o.name for o in read_tree(self.store).all()}

    def rating(self) -> Rating:
        """As it is now; raises :class:`RatingError` ``not_opened``."""
        return existing_rating(self.store, self.key)

    def scheme(self) -> Scheme:
        """By which it is done, as it was when the proposal was made."""
        return scheme_of_rating(self.rating(), self.contributions.schemes)

    def organization(self, typed: str) -> str:
        """The id of the child that is meant; raises :class:`OrganizationError` ``unknown``, ``several``."""
        below = read_tree(self.store).children(self.org)
        found = find_organizations(below, typed)
        if len(found) == 1:
            return found[0].id
        if found:
            raise OrganizationError("several", text=typed, found=[o.name for o in found])
        raise OrganizationError("unknown", text=typed)

    def band(self, typed: str, scheme: Scheme | None = None) -> str:
        """The id of the band that is meant, by id or title; raises :class:`RatingError` ``unknown_band``."""
        for band in (scheme or self.scheme()).bands:
            if typed in (band.id, band.title.zh_CN, band.title.en, band.short.zh_CN):
                return band.id
        raise RatingError("unknown_band", band=typed)

    def current_scheme(self) -> Scheme:
        """By which a rating is opened."""
        return rating_scheme(self.contributions, self.key)
