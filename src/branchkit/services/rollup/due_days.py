"""By which day each sheet of a roll-up had to be handed up."""

from __future__ import annotations

from branchkit.core.dates import Period
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.scoring.schemes import Scheme
from branchkit.services.scoring.terms import TermsOfTree, kind_of_scheme

_NEVER = "9999-12-31"
"""Later than any day: who is exempt is never late."""


class DueDays:
    """The days that terms set, else the last one of the period; read once for each kind of scheme and period."""

    def __init__(self, reader: Reader, tree: OrganizationTree) -> None:
        self._reader, self._tree = reader, tree
        self._terms: dict[tuple[str, Period], TermsOfTree] = {}

    def of(self, org: str, scheme: Scheme, period: Period) -> str:
        """The last day (ISO) on which an organisation's sheet is in time."""
        kind = kind_of_scheme(scheme.id)
        if (kind, period) not in self._terms:
            self._terms[kind, period] = TermsOfTree(self._reader, self._tree, kind, period)
        terms = self._terms[kind, period].of(org, scheme)
        if terms.extension is not None and terms.extension.exempt:
            return _NEVER
        return (terms.last_day or period.last_day).isoformat()
