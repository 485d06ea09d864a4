"""Duties of a plugin's Python: shown as ours are, and nobody else's when they fail."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import PluginError
from branchkit.core.organizations.organization import Organization
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.citations import citation_text
from branchkit.services.duties.collect import Collected
from branchkit.services.duties.scene import DutyScene, duty_text
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.plugins.asking_duties import ask_duties, duties_of
from branchkit.services.plugins.trying import run_all
from branchkit.testing.builders import fixed_clock
from branchkit.testing.memory_store import MemoryStore

from .trials import MANIFEST, REGISTER, MakePlugin, codes, load

TODAY = date(2026, 11, 20)
HOOKS = """
from branchkit.api.hooks import *

@hookimpl
def branchkit_duties():
    return [DutySpec("{id}.idle", LocalText("巡护提醒", "Patrols due"), "trial_{id}.due:idle")]
"""
DUE = """
from datetime import date, datetime
from branchkit.api.hooks import *

def idle(view):
    if any(view.workspace.records("book.trial", [view.org])):
        return
    opens = Opening({opens})
    rule = Citation(LocalText("巡护制度", "Rules"), "第三条")
    yield Duty("trial.idle", {org}, opens, {day}, rule, text=LocalText("本月还没有巡护", "No patrol yet"))
"""
SOUND = {
    "opens": '"register", register="book.trial"',
    "org": "view.org",
    "day": "date(view.today.year, view.today.month, 30)",
}


def a_store(sector: str = "rural") -> MemoryStore:
    store = MemoryStore(fixed_clock())
    with store.begin(Actor("test"), "test") as uow:
        add_organization(uow, Organization("b1", "高沟村党支部", sector=sector))
        uow.commit()
    return store


def plugin_files(due: str) -> dict[str, str]:
    return {
        "hooks.py": HOOKS.format(id="trial"),
        "due.py": due,
        "registers/book.trial.toml": REGISTER,
    }


MANIFEST_RURAL = f'{MANIFEST}sectors = ["rural"]\nhooks = "trial_trial.hooks"\n'


def found(contributions: Contributions, store: MemoryStore) -> Collected:
    """What the plugin's source says, if it is asked."""
    scene = DutyScene(store, contributions, "b1", TODAY)
    told = [duties_of(reply, scene) for reply in ask_duties(None, scene)]
    return told[0] if told else Collected()


def test_a_plugins_duty_says_what_and_when_and_by_which_rule(
    make_plugin: MakePlugin, catalog: Catalog
) -> None:
    contributions = load(
        make_plugin("trial", plugin_files(DUE.format(**SOUND)), manifest=MANIFEST_RURAL)
    )
    (duty,) = found(contributions, a_store()).duties
    assert duty_text(catalog, duty) == "本月还没有巡护"
    assert duty_text(Catalog.load("en"), duty) == "No patrol yet"
    assert citation_text(catalog, duty.rule) == "巡护制度 第三条"
    assert (duty.due_on, duty.opens.register) == (date(2026, 11, 30), "book.trial")
    assert contributions.failures == []


def test_it_is_asked_for_organisations_of_its_sector_only(make_plugin: MakePlugin) -> None:
    contributions = load(
        make_plugin("trial", plugin_files("raise ImportError"), manifest=MANIFEST_RURAL)
    )
    assert found(contributions, a_store("schools")) == Collected()
    assert contributions.failures == []


@pytest.mark.parametrize(
    ("due", "code", "said"),
    [
        (DUE.format(**SOUND | {"day": "1 / 0"}), "raised", "due.py:10"),
        ("idle = 3", "raised", "int"),
        ("def idle(view): return ['x']", "result", "str, Duty"),
        (DUE.format(**SOUND | {"org": "'b2'"}), "result", "b2"),
        (DUE.format(**SOUND | {"day": "datetime(2026, 11, 30)"}), "result", "datetime"),
        (DUE.format(**SOUND | {"opens": '"nowhere"'}), "result", "nowhere"),
        (DUE.format(**SOUND | {"opens": '"register", register="x"'}), "result", "'x'"),
        (
            DUE.format(**SOUND | {"opens": '"scoring", "base/member-month", "2026"'}),
            "result",
            "'2026', month",
        ),
        (DUE.format(**SOUND).replace("trial.idle", "sheet_open"), "result", "sheet_open"),
        (DUE.format(**SOUND).split(", text=")[0] + ")", "result", "text"),
    ],
)
def test_a_source_that_fails_costs_its_own_duties_and_is_named(
    make_plugin: MakePlugin, catalog: Catalog, due: str, code: str, said: str
) -> None:
    contributions = load(make_plugin("trial", plugin_files(due), manifest=MANIFEST_RURAL))
    collected = found(contributions, a_store())
    assert collected.duties == ()
    assert isinstance(collected.failure, PluginError)
    assert "巡护提醒" in catalog.error(collected.failure)
    (failure,) = contributions.failures
    assert (failure.plugin, failure.code, failure.hook) == ("trial", code, "trial.idle")
    assert said in f"{failure.place} {failure.message}"


def test_an_id_of_somebody_else_is_refused(make_plugin: MakePlugin) -> None:
    files = {"hooks.py": HOOKS.format(id="other")}
    contributions = load(make_plugin("trial", files, manifest=MANIFEST_RURAL))
    assert contributions.duties == {}
    assert codes(contributions) == [("trial", "foreign")]


def test_running_everything_asks_for_duties_too(make_plugin: MakePlugin) -> None:
    due = DUE.format(**SOUND | {"day": "1 / 0"})
    contributions = load(make_plugin("trial", plugin_files(due), manifest=MANIFEST_RURAL))
    assert run_all(a_store(), contributions, "b1", TODAY, plugin="trial") == 1
    assert codes(contributions) == [("trial", "raised")]
