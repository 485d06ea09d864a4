"""TinyDB's questions, asked of rows that are read one after the other.

TinyDB is the language of queries here, not where anything is kept: a condition is built with
:mod:`branchkit.plugin.queries` and asked of whatever gives rows, documents of a store or records of a register::

    visits = Rows(lambda: rows.between(since, until), lambda record: record.values)
    late = visits.search((where("visited") >= "2026-11-01") & ~where("kind").one_of(["phone", "letter"]))

Values are as they are kept: dates are ISO texts, which compare as dates do; numbers of registers are decimal texts, which do
not compare as numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from branchkit.core.errors import StoreError
from branchkit.core.ports import Document, Reader

if TYPE_CHECKING:
    from tinydb.queries import QueryLike

Row = TypeVar("Row")


def _itself(row: Any) -> Any:
    return row


class Rows(Generic[Row]):
    """A table to be read: what TinyDB's tables answer, without holding more than one row."""

    def __init__(
        self,
        read: Callable[[], Iterable[Row]],
        fields: Callable[[Row], Mapping[str, Any]] = _itself,
    ) -> None:
        """``read`` begins anew for every question; ``fields`` is what conditions look at, the row itself if it is a
        mapping."""
        self._read = read
        self._fields = fields

    def __iter__(self) -> Iterator[Row]:
        return iter(self._read())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def search(self, cond: QueryLike) -> Iterator[Row]:
        """The rows for which ``cond`` holds, each as it is found."""
        fields = self._fields
        return (row for row in self if cond(fields(row)))

    def get(self, cond: QueryLike) -> Row | None:
        """The first row for which ``cond`` holds; what is behind it is not read."""
        return next(self.search(cond), None)

    def contains(self, cond: QueryLike) -> bool:
        """Whether there is a row for which ``cond`` holds."""
        return any(True for _ in self.search(cond))

    def count(self, cond: QueryLike) -> int:
        """For how many rows ``cond`` holds."""
        return sum(1 for _ in self.search(cond))

    def all(self) -> list[Row]:
        """Every row at once."""
        return list(self)

    def insert(self, *_: object, **__: object) -> NoReturn:
        """Refuse, as for every other way in which TinyDB writes: :class:`StoreError` ``query_only``.

        What is written has to leave its entry in the ledger, so it goes through a unit of work.
        """
        raise StoreError("query_only")

    insert_multiple = update = update_multiple = upsert = remove = truncate = insert


def documents(reader: Reader, org: str, kind: str, prefix: str = "") -> Rows[Document]:
    """The documents of a kind in an organisation, asked by their bodies."""
    return Rows(lambda: reader.scan(org, kind, prefix), lambda document: document.body)
