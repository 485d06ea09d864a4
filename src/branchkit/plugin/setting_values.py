"""What a plugin lets its users set: declared under ``[[setting]]`` in its manifest, kept in the workspace's ``branchkit.toml`` ::

    [plugins.county]
    patrols = 4
    since = 2026-01-01

A value is what its kind says: a text, a Decimal, True or False, a date, or the id of a choice. A number is a figure of the plugin's
own schemes besides, as those of regulations are: ``target = { rule = "settings/patrols" }``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from branchkit.core.errors import PluginError
from branchkit.core.numbers import is_workable
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.rulepacks import RulePack

SettingValue = str | Decimal | bool | date | None
"""None is a date that nobody has set."""

FIGURES = "settings"
"""What schemes call the figures that their own plugin's users set."""


class SettingKind(StrEnum):
    """What a setting's value is."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes-no"
    DATE = "date"
    CHOICE = "choice"


@frozen
class Setting:
    """One setting of a plugin."""

    id: str
    kind: SettingKind
    title: LocalText
    default: SettingValue
    """What counts until somebody sets it: "" for a text and None for a date where the manifest names none."""
    help: LocalText = NO_TEXT
    """What it is for, in a sentence."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    """Bounds of a number."""
    choices: Mapping[str, LocalText] = field(default_factory=dict)
    """Of a choice: id → title, in the order of the manifest."""

    def is_within(self, value: SettingValue) -> bool:
        """Whether a number keeps to its bounds; anything else does."""
        return not isinstance(value, Decimal) or (
            (self.minimum is None or value >= self.minimum)
            and (self.maximum is None or value <= self.maximum)
        )

    def read(self, text: str, today: date) -> SettingValue:
        """The value of what somebody typed, as forms and commands take it; an empty text is the default.

        Raises :class:`PluginError` ``setting_kind``, ``setting_bounds``, ``setting_choice``.
        """
        text = text.strip()
        value = self._value_of(text, today) if text else self.default
        if value is None and text:
            if self.kind is SettingKind.CHOICE:
                known = list(self.choices.values())
                raise PluginError("setting_choice", title=self.title, found=text, known=known)
            raise PluginError("setting_kind", title=self.title, found=text, kind=self.kind)
        if not self.is_within(value):
            bounds = {"minimum": self.minimum, "maximum": self.maximum}
            raise PluginError("setting_bounds", title=self.title, found=text, **bounds)
        return value

    def _value_of(self, text: str, today: date) -> SettingValue:
        """None for what is no value of this kind."""
        match self.kind:
            case SettingKind.TEXT:
                return text
            case SettingKind.NUMBER:
                return _number(text)
            case SettingKind.YES_NO:
                return _yes_or_no(text)
            case SettingKind.DATE:
                from branchkit.core.typed_days import typed_day

                return typed_day(text, today)
        named = (id for id, title in self.choices.items() if text in (id, title.zh_CN, title.en))
        return next(named, None)


def figures_of(
    plugin: str, title: LocalText, settings: tuple[Setting, ...], values: Mapping[str, SettingValue]
) -> RulePack | None:
    """The numbers as a pack that the plugin's own schemes refer to; None where there are none."""
    from branchkit.core.rulepacks import Basis, Edition, Rule, RulePack

    rules = {
        setting.id: Rule(setting.id, setting.title, value, basis=Basis.LOCAL)
        for setting in settings
        if isinstance(value := values.get(setting.id), Decimal)
    }
    if not rules:
        return None
    edition = Edition(FIGURES, title, date.min, basis=Basis.LOCAL, rules=rules)
    return RulePack(FIGURES, title, (edition,), plugin)


def _number(text: str) -> Decimal | None:
    from branchkit.core.typed_numbers import typed_number

    number = typed_number(text)
    if number is None or not is_workable(number):
        return None
    # 8.0 is kept and shown as 8.
    return Decimal(int(number)) if number == number.to_integral_value() else number


def _yes_or_no(text: str) -> bool | None:
    from branchkit.core.registers.values import NO, YES

    word = text.lower()
    return True if word in YES else False if word in NO else None
