"""What packs and plugins bring: the values that hooks return, and all of them collected.

:class:`Contributions` is built once per workspace by ``plugin/manager``; ids are unique, a clash is a failure that
names both.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.core.dates import PeriodKind
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen
from branchkit.plugin.alarm import PATIENCE

if TYPE_CHECKING:
    from branchkit.core.errors import Problem
    from branchkit.core.importing import ImportMap
    from branchkit.core.registers.own_kinds import OwnKind
    from branchkit.core.registers.register import Record, Register
    from branchkit.core.rulepacks import RulePack
    from branchkit.core.scoring.measuring import Scope
    from branchkit.core.scoring.metrics import Metric
    from branchkit.core.scoring.results import Measurement
    from branchkit.core.scoring.schemes import Scheme, SubjectKind
    from branchkit.core.themes import Theme
    from branchkit.plugin.checks import LoadedCheck
    from branchkit.plugin.commands import CommandSpec
    from branchkit.plugin.demos import DemoRecipe, DemoRecord, DemoScene
    from branchkit.plugin.duties import DutySpec
    from branchkit.plugin.events import Commit
    from branchkit.plugin.formats import ExporterSpec, ImporterSpec
    from branchkit.plugin.functions import LoadedFunction
    from branchkit.plugin.rule_kinds import LoadedRuleKind
    from branchkit.plugin.screen_actions import ActionSpec
    from branchkit.plugin.setting_values import Setting, SettingValue
    from branchkit.plugin.workspace_view import WorkspaceView

SLOW = "slow"
"""Code of what took long and did its work all the same."""
PRINTED = "printed"
"""Code of what wrote to the terminal, and did its work all the same."""
CHANGED = "changed"
"""Code of what changed something of the process that is not its own, which was set back."""
DOUBLED = "doubled"
"""Code of a plugin that two distributions bring, which hold the same."""
_WITHOUT_PYTHON = (
    *("import", "dependency", "signature", "unknown_hook"),
    *("manifest", "rivals", "reserved"),
)
"""Codes after which nothing of a plugin's Python is there."""

DEADLINE = "deadline"
"""Code of what was ended, since it did not end by itself."""
STUCK = "stuck"
"""Code of what could only be ended together with the process that it ran in."""
ENDED = "ended"
"""Code of what ended the process that it ran in."""


@frozen
class PluginFailure:
    """Something of a plugin that does not work, as a value: shown, logged, never raised to the user.

    ``code`` is looked up as ``plugin.failure.<code>``; ``plugin/isolation`` lists the codes.
    """

    plugin: str
    code: str
    hook: str = ""
    """The hook that was called; empty for what happens while loading."""
    place: str = ""
    """"file:line" where known."""
    message: str = ""
    """The exception's own words, or the two parties of a clash."""
    problem: Problem | None = None
    """For a declaration: what is wrong with the file."""

    @property
    def is_warning(self) -> bool:
        """Whether nothing is lost by it."""
        return self.code in (SLOW, PRINTED, CHANGED, DOUBLED)

    @property
    def costs_metrics(self) -> bool:
        """Whether none of the plugin's metrics in Python is there because of it."""
        was_not_loaded = self.code in _WITHOUT_PYTHON or (self.is_end and self.hook == "import")
        return was_not_loaded or self.hook == "branchkit_metrics"

    @property
    def in_short(self) -> tuple[str, ...]:
        """The place without the way to its folder, then the exception's own words, as far as there are any.

        The place comes first: a line on a screen is cut at its end.
        """
        if self.problem is None:
            words = "" if self.is_end else self.message
            return tuple(filter(None, (Path(self.place).name, words)))
        place = self.problem.place
        name = Path(place.file).name
        return (f"{name}:{place.line}" if place.line else name,)

    @property
    def is_end(self) -> bool:
        """Whether it did not come to what it wanted to say."""
        return self.code in (DEADLINE, STUCK, ENDED)


@frozen
class Declarations:
    """A folder with ``registers/``, ``metrics/``, ``schemes/`` and ``rules/``; each may be missing."""

    directory: Path
    """An absolute path."""


@frozen
class MetricView:
    """What a computed metric is given."""

    scope: Scope
    """Organisation, period and roll."""
    records: Callable[[str], Iterable[Record]]
    """The rows of a register, by its id, dated up to the last day of the period; empty for an unknown register."""
    workspace: WorkspaceView
    """Everything else: other organisations, other sheets. Its ``today`` is the last day of the period, since a figure must
    not depend on the day on which somebody asks for it."""


@frozen
class ComputedMetric:
    """A metric that TOML cannot express. Criteria name it by ``id``, which begins with the plugin's own (``rural/…``)."""

    id: str
    title: LocalText
    about: SubjectKind
    """Whether its subjects are members or organisations."""
    measure: Callable[[MetricView], Mapping[str, Measurement]]
    """Subject → figure with evidence; a subject left out has none. It must not write anywhere."""


@frozen
class ScreenSpec:
    """A screen of a plugin, named by dotted string (``pkg.module:Class``) and imported when opened.

    The class derives from :class:`~branchkit.screens.plugin_screen.PluginScreen`.
    """

    id: str
    """Begins with the plugin's own: ``rural.ladder``."""
    title: LocalText
    target: str
    """``package.module:Class``; the class derives from ``PluginScreen``."""


@frozen
class ReportSpec:
    """A report of a plugin. ``target`` is ``pkg.module:function``, imported when asked for.

    The function takes a :class:`~branchkit.plugin.workspace_view.ReportScene` and returns a
    :class:`~branchkit.core.tables.Report`.
    """

    id: str
    """Begins with the plugin's own: ``rural.five-goods``."""
    title: LocalText
    target: str
    """``package.module:function``; the function is given a ``ReportScene`` and returns a ``Report``."""
    period: PeriodKind = PeriodKind.MONTH
    """What kind of period it is about."""


@frozen
class LoadedPlugin:
    """A pack or plugin that was found. ``source`` is the distribution, or the folder of a workspace's own files."""

    id: str
    title: LocalText
    version: str
    source: str
    contributes: Mapping[str, int]
    """How many of what: ``{"schemes": 3, "registers": 2}``; counting reads every declaration."""
    sectors: tuple[str, ...] = ()
    """Sectors it was made for; empty: for all."""
    sector_titles: Mapping[str, LocalText] = field(default_factory=dict)
    directory: Path | None = None
    """The folder with its manifest, where there is one."""
    needs: Mapping[str, str] = field(default_factory=dict)
    """Plugin, or ``branchkit`` for the program → which version of it."""
    settings: tuple[Setting, ...] = ()
    """What its users can set."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """Languages beside Chinese and English that it has words in: code → what the language calls itself."""

    def serves(self, sector: str) -> bool:
        """Whether organisations of a sector are meant to see it."""
        return not self.sectors or sector in self.sectors


def with_figures(packs: Mapping[str, RulePack], own: RulePack | None) -> Mapping[str, RulePack]:
    """Rule packs with one more before them; none of the others is read for it."""
    return packs if own is None else ChainMap({own.id: own}, packs)  # type: ignore[arg-type]


@frozen
class Contributions:
    """Everything, by id.

    Registers, metrics, schemes, rule packs and themes are read from their files when first asked for; one that cannot be read is
    missing from its mapping and stands in ``failures``. Asking for one id reads one file, iterating reads all.
    """

    registers: Mapping[str, Register] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    rule_packs: Mapping[str, RulePack] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    computed: Mapping[str, ComputedMetric] = field(default_factory=dict)
    screens: Mapping[str, ScreenSpec] = field(default_factory=dict)
    reports: Mapping[str, ReportSpec] = field(default_factory=dict)
    commands: Mapping[str, CommandSpec] = field(default_factory=dict)
    duties: Mapping[str, DutySpec] = field(default_factory=dict)
    importers: Mapping[str, ImporterSpec] = field(default_factory=dict)
    exporters: Mapping[str, ExporterSpec] = field(default_factory=dict)
    column_kinds: Mapping[str, OwnKind] = field(default_factory=dict)
    import_maps: Mapping[str, ImportMap] = field(default_factory=dict)
    actions: Mapping[str, ActionSpec] = field(default_factory=dict)
    functions: Mapping[str, LoadedFunction] = field(default_factory=dict)
    rule_kinds: Mapping[str, LoadedRuleKind] = field(default_factory=dict)
    checks: Mapping[str, LoadedCheck] = field(default_factory=dict)
    """Those of records stand on their registers as well."""
    demos: Mapping[str, Callable[[DemoScene], Sequence[DemoRecord]]] = field(default_factory=dict)
    """Plugin id → its demo records; in the order of loading."""
    events: Mapping[str, Callable[[Commit, WorkspaceView], None]] = field(default_factory=dict)
    """Plugin id → what it does after a commit; in the order of loading."""
    recipes: Mapping[str, DemoRecipe] = field(default_factory=dict)
    """``<plugin>/<register>`` → how the plugin has demo records made up; ``demos`` make them."""
    plugins: tuple[LoadedPlugin, ...] = ()
    owners: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(the field of these that it stands in, id) → the plugin that brings it."""
    settings: Mapping[str, Mapping[str, SettingValue]] = field(default_factory=dict)
    """Plugin → setting → what this workspace has set, else the default; of those plugins that have settings."""
    strict: bool = False
    """Whether a plugin's fault is raised instead of kept in ``failures``."""
    patience: float = PATIENCE
    """Seconds that a plugin's code may take."""
    failures: list[PluginFailure] = field(default_factory=list)
    """Grows when a declaration that is read, or a computed metric that is asked, turns out not to work."""

    def plugin(self, id: str) -> LoadedPlugin | None:
        """One of the plugins; None when none of that id is loaded."""
        return next((plugin for plugin in self.plugins if plugin.id == id), None)

    @property
    def sector_titles(self) -> Mapping[str, LocalText]:
        """Sector → what the first plugin that gives it a title calls it; empty where none does."""
        titles: dict[str, LocalText] = {}
        for plugin in self.plugins:
            for sector in plugin.sectors:
                if not titles.get(sector, NO_TEXT).zh_CN:
                    titles[sector] = plugin.sector_titles.get(sector, NO_TEXT)
        return titles

    def read_all(self) -> None:
        """Read every declaration, so that ``failures`` is complete."""
        for shelf in (
            self.registers,
            self.metrics,
            self.schemes,
            self.rule_packs,
            self.recipes,
            self.import_maps,
            self.themes,
        ):
            for _id in shelf:
                pass
        # Of what is missing the cause is told already, where there is one.
        for scheme in self.schemes.values():
            for criterion in scheme.criteria:
                for metric in criterion.feeds.values():
                    is_known = metric in self.metrics or metric in self.computed
                    if not is_known and self.failure_behind(metric) is None:
                        self.note_unknown_metric(scheme, metric)

    def failure_behind(self, metric: str) -> PluginFailure | None:
        """Why a metric has no figure or is not there at all; None where no plugin has failed.

        The metric itself has failed, the file of its register or its own cannot be used, or its plugin's Python was not loaded.
        """
        failed = [failure for failure in self.failures if not failure.is_warning]
        if owner := self.owners.get(("computed", metric)):
            return next((f for f in failed if (f.plugin, f.hook) == (owner, metric)), None)
        group = metric.rpartition("/")[0]
        name = group.partition(".")[2] or group
        of_file = (f for f in failed if f.code == "declaration" and f"/{group}.toml" in f.place)
        of_plugin = (
            f
            for f in failed
            if f.costs_metrics and (name == f.plugin or name.startswith(f"{f.plugin}-"))
        )
        return next(of_file, None) or next(of_plugin, None)

    def noted_of(self, metric: str) -> Iterator[PluginFailure]:
        """Everything that was noted of a metric, what it comes from first; also that it was slow, or printed."""
        cause = self.failure_behind(metric)
        if cause is not None:
            yield cause
        owner = self.owners.get(("computed", metric), "")
        for failure in self.failures:
            if (failure.plugin, failure.hook) == (owner, metric) and failure != cause:
                yield failure

    def note_unknown_metric(self, scheme: Scheme, metric: str) -> None:
        """Keep that a scheme feeds on a metric that nobody declares, or whose file cannot be used."""
        message = f"{scheme.id}: {metric}"
        failure = PluginFailure(scheme.origin, "unknown_metric", message=message)
        if failure not in self.failures:
            self.failures.append(failure)
