"""Loading plugins: what they bring, and that the failure of one is nobody else's."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.demos import DemoScene
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.events import Commit
from branchkit.plugin.hookspecs import Hooks
from branchkit.plugin.manager import load_contributions
from branchkit.testing.plugin_view import FakeView

from .trials import MANIFEST, METRICS, REGISTER, SCHEME, MakePlugin, codes, hooks, load


def test_the_built_in_pack_is_sound_and_comes_first() -> None:
    contributions = load(strict=True)
    assert [plugin.id for plugin in contributions.plugins] == ["base"]
    assert {"book.meeting", "book.activity", "roll.dues"} <= set(contributions.registers)
    assert contributions.failures == []


def test_a_plugin_without_python_brings_registers_metrics_and_schemes(
    make_plugin: MakePlugin,
) -> None:
    plugin = make_plugin(
        "county",
        {
            "registers/book.trial.toml": REGISTER,
            "metrics/book.trial.toml": METRICS,
            "schemes/month.toml": SCHEME.format(id="county/month"),
        },
    )
    contributions = load(plugin)
    assert contributions.schemes["county/month"].origin == "county"
    assert contributions.metrics["book.trial/made"].register == "book.trial"
    assert contributions.registers["book.trial"].source == "county"
    loaded = contributions.plugins[-1]
    assert (loaded.id, loaded.version, loaded.source) == ("county", "1.0", "trial-county")
    assert loaded.directory is not None
    assert loaded.directory.name == "trial_county"
    counted = {"registers": 1, "metrics": 1, "schemes": 1, "rule_packs": 0, "import_maps": 0}
    assert dict(loaded.contributes) == counted
    assert contributions.failures == []


def test_declarations_are_read_without_importing_the_plugin(make_plugin: MakePlugin) -> None:
    plugin = make_plugin(
        "quiet", {"__init__.py": "raise SystemExit(3)", "registers/book.trial.toml": REGISTER}
    )
    assert "book.trial" in load(plugin).registers
    assert "trial_quiet" not in sys.modules


def test_a_file_is_read_when_something_in_it_is_asked_for(make_plugin: MakePlugin) -> None:
    plugin = make_plugin("late", {"schemes/month.toml": "api = 1\nid = broken"})
    contributions = load(plugin)
    assert contributions.schemes.get("base/member-month") is not None
    assert contributions.failures == []
    assert "late/month" not in contributions.schemes
    assert codes(contributions) == [("late", "declaration")]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("raise ValueError('no')", "import"),
        ("from branchkit import nowhere", "import"),
        ("import trial_bad.nowhere", "import"),
        ("import nowhere", "dependency"),
        ("exit(2)", "import"),
        ("x =", "import"),
    ],
)
def test_python_that_cannot_be_loaded_costs_the_python_only(
    make_plugin: MakePlugin, statement: str, code: str
) -> None:
    plugin = make_plugin(
        "bad",
        {"hooks.py": statement, "registers/book.trial.toml": REGISTER},
        manifest=f'{MANIFEST}hooks = "trial_bad.hooks"\n',
    )
    contributions = load(plugin)
    assert codes(contributions) == [("bad", code)]
    assert contributions.failures[0].place.endswith("hooks.py:1")
    assert "book.trial" in contributions.registers
    assert "book.meeting" in contributions.registers


def test_a_module_without_a_manifest_is_loaded_as_hooks(
    tmp_path: Path, make_plugin: MakePlugin
) -> None:
    (tmp_path / "elsewhere" / "registers").mkdir(parents=True)
    (tmp_path / "elsewhere" / "registers" / "book.plain.toml").write_text(REGISTER)
    body = (
        "from pathlib import Path\n"
        "from branchkit.api.hooks import Declarations, hookimpl\n"
        "@hookimpl\n"
        "def branchkit_declarations():\n"
        f"    return Declarations(Path({str(tmp_path / 'elsewhere')!r}))\n"
    )
    plugin = make_plugin("plain", {"__init__.py": body}, manifest="")
    contributions = load(plugin)
    assert contributions.failures == []
    assert contributions.registers["book.plain"].source == "plain"


def test_a_plugin_that_is_not_there_is_a_failure() -> None:
    contributions = load(InstalledPlugin("gone", "trial_gone", "trial-gone", "1"))
    assert codes(contributions) == [("gone", "import")]


def test_computed_metrics_are_collected_and_isolated(make_plugin: MakePlugin) -> None:
    body = (
        "from branchkit.core.scoring.schemes import SubjectKind\n"
        "from branchkit.core.texts import LocalText\n"
        "def measure(view):\n    raise ZeroDivisionError('nobody')\n"
        "@hookimpl\n"
        "def branchkit_metrics():\n"
        "    return [ComputedMetric('m/one', LocalText('一'), SubjectKind.MEMBER, measure)]\n"
    )
    contributions = load(make_plugin("m", **hooks("m", body)))
    assert contributions.computed["m/one"].about is SubjectKind.MEMBER
    view = FakeView(organizations=[Organization("b1", "高沟村党支部")]).metric_view(
        "b1", Period(2026, 11)
    )
    assert contributions.computed["m/one"].measure(view) == {}
    (failure,) = contributions.failures
    assert (failure.code, failure.hook) == ("raised", "m/one")
    assert "ZeroDivisionError: nobody" in failure.message


def test_screens_and_reports_are_named_not_imported(make_plugin: MakePlugin) -> None:
    body = (
        "from branchkit.core.texts import LocalText\n"
        "@hookimpl\n"
        "def branchkit_screens():\n"
        "    return [ScreenSpec('s.board', LocalText('图'), 'trial_s.nowhere:Screen')]\n"
        "@hookimpl\n"
        "def branchkit_reports():\n"
        "    return [ReportSpec('s.list', LocalText('报'), 'trial_s.nowhere:report')]\n"
    )
    contributions = load(make_plugin("s", **hooks("s", body)))
    assert contributions.screens["s.board"].target == "trial_s.nowhere:Screen"
    assert contributions.owners == {("screens", "s.board"): "s", ("reports", "s.list"): "s"}
    assert contributions.reports["s.list"].title == LocalText("报")
    assert contributions.failures == []


def test_demo_records_are_asked_for_plugin_by_plugin(make_plugin: MakePlugin) -> None:
    good = (
        "@hookimpl\n"
        "def branchkit_demo(scene):\n"
        "    return [DemoRecord('book.trial', {'date': scene.today.isoformat()})]\n"
    )
    bad = "@hookimpl\ndef branchkit_demo(scene):\n    raise KeyError(scene.org)\n"
    contributions = load(
        make_plugin("good", **hooks("good", good)), make_plugin("bad", **hooks("bad", bad))
    )
    scene = DemoScene("b1", date(2026, 11, 20), (Period(2026, 11),), (), Random(1))
    (record,) = contributions.demos["good"](scene)
    assert record.values == {"date": "2026-11-20"}
    assert contributions.demos["bad"](scene) == []
    assert codes(contributions) == [("bad", "raised")]


def test_a_misspelt_hook_is_found(make_plugin: MakePlugin) -> None:
    body = "@hookimpl\ndef branchkit_screen():\n    return []\n"
    contributions = load(make_plugin("typo", **hooks("typo", body)))
    assert codes(contributions) == [("typo", "unknown_hook")]
    assert "branchkit_screen" in contributions.failures[0].message


def test_a_plugin_with_one_wrong_hook_leaves_none_behind(make_plugin: MakePlugin) -> None:
    body = (
        "from branchkit.core.texts import LocalText\n"
        "@hookimpl\n"
        "def branchkit_demo(weather):\n    return []\n"
        "@hookimpl\n"
        "def branchkit_reports():\n    return [ReportSpec('r', LocalText('报'), 'x:y')]\n"
        "@hookimpl\n"
        "def branchkit_screens():\n    return [ScreenSpec('s', LocalText('图'), 'x:y')]\n"
    )
    contributions = load(make_plugin("half", **hooks("half", body)))
    assert codes(contributions) == [("half", "signature")]
    assert not contributions.screens
    assert not contributions.reports
    assert "half" not in contributions.demos


@pytest.mark.parametrize("value", ["3", "['s']", "'word'"])
def test_a_hook_that_returns_something_else_is_a_failure(
    make_plugin: MakePlugin, value: str
) -> None:
    body = f"@hookimpl\ndef branchkit_screens():\n    return {value}\n"
    contributions = load(make_plugin("odd", **hooks("odd", body)))
    assert codes(contributions) == [("odd", "result")]


def test_one_plugin_that_raises_keeps_no_other_from_answering(make_plugin: MakePlugin) -> None:
    good = (
        "from branchkit.core.texts import LocalText\n"
        "@hookimpl\n"
        "def branchkit_screens():\n    return [ScreenSpec('good.s', LocalText('图'), 'x:y')]\n"
    )
    bad = "@hookimpl\ndef branchkit_screens():\n    raise SystemExit('bye')\n"
    contributions = load(
        make_plugin("bad", **hooks("bad", bad)), make_plugin("good", **hooks("good", good))
    )
    assert list(contributions.screens) == ["good.s"]
    (failure,) = contributions.failures
    assert (failure.plugin, failure.code, failure.hook) == ("bad", "raised", "branchkit_screens")
    assert failure.place.endswith("hooks.py:5")


@pytest.mark.parametrize("name", ["base", "local"])
def test_no_plugin_is_called_like_the_programs_own(make_plugin: MakePlugin, name: str) -> None:
    contributions = load(make_plugin(name, {"registers/book.trial.toml": REGISTER}))
    assert codes(contributions) == [(name, "reserved")]
    assert "book.trial" not in contributions.registers


def test_a_folder_called_like_an_installed_plugin_is_left_out(
    tmp_path: Path, make_plugin: MakePlugin
) -> None:
    plugin = make_plugin("county", {"registers/book.county.toml": REGISTER})
    folder = tmp_path / "workspace" / "plugins" / "county"
    (folder / "registers").mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "registers" / "book.county-more.toml").write_text(REGISTER, encoding="utf-8")
    contributions = load_contributions(tmp_path / "workspace", installed=lambda: [plugin])
    (failure,) = contributions.failures
    assert (failure.code, failure.message) == ("duplicate", "trial-county")
    assert failure.place == str(folder)
    assert contributions.registers["book.county"].source == "county"
    assert "book.county-more" not in contributions.registers


def test_a_scheme_must_bear_the_name_of_its_plugin_and_file(make_plugin: MakePlugin) -> None:
    plugin = make_plugin("county", {"schemes/month.toml": SCHEME.format(id="other/month")})
    contributions = load(plugin)
    assert "county/month" not in contributions.schemes
    (failure,) = contributions.failures
    assert failure.problem is not None
    assert failure.problem.params == {"found": "other/month", "wanted": "county/month"}


def test_a_workspace_brings_its_own_declarations(tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir()
    (tmp_path / "schemes").mkdir()
    (tmp_path / "registers" / "book.trial.toml").write_text(REGISTER, encoding="utf-8")
    scheme = SCHEME.format(id="local/month")
    (tmp_path / "schemes" / "month.toml").write_text(scheme, encoding="utf-8")
    contributions = load_contributions(tmp_path, installed=lambda: ())
    assert contributions.schemes["local/month"].title.zh_CN == "月度积分"
    assert contributions.registers["book.trial"].source == "local"
    assert contributions.plugins[-1].source == str(tmp_path)


def test_safe_mode_loads_the_built_in_pack_only(tmp_path: Path, make_plugin: MakePlugin) -> None:
    plugin = make_plugin("county", {"registers/book.trial.toml": REGISTER})
    contributions = load_contributions(tmp_path, installed=lambda: [plugin], safe_mode=True)
    assert [loaded.id for loaded in contributions.plugins] == ["base"]


def test_a_disabled_plugin_is_not_loaded(make_plugin: MakePlugin) -> None:
    plugin = make_plugin("county", {"__init__.py": "raise ValueError"}, manifest="")
    contributions = load(plugin, disabled=["county", "base"])
    assert [loaded.id for loaded in contributions.plugins] == ["base"]
    assert contributions.failures == []


def test_strict_raises_what_the_plugin_raised(make_plugin: MakePlugin) -> None:
    plugin = make_plugin("bad", **hooks("bad", "raise LookupError('here')"))
    with pytest.raises(LookupError, match="here"):
        load(plugin, strict=True)


def test_strict_reads_every_declaration(make_plugin: MakePlugin) -> None:
    plugin = make_plugin("bad", {"registers/book.trial.toml": "api = 1"})
    with pytest.raises(Exception, match="declaration"):
        load(plugin, strict=True)


def test_every_hook_has_a_test_and_a_full_docstring() -> None:
    tests = Path(__file__).parent.glob("test_*.py")
    here = "".join(path.read_text(encoding="utf-8") for path in tests)
    names = [name for name in vars(Hooks) if name.startswith("branchkit_")]
    assert names
    for name in names:
        assert f"def {name}" in here
        text = vars(Hooks)[name].__doc__
        assert "Called " in text
        assert "Example::" in text


TOLD = """
@hookimpl
def branchkit_events(commit, view):
    view.append(commit.action)
    {then}
"""


@pytest.mark.parametrize(("then", "found"), [("", []), ("1 / 0", [("trial", "raised")])])
def test_a_commit_is_told_and_what_it_raises_is_kept(
    make_plugin: MakePlugin, then: str, found: list[tuple[str, str]]
) -> None:
    contributions = load(make_plugin("trial", **hooks("trial", TOLD.format(then=then))))
    view: Any = []
    commit = Commit(7, datetime(2026, 11, 20, 9), "书记", "sheet.submit")
    contributions.events["trial"](commit, view)
    assert view == ["sheet.submit"]
    assert codes(contributions) == found


def test_nothing_is_shared_between_two_loads(make_plugin: MakePlugin) -> None:
    plugin = make_plugin("bad", **hooks("bad", "raise ValueError"))
    first, second = load(plugin), load()
    assert codes(first) == [("bad", "import")]
    assert second.failures == []


def test_failures_are_told_once(make_plugin: MakePlugin) -> None:
    bad = "@hookimpl\ndef branchkit_demo(scene):\n    raise KeyError('x')\n"
    contributions = load(make_plugin("bad", **hooks("bad", bad)))
    scene = DemoScene("b1", date(2026, 11, 20), (Period(2026, 11),), (), Random(1))
    answers: list[Sequence[object]] = [contributions.demos["bad"](scene) for _time in range(2)]
    assert answers == [[], []]
    assert len(contributions.failures) == 1
    assert isinstance(contributions.failures[0], PluginFailure)
    assert contributions.failures[0].message == "KeyError: 'x'"
