"""What a plugin's own tests need: made-up workspaces, worked months, the kit, a terminal."""

from __future__ import annotations

from branchkit.testing.builders import fixed_clock, members
from branchkit.testing.conformance import Finding, findings, words
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.pilot import SIZE, an_app, shown_lines, type_keys, wait_for
from branchkit.testing.plugin_actions import FakeActions
from branchkit.testing.plugin_view import TODAY, FakeView, a_record, a_result, pack_and, plugin_at
from branchkit.testing.plugin_workspace import a_workspace
from branchkit.testing.pty import Terminal, TerminalError
from branchkit.testing.worked import WorkedMonth, load_worked, replay

__all__ = [
    "SIZE",
    "TODAY",
    "FakeActions",
    "FakeView",
    "Finding",
    "MemoryStore",
    "Terminal",
    "TerminalError",
    "WorkedMonth",
    "a_record",
    "a_result",
    "a_workspace",
    "an_app",
    "findings",
    "fixed_clock",
    "load_worked",
    "members",
    "pack_and",
    "plugin_at",
    "replay",
    "shown_lines",
    "type_keys",
    "wait_for",
    "words",
]
