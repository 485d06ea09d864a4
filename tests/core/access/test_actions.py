"""Every action that begins a unit of work has its line in the table of actions."""

from __future__ import annotations

import ast
from pathlib import Path

import polib
import pytest

from branchkit.core.access.actions import ACTIONS, wanted_for
from branchkit.core.access.roles import Operation

SOURCE = Path(__file__).parents[3] / "src" / "branchkit"
BUILT_FOR_TESTS = ("test.", "kit.")


def begun() -> set[str]:
    """The actions that the sources begin by name, and what those begin with that they put together."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "begin" or not node.args:
                continue
            match node.args[-1]:
                case ast.Constant(value=str(text)) if "." in text:
                    found.add(text)
                case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
                    found.add(f"{text}x")
    return found


def named_in_the_history() -> set[str]:
    texts = SOURCE / "i18n/locale/en"
    keys = (entry.msgid for area in texts.glob("*.po") for entry in polib.pofile(str(area)))
    return {
        key.removeprefix("history.action.") for key in keys if key.startswith("history.action.")
    }


def test_every_action_has_its_line() -> None:
    actions = begun() | named_in_the_history()
    assert "record.edit" in actions, "looked in the wrong place"
    without = {a for a in actions if not a.startswith(BUILT_FOR_TESTS) and wanted_for(a) is None}
    # Steps of a sheet have a line each: none is to get one by its beginning.
    assert without == {"sheet.x"}


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        ("sheet.confirm", {Operation.CONFIRM}),
        ("record.edit", {Operation.SCORE}),
        ("plugin.record.edit", {Operation.SCORE}),
        ("plugin.reshape", {Operation.ADMINISTER}),
        ("member.import", {Operation.IMPORT}),
        ("members.unmask", {Operation.UNMASK}),
    ],
)
def test_the_whole_name_goes_before_its_beginning(action: str, wanted: set[Operation]) -> None:
    assert wanted_for(action) == frozenset(wanted)


def test_what_nobody_knows_has_no_line() -> None:
    assert wanted_for("sheet.burn") is None
    assert all("." in action for action in ACTIONS)
