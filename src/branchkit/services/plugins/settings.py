"""What a workspace has set for its plugins: shown in words, and kept in its ``branchkit.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from branchkit.core.access.asking import require
from branchkit.core.access.roles import WHOLE, Operation
from branchkit.core.errors import PluginError
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions, LoadedPlugin
from branchkit.plugin.setting_values import Setting, SettingKind, SettingValue
from branchkit.settings import read_workspace_settings, write_workspace_settings
from branchkit.toml.source import nearest


def named_plugin(contributions: Contributions, text: str) -> str:
    """The id of the plugin that is loaded and called so; else the text."""
    return next((p.id for p in contributions.plugins if is_called(p.title, text)), text)


def is_called(title: LocalText, text: str) -> bool:
    """Whether a text is a title, in either language, or the beginning of the Chinese one before a colon."""
    return bool(text) and text in (title.zh_CN, title.zh_CN.partition("：")[0], title.en)


def loaded_plugin(contributions: Contributions, id: str) -> LoadedPlugin:
    """One that is loaded; raises :class:`PluginError` ``not_loaded``, ``unknown``."""
    found = contributions.plugin(named_plugin(contributions, id))
    if found is None and any(failure.plugin == id for failure in contributions.failures):
        raise PluginError("not_loaded", found=id)
    if found is None:
        known = sorted(plugin.id for plugin in contributions.plugins)
        raise PluginError("unknown", found=id, known=known)
    return found


def setting_of(plugin: LoadedPlugin, id: str) -> Setting:
    """One of its settings; raises :class:`PluginError` ``no_settings``, ``unknown_setting``, ``misspelt_setting``."""
    known = {setting.id: setting for setting in plugin.settings}
    if id in known:
        return known[id]
    if not known:
        raise PluginError("no_settings", plugin=plugin.id)
    if close := nearest(id, known):
        raise PluginError("misspelt_setting", found=id, nearest=close)
    raise PluginError("unknown_setting", found=id, known=list(known))


def keep_settings(
    directory: Path,
    plugin: LoadedPlugin,
    values: Mapping[str, SettingValue],
    reader: object = None,
) -> None:
    """Write what is set into the workspace's file; what is the default is left out, and other settings stay as they are.

    Raises :class:`~branchkit.core.errors.SettingsError`, and ``AccessError`` where the workspace's ``reader`` is of somebody who does not
    administer all of it. An open workspace knows of it when it is opened anew.
    """
    require(reader, Operation.ADMINISTER, [WHOLE])
    settings = read_workspace_settings(directory)
    section = dict(settings.plugins.get(plugin.id, {}))
    for id, value in values.items():
        section.pop(id, None)
        if value is not None and value != setting_of(plugin, id).default:
            section[id] = _written(value)
    plugins = {**settings.plugins, plugin.id: section}
    write_workspace_settings(directory, replace(settings, plugins=plugins))


def _written(value: SettingValue) -> object:
    """As TOML has it: 8, and not 8.0."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def in_words(setting: Setting, value: SettingValue, catalog: Catalog) -> str:
    """A value as people read it; empty for one that nobody has set."""
    if setting.kind is SettingKind.CHOICE:
        title = setting.choices.get(str(value))
        return catalog.local(title) if title else str(value)
    return "" if value is None or value == "" else catalog.shown(value)


def typed_form(setting: Setting, value: SettingValue) -> str:
    """A value as one would type it."""
    if setting.kind is SettingKind.YES_NO:
        return "yes" if value else "no"
    return "" if value is None else str(value)


def plain_value(value: SettingValue) -> str | int | float | bool | None:
    """A value for JSON, whose numbers have no Decimal."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def allowed(setting: Setting, catalog: Catalog) -> str:
    """What may be set, in a few words."""
    match setting.kind:
        case SettingKind.CHOICE:
            return catalog.listed(setting.choices.values())
        case SettingKind.NUMBER if setting.minimum is not None and setting.maximum is not None:
            bounds = {"minimum": setting.minimum, "maximum": setting.maximum}
            return catalog.text("plugin.setting.between", **bounds)
        case SettingKind.NUMBER if setting.minimum is not None:
            return catalog.text("plugin.setting.least", minimum=setting.minimum)
        case SettingKind.NUMBER if setting.maximum is not None:
            return catalog.text("plugin.setting.most", maximum=setting.maximum)
    return catalog.text(f"plugin.setting.kind.{setting.kind}")
