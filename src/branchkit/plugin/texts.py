"""A plugin's own words: ``texts.toml`` beside its manifest, every key in Chinese and English.

::

    [ladder.title]
    zh_CN = "三级联创台阶"
    en = "The ladder"

    [ladder.share]
    zh_CN = "{count} 个村，{share}% 达标"
    en = "{count} villages, {share}% have reached it"
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

FILE = "texts.toml"


@frozen
class PluginTexts:
    """Texts by dotted key."""

    texts: Mapping[str, LocalText]

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
            found[name] = LocalText(str(value.get("zh_CN", "")), str(value.get("en", "")))
        found |= read_texts(value, f"{name}.")
    return found
