"""Languages beside Chinese and English: whether a plugin names those it has texts in, and whether they are texts of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Formatter

from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions, PluginFailure
from branchkit.plugin.languages import FOLDER, read_texts_of
from branchkit.testing.conformance.finding import Finding


def check_languages(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """The files with the program's texts."""
    loaded = contributions.plugin(plugin.id)
    declared = loaded.languages if loaded else {}
    for path in sorted((plugin.package / FOLDER).glob("*.toml")):
        place = plugin.place(FOLDER, path.name)
        if path.stem not in declared:
            yield Finding("language_undeclared", place, {"language": path.stem})
            continue
        texts, problems = read_texts_of(plugin.package, path.stem)
        for problem in problems:
            failure = PluginFailure(plugin.id, "declaration", place=place, problem=problem)
            yield Finding("failure", place, failure=failure)
        catalog = Catalog.load()
        for key, text in texts.items():
            if not catalog.has(key):
                yield Finding("language_key", place, {"key": key})
            elif placeholders(text) != placeholders(catalog.template(key)):
                yield Finding("placeholders", place, {"key": key})


def undeclared_languages(text: LocalText, declared: Iterable[str], place: str) -> Iterator[Finding]:
    """Languages in which a text is written, and which its plugin does not name. What lacks one is shown in Chinese."""
    for language in dict(text.others).keys() - set(declared):
        yield Finding("language_undeclared", place, {"language": language})


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}
