"""Reads what lies beside a plugin's code: ``plugin.toml``, which says what it is before any of its Python is imported::

    api = 1
    title = { zh_CN = "农村党建", en = "Villages" }
    sectors = ["rural"]
    holds = ["star-ratings"]
    hooks = "branchkit_rural.hooks"

and its own words in ``texts.toml``, every key in Chinese and English::

    [ladder.share]
    zh_CN = "{count} 个村，{share}% 达标"
    en = "{count} villages, {share}% have reached it"

A sector that the program has no word for is named there with its title: ``sectors = { water = { zh_CN = "水务", en = "Water" } }``.
``needs = { branchkit = ">=0.1", rural = ">=0.2" }`` says what has to be there (``plugin/needs``); ``version`` is for a plugin in a
workspace's folder, since a distribution has its own. ``[[setting]]`` is what its users can set (``plugin/setting_values``);
``languages = { zh_TW = "繁體中文" }`` are those it has words in beside Chinese and English (``plugin/languages``).

``hooks`` is left out by a plugin without Python, ``holds`` by one whose registers all begin with its own id (``plugin/holdings``).
Registers, metrics and schemes lie in folders beside the files.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.core.errors import Problem
from branchkit.core.texts import LocalText, is_other_language
from branchkit.core.values import frozen
from branchkit.toml.source import TomlSource, TomlTable

if TYPE_CHECKING:
    from branchkit.plugin.setting_values import Setting

MANIFEST = "plugin.toml"
API = 1
"""The version of the declarations that this program reads."""


@frozen
class Manifest:
    """What a plugin says of itself."""

    title: LocalText
    sectors: tuple[str, ...] = ()
    sector_titles: Mapping[str, LocalText] = field(default_factory=dict)
    """What those of its sectors are called that it gives a title."""
    holds: tuple[str, ...] = ()
    """Names of registers that are its own beside those that begin with its id."""
    hooks: str = ""
    """The module with its hook implementations, dotted; empty for a plugin without Python."""
    version: str = ""
    """What a folder's version is; a distribution's own counts before it."""
    needs: Mapping[str, str] = field(default_factory=dict)
    """Plugin, or ``branchkit`` for the program → which version of it."""
    settings: tuple[Setting, ...] = ()
    """What its users can set."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """Languages beside Chinese and English that it has words in: code → what the language calls itself."""


def read_manifest(path: Path) -> tuple[Manifest | None, list[Problem]]:
    """A plugin's manifest; None with at least one problem when it cannot be used."""
    source, problems = TomlSource.load(path)
    if source is None:
        return None, problems
    table = source.table(problems)
    check_api(table)
    title = table.local("title")
    titles = _sector_titles(table)
    manifest = Manifest(
        title=title,
        sectors=table.texts("sectors", ()) if titles is None else tuple(titles),
        sector_titles=titles or {},
        holds=table.texts("holds", ()),
        hooks=table.text("hooks", ""),
        version=_version(table),
        needs=_needs(table),
        settings=_settings(table),
        languages=_languages(table),
    )
    table.finish("setting")
    return (None if problems else manifest), problems


def _sector_titles(table: TomlTable) -> dict[str, LocalText] | None:
    """Sector → title; None where the sectors are listed by their ids alone."""
    if not isinstance(table.data.get("sectors"), dict):
        return None
    part = table.table("sectors")
    return {} if part is None else {id: part.local(id) for id in part.data}


def _version(table: TomlTable) -> str:
    version = table.text("version", "")
    if not version:
        return ""
    from branchkit.core.versions import read_version

    if read_version(version) is None:
        table.report("declaration.version", "version", found=version)
    return version


def _needs(table: TomlTable) -> dict[str, str]:
    """Plugin → demand, as it is written; one that cannot be read is reported."""
    part = table.table("needs")
    if part is None:
        return {}
    # Most plugins need nothing, and a start reads every manifest.
    from branchkit.core.versions import read_demand

    needs = {id: part.text(id) for id in part.data}
    for id, wanted in needs.items():
        if wanted and read_demand(wanted) is None:
            part.report("declaration.demand", id, found=wanted)
    return needs


def _settings(table: TomlTable) -> tuple[Setting, ...]:
    if "setting" not in table:
        return ()
    from branchkit.plugin.setting_files import read_declared

    return read_declared(table)


def _languages(table: TomlTable) -> dict[str, str]:
    part = table.table("languages")
    if part is None:
        return {}
    for code in part.data:
        if not is_other_language(code):
            part.report("declaration.language", code, found=code)
    return {code: part.text(code) for code in part.data}


def check_api(table: TomlTable) -> None:
    """Report a file made for another version of the declarations."""
    if (found := table.integer("api")) != API and "api" in table:
        table.report("declaration.api", "api", found=found, known=API)


FILE = "texts.toml"


@frozen
class PluginTexts:
    """Texts by dotted key."""

    texts: Mapping[str, LocalText]
    """Dotted key → words, as ``texts.toml`` has them."""

    def local(self, key: str) -> LocalText:
        """A text in both languages; the key itself where there is none."""
        return self.texts.get(key) or LocalText(key)

    def text(self, language: str, key: str, /, **params: object) -> str:
        """A text with its placeholders filled in; a placeholder that nothing is given for stays as it is."""
        template = self.local(key).in_language(language)
        return template.format_map(_Params(params)) if params else template


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def plugin_texts(package: str) -> PluginTexts:
    """The texts of a plugin's package; empty where it has no file. ``importlib.resources`` costs 5 ms more at every start."""
    import tomllib

    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    for path in (Path(folder) / FILE for folder in folders or ()):
        if path.is_file():
            return PluginTexts(read_texts(tomllib.loads(path.read_text(encoding="utf-8"))))
    return PluginTexts({})


def read_texts(table: Mapping[str, object], prefix: str = "") -> dict[str, LocalText]:
    """A table of tables as texts by dotted key: a table with a language in it is a text, and may have others below it."""
    found: dict[str, LocalText] = {}
    for key, value in table.items():
        if not isinstance(value, dict):
            continue
        name = f"{prefix}{key}"
        if any(isinstance(value.get(language), str) for language in ("zh_CN", "en")):
            words = {key: text for key, text in value.items() if isinstance(text, str)}
            found[name] = LocalText.of(words)
        found |= read_texts(value, f"{name}.")
    return found
