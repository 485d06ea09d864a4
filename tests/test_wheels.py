"""What ``./run wheels`` builds is enough: a fresh environment without any network gets the program, a sector and an outsider's plugin."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest

from branchkit import DISTRIBUTION

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "wheel_set.py"
NOWHERE = "http://127.0.0.1:9"
"""Nothing listens there."""


def run(*words: str | Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set; what the lock names comes from where pip here has it from."""
    target = tmp_path_factory.mktemp("set") / "wheels"
    done = run(sys.executable, TOOL, target, environment=os.environ)
    if "pip download" in done.stderr and not os.environ.get("CI"):
        pytest.skip("pip reaches no index from here")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{target}\n"
    return target


def offline(tmp_path: Path) -> dict[str, str]:
    """An environment in which pip knows no index and reaches none."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PIPX_", "UV_", "XDG_"))
    }
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        kept[name] = NOWHERE
    for name in ("PYTHONPATH", "BRANCHKIT_WORKSPACE", "no_proxy", "NO_PROXY"):
        kept.pop(name, None)
    home = tmp_path / "home"
    home.mkdir()
    return {
        **kept,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "BRANCHKIT_NOW": "2026-11-20T09:00",
        "BRANCHKIT_ACTOR": "甲",
    }


def test_the_program_a_sector_and_an_outsiders_plugin_are_installed_without_network(
    wheels: Path, tmp_path: Path
) -> None:
    environment = offline(tmp_path)
    place = tmp_path / "env"
    venv.create(place)
    python = place / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index")
    branchkit = place / "bin" / "branchkit"

    def called(*words: str | Path) -> str:
        done = run(*words, environment=environment)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    called(*pip, "--find-links", wheels, DISTRIBUTION, "branchkit-organs")
    listed = json.loads(called(branchkit, "plugins", "--format", "json"))
    assert [plugin["id"] for plugin in listed] == ["base", "organs"]

    demo = tmp_path / "demo"
    called(branchkit, "demo", "--sector", "organs", "--path", demo)
    environment["BRANCHKIT_WORKSPACE"] = str(demo)
    called(branchkit, "sheet", "set", "2026-11", "陈建国", "manner", "7")
    sheet = json.loads(called(branchkit, "sheet", "show", "2026-11", "--format", "json"))
    assert [row["manner"] for row in sheet if row["name"] == "陈建国"] == [7]

    # A plugin's source is built here, with what the set has for building.
    called(branchkit, "plugin", "new", "county", "--declarative", "--path", tmp_path / "county")
    called(*pip, "--find-links", wheels, tmp_path / "county")
    listed = json.loads(called(branchkit, "plugins", "--format", "json"))
    assert [plugin["id"] for plugin in listed][:3] == ["base", "county", "organs"]


MAN_PAGES = ("share/man/man1/branchkit.1", "share/man/zh_CN/man1/branchkit.1")
COMPLETIONS = (
    "share/bash-completion/completions/branchkit",
    "share/zsh/site-functions/_branchkit",
    "share/fish/vendor_completions.d/branchkit.fish",
)


def has_program_and_sector(home: Path, environment: Mapping[str, str], tool: Path) -> None:
    """The program is a command of the user's, has the sector, and brought its pages and completions."""
    done = run(
        home / ".local" / "bin" / "branchkit",
        "plugins",
        "--format",
        "json",
        environment=environment,
    )
    assert done.returncode == 0, done.stderr
    assert [plugin["id"] for plugin in json.loads(done.stdout)] == ["base", "organs"]
    assert [name for name in (*MAN_PAGES, *COMPLETIONS) if not (tool / name).is_file()] == []


@pytest.mark.needs("pipx")
def test_pipx_installs_it_without_network(wheels: Path, tmp_path: Path) -> None:
    environment = offline(tmp_path)
    # The set is for the Python that made it; pipx would take its own, for what its tools share as well.
    environment["PIPX_DEFAULT_PYTHON"] = sys.executable
    for words in (("install",), ("inject", DISTRIBUTION)):
        name = "branchkit-organs" if "inject" in words else DISTRIBUTION
        given = f"--pip-args=--no-index --find-links {wheels}"
        done = run("pipx", *words, given, name, environment=environment)
        assert done.returncode == 0, done.stdout + done.stderr
    tools = [*Path(environment["HOME"]).rglob(f"venvs/{DISTRIBUTION}")]
    has_program_and_sector(Path(environment["HOME"]), environment, tools[0])


def test_uv_installs_it_without_network(wheels: Path, tmp_path: Path) -> None:
    environment = offline(tmp_path)
    uv = Path(sys.executable).with_name("uv")
    given = ("--offline", "--no-config", "--no-index", "--find-links", wheels)
    more = ("--python", sys.executable, "--with", "branchkit-organs")
    done = run(uv, "tool", "install", *given, *more, DISTRIBUTION, environment=environment)
    assert done.returncode == 0, done.stderr
    home = Path(environment["HOME"])
    has_program_and_sector(
        home, environment, home / ".local" / "share" / "uv" / "tools" / DISTRIBUTION
    )


def test_the_set_says_what_it_is_and_tells_damage(wheels: Path) -> None:
    readme = (wheels / "README.md").read_text(encoding="utf-8")
    assert f"install --no-index --find-links . {DISTRIBUTION} branchkit-community" in readme
    assert "| `branchkit-organs` | 机关党建 |" in readme
    assert "$" not in readme.replace("$PWD", "")
    lines = (wheels / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in wheels.glob("*.whl")
    }
    assert found == sums
    assert len(found) > 20


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = run(sys.executable, TOOL, tmp_path, environment=os.environ)
    assert done.returncode == 1
    assert "别的东西" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
