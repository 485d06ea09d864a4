"""What an action did, as a value: a refused entry is part of the work, not an accident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Generic, TypeVar

from branchkit.core.errors import BranchkitError, Problem
from branchkit.core.values import frozen

S = TypeVar("S")
T = TypeVar("T")


@frozen
class Outcome(Generic[T]):
    """What an action did to rows, records or documents, each named by a ``T``.

    ``code`` is looked up as ``outcome.<code>`` with ``params``; empty for what goes without saying. ``refused`` and
    ``problems`` say why nothing was done.
    """

    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    touched: tuple[T, ...] = ()
    """What changed, in this order; after a conflict, what others have changed."""
    at: str = ""
    """The field, column or criterion of the first one touched where the change began; empty where it does not matter."""
    refused: BranchkitError | None = None
    problems: tuple[Problem, ...] = ()
    operation: int | None = None
    """The ledger's number of what was written, where somebody has to know their own changes."""

    @property
    def done(self) -> bool:
        """Whether nothing stood in the way; there may still have been nothing to do."""
        return self.refused is None and not self.problems

    def saying(self, code: str, **params: object) -> Outcome[T]:
        """The same with what is said of it; a refusal speaks for itself."""
        return replace(self, code=code, params=params) if self.done else self

    def about(self, touched: tuple[S, ...], at: str = "") -> Outcome[S]:
        """The same with what was touched named by something else, such as rows instead of documents."""
        told = self.refused, self.problems, self.operation
        return Outcome(self.code, self.params, touched, at, *told)
