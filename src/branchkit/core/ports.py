"""What the inside asks of a store, and nothing about how a store does it.

A store keeps **documents** (what is) and a **ledger** (how it came to be). Both change together in
one durable transaction: when :meth:`UnitOfWork.commit` has returned, the change is on the disk.
``tests/store/contract.py`` holds the tests that every implementation must pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from branchkit.core.actors import Actor
from branchkit.core.rollup.figures import SheetFigures
from branchkit.core.values import frozen

Body = dict[str, Any]
"""A document's content: JSON values only; Decimal and date are kept as text. A key with None is not kept."""

CLOCK_SLACK = timedelta(minutes=2)
"""By so much the clocks of two machines may differ."""

Key = tuple[str, str, str]
"""A document's organisation, kind and id."""


@frozen
class Document:
    """One document. ``(org, kind, id)`` is its key, ``rev`` counts its changes from 1."""

    org: str
    kind: str
    id: str
    rev: int
    body: Body


@frozen
class Bounds:
    """Documents whose top-level ``field`` is a text from ``low`` to ``high``, both ends included, by code points.

    ISO dates are such texts. A document without the field, or with a number in it, is outside of any bounds.
    """

    field: str
    low: str = ""
    high: str | None = None
    """None: no end."""


@frozen
class Change:
    """What one entry did to one document, field by field.

    ``fields`` maps a path (``/cells/dues/points``; ``~1`` and ``~0`` stand for ``/`` and ``~`` as in
    RFC 6901) to ``[before, after]``; ``None`` means "not there". A list counts as one field.
    ``operation`` is shared by all entries of one commit: the seq of the first of them. ``undoes`` names the operation that this
    one takes back, if any; ``action`` is the service's name for what was done ("score.enter").
    """

    fields: Mapping[str, Sequence[Any]]
    operation: int
    action: str
    undoes: int | None = None


@frozen
class Entry:
    """One line of the ledger. ``hash`` covers everything else in it and ``prev``."""

    seq: int
    at: datetime
    actor: str
    org: str
    kind: str
    id: str
    change: Change
    reason: str
    prev: str
    hash: str


@frozen
class Touched:
    """A document that a commit has changed; ``fields`` is the JSON of :attr:`Change.fields`, as the ledger has it."""

    org: str
    kind: str
    id: str
    fields: str
    was_there: bool
    is_there: bool


@frozen
class Committed:
    """What a commit has done, told once it is on the disk."""

    operation: int
    at: datetime
    actor: str
    action: str
    touched: tuple[Touched, ...]


@frozen
class Damage:
    """What :meth:`Store.verify` found: where, and of which kind; never what is kept there.

    ``code``, looked up as ``damage.<code>``: of a line of the ledger ``sequence`` (lines are missing before it), ``chain``
    (it does not follow from the one before), ``hash`` (it was altered), ``cut`` (it is no longer there as it was at the last
    verification); ``document`` is not its fold; ``figures`` of a sheet are not what its documents come to, which can be mended;
    ``unreadable`` (bytes
    that are no text) and ``malformed`` (no JSON) are lines, with ``seq``, or documents; ``layout`` is something in the file
    that does not belong there, ``file`` the file itself. ``path`` is the field or column, of ``layout`` and ``file`` the detail.
    """

    code: str
    seq: int | None = None
    org: str = ""
    kind: str = ""
    id: str = ""
    path: str = ""


@frozen
class LedgerEnd:
    """Where a ledger ends: number and hash of its newest line."""

    seq: int
    hash: str


TellStep = Callable[[str, int, int], object]
"""Hears how far a verification is: the step (``file``, ``ledger``, ``documents``), how much of it is done, and of how much."""


class Reader(Protocol):
    """Reading documents. Iteration is lazy and in the order of ``id`` (code points), or against it (``newest_first``).

    ``limit`` is how many documents are wanted at most; what is beyond is not read.
    """

    def get(self, org: str, kind: str, id: str) -> Document | None:
        """One document or None."""

    def get_many(self, keys: Iterable[Key]) -> Mapping[Key, Document]:
        """Those of the documents that there are, in the order of ``keys``; of any organisations and kinds.

        The price is that of reading a page, not that of so many :meth:`get`.
        """

    def scan(
        self,
        org: str,
        kind: str,
        prefix: str = "",
        *,
        bounds: Bounds | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Document]:
        """The documents of a kind in an organisation whose id begins with ``prefix``."""

    def project(
        self,
        org: str,
        kind: str,
        prefix: str,
        fields: Sequence[str],
        *,
        bounds: Bounds | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """``(id, field, field, ...)`` of each document, without building the rest of it.

        ``fields`` are top-level keys whose values are scalars; a missing one is None.
        """

    def project_many(
        self,
        orgs: Iterable[str],
        kind: str,
        prefix: str,
        fields: Sequence[str],
        *,
        bounds: Bounds | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """``(organisation, id, field, field, ...)``: what :meth:`project` gives of each of the organisations, in the order of
        their ids (code points).

        The price is that of reading as many documents of one organisation, however many the organisations are.
        """

    def organizations_of(self, kind: str) -> list[str]:
        """The organisations that have a document of this kind."""

    def figures(
        self, orgs: Iterable[str], periods: Iterable[str], *, parts: bool = True
    ) -> list[SheetFigures]:
        """What is kept of every sheet that one of the organisations has in one of the periods (as text), in their order.

        The figures change with the commit that changes a sheet, its roll or a row; any number of them is had with one look.
        Without ``parts`` nothing is said of single totals and criteria, which is most of what a line holds.
        """

    def figure_sums(
        self, groups: Mapping[str, str], periods: Iterable[str]
    ) -> list[tuple[str, SheetFigures]]:
        """What complete rows, and their totals, come to in each group of organisations (organisation → group).

        A line for each group, period, scheme and digest; its organisation is one of those, and it says nothing else.
        """

    def version(self) -> int:
        """A number that changes whenever *another* session has committed; cheap enough for every key."""


class Ledger(Protocol):
    """Reading how documents came to be."""

    def entries(
        self,
        *,
        org: str | None = None,
        kind: str | None = None,
        id_prefix: str | None = None,
        after: int = 0,
        newest_first: bool = False,
    ) -> Iterator[Entry]:
        """The ledger, filtered; ``after`` is a seq; lazily. What is not committed yet is not in it."""


class UnitOfWork(Reader, Ledger, AbstractContextManager["UnitOfWork"], Protocol):
    """One transaction: reads see its own writes; left without :meth:`commit` it rolls back.

    It holds the write lock from the beginning, so what is read in it cannot change under it, and what was read is not
    read again to be written. A store may let writes wait: a full disk is told by any later call up to :meth:`commit`.
    """

    actor: Actor

    def put(self, org: str, kind: str, id: str, body: Body) -> Document:
        """Write a document whole; the ledger entry with its field changes is the store's work.

        A body equal to what is there writes nothing. An empty body takes the document away: readers no longer
        see it, the ledger keeps what it was, and its revisions go on counting should it come back.
        """

    def commit(self, *, reason: str = "", undoes: int | None = None) -> int | None:
        """Make it durable; returns the operation's number, None if nothing had changed."""


class Store(Reader, Ledger, Protocol):
    """A workspace's documents and ledger."""

    def begin(self, actor: Actor, action: str) -> UnitOfWork:
        """Start a transaction; waits up to five seconds for another session, then raises
        :class:`~branchkit.core.errors.StoreError` ``store.busy``."""

    def last_seq(self) -> int:
        """The newest entry's seq, 0 when there is none."""

    def clock_behind(self) -> datetime | None:
        """When the entry before the first one that this session has written was made, if that was later by more than
        :data:`CLOCK_SLACK`: the clock is wrong, or was."""

    def verify(
        self, *, since: LedgerEnd | None = None, tell: TellStep | None = None
    ) -> list[Damage]:
        """Recompute the hash chain and the fold of the ledger; empty when all is well.

        ``since`` is where the ledger ended when it was last found whole: only the lines behind it, and the documents that
        they are about, are looked at, and whether the line itself is still there. ``tell`` hears how far it is.
        """

    def count_figures_anew(self) -> None:
        """Make :meth:`Reader.figures` what the documents come to, where :meth:`verify` found that they are not."""

    def backup(self, target: Path) -> list[Damage]:
        """A consistent copy while others work; the file appears whole or not at all. What is wrong with the copy."""

    def close(self) -> None:
        """Let go of the file."""
