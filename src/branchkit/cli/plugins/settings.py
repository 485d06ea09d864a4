"""``plugin show``: one plugin with what is set for it; ``plugin set``: setting it, for the workspace and all its users."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell
from branchkit.core.tables import Table, TableColumn
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import LoadedPlugin
from branchkit.plugin.isolation import lines_of, words_of
from branchkit.plugin.setting_values import Setting, SettingValue
from branchkit.services.plugins.settings import (
    allowed,
    in_words,
    keep_settings,
    loaded_plugin,
    plain_value,
    setting_of,
)

_KEYS = ("id", "title", "value", "default", "allowed")
_WIDTH = 100


def show(args: argparse.Namespace, shell: Shell) -> int:
    """What it is, what it needs and what can be set; on stdout."""
    contributions = shell.contributions()
    plugin = loaded_plugin(contributions, args.plugin)
    contributions.read_all()
    values = contributions.settings.get(plugin.id, {})
    failures = [failure for failure in contributions.failures if failure.plugin == plugin.id]
    if args.format == "json":
        failed = [words_of(failure, shell.catalog) for failure in failures]
        shell.emit_object({**_described(plugin, values, shell.catalog), "failures": failed}, "json")
        return OK
    for name, part in _facts(plugin, shell.catalog):
        text = shell.catalog.text(f"cli.plugin.fact.{name}", value=part)
        print(text, file=shell.stdout)
    if plugin.settings:
        print(file=shell.stdout)
        shell.emit(_table(plugin, values, shell.catalog), args.format)
    for failure in failures:
        for line in lines_of(failure, shell.catalog, _WIDTH):
            shell.tell(line)
    return OK


def change(args: argparse.Namespace, shell: Shell) -> int:
    """Into the workspace's file; sessions that are open see it when they open their workspace anew."""
    workspace = shell.workspace()
    plugin = loaded_plugin(workspace.contributions, args.plugin)
    setting = setting_of(plugin, args.key)
    value = setting.read(args.value or "", workspace.clock().date())
    keep_settings(workspace.directory, plugin, {setting.id: value}, workspace.store)
    shown = in_words(setting, value, shell.catalog)
    shell.say("cli.plugin.is_set", title=setting.title, value=shown or None)
    return OK


def _facts(plugin: LoadedPlugin, catalog: Catalog) -> list[tuple[str, object]]:
    sectors = [
        catalog.titled(f"sector.{id}", plugin.sector_titles.get(id)) for id in plugin.sectors
    ]
    facts = [
        ("title", f"{catalog.local(plugin.title)} ({plugin.id})"),
        ("version", plugin.version),
        ("source", plugin.source),
        ("sectors", sectors),
        ("languages", list(plugin.languages.values())),
        ("needs", [f"{id} {wanted}" for id, wanted in plugin.needs.items()]),
    ]
    return [(name, value) for name, value in facts if value]


def _described(
    plugin: LoadedPlugin, values: Mapping[str, SettingValue], catalog: Catalog
) -> dict[str, object]:

    return {
        "id": plugin.id,
        "title": catalog.local(plugin.title),
        "version": plugin.version,
        "source": plugin.source,
        "sectors": list(plugin.sectors),
        "needs": dict(plugin.needs),
        "languages": dict(plugin.languages),
        "contributes": dict(plugin.contributes),
        "settings": [_setting(s, values[s.id], catalog) for s in plugin.settings],
    }


def _setting(setting: Setting, value: SettingValue, catalog: Catalog) -> dict[str, object]:
    return {
        "id": setting.id,
        "title": catalog.local(setting.title),
        "kind": str(setting.kind),
        "value": plain_value(value),
        "default": plain_value(setting.default),
        "minimum": plain_value(setting.minimum),
        "maximum": plain_value(setting.maximum),
        "choices": {id: catalog.local(title) for id, title in setting.choices.items()},
    }


def _table(plugin: LoadedPlugin, values: Mapping[str, SettingValue], catalog: Catalog) -> Table:

    columns = tuple(TableColumn(key, catalog.text(f"cli.plugin.setting.{key}")) for key in _KEYS)
    rows = tuple(
        (
            setting.id,
            catalog.local(setting.title),
            in_words(setting, values[setting.id], catalog),
            in_words(setting, setting.default, catalog),
            allowed(setting, catalog),
        )
        for setting in plugin.settings
    )
    return Table(columns, rows)
