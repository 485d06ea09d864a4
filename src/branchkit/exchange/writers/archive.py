"""Zip files whose bytes follow from what is in them: names in UTF-8, each once, all of one moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST_YEAR = 1980
"""No date before can be said in a zip file."""
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('\\:*?"<>|', " "))


def zipped(files: Iterable[tuple[str, bytes]], moment: datetime) -> bytes:
    """Names and contents as a zip file in this order; of a second file with a name the number comes behind it."""
    file, taken = BytesIO(), set[str]()
    stamp = moment.timetuple()[:6] if moment.year >= _EARLIEST_YEAR else (1980, 1, 1, 0, 0, 0)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = ZipInfo(_free(name, taken), stamp)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return file.getvalue()


def settle(source: BinaryIO, target: BinaryIO, moment: datetime) -> None:
    """A zip file that somebody else has written, written again without the moment at which that was."""
    with ZipFile(source) as archive:
        target.write(zipped(((e.filename, archive.read(e)) for e in archive.infolist()), moment))


def _free(name: str, taken: set[str]) -> str:
    cleaned = name.translate(_FORBIDDEN_IN_NAMES).strip()
    stem, dot, ending = cleaned.rpartition(".")
    free, count = cleaned, 1
    while free.casefold() in taken:
        count += 1
        free = f"{stem}-{count}{dot}{ending}"
    taken.add(free.casefold())
    return free
