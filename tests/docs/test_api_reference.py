"""docs/api.md describes everything that it promises: names, methods, fields."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module

import pytest

from branchkit.api.reference import GROUPS, PROMISED, api_page, in_bases

PLAIN = ("id", "title", "short", "org", "zh_CN", "en")
"""Fields that are the same wherever they stand; the page says at its top what they are."""
FENCE = re.compile(r"^```python\n.*?^```\n", re.DOTALL | re.M)
NAMES = [
    (group, name) for group in GROUPS for name in import_module(f"branchkit.api.{group}").__all__
]


def thing(group: str, name: str) -> object:
    return getattr(import_module(f"branchkit.api.{group}"), name)


def test_every_name_has_words() -> None:
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", api_page(), re.DOTALL | re.M))
    assert set(sections) == {name for _group, name in NAMES}
    bare = {name for name, text in sections.items() if not re.sub(FENCE, "", text).strip()}
    assert bare == set()


@pytest.mark.parametrize(("group", "name"), NAMES)
def test_every_method_and_field_has_words(group: str, name: str) -> None:
    found = thing(group, name)
    if not isinstance(found, type) or not found.__module__.startswith("branchkit."):
        return
    assert sorted(undescribed(found)) == []


def undescribed(kind: type) -> Iterator[str]:
    tree = ast.parse(inspect.getsource(import_module(kind.__module__)))
    (node,) = (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == kind.__name__)
    told = ast.get_docstring(node) or ""
    for member in node.body:
        match member:
            case ast.FunctionDef(name=name) if name[0] != "_" and not ast.get_docstring(member):
                yield name
    if issubclass(kind, Enum) or kind.__name__ in PROMISED:
        return
    for member, below in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            field = member.target.id
            said = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            if not (said or field.startswith("_") or field in PLAIN or f"``{field}``" in told):
                yield field


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in PROMISED.items() for name in names]
)
def test_what_is_promised_of_a_class_is_there_with_words(kind: str, name: str) -> None:
    (found,) = {id(thing(g, n)): thing(g, n) for g, n in NAMES if n == kind}.values()
    assert isinstance(found, type)
    assert list(in_bases(found, name)), f"{kind}.{name}"
