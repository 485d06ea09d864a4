"""Writing lines at the end of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, islice

from branchkit.core.ports import Key
from branchkit.store.connection import KeyTaken
from branchkit.store.ledger import End, Operation, later_than
from branchkit.store.reader import LedgerReader

_ENTER = (
    "INSERT INTO entry (seq, at, actor, org, kind, id, change, reason, prev, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_AND_ANOTHER = ", (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_AT_ONCE = 99
"""Ten variables each, and SQLite before 3.32 takes no more than 999 in a statement."""


class LedgerWriter(LedgerReader):
    """A session's ledger. It remembers where the ledger ended, so that no commit has to look for it.

    When another session has written meanwhile, the next seq is taken: SQLite refuses the line, and the end is read.
    """

    _end: End | None = None
    _before: str = ""
    """When the newest line was made, where that was not in this session."""
    behind: datetime | None = None
    """See :meth:`~branchkit.core.ports.Store.clock_behind`."""

    def last(self) -> End:
        """Seq and hash of the newest line."""
        seq, hash, self._before = self._newest()
        self._end = seq, hash
        return self._end

    def add(self, changed: Sequence[tuple[Key, str]], operation: Operation) -> int:
        """Write a line for every document and its fields (canonical JSON) inside the open transaction.

        Returns the operation's number; when it is not committed after all: :meth:`forget`.
        """
        if self._end is not None:
            try:
                return self._add(self._end, changed, operation)
            except KeyTaken:
                pass  # another session has written since
        return self._add(self.last(), changed, operation)

    def forget(self) -> None:
        """What was added has not come to be."""
        self._end = None

    def _add(self, end: End, changed: Sequence[tuple[Key, str]], operation: Operation) -> int:
        lines = operation.lines(end, changed)
        while part := list(islice(lines, _AT_ONCE)):
            sql = _ENTER + _AND_ANOTHER * (len(part) - 1)
            self._connection.run(sql, *chain.from_iterable(part))
            self._end = part[-1].seq, part[-1].hash
        self.behind = self.behind or later_than(operation.at, self._before)
        self._before = ""
        return end[0] + 1
