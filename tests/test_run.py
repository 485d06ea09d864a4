"""``./run``: installs once, says what is missing, and hands the rest to ``branchkit``."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STUB = """#!/bin/sh
echo "$(basename "$0") $*" >>"{calls}"
"""
WANTS_TMUX = STUB + 'case "$*" in *system_tools.py) echo tmux ;; esac\n'
PYTEST = "python -m pytest -n auto --dist worksteal"


class Checkout:
    """A project with ``run`` in it, whose python and branchkit only write down how they were called."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.calls_file = directory / "calls"
        self.path = directory / "bin"
        shutil.copy(ROOT / "run", directory / "run")
        for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
            (directory / name).write_text(name)
        for program in (".venv/bin/python", ".venv/bin/branchkit"):
            self.stub(program)
        self.path.mkdir()
        for tool in ("sh", "dirname", "basename", "cksum", "cat", "rm", "sort", "tail"):
            found = shutil.which(tool)
            assert found
            (self.path / tool).symlink_to(found)

    def stub(self, name: str, text: str = STUB) -> None:
        """An executable that stands for a real one."""
        program = self.directory / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(text.format(calls=self.calls_file))
        program.chmod(0o755)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Call ``./run`` with nothing on the path but what it may use."""
        return subprocess.run(
            [str(self.directory / "run"), *words],
            env={"PATH": str(self.path), "HOME": os.environ["HOME"]},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """What was called since the last look."""
        lines = self.calls_file.read_text().splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def installs(calls: list[str]) -> list[str]:
    return [call for call in calls if " pip install " in call]


def test_the_first_start_installs_the_lock_then_the_project(checkout: Checkout) -> None:
    assert checkout.run("members", "list").returncode == 0
    calls = checkout.calls()
    lock, project = installs(calls)
    assert "--require-hashes" in lock
    assert lock.endswith("/requirements.lock")
    assert "--no-deps --no-build-isolation --no-index -e" in project
    assert any("compileall" in call for call in calls)
    assert calls[-1] == "branchkit --or-demo members list"


def test_later_starts_call_nothing_but_the_program(checkout: Checkout) -> None:
    checkout.run()
    checkout.calls()
    done = checkout.run("--version")
    assert checkout.calls() == ["branchkit --or-demo --version"]
    assert done.stderr == ""


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_installs_again(checkout: Checkout, changed: str) -> None:
    checkout.run()
    checkout.calls()
    (checkout.directory / changed).write_text("changed")
    checkout.run()
    assert len(installs(checkout.calls())) == 2


def test_a_moved_folder_installs_again(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run()
    checkout.calls()
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("run", ".venv", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).rename(moved / name)
    subprocess.run(
        [str(moved / "run")], env={"PATH": str(checkout.path)}, check=True, capture_output=True
    )
    assert len(installs(checkout.calls())) == 2


def test_a_failed_installation_is_tried_again(checkout: Checkout) -> None:
    checkout.stub(".venv/bin/python", STUB + 'case "$*" in *require-hashes*) exit 1 ;; esac\n')
    failed = checkout.run()
    assert failed.returncode != 0
    assert "安装依赖失败" in failed.stderr
    checkout.stub(".venv/bin/python")
    checkout.calls()
    assert checkout.run().returncode == 0
    assert len(installs(checkout.calls())) == 2


def test_plugins_are_installed_along(checkout: Checkout) -> None:
    plugin = checkout.directory / "plugins" / "rural"
    plugin.mkdir(parents=True)
    (plugin / "pyproject.toml").write_text("")
    checkout.run()
    assert installs(checkout.calls())[1].endswith(f"-e {plugin}")


def test_the_project_under_its_former_name_is_taken_away_before_it_is_installed(
    checkout: Checkout,
) -> None:
    site = checkout.directory / ".venv" / "lib" / "python3.11" / "site-packages"
    (site / "branchkit-0.1.0.dist-info").mkdir(parents=True)
    (site / "branchkit_rural-0.1.0.dist-info").mkdir()
    checkout.run()
    calls = [call for call in checkout.calls() if " install " in call or " uninstall " in call]
    assert calls[1] == "python -m pip uninstall --quiet --yes branchkit"
    assert "-e" in calls[2].split()


def test_testing_installs_the_development_lock_and_using_needs_nothing_more(
    checkout: Checkout,
) -> None:
    checkout.run("test", "-q")
    calls = checkout.calls()
    assert installs(calls)[0].endswith("/requirements-dev.lock")
    assert calls[-1] == f"{PYTEST} -q"
    checkout.run()
    assert checkout.calls() == ["branchkit --or-demo"]


def test_root_has_what_the_tests_need_installed(checkout: Checkout) -> None:
    checkout.stub(".venv/bin/python", WANTS_TMUX)
    checkout.stub("bin/id", "#!/bin/sh\necho 0\n")
    checkout.stub("bin/apt-get")
    assert checkout.run("test").returncode == 0
    update, install, tests = checkout.calls()[-3:]
    assert update == "apt-get -qq update"
    assert install == "apt-get -qq install -y --no-install-recommends tmux"
    assert tests == PYTEST


def test_what_cannot_be_installed_keeps_no_test_from_running(checkout: Checkout) -> None:
    checkout.stub(".venv/bin/python", WANTS_TMUX)
    checkout.stub("bin/id", "#!/bin/sh\necho 0\n")
    checkout.stub("bin/apt-get", STUB + "exit 100\n")
    done = checkout.run("test")
    assert done.returncode == 0
    assert "没有装上 tmux" in done.stderr
    assert "could not install tmux" in done.stderr
    assert checkout.calls()[-1] == PYTEST


@pytest.mark.parametrize(("user", "tools"), [("1000", ["bin/apt-get"]), ("0", [])])
def test_nothing_is_installed_where_it_may_not_or_cannot(
    checkout: Checkout, user: str, tools: list[str]
) -> None:
    checkout.stub(".venv/bin/python", WANTS_TMUX)
    checkout.stub("bin/id", f"#!/bin/sh\necho {user}\n")
    for tool in tools:
        checkout.stub(tool)
    assert checkout.run("test").returncode == 0
    calls = checkout.calls()
    assert not any(call.startswith("apt-get") for call in calls)
    assert calls[-1] == PYTEST


def with_newer_python(checkout: Checkout) -> None:
    """An everyday venv of 3.11 and, beside the 3.11 on the path, a 3.13."""
    checkout.stub(".venv/bin/python", STUB + 'case "$*" in *version_info*) echo 3.11 ;; esac\n')
    checkout.stub("bin/python3", f'#!/bin/sh\necho "3.11 {checkout.path}/python3"\n')
    checkout.stub(
        "bin/python3.13",
        STUB
        + f'case "$*" in *sys.executable*) echo "3.13 {checkout.path}/python3.13" ;; esac\n'
        + f'case "$*" in *--clear*) {shutil.which("mkdir")} -p "$4/bin"\n'
        + f'{shutil.which("cp")} "{checkout.directory}/.venv/bin/python" "$4/bin/python" ;; esac\n',
    )


def test_the_newest_python_tests_in_a_venv_of_its_own(checkout: Checkout) -> None:
    with_newer_python(checkout)
    done = checkout.run("newest", "-q")
    assert done.returncode == 0, done.stderr
    calls = checkout.calls()
    assert f"python3.13 -m venv --clear {checkout.directory}/.venv-3.13" in calls
    assert installs(calls)[0].endswith("/requirements-dev.lock")
    assert calls[-1] == f"{PYTEST} -q"


def test_where_the_everyday_python_is_the_newest_nothing_is_tested_twice(
    checkout: Checkout,
) -> None:
    with_newer_python(checkout)
    (checkout.path / "python3.13").unlink()
    done = checkout.run("newest")
    assert done.returncode == 0
    assert "no Python newer than 3.11" in done.stderr
    assert PYTEST not in checkout.calls()


def test_a_set_of_wheels_is_built_with_what_is_installed(checkout: Checkout) -> None:
    assert checkout.run("wheels", "to give away").returncode == 0
    calls = checkout.calls()
    assert installs(calls)[0].endswith("/requirements.lock")
    assert calls[-1] == f"python {checkout.directory}/tools/wheel_set.py to give away"


def test_without_python_both_languages_say_so(checkout: Checkout) -> None:
    shutil.rmtree(checkout.directory / ".venv")
    done = checkout.run()
    assert done.returncode != 0
    assert "没有找到 python3" in done.stderr
    assert "python3 was not found" in done.stderr


def test_an_old_python_is_named_with_its_version(checkout: Checkout) -> None:
    shutil.rmtree(checkout.directory / ".venv")
    checkout.stub("bin/python3", '#!/bin/sh\n[ "$1" = -V ] && echo Python 3.9.2 && exit\nexit 1\n')
    done = checkout.run()
    assert done.returncode != 0
    assert "Python 3.9.2" in done.stderr


def test_a_python_without_venv_is_answered_with_what_to_install(checkout: Checkout) -> None:
    shutil.rmtree(checkout.directory / ".venv")
    checkout.stub("bin/python3", '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\n')
    done = checkout.run()
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr
