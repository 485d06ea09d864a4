"""Makes ``docs/hooks.md`` of the hookspecs: ``python -m branchkit.plugin.hook_docs > docs/hooks.md``.

Everything on that page comes from signatures and docstrings, so that there is one place to change.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from types import ModuleType

from branchkit.plugin import contributions, hookspecs, workspace_view
from branchkit.plugin.manifests import API

_HEAD = f"""# 钩子

本页由 `python -m branchkit.plugin.hook_docs` 从程序生成，不要手改。怎样写插件见 [plugin-guide.md](plugin-guide.md)。
以下内容对应 `api = {API}`。
"""
_VALUES = (
    "ComputedMetric",
    "MetricView",
    "ScreenSpec",
    "ReportSpec",
    "DemoScene",
    "DemoRecord",
    "Declarations",
)
_VIEWS = (
    "WorkspaceView",
    "WorkspaceActions",
    "ReportScene",
    "SheetResults",
    "SubjectResult",
    "Rows",
)


def hook_page() -> str:
    """The guide's page on hooks, in Markdown, made of the signatures and docstrings of what plugins import."""
    hooks = _classes(hookspecs)["Hooks"]
    parts = [
        _HEAD,
        _prose(inspect.getdoc(hookspecs) or ""),
        *(_function(hook, level=2) for hook in hooks.body if isinstance(hook, ast.FunctionDef)),
        "## What hooks return and are given\n",
        *_types(contributions, _VALUES),
        "## The workspace\n",
        _prose(inspect.getdoc(workspace_view) or ""),
        *_types(workspace_view, _VIEWS),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _types(module: ModuleType, names: tuple[str, ...]) -> Iterator[str]:
    classes = _classes(module)
    for name in names:
        yield _class(classes[name])


def _classes(module: ModuleType) -> dict[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _class(node: ast.ClassDef) -> str:
    parts = [f"### `{node.name}`\n", _prose(ast.get_docstring(node) or "")]
    fields = list(_fields(node))
    if fields:
        parts += ["| field | |", "|---|---|", *fields, ""]
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
            parts.append(_function(member, level=0))
    return "\n".join(parts)


def _fields(node: ast.ClassDef) -> Iterator[str]:
    """Annotated attributes with the string that stands under each."""
    for member, below in zip(node.body, [*node.body[1:], None], strict=True):
        if not isinstance(member, ast.AnnAssign):
            continue
        said = ""
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            said = " ".join(_prose(inspect.cleandoc(str(below.value.value))).split())
        default = f" = {ast.unparse(member.value)}" if member.value else ""
        declared = f"{ast.unparse(member.target)}: {ast.unparse(member.annotation)}{default}"
        yield f"| `{_cell(declared)}` | {_cell(said)} |"


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
    sys.stdout.write(hook_page())
