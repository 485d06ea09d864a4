"""Declared registers, metrics, schemes and rule packs by id, each file read when something in it is first asked for.

What a file declares is known from its name without reading it: ``registers/<id>.toml``,
``metrics/<register>.toml``, ``demo/<register>.toml``, ``imports/<name>.toml``, ``rules/<id>.toml``, ``themes/<name>.toml`` and ``schemes/<name>.toml``, which holds the scheme ``<plugin>/<name>``.
Reading TOML is slow (some 3 KB a millisecond), and a start needs one scheme of six and the registers that feed it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from branchkit.core.errors import Problem
from branchkit.core.values import frozen
from branchkit.plugin.contributions import PluginFailure, with_figures
from branchkit.plugin.holdings import Holdings, name_of
from branchkit.plugin.isolation import FailureLog
from branchkit.toml.source import TomlSource

if TYPE_CHECKING:
    from branchkit.core.importing import ImportMap
    from branchkit.core.registers.own_kinds import OwnKind
    from branchkit.core.registers.register import ColumnFunction, Register
    from branchkit.core.rulepacks import RulePack
    from branchkit.core.scoring.metrics import Metric
    from branchkit.core.scoring.schemes import Scheme
    from branchkit.core.themes import Theme
    from branchkit.plugin.demos import DemoRecipe
    from branchkit.plugin.rule_kinds import RuleKinds


T = TypeVar("T")


@frozen
class DeclaredFile:
    """A TOML file of a plugin. ``group`` is what can be known of its contents from its place and name."""

    plugin: str
    group: str
    path: Path


Read = Callable[[DeclaredFile], tuple[Mapping[str, T], list[Problem]]]
"""Reads a file into what it declares, by id."""


class Shelf(Mapping[str, T]):
    """Everything of one kind. A file with errors contributes nothing; they go to the log when it is read.

    ``group_of`` tells from an id in which files it can be declared. ``combine`` makes one item of two with the same id,
    the earlier one first; without it, or where it gives None, the second is a clash.
    """

    def __init__(
        self,
        read: Read[T],
        group_of: Callable[[str], str],
        log: FailureLog,
        combine: Callable[[T, T], T | None] | None = None,
    ) -> None:
        self._read = read
        self._combine = combine
        self._group_of = group_of
        self._log = log
        self._unread: dict[str, list[DeclaredFile]] = {}
        self._groups: set[str] = set()
        self._items: dict[str, T] = {}
        self._owners: dict[str, DeclaredFile] = {}

    def add(self, file: DeclaredFile) -> None:
        """Put a file on the shelf; of two that declare the same id the earlier counts."""
        self._unread.setdefault(file.group, []).append(file)
        self._groups.add(file.group)

    def __getitem__(self, id: str) -> T:
        self._read_group(self._group_of(id))
        return self._items[id]

    def __iter__(self) -> Iterator[str]:
        for group in list(self._unread):
            self._read_group(group)
        return iter(list(self._items))

    def __len__(self) -> int:
        return sum(1 for _id in self)

    def has_file(self, group: str) -> bool:
        """Whether there is a file of this group, be it one with errors."""
        return group in self._groups

    def count_of(self, plugin: str) -> int:
        """How many items come from a plugin."""
        return sum(1 for id in self if self._owners[id].plugin == plugin)

    def _read_group(self, group: str) -> None:
        for file in self._unread.pop(group, ()):
            with self._log.caught(file.plugin, "declaration"):
                self._take(file)

    def _take(self, file: DeclaredFile) -> None:
        items, problems = self._read(file)
        for problem in problems:
            if problem.severity == "error":
                self._log.note_problem(file.plugin, problem)
        for id, item in items.items():
            if id in self._items:
                combined = self._combine(self._items[id], item) if self._combine else None
                if combined is not None:
                    self._items[id] = combined
                    continue
                both = f"{id}: {self._owners[id].path}, {file.path}"
                self._log.note(PluginFailure(file.plugin, "clash", message=both))
                continue
            self._items[id] = item
            self._owners[id] = file


class DeclarationShelves:
    """Where declarations are put while plugins load, and read from afterwards."""

    def __init__(self, log: FailureLog, holdings: Holdings) -> None:
        self._holdings = holdings
        self.column_kinds: dict[str, OwnKind] = {}
        """Those of plugins, known before a register is read."""
        self.registers: Shelf[Register] = Shelf(self._read_register, lambda id: id, log, _extended)
        self.metrics: Shelf[Metric] = Shelf(
            self._read_metrics, lambda id: id.rpartition("/")[0], log
        )
        self.schemes: Shelf[Scheme] = Shelf(self._read_scheme, lambda id: id, log)
        self.rule_packs: Shelf[RulePack] = Shelf(_read_rulepack, lambda id: id, log, _laid_over)
        self.recipes: Shelf[DemoRecipe] = Shelf(self._read_recipe, lambda id: id, log)
        self.import_maps: Shelf[ImportMap] = Shelf(self._read_import_map, lambda id: id, log)
        self.functions: Mapping[str, ColumnFunction] = {}
        self.rule_kinds: RuleKinds = {}
        """Those that plugins bring; set once their hooks have been asked, before any register or scheme is read."""
        self.recipes_of: dict[str, list[str]] = {}
        """Plugin → the ids of its recipes."""
        self.figures: dict[str, RulePack] = {}
        """Plugin → what its users have set, as its schemes refer to it."""

        self.themes: Shelf[Theme] = Shelf(_read_theme, lambda id: id, log)

    def add_folder(self, plugin: str, directory: Path) -> None:
        """Put every file below ``directory`` on its shelf; nothing is read yet."""
        for name, path in _toml_files(directory, "registers"):
            self.registers.add(DeclaredFile(plugin, name, path))
        for name, path in _toml_files(directory, "metrics"):
            self.metrics.add(DeclaredFile(plugin, name, path))
        for name, path in _toml_files(directory, "schemes"):
            self.schemes.add(DeclaredFile(plugin, f"{plugin}/{name}", path))
        for name, path in _toml_files(directory, "rules"):
            self.rule_packs.add(DeclaredFile(plugin, name, path))
        for name, path in _toml_files(directory, "imports"):
            self.import_maps.add(DeclaredFile(plugin, f"{plugin}.{name}", path))
        for name, path in _toml_files(directory, "themes"):
            self.themes.add(DeclaredFile(plugin, f"{plugin}/{name}", path))
        for name, path in _toml_files(directory, "demo"):
            id = f"{plugin}/{name}"
            self.recipes.add(DeclaredFile(plugin, id, path))
            self.recipes_of.setdefault(plugin, []).append(id)

    def counts(self, plugin: str) -> Mapping[str, int]:
        """How many of what a plugin declares."""
        return {
            "registers": self.registers.count_of(plugin),
            "metrics": self.metrics.count_of(plugin),
            "schemes": self.schemes.count_of(plugin),
            "rule_packs": self.rule_packs.count_of(plugin),
            "import_maps": self.import_maps.count_of(plugin),
        }

    def _read_scheme(self, file: DeclaredFile) -> tuple[Mapping[str, Scheme], list[Problem]]:
        from branchkit.plugin.scheme_files import read_scheme

        source, problems = TomlSource.load(file.path)
        if source is None:
            return {}, problems
        packs = with_figures(self.rule_packs, self.figures.get(file.plugin))
        scheme, problems = read_scheme(source, file.plugin, packs, self.rule_kinds)
        if scheme is None:
            return {}, problems
        if scheme.id != file.group:
            problem = source.problem(
                "declaration.scheme_id", "id", found=scheme.id, wanted=file.group
            )
            return {}, [*problems, problem]
        return {scheme.id: scheme}, problems

    def _read_register(self, file: DeclaredFile) -> tuple[Mapping[str, Register], list[Problem]]:
        from branchkit.plugin.register_files import extends, read_register

        source, problems = TomlSource.load(file.path)
        if source is None:
            return {}, problems
        # Files of one name are read in the order of their plugins: what stands there by now is laid under this one.
        below = self.registers.get(file.group) if extends(source) else None
        if below is None and (foreign := self._foreign(source, file, name_of(file.group))):
            return {}, [foreign]
        register, problems = read_register(
            source,
            file.group,
            file.plugin,
            below,
            self.rule_packs,
            self.column_kinds,
            self.functions,
        )
        return ({} if register is None else {register.id: register}), problems

    def _read_metrics(self, file: DeclaredFile) -> tuple[Mapping[str, Metric], list[Problem]]:
        from branchkit.plugin.metric_files import read_metrics

        source, problems = TomlSource.load(file.path)
        if source is None:
            return {}, problems
        register = self.registers.get(file.group)
        if register is None:
            return {}, [self._unknown_register(source, file.group)]
        metrics, problems = read_metrics(source, register, file.plugin, self.rule_packs)
        if register.source == file.plugin:
            return metrics, problems
        for id in list(metrics):
            if foreign := self._foreign(source, file, id.rpartition("/")[2], id):
                problems.append(foreign)
                del metrics[id]
        return metrics, problems

    def _read_recipe(self, file: DeclaredFile) -> tuple[Mapping[str, DemoRecipe], list[Problem]]:
        from branchkit.plugin.demo_files import read_demo

        source, problems = TomlSource.load(file.path)
        if source is None:
            return {}, problems
        register = self.registers.get(file.path.stem)
        if register is None:
            return {}, [self._unknown_register(source, file.path.stem)]
        recipe, problems = read_demo(source, register)
        return ({} if recipe is None else {file.group: recipe}), problems

    def _read_import_map(self, file: DeclaredFile) -> tuple[Mapping[str, ImportMap], list[Problem]]:
        from branchkit.core.importing import MEMBERS
        from branchkit.plugin.import_files import read_import_map, subject_of, unknown_register

        source, problems = TomlSource.load(file.path)
        if source is None:
            return {}, problems
        subject = subject_of(source)
        register = None if subject == MEMBERS else self.registers.get(subject)
        if register is None and subject not in (MEMBERS, ""):
            refused = self.registers.has_file(subject)
            return {}, [unknown_register(source, subject, self.registers, refused=refused)]
        found, problems = read_import_map(source, file.group, register)
        return ({} if found is None else {found.id: found}), problems

    def _unknown_register(self, source: TomlSource, register: str) -> Problem:
        from branchkit.plugin.metric_files import unknown_register

        refused = self.registers.has_file(register)
        return unknown_register(source, register, self.registers, refused=refused)

    def _foreign(
        self, source: TomlSource, file: DeclaredFile, name: str, id: str = ""
    ) -> Problem | None:
        """What is wrong with a name that is not the plugin's own to give."""
        if self._holdings.may_declare(file.plugin, name):
            return None
        others = self._holdings.others(file.plugin, name)
        code = "declaration.held" if others else "declaration.foreign"
        params = {"id": id or file.group, "plugin": file.plugin, "others": others}
        return source.problem(code, "", **params)


def _read_theme(file: DeclaredFile) -> tuple[Mapping[str, Theme], list[Problem]]:
    from branchkit.plugin.theme_files import read_theme

    source, problems = TomlSource.load(file.path)
    if source is None:
        return {}, problems
    theme, problems = read_theme(source, file.group, file.plugin)
    return ({} if theme is None else {theme.id: theme}), problems


def _read_rulepack(file: DeclaredFile) -> tuple[Mapping[str, RulePack], list[Problem]]:
    from branchkit.plugin.rulepack_files import read_rulepack

    source, problems = TomlSource.load(file.path)
    if source is None:
        return {}, problems
    pack, problems = read_rulepack(source, file.group, file.plugin)
    return ({} if pack is None else {pack.id: pack}), problems


def _extended(_below: Register, above: Register) -> Register | None:
    """The one that is laid over the other, which it holds; None when it is another one of the same name."""
    return above if above.extended_by else None


def _laid_over(below: RulePack, above: RulePack) -> RulePack:
    from branchkit.plugin.rulepack_files import laid_over

    return laid_over(below, above)


def _toml_files(directory: Path, folder: str) -> Iterator[tuple[str, Path]]:
    """Name and path of those in a folder, by name; none where there is no such folder.

    A start looks through the folders of every plugin: paths, which are made and compared slowly, are made of what is found.
    """
    try:
        names = sorted(os.listdir(f"{directory}/{folder}"))  # noqa: PTH208
    except OSError:
        return
    for name in names:
        if name.endswith(_TOML):
            yield name.removesuffix(_TOML), directory / folder / name


_TOML = ".toml"
