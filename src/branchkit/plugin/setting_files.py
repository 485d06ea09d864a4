"""Settings in TOML: what a manifest declares, and what a workspace's ``branchkit.toml`` sets.

A value that cannot be used is told with file, line and the nearest right word, and the default counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from branchkit.core.errors import Problem
from branchkit.core.texts import NO_TEXT
from branchkit.plugin.setting_values import Setting, SettingKind, SettingValue
from branchkit.toml.source import TomlSource, TomlTable, nearest
from branchkit.toml.targets import WORKSPACE_FILE

SECTION = "plugins"
"""``[plugins.<id>]`` in a workspace's file."""
_ID = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_MAY_BE_UNSET = {SettingKind.TEXT: "", SettingKind.DATE: None}


def read_declared(table: TomlTable) -> tuple[Setting, ...]:
    """The ``[[setting]]`` tables of a manifest."""
    seen: set[str] = set()
    found = []
    for part in table.tables("setting"):
        setting = _read_setting(part)
        if setting.id in seen:
            part.report("declaration.twice", "id", found=setting.id)
        seen.add(setting.id)
        found.append(setting)
    return tuple(found)


def _read_setting(part: TomlTable) -> Setting:
    kind = SettingKind(part.choice("kind", tuple(SettingKind)))
    id = part.text("id")
    if id and not _ID.fullmatch(id):
        part.report("declaration.id_form", "id", found=id)
    is_number, is_choice = kind is SettingKind.NUMBER, kind is SettingKind.CHOICE
    choices = part.table("choices") if is_choice else None
    if is_choice and not (choices and choices.data):
        part.report("setting.no_choices", "choices", found=id)
    bare = Setting(
        id=id,
        kind=kind,
        title=part.local("title"),
        default=_MAY_BE_UNSET.get(kind),
        help=part.local("help", NO_TEXT),
        minimum=part.optional_decimal("minimum") if is_number else None,
        maximum=part.optional_decimal("maximum") if is_number else None,
        choices={choice: choices.local(choice) for choice in choices.data} if choices else {},
    )
    default = bare.default
    if "default" in part or kind not in _MAY_BE_UNSET:
        default = _read_value(part, "default", bare)
    part.finish()
    return replace(bare, default=default)


def _read_value(table: TomlTable, key: str, setting: Setting) -> SettingValue:
    """A value as TOML has it, quotes and all; the default stands in for a wrong one, which is reported."""
    before = len(table.problems)
    value: SettingValue
    match setting.kind:
        case SettingKind.TEXT:
            value = "" if table.data.get(key) == "" else table.text(key)
        case SettingKind.NUMBER:
            value = table.decimal(key)
        case SettingKind.YES_NO:
            value = table.flag(key)
        case SettingKind.DATE:
            value = table.day(key)
        case SettingKind.CHOICE:
            value = table.choice(key, tuple(setting.choices) or ("",))
    if len(table.problems) == before and not setting.is_within(value):
        table.report(
            "setting.bounds", key, found=value, minimum=setting.minimum, maximum=setting.maximum
        )
    return value if len(table.problems) == before else setting.default


class SettingsFile:
    """What a workspace's file sets for plugins; read when the first plugin with settings asks."""

    def __init__(self, workspace_dir: Path | None) -> None:
        self._directory = workspace_dir
        self._sections: TomlTable | None = None
        self._problems: list[Problem] = []
        if workspace_dir is not None:
            # One that cannot be read keeps the workspace from being opened at all, which says so.
            source, _unreadable = TomlSource.load(workspace_dir / WORKSPACE_FILE)
            if source is not None:
                self._sections = source.table(self._problems).table(SECTION)

    def values_for(
        self, plugin: str, settings: tuple[Setting, ...]
    ) -> tuple[dict[str, SettingValue], list[Problem]]:
        """Setting → value, every setting's, and what is wrong with what was set."""
        values = {setting.id: setting.default for setting in settings}
        part = self._sections.table(plugin) if self._sections else None
        if part is None:
            return values, self._taken()
        for setting in settings:
            if setting.id in part:
                values[setting.id] = _read_value(part, setting.id, setting)
        part.finish(*values)
        return values, self._taken()

    def misspelt(self, known: Collection[str]) -> list[Problem]:
        """Sections that were meant for a plugin of nearly that name; those of plugins that are gone do no harm."""
        sections = self._sections
        if sections is None:
            return []
        for id in sections.data:
            if id not in known and (close := nearest(id, known)):
                sections.report("setting.misspelt_plugin", id, found=id, nearest=close)
        return self._taken()

    def _taken(self) -> list[Problem]:
        taken = list(self._problems)
        self._problems.clear()
        return taken
