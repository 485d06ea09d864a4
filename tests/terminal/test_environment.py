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
    program = """
import sys
from branchkit.terminal.tty import leave_openssl_out
leave_openssl_out()
import asyncio, hashlib
assert "ssl" not in sys.modules and "_hashlib" not in sys.modules
assert hashlib.sha256(b"abc").hexdigest().startswith("ba7816bf8f01cfea")
import ssl
assert ssl.create_default_context()
"""
    subprocess.run([sys.executable, "-c", program], check=True)
