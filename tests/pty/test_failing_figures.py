"""The installed program with plugins whose figures fail: nobody is mute, and no cell is filled wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.cli import exit_codes

from .plugins_on_path import (
    API,
    SCHEME,
    distribution,
    go_to,
    json_of,
    metric_files,
    on_screen,
    program,
)

pytestmark = pytest.mark.pty

RAISES = 'raise LookupError("no such household")'
FAILING = {
    "raised": (RAISES, "LookupError: no such household"),
    "leaves": ("raise SystemExit(3)", "SystemExit: 3"),
    "deep": ("return measure(view)", "RecursionError"),
    "none": ("return None", "NoneType"),
    "float": ('return {m: Measurement("x", 0.5) for m in view.scope.roll}', "float"),
    "nan": ('return {m: Measurement("x", Decimal("NaN")) for m in view.scope.roll}', "NaN"),
    "endless": ('return {m: Measurement("x", Decimal("1e999")) for m in view.scope.roll}', "E+999"),
}


def the_sheet(demo: Path, site: Path, id: str = "trial") -> list[str]:
    """Open the plugin's sheet; the words that mean it."""
    words = ["2026-11", "--scheme", f"{id}/member-month"]
    assert program(demo, site, "sheet", "open", *words).returncode == exit_codes.OK
    return words


@pytest.mark.parametrize("kind", FAILING)
def test_a_metric_that_fails_is_named_and_fills_nothing(
    demo: Path, tmp_path: Path, kind: str
) -> None:
    measure, message = FAILING[kind]
    site = tmp_path / "site"
    distribution(site, "trial", metric_files("trial", measure))
    words = the_sheet(demo, site)
    filled = program(demo, site, "sheet", "fill", *words, "--format", "json")
    assert filled.returncode == exit_codes.PLUGIN_FAILED
    told = json_of(filled)
    assert told["filled"] == 0
    (failed,) = told["failed"]
    assert (failed["plugin"], failed["metric"]) == ("trial", "trial/one")
    assert message in failed["message"]
    assert "trial_trial/hooks.py:" in failed["place"]
    assert (
        f"trial：{'运行 ' if kind in ('raised', 'leaves', 'deep') else ''}trial/one"
        in filled.stderr
    )
    assert failed["place"] in filled.stderr
    as_text = program(demo, site, "sheet", "fill", *words)
    assert "没有算出来的：满意度" in as_text.stdout
    why = program(demo, site, "sheet", "show", *words, "--why", "欧阳若兰")
    assert "插件 trial 的满意度" in why.stdout
    assert "hooks.py:" in why.stdout


def test_running_everything_names_it_and_ends_with_a_problem(demo: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    distribution(site, "trial", metric_files("trial", RAISES))
    assert program(demo, site, "plugins").returncode == exit_codes.OK
    run = program(demo, site, "plugins", "--run", "--format", "json")
    assert run.returncode == exit_codes.PROBLEMS
    rows = {row["id"]: row for row in json_of(run)}
    assert rows["trial"]["failures"] == 1
    assert "trial_trial/hooks.py:9" in run.stderr


def test_a_metric_that_takes_long_is_named(demo: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    slow = 'import time; time.sleep(0.7); return {m: Measurement("x", Decimal(2)) for m in view.scope.roll}'
    distribution(site, "trial", metric_files("trial", slow))
    words = the_sheet(demo, site)
    filled = program(demo, site, "sheet", "fill", *words, "--format", "json")
    assert filled.returncode == exit_codes.OK
    assert json_of(filled)["filled"] > 0
    assert "trial：trial/one 用了 0." in filled.stderr


BROKEN_FILE = {
    "registers/book.trial.toml": "api = 1\nx =\n",
    "metrics/book.trial.toml": "api = 1\n",
    "schemes/member-month.toml": SCHEME.format(plugin="trial", feeds="book.trial/made"),
}
SILENT_HOOK = {
    "hooks.py": f"{API}\n@hookimpl\ndef branchkit_metrics():\n    pass\n",
    "schemes/member-month.toml": SCHEME.format(plugin="trial", feeds="trial/one"),
}


@pytest.mark.parametrize(
    ("files", "place"),
    [(BROKEN_FILE, "book.trial.toml:2"), (SILENT_HOOK, "hooks.py:4")],
    ids=["a broken file", "a silent hook"],
)
def test_of_a_metric_that_is_not_there_the_cause_is_told(
    demo: Path, tmp_path: Path, files: dict[str, str], place: str
) -> None:
    site = tmp_path / "site"
    distribution(site, "trial", files, hooks="hooks.py" in files)
    words = the_sheet(demo, site)
    filled = program(demo, site, "sheet", "fill", *words)
    assert filled.returncode == exit_codes.PLUGIN_FAILED
    assert place in filled.stderr
    assert "不存在的指标" not in filled.stderr
    listed = program(demo, site, "plugins")
    assert listed.returncode == exit_codes.PROBLEMS
    assert "不存在的指标" not in listed.stderr


def test_the_scoring_screen_names_it_once_and_in_its_column(demo: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    distribution(site, "trial", metric_files("trial", RAISES))
    the_sheet(demo, site)
    with on_screen(demo, site) as terminal:
        go_to(terminal, "试验积分", "syjf")
        terminal.wait_for("插件 trial 的满意度出错，没有建议分（hooks.py:9、")
        terminal.press("right")
        terminal.wait_for("已存盘")
        terminal.press("left")
        terminal.wait_for("没有建议分：插件 trial 的满意度出错（hooks.py:9、", "已存盘")
        assert "的满意度出错，没有建议分" not in terminal.text()
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
