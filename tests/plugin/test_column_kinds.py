"""Kinds of columns as plugins bring them, and what a register may say of columns with a kind or a pattern."""

from __future__ import annotations

import pytest

from branchkit.plugin.register_files import read_register
from branchkit.toml.source import TomlSource

from .trials import MakePlugin, codes, hooks, load

HOOK = """
from branchkit.api.registers import ColumnKind

@hookimpl
def branchkit_column_kinds():
    return [ColumnKindSpec("county/code", LocalText("编码"), "nowhere.at_all:Code", kept=ColumnKind.NUMBER)]
"""
COLUMN = """
api = 1
title = "河段"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"

[[column]]
id = "code"
kind = "{kind}"
title = "编码"
{more}
"""


def test_a_kind_is_taken_without_importing_its_class(make_plugin: MakePlugin) -> None:
    register = COLUMN.format(kind="county/code", more="maximum = 9")
    parts = hooks("county", HOOK)
    parts["files"] = {**parts["files"], "registers/book.county.toml": register}  # type: ignore[dict-item]
    contributions = load(make_plugin("county", **parts))
    column = contributions.registers["book.county"].column("code")
    assert column.own is contributions.column_kinds["county/code"]
    assert (column.kind, column.entry, column.maximum) == ("number", "text", "9")
    assert codes(contributions) == []


@pytest.mark.parametrize(
    ("plugin", "before", "after", "code"),
    [
        ("bad", "", "", "foreign"),
        ("county", "nowhere.at_all:Code", "nowhere", "target_form"),
        ("county", "ColumnKind.NUMBER", "ColumnKind.MEMBERS", "result"),
    ],
)
def test_what_is_no_kind_is_left_out(
    make_plugin: MakePlugin, plugin: str, before: str, after: str, code: str
) -> None:
    contributions = load(make_plugin(plugin, **hooks(plugin, HOOK.replace(before, after))))
    assert not contributions.column_kinds
    assert codes(contributions) == [(plugin, code)]


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("text", 'pattern = "(a+)+"', "register.pattern_nested"),
        ("text", 'pattern = "["', "register.pattern_syntax"),
        ("text", 'pattern = "[A-Z]"\ndefault = "a"', "register.default"),
        ("text", 'message = "两个字母"', "register.message_alone"),
        ("number", 'pattern = "[0-9]"', "toml.unknown_key"),
        ("county/code", "", "register.own_kind"),
    ],
)
def test_what_a_register_says_wrongly_is_told(kind: str, more: str, code: str) -> None:
    source, _problems = TomlSource.read_text(
        COLUMN.format(kind=kind, more=more), "book.county.toml"
    )
    assert source is not None
    register, problems = read_register(source, "book.county", "county")
    assert register is None
    assert code in [problem.code for problem in problems]
