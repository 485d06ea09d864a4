"""A unit of work whose writes wait until a few hundred are together.

Between the reading of one row and of the next a write costs a third more than after another write: reading, checking and
storing are a lot of code each, and push each other out of the processor's caches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from branchkit.core.ports import Body, Document, UnitOfWork

_NOT_YET = Document("", "", "", 0, {})


class WaitingWrites:
    """Another unit of work, seen through what is still to be written into it: whatever reads has it written first.

    It neither begins nor ends the other one; what waits is written by :meth:`flush`.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        self.actor = uow.actor
        self._uow = uow
        self._waiting: list[tuple[str, str, str, Body]] = []

    def put(self, org: str, kind: str, id: str, body: Body) -> Document:
        """Remember a document. What waits has no revision, so the answer says nothing of it."""
        self._waiting.append((org, kind, id, body))
        return _NOT_YET

    def flush(self) -> None:
        """Write everything that waits."""
        for org, kind, id, body in self._waiting:
            self._uow.put(org, kind, id, body)
        self._waiting.clear()

    def get(self, org: str, kind: str, id: str) -> Document | None:
        """One document or None."""
        self.flush()
        return self._uow.get(org, kind, id)

    def scan(self, org: str, kind: str, prefix: str = "") -> Iterator[Document]:
        """Documents in the order of their ids."""
        self.flush()
        return self._uow.scan(org, kind, prefix)

    def project(
        self, org: str, kind: str, prefix: str, fields: Sequence[str]
    ) -> Iterator[tuple[Any, ...]]:
        """Some fields of documents."""
        self.flush()
        return self._uow.project(org, kind, prefix, fields)

    def organizations_of(self, kind: str) -> list[str]:
        """The organisations that have a document of this kind."""
        self.flush()
        return self._uow.organizations_of(kind)

    def version(self) -> int:
        """As the other one has it."""
        return self._uow.version()

    def commit(self, *, reason: str = "", undoes: int | None = None) -> int | None:
        """Make everything durable, what waits included."""
        self.flush()
        return self._uow.commit(reason=reason, undoes=undoes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """The other one ends by itself."""
