"""Runs a module of Python, pip or compileall, and shows on one line what it is at: which of how many, whether the network is alive.

``./run`` calls it while it installs: ``python tools/progress.py STEP MODULE WORDS…``, before anything is installed, so it imports the
standard library only. On a terminal the line is drawn over itself; elsewhere, and where TERM is dumb, a line is written when there is
something new, and seldom. It ends as the module does, having repeated its last lines where that failed.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TextIO

ZH = {
    "start": "准备",
    "fetch": "下载 {done}/{total} {name}，收到 {size} MB",
    "build": "编入 {done}/{total} {name}",
    "unpack": "安装 {done}/{total}",
    "compile": "编译 {done}/{total}",
    "silent": "网络 {seconds} 秒没有动静",
    "lost": "连接断了，第 {count} 次重试",
    "took": "{seconds} 秒",
    "done": "完成，{seconds} 秒",
    "failed": "没有成功，最后几行是：",
    "comma": "，",
}
EN = {
    "start": "getting ready",
    "fetch": "downloading {done}/{total} {name}, {size} MB received",
    "build": "building {done}/{total} {name}",
    "unpack": "installing {done}/{total}",
    "compile": "compiling {done}/{total}",
    "silent": "nothing from the network for {seconds} s",
    "lost": "connection lost, retry {count}",
    "took": "{seconds} s",
    "done": "done, {seconds} s",
    "failed": "It failed; its last lines were:",
    "comma": ", ",
}
SILENCE = 5
"""Seconds without a byte after which the network is said to be silent."""
SELDOM = 10
"""Seconds between two lines where they cannot be drawn over."""
_TOLD = 12
"""Lines of a failed module that are repeated."""
_REQUIREMENT = re.compile(r"^[A-Za-z0-9][\w.-]*(?:\[.*?\])?==", re.MULTILINE)
_NAME_ENDS = re.compile(r"[=<>!~\[ ;(]")
_STARTED = re.compile(r"(?:Preparing|Building) .*: started$")


class Progress:
    """What a module says, line by line, as one sentence. ``totals``: stage → how many steps it has; ``now`` is in seconds."""

    def __init__(self, words: dict[str, str], totals: dict[str, int], now: float) -> None:
        self.stage, self.name = "start", ""
        self._words, self._totals = words, totals
        self._counts: dict[str, int] = {}
        self._begun = self._heard = now
        self._size = self._received = self._retries = 0

    def hear(self, line: str, now: float) -> None:
        """A line of the module's output."""
        self._heard = now
        first, _, rest = line.strip().partition(" ")
        if "Retrying (" in line:
            self._retries += 1
        elif first in ("Downloading", "Using"):
            self._retries = 0
        elif first == "Collecting":
            self._step("fetch", _NAME_ENDS.split(rest)[0])
        elif first == "Processing" and ".whl" in rest:
            self._step("fetch", Path(rest.split()[0]).name.partition("-")[0])
        elif first in ("Processing", "Obtaining"):
            self.name = rest.rstrip("/").rpartition("/")[2]
        elif _STARTED.search(line):
            self._step("build", self.name)
        elif line.startswith("Installing collected packages:"):
            self.stage, self._totals["unpack"] = "unpack", line.count(",") + 1
        elif first == "Listing":
            self._step("compile", "")

    def _step(self, stage: str, name: str) -> None:
        self.stage, self.name, self._retries = stage, name, 0
        self._counts[stage] = self._counts.get(stage, 0) + 1

    def look(self, size: int, unpacked: int, now: float) -> None:
        """How many bytes lie where downloads go, and how many packages have come to where they belong."""
        if size != self._size:
            self._heard = now
        # What has been used is taken away there: only what is added was received.
        self._received += max(size - self._size, 0)
        self._size = size
        self._counts["unpack"] = unpacked

    def text(self, now: float) -> str:
        """The sentence. Only while something is being fetched a silence is the network's."""
        words, done = self._words, self._counts.get(self.stage, 0)
        total = max(self._totals.get(self.stage, 0), done)
        size = f"{self._received / 1e6:.1f}"
        parts = [words[self.stage].format(done=done, total=total, name=self.name, size=size)]
        is_fetching = self.stage in ("start", "fetch") and "fetch" in self._totals
        if is_fetching and self._retries:
            parts.append(words["lost"].format(count=self._retries))
        silent = int(now - self._heard)
        if is_fetching and silent >= SILENCE:
            parts.append(words["silent"].format(seconds=silent))
        else:
            parts.append(words["took"].format(seconds=int(now - self._begun)))
        return words["comma"].join(parts)

    def ended(self, now: float) -> str:
        """That it is done."""
        return self._words["done"].format(seconds=int(now - self._begun))


class Line:
    """The one line: drawn over itself on a terminal, else written anew, at most every :data:`SELDOM` seconds."""

    def __init__(self, stream: TextIO, step: str) -> None:
        self._stream, self._step = stream, step
        self._can_return = stream.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "")
        self._shown, self._written = "", float("-inf")

    def show(self, text: str, now: float) -> None:
        """What it says from now on."""
        if not self._can_return:
            if now - self._written >= SELDOM and text != self._shown:
                self.end(text)
                self._written = now
            return
        room = shutil.get_terminal_size().columns - 1
        text = clipped(f"[{self._step}] {text}", room)
        if text == self._shown:
            return
        # Blanks over what was longer: not every terminal can delete to the end of a line.
        blanks = " " * max(width_of(self._shown) - width_of(text), 0)
        self._write(f"\r{text}{blanks}\r")
        self._shown = text

    def end(self, text: str) -> None:
        """Its last words; the next line begins below."""
        if self._can_return:
            self.show(text, 0)
            self._write("\n")
        else:
            self._write(f"[{self._step}] {text}\n")
            self._shown = text

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def width_of(text: str) -> int:
    """Cells of a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def clipped(text: str, room: int) -> str:
    """As much of the text as fits: a line that wraps cannot be drawn over."""
    while width_of(text) > room:
        text = text[:-1]
    return text


def totals_of(words: Sequence[str]) -> dict[str, int]:
    """How many steps each stage of a module called with these words has, as far as they tell."""
    folders = [Path(word) for word in words if Path(word).is_dir()]
    if "compileall" in words:
        return {"compile": sum(1 for folder in folders for _ in _listed(folder))}
    locks = [Path(after) for word, after in pairwise(words) if word == "-r"]
    if locks:
        count = sum(len(_REQUIREMENT.findall(lock.read_text("utf-8"))) for lock in locks)
        return {"fetch": count}
    return {"build": 2 * len(folders)}


def _listed(folder: Path) -> Iterator[str]:
    """The folders that compileall goes through."""
    for place, below, _files in os.walk(folder):
        below[:] = [name for name in below if name != "__pycache__"]
        yield place


def size_of(folder: Path) -> int:
    """Bytes below a folder whose files come and go."""
    size = 0
    for place, _below, files in os.walk(folder):
        for name in files:
            try:
                size += (Path(place) / name).stat().st_size
            except OSError:
                continue
    return size


def installed() -> int:
    """Packages that stand in this Python's folder."""
    return sum(1 for _ in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))


def watched(
    words: Sequence[str], line: Line, texts: dict[str, str], clock: Callable[[], float]
) -> int:
    """Run the module to its end; its exit code."""
    progress = Progress(texts, totals_of(words), clock())
    last: deque[str] = deque(maxlen=_TOLD)
    before = installed()
    with tempfile.TemporaryDirectory(prefix="branchkit-") as place:
        module = subprocess.Popen(
            [sys.executable, "-m", *words],
            env={**os.environ, "TMPDIR": place, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        looked = clock()
        for said in _lines(module):
            if said:
                last.append(said)
                progress.hear(said, clock())
            if clock() - looked >= 1:
                progress.look(size_of(Path(place)), max(installed() - before, 0), clock())
                looked = clock()
            line.show(progress.text(clock()), clock())
        code = module.wait()
    # A file that cannot be compiled is compiled, or missed, when it is needed.
    if code == 0 or words[0] == "compileall":
        line.end(progress.ended(clock()))
    else:
        line.end(texts["failed"])
        print("\n".join(f"    {said}" for said in last), file=sys.stderr)
    return code


def _lines(module: subprocess.Popen[str]) -> Iterator[str]:
    """What the module says; empty whenever it has said nothing for half a second."""
    heard: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def listen() -> None:
        for said in module.stdout or ():
            if text := said.rstrip():
                heard.put(text)
        heard.put(None)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        try:
            said = heard.get(timeout=0.5)
        except queue.Empty:
            yield ""
            continue
        if said is None:
            return
        yield said


def main(arguments: Sequence[str]) -> int:
    """``STEP MODULE WORDS…``; the module's exit code, 130 where it was interrupted."""
    step, *words = arguments
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    line = Line(sys.stderr, step)
    try:
        return watched(words, line, texts_for(sys.stderr.encoding), time.monotonic)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 128 + signal.SIGINT


def texts_for(encoding: str) -> dict[str, str]:
    """Chinese, unless something else was asked for or the terminal has none."""
    try:
        ZH["start"].encode(encoding)
    except UnicodeEncodeError:
        return EN
    return EN if os.environ.get("BRANCHKIT_LANG", "").startswith("en") else ZH


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
