"""Files of others in whatever format: ours, one that a plugin reads, or one whose columns are translated by a map.

Which it is may be said (``--as``); else a plugin's format is found by what the file begins with or is called. What a plugin's
code does wrong is kept as its failure, and refuses the file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.opening import open_grids
from branchkit.exchange.readers.sheets import PluginFormat, ReadOptions

if TYPE_CHECKING:
    from branchkit.core.importing import ImportMap
    from branchkit.core.texts import LocalText
    from branchkit.exchange.readers.grid import GridFile
    from branchkit.plugin.contributions import Contributions
    from branchkit.plugin.formats import ImporterSpec
    from branchkit.services.importing.engine import Subject

MOST_SECONDS = 50.0
"""Less than what the program waits for any worker, so that the line of the plugin's code can be told."""
_OURS = (".csv", ".txt", ".tsv", ".tab")
_FAILED = frozenset(
    f"exchange.{code}" for code in ("read_plugin", "read_plugin_memory", "read_plugin_slow")
)


def formats_for(contributions: Contributions, subject: str) -> dict[str, LocalText]:
    """What can be asked for by name for a subject: plugins' formats and maps, id → title."""
    found = {spec.id: spec.title for spec in _serving(contributions, subject)}
    maps = contributions.import_maps.values()
    return found | {map.id: map.title for map in maps if map.register == subject}


@contextmanager
def open_source(
    path: Path,
    contributions: Contributions,
    subject: Subject,
    options: ReadOptions | None = None,
    *,
    wanted: str = "",
) -> Iterator[GridFile]:
    """The grids of a file for a subject; ``wanted`` is the id of a format or map, empty: as it is found.

    Raises :class:`ExchangeError` ``read_no_such_format``, ``read_map_header`` where no sheet has a header that the map names, those of :func:`~branchkit.exchange.readers.opening.open_grids`, and, when
    a plugin fails while rows are asked for, ``read_plugin``, ``read_plugin_memory``, ``read_plugin_slow``.
    """
    options = options or ReadOptions()
    map = contributions.import_maps.get(wanted)
    if map is not None and map.register == subject.id:
        with open_source(path, contributions, subject, options, wanted=map.reader) as grids:
            yield from _mapped(grids, map, contributions, subject)
        return
    known = _serving(contributions, subject.id)
    if wanted:
        known = [spec for spec in known if spec.id == wanted]
        if not known:
            names = sorted(formats_for(contributions, subject.id))
            raise ExchangeError("read_no_such_format", format=wanted, known=names)
    with _opened(path, contributions, known, options, wanted=bool(wanted)) as grids:
        yield grids


def count_rows(path: Path, contributions: Contributions, plugin: str) -> int:
    """How many rows there are in a sample file of a plugin's author, with its own formats only; raises as :func:`open_source`."""
    specs = contributions.importers.values()
    own = [s for s in specs if contributions.owners["importers", s.id] == plugin]
    with _opened(path, contributions, own, ReadOptions()) as grids:
        return sum(1 for index in range(len(grids.sheet_names)) for _ in grids.grid(index).rows())


@contextmanager
def _opened(
    path: Path,
    contributions: Contributions,
    known: Sequence[ImporterSpec],
    options: ReadOptions,
    *,
    wanted: bool = False,
) -> Iterator[GridFile]:
    formats = tuple(_told(contributions, spec, path) for spec in known)
    if formats:
        folders = tuple(folder for folder in sys.path if folder and Path(folder).is_absolute())
        options = replace(options, formats=formats, wanted=wanted, name=path.name, folders=folders)
    try:
        with open_grids(path, options) as grids:
            yield grids
    except ExchangeError as error:
        if error.code not in _FAILED:
            raise
        raise _kept(contributions, error) from error


def _mapped(
    grids: GridFile, map: ImportMap, contributions: Contributions, subject: Subject
) -> Iterator[GridFile]:
    from branchkit.services.importing.maps import MappedGrids

    register = contributions.registers.get(map.register)
    try:
        yield MappedGrids(grids, map, subject.headings, register)
    except ExchangeError as error:
        if error.code != "exchange.read_no_header":
            raise
        headers = [column.header for column in map.columns]
        params = {"path": error.params["path"], "title": map.title, "headers": headers}
        raise ExchangeError("read_map_header", **params) from error


def _serving(contributions: Contributions, subject: str) -> list[ImporterSpec]:
    specs = contributions.importers.values()
    return [spec for spec in specs if not spec.subjects or subject in spec.subjects]


def _told(contributions: Contributions, spec: ImporterSpec, path: Path) -> PluginFormat:
    plugin = contributions.plugin(contributions.owners["importers", spec.id])
    home = plugin.directory if plugin else None
    ending = path.suffix.lower()
    endings = {f".{ending.lower().lstrip('.')}" for ending in spec.endings}
    return PluginFormat(
        spec.id,
        spec.target,
        home=str(home) if home else "",
        starts=tuple(start.decode("latin-1") for start in spec.starts),
        fits_name=bool(ending) and ending in endings,
        is_our_name=ending in _OURS,
        seconds=min(max(spec.seconds, 0.1), MOST_SECONDS),
    )


def _kept(contributions: Contributions, error: ExchangeError) -> ExchangeError:
    """The refusal with all that its words want, the failure noted."""
    from branchkit.plugin.contributions import PluginFailure
    from branchkit.plugin.isolation import FailureLog

    params, code = error.params, error.code.partition(".")[2]
    spec = contributions.importers[str(params["format"])]
    place = str(params.get("place") or spec.target)
    message = {
        "read_plugin_memory": "MemoryError",
        "read_plugin_slow": f"TimeoutError: {params.get('seconds')} s",
    }.get(code, str(params.get("detail", "")))
    plugin = contributions.owners["importers", spec.id]
    FailureLog.of(contributions).note(PluginFailure(plugin, "raised", spec.id, place, message))
    return ExchangeError(code, **{**params, "title": spec.title, "place": place})
