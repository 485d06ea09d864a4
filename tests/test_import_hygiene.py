"""What a start must not import: the static graph cannot tell a deferred import from an eager one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("textual", "rich", "tinydb", "docx", "xlsxwriter", "python_calamine", "tomli_w")
SECTORS = (
    *("branchkit_rural", "branchkit_community", "branchkit_enterprise", "branchkit_schools"),
    *("branchkit_organs", "branchkit_health", "branchkit_non_public"),
)


def modules_after(code: str) -> set[str]:
    """Top-level and dotted names that a fresh interpreter has loaded after running ``code``."""
    report = "import sys; print(*sys.modules, sep='\\n', file=sys.__stderr__)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def command(*words: str) -> str:
    """Code that runs a command line and survives argparse's exit."""
    return (
        "from branchkit.cli.main import main\n"
        f"try: main({list(words)!r})\n"
        "except SystemExit: pass\n"
    )


@pytest.mark.parametrize("words", [("--version",), ("--help",)])
def test_version_and_help_import_neither_textual_nor_a_sector(words: tuple[str, ...]) -> None:
    loaded = modules_after(command(*words))
    assert not loaded & {*HEAVY, *SECTORS, "pluggy", "sqlite3"}


def test_help_imports_no_command_group() -> None:
    loaded = modules_after(command("--help"))
    from branchkit.cli.groups import GROUPS

    assert not loaded & {group.module for group in GROUPS}


def test_a_groups_help_imports_no_textual() -> None:
    assert "textual" not in modules_after(command("init", "--help"))


def test_opening_a_workspace_imports_no_terminal_library() -> None:
    loaded = modules_after("import branchkit.bootstrap, branchkit.store.sqlite_store")
    assert not loaded & {"textual", "rich", "tinydb", "docx", "xlsxwriter", "python_calamine"}


def test_the_way_into_the_app_leaves_openssl_out() -> None:
    """It is left out at the first import of asyncio and hashlib: nothing before may have imported them with it."""
    loaded = modules_after("import branchkit.cli.main, branchkit.cli.open_app")
    assert not loaded & {"ssl", "_hashlib", "hashlib", "asyncio"}


def test_what_no_plugin_brings_is_not_imported() -> None:
    """The sectors bring metrics, screens, reports and demos; of all other hooks a start imports nothing."""
    loaded = modules_after("from branchkit.plugin.manager import load_contributions as l; l(None)")
    assert loaded >= {"branchkit_rural.hooks", "branchkit.api.hooks"}
    late = "checks column_kinds commands duties events formats functions rule_kinds screen_actions"
    assert not loaded & {f"branchkit.plugin.{module}" for module in late.split()}


def test_only_a_condition_imports_tinydb(workspace_directory: Path) -> None:
    listing = ("--workspace", str(workspace_directory), "record", "list", "book.visit")
    asked = (*listing, "--filter", "household=张家", "--sort", "date")
    assert "tinydb" not in modules_after(command(*asked))
    assert "tinydb" in modules_after(command(*asked, "--where", "household"))


def test_core_imports_the_standard_library_only() -> None:
    code = (
        "import importlib, pkgutil, branchkit.core as core\n"
        "for found in pkgutil.walk_packages(core.__path__, 'branchkit.core.'):\n"
        "    importlib.import_module(found.name)\n"
    )
    # The interpreter's own start-up (site, editable installs) loads some by itself.
    top = {name.partition(".")[0] for name in modules_after(code) - modules_after("")}
    assert top - set(sys.stdlib_module_names) == {"branchkit"}
