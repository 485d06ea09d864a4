"""Somebody who works through the manual: keys are typed into the installed program, commands run, pictures taken.

A numbered list is what is done: ``{score.take}``, ``{undo}`` or ``{Enter}`` is pressed, 输入“…” typed, 出现“…” waited for. In English it is
``type “…”`` and ``you see “…”``. Everything else is prose, whose keys are only looked up. A chapter begins with the home screen of the demo, unless a comment at its top says
``start: new`` (no workspace), ``start: township``, or another demo by its sector. Commands are run beside, on the same workspace.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from branchkit.manual.blocks import BlockKind, blocks
from branchkit.manual.book import Chapter
from branchkit.screens.keymap import usual_keys
from branchkit.testing.pictures import picture
from branchkit.testing.pty import KEYS, Screen, Terminal

PROGRAM = Path(sys.executable).parent / "branchkit"
NOW = "2026-11-20T17:30:00"
QUIET = 0.6
"""Seconds without output after which a screen is taken to be whole."""
_APART = 0.2
"""Seconds from Esc to the next key."""
PATIENCE = 30.0
"""Seconds until what a chapter says counts as not coming about."""
NEW = "new"
"""A machine on which there is no workspace yet."""
_START = "start: "
_FIXED: Mapping[str, str] = {
    **{"Enter": "enter", "Esc": "escape", "Tab": "tab", "Space": " ", "Delete": "delete"},
    **{"Up": "up", "Down": "down", "Left": "left", "Right": "right", "Home": "home", "End": "end"},
    **{"PgUp": "pageup", "PgDn": "pagedown", "Backspace": "backspace"},
    **{"Ctrl+C": "ctrl+c", "Ctrl+Q": "ctrl+q"},
    **{f"F{number}": f"f{number}" for number in range(1, 13)},
}
"""Keys that are never rebound, as they are called in the manual; a character stands for itself."""
_DEED = re.compile(
    r"\{(?P<key>[^{}\s]+)\}"
    r"|(?:输入|type )“(?P<typed>[^”]*)”"
    r"|(?:出现|看到|you see )“(?P<seen>[^”]*)”"
    r"|(?:不再有|no longer )“(?P<gone>[^”]*)”"
)
Take = Callable[[str, Callable[[], str]], None]
"""Given a picture's file, and what draws it when the screen has come to rest; it may be drawn again."""


class ManualError(AssertionError):
    """The program does not do what a chapter says."""


def key_name(key: str) -> str:
    """What :meth:`Terminal.press` calls a key of the manual. Raises :class:`ManualError` where there is no such key."""
    known = usual_keys()
    for bound in known.get(key, () if "." in key[1:-1] else (_FIXED.get(key, key),)):
        if len(bound) == 1 or bound in KEYS:
            return bound
        if bound == "space":
            return " "
        if with_control := re.fullmatch(r"ctrl\+([a-z])", bound):
            return chr(ord(with_control[1]) - ord("a") + 1)
    raise ManualError(f"no key {key}, and no action or idea with a key")


def environment(home: Path, language: str) -> dict[str, str]:
    """That of a secretary on a Friday afternoon, whose home is a folder of ours."""
    kept = {key: os.environ[key] for key in ("PATH", "TMPDIR") if key in os.environ}
    return {
        **kept,
        "PATH": f"{PROGRAM.parent}{os.pathsep}{kept.get('PATH', '')}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "Asia/Shanghai",
        "BRANCHKIT_CONFIG": str(home / "settings.toml"),
        "BRANCHKIT_NOW": NOW,
        "BRANCHKIT_ACTOR": "陈建国",
        "BRANCHKIT_LANG": language,
    }


class Demos:
    """The demos that chapters begin with, each made once in a folder and copied for whoever wants it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy(self, start: str, target: Path) -> None:
        """Put a copy of ``township`` or of a sector's demo into ``target``."""
        kept = self._folder / start
        if not kept.exists():
            which = ["--township"] if start == "township" else ["--sector", start]
            with tempfile.TemporaryDirectory(dir=self._folder) as aside:
                made = Path(aside, "made")
                subprocess.run(
                    [PROGRAM, "demo", "--path", made, *which],
                    check=True,
                    capture_output=True,
                    env=environment(Path(aside), "zh_CN"),
                )
                # Another process may have been faster.
                with suppress(OSError):
                    made.rename(kept)
        shutil.copytree(kept, target)


class Reader:
    """Does what a chapter says. As a context manager it ends the program that it has started."""

    def __init__(self, home: Path, demos: Demos, take: Take, language: str = "zh_CN") -> None:
        """``home`` is an empty folder, ``take`` is given every picture in its place."""
        self._home, self._demos, self._take = home, demos, take
        self._environment = environment(home, language)
        self._terminal: Terminal | None = None
        self._before = ""
        """What stood on the screen before the keys since the last wait."""

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal is not None:
            self._terminal.close()

    def read(self, chapter: Chapter) -> None:
        """From the top to the end. Raises :class:`ManualError` or ``TerminalError`` where something else comes about."""
        start = re.search(rf"<!-- {_START}(\S+) -->", chapter.text)
        name = start[1] if start else "rural"
        if name != NEW:
            self._demos.copy(name, self._home / "branch")
            self._environment["BRANCHKIT_WORKSPACE"] = str(self._home / "branch")
        for block in blocks(chapter.text):
            try:
                match block.kind:
                    case BlockKind.STEP:
                        self._do(block.text)
                    case BlockKind.COMMAND:
                        self._run(block.text)
                    case BlockKind.PRINTED if block.mark:
                        with (self._home / block.mark).open("a", encoding="utf-8") as file:
                            file.write(f"{block.text}\n")
                    case BlockKind.PICTURE:
                        self._take(block.mark, partial(self._draw, block.text))
            except AssertionError as error:
                raise ManualError(f"{chapter.id}: {block.mark}{block.text}\n{error}") from error

    @property
    def terminal(self) -> Terminal:
        """The program, started when it is first needed."""
        if self._terminal is None:
            command = [PROGRAM]
            begun = Terminal(command, environment=self._environment, directory=self._home)
            self._terminal = begun
            # Keys typed ahead of the first screen would be for none.
            begun.wait_until(lambda: begun.text().strip(), "the first screen")
            self._settle()
        return self._terminal

    def _do(self, step: str) -> None:
        acted = False
        for deed in _DEED.finditer(step):
            key, typed = deed["key"], deed["typed"]
            if key or typed:
                if not acted:
                    self._before = _text(self.terminal.screen)
                acted = True
                self._act(key, typed)
            else:
                self._wait(deed["seen"] or deed["gone"], there=bool(deed["seen"]), anew=acted)
                acted = False

    def _act(self, key: str | None, typed: str) -> None:
        if key is None:
            self.terminal.type(typed)
            return
        name = key_name(key)
        self.terminal.press(name)
        if name == "escape":
            # What follows at once would be taken for a key with Alt.
            self._settle(_APART)

    def _wait(self, text: str, *, there: bool, anew: bool) -> None:
        if anew and (text in self._before) is there:
            raise ManualError(f"{text!r} tells nothing: it was so before")
        terminal = self.terminal
        terminal.wait_until(
            lambda: (text in _text(terminal.screen)) is there,
            f"{text!r} {'on' if there else 'gone from'} the screen",
            PATIENCE,
        )

    def _run(self, line: str) -> None:
        words = shlex.split(line, comments=True)
        if not words:
            return
        done = subprocess.run(
            words,
            cwd=self._home,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ManualError(f"{done.returncode}\n{done.stdout}{done.stderr}")

    def _settle(self, quiet: float = QUIET) -> None:
        """Read until nothing has come for so many seconds; nothing more comes from a program that has ended."""
        try:
            while self.terminal.read(quiet):
                pass
        except EOFError:
            pass

    def _draw(self, title: str) -> str:
        self._settle()
        return picture(self.terminal.screen, title)


def _text(screen: Screen) -> str:
    """What stands on the screen, row by row and once more with the rows joined: a path may go on in the next one."""
    lines = screen.text_lines()
    return "\n".join([*lines, "".join(line.strip() for line in lines)])
