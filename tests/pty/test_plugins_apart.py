"""The installed program with plugins that take what is not theirs: ids, a name, the process, stdout."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from branchkit.cli import exit_codes

from .plugins_on_path import API, METRIC, distribution, json_of, metric_files, program

pytestmark = pytest.mark.pty

TWO = 'return {m: Measurement("x", Decimal(2)) for m in view.scope.roll}'
NAUGHT = 'return {m: Measurement("x", Decimal(0)) for m in view.scope.roll}'
SHEET = ("2026-11", "--scheme", "trial/member-month")


def points(demo: Path, site: Path) -> set[object]:
    """What the registers have filled into the plugin's column."""
    assert program(demo, site, "sheet", "open", *SHEET).returncode == exit_codes.OK
    assert program(demo, site, "sheet", "fill", *SHEET).returncode == exit_codes.OK
    rows = json_of(program(demo, site, "sheet", "show", *SHEET, "--format", "json"))
    return {row["one"] for row in rows}


def test_anothers_metric_is_refused_and_its_figures_stand(demo: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    distribution(site, "trial", metric_files("trial", TWO))
    distribution(site, "bad", {"hooks.py": API + METRIC.format(plugin="trial", measure=NAUGHT)})
    assert points(demo, site) == {10}
    listed = program(demo, site, "plugins")
    assert listed.returncode == exit_codes.PROBLEMS
    assert "bad：“bad”用了不归它的编号，没有采用：trial/one" in listed.stderr
    assert "trial_bad/hooks.py:" in listed.stderr


@pytest.mark.parametrize("differ", [True, False], ids=["that differ", "that hold the same"])
def test_of_two_distributions_for_one_plugin(demo: Path, tmp_path: Path, differ: bool) -> None:
    site, other = tmp_path / "site", tmp_path / "other"
    distribution(site, "trial", metric_files("trial", TWO))
    shutil.copytree(site, other)
    (other / "trial_trial-1.0.dist-info").rename(other / "renamed-1.0.dist-info")
    if differ:
        hooks = other / "trial_trial" / "hooks.py"
        hooks.write_text(hooks.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    both = Path(f"{site}:{other}")
    listed = program(demo, both, "plugins", "--format", "json", directory=site)
    used = {row["id"]: row["source"] for row in json_of(listed)}
    assert "renamed, trial-trial" in listed.stderr or "trial-trial, renamed" in listed.stderr
    if differ:
        assert "trial" not in used
        assert "都没有加载" in listed.stderr
        assert listed.returncode == exit_codes.PROBLEMS
    else:
        assert used["trial"] == "trial-trial"
        assert "用的是第一个：trial-trial, renamed" in listed.stderr
        assert listed.returncode == exit_codes.OK


RUDE = """
import decimal, locale, os, signal, sys
print("here I am")
sys.stderr.write("here I am")
os.write(1, b"here I am")
os.write(2, b"here I am")
decimal.getcontext().prec = 2
os.chdir("/")
os.environ["BRANCHKIT_LANG"] = "en"
locale.setlocale(locale.LC_ALL, "C")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.umask(0)
"""


def test_what_a_plugin_does_to_the_process_and_prints_is_its_own(
    demo: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    files = metric_files("trial", f"print('loud'); {TWO}")
    distribution(site, "trial", {**files, "hooks.py": RUDE + files["hooks.py"]})
    shutil.copytree(demo, site / "here")
    relative = Path("here")
    assert points(relative, site) == {10}
    listed = program(relative, site, "plugins", "--format", "json")
    assert listed.returncode == exit_codes.OK
    assert {row["id"] for row in json_of(listed)} >= {"base", "trial"}
    assert "import 往终端上写了 37 个字" in listed.stderr
    assert "import 改了小数的精度或舍入" in listed.stderr
    assert "here I am" not in listed.stdout + listed.stderr


def test_an_interrupt_that_a_plugin_raises_itself_is_its_own(demo: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    distribution(site, "trial", {"hooks.py": "raise KeyboardInterrupt\n"})
    listed = program(demo, site, "plugins", "--format", "json")
    assert listed.returncode == exit_codes.PROBLEMS
    assert "KeyboardInterrupt" in listed.stderr
    assert "trial_trial/hooks.py:1" in listed.stderr
    assert json_of(listed)
