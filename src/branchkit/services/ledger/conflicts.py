"""Two people at one field: nothing is written over what somebody else has written there since it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from branchkit.core.errors import ConflictError
from branchkit.core.fields import escaped
from branchkit.core.ports import Ledger


def conflict(
    ledger: Ledger, org: str, kind: str, id: str, path: str, code: str, /, **params: object
) -> ConflictError:
    """The error that also names who changed a field last, and when: ``by``, ``at``."""
    lines = ledger.entries(org=org, kind=kind, id_prefix=id, newest_first=True)
    last = next(entry for entry in lines if entry.id == id and path in entry.change.fields)
    return ConflictError(code, by=last.actor, at=last.at, **params)


def refuse_stale(
    ledger: Ledger,
    org: str,
    kind: str,
    id: str,
    code: str,
    *,
    changes: Mapping[str, object],
    seen: Callable[[str], object],
    now: Callable[[str], object],
    shown: Callable[[str, object], object],
    title: Callable[[str], object] = str,
    under: str = "",
    **params: object,
) -> None:
    """Raise :class:`ConflictError` ``code`` where a field to be changed is no longer as it was seen.

    A field that already is what was typed is no conflict. ``under`` is the path below which the fields stand, ``shown`` hides
    what is personal, ``title`` names a field. Beside ``params`` the error has ``field``, ``theirs``, ``yours``, ``by`` and ``at``.
    """
    for field, yours in changes.items():
        theirs = now(field)
        if theirs in (seen(field), yours):
            continue
        values = {"theirs": shown(field, theirs), "yours": shown(field, yours)}
        path = f"{under}/{escaped(field)}"
        raise conflict(ledger, org, kind, id, path, code, field=title(field), **values, **params)
