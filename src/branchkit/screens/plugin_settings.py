"""A plugin's settings as a form: what it lets its users set, kept in the workspace's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from branchkit.core.errors import PluginError
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import LoadedPlugin
from branchkit.plugin.setting_values import Setting, SettingKind, SettingValue
from branchkit.screens.console import ConsoleScreen
from branchkit.services.plugins.settings import allowed, in_words, keep_settings, typed_form
from branchkit.widgets.form_model import FieldKind, FormField

_YES_NO = ("yes", "no")


def fill_settings(
    screen: ConsoleScreen,
    plugin: LoadedPlugin,
    values: Mapping[str, SettingValue],
    done: Callable[[], None],
) -> None:
    """Have them filled in over the screen; ``done`` is called when they are on the disk."""
    context, catalog = screen.context, screen.catalog
    today = context.clock().date()

    def keep(texts: Mapping[str, str]) -> Mapping[str, str]:
        read: dict[str, SettingValue] = {}
        faults: dict[str, str] = {}
        for setting in plugin.settings:
            try:
                read[setting.id] = setting.read(texts[setting.id], today)
            except PluginError as error:
                faults[setting.id] = catalog.error(error)
        if not faults:
            keep_settings(context.here.directory, plugin, read, context.here.store)
        return faults

    fields = [_field(setting, values[setting.id], catalog, today) for setting in plugin.settings]
    title = catalog.text("screen.plugins.settings_of", title=plugin.title)
    screen.fill_in(title, fields, keep, done)


def _field(setting: Setting, value: SettingValue, catalog: Catalog, today: date) -> FormField:
    def check(text: str) -> str:
        try:
            setting.read(text, today)
        except PluginError as error:
            return catalog.error(error)
        return ""

    def tidy(text: str) -> str:
        try:
            return typed_form(setting, setting.read(text, today)) if text else text
        except PluginError:
            return text

    options: tuple[tuple[str, str], ...] = ()
    if setting.kind is SettingKind.CHOICE:
        options = tuple((id, catalog.local(title)) for id, title in setting.choices.items())
    elif setting.kind is SettingKind.YES_NO:
        options = tuple((word, catalog.text(f"common.value.{word}")) for word in _YES_NO)
    usual = in_words(setting, setting.default, catalog)
    hint = catalog.local(setting.help).rstrip("。.") or allowed(setting, catalog)
    return FormField(
        key=setting.id,
        label=catalog.local(setting.title),
        text=typed_form(setting, value),
        kind=FieldKind.CHOICE if options else FieldKind.TEXT,
        options=options,
        hint=catalog.text("screen.plugins.usual", hint=hint, usual=usual) if usual else hint,
        tidy=tidy,
        check=check,
    )
