"""What a plugin's hook module needs: the hooks, what they return, and what they are given.

Importing it costs nothing at a start, which has imported all of it.
"""

from __future__ import annotations

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.duties import Duty, Opening
from branchkit.core.registers.register import ColumnKind, RecordScene
from branchkit.core.rulepacks import Citation
from branchkit.core.scoring.rules.called import RuleFacts, RulePoints
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.plugin.answers import Answer
from branchkit.plugin.checks import CheckSpec, Finding, SheetScene
from branchkit.plugin.column_kinds import ColumnKindSpec
from branchkit.plugin.commands import ArgumentKind, CommandArgument, CommandScene, CommandSpec
from branchkit.plugin.contributions import (
    ComputedMetric,
    Declarations,
    MetricView,
    ReportSpec,
    ScreenSpec,
)
from branchkit.plugin.demos import DemoRecord, DemoScene
from branchkit.plugin.duties import DutySpec, DutyView
from branchkit.plugin.events import Commit, RecordStep, RecordTouched, SheetMoved
from branchkit.plugin.formats import ExporterSpec, ImporterSpec
from branchkit.plugin.functions import FormulaFunction
from branchkit.plugin.hookspecs import hookimpl
from branchkit.plugin.manifests import API, PluginTexts, plugin_texts
from branchkit.plugin.rule_kinds import RuleKind, RuleParameter
from branchkit.plugin.screen_actions import (
    ActionAbout,
    ActionScene,
    ActionScreen,
    ActionSpec,
    ActionTarget,
)

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
