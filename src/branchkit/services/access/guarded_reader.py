"""Reading for one user: what they have no right to see is refused, or is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from branchkit.core.access.rights import Rights
from branchkit.core.access.roles import REFUSAL, USER, WHOLE, Operation
from branchkit.core.access.users import User
from branchkit.core.errors import AccessError
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Bounds, Document, Entry, Key, Ledger, Reader
from branchkit.core.rating.rating import RATING, Rating
from branchkit.core.rollup.figures import ROW, SheetFigures
from branchkit.services.unmasking import UNMASKING

ORGANIZATION = "organization"
_KNOWN_TO_ALL = ("name", "short_name", "code", "kind", "sector", "parent", "dissolved")
"""What everybody may know of every organisation: names stand in registers and transfers of others."""
_WATCHED: Mapping[str, frozenset[Operation]] = {
    # Whoever shows personal data numbers the records of it.
    UNMASKING: frozenset({Operation.AUDIT, Operation.UNMASK}),
    REFUSAL: frozenset({Operation.AUDIT}),
}
"""Kinds of documents that want more than reading: the rights of which one is enough."""
_HANDED_DOWN = frozenset({"terms", RATING})
"""Kinds of documents that those below are told: by which day they hand up, and how they were rated."""
_OF_USERS = (Operation.ADMINISTER, Operation.AUDIT)


class Read(Reader, Ledger, Protocol):
    """What is guarded: a store, or a unit of work."""


def read_tree(reader: Reader) -> OrganizationTree:
    """All organisations, whoever asks."""
    return _tree_of(reader.scan(WHOLE, ORGANIZATION))


def _tree_of(documents: Iterable[Document]) -> OrganizationTree:
    return OrganizationTree(Organization.from_body(d.id, d.body) for d in documents)


def read_user(reader: Reader, login: str) -> User | None:
    """A user by login."""
    document = reader.get(WHOLE, USER, login)
    return None if document is None else User.from_body(login, document.body)


class Desk:
    """Whose rights count, and how fresh they are; shared by a store and its units of work."""

    def __init__(self, store: Read, user: User, today: Callable[[], date]) -> None:
        self._today = today
        self.reader: Read = store
        """What is read just now: an open unit of work sees its own changes."""
        self.rights = Rights(user, today(), lambda: read_tree(self.reader))
        self._version = store.version()
        self._stale = False

    def freshen(self) -> None:
        """Work the rights out anew where somebody may have changed them."""
        version, today = self.reader.version(), self._today()
        if version == self._version and not self._stale and today == self.rights.day:
            return
        self._version, self._stale = version, False
        user = read_user(self.reader, self.rights.user.login)
        self.rights.renew(user or User(self.rights.user.login, self.rights.user.name), today)

    def doubt(self) -> None:
        """This session has changed users or the tree."""
        self._stale = True

    def put_back(self, reader: Read) -> None:
        """A unit of work is over: what it has changed of the tree may not have come to be."""
        self.reader = reader
        if self._stale:
            self.rights.forget_tree()


class GuardedReader:
    """The port's reader and ledger, as far as a user may see what is in it."""

    def __init__(self, inner: Read, desk: Desk) -> None:
        self._inner = inner
        self._desk = desk

    @property
    def rights(self) -> Rights:
        """The user's."""
        return self._desk.rights

    def refuse(self, operation: Operation, org: str) -> None:
        """Raise :class:`AccessError` ``no_right``, or ``no_right_on_whole``; whoever knows how writes down that it was."""
        if org == WHOLE:
            raise AccessError("no_right_on_whole", operation=str(operation))
        document = self._inner.get(WHOLE, ORGANIZATION, org)
        name = document.body.get("name", org) if document else org
        raise AccessError("no_right", operation=str(operation), organization=name)

    # -- documents --------------------------------------------------------------------------------

    def get(self, org: str, kind: str, id: str) -> Document | None:
        """One document; raises :class:`AccessError` where its organisation may not be read."""
        if org == WHOLE:
            return self._shown(self._inner.get(org, kind, id))
        if not self._is_open(org, kind):
            if not self.rights.may(Operation.READ, org):
                self.refuse(Operation.READ, org)
            return None
        return self._shown(self._inner.get(org, kind, id))

    def get_many(self, keys: Iterable[Key]) -> Mapping[Key, Document]:
        """Those of the documents that there are and that may be read."""
        allowed = (key for key in keys if key[0] == WHOLE or self._is_open(*key[:2]))
        found = self._inner.get_many(allowed)
        shown = ((key, self._shown(document)) for key, document in found.items())
        return {key: document for key, document in shown if document is not None}

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
        """As the port has it; of an organisation that may not be read there is nothing."""
        if org != WHOLE and not self._is_open(org, kind):
            return
        found = self._inner.scan(
            org, kind, prefix, bounds=bounds, newest_first=newest_first, limit=limit
        )
        is_tree = org == WHOLE and kind == ORGANIZATION
        if is_tree and not prefix and bounds is None and limit is None:
            # Whoever reads the tree has read what the rights are worked out by.
            documents = list(found)
            self.rights.stand_in(_tree_of(documents))
            found = iter(documents)
        yield from (shown for d in found if (shown := self._shown(d)) is not None)

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
        """As the port has it; of an organisation that may not be read there is nothing."""
        if org != WHOLE and not self._is_open(org, kind):
            return
        rows = self._inner.project(
            org, kind, prefix, fields, bounds=bounds, newest_first=newest_first, limit=limit
        )
        if org != WHOLE or (kind == ORGANIZATION and set(fields) <= set(_KNOWN_TO_ALL)):
            yield from rows
        else:
            yield from (row for row in rows if self._is_seen(kind, row[0]))

    def project_many(
        self,
        orgs: Iterable[str],
        kind: str,
        prefix: str,
        fields: Sequence[str],
        *,
        bounds: Bounds | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """As the port has it; of organisations that may not be read there is nothing."""
        rows = self._inner.project_many(self._open(orgs, kind), kind, prefix, fields, bounds=bounds)
        return (row for row in rows if row[0] != WHOLE or self._is_seen(kind, row[1]))

    def figures(
        self, orgs: Iterable[str], periods: Iterable[str], *, parts: bool = True
    ) -> list[SheetFigures]:
        """As the port has it, of organisations that may be read."""
        return self._inner.figures(self._open(orgs, ROW), periods, parts=parts)

    def figure_sums(
        self, groups: Mapping[str, str], periods: Iterable[str]
    ) -> list[tuple[str, SheetFigures]]:
        """As the port has it, of organisations that may be read."""
        return self._inner.figure_sums({o: groups[o] for o in self._open(groups, ROW)}, periods)

    def organizations_of(self, kind: str) -> list[str]:
        """The organisations that have a document of this kind and may be read."""
        return self._open(self._inner.organizations_of(kind), kind)

    def version(self) -> int:
        """As the port has it."""
        return self._inner.version()

    def entries(
        self,
        *,
        org: str | None = None,
        kind: str | None = None,
        id_prefix: str | None = None,
        after: int = 0,
        newest_first: bool = False,
    ) -> Iterator[Entry]:
        """The ledger's lines about what may be read, and those of the user's own doing."""
        lines = self._inner.entries(
            org=org, kind=kind, id_prefix=id_prefix, after=after, newest_first=newest_first
        )
        name = self.rights.user.name
        return (line for line in lines if line.actor == name or self._is_told(line))

    # -- what may be seen -------------------------------------------------------------------------

    def _open(self, orgs: Iterable[str], kind: str) -> list[str]:
        return [org for org in orgs if org == WHOLE or self._is_open(org, kind)]

    def _is_open(self, org: str, kind: str) -> bool:
        may = self.rights.may
        if kind in _HANDED_DOWN and self.rights.is_on_way_up(org):
            return True
        if not may(Operation.READ, org):
            return False
        return kind not in _WATCHED or any(may(one, org) for one in _WATCHED[kind])

    def _is_seen(self, kind: str, id: str) -> bool:
        """Whether a document of no organisation may be seen whole."""
        rights = self.rights
        if kind == ORGANIZATION:
            return rights.may(Operation.READ, id) or rights.is_on_way_up(id)
        if kind == USER:
            return id == rights.user.login or any(map(rights.may_anywhere, _OF_USERS))
        return kind not in _WATCHED or any(rights.may(one, WHOLE) for one in _WATCHED[kind])

    def _is_told(self, line: Entry) -> bool:
        return (
            self._is_seen(line.kind, line.id)
            if line.org == WHOLE
            else self.rights.may(Operation.READ, line.org) and self._is_open(line.org, line.kind)
        )

    def _is_told_below(self, document: Document) -> bool:
        """Of those above only what they have made known: terms as soon as they are set, a rating once it is."""
        if document.kind != RATING or self.rights.may(Operation.READ, document.org):
            return True
        return Rating.from_body(document.org, document.body).is_known

    def _shown(self, document: Document | None) -> Document | None:
        if document is None:
            return None
        if document.org != WHOLE:
            return document if self._is_told_below(document) else None
        if self._is_seen(document.kind, document.id):
            return document
        if document.kind != ORGANIZATION:
            return None
        body = {name: document.body[name] for name in _KNOWN_TO_ALL if name in document.body}
        return Document(WHOLE, ORGANIZATION, document.id, document.rev, {**body, "outside": True})
