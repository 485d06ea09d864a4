"""Chromium without a window: what a page comes to on a screen of some size, on paper, and whether it asks for anything."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

PHONE = (360, 640)
DESK = (1280, 900)
_STEPS = 120
"""Seconds until a browser that hangs is ended."""
_FRAME = """<!DOCTYPE html><meta charset="utf-8"><title>-</title>
<iframe id="page" width="{width}" height="{height}" style="border: 0" srcdoc="{page}"></iframe>
<script>
const frame = document.getElementById("page");
frame.onload = () => {{
  const inside = frame.contentDocument, view = frame.contentWindow, whole = inside.documentElement;
  const box = (node) => {{ const r = node.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; }};
  const told = {{
    width: whole.clientWidth,
    needed: whole.scrollWidth,
    height: whole.scrollHeight,
    fetched: view.performance.getEntriesByType("resource").map((entry) => entry.name),
    charts: [...inside.querySelectorAll("svg")].map((svg) => ({{
      box: box(svg),
      name: svg.querySelector("title").textContent,
      told: svg.querySelector("desc").textContent,
      texts: [...svg.querySelectorAll("text")].map((text) => [text.textContent, ...box(text)]),
    }})),
    tables: [...inside.querySelectorAll("div.wide")].map((div) => [div.clientWidth, div.scrollWidth]),
  }};
  const answer = document.createElement("pre");
  answer.id = "answer";
  answer.textContent = JSON.stringify(told);
  document.body.append(answer);
}};
</script>
"""
_ANSWER = re.compile(r'<pre id="answer">(.*?)</pre>', re.DOTALL)
_CONSOLE = re.compile(r"CONSOLE[^ ]*\] (.*)")


@dataclass(frozen=True)
class Text:
    """A text within a chart, with its box in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Text) -> bool:
        """Whether the two share more than their edges."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        # A line of text is higher than its letters.
        return across > 1 and down > 0.4 * (self.bottom - self.top)


@dataclass(frozen=True)
class Drawing:
    """A chart of a page."""

    name: str
    told: str
    left: float
    right: float
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Page:
    """A page as it stands on a screen."""

    width: int
    needed: int
    """More than the width: it can be moved sideways."""
    console: tuple[str, ...]
    fetched: tuple[str, ...]
    asked_of_the_net: tuple[str, ...]
    charts: tuple[Drawing, ...]
    tables: tuple[tuple[int, int], ...]
    """Width of each box, width of what is in it."""


@dataclass(frozen=True)
class Browser:
    """Chromium with a profile in ``folder``."""

    folder: Path

    def look(self, file: Path, size: tuple[int, int] = PHONE) -> Page:
        """The page within a frame of that size."""
        width, height = size
        frame, log = self.folder / "frame.html", self.folder / "net.json"
        page = escape(file.read_text("utf-8"), quote=True)
        frame.write_text(_FRAME.format(width=width, height=height, page=page), "utf-8")
        done = self._run("--dump-dom", f"--log-net-log={log}", frame.as_uri())
        answer = _ANSWER.search(done.stdout)
        assert answer is not None, done.stderr
        told = json.loads(unescape(answer[1]))
        return Page(
            told["width"],
            told["needed"],
            tuple(_CONSOLE.findall(done.stderr)),
            tuple(told["fetched"]),
            asked_of_the_net(log),
            tuple(
                Drawing(
                    chart["name"],
                    chart["told"],
                    chart["box"][0],
                    chart["box"][2],
                    tuple(Text(*text) for text in chart["texts"]),
                )
                for chart in told["charts"]
            ),
            tuple((own, inner) for own, inner in told["tables"]),
        )

    def picture(
        self, file: Path, target: Path, size: tuple[int, int], *, dark: bool = False
    ) -> bytes:
        """The page as a PNG."""
        seen = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
        window = f"--window-size={size[0]},{size[1]}"
        self._run(f"--screenshot={target}", window, seen, file.as_uri())
        return target.read_bytes()

    def print(self, file: Path, target: Path) -> Path:
        """The page on paper, as a PDF."""
        self._run(f"--print-to-pdf={target}", "--no-pdf-header-footer", file.as_uri())
        return target

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        program = shutil.which("chromium")
        assert program is not None
        return subprocess.run(
            [
                program,
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
                *("--enable-logging=stderr", "--force-device-scale-factor=1"),
                *("--no-first-run", "--disable-background-networking", "--hide-scrollbars"),
                "--host-resolver-rules=MAP * ~NOTFOUND",
                f"--user-data-dir={self.folder / 'profile'}",
                *words,
            ],
            check=True,
            capture_output=True,
            text=True,
            timeout=_STEPS,
        )


_OWN = "not an origin"
"""Who asks where the browser looks for news of itself."""


def asked_of_the_net(log: Path) -> tuple[str, ...]:
    """What a page had the browser ask of any network."""
    events = json.loads(log.read_text("utf-8"))["events"]
    asked = [event["params"] for event in events if "initiator" in event.get("params", {})]
    urls = {str(one.get("url", "")) for one in asked if one["initiator"] != _OWN}
    return tuple(sorted(url for url in urls if url.startswith(("http:", "https:", "ws"))))
