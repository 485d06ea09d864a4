"""Languages beside Chinese and English: a plugin names them in its manifest and brings the program's texts in them.

``languages = { zh_TW = "繁體中文" }`` in ``plugin.toml``; the texts stand in ``languages/zh_TW.toml`` by the keys of the catalogs,
written out in quotes::

    "action.app.quit" = "離開"

What a language lacks is shown in Chinese. Its own words a plugin gives where its others stand: ``{ zh_CN = …, en = …, zh_TW = … }``.
Nothing of this is looked for while somebody works in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from branchkit.core.errors import Problem
from branchkit.i18n.catalog import DEFAULT_LANGUAGE, LANGUAGES, Catalog
from branchkit.plugin.discovery import InstalledPlugin, installed_plugins
from branchkit.plugin.manifests import MANIFEST, read_manifest
from branchkit.toml.source import TomlSource

FOLDER = "languages"
"""In a plugin's package: a file for each language that it brings the program's texts in."""
Installed = Callable[[], Sequence[InstalledPlugin]]


def known_languages(
    disabled: Collection[str] = (), installed: Installed = installed_plugins
) -> dict[str, str]:
    """Code → what the language calls itself, of those that plugins bring; importing nothing of theirs."""
    return {
        code: name
        for _directory, languages in _bringing(disabled, installed)
        for code, name in languages.items()
    }


def load_catalog(
    language: str, disabled: Collection[str] = (), installed: Installed = installed_plugins
) -> tuple[Catalog, list[Problem]]:
    """The texts of a language, a plugin's included, and what is wrong with its files; Chinese for one that nobody brings."""
    if language in LANGUAGES:
        return Catalog.load(language), []
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    is_known = False
    for directory, languages in _bringing(disabled, installed):
        if language in languages:
            is_known = True
            read, wrong = read_texts_of(directory, language)
            texts = {**read, **texts}
            problems += wrong
    if not is_known:
        return Catalog.load(DEFAULT_LANGUAGE), problems
    return Catalog.load(DEFAULT_LANGUAGE).translated(language, texts), problems


def read_texts_of(directory: Path, language: str) -> tuple[dict[str, str], list[Problem]]:
    """Key → text, as a plugin's file has them; none where it has no file, and brings its own words only."""
    path = directory / FOLDER / f"{language}.toml"
    if not path.is_file():
        return {}, []
    source, problems = TomlSource.load(path)
    if source is None:
        return {}, problems
    table = source.table(problems)
    texts = {key: table.text(key) for key in source.data}
    return {key: text for key, text in texts.items() if text}, problems


def _bringing(
    disabled: Collection[str], installed: Installed
) -> Iterator[tuple[Path, Mapping[str, str]]]:
    for plugin in installed():
        directory = None if plugin.id in disabled else plugin.directory()
        if directory is None or not (directory / MANIFEST).exists():
            continue
        manifest, _problems = read_manifest(directory / MANIFEST)
        if manifest is not None and manifest.languages:
            yield directory, manifest.languages
