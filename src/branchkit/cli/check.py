"""``branchkit check FILE…``: what is wrong with a declaration, be it a scheme, a register, metrics, a demo's recipe or a rule pack.

A file is looked at beside everything else there is: the built-in pack, the plugins, and what lies in the same folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.errors import Problem
from branchkit.core.tables import Table, TableColumn
from branchkit.plugin.contributions import with_figures
from branchkit.plugin.discovery import InstalledPlugin, installed_plugins
from branchkit.plugin.holdings import LOCAL
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.manifests import MANIFEST, read_manifest
from branchkit.settings import is_workspace
from branchkit.toml.source import TomlSource
from branchkit.toml.targets import WORKSPACE_FILE

if TYPE_CHECKING:
    from branchkit.core.registers.register import Register
    from branchkit.core.rulepacks import RulePack
    from branchkit.i18n.catalog import Catalog
    from branchkit.plugin.contributions import Contributions

SCHEMES, REGISTERS, METRICS, DEMO, RULES = "schemes", "registers", "metrics", "demo", "rules"
IMPORTS = "imports"
"""The folders of a workspace or a plugin, and what is in them."""
_TELLING = {
    "register": IMPORTS,
    "criterion": SCHEMES,
    "scheme": SCHEMES,
    "metric": METRICS,
    "column": REGISTERS,
    "extends": REGISTERS,
    "rule": RULES,
    "edition": RULES,
    "every": DEMO,
    "columns": DEMO,
    "sample": DEMO,
}
"""Keys by which a file that lies elsewhere is known."""
_FOLDERS = frozenset(_TELLING.values())
Found = tuple[Mapping[str, object] | None, list[Problem]]
"""What there is to tell of a good file, None for another one; and its problems."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``check``."""
    add_files(parser, catalog)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help=catalog.text("cli.scheme.format")
    )


def add_files(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """The files to be checked."""
    help = catalog.text("cli.check.file")
    parser.add_argument("file", type=Path, nargs="+", metavar="FILE", help=help)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out ``check``."""
    return check_files(args, shell)


def check_files(args: argparse.Namespace, shell: Shell) -> int:
    """Say of every file what is wrong with it; :data:`PROBLEMS` where there is an error."""
    found: list[Problem] = []
    for path in args.file:
        told, problems = _Check(path, shell).look()
        found += problems
        if args.format == "text":
            shell.problems(problems)
            _sum_up(path, told, problems, shell)
    if args.format != "text":
        shell.emit(_problem_table(found, shell.catalog), args.format)
    return PROBLEMS if _errors(found) else OK


class _Check:
    """One file, and what it is held against."""

    def __init__(self, path: Path, shell: Shell) -> None:
        self._path = path
        self._shell = shell
        self._folder = path.resolve().parent
        self._placed = self._folder.name in _FOLDERS

    def look(self) -> Found:
        source, problems = TomlSource.load(self._path)
        if source is None:
            return None, problems
        match self._kind(source):
            case "registers":
                return self._register(source)
            case "metrics":
                return self._metrics(source)
            case "demo":
                return self._recipe(source)
            case "rules":
                return self._rules(source)
            case "imports":
                return self._import_map(source)
        return self._scheme(source)

    def _kind(self, source: TomlSource) -> str:
        if self._placed:
            return self._folder.name
        return next((kind for key, kind in _TELLING.items() if key in source.data), SCHEMES)

    def _beside(self, *, itself: bool = True) -> Contributions:
        """Everything else; without what lies in the same folder where the file would stand below ``itself``."""
        directory = self._shell.workspace_directory
        if self._placed:
            directory = self._folder.parent if itself else None
        elif directory is not None and not is_workspace(directory):
            directory = None
        safe: tuple[InstalledPlugin, ...] = ()
        found = self._shell.installed or installed_plugins
        installed = (lambda: safe) if self._shell.safe_mode else found
        return load_contributions(directory, installed=installed)

    def _scheme(self, source: TomlSource) -> Found:
        from branchkit.plugin.scheme_files import read_scheme
        from branchkit.plugin.scheme_links import check_links

        others = self._beside()
        scheme, problems = read_scheme(
            source, str(self._path), self._packs(others), others.rule_kinds
        )
        if scheme is None:
            return None, problems
        if (wanted := self._wanted_id(scheme.id)) != scheme.id:
            problem = source.problem("declaration.scheme_id", "id", found=scheme.id, wanted=wanted)
            return None, [*problems, problem]
        metrics = {*others.metrics, *others.computed}
        problems += check_links(scheme, source, metrics, others.schemes)
        told = {
            "title": scheme.title,
            "scheme": scheme.id,
            "count": len(scheme.criteria),
            "maximum": scheme.maximum,
        }
        return (None if _errors(problems) else told), problems

    def _packs(self, others: Contributions) -> Mapping[str, RulePack]:
        """Those there are, and what the manifest beside the file lets be set, as it is by default."""
        manifest = read_manifest(self._folder.parent / MANIFEST)[0] if self._placed else None
        if manifest is None:
            return others.rule_packs
        from branchkit.plugin.setting_values import figures_of

        usual = {setting.id: setting.default for setting in manifest.settings}
        own = figures_of("", manifest.title, manifest.settings, usual)
        return with_figures(others.rule_packs, own)

    def _wanted_id(self, id: str) -> str:
        """The id under which the scheme will be found where it lies; a draft lying elsewhere may have any."""
        if self._folder.name != SCHEMES:
            return id
        if (self._folder.parent / WORKSPACE_FILE).exists():
            return f"{LOCAL}/{self._path.stem}"
        return f"{id.rpartition('/')[0]}/{self._path.stem}"

    def _register(self, source: TomlSource) -> Found:
        from branchkit.plugin.register_files import extends, read_register

        id = self._path.stem
        beside = self._beside(itself=False)
        below = beside.registers.get(id) if extends(source) else None
        register, problems = read_register(
            source,
            id,
            str(self._path),
            below,
            beside.rule_packs,
            beside.column_kinds,
            beside.functions,
        )
        if register is None:
            return None, problems
        return {"title": register.title, "count": len(register.columns)}, problems

    def _metrics(self, source: TomlSource) -> Found:
        from branchkit.plugin.metric_files import read_metrics

        register, unknown = self._its_register(source)
        if register is None:
            return None, unknown
        metrics, problems = read_metrics(source, register, str(self._path))
        return (None if problems else {"title": register.title, "count": len(metrics)}), problems

    def _recipe(self, source: TomlSource) -> Found:
        from branchkit.plugin.demo_files import read_demo

        register, unknown = self._its_register(source)
        if register is None:
            return None, unknown
        recipe, problems = read_demo(source, register)
        if recipe is None:
            return None, problems
        told = {"title": register.title, "count": len(recipe.columns) + len(recipe.samples)}
        return told, problems

    def _import_map(self, source: TomlSource) -> Found:
        from branchkit.core.importing import MEMBERS
        from branchkit.plugin.import_files import read_import_map, subject_of, unknown_register

        subject, registers = subject_of(source), self._beside().registers
        register = registers.get(subject)
        if register is None and subject not in (MEMBERS, ""):
            refused = self._refused(subject)
            return None, [unknown_register(source, subject, registers, refused=refused)]
        found, problems = read_import_map(source, self._path.stem, register)
        told = None if found is None else {"title": found.title, "count": len(found.columns)}
        return told, problems

    def _its_register(self, source: TomlSource) -> tuple[Register | None, list[Problem]]:
        """The register that a file is named after, or what is wrong with its name."""
        from branchkit.plugin.metric_files import unknown_register

        id, registers = self._path.stem, self._beside().registers
        if register := registers.get(id):
            return register, []
        return None, [unknown_register(source, id, registers, refused=self._refused(id))]

    def _refused(self, register: str) -> bool:
        return (self._folder.parent / REGISTERS / f"{register}.toml").exists()

    def _rules(self, source: TomlSource) -> Found:
        from branchkit.plugin.rulepack_files import read_rulepack

        pack, problems = read_rulepack(source, self._path.stem, str(self._path))
        if pack is None:
            return None, problems
        return {"title": pack.title, "count": len(pack.editions)}, problems


def _sum_up(
    path: Path, told: Mapping[str, object] | None, problems: list[Problem], shell: Shell
) -> None:
    if told is None:
        errors = _errors(problems)
        warnings = len(problems) - errors
        shell.say("cli.scheme.bad", file=path, errors=errors, warnings=warnings)
    else:
        shell.say("cli.scheme.good" if "scheme" in told else "cli.check.good", file=path, **told)


def _errors(problems: list[Problem]) -> int:
    return sum(problem.severity == "error" for problem in problems)


def _problem_table(problems: list[Problem], catalog: Catalog) -> Table:
    keys = ("file", "line", "key", "severity", "code", "problem")
    rows = tuple(
        (
            problem.place.file,
            problem.place.line,
            problem.place.key,
            problem.severity,
            problem.code,
            catalog.text(f"problem.{problem.code}", **problem.params),
        )
        for problem in problems
    )
    columns = [
        TableColumn(
            key,
            catalog.text(f"cli.scheme.column.{key}"),
            align="right" if key == "line" else "left",
        )
        for key in keys
    ]
    return Table(tuple(columns), rows)
