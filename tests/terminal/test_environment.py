from __future__ import annotations

import subprocess
import sys

import pytest

from branchkit.terminal.tty import prepare_environment


@pytest.mark.parametrize(
    ("before", "after"), [("", "400"), ("50", "400"), ("900", "900"), ("soon", "400")]
)
def test_escape_waits_long_enough(before: str, after: str) -> None:
    environ = {"ESCDELAY": before}
    prepare_environment(environ)
    assert environ["ESCDELAY"] == after


def test_preparing_imports_neither_textual_nor_rich() -> None:
    code = (
        "import sys, branchkit.terminal.tty; print('textual' in sys.modules, 'rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_openssl_is_left_out_and_can_still_be_had() -> None:
    run(
        """
from branchkit.terminal.left_out import import_without_openssl
import_without_openssl()
import asyncio, hashlib
assert "ssl" not in sys.modules and "_hashlib" not in sys.modules
assert hashlib.sha256(b"abc").hexdigest().startswith("ba7816bf8f01cfea")
import ssl
assert ssl.create_default_context()
"""
    )


def test_textuals_palette_is_left_out_and_can_still_be_had() -> None:
    """A palette opened by Textual's own method shows what was typed at it, and its choice is done."""
    run(
        """
from branchkit.terminal.left_out import import_textual
import_textual()
late = {"textual.command", "textual.types", "textual.widgets._input", "platformdirs", "uuid"}
assert not late & set(sys.modules), late & set(sys.modules)
import asyncio
from textual.app import App

class Palette(App):
    done = ""

    def choose(self):
        self.done = "chosen"

async def use():
    app = Palette()
    async with app.run_test() as pilot:
        app.search_commands([("first", app.choose, "a help")])
        await pilot.pause()
        import textual.command
        assert textual.command.CommandPalette.is_open(app)
        assert textual.app.CommandPalette.is_open(app)
        await pilot.press(*"fir")
        await app.workers.wait_for_complete()
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert app.done == "chosen"
        app.notify("said")
        await pilot.pause()

asyncio.run(use())
"""
    )


def run(program: str) -> None:
    subprocess.run([sys.executable, "-c", "import sys\n" + program], check=True)
