"""Asks the hooks of the plugins that are loaded, and puts together what all of them bring.

Ids are kept to their owners here; what is called later, metric by metric and row by row, is given its guard here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from branchkit.core.numbers import is_workable
from branchkit.core.scoring.results import Measurement
from branchkit.plugin.contributions import (
    ComputedMetric,
    Contributions,
    Declarations,
    LoadedPlugin,
    MetricView,
    PluginFailure,
    ReportSpec,
    ScreenSpec,
)
from branchkit.plugin.declarations import DeclarationShelves
from branchkit.plugin.demos import DemoRecord, DemoScene
from branchkit.plugin.holdings import RESERVED
from branchkit.plugin.hook_calls import HookCalls
from branchkit.plugin.hookspecs import EVENTS
from branchkit.plugin.isolation import FailureLog, Targeted, place_of

if TYPE_CHECKING:
    from branchkit.core.registers.own_kinds import OwnKind
    from branchkit.core.registers.register import Register
    from branchkit.plugin.checks import LoadedCheck
    from branchkit.plugin.commands import CommandSpec
    from branchkit.plugin.functions import LoadedFunction
    from branchkit.plugin.rule_kinds import LoadedRuleKind
    from branchkit.plugin.setting_values import SettingValue

_HOOKS = {"computed": "metrics", "rule_kinds": "rules"}
"""Whose hook is called otherwise than what is kept."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)
S = TypeVar("S", bound=Targeted)


class Collecting:
    """One run over the hooks of the plugins of a workspace."""

    def __init__(
        self,
        log: FailureLog,
        hooks: HookCalls,
        shelves: DeclarationShelves,
        plugins: Mapping[str, LoadedPlugin],
    ) -> None:
        self._log = log
        self._hooks = hooks
        self._shelves = shelves
        self._plugins = plugins
        self._owners: dict[tuple[str, str], str] = {}

    def contributions(self, settings: Mapping[str, Mapping[str, SettingValue]]) -> Contributions:
        """Ask all hooks and put everything together."""
        for plugin, folder in self._hooks.values("branchkit_declarations", Declarations):
            self._shelves.add_folder(plugin, folder.directory)
        self._shelves.column_kinds.update(self._column_kinds())
        functions = self._functions()
        self._shelves.functions = functions
        self._shelves.rule_kinds = self._rule_kinds()
        checks = self._checks()
        return Contributions(
            registers=self._checked(checks),
            metrics=self._shelves.metrics,
            schemes=self._shelves.schemes,
            rule_packs=self._shelves.rule_packs,
            themes=self._shelves.themes,
            computed=self._named("computed", "/", self._computed()),
            screens=self._named("screens", ".", self._specs("branchkit_screens", ScreenSpec)),
            reports=self._named("reports", ".", self._specs("branchkit_reports", ReportSpec)),
            commands=self._commands(),
            duties=self._brought("duties", "duties:DutySpec"),
            importers=self._brought("importers", "formats:ImporterSpec"),
            exporters=self._brought("exporters", "formats:ExporterSpec"),
            column_kinds=self._shelves.column_kinds,
            import_maps=self._shelves.import_maps,
            actions=self._brought("actions", "screen_actions:ActionSpec"),
            checks=checks,
            functions=functions,
            rule_kinds=self._shelves.rule_kinds,
            demos={id: partial(self._demo, id) for id in self._makers_of_demos()},
            events={
                id: partial(self._hooks.tell, id, EVENTS) for id in self._hooks.implementers(EVENTS)
            },
            recipes=self._shelves.recipes,
            plugins=tuple(self._plugins.values()),
            owners=self._owners,
            settings=settings,
            failures=self._log.failures,
        )

    def _computed(self) -> Iterator[tuple[str, ComputedMetric]]:
        """Computed metrics whose failures are kept, and then say nothing of anybody."""
        for plugin, metric in self._hooks.values("branchkit_metrics", ComputedMetric):
            yield plugin, replace(metric, measure=partial(self._measure, plugin, metric))

    def _measure(
        self, plugin: str, metric: ComputedMetric, view: MetricView
    ) -> Mapping[str, Measurement]:
        """What a metric says, all of it or nothing: half of a figure would look like a whole one."""
        measured: Mapping[str, Measurement] | None = None
        with self._log.guarded(plugin, "raised", metric.id) as watched:
            said = metric.measure(view)
            measured = dict(said) if isinstance(said, Mapping) else None
        if watched.failure is not None:
            return {}
        place = place_of(metric.measure)
        if measured is None:
            message = f"{type(said).__name__}, {Mapping.__name__}"
            self._log.note(PluginFailure(plugin, "result", metric.id, place, message))
            return {}
        for found in measured.values():
            value = found.value if isinstance(found, Measurement) else found
            if not (isinstance(found, Measurement) and isinstance(value, Decimal | None)):
                message = f"{type(value).__name__}, {Measurement.__name__} / {Decimal.__name__}"
                self._log.note(PluginFailure(plugin, "result", metric.id, place, message))
                return {}
            if value is not None and not is_workable(value):
                message = f"{value:.3E}"
                self._log.note(PluginFailure(plugin, "number", metric.id, place, message))
                return {}
        return measured

    def _specs(self, hook: str, wanted: type[S]) -> Iterator[tuple[str, S]]:
        """What stands behind dotted names; a spec whose target nothing could be imported by is left out."""
        for plugin, spec in self._hooks.values(hook, wanted):
            module, _, name = spec.target.partition(":")
            if module and name:
                yield plugin, spec
            else:
                message = f"{spec.id}: {spec.target!r}"
                self._log.note(PluginFailure(plugin, "target_form", hook, message=message))

    def _brought(self, kind: str, spec: str, sign: str = ".") -> dict[str, Any]:
        """Specs by id; their class, ``module:name`` of this package, is imported where a plugin brings one: most kinds nobody
        brings, and a start pays for each."""
        hook = f"branchkit_{_HOOKS.get(kind, kind)}"
        if not self._hooks.implementers(hook):
            return {}
        module, _, name = spec.partition(":")
        wanted = getattr(import_module(f"branchkit.plugin.{module}"), name)
        return self._named(kind, sign, self._specs(hook, wanted))

    def _refuse(self, kind: str, id: str, code: str, message: str) -> None:
        """Leave out what is not as it has to be."""
        plugin = self._owners.pop((kind, id))
        hook = f"branchkit_{_HOOKS.get(kind, kind)}"
        self._log.note(PluginFailure(plugin, code, hook, message=message))

    def _commands(self) -> dict[str, CommandSpec]:
        """Sub-commands; one that could not be typed is left out."""
        commands: dict[str, CommandSpec] = {}
        for id, spec in self._brought("commands", "commands:CommandSpec").items():
            from branchkit.plugin.commands import fault_of

            if message := fault_of(spec):
                self._refuse("commands", id, "command_form", message)
            else:
                commands[id] = spec
        return commands

    def _column_kinds(self) -> Iterator[tuple[str, OwnKind]]:
        """Kinds of columns, each of its answers guarded."""
        for id, spec in self._brought("column_kinds", "column_kinds:ColumnKindSpec", "/").items():
            from branchkit.plugin.column_kinds import KEPT, own_kind

            if spec.kept in KEPT:
                yield id, own_kind(self._log, self._owners["column_kinds", id], spec)
            else:
                message = f"{id}: kept={spec.kept}, {' | '.join(KEPT)}"
                self._refuse("column_kinds", id, "result", message)

    def _functions(self) -> dict[str, LoadedFunction]:
        """Functions whose failures are kept, and then work nothing out."""
        functions: dict[str, LoadedFunction] = {}
        for id, spec in self._brought("functions", "functions:FormulaFunction", "/").items():
            from branchkit.plugin.function_calls import FunctionCall

            functions[id] = FunctionCall(self._log, self._owners["functions", id], spec)
        return functions

    def _rule_kinds(self) -> dict[str, LoadedRuleKind]:
        """Kinds of rules whose functions' failures are kept, and then propose nothing."""
        loaded: dict[str, LoadedRuleKind] = {}
        for id, kind in self._brought("rule_kinds", "rule_kinds:RuleKind", "/").items():
            from branchkit.plugin.rule_calls import RuleCall
            from branchkit.plugin.rule_kinds import LoadedRuleKind, kind_fault

            if message := kind_fault(kind):
                self._refuse("rule_kinds", id, "result", message)
            else:
                call = RuleCall(self._log, self._owners["rule_kinds", id], kind)
                loaded[id] = LoadedRuleKind(kind, call)
        return loaded

    def _checks(self) -> dict[str, LoadedCheck]:
        """Checks whose failures are kept, and which then find nothing."""
        checks: dict[str, LoadedCheck] = {}
        for id, spec in self._brought("checks", "checks:CheckSpec").items():
            from branchkit.plugin.checking import Checker

            if bool(spec.register) == bool(spec.scheme):
                message = f"{id}: register={spec.register!r}, scheme={spec.scheme!r}"
                self._refuse("checks", id, "result", message)
            else:
                checks[id] = Checker(self._log, self._owners["checks", id], spec)
        return checks

    def _checked(self, checks: Mapping[str, LoadedCheck]) -> Mapping[str, Register]:
        """The registers, those that somebody checks with their checks."""
        of_records: dict[str, list[LoadedCheck]] = {}
        for checker in checks.values():
            if checker.spec.register:
                of_records.setdefault(checker.spec.register, []).append(checker)
        registers = self._shelves.registers
        if not of_records:
            return registers
        from branchkit.plugin.checking import CheckedRegisters

        return CheckedRegisters(registers, of_records)

    def _named(self, kind: str, sign: str, values: Iterable[tuple[str, N]]) -> dict[str, N]:
        """Values by id: of a plugin's those that begin with its own id and ``sign``, of two with one id the first."""
        kept: dict[str, N] = {}
        for plugin, value in values:
            if plugin not in RESERVED and not value.id.startswith(f"{plugin}{sign}"):
                hook = f"branchkit_{_HOOKS.get(kind, kind)}"
                message, place = f"{value.id}, {plugin}{sign}…", self._hooks.place(plugin, hook)
                self._log.note(PluginFailure(plugin, "foreign", hook, place, message))
            elif value.id in kept:
                message = f"{value.id}: {self._owners[kind, value.id]}, {plugin}"
                self._log.note(PluginFailure(plugin, "clash", message=message))
            else:
                self._owners[kind, value.id] = plugin
                kept[value.id] = value
        return kept

    def _makers_of_demos(self) -> list[str]:
        """The plugins that make up records, in Python or by recipe."""
        with_hook = self._hooks.implementers("branchkit_demo")
        return list(dict.fromkeys((*with_hook, *self._shelves.recipes_of)))

    def _demo(self, plugin: str, scene: DemoScene) -> Sequence[DemoRecord]:
        if not self._plugins[plugin].serves(scene.sector):
            return []
        records: list[DemoRecord] = []
        if plugin in self._hooks.implementers("branchkit_demo"):
            records += self._hooks.call(plugin, "branchkit_demo", DemoRecord, scene=scene)
        if recipes := self._shelves.recipes_of.get(plugin):
            records += self._by_recipe(recipes, scene)
        return records

    def _by_recipe(self, recipes: Iterable[str], scene: DemoScene) -> Iterator[DemoRecord]:
        """What recipes make; a change in one leaves the rows of the others as they are."""
        from random import Random

        from branchkit.plugin.demo_making import made_records

        seed = scene.random.getrandbits(64)
        for id in recipes:
            recipe = self._shelves.recipes.get(id)
            if recipe is not None:
                yield from made_records(recipe, scene, Random(f"{seed}/{id}"))
