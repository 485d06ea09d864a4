"""Makes ``docs/hooks.md`` of the hookspecs and ``docs/api.md`` of the groups beside this module.

``python -m branchkit.api.reference docs`` writes both. Everything on the pages comes from signatures and docstrings, so that there
is one place to change.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from branchkit.plugin import hookspecs
from branchkit.plugin.manifests import API

GROUPS = (
    "hooks",
    "workspace",
    "registers",
    "formats",
    "rules",
    "scoring",
    "reports",
    "screens",
    "queries",
    "testing",
)
"""The modules of this package, in the order in which an author meets them."""
PROMISED: Mapping[str, tuple[str, ...]] = {
    "Context": ("node", "go"),
    "Grid": (
        *("__init__", "source", "cursor", "entry", "is_edited", "refusal", "viewport", "block"),
        *("set_source", "shown_rows", "rows_from_here"),
        *("refresh_cells", "refresh_row", "refresh_all", "move", "move_to"),
        *("open_entry", "abandon_entry", "commit_entry", "resume_entry", "press_key"),
    ),
    "PluginScreen": (
        *("PLUGIN_ACTIONS", "HELP_TEXT", "KEYS_TEXT", "AUTO_FOCUS", "CURSOR", "detail_height"),
        *("place", "view", "actions", "language", "today", "catalog", "context"),
        *("grid", "detail", "commands", "has_left"),
        *("body", "make_grid", "arrive", "show_title", "detail_lines", "cursor_moved", "row_key"),
        *("idle_note", "settle", "in_steps", "perform"),
        *("set_title", "say", "speak", "back_to_idle", "repaint", "show_detail", "move_to", "go"),
        *("ask", "choose", "fill_in", "fill_in_row", "show_report", "find", "part"),
        *("marked_or_here", "clear_marks", "settle_entry"),
        *("tells_open", "is_open_row", "views", "rearrange"),
    ),
}
"""Of classes that the program itself builds on: what is promised of them and their bases. The rest may change any day."""
_UNTOLD = ("DEFAULT_CSS", "may_end_session")
"""What only Textual, or our own app, looks at."""
_HANDLERS = ("_", "on_", "render_line")
"""How the names of methods begin that only Textual, or Python, calls."""
_MADE = f"""本页由 `python -m branchkit.api.reference docs` 从程序生成，不要手改。怎样写插件见 [plugin-guide.md](plugin-guide.md)。
以下内容对应 `api = {API}`。
"""


def hook_page() -> str:
    """The page on hooks, in Markdown: their signatures and docstrings."""
    hooks = _definitions(hookspecs)["Hooks"]
    assert isinstance(hooks, ast.ClassDef)
    parts = [
        f"# 钩子\n\n{_MADE}它们给出和收下的值见 [api.md](api.md)。\n",
        _prose(inspect.getdoc(hookspecs) or ""),
        *(_function(hook, level=2) for hook in hooks.body if isinstance(hook, ast.FunctionDef)),
    ]
    return _joined(parts)


def api_page() -> str:
    """The page on everything that a plugin may import, in Markdown; a name is told where it is met first."""
    parts = [f"# 公共接口\n\n{_MADE}", _prose(inspect.getdoc(import_module("branchkit.api")) or "")]
    told: dict[str, tuple[object, str]] = {}
    for group in GROUPS:
        module = import_module(f"branchkit.api.{group}")
        home = homes(module)
        parts += [f"## `branchkit.api.{group}`\n", _prose(inspect.getdoc(module) or "")]
        # Two groups may have something of one name, and not mean the same.
        again = [
            name
            for name in module.__all__
            if told.get(name, (None, ""))[0] is getattr(module, name)
        ]
        new = [name for name in module.__all__ if name not in again]
        parts += [_described(name, home[name]) for name in new]
        if again:
            there = ", ".join(f"`{name}` ({told[name][1]})" for name in again)
            parts.append(f"Here as well: {there}.\n")
        told |= {name: (getattr(module, name), group) for name in new}
    return _joined(parts)


def homes(group: ModuleType) -> dict[str, str]:
    """Name → the module that a group has it from."""
    tree = ast.parse(inspect.getsource(group))
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {alias.name: node.module or "" for node in imports for alias in node.names}


def _described(name: str, home: str) -> str:
    """One name of a group, out of the module that defines it."""
    module = import_module(home)
    found = getattr(module, name)
    if isinstance(found, ModuleType):
        functions = (n for n in _definitions(found).values() if isinstance(n, ast.FunctionDef))
        parts = (_function(n, level=0) for n in functions if not n.name.startswith("_"))
        return "\n\n".join([f"### `{name}`", _prose(inspect.getdoc(found) or ""), *parts])
    match node := _definitions(module).get(name):
        case ast.ClassDef():
            return _class(node, found)
        case ast.FunctionDef():
            return _function(node, level=3)
        case ast.Assign() | ast.AnnAssign():
            said = dict(_with_words(ast.parse(inspect.getsource(module)).body)).get(
                ast.unparse(node)
            )
            return f"### `{name}`\n\n```python\n{ast.unparse(node)}\n```\n\n{said or ''}\n"
    return f"### `{name}`\n\n{_prose(inspect.getdoc(found) or '')}"


Definition = ast.ClassDef | ast.FunctionDef | ast.Assign | ast.AnnAssign


def _definitions(module: ModuleType) -> dict[str, Definition]:
    """What a module defines at its top, by name."""
    found: dict[str, Definition] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found[name] = node
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = node
    return found


def _joined(parts: list[str]) -> str:
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _class(node: ast.ClassDef, kind: type) -> str:
    parts = [f"### `{node.name}`\n", _prose(ast.get_docstring(node) or "")]
    if node.name in PROMISED:
        promised = [found for name in PROMISED[node.name] for found in in_bases(kind, name)]
        declared = [statement for found in promised for statement in found.declared]
        methods = [found.method for found in promised if found.method is not None]
    else:
        declared = node.body
        methods = [member for member in node.body if isinstance(member, ast.FunctionDef)]
    for member in methods:
        if member.name == "__init__":
            signature = signature_of(member).removesuffix(" -> None")
            parts.append(f"**`{node.name}{signature}`**\n")
            parts.append(_prose(ast.get_docstring(member) or ""))
    if fields := list(_fields(declared)):
        parts += ["| field | |", "|---|---|", *fields, ""]
    parts += [_function(m, level=0) + "\n" for m in methods if not m.name.startswith(_HANDLERS)]
    return "\n".join(parts)


class Found(NamedTuple):
    """What a base has under a name: a method, or the statements that declare an attribute and describe it."""

    method: ast.FunctionDef | None
    declared: list[ast.stmt]


def in_bases(kind: type, name: str) -> Iterator[Found]:
    """The nearest declaration of a name in a class and its bases that has words; none where there is no such one."""
    for base in kind.__mro__:
        if not base.__module__.startswith("branchkit."):
            continue
        node = _definitions(import_module(base.__module__))[base.__name__]
        assert isinstance(node, ast.ClassDef)
        for member in node.body:
            words = isinstance(member, ast.FunctionDef) and ast.get_docstring(member)
            if words and isinstance(member, ast.FunctionDef) and member.name == name:
                yield Found(member, [])
                return
        for body in (node.body, *_beginnings(node)):
            for member, below in pairwise([*body, ast.Pass()]):
                if name in _names(member) and _said(below):
                    yield Found(None, [member, below])
                    return


def _beginnings(node: ast.ClassDef) -> Iterator[list[ast.stmt]]:
    """What ``__init__`` does."""
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            yield member.body


def _names(member: ast.stmt) -> list[str]:
    """What a statement gives a value: ``name`` or ``self.name``."""
    match member:
        case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name)):
            return [name]
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
            return [name]
    return []


def _said(below: ast.stmt | None) -> str:
    """The string that stands under a statement."""
    if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
        return " ".join(_prose(inspect.cleandoc(str(below.value.value))).split())
    return ""


def _fields(body: list[ast.stmt]) -> Iterator[str]:
    """Annotated attributes, and the members of an enumeration, with the string that stands under each."""
    for declared, said in _with_words(body):
        if not declared.startswith(("_", *_UNTOLD)):
            yield f"| `{_cell(declared)}` | {_cell(said)} |"


def _with_words(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Assignments as they are written, each with the string that stands under it."""
    for member, below in pairwise([*body, ast.Pass()]):
        if not isinstance(member, ast.AnnAssign | ast.Assign):
            continue
        yield _declared(member), _said(below)


def _declared(member: ast.AnnAssign | ast.Assign) -> str:
    """As it is written; of what ``__init__`` gives a value the name and its type."""
    match member:
        case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=kind):
            return f"{name}: {ast.unparse(kind)}"
        case ast.Assign(targets=[ast.Attribute(attr=name)]):
            return name
    return ast.unparse(member)


def _cell(text: str) -> str:
    """A bar would end the cell."""
    return text.replace("|", "\\|")


def _function(node: ast.FunctionDef, *, level: int) -> str:
    """A hook as a section, a method as a paragraph."""
    said = _prose(ast.get_docstring(node) or "")
    if _is_property(node):
        returned = ast.unparse(node.returns) if node.returns else ""
        return f"**`{node.name}: {returned}`** {said}"
    signature = f"{node.name}{signature_of(node)}"
    if level:
        return f"{'#' * level} `{node.name}`\n\n```python\n{signature}\n```\n\n{said}"
    return f"**`{signature}`**\n\n{said}"


def signature_of(node: ast.FunctionDef) -> str:
    """Arguments and result as a plugin's function has them, without ``self``."""
    arguments = ast.unparse(node.args).removeprefix("self").removeprefix(", ")
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"({arguments}){returned}"


def _is_property(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "property" for d in node.decorator_list)


def _prose(text: str) -> str:
    """A docstring as Markdown: roles and double ticks become ticks, ``::`` blocks fenced code."""
    text = re.sub(r":\w+:`~?([^`]+)`", lambda found: f"`{found[1].rpartition('.')[2]}`", text)
    text = text.replace("``", "`")
    lines: list[str] = []
    block: list[str] | None = None
    for line in [*text.splitlines(), "."]:
        if block is not None:
            if not line.strip() or line.startswith(" "):
                block.append(line)
                continue
            code = textwrap.dedent("\n".join(block)).strip("\n")
            lines += ["```python", code, "```", ""]
            block = None
        if line.endswith("::"):
            lines += [line[:-1], ""]
            block = []
        else:
            lines.append(line)
    return "\n".join(lines[:-1]).rstrip() + "\n"


if __name__ == "__main__":
    for name, page in (("hooks.md", hook_page()), ("api.md", api_page())):
        Path(sys.argv[1], name).write_text(page, encoding="utf-8")
