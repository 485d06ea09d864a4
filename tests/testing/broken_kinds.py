"""Every way to break a plugin that somebody has tried: how it is done to a sound one, and the finding that is told first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

Spoil = Callable[[Path], None]


class Kind(NamedTuple):
    """``code`` and ``place`` are those of the first finding, which is the cause; the place ends so, or has it in its middle."""

    spoil: Spoil
    code: str
    place: str


def package(root: Path) -> Path:
    """The folder with ``plugin.toml``."""
    return next((root / "src").iterdir())


def file_of(root: Path, name: str) -> Path:
    """A file by its name in the package; ``REGISTER`` stands for the register's id."""
    register = next((package(root) / "metrics").iterdir()).stem
    return package(root) / name.replace("REGISTER", register)


def changed(name: str, before: str, after: str) -> Spoil:
    """Other text in a file."""

    def spoil(root: Path) -> None:
        path = file_of(root, name)
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{before!r} in {name}"
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    return spoil


def begun(statement: str) -> Spoil:
    """A statement first thing in the hook module."""
    return changed("hooks.py", "from collections", f"{statement}\nfrom collections")


def in_hook(body: str) -> Spoil:
    """Another body of the hook for metrics."""
    return changed("hooks.py", '    title = TEXTS.local("metric.breadth")\n', f"    {body}\n")


def measuring(body: str) -> Spoil:
    """Another body of the metric's function."""
    return changed(
        "breadth.py",
        ") -> Mapping[str, Measurement]:\n",
        f") -> Mapping[str, Measurement]:\n    {body}\n",
    )


def figure(value: str) -> Spoil:
    """Another figure of the metric, for everybody."""
    return measuring(f"return {{id: Measurement(BREADTH, {value}) for id in view.scope.roll}}\n")


def in_screen(body: str) -> Spoil:
    """Methods of the screen beside its own."""
    indented = body.replace("\n", "\n    ")
    return changed("board_screen.py", "    def perform(", f"    {indented}\n\n    def perform(")


def gbk(name: str) -> Spoil:
    """A file that was saved in the system's encoding."""

    def spoil(root: Path) -> None:
        path = file_of(root, name)
        path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))

    return spoil


def added(name: str, text: str) -> Spoil:
    """One more file."""

    def spoil(root: Path) -> None:
        path = file_of(root, name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return spoil


REGISTER = """
api = 1
title = { zh_CN = "会议", en = "Meetings" }
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = { zh_CN = "日期", en = "Date" }
"""

KINDS: Mapping[str, Kind] = {
    # the import
    "syntax": Kind(begun("def broken(:"), "import", "hooks.py:"),
    "import_error": Kind(begun("raise ImportError('no map')"), "import", "hooks.py:"),
    "leaves_at_import": Kind(begun("raise SystemExit(3)"), "import", "hooks.py:"),
    "interrupts_at_import": Kind(begun("raise KeyboardInterrupt"), "import", "hooks.py:"),
    "recursion_at_import": Kind(begun("def deep(): deep()\ndeep()"), "import", "hooks.py:"),
    "missing_package": Kind(begun("import no_such_package"), "dependency", "hooks.py:"),
    "missing_module": Kind(
        changed("hooks.py", ".breadth import", ".breath import"), "import", "hooks.py:"
    ),
    "prints_at_import": Kind(begun("print('here I am')"), "printed", ""),
    "writes_at_import": Kind(begun("import os\nos.write(1, b'here I am')"), "printed", ""),
    "moves_at_import": Kind(begun("import os\nos.chdir('/')"), "changed", ""),
    "changes_decimals": Kind(begun("import decimal\ndecimal.getcontext().prec = 2"), "changed", ""),
    # hooks
    "hook_raises": Kind(in_hook("raise LookupError('no such household')"), "raised", "hooks.py:"),
    "hook_leaves": Kind(in_hook("raise SystemExit(3)"), "raised", "hooks.py:"),
    "hook_none": Kind(in_hook("return None"), "result", "hooks.py:"),
    "hook_wrong_type": Kind(in_hook("return 5"), "result", "hooks.py:"),
    "hook_wrong_items": Kind(in_hook("return ['breadth']"), "result", "hooks.py:"),
    "hook_arguments": Kind(
        changed("hooks.py", "branchkit_metrics()", "branchkit_metrics(weather)"),
        "signature",
        "hooks.py:",
    ),
    "hook_unknown": Kind(
        changed("hooks.py", "branchkit_metrics()", "branchkit_metric()"),
        "unknown_hook",
        "hooks.py:",
    ),
    "foreign_metric": Kind(
        in_hook(
            "return [ComputedMetric('health/angel', TEXTS.local('metric.breadth'),"
            " SubjectKind.MEMBER, measure_breadth)]"
        ),
        "foreign",
        "hooks.py:",
    ),
    # figures
    "metric_raises": Kind(measuring("raise LookupError('no')"), "raised", "breadth.py:"),
    "metric_leaves": Kind(measuring("raise SystemExit(3)"), "raised", "breadth.py:"),
    "metric_recursion": Kind(measuring("return measure_breadth(view)"), "raised", "breadth.py:"),
    "metric_none": Kind(measuring("return None"), "result", "breadth.py:"),
    "metric_float": Kind(figure("0.5"), "result", "breadth.py:"),
    "metric_nan": Kind(figure("Decimal('NaN')"), "number", "breadth.py:"),
    "metric_too_large": Kind(figure("Decimal('1e999')"), "number", "breadth.py:"),
    "metric_slow": Kind(measuring("import time\n    time.sleep(0.7)"), "slow", ""),
    # screens and reports
    "screen_made": Kind(
        changed("board_screen.py", "super().__init__(context, place)", "1 / 0"),
        "raised",
        "board_screen.py:",
    ),
    "screen_import": Kind(
        changed("board_screen.py", "\nclass ", "\n1 / 0\n\n\nclass "), "import", "board_screen.py:"
    ),
    "screen_body": Kind(
        in_screen("def body(self):\n    raise OSError"), "raised", "board_screen.py:"
    ),
    "screen_mount": Kind(
        in_screen("def on_mount(self):\n    raise OSError"), "raised", "board_screen.py:"
    ),
    "screen_title": Kind(
        in_screen("def show_title(self):\n    raise OSError"), "raised", "board_screen.py:"
    ),
    "screen_cell": Kind(
        changed("board_screen.py", "-> GridCell:\n", "-> GridCell:\n        1 / 0\n"),
        "raised",
        "board_screen.py:",
    ),
    "screen_task": Kind(
        in_screen(
            "def on_mount(self):\n    super().on_mount()\n    self.run_worker(self.work())\n\n"
            "async def work(self):\n    raise OSError"
        ),
        "raised",
        "board_screen.py:",
    ),
    "screen_timer": Kind(
        in_screen(
            "def on_mount(self):\n    super().on_mount()\n    self.set_timer(0.001, self.ring)\n\n"
            "def ring(self):\n    raise OSError"
        ),
        "raised",
        "board_screen.py:",
    ),
    "screen_exits": Kind(
        in_screen("def on_mount(self):\n    super().on_mount()\n    self.app.exit()"),
        "raised",
        "board_screen.py:",
    ),
    "screen_action": Kind(
        changed(
            "board_screen.py",
            "    def perform(self, action: str) -> None:\n",
            "    def perform(self, action: str) -> None:\n        if '.' in action and not action.startswith('place'):\n            raise OSError\n",
        ),
        "raised",
        "board_screen.py:",
    ),
    "report_raises": Kind(
        changed("report.py", "return Report(", "raise LookupError('no')\n    return Report("),
        "raised",
        "report.py:",
    ),
    "report_none": Kind(
        changed("report.py", "return Report(", "return None and Report("), "result", "report"
    ),
    "report_short_row": Kind(
        changed("report.py", "(row.number, row.name, *", "(row.number, *"),
        "result",
        "report",
    ),
    # declarations
    "register_syntax": Kind(
        changed("registers/REGISTER.toml", "api = 1", "api ="), "declaration", "REGISTER.toml"
    ),
    "register_api": Kind(
        changed("registers/REGISTER.toml", "api = 1", "api = 99"), "declaration", "registers/"
    ),
    "register_gbk": Kind(gbk("registers/REGISTER.toml"), "declaration", "registers/"),
    "manifest_syntax": Kind(changed("plugin.toml", "api = 1", "api ="), "manifest", "plugin.toml"),
    "manifest_api": Kind(changed("plugin.toml", "api = 1", "api = 99"), "manifest", "plugin.toml"),
    "manifest_gbk": Kind(gbk("plugin.toml"), "manifest", "plugin.toml"),
    "scheme_key": Kind(
        changed("schemes/member-month.toml", "maximum", "maximun"),
        "declaration",
        "member-month.toml",
    ),
    "scheme_api": Kind(
        changed("schemes/member-month.toml", "api = 1", "api = 99"),
        "declaration",
        "member-month.toml",
    ),
    "scheme_kind": Kind(
        changed("schemes/member-month.toml", 'kind = "proportional"', 'kind = "proportionall"'),
        "declaration",
        "member-month.toml",
    ),
    "scheme_of_another": Kind(
        changed("schemes/member-month.toml", 'id = "', 'id = "health/x'),
        "declaration",
        "member-month.toml",
    ),
    "built_in_register": Kind(
        added("registers/book.meeting.toml", REGISTER), "declaration", "book.meeting.toml"
    ),
    # what an author should not do, though it works
    "not_public": Kind(begun("import branchkit.core.numbers"), "not_public", "hooks.py:"),
    "english_is_chinese": Kind(
        changed("plugin.toml", 'en = "Trial"', 'en = "试验"'), "text_chinese", "plugin.toml"
    ),
}
