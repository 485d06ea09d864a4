"""The clipboard of whoever sits at the terminal, as far as a program behind an SSH line can reach it.

OSC 52 hands a text to the terminal, and costs nothing until something is copied. Whether a terminal takes it cannot be seen
from what comes back; some would print it. So it is sent only where that is known: by what the terminal calls itself, or because
it names 52 among its abilities when it is asked for them (primary device attributes). Within tmux the text is given to tmux,
which hands it on as its ``set-clipboard`` says.
"""

from __future__ import annotations

import os
import subprocess
from base64 import b64encode
from collections.abc import Callable, Mapping

from branchkit.core.values import frozen

TAKES_CLIPBOARD = 52
"""Among the primary device attributes."""
ASK = "\x1b[c"
LONGEST = 74_000
"""Characters of an OSC 52 text that every terminal which takes any takes."""
ANSWERED_WITHIN = 0.6
"""Seconds that an answer may take on its way over a slow line."""

_TAKING = ("xterm-kitty", "alacritty", "foot", "wezterm", "contour", "xterm-ghostty")
"""How terminals call themselves that take it unless somebody has forbidden it."""
_NOT_ASKED = ("linux", "vt", "dumb", "cygwin", "ansi")
"""They would print the question, or never answer."""


@frozen
class Reach:
    """What is known of a terminal's clipboard before it is asked."""

    terminal: bool | None
    """Whether OSC 52 reaches it; None: it has to be asked."""
    tmux: bool = False
    """Whether tmux takes texts on its behalf."""


def reach(
    environment: Mapping[str, str],
    setting: str = "auto",
    tmux_says: Callable[[], str] | None = None,
) -> Reach:
    """How the clipboard is reached; ``setting`` is ``auto``, ``terminal`` or ``file``. ``tmux_says``: its ``set-clipboard``."""
    if setting != "auto":
        return Reach(setting == "terminal")
    if environment.get("TMUX"):
        taken = (tmux_says or _set_clipboard)() in ("on", "external")
        return Reach(False, taken)
    term = environment.get("TERM", "")
    if term.startswith(_TAKING) or environment.get("WT_SESSION"):
        return Reach(True)
    return Reach(False if not term or term.startswith(_NOT_ASKED) else None)


def osc_52(text: str) -> str | None:
    """The sequence that hands a text over; None where it is too long for that."""
    coded = b64encode(text.encode()).decode("ascii")
    return f"\x1b]52;c;{coded}\x07" if len(coded) <= LONGEST else None


def give_tmux(text: str) -> bool:
    """Have tmux keep a text and set the clipboard of its terminal; False where it does not."""
    return _tmux(["load-buffer", "-w", "-"], text) is not None


def _set_clipboard() -> str:
    return (_tmux(["show-options", "-gqv", "set-clipboard"]) or "").strip()


def _tmux(words: list[str], given: str = "") -> str | None:
    """What tmux prints; None where there is none, or it refuses."""
    try:
        done = subprocess.run(
            ["tmux", *words], input=given.encode(), capture_output=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


class Clipboard:
    """Texts on their way to the clipboard of one terminal."""

    def __init__(
        self,
        setting: str,
        send: Callable[[str], None],
        later: Callable[[float, Callable[[], None]], object],
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """``send`` sends a sequence that does not draw, ``later`` calls something after so many seconds."""
        self._reach = reach(environment, setting)
        self._send = send
        self._later = later
        self._waiting: list[tuple[str, Callable[[bool], None]]] = []

    def put(self, text: str, done: Callable[[bool], None]) -> None:
        """Copy a text; ``done`` is told whether it is there, at once or when the terminal has answered what it can."""
        if self._reach.tmux:
            done(give_tmux(text))
        elif self._reach.terminal is not None:
            done(self._hand_over(text))
        else:
            self._waiting.append((text, done))
            self._send(ASK)
            self._later(ANSWERED_WITHIN, self._settle)

    def answered(self, attributes: frozenset[int]) -> None:
        """The terminal has said what it can."""
        self._reach = Reach(TAKES_CLIPBOARD in attributes)
        self._settle()

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        for text, done in waiting:
            done(self._hand_over(text))

    def _hand_over(self, text: str) -> bool:
        sequence = osc_52(text) if self._reach.terminal else None
        if sequence is not None:
            self._send(sequence)
        return sequence is not None
