"""Where the scorer stood, so that the next start comes back to the same cell.

A scratch beside the database, not part of the ledger: losing it costs a few keystrokes. It is written in place at every
move of the cursor without waiting for the disk, so it survives a killed program, though not a power cut.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from pathlib import Path

from branchkit.core.values import frozen

SIZE = 512
"""Every record is padded to this, so that a shorter one covers a longer one."""


@frozen
class Stand:
    """A cell of a sheet."""

    scheme: str
    period: str
    subject: str
    criterion: str


class ResumeFile:
    """The scratch of one user in one workspace."""

    def __init__(self, directory: Path, user: str) -> None:
        safe = "".join(c if c.isalnum() else "_" for c in user) or "_"
        self._path = directory / f".place-{safe}.json"
        self._file: int | None = None

    def load(self) -> Stand | None:
        """The last cell, None when there is none or the scratch cannot be read."""
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
            return Stand(*(str(values[f.name]) for f in fields(Stand)))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, stand: Stand) -> None:
        """Note a cell down; a scratch that cannot be written is done without."""
        values = asdict(stand)
        record = json.dumps(values, ensure_ascii=False).encode()
        if len(record) > SIZE:
            return
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            os.pwrite(self._file, record.ljust(SIZE), 0)
        except OSError:
            self._file = None

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
