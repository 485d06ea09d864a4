"""A plugin uses what is public: everything else of the program may change with any version."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.testing.conformance.finding import Finding

_OURS = "branchkit"
_PUBLIC = "branchkit.api"


def check_public(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Imports of the program's modules that are not ``branchkit.api``, wherever they stand."""
    for path in sorted(plugin.package.rglob("*.py")):
        place = plugin.within(str(path))
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue  # Told where it is imported.
        for line, module in _imported(tree):
            if module.partition(".")[0] == _OURS and not f"{module}.".startswith(f"{_PUBLIC}."):
                yield Finding("not_public", f"{place}:{line}", {"module": module})


def _imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                if module == _OURS:
                    yield from ((node.lineno, f"{module}.{name.name}") for name in names)
                else:
                    yield node.lineno, module
