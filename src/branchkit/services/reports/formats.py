"""The formats that a report can be written in: ours, and those of plugins, whose files are there whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from branchkit.core.access.asking import require
from branchkit.core.access.roles import Operation
from branchkit.core.errors import ExchangeError, PluginError
from branchkit.exchange.writers import (
    FILE_FORMATS,
    FORMATS,
    format_of,
    write,
    write_stream,
    written,
)

if TYPE_CHECKING:
    from branchkit.core.tables import Report
    from branchkit.plugin.contributions import Contributions
    from branchkit.plugin.formats import ExporterSpec


class ReportFormats:
    """All formats that there are in a workspace."""

    def __init__(
        self, contributions: Contributions, reader: object = None, orgs: Sequence[str] = ()
    ) -> None:
        """``reader`` is what the papers are read from, and ``orgs`` what they are about: files are made where that may be exported."""
        self._contributions = contributions
        self._reader, self._orgs = reader, orgs
        self._exporters = contributions.exporters

    @property
    def known(self) -> tuple[str, ...]:
        """Their names: ``xlsx``, ``county.xml``."""
        return (*FORMATS, *sorted(self._exporters))

    def plugin_formats(self) -> list[ExporterSpec]:
        """Those of plugins, by id."""
        return [self._exporters[id] for id in sorted(self._exporters)]

    def of(self, target: Path) -> str | None:
        """The format that a file's name asks for: one of ours, or else the first of plugins; None when it says nothing."""
        ending = target.suffix.lower()
        fitting = (s.id for s in self.plugin_formats() if ending and _dotted(s.ending) == ending)
        return format_of(target) or next(fitting, None)

    def ending(self, format: str) -> str:
        """What files of a format are called: ``docx``, ``xml``."""
        spec = self._exporters.get(format)
        return _dotted(spec.ending).removeprefix(".") if spec else format

    def needs_file(self, format: str) -> bool:
        """Whether it makes no sense in a terminal or a pipe. Raises :class:`ExchangeError` ``unknown_format``."""
        self._require_known(format)
        spec = self._exporters.get(format)
        return not spec.text if spec else format in FILE_FORMATS

    def write(
        self,
        report: Report,
        format: str,
        target: Path,
        *,
        replace: bool = False,
        private: bool = False,
    ) -> None:
        """As :func:`~branchkit.exchange.writers.write`; raises :class:`PluginError` ``target`` and ``exporter`` besides,
        :class:`~branchkit.core.errors.AccessError` where that is not the user's to do."""
        self._require_known(format)
        require(self._reader, Operation.EXPORT, self._orgs)
        spec = self._exporters.get(format)
        if spec is None:
            write(report, format, target, replace=replace, private=private)
            return
        from branchkit.toml.atomic import atomic_file

        content = made_by_plugin(self._contributions, spec, report)
        with atomic_file(target, replace=replace, private=private) as file:
            file.write(content)

    def written(self, report: Report, format: str) -> bytes:
        """What a file of this format holds; raises as :meth:`write` but for what speaks against a file."""
        self._require_known(format)
        require(self._reader, Operation.EXPORT, self._orgs)
        spec = self._exporters.get(format)
        if spec is None:
            return written(report, format)
        return made_by_plugin(self._contributions, spec, report)

    def write_stream(self, report: Report, format: str, stream: TextIO) -> None:
        """As :func:`~branchkit.exchange.writers.write_stream`; raises :class:`PluginError` ``target`` and ``exporter`` besides."""
        if self.needs_file(format):
            raise ExchangeError("needs_file", format=format)
        spec = self._exporters.get(format)
        if spec is None:
            write_stream(report, format, stream)
        else:
            stream.write(made_by_plugin(self._contributions, spec, report).decode("utf-8"))

    def _require_known(self, format: str) -> None:
        if format not in self.known:
            raise ExchangeError("unknown_format", format=format, known=", ".join(self.known))


def made_by_plugin(contributions: Contributions, spec: ExporterSpec, report: Report) -> bytes:
    """The whole file; raises :class:`PluginError` ``target`` and ``exporter``, each kept as a failure as well."""
    from branchkit.plugin.contributions import PluginFailure
    from branchkit.plugin.isolation import FailureLog, load_target

    function: Any = load_target(contributions, "exporters", spec)
    log = FailureLog.of(contributions)
    plugin = contributions.owners.get(("exporters", spec.id), spec.id)
    content: object = None
    with log.guarded(plugin, "raised", spec.id) as watched:
        content = function(report)
        if isinstance(content, str):
            content = content.encode("utf-8")
        if spec.text and isinstance(content, bytes):
            content.decode("utf-8")
    failure = watched.failure
    if failure is None and not isinstance(content, bytes):
        message = f"{type(content).__name__}, bytes | str"
        failure = PluginFailure(plugin, "result", spec.id, spec.target, message)
        log.note(failure)
    if failure is not None or not isinstance(content, bytes):
        place, message = (failure.place, failure.message) if failure else ("", "")
        raise PluginError("exporter", plugin=plugin, title=spec.title, place=place, message=message)
    return content


def _dotted(ending: str) -> str:
    return f".{ending.lower().lstrip('.')}"
