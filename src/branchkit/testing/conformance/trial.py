"""Tries a plugin out: its schemes and worked months are replayed, then it is given a made-up branch in memory.

What goes wrong is kept among the contributions' failures, as it would be for a user.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.errors import BranchkitError
from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.commands import ArgumentKind
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.events import Commit, RecordStep, RecordTouched, SheetMoved
from branchkit.plugin.screen_actions import ActionAbout, ActionScene, ActionTarget
from branchkit.services.demo.branch import fill_demo
from branchkit.services.plugins.answers import answer_of
from branchkit.services.plugins.commands import commands_of, run_command
from branchkit.services.plugins.trying import run_all
from branchkit.services.plugins.workspace_changes import StoreActions
from branchkit.services.scoring.sheets import open_sheet
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.builders import fixed_clock
from branchkit.testing.conformance.finding import Finding
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.worked import WorkedMonth, WorkedMonthError, load_worked, replay
from branchkit.toml.source import TomlSource

WORKED = Path("tests") / "worked"


def check_schemes(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Totals and feeds."""
    for scheme in _own(plugin, contributions):
        place = plugin.place("schemes", f"{scheme.id.rpartition('/')[2]}.toml")
        source, _problems = TomlSource.read_text(scheme.declaration, place)
        if source is not None and "total" not in source.data:
            yield Finding("no_total", place, {"scheme": scheme.id, "maximum": scheme.maximum})
        yield from _feeds(scheme, place, contributions)


def check_worked_months(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Every scheme has a worked month, and each comes out. A folder without ``tests/`` is no distribution and needs none."""
    folder = plugin.root / WORKED
    covered: set[str] = set()
    for path in sorted(folder.glob("*.toml")):
        place = str(path.relative_to(plugin.root))
        try:
            month = load_worked(path)
        except WorkedMonthError as error:
            yield Finding("worked_unreadable", place, {"detail": str(error)})
            continue
        covered.add(month.scheme_id)
        for difference in _differences(month, contributions):
            yield Finding("worked_differs", place, {"difference": difference})
    if plugin.root == plugin.package and not folder.is_dir():
        return
    for scheme in _own(plugin, contributions):
        if scheme.id not in covered:
            yield Finding("no_worked", str(WORKED), {"scheme": scheme.id})


def _own(plugin: AuthoredPlugin, contributions: Contributions) -> list[Scheme]:
    return [scheme for scheme in contributions.schemes.values() if scheme.origin == plugin.id]


def _feeds(scheme: Scheme, place: str, contributions: Contributions) -> Iterator[Finding]:
    for criterion in scheme.criteria:
        for id in criterion.feeds.values():
            metric = contributions.metrics.get(id) or contributions.computed.get(id)
            params = {"scheme": scheme.id, "criterion": criterion.id, "metric": id}
            if metric is None:
                if contributions.failure_behind(id) is None:
                    yield Finding("unknown_feed", place, params)
            elif metric.about is not scheme.subject:
                yield Finding("feed_about", place, params)


def _differences(month: WorkedMonth, contributions: Contributions) -> list[str]:
    if month.scheme is None and month.scheme_id not in contributions.schemes:
        file = f"schemes/{month.scheme_id.rpartition('/')[2]}.toml"
        is_told = any(file in failure.place for failure in contributions.failures)
        return [] if is_told else [f"{month.scheme_id}?"]
    try:
        return replay(month, contributions.schemes)
    except KeyError as error:
        return [f"{month.scheme_id}: {error}"]


KIT = Actor("kit")
ORG, TODAY = "trial", date(2026, 11, 20)
DEFAULT_SECTOR = "rural"


def check_on_a_branch(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Nothing of its own to find: see the failures."""
    store = a_branch(plugin, contributions)
    _open_checked_sheets(store, contributions)
    run_all(store, contributions, ORG, TODAY, plugin=plugin.id)
    _try_commands(plugin, contributions, store)
    _try_events(plugin, contributions, store)
    _try_actions(plugin, contributions, store)
    return ()


def _try_actions(plugin: AuthoredPlugin, contributions: Contributions, store: MemoryStore) -> None:
    """Every action that is about nothing, or about a member; the records and cells that others want are not made up."""
    view = StoreView(store, contributions, node=ORG, today=TODAY)
    changes = StoreActions(store, contributions, KIT, fixed_clock())
    member, *_ = view.members(ORG)
    targets = {
        ActionAbout.NOTHING: (),
        ActionAbout.MEMBER: (ActionTarget(ORG, member.id),),
    }
    for spec in contributions.actions.values():
        own = contributions.owners.get(("actions", spec.id)) == plugin.id
        if own and spec.about in targets:
            where = next(iter(spec.screens), "")
            scene = ActionScene(view, changes, ORG, "zh_CN", where, targets[spec.about])
            with suppress(BranchkitError):
                answer_of(contributions, "actions", spec, scene)


def _try_commands(plugin: AuthoredPlugin, contributions: Contributions, store: MemoryStore) -> None:
    """Every command that can be called without a word of its own; what it changes is forgotten with the store."""
    for spec in commands_of(contributions, plugin.id):
        left_out = {a.name: a.default for a in spec.arguments}
        if all(
            a.option or a.kind is ArgumentKind.FLAG or a.default is not None for a in spec.arguments
        ):
            with suppress(BranchkitError):
                run_command(
                    store,
                    contributions,
                    spec,
                    left_out,
                    org=ORG,
                    actor=KIT,
                    clock=fixed_clock(),
                    language="zh_CN",
                )


def _try_events(plugin: AuthoredPlugin, contributions: Contributions, store: MemoryStore) -> None:
    """What follows a commit: a sheet handed up, and a row of each of the plugin's own registers."""
    tell = contributions.events.get(plugin.id)
    if tell is None:
        return
    own = [id for id, register in contributions.registers.items() if register.source == plugin.id]
    rows = tuple(RecordTouched(id, ORG, "row", RecordStep.ADDED) for id in own)
    view = StoreView(store, contributions, node=ORG, today=TODAY)
    month = Period.containing(TODAY, PeriodKind.MONTH)
    moments = [
        SheetMoved(scheme.id, ORG, month, SheetState.DRAFT, SheetState.SUBMITTED)
        for scheme in _own(plugin, contributions)
    ]
    at = datetime.combine(TODAY, time(9)).astimezone()
    tell(Commit(1, at, "kit", "sheet.submit", tuple(moments)), view)
    tell(Commit(2, at, "kit", "record.add", (), rows), view)


def _open_checked_sheets(store: MemoryStore, contributions: Contributions) -> None:
    """A sheet of this period for each scheme that somebody checks, so that the check has something to look at."""
    wanted = {check.spec.scheme for check in contributions.checks.values()}
    with store.begin(Actor("kit"), "kit.open") as uow:
        for id in sorted(wanted & set(contributions.schemes)):
            scheme = contributions.schemes[id]
            open_sheet(uow, scheme, SheetKey(id, ORG, Period.containing(TODAY, scheme.period)))
        uow.commit()


def a_branch(plugin: AuthoredPlugin, contributions: Contributions) -> MemoryStore:
    """A branch of the plugin's sector with three months of records and scores."""
    store = MemoryStore()
    sector = next(iter(plugin.sectors), DEFAULT_SECTOR)
    with store.begin(KIT, "kit.build") as uow:
        organization = Organization(ORG, "高沟村党支部", sector=sector)
        uow.put("", "organization", ORG, organization.to_body())
        uow.commit()
    fill_demo(store, contributions, ORG, TODAY)
    return store
