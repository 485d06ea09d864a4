"""How often something has to be held, as a rule pack states it."""

from __future__ import annotations

from branchkit.core.periods import PeriodKind
from branchkit.core.rulepacks.basis import Basis
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen


@frozen
class Quota:
    """So many rows of a kind in a register in every period: a committee meeting a month, a lesson a quarter."""

    id: str
    title: LocalText
    register: str
    column: str
    """The choice column that tells the kind; empty: every row counts."""
    kinds: tuple[str, ...]
    every: PeriodKind
    times: int = 1
    by: str = ""
    """``group``: every Party group has to; ``committee``: only where there is a committee; empty: the branch."""
    article: str = ""
    basis: Basis = Basis.FOUND
    cited: LocalText = NO_TEXT
    """The edition that it was taken over from; empty where it is this one's own."""
