"""What one plugin does wrong is its own: every way that we know of, with the rest of the program as it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import PluginError
from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.results import Measurement
from branchkit.i18n.catalog import Catalog
from branchkit.plugin import isolation
from branchkit.plugin.contributions import SLOW, Contributions, PluginFailure
from branchkit.plugin.demos import DemoScene
from branchkit.plugin.isolation import FailureLog, lines_of, remedy_of, words_of
from branchkit.plugin.manager import load_contributions
from branchkit.testing.plugin_view import FakeView

from .trials import MANIFEST, METRICS, REGISTER, SCHEME, MakePlugin, codes, hooks, load

METRIC = """
from branchkit.core.scoring.results import Measurement
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
def measure(view):
    return {answer}
@hookimpl
def branchkit_metrics():
    return [ComputedMetric('{id}/one', LocalText('一', 'one'), SubjectKind.MEMBER, measure)]
"""
MONTH = Period(2026, 11)


def measured(contributions: Contributions, id: str) -> Mapping[str, Measurement]:
    view = FakeView(organizations=[Organization("b1", "高沟村党支部")], contributions=contributions)
    return view.measure(id, "b1", MONTH)


class Ticks:
    """A timer on which every look takes so many seconds."""

    def __init__(self, *seconds: float) -> None:
        self._seconds: Iterator[float] = iter(seconds)
        self._now = 0.0

    def __call__(self) -> float:
        self._now += next(self._seconds, 0.0)
        return self._now


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e999", "1e15"])
def test_a_figure_that_cannot_be_reckoned_with_costs_the_metric_and_is_named(
    make_plugin: MakePlugin, number: str
) -> None:
    answer = f"{{'m1': Measurement('bad/one', __import__('decimal').Decimal('{number}'))}}"
    bad = make_plugin("bad", **hooks("bad", METRIC.format(id="bad", answer=answer)))
    contributions = load(bad)
    assert measured(contributions, "bad/one") == {}
    assert codes(contributions) == [("bad", "number")]


def test_a_figure_that_is_none_costs_the_metric_and_no_other(make_plugin: MakePlugin) -> None:
    bad = make_plugin("bad", **hooks("bad", METRIC.format(id="bad", answer="{'m1': 5}")))
    good = METRIC.format(id="good", answer="{'m1': Measurement('good/one', None)}")
    contributions = load(bad, make_plugin("good", **hooks("good", good)))
    assert measured(contributions, "bad/one") == {}
    assert list(measured(contributions, "good/one")) == ["m1"]
    (failure,) = contributions.failures
    assert (failure.plugin, failure.code, failure.hook) == ("bad", "result", "bad/one")
    assert failure.message.startswith("int, ")


@pytest.mark.parametrize(
    "answer",
    [
        "None",
        "[1, 2]",
        "{'m1': Measurement('x', 1.5)}",
        # Half of a figure would look like a whole one.
        "{'m1': Measurement('x', None), 'm2': Measurement('x', '3')}",
    ],
)
def test_every_other_answer_of_a_metric_is_a_failure(make_plugin: MakePlugin, answer: str) -> None:
    plugin = make_plugin("odd", **hooks("odd", METRIC.format(id="odd", answer=answer)))
    contributions = load(plugin)
    assert measured(contributions, "odd/one") == {}
    assert len(contributions.failures) == 1


def slow_plugin(make_plugin: MakePlugin, *, hook: str = "0", started: str = "0") -> Contributions:
    """Loaded by a timer that only the plugin itself moves on: by so many seconds in its import, and in its hook."""
    body = (
        "from branchkit.core.texts import LocalText\n"
        "from trial_slow import clock\n"
        f"clock.now += {started}\n"
        "@hookimpl\n"
        "def branchkit_screens():\n"
        f"    clock.now += {hook}\n"
        "    return [ScreenSpec('slow.s', LocalText('图'), 'x:y')]\n"
    )
    made = hooks("slow", body)
    made["files"] = {**made["files"], "clock.py": "now = 0.0\n"}  # type: ignore[dict-item]
    plugin = make_plugin("slow", **made)
    return load(plugin, timer=lambda: getattr(sys.modules.get("trial_slow.clock"), "now", 0.0))


def test_a_slow_hook_does_its_work_and_is_noted(make_plugin: MakePlugin) -> None:
    contributions = slow_plugin(make_plugin, hook="2.3")
    assert list(contributions.screens) == ["slow.s"]
    (failure,) = contributions.failures
    assert (failure.code, failure.hook, failure.message) == (SLOW, "branchkit_screens", "2.3")
    assert failure.is_warning
    assert "2.3 秒" in words_of(failure, Catalog.load("zh_CN"))


def test_a_slow_import_is_noted(make_plugin: MakePlugin) -> None:
    contributions = slow_plugin(make_plugin, started="0.7")
    assert [(f.code, f.hook) for f in contributions.failures] == [(SLOW, "import")]


def test_what_is_quick_enough_is_not_noted(make_plugin: MakePlugin) -> None:
    assert slow_plugin(make_plugin, started="0.4", hook="0.5").failures == []


def test_of_slow_calls_the_slowest_is_kept() -> None:
    log = FailureLog(strict=True, timer=Ticks(0, 0.6, 0, 0.9, 0, 0.7, 0, 0.2))
    for _time in range(4):
        with log.guarded("p", "raised", "p/one"):
            pass
    assert [failure.message for failure in log.failures] == ["0.9"]


def test_the_place_is_the_plugins_own_line_not_the_librarys(make_plugin: MakePlugin) -> None:
    body = "import json\n@hookimpl\ndef branchkit_screens():\n    return json.loads('{')\n"
    contributions = load(make_plugin("deep", **hooks("deep", body)))
    (failure,) = contributions.failures
    assert failure.message.startswith("JSONDecodeError")
    assert failure.place.endswith("trial_deep/hooks.py:6")


def test_a_file_that_is_no_toml_says_its_line_and_costs_itself(make_plugin: MakePlugin) -> None:
    plugin = make_plugin(
        "mixed", {"registers/book.trial.toml": REGISTER, "metrics/book.trial.toml": "api = 1\nx ="}
    )
    contributions = load(plugin)
    contributions.read_all()
    assert "book.trial" in contributions.registers
    (failure,) = contributions.failures
    assert failure.place.endswith("book.trial.toml:2")
    assert "第 2 行" in words_of(failure, Catalog.load("zh_CN"))


def test_an_unknown_api_costs_the_file_that_names_it(make_plugin: MakePlugin) -> None:
    plugin = make_plugin(
        "new",
        {
            "registers/book.new.toml": REGISTER,
            "metrics/book.new.toml": METRICS.replace("api = 1", "api = 2"),
        },
    )
    scheme = SCHEME.format(id="old/m").replace("book.trial/", "book.new/")
    contributions = load(plugin, make_plugin("old", {"schemes/m.toml": scheme}))
    contributions.read_all()
    assert codes(contributions) == [("new", "declaration")]
    assert [f.problem.params["found"] for f in contributions.failures if f.problem] == [2]
    assert {"book.new"} <= set(contributions.registers)
    assert "old/m" in contributions.schemes


def test_a_target_without_a_name_is_told_when_it_is_declared(make_plugin: MakePlugin) -> None:
    body = (
        "from branchkit.core.texts import LocalText\n"
        "@hookimpl\n"
        "def branchkit_reports():\n"
        "    return [ReportSpec('t.r', LocalText('报'), 'trial_t.report')]\n"
    )
    contributions = load(make_plugin("t", **hooks("t", body)))
    assert codes(contributions) == [("t", "target_form")]
    assert not contributions.reports


def plugin_folder(workspace: Path, id: str, manifest: str = MANIFEST) -> None:
    folder = workspace / "plugins" / id
    (folder / "registers").mkdir(parents=True)
    (folder / "schemes").mkdir()
    (folder / "plugin.toml").write_text(manifest, encoding="utf-8")
    (folder / "registers" / "book.trial.toml").write_text(REGISTER, encoding="utf-8")
    scheme = SCHEME.format(id=f"{id}/month")
    (folder / "schemes" / "month.toml").write_text(scheme, encoding="utf-8")


def test_a_plugin_without_python_may_lie_in_the_workspace(tmp_path: Path) -> None:
    plugin_folder(tmp_path, "county")
    contributions = load_contributions(tmp_path, installed=lambda: ())
    assert contributions.schemes["county/month"].origin == "county"
    assert contributions.registers["book.trial"].source == "county"
    found = contributions.plugin("county")
    assert found is not None
    assert (found.title.zh_CN, found.source) == ("试验", str(tmp_path / "plugins" / "county"))
    off = load_contributions(tmp_path, installed=lambda: (), disabled=["county"])
    assert off.plugin("county") is None
    assert "county/month" not in off.schemes


def test_python_in_a_workspace_is_not_run(tmp_path: Path) -> None:
    plugin_folder(tmp_path, "county", f'{MANIFEST}hooks = "county.hooks"\n')
    contributions = load_contributions(tmp_path, installed=lambda: ())
    assert codes(contributions) == [("county", "python_in_folder")]
    assert "county/month" in contributions.schemes


def test_an_installed_plugin_comes_before_a_folder_of_its_id(
    tmp_path: Path, make_plugin: MakePlugin
) -> None:
    plugin_folder(tmp_path, "county")
    plugin = make_plugin("county", {})
    contributions = load_contributions(tmp_path, installed=lambda: [plugin])
    assert codes(contributions) == [("county", "duplicate")]
    assert "county/month" not in contributions.schemes


def test_demos_are_asked_of_the_plugins_own_sectors(make_plugin: MakePlugin) -> None:
    body = "@hookimpl\ndef branchkit_demo(scene):\n    return [DemoRecord('book.trial', {})]\n"
    made = hooks("own", body)
    made["manifest"] = f'{made["manifest"]}sectors = ["health"]\n'
    contributions = load(make_plugin("own", **made), make_plugin("all", **hooks("all", body)))

    def records(sector: str) -> list[int]:
        scene = DemoScene("b1", date(2026, 11, 20), (MONTH,), (), Random(1), sector)
        return [len(demo(scene)) for demo in contributions.demos.values()]

    assert list(contributions.demos) == ["base", "own", "all"]
    assert records("health")[1:] == [1, 1]
    assert records("rural")[1:] == [0, 1]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_failure_has_words_and_remedies_for_users_and_authors(language: str) -> None:
    said = (isolation.__doc__ or "").partition("\n\n")[2].split("``")[1::2]
    catalog = Catalog.load(language)
    assert len(said) >= 13
    for code in said:
        failure = PluginFailure("p", code, "h", "f.py:1", "m")
        assert catalog.has(f"plugin.failure.{code}"), code
        assert catalog.has(f"plugin.remedy.{code}"), code
        assert catalog.has(f"plugin.author.{code}"), code
        assert len(lines_of(failure, catalog, 40)) >= 2
        assert words_of(failure, catalog) != remedy_of(failure, catalog)


def test_a_failure_after_loading_goes_to_the_same_list_and_is_raised_under_strict() -> None:
    contributions = Contributions()
    failure = PluginFailure("p", "raised")
    FailureLog.of(contributions).note(failure)
    assert contributions.failures == [failure]
    with pytest.raises(PluginError):
        FailureLog.of(Contributions(strict=True)).note(failure)


def test_values_of_metrics_may_be_whole(make_plugin: MakePlugin) -> None:
    answer = "{'m1': Measurement('ok/one', __import__('decimal').Decimal(3))}"
    contributions = load(make_plugin("ok", **hooks("ok", METRIC.format(id="ok", answer=answer))))
    (found,) = measured(contributions, "ok/one").values()
    assert found.value == Decimal(3)
    assert contributions.failures == []
