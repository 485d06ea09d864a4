"""Turns the catalogs of ``locale/<language>/<area>.po`` into one ``LC_MESSAGES/branchkit.mo`` each, but for argparse's own.

Run as ``python -m branchkit.i18n.build`` and by the build hook, which loads this file by its path:
nothing here may import branchkit. polib is needed for building only, never at run time.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polib

LOCALE_DIRECTORY = Path(__file__).with_name("locale")
DOMAIN = "branchkit"
ARGPARSE = "argparse"
"""An area that is a file of its own: argparse reads all of it at every start of the program."""


class CatalogError(Exception):
    """A catalog that cannot be built; its text names file and line."""


def areas(language_directory: Path) -> list[Path]:
    """The .po files of one language, in a fixed order."""
    return sorted(language_directory.glob("*.po"))


def target_of(language_directory: Path, domain: str = DOMAIN) -> Path:
    """Where a compiled catalog of a language stands, as :mod:`gettext` looks for it."""
    return language_directory / "LC_MESSAGES" / f"{domain}.mo"


def areas_of(language_directory: Path, domain: str) -> list[Path]:
    """The .po files that make a compiled catalog."""
    return [p for p in areas(language_directory) if (p.stem == ARGPARSE) == (domain == ARGPARSE)]


def compiled(language_directory: Path, domain: str = DOMAIN) -> bytes:
    """One language's areas, merged and compiled; raises :class:`CatalogError`."""
    import polib

    merged = polib.POFile()
    merged.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language_directory.name,
        "Plural-Forms": "nplurals=2; plural=(n != 1);"
        if language_directory.name == "en"
        else "nplurals=1; plural=0;",
    }
    origin: dict[str, Path] = {}
    for area in areas_of(language_directory, domain):
        for entry in _entries(area):
            if entry.msgid in origin:
                first = origin[entry.msgid].name
                raise CatalogError(f"{area}:{entry.linenum}: {entry.msgid!r} is also in {first}")
            origin[entry.msgid] = area
            merged.append(entry)
    return bytes(merged.to_binary())


def _entries(area: Path) -> list[polib.POEntry]:
    import polib

    try:
        catalog = polib.pofile(str(area), encoding="utf-8")
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise CatalogError(f"{area}: {error}") from error
    fuzzy = [entry for entry in catalog if entry.fuzzy]
    if fuzzy:
        raise CatalogError(f"{area}:{fuzzy[0].linenum}: {fuzzy[0].msgid!r} is marked fuzzy")
    return [entry for entry in catalog if not entry.obsolete]


def build(locale_directory: Path = LOCALE_DIRECTORY) -> list[Path]:
    """Compile every language whose areas are newer than its compiled catalog; what was written.

    Each file is replaced whole, so that sessions running at the same moment see the old or the new one.
    """
    written = []
    for directory in sorted(path for path in locale_directory.iterdir() if path.is_dir()):
        for domain in (DOMAIN, ARGPARSE):
            target = target_of(directory, domain)
            if not areas_of(directory, domain) or _is_current(target, directory):
                continue
            target.parent.mkdir(exist_ok=True)
            _replace(target, compiled(directory, domain))
            written.append(target)
    return written


def _is_current(target: Path, directory: Path) -> bool:
    """The directory's own time tells of areas that were taken away."""
    if not target.exists():
        return False
    built = target.stat().st_mtime_ns
    return all(path.stat().st_mtime_ns < built for path in (directory, *areas(directory)))


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    temporary = Path(name)
    temporary.chmod(0o644)
    temporary.replace(target)


def main() -> int:
    """Build all; 1 with a message when a catalog is at fault."""
    try:
        for target in build():
            print(target.relative_to(LOCALE_DIRECTORY))
    except CatalogError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
