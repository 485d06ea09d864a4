"""The file's layout, its version, and how an older one is brought up to date.

What raises :data:`VERSION`, and what does not, stands in ``docs/upgrading.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from branchkit.core.access.roles import USER
from branchkit.core.errors import StoreError
from branchkit.store.connection import Connection

APPLICATION_ID = 0x424B_4954
"""Written into the file's header ("BKIT"), so that another program's database is told apart."""

VERSION = 2

# With a rowid: a document of 1 KB then stays on one page. WITHOUT ROWID moves the end of it to an
# overflow page, which makes the save of one score a sixth dearer at 10,000 documents.
_DOCUMENT = """
CREATE TABLE document (
  org  TEXT NOT NULL,
  kind TEXT NOT NULL,
  id   TEXT NOT NULL,
  rev  INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (org, kind, id)
)
"""
# No index beside the seq: every save would pay for it, and the newest lines are the ones asked for.
_ENTRY = """
CREATE TABLE entry (
  seq    INTEGER PRIMARY KEY,
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL,
  org    TEXT NOT NULL,
  kind   TEXT NOT NULL,
  id     TEXT NOT NULL,
  change TEXT NOT NULL,
  reason TEXT NOT NULL,
  prev   TEXT NOT NULL,
  hash   TEXT NOT NULL
)
"""
_GUARDS = (
    "CREATE TRIGGER entry_stays BEFORE DELETE ON entry "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is never erased'); END",
    "CREATE TRIGGER entry_stands BEFORE UPDATE ON entry "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is never altered'); END",
)
# What several documents come to: derived, so that no line of the ledger speaks of it. Columns without NOT NULL are told by
# some changes only, see store/figures.
_FIGURE = """
CREATE TABLE figure (
  org      TEXT NOT NULL,
  period   TEXT NOT NULL,
  scheme   TEXT NOT NULL,
  state    TEXT,
  digest   TEXT,
  handed   TEXT,
  returned INTEGER,
  subjects INTEGER,
  left_out INTEGER,
  complete INTEGER NOT NULL,
  vetoed   INTEGER NOT NULL,
  total    INTEGER NOT NULL,
  totals   TEXT NOT NULL,
  criteria TEXT NOT NULL,
  PRIMARY KEY (org, period, scheme)
)
"""
_FIRST = tuple(statement.strip() for statement in (_DOCUMENT, _ENTRY, *_GUARDS))
_STATEMENTS = (*_FIRST, _FIGURE.strip())

Part = tuple[str, str]
"""Type and name of something that a layout has: ``("table", "document")``."""


def _part_of(statement: str) -> Part:
    _create, kind, name, *_ = statement.split()
    return kind.lower(), name


def _layout(statements: Iterable[str], *tables: str) -> Mapping[Part, str | None]:
    """SQLite's own indexes of the tables' primary keys have no text."""
    own = {("index", f"sqlite_autoindex_{table}_1"): None for table in tables}
    return {**own, **{_part_of(statement): statement for statement in statements}}


LAYOUTS: Mapping[int, Mapping[Part, str | None]] = {
    1: _layout(_FIRST, "document"),
    2: _layout(_STATEMENTS, "document", "figure"),
}
"""By version: everything that the file declares, with the text it was declared by, letter for letter."""

# Asked with the version, which every opening asks for, so that a workspace without users pays no statement for not having any.
_VERSION_AND_USERS = (
    "SELECT user_version, EXISTS (SELECT 1 FROM document WHERE org = '' AND kind = ? AND body <> '{}') "
    "FROM pragma_user_version"
)

Migration = Callable[[Connection], None]


def _keep_figures(connection: Connection) -> None:
    from branchkit.store.figures import count_anew

    connection.run(_FIGURE.strip())
    count_anew(connection)


MIGRATIONS: Mapping[int, Migration] = {1: _keep_figures}
"""By the version they start from; each brings the tables to the next version. The ledger's lines stay."""


def create_tables(connection: Connection) -> None:
    """Make an empty store in an empty file."""
    connection.run("PRAGMA journal_mode = WAL")
    connection.run("BEGIN IMMEDIATE")
    for statement in _STATEMENTS:
        connection.run(statement)
    connection.run(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.run(f"PRAGMA user_version = {VERSION}")
    connection.run("COMMIT")


def check_identity(connection: Connection) -> None:
    """Raise unless the file is a store that this version can use, and nothing else.

    ``store.foreign``: another program's; ``store.newer``, ``store.unknown_version``: a version that is not known;
    ``store.layout``: somebody else has put something into it or taken something out, with its names as ``parts``.
    """
    path = str(connection.path)
    if connection.run("PRAGMA application_id")[0][0] != APPLICATION_ID:
        raise StoreError("foreign", path=path, detail="")
    found = connection.run("PRAGMA user_version")[0][0]
    if found > VERSION:
        raise StoreError("newer", path=path, found=found, known=VERSION)
    if found not in LAYOUTS:
        raise StoreError("unknown_version", path=path, found=found)
    if parts := foreign_parts(connection, LAYOUTS[found]):
        raise StoreError("layout", path=path, parts=parts)


def foreign_parts(connection: Connection, layout: Mapping[Part, str | None]) -> list[str]:
    """What the file declares otherwise than ``layout``, as ``type name``: added, altered or missing.

    A trigger or a view acts in our own statements without their knowing, and so does a column with a default.
    """
    rows = connection.run("SELECT type, name, sql FROM sqlite_master")
    found = {(kind, name): sql for kind, name, sql in rows}
    parts = found.keys() | layout.keys()
    return sorted(
        f"{kind} {name}"
        for kind, name in parts
        if (kind, name) not in found
        or (kind, name) not in layout
        or found[kind, name] != layout[kind, name]
    )


def look_for_users(connection: Connection) -> int:
    """Note at the connection whether the file keeps users; the version of its layout.

    Where damage keeps that from being known there are some: nobody gets past rights that cannot be read, and the file is still verified.
    """
    try:
        version, kept = connection.run(_VERSION_AND_USERS, USER)[0]
    except StoreError as error:
        if error.code != "store.damaged":
            raise
        version, kept = connection.run("PRAGMA user_version")[0][0], True
    connection.has_users = bool(kept)
    return int(version)


def migrate(
    connection: Connection,
    migrations: Mapping[int, Migration] = MIGRATIONS,
    target: int = VERSION,
) -> None:
    """Bring an older file up to date in one transaction; on a current one it only notes whether there are users."""
    if look_for_users(connection) == target:
        return
    connection.run("BEGIN IMMEDIATE")
    try:
        # Read again under the lock: another session may have been quicker.
        found = connection.run("PRAGMA user_version")[0][0]
        for version in range(found, target):
            migrations[version](connection)
        connection.run(f"PRAGMA user_version = {target}")
        connection.run("COMMIT")
    except BaseException:
        connection.roll_back()
        raise
