"""Finds packs and plugins, loads them one by one, and collects what they bring.

Built anew for every workspace; nothing here is global. The built-in pack comes in through the same door as everybody
else: its manifest is read, its folders are listed, its hooks are registered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from branchkit import DISTRIBUTION, __version__
from branchkit.core.errors import Problem
from branchkit.core.numbers import is_workable
from branchkit.core.registers.own_kinds import OwnKind
from branchkit.core.scoring.results import Measurement
from branchkit.core.texts import LocalText
from branchkit.plugin.alarm import PATIENCE
from branchkit.plugin.checks import CheckSpec
from branchkit.plugin.column_kinds import KEPT, ColumnKindSpec, own_kind
from branchkit.plugin.commands import CommandSpec, fault_of
from branchkit.plugin.contributions import (
    DOUBLED,
    ComputedMetric,
    Contributions,
    Declarations,
    DemoRecord,
    DemoScene,
    LoadedPlugin,
    MetricView,
    PluginFailure,
    ReportSpec,
    ScreenSpec,
)
from branchkit.plugin.declarations import DeclarationShelves
from branchkit.plugin.discovery import InstalledPlugin, folder_plugins, installed_plugins
from branchkit.plugin.duties import DutySpec
from branchkit.plugin.formats import ExporterSpec, ImporterSpec
from branchkit.plugin.functions import FormulaFunction, LoadedFunction
from branchkit.plugin.holdings import BUILT_IN_ID, LOCAL, RESERVED, Holdings
from branchkit.plugin.hook_calls import HookCalls
from branchkit.plugin.hookspecs import EVENTS
from branchkit.plugin.isolation import FailureLog, Targeted, place_of
from branchkit.plugin.manifests import MANIFEST, Manifest, read_manifest
from branchkit.plugin.needs import Candidate, in_order_of_needs, unmet_needs
from branchkit.plugin.rule_kinds import LoadedRuleKind, RuleKind, kind_fault
from branchkit.plugin.screen_actions import ActionSpec

if TYPE_CHECKING:
    from branchkit.core.registers.register import Register
    from branchkit.plugin.checks import LoadedCheck
    from branchkit.plugin.setting_values import SettingValue

BUILT_IN = InstalledPlugin(BUILT_IN_ID, "branchkit.pack", DISTRIBUTION, __version__)
"""The pack that comes with the program; it cannot be disabled."""
_LOCAL_TITLE = LocalText("本工作区自定", "This workspace's own")


_HOOKS = {"computed": "metrics", "rule_kinds": "rules"}
"""Whose hook is called otherwise than what is kept."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)
S = TypeVar("S", bound=Targeted)


def load_contributions(
    workspace_dir: Path | None,
    *,
    disabled: Collection[str] = (),
    safe_mode: bool = False,
    strict: bool = False,
    installed: Callable[[], Sequence[InstalledPlugin]] = installed_plugins,
    timer: Callable[[], float] | None = None,
    patience: float = PATIENCE,
    without_python: Collection[str] = (),
) -> Contributions:
    """Everything that the built-in pack, installed plugins and the workspace's own folder bring.

    ``disabled`` are ids of plugins to leave out; ``safe_mode`` loads the built-in pack only; ``strict`` raises the first
    failure instead of keeping it. ``timer`` tells seconds, for hooks that are slow; one that takes longer than ``patience`` is
    ended. Of plugins ``without_python`` only the declarations are loaded.
    """
    log = FailureLog(strict=strict, timer=timer, patience=patience)
    loading = _Loading(log, without_python)
    loading.load(BUILT_IN)
    if not safe_mode:
        wanted = [plugin for plugin in installed() if plugin.id not in disabled]
        folders = [] if workspace_dir is None else folder_plugins(workspace_dir)
        loading.load_found(wanted, [path for path in folders if path.name not in disabled])
        if workspace_dir is not None:
            loading.load_own(workspace_dir)
        loading.read_settings(workspace_dir, disabled)
    contributions = replace(loading.collect(), strict=strict, patience=patience)
    if strict:
        contributions.read_all()
    return contributions


class _Loading:
    """The state of one run of :func:`load_contributions`."""

    def __init__(self, log: FailureLog, without_python: Collection[str]) -> None:
        self._log = log
        self._without_python = without_python
        self._holdings = Holdings()
        self._shelves = DeclarationShelves(log, self._holdings)
        self._hooks = HookCalls(log)
        self._plugins: dict[str, LoadedPlugin] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self._settings: dict[str, Mapping[str, SettingValue]] = {}
        self._manifests: dict[Path, tuple[Manifest | None, list[Problem]]] = {}

    def load_found(self, installed: Sequence[InstalledPlugin], folders: Iterable[Path]) -> None:
        """What was found, as far as it can be told apart and has what it needs; needed ones first."""
        # Where a package lies is looked up once: it costs more than reading its manifest.
        found = {p.id: replace(p, home=p.directory()) for p in self._unrivalled(installed)}
        own = {path.name: path for path in self._own_folders(folders, found)}
        candidates = [
            *(self._candidate(id, plugin.version, plugin.home) for id, plugin in found.items()),
            *(self._candidate(id, "", path) for id, path in own.items()),
        ]
        unmet = unmet_needs(candidates, __version__)
        for id, problem in unmet.items():
            self._log.note_problem(id, problem, "needs")
        for id in in_order_of_needs(candidates):
            if id in unmet:
                continue
            if id in found:
                self.load(found[id])
            else:
                self._load_declarative(own[id])

    def _candidate(self, id: str, version: str, directory: Path | None) -> Candidate:
        has_manifest = directory is not None and (directory / MANIFEST).exists()
        manifest = self._manifest(directory)[0] if directory and has_manifest else None
        return Candidate(id, version, manifest, directory)

    def _manifest(self, directory: Path) -> tuple[Manifest | None, list[Problem]]:
        """A folder's manifest, read once."""
        if directory not in self._manifests:
            self._manifests[directory] = read_manifest(directory / MANIFEST)
        return self._manifests[directory]

    def _unrivalled(self, plugins: Sequence[InstalledPlugin]) -> Iterator[InstalledPlugin]:
        """One for each id. Of two distributions that hold the same it is the first; of two that differ nobody knows which was
        meant, so neither is used."""
        rivals: dict[str, list[InstalledPlugin]] = {}
        for plugin in plugins:
            rivals.setdefault(plugin.id, []).append(plugin)
        for id, (first, *others) in rivals.items():
            if id in RESERVED:
                self._log.note(PluginFailure(id, "reserved", message=first.distribution))
            elif not others or self._are_the_same(first, others):
                yield first

    def _are_the_same(self, first: InstalledPlugin, others: Sequence[InstalledPlugin]) -> bool:
        from branchkit.plugin.rivals import hold_the_same

        same = hold_the_same([first, *others])
        names = ", ".join(plugin.distribution for plugin in (first, *others))
        self._log.note(PluginFailure(first.id, DOUBLED if same else "rivals", message=names))
        return same

    def load(self, plugin: InstalledPlugin) -> None:
        """One pack or plugin: its manifest and folders first, then its Python, if it has any."""
        directory = plugin.directory()
        if directory is not None:
            self._log.settle(plugin.id, directory)
        if directory is None or not (directory / MANIFEST).exists():
            # Without a manifest the module itself is the plugin; a missing one fails as an import does.
            self._hooks.load(plugin.id, plugin.module)
            self._enlist(plugin.id, None, plugin.version, plugin.distribution, directory)
            return
        manifest = self._declared(plugin.id, directory)
        if manifest is not None and manifest.hooks and plugin.id not in self._without_python:
            self._hooks.load(plugin.id, manifest.hooks)
        self._enlist(plugin.id, manifest, plugin.version, plugin.distribution, directory)

    def _own_folders(
        self, folders: Iterable[Path], installed: Mapping[str, InstalledPlugin]
    ) -> Iterator[Path]:
        """Those that are not called like an installed plugin, which goes before."""
        for directory in folders:
            id = directory.name
            if id in RESERVED:
                self._log.note(PluginFailure(id, "reserved", message=str(directory)))
            elif id in installed:
                used = installed[id].distribution
                self._log.note(PluginFailure(id, "duplicate", place=str(directory), message=used))
            else:
                yield directory

    def _load_declarative(self, directory: Path) -> None:
        """A plugin in a folder of the workspace: declarations only, so that nobody runs code by copying a workspace."""
        id = directory.name
        manifest = self._declared(id, directory)
        if manifest is not None and manifest.hooks:
            place = str(directory / MANIFEST)
            self._log.note(PluginFailure(id, "python_in_folder", "", place, manifest.hooks))
        version = manifest.version if manifest else ""
        self._enlist(id, manifest, version, str(directory), directory)

    def load_own(self, directory: Path) -> None:
        """The workspace's own declarations."""
        self._shelves.add_folder(LOCAL, directory)
        own = Manifest(_LOCAL_TITLE)
        self._enlist(LOCAL, own, "", str(directory), directory)

    def read_settings(self, directory: Path | None, disabled: Collection[str]) -> None:
        """What the workspace has set for the plugins that are loaded."""
        having = [plugin for plugin in self._plugins.values() if plugin.settings]
        if not having:
            return
        from branchkit.plugin.setting_files import SettingsFile
        from branchkit.plugin.setting_values import figures_of

        file = SettingsFile(directory)
        for plugin in having:
            values, problems = file.values_for(plugin.id, plugin.settings)
            for problem in problems:
                self._log.note_problem(plugin.id, problem)
            self._settings[plugin.id] = values
            figures = figures_of(plugin.id, plugin.title, plugin.settings, values)
            if figures is not None:
                self._shelves.figures[plugin.id] = figures
        for problem in file.misspelt([*self._plugins, *disabled]):
            self._log.note_problem(LOCAL, problem)

    def collect(self) -> Contributions:
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
            commands=self._named("commands", ".", self._commands()),
            duties=self._named("duties", ".", self._specs("branchkit_duties", DutySpec)),
            importers=self._named(
                "importers", ".", self._specs("branchkit_importers", ImporterSpec)
            ),
            exporters=self._named(
                "exporters", ".", self._specs("branchkit_exporters", ExporterSpec)
            ),
            column_kinds=self._shelves.column_kinds,
            import_maps=self._shelves.import_maps,
            actions=self._named("actions", ".", self._specs("branchkit_actions", ActionSpec)),
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
            settings=self._settings,
            failures=self._log.failures,
        )

    def _declared(self, id: str, directory: Path) -> Manifest | None:
        """The manifest, and the declarations beside it on their shelves.

        One that cannot be read costs all of the plugin: whom it is for and what it holds is not known.
        """
        manifest, problems = self._manifest(directory)
        for problem in problems:
            self._log.note_problem(id, problem, "manifest")
        if manifest is not None:
            self._shelves.add_folder(id, directory)
        return manifest

    def _enlist(
        self,
        id: str,
        manifest: Manifest | None,
        version: str,
        source: str,
        directory: Path | None,
    ) -> None:
        self._holdings.add(id, manifest.holds if manifest else ())
        self._plugins[id] = LoadedPlugin(
            id=id,
            title=manifest.title if manifest else LocalText(id),
            version=version,
            source=source,
            contributes=_Counts(partial(self._shelves.counts, id)),
            sectors=manifest.sectors if manifest else (),
            sector_titles=manifest.sector_titles if manifest else {},
            directory=directory,
            needs=manifest.needs if manifest else {},
            settings=manifest.settings if manifest else (),
            languages=manifest.languages if manifest else {},
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

    def _commands(self) -> Iterator[tuple[str, CommandSpec]]:
        """Sub-commands; one that could not be typed is left out."""
        for plugin, spec in self._specs("branchkit_commands", CommandSpec):
            if message := fault_of(spec):
                self._log.note(PluginFailure(plugin, "command_form", spec.id, message=message))
            else:
                yield plugin, spec

    def _column_kinds(self) -> Iterator[tuple[str, OwnKind]]:
        """Kinds of columns, each of its answers guarded."""
        specs = self._specs("branchkit_column_kinds", ColumnKindSpec)
        for id, spec in self._named("column_kinds", "/", specs).items():
            plugin = self._owners["column_kinds", id]
            if spec.kept in KEPT:
                yield id, own_kind(self._log, plugin, spec)
            else:
                message = f"{id}: kept={spec.kept}, {' | '.join(KEPT)}"
                hook = "branchkit_column_kinds"
                self._log.note(PluginFailure(plugin, "result", hook, message=message))

    def _functions(self) -> dict[str, LoadedFunction]:
        """Functions whose failures are kept, and then work nothing out."""
        specs = self._named("functions", "/", self._specs("branchkit_functions", FormulaFunction))
        if not specs:
            return {}
        from branchkit.plugin.function_calls import FunctionCall

        return {
            id: FunctionCall(self._log, self._owners["functions", id], s) for id, s in specs.items()
        }

    def _rule_kinds(self) -> dict[str, LoadedRuleKind]:
        """Kinds of rules whose functions' failures are kept, and then propose nothing."""
        kinds = self._named("rule_kinds", "/", self._specs("branchkit_rules", RuleKind))
        loaded: dict[str, LoadedRuleKind] = {}
        for id, kind in kinds.items():
            owner = self._owners["rule_kinds", id]
            if message := kind_fault(kind):
                self._log.note(PluginFailure(owner, "result", "branchkit_rules", message=message))
                continue
            from branchkit.plugin.rule_calls import RuleCall

            loaded[id] = LoadedRuleKind(kind, RuleCall(self._log, owner, kind))
        return loaded

    def _checks(self) -> dict[str, LoadedCheck]:
        """Checks whose failures are kept, and which then find nothing."""
        specs = self._named("checks", ".", self._specs("branchkit_checks", CheckSpec))
        for id, spec in list(specs.items()):
            if bool(spec.register) == bool(spec.scheme):
                message = f"{id}: register={spec.register!r}, scheme={spec.scheme!r}"
                owner = self._owners[("checks", id)]
                self._log.note(PluginFailure(owner, "result", "branchkit_checks", message=message))
                del specs[id]
        if not specs:
            return {}
        from branchkit.plugin.checking import Checker

        return {id: Checker(self._log, self._owners["checks", id], s) for id, s in specs.items()}

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
                message = f"{value.id}, {plugin}{sign}…"
                self._log.note(PluginFailure(plugin, "foreign", hook, message=message))
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


class _Counts(Mapping[str, int]):
    """Counts that are worked out when somebody looks, since counting reads every declaration."""

    def __init__(self, count: Callable[[], Mapping[str, int]]) -> None:
        self._count = count

    def __getitem__(self, key: str) -> int:
        return self._count()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._count())

    def __len__(self) -> int:
        return len(self._count())
