"""TinyDB as the view of the documents: its queries and its table operations, without its file.

TinyDB's own storages read and write the whole database at once. Here a table reads through SQLite
what is asked for, and writes through the open unit of work what was touched, so that the price of a
change does not grow with the table and every change has its ledger entry. A table is named by
:func:`table_name`; ids are texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, Protocol

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document as TinyDocument
from tinydb.table import Table

from branchkit.core.errors import StoreError
from branchkit.core.ports import Body
from branchkit.store.connection import Connection
from branchkit.store.reader import SqliteReader

_SEPARATOR = "\x1f"


class Writer(Protocol):
    """The open unit of work, as a table sees it."""

    def write(self, org: str, kind: str, id: str, body: Body) -> None:
        """Write one document; an empty body takes it away."""


def table_name(org: str, kind: str) -> str:
    """TinyDB's name for the documents of one kind in one organisation."""
    return f"{org}{_SEPARATOR}{kind}"


class LedgerStorage(Storage):
    """Where the tables read and write: documents in SQLite, changes through the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self.reader = SqliteReader(connection)
        self.connection = connection
        self.writer: Writer | None = None
        """Set while a unit of work is open."""

    def open_writer(self) -> Writer:
        """The unit of work to write through; raises ``store.no_transaction`` when none is open."""
        if self.writer is None:
            raise StoreError("no_transaction")
        return self.writer

    def read(self) -> dict[str, dict[str, Any]]:
        """The tables by name, each still unread."""
        rows = self.connection.run("SELECT DISTINCT org, kind FROM document WHERE body <> '{}'")
        names = [table_name(*row) for row in rows]
        # Storage promises dicts of dicts; tables do not read through here, and names are what is left.
        return {name: {} for name in names}

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Refuse: writing the whole database at once would leave no entries."""
        raise NotImplementedError("documents are written one by one, through a unit of work")


class LiveDocuments(MutableMapping[str, dict[str, Any]]):
    """The documents of one table as the mapping that TinyDB's updaters expect.

    A document that is looked up is handed out as a copy which the updater may change; :meth:`flush`
    writes whatever was looked up or set, so an updater should name the ids it means.
    """

    def __init__(self, storage: LedgerStorage, org: str, kind: str) -> None:
        self._storage = storage
        self._org = org
        self._kind = kind
        self._touched: dict[str, dict[str, Any]] = {}

    def __getitem__(self, id: str) -> dict[str, Any]:
        if id not in self._touched:
            document = self._storage.reader.get(self._org, self._kind, id)
            if document is None:
                raise KeyError(id)
            self._touched[id] = document.body
        body = self._touched[id]
        if not body:
            raise KeyError(id)
        return body

    def __setitem__(self, id: str, body: Mapping[str, Any]) -> None:
        self._touched[id] = dict(body)

    def __delitem__(self, id: str) -> None:
        if id not in self:
            raise KeyError(id)
        self._touched[id] = {}

    def __iter__(self) -> Iterator[str]:
        return (id for (id,) in self._storage.reader.project(self._org, self._kind, "", ()))

    def __len__(self) -> int:
        return self._storage.reader.count(self._org, self._kind)

    def flush(self) -> None:
        """Write what was touched; what is as before costs a comparison and leaves no entry."""
        writer = self._storage.open_writer()
        for id, body in self._touched.items():
            writer.write(self._org, self._kind, id, body)


class DocumentTable(Table):
    """The documents of one kind in one organisation."""

    document_id_class = str  # type: ignore[assignment]

    def __init__(self, storage: LedgerStorage, name: str, **_: Any) -> None:
        # Without a query cache: another session's commit would leave it stale.
        super().__init__(storage, name, cache_size=0)
        self._ledger = storage
        self._org, self._kind = name.split(_SEPARATOR, 1)

    def put(self, id: str, body: Body) -> None:
        """Write one document whole."""

        def updater(documents: MutableMapping[str, Body]) -> None:
            documents[id] = body

        self._update_table(updater)

    def search(self, cond: QueryLike) -> list[TinyDocument]:
        """All documents for which ``cond`` holds, in the order of their ids."""
        return [document for document in self if cond(document)]

    def get(  # type: ignore[override]
        self,
        cond: QueryLike | None = None,
        doc_id: str | None = None,
        doc_ids: Iterable[str] | None = None,
    ) -> TinyDocument | list[TinyDocument] | None:
        """One document by id or the first for which ``cond`` holds; a list for ``doc_ids``."""
        if doc_id is not None:
            return self._by_id(doc_id)
        if doc_ids is not None:
            return [found for id in doc_ids if (found := self._by_id(id)) is not None]
        if cond is not None:
            return next((document for document in self if cond(document)), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def update(  # type: ignore[override]
        self,
        fields: Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None],
        cond: QueryLike | None = None,
        doc_ids: Iterable[str] | None = None,
    ) -> list[str]:
        """Change fields of the documents that match; returns their ids.

        TinyDB evaluates ``cond`` by looking every document up inside the updater, which here would
        touch the whole table; so the ids are found first.
        """
        ids = self._ids(cond) if doc_ids is None else list(doc_ids)
        return super().update(fields, doc_ids=ids)  # type: ignore[arg-type, return-value]

    def update_multiple(  # type: ignore[override]
        self,
        updates: Iterable[
            tuple[Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None], QueryLike]
        ],
    ) -> list[str]:
        """Several updates, one after the other; returns the ids, once for each change."""
        return [id for fields, cond in updates for id in self.update(fields, cond)]

    def remove(  # type: ignore[override]
        self, cond: QueryLike | None = None, doc_ids: Iterable[str] | None = None
    ) -> list[str]:
        """Take documents away; the ledger keeps what they were."""
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        ids = self._ids(cond) if doc_ids is None else list(doc_ids)
        return super().remove(doc_ids=ids)  # type: ignore[arg-type, return-value]

    def truncate(self) -> None:
        """Take all documents of the table away; the ledger keeps what they were."""
        self.remove(doc_ids=self._ids(None))

    def __len__(self) -> int:
        return self._ledger.reader.count(self._org, self._kind)

    def __iter__(self) -> Iterator[TinyDocument]:
        for document in self._ledger.reader.scan(self._org, self._kind):
            yield _tiny(document.id, document.body)

    def _by_id(self, id: str) -> TinyDocument | None:
        document = self._ledger.reader.get(self._org, self._kind, id)
        return None if document is None else _tiny(id, document.body)

    def _ids(self, cond: QueryLike | None) -> list[str]:
        return [str(document.doc_id) for document in self if cond is None or cond(document)]

    def _get_next_id(self) -> int:
        raise TypeError("ids are texts: insert a tinydb.table.Document with its doc_id")

    def _read_table(self) -> Any:
        return LiveDocuments(self._ledger, self._org, self._kind)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        documents = LiveDocuments(self._ledger, self._org, self._kind)
        updater(documents)
        documents.flush()


class DocumentDatabase(TinyDB):
    """TinyDB over a store: :meth:`documents` gives its tables."""

    table_class = DocumentTable  # type: ignore[assignment]

    def __init__(self, storage: LedgerStorage) -> None:
        super().__init__(storage=lambda: storage)

    def documents(self, org: str, kind: str) -> DocumentTable:
        """The table of one kind in one organisation."""
        table = self.table(table_name(org, kind))
        assert isinstance(table, DocumentTable)
        return table

    def drop_table(self, name: str) -> None:
        """Take the documents of one table away; the ledger keeps what they were."""
        self.table(name).truncate()

    def drop_tables(self) -> None:
        """Take all documents away; the ledger keeps what they were."""
        for name in self.tables():
            self.drop_table(name)


def _tiny(id: str, body: Mapping[str, Any]) -> TinyDocument:
    return TinyDocument(body, id)  # type: ignore[arg-type]
