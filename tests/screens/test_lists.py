"""What finds an item of a list that is filtered, the list behind ``:`` among them."""

from __future__ import annotations

import pytest

from branchkit.screens.actions import Action
from branchkit.screens.modes import listing
from branchkit.screens.palette import actions_listed
from branchkit.widgets.picker import PickerItem

ITEMS = [
    PickerItem("board", "满意天使看板", also="Angels"),
    PickerItem("member", "区小满"),
    PickerItem("roster", "花名册", also="Roster"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("天使", ["board"]),
        ("mytskb", ["board"]),
        ("tianshi", ["board"]),
        ("manyit", ["board"]),
        ("angel", ["board"]),
        ("oxm", ["member"]),
        ("ouxiaoman", ["member"]),
        ("quxiaoman", ["member"]),
        ("huamingce", ["roster"]),
        ("xyz", []),
    ],
)
def test_titles_are_found_by_text_pinyin_and_english(typed: str, found: list[str]) -> None:
    assert [item.id for item in listing(ITEMS)(typed)] == found


def test_what_nobody_remembers_comes_first_and_then_what_plugins_can_do_here() -> None:
    actions = [
        Action("own.key", ("=",)),
        Action("app.palette", (":",)),
        Action("own.seldom", ("s",), listed=True),
        Action("p.here", ("w",)),
        Action("p.not-at-hand", ("*",)),
    ]
    theirs = [PickerItem("p.everywhere", "到处"), PickerItem("p.here", "这里")]
    items = actions_listed(actions, lambda id: id, lambda id: "", theirs)
    assert [item.id for item in items] == [
        "own.seldom",
        "p.here",
        "own.key",
        "p.not-at-hand",
        "p.everywhere",
    ]
