"""The language that the program speaks: Chinese, English, or one that a plugin brings, looked for when somebody asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from branchkit.core.errors import Problem
from branchkit.i18n.catalog import LANGUAGES, Catalog


class Languages:
    """What ``--lang`` may be; plugins are asked only where it is neither Chinese nor English."""

    def __contains__(self, code: object) -> bool:
        return code in LANGUAGES or any(code == known for known in self)

    def __iter__(self) -> Iterator[str]:
        yield from LANGUAGES
        from branchkit.plugin.languages import known_languages

        yield from known_languages()


def load_language(language: str, disabled: Collection[str]) -> tuple[Catalog, list[Problem]]:
    """The catalog, and what is wrong with a plugin's texts."""
    if language in LANGUAGES:
        return Catalog.load(language), []
    from branchkit.plugin.languages import load_catalog

    return load_catalog(language, disabled)
