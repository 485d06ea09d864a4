"""Every check of a plugin, in the order in which an author wants to hear of things: texts, Python, schemes, a trial."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace

from branchkit.core.errors import PluginError
from branchkit.core.texts import LocalText
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions, PluginFailure
from branchkit.plugin.isolation import Targeted, load_target
from branchkit.plugin.manifests import FILE, MANIFEST, plugin_texts
from branchkit.testing.conformance.distribution import check_distribution, check_sectors
from branchkit.testing.conformance.finding import Finding
from branchkit.testing.conformance.formats import check_importers
from branchkit.testing.conformance.kinds import check_column_kinds
from branchkit.testing.conformance.languages import (
    check_languages,
    placeholders,
    undeclared_languages,
)
from branchkit.testing.conformance.opening import check_screens_open
from branchkit.testing.conformance.public import check_public
from branchkit.testing.conformance.settings import check_settings
from branchkit.testing.conformance.trial import (
    check_on_a_branch,
    check_schemes,
    check_worked_months,
)

_LANGUAGES = ("zh_CN", "en")


def check_declared_texts(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """The titles and texts of everything that the plugin declares."""
    declared = _declared_languages(plugin, contributions)
    for place, value in _own(plugin, contributions):
        for where, text in texts_in(value):
            yield from _missing(text, place, where)
            yield from undeclared_languages(text, declared, place)


def check_own_texts(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """``texts.toml``."""
    if not (plugin.package / FILE).is_file():
        return
    place = plugin.place(FILE)
    declared = _declared_languages(plugin, contributions)
    for key, text in plugin_texts(plugin.package.name).texts.items():
        yield from _missing(text, place, key)
        yield from undeclared_languages(text, declared, place)
        written = (text.zh_CN, text.en, *(other for _language, other in text.others))
        if len({frozenset(placeholders(words)) for words in written if words}) > 1:
            yield Finding("placeholders", place, {"key": key})


def _declared_languages(plugin: AuthoredPlugin, contributions: Contributions) -> Sequence[str]:
    loaded = contributions.plugin(plugin.id)
    return tuple(loaded.languages) if loaded else ()


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
        yield plugin.place(MANIFEST), (loaded.title, dict(loaded.sector_titles), loaded.settings)
    for register in contributions.registers.values():
        if plugin.id in (register.source, *register.extended_by):
            yield plugin.place("registers", f"{register.id}.toml"), register
    for metric in contributions.metrics.values():
        if metric.source == plugin.id:
            yield plugin.place("metrics", f"{metric.register}.toml"), metric
    for scheme in contributions.schemes.values():
        if scheme.origin == plugin.id:
            yield plugin.place("schemes", f"{scheme.id.rpartition('/')[2]}.toml"), scheme
    for map in contributions.import_maps.values():
        if map.id.startswith(f"{plugin.id}."):
            yield plugin.place("imports", f"{map.id.partition('.')[2]}.toml"), map
    for theme in contributions.themes.values():
        if theme.source == plugin.id:
            yield plugin.place("themes", f"{theme.id.rpartition('/')[2]}.toml"), theme
    for kind, values in (
        ("computed", contributions.computed),
        ("screens", contributions.screens),
        ("reports", contributions.reports),
        ("commands", contributions.commands),
        ("duties", contributions.duties),
        ("importers", contributions.importers),
        ("exporters", contributions.exporters),
        ("column_kinds", contributions.column_kinds),
        ("actions", contributions.actions),
        ("functions", {id: loaded.spec for id, loaded in contributions.functions.items()}),
        ("rule_kinds", {id: loaded.kind for id, loaded in contributions.rule_kinds.items()}),
        ("checks", {id: check.spec for id, check in contributions.checks.items()}),
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
    if text.en == text.zh_CN and any("\u4e00" <= character <= "\u9fff" for character in text.en):
        yield Finding("text_chinese", place, {"where": where, "text": text.en})


HEAVY = ("textual", "rich", "docx", "xlsxwriter", "python_calamine", "tinydb", "sqlite3", "numpy")
"""What a start must not import for the sake of a plugin."""
MOST_MODULES = 40
"""So many modules beyond what a start has anyway; importing one takes a fifth to a whole millisecond."""
MOST_IMPORT = 10.0
"""Seconds."""

_COUNT = """
import json, sys
sys.path.insert(0, {folder!r})
from branchkit.plugin.manager import load_contributions
import branchkit.services.scoring.proposals
load_contributions(None, installed=lambda: ())
before = set(sys.modules)
import {module}
print("\\n" + json.dumps(sorted(set(sys.modules) - before)))
"""


def check_imports(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """What importing the hooks costs, counted in a process that has nothing else to do."""
    if not plugin.has_python:
        return
    module = plugin.hooks.partition(":")[0]
    code = _COUNT.format(folder=str(plugin.package.parent), module=module)
    command = [sys.executable, "-c", code]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=MOST_IMPORT
        )
    except subprocess.TimeoutExpired:
        return  # It does not end, which the loading has told.
    if done.returncode:
        return  # It cannot be imported, which the loading has told.
    loaded = json.loads(done.stdout.splitlines()[-1])
    tops = {name.partition(".")[0] for name in loaded}
    for name in sorted(tops.intersection(HEAVY)):
        yield Finding("heavy", module, {"module": name})
    if len(loaded) > MOST_MODULES and not tops.intersection(HEAVY):
        params: dict[str, object] = {"count": len(loaded), "limit": MOST_MODULES}
        yield Finding("many_imports", module, params)


def check_screens(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Screens can be opened, and every action has words and keys that mean nothing else."""
    own = [s for s in contributions.screens.values() if _is_own(plugin, contributions, s.id)]
    if not own:
        return
    from branchkit.screens.plugin_screen import PluginScreen

    for spec in own:
        try:
            made = load_target(contributions, "screens", spec)
        except PluginError:
            continue  # Kept as a failure.
        if isinstance(made, type) and issubclass(made, PluginScreen):
            yield from _actions(plugin, spec.target, made)
        else:
            yield Finding("no_screen", spec.target, {"id": spec.id})


def _is_own(plugin: AuthoredPlugin, contributions: Contributions, screen: str) -> bool:
    return contributions.owners.get(("screens", screen)) == plugin.id


def _actions(plugin: AuthoredPlugin, place: str, screen: object) -> Iterator[Finding]:
    from branchkit.screens.actions import EVERYWHERE
    from branchkit.screens.keymap import key_label
    from branchkit.screens.plugin_keys import meaning_elsewhere
    from branchkit.screens.plugin_screen import PluginScreen

    assert isinstance(screen, type)
    assert issubclass(screen, PluginScreen)
    owner = {key: action.id for action in EVERYWHERE for key in action.keys}
    del owner["escape"]  # one level up is back, too
    bound = {action.id: action for action in screen.ACTIONS}
    for id, key in screen.KEYS_TAKEN:
        told = {"pressed": key_label(key), "id": id, "other": meaning_elsewhere(key)}
        yield Finding("key_taken", place, told)
    for action in screen.PLUGIN_ACTIONS:
        if not action.id.startswith(f"{plugin.id}."):
            yield Finding("prefix", place, {"id": action.id, "wanted": f"{plugin.id}."})
        for key in bound[action.id].keys:
            if owner.setdefault(key, action.id) != action.id:
                yield Finding(
                    "key_taken", place, {"pressed": key, "id": action.id, "other": owner[key]}
                )
        if any(not (text.zh_CN and text.en) for _where, text in texts_in(action)):
            yield Finding("action_text", place, {"id": action.id})


Check = Callable[[AuthoredPlugin, Contributions], Iterable[Finding]]


def check_failures(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """What the program itself says of the plugin: files, manifest, imports, hooks."""
    own = [f for f in contributions.failures if f.plugin == plugin.id]
    for failure in sorted(own, key=lambda f: f.is_warning):
        # A feed that nobody declares is found with its criterion, where the schemes are tried out; a key with its action.
        if failure.code not in ("unknown_metric", "key_taken"):
            told = _as_authored(plugin, failure)
            yield Finding("failure", told.place, failure=told)


def _as_authored(plugin: AuthoredPlugin, failure: PluginFailure) -> PluginFailure:
    """The same with files as they lie in the author's folder."""
    problem = failure.problem
    if problem is not None:
        place = replace(problem.place, file=plugin.within(problem.place.file))
        problem = replace(problem, place=place)
    return replace(
        failure,
        place=plugin.within(failure.place),
        message=plugin.within(failure.message),
        problem=problem,
    )


def check_something(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """A plugin that brings nothing was put together wrongly."""
    loaded = contributions.plugin(plugin.id)
    declared = sum(loaded.contributes.values()) + len(loaded.languages) if loaded else 0
    has_theme = any(theme.source == plugin.id for theme in contributions.themes.values())
    if not (declared or has_theme) and plugin.id not in contributions.owners.values():
        yield Finding("nothing", plugin.place())


def check_commands(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Their functions can be imported, and the plugin is not called like a group of ours. What cannot be imported is kept as a failure."""
    from branchkit.cli.groups import GROUPS
    from branchkit.services.plugins.commands import commands_of

    own = commands_of(contributions, plugin.id)
    if own and any(group.name == plugin.id for group in GROUPS):
        yield Finding("group_taken", plugin.hooks, {"id": plugin.id})
    yield from _imported(contributions, "commands", own)


def check_actions(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Their functions can be imported, and their keys are free."""
    from branchkit.plugin.screen_actions import ActionScreen
    from branchkit.screens.plugin_keys import bound_keys

    owners = contributions.owners
    own = [a for a in contributions.actions.values() if owners.get(("actions", a.id)) == plugin.id]
    yield from _imported(contributions, "actions", own)
    for where in ActionScreen:
        for clash in bound_keys(own, where, {})[1]:
            told = {"pressed": clash.key, "id": clash.spec.id, "other": clash.other}
            yield Finding("key_taken", f"{plugin.hooks}, {where}", told)


def _imported(
    contributions: Contributions, kind: str, specs: Iterable[Targeted]
) -> Iterator[Finding]:
    for spec in specs:
        with suppress(PluginError):
            if not callable(load_target(contributions, kind, spec)):
                yield Finding("no_function", spec.target, {"id": spec.id})


READ: tuple[Check, ...] = (
    check_something,
    check_declared_texts,
    check_own_texts,
    check_languages,
    check_distribution,
    check_sectors,
    check_settings,
    check_public,
    check_schemes,
    check_worked_months,
    check_imports,
)
TRIED: tuple[Check, ...] = (
    check_screens,
    check_commands,
    check_importers,
    check_column_kinds,
    check_actions,
    check_on_a_branch,
    check_screens_open,
    # Last: what is tried out fails as the program says it.
    check_failures,
)
