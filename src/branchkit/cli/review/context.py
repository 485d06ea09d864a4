"""What every command on the sheets below an organisation works on: the node, the kind of scheme, the period."""

from __future__ import annotations

import argparse

from branchkit.cli.shell import CommandContext, Shell
from branchkit.core.errors import SchemeError, SheetError
from branchkit.core.typed_days import typed_period
from branchkit.services.organizations.organizations import read_tree, the_organization
from branchkit.services.scoring.terms import kind_of_scheme

USUAL_KIND = "member-month"


class BelowContext(CommandContext):
    """One call of a command on sheets below ``--org``; ``--scheme`` is a scheme, or a kind of schemes (``member-month``)."""

    def __init__(self, args: argparse.Namespace, shell: Shell) -> None:
        """Raises :class:`SchemeError` ``unknown``, :class:`SheetError` ``period_kind``, :class:`OrganizationError` ``unknown``."""
        super().__init__(args, shell)
        self.contributions = self.workspace.contributions
        self.period = typed_period(args.period, self.today)
        self.scheme: str = args.scheme or USUAL_KIND
        self.kind = kind_of_scheme(self.scheme)
        self._check_kind()
        self.tree = read_tree(self.store)
        self.node = the_organization(self.tree, self.org).id

    @property
    def at(self) -> str:
        """The present moment, as it is kept."""
        return self.workspace.clock().isoformat(timespec="seconds")

    def _check_kind(self) -> None:
        schemes = self.contributions.schemes
        alike = [s for s in schemes.values() if self.scheme in (s.id, kind_of_scheme(s.id))]
        if not alike:
            known = ", ".join(sorted({kind_of_scheme(id) for id in schemes}))
            raise SchemeError("unknown", scheme=self.scheme, known=known)
        if all(s.period is not self.period.kind for s in alike):
            wanted = str(alike[0].period)
            told = {"scheme": self.scheme, "period": str(self.period), "wanted": wanted}
            raise SheetError("period_kind", **told)
