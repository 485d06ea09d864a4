"""What a plugin's hook module needs: the hooks, what they return, and what they are given.

Importing it costs nothing at a start: what that has not imported anyway is imported by its name.
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.registers.register import ColumnKind, RecordScene
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import (
    ComputedMetric,
    Declarations,
    MetricView,
    ReportSpec,
    ScreenSpec,
)
from branchkit.plugin.demos import DemoRecord, DemoScene
from branchkit.plugin.hookspecs import hookimpl
from branchkit.plugin.manifests import API, PluginTexts, plugin_texts

if _TYPE_CHECKING:
    from branchkit.core.duties import Duty, Opening
    from branchkit.core.rulepacks import Citation
    from branchkit.core.scoring.rules.called import RuleFacts, RulePoints
    from branchkit.plugin.answers import Answer
    from branchkit.plugin.checks import CheckSpec, Finding, SheetScene
    from branchkit.plugin.column_kinds import ColumnKindSpec
    from branchkit.plugin.commands import ArgumentKind, CommandArgument, CommandScene, CommandSpec
    from branchkit.plugin.duties import DutySpec, DutyView
    from branchkit.plugin.events import Commit, RecordStep, RecordTouched, SheetMoved
    from branchkit.plugin.formats import ExporterSpec, ImporterSpec
    from branchkit.plugin.functions import FormulaFunction
    from branchkit.plugin.rule_kinds import RuleKind, RuleParameter
    from branchkit.plugin.screen_actions import (
        ActionAbout,
        ActionScene,
        ActionScreen,
        ActionSpec,
        ActionTarget,
    )

_LATE = {
    "branchkit.core.duties": ("Duty", "Opening"),
    "branchkit.core.rulepacks": ("Citation",),
    "branchkit.core.scoring.rules.called": ("RuleFacts", "RulePoints"),
    "branchkit.plugin.answers": ("Answer",),
    "branchkit.plugin.checks": ("CheckSpec", "Finding", "SheetScene"),
    "branchkit.plugin.column_kinds": ("ColumnKindSpec",),
    "branchkit.plugin.commands": ("ArgumentKind", "CommandArgument", "CommandScene", "CommandSpec"),
    "branchkit.plugin.duties": ("DutySpec", "DutyView"),
    "branchkit.plugin.events": ("Commit", "RecordStep", "RecordTouched", "SheetMoved"),
    "branchkit.plugin.formats": ("ExporterSpec", "ImporterSpec"),
    "branchkit.plugin.functions": ("FormulaFunction",),
    "branchkit.plugin.rule_kinds": ("RuleKind", "RuleParameter"),
    "branchkit.plugin.screen_actions": (
        "ActionAbout",
        "ActionScene",
        "ActionScreen",
        "ActionSpec",
        "ActionTarget",
    ),
}
"""Module → what is handed on of it only where somebody asks for it: of these kinds most plugins bring none, and a start has not
imported them."""


def __getattr__(name: str) -> object:
    for module, names in _LATE.items():
        if name in names:
            return getattr(_import_module(module), name)
    raise AttributeError(name)


__all__ = [
    "API",
    "ActionAbout",
    "ActionScene",
    "ActionScreen",
    "ActionSpec",
    "ActionTarget",
    "Answer",
    "ArgumentKind",
    "CheckSpec",
    "Citation",
    "ColumnKind",
    "ColumnKindSpec",
    "CommandArgument",
    "CommandScene",
    "CommandSpec",
    "Commit",
    "ComputedMetric",
    "Declarations",
    "DemoRecord",
    "DemoScene",
    "Duty",
    "DutySpec",
    "DutyView",
    "ExporterSpec",
    "Finding",
    "FormulaFunction",
    "ImporterSpec",
    "LocalText",
    "MetricView",
    "Opening",
    "Period",
    "PeriodKind",
    "PluginTexts",
    "RecordScene",
    "RecordStep",
    "RecordTouched",
    "ReportSpec",
    "RuleFacts",
    "RuleKind",
    "RuleParameter",
    "RulePoints",
    "ScreenSpec",
    "SheetMoved",
    "SheetScene",
    "SubjectKind",
    "hookimpl",
    "plugin_texts",
]
