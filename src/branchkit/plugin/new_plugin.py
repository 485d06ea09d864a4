"""Writes a plugin that works: a register, metrics, a scheme, a worked month and tests; with Python a screen and a report too.

What is written lies in ``templates/`` as it will stand, with ``@tokens@`` for what differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from branchkit.core.errors import PluginError
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.toml.atomic import replacement
from branchkit.toml.targets import check_folder

_TEMPLATES = Path(__file__).with_name("templates")
_SUFFIX = ".in"
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RESERVED = ("base", "local", "branchkit")
"""The program's own; ``branchkit`` is what needs call the program."""


@frozen
class NewPlugin:
    """What somebody wants to have written. ``id`` is lower case, figures and hyphens."""

    id: str
    title: LocalText
    sectors: tuple[str, ...] = ()
    declarative: bool = False
    titled: bool = False
    """Whether the sector is a new one, which is called as the plugin is until its author finds it a better title."""

    @property
    def package(self) -> str:
        """The Python package, also of a plugin without Python: it is how the files are found."""
        return f"branchkit_{self.id.replace('-', '_')}"

    @property
    def distribution(self) -> str:
        """What is installed."""
        return f"branchkit-{self.id}"


def titled(id: str, title: str = "", english: str = "") -> LocalText:
    """A title in both languages. A Chinese one is no English one: there the id stands until somebody writes a better one."""
    spoken = title if title.isascii() and title else id.replace("-", " ").capitalize()
    return LocalText(title or id, english or spoken)


def write_plugin(plugin: NewPlugin, directory: Path) -> list[Path]:
    """Write the distribution into a new or empty folder; the files, relative to it.

    Raises :class:`PluginError` ``id_form``, ``id_reserved``, ``not_empty``, ``not_written``, and what
    :func:`~branchkit.toml.targets.check_folder` raises.
    """
    if not _ID.fullmatch(plugin.id):
        raise PluginError("id_form", found=plugin.id)
    if plugin.id in _RESERVED:
        raise PluginError("id_reserved", found=plugin.id)
    try:
        check_folder(directory)
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise PluginError("not_empty", directory=directory)
        files = rendered(plugin)
        for path, text in files.items():
            target = directory / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacement(target) as file:
                file.write(text.encode())
    except OSError as error:
        raise PluginError("not_written", directory=directory, detail=error.strerror) from error
    return list(files)


def rendered(plugin: NewPlugin) -> dict[Path, str]:
    """The files of a plugin, by their place in its distribution."""
    tokens = _tokens(plugin)
    folders = ("both", "declarative" if plugin.declarative else "python")
    files = {}
    for folder in folders:
        for path in _templates_in(_TEMPLATES / folder):
            name = str(path.relative_to(_TEMPLATES / folder)).removesuffix(_SUFFIX)
            place = name.replace("PACKAGE", plugin.package).replace("ID", plugin.id)
            files[Path(place)] = _filled_in(path.read_text(encoding="utf-8"), tokens)
    return dict(sorted(files.items()))


def _templates_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob(f"*{_SUFFIX}")))


def _tokens(plugin: NewPlugin) -> Mapping[str, str]:
    part = {
        path.stem: path.read_text(encoding="utf-8") for path in _templates_in(_TEMPLATES / "parts")
    }
    hooks = "" if plugin.declarative else f'hooks = "{plugin.package}.hooks"\n'
    return {
        "scheme_head": part["scheme_head"].strip(),
        "scheme_tail": part["scheme_tail"].strip(),
        "topics_metric": part["topics_metric"].rstrip() if plugin.declarative else "",
        "demo_file": part["demo_file"] if plugin.declarative else "",
        "sector": f'sector = "{plugin.sectors[0]}"\n' if len(plugin.sectors) == 1 else "",
        "python_files": "" if plugin.declarative else part["python_files"],
        "hooks": hooks.strip(),
        "id": plugin.id,
        "package": plugin.package,
        "distribution": plugin.distribution,
        "title": plugin.title.zh_CN,
        "title_en": plugin.title.en,
        "sectors": _sectors(plugin),
    }


def _sectors(plugin: NewPlugin) -> str:
    if not plugin.titled:
        listed = ", ".join(f'"{sector}"' for sector in plugin.sectors)
        return f"[{listed}]"
    title = f'{{ zh_CN = "{plugin.title.zh_CN}", en = "{plugin.title.en}" }}'
    listed = ", ".join(f"{sector} = {title}" for sector in plugin.sectors)
    return f"{{ {listed} }}"


def _filled_in(text: str, tokens: Mapping[str, str]) -> str:
    """Parts first: they have tokens of their own."""
    for name, value in tokens.items():
        text = text.replace(f"@{name}@", value)
    return f"{text.strip()}\n"
