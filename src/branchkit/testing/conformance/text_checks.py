"""Whether every text is there in both languages, with the same placeholders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from string import Formatter

from branchkit.core.texts import LocalText
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manifests import MANIFEST
from branchkit.plugin.texts import FILE, plugin_texts
from branchkit.testing.conformance.finding import Finding

_LANGUAGES = ("zh_CN", "en")


def check_declared_texts(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """The titles and texts of everything that the plugin declares."""
    for place, value in _own(plugin, contributions):
        for where, text in texts_in(value):
            yield from _missing(text, place, where)


def check_own_texts(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """``texts.toml``."""
    if not (plugin.package / FILE).is_file():
        return
    place = plugin.place(FILE)
    for key, text in plugin_texts(plugin.package.name).texts.items():
        yield from _missing(text, place, key)
        if text.zh_CN and text.en and _placeholders(text.zh_CN) != _placeholders(text.en):
            yield Finding("placeholders", place, {"key": key})


def texts_in(value: object, where: str = "") -> Iterator[tuple[str, LocalText]]:
    """Every text somewhere in a value, with the way to it; those left out in both languages are optional ones."""
    if isinstance(value, LocalText):
        if value.zh_CN or value.en:
            yield where, value
    elif is_dataclass(value) and not isinstance(value, type):
        name = getattr(value, "id", "")
        here = f"{where}/{name}" if where and name else where or str(name)
        for field in fields(value):
            yield from texts_in(getattr(value, field.name), f"{here}.{field.name}")
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_in(part, where)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from texts_in(part, where)


def _own(plugin: AuthoredPlugin, contributions: Contributions) -> Iterator[tuple[str, object]]:
    """What the plugin brings, with the file or module that says so."""
    loaded = contributions.plugin(plugin.id)
    if loaded is not None:
        yield plugin.place(MANIFEST), loaded.title
    for register in contributions.registers.values():
        if plugin.id in (register.source, *register.extended_by):
            yield plugin.place("registers", f"{register.id}.toml"), register
    for metric in contributions.metrics.values():
        if metric.source == plugin.id:
            yield plugin.place("metrics", f"{metric.register}.toml"), metric
    for scheme in contributions.schemes.values():
        if scheme.origin == plugin.id:
            yield plugin.place("schemes", f"{scheme.id.rpartition('/')[2]}.toml"), scheme
    for kind, values in (
        ("computed", contributions.computed),
        ("screens", contributions.screens),
        ("reports", contributions.reports),
    ):
        for id, value in values.items():
            if contributions.owners.get((kind, id)) == plugin.id:
                yield plugin.hooks, value


def _missing(text: LocalText, place: str, where: str) -> Iterator[Finding]:
    for language in _LANGUAGES:
        if not getattr(text, language).strip():
            shown = text.zh_CN or text.en
            yield Finding(
                "text_missing", place, {"where": where, "text": shown, "language": language}
            )


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
