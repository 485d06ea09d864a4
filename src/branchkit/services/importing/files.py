"""Which file somebody means who types or pastes a path, and which there are that it may become.

All that looks into folders for whoever types is here, so that it can be kept to one folder where others lend the machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from branchkit.core.names import matches
from branchkit.core.values import frozen

READ = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
"""The endings of what can be read without a plugin."""
MOST = 40
"""So many are offered."""
_LOOKED_AT = 5000
"""Entries of a folder, after which nobody looks for more: somebody is typing."""
_USUAL = ("", "下载", "Downloads", "桌面", "Desktop", "文档", "Documents")
"""Where workbooks lie, below the home folder."""
_QUOTES = "\"'“”‘’「」《》"
_ESCAPED = re.compile(r"\\([\\ '\"()&;!$`*?\[\]])")


@frozen
class FoundFile:
    """A file that may be meant, or a folder on the way to one."""

    text: str
    """What would stand in the line: a folder ends with a slash."""
    is_folder: bool
    size: int
    """In bytes."""
    modified: datetime


def typed_path(text: str) -> Path:
    """The file that a typed or pasted text means: without quotes around it, ``~`` and full-width slashes understood.

    A path as a terminal pastes a dropped file (``file://…``, ``\\`` before blanks) is taken as well.
    """
    plain = text.strip().strip(_QUOTES).strip()
    if plain.startswith("file://"):
        plain = unquote(urlsplit(plain).path)
    path = Path(plain).expanduser()
    if not path.exists():
        path = Path(_ESCAPED.sub(r"\1", _plain(plain))).expanduser()
    return path


def files_for(text: str, *beside: Path, endings: Collection[str] = ()) -> list[FoundFile]:
    """What a text may become, newest files first, then folders; without a slash looked for where workbooks usually lie.

    ``beside`` are further folders to look into, ``endings`` those of plugins' formats, with an empty one any. A name is meant by its beginning, by a run of
    it, or by pinyin initials. Folders that cannot be read have nothing in them.
    """
    plain = _plain(text.strip().strip(_QUOTES))
    start, slash, name = plain.rpartition("/")
    read = frozenset((*READ, *endings))
    if slash:
        folders = {f"{start}/": Path(f"{start}/").expanduser()}
    else:
        folders = _usual_folders(*beside)
        if plain == "~":
            return _offered([FoundFile("~/", True, 0, datetime.min)])
    found: dict[str, FoundFile] = {}
    for shown, folder in folders.items():
        for file in _entries(folder, shown, name, read):
            if slash or not file.is_folder:
                found.setdefault(os.path.realpath(Path(file.text).expanduser()), file)
    return _offered(found.values())


def common_start(files: Collection[FoundFile]) -> str:
    """As far as all of them are the same."""
    first, last = (choose(file.text for file in files) for choose in (min, max))
    length = next(
        (n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]),
        len(first),
    )
    return first[:length]


def _offered(files: Collection[FoundFile]) -> list[FoundFile]:
    by_time = sorted(files, key=lambda file: file.modified, reverse=True)
    plain = [file for file in by_time if not file.is_folder]
    folders = sorted((file for file in files if file.is_folder), key=lambda file: file.text)
    return [*plain, *folders][:MOST]


def _usual_folders(*beside: Path) -> dict[str, Path]:
    """As they are shown → where they are: the present one, what stands beside, those of home."""
    home = Path.home()
    folders = {"": Path.cwd()}
    folders |= {f"{_shown(folder, home)}/": folder for folder in beside}
    folders |= {f"~/{name}/" if name else "~/": home / name for name in _USUAL}
    return folders


def _shown(folder: Path, home: Path) -> str:
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)


def _entries(folder: Path, shown: str, name: str, read: Collection[str]) -> Iterator[FoundFile]:
    wanted = name.casefold()
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= _LOOKED_AT:
                    return
                if entry.name.startswith((".", "~$")) and not wanted.startswith("."):
                    continue
                if not (entry.name.casefold().startswith(wanted) or matches(entry.name, name)):
                    continue
                is_folder = entry.is_dir()
                if is_folder or "" in read or Path(entry.name).suffix.lower() in read:
                    stat = entry.stat()
                    text = f"{shown}{entry.name}{'/' if is_folder else ''}"
                    at = datetime.fromtimestamp(stat.st_mtime)
                    yield FoundFile(text, is_folder, stat.st_size, at)
    except OSError:
        return


def _plain(text: str) -> str:
    """With ordinary slashes; an input method that is on sends full-width ones."""
    return (
        text.replace("／", "/").replace("～", "~", 1)
        if text[:1] == "～"
        else text.replace("／", "/")
    )
