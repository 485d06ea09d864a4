"""Settings that Textual reads from the environment while it is imported. Imports neither it nor rich."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping

ESCAPE_DELAY_MS = 400
"""How long to wait whether an Esc begins a key's sequence: on a slow line its bytes arrive apart."""


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set what the terminal needs, before Textual is imported for the first time.

    A longer delay that the user has set stays; animations and the Kitty protocol are off: both only
    send bytes.
    """
    try:
        delay = int(environ.get("ESCDELAY", ""))
    except ValueError:
        delay = 0
    environ["ESCDELAY"] = str(max(delay, ESCAPE_DELAY_MS))
    environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    environ["TEXTUAL_ANIMATIONS"] = "none"


def leave_openssl_out() -> None:
    """Import asyncio and hashlib without OpenSSL, before anything else has imported them with it.

    Nothing here speaks TLS, but asyncio loads it all the same, and hashlib for functions that Python has built in: together
    4.6 MB of the app's 38 and 10 ms of its start. Both have their own way of doing without. A plugin's ``import ssl`` works
    as ever afterwards; what only OpenSSL has in hashlib (``scrypt``) is not there in the app.
    """
    absent = [name for name in ("ssl", "_hashlib") if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import asyncio  # noqa: F401
        import hashlib  # noqa: F401
    finally:
        for name in absent:
            del sys.modules[name]
