"""Settings that Textual reads from the environment while it is imported. Imports neither it nor rich."""

from __future__ import annotations

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
