"""Personal data shown on request: which fields can be asked for, and the record that somebody did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from branchkit.core.errors import ReportError
from branchkit.core.ports import Document, UnitOfWork

UNMASKING = "unmasking"
"""Kind of the documents that say what was shown: ``{"fields": [...], "where": ..., "at": ...}``; who is in the ledger."""

PERSONAL_FIELDS = ("id", "phone")
"""Names a user can give to ``--unmask``: the citizen ID and the phone number."""


def unmask_fields(text: str) -> tuple[str, ...]:
    """The fields named in ``text`` ("id,phone"), each once, in the order of :data:`PERSONAL_FIELDS`.

    Raises :class:`ReportError` ``unknown_field``.
    """
    named = {part.strip().lower() for part in text.replace("，", ",").split(",") if part.strip()}
    for name in sorted(named.difference(PERSONAL_FIELDS)):
        raise ReportError("unknown_field", field=name, known=", ".join(PERSONAL_FIELDS))
    return tuple(field for field in PERSONAL_FIELDS if field in named)


def record_unmasking(
    uow: UnitOfWork, org: str, fields: Iterable[str], where: str, at: datetime
) -> Document:
    """Write down that personal data was shown; ``where`` names the list or paper ("report notice 2026-11").

    The caller commits before it shows anything.
    """
    stamp = at.isoformat(timespec="seconds")
    earlier_this_second = sum(1 for _ in uow.scan(org, UNMASKING, stamp))
    body = {"fields": sorted(fields), "where": where, "at": stamp}
    return uow.put(org, UNMASKING, f"{stamp}#{earlier_this_second + 1}", body)
