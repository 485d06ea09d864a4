"""Types a page of the documentation: its files are written, its commands run, what it says they print is compared.

A fence with a path after its language is a file; ``sh`` is commands; ``text`` or ``json`` below commands is what the last one prints.
Every other fence is only looked at.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = DOCS / "plugin-guide.md"
CHAPTERS = sorted((DOCS / "guide").glob("*.md"))
PLUGIN = Path("branchkit-county")
"""Where ``branchkit plugin new county`` writes."""


def beginning() -> str:
    """What stands in the guide before every chapter: a plugin of TOML alone, which nothing is wrong with."""
    return GUIDE.read_text(encoding="utf-8").partition("\n## 三、")[0]


class Step(NamedTuple):
    """A fence: a file to write where there is a path, else commands, or what they print."""

    language: str
    path: str
    text: str


def steps(text: str) -> Iterator[Step]:
    """The fences of a page in their order."""
    fences = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    yield from (Step(*fence) for fence in fences)


class Typist:
    """Somebody who types a page in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._site = folder / "site"
        self._environment = dict(os.environ)
        self._environment.pop("BRANCHKIT_WORKSPACE", None)
        # As in a shell of the user's: the program is found, and a test's width is not a terminal's.
        scripts = sysconfig.get_path("scripts")
        self._environment["PATH"] = f"{scripts}{os.pathsep}{self._environment['PATH']}"
        self.printed: dict[str, str] = {}
        """Command → what it printed."""

    def type(self, text: str) -> None:
        """The whole page; fails at the first command that fails, or prints something else than the page says."""
        last = ""
        for step in steps(text):
            if step.path:
                self._write(step.path, step.text)
            elif step.language == "sh":
                for line in step.text.splitlines():
                    last = self._run(line)
            elif step.language == "text":
                assert last.strip() == step.text.strip()
            elif step.language == "json":
                assert json.loads(last) == json.loads(step.text)

    def test(self) -> None:
        """Run the plugin's own tests; a warning is a failure."""
        command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
        self._succeed(command, self._folder / PLUGIN)

    def _write(self, path: str, text: str) -> None:
        beside = path.startswith(("src/", "tests/")) or path == "pyproject.toml"
        target = self._folder / PLUGIN / path if beside else self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def _run(self, line: str) -> str:
        words = shlex.split(line, comments=True)
        match words:
            case ["export", setting]:
                name, _, value = setting.partition("=")
                self._environment[name] = value
                return ""
            case ["pip", "install", place]:
                self._install(place)
                return ""
            case ["pytest", place]:
                self._succeed([sys.executable, "-m", *words], self._folder)
                return ""
        self.printed[line] = self._succeed(words, self._folder)
        return self.printed[line]

    def _install(self, place: str) -> None:
        """Beside the program, in a folder of its own: the environment of the tests stays as it is."""
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        apart = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(self._site)]
        self._succeed([*pip, *apart, place], self._folder)
        self._environment["PYTHONPATH"] = str(self._site)

    def _succeed(self, words: list[str], folder: Path) -> str:
        done = subprocess.run(
            words, cwd=folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout
