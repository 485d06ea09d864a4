"""Whether a plugin's Python keeps to what it may do: names of its own, cheap to import, screens that can be used."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator

from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.testing.conformance.finding import Finding

HEAVY = ("textual", "rich", "docx", "xlsxwriter", "python_calamine", "tinydb", "sqlite3", "numpy")
"""What a start must not import for the sake of a plugin."""
MOST_MODULES = 40
"""So many modules beyond what a start has anyway; importing one takes a fifth to a whole millisecond."""
_KEYS = ("enter", "escape", "delete", "space", "left", "right")
_PRINTING = "0123456789=*/"

_COUNT = """
import json, sys
sys.path.insert(0, {folder!r})
from branchkit.plugin.manager import load_contributions
import branchkit.services.scoring.proposals
load_contributions(None, installed=lambda: ())
before = set(sys.modules)
import {module}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def check_names(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Ids begin with the plugin's own, so that two plugins cannot meet in one."""
    for (kind, id), owner in contributions.owners.items():
        wanted = f"{plugin.id}/" if kind == "computed" else f"{plugin.id}."
        if owner == plugin.id and not id.startswith(wanted):
            yield Finding("prefix", plugin.hooks, {"id": id, "wanted": wanted})


def check_imports(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """What importing the hooks costs, counted in a process that has nothing else to do."""
    if not plugin.has_python:
        return
    module = plugin.hooks.partition(":")[0]
    code = _COUNT.format(folder=str(plugin.package.parent), module=module)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        return  # It cannot be imported, which the loading has told.
    loaded = json.loads(done.stdout.splitlines()[-1])
    tops = {name.partition(".")[0] for name in loaded}
    for name in sorted(tops.intersection(HEAVY)):
        yield Finding("heavy", module, {"module": name})
    if len(loaded) > MOST_MODULES and not tops.intersection(HEAVY):
        params: dict[str, object] = {"count": len(loaded), "limit": MOST_MODULES}
        yield Finding("many_imports", module, params)


def check_screens(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Screens can be opened, and every action has words and a key that arrives."""
    own = [s for s in contributions.screens.values() if _is_own(plugin, contributions, s.id)]
    if not own:
        return
    from branchkit.core.errors import PluginError
    from branchkit.plugin.targets import load_target
    from branchkit.screens.plugin_screen import PluginScreen

    for spec in own:
        try:
            made = load_target(contributions, "screens", spec)
        except PluginError:
            continue  # Kept as a failure.
        if isinstance(made, type) and issubclass(made, PluginScreen):
            yield from _actions(plugin, spec.target, made)
        else:
            yield Finding("no_screen", spec.target, {"id": spec.id})


def _is_own(plugin: AuthoredPlugin, contributions: Contributions, screen: str) -> bool:
    return contributions.owners.get(("screens", screen)) == plugin.id


def _actions(plugin: AuthoredPlugin, place: str, screen: object) -> Iterator[Finding]:
    from branchkit.screens.actions import EVERYWHERE
    from branchkit.screens.plugin_screen import PluginScreen
    from branchkit.testing.conformance.text_checks import texts_in

    assert isinstance(screen, type)
    assert issubclass(screen, PluginScreen)
    owner = {key: action.id for action in EVERYWHERE for key in action.keys}
    for action in screen.PLUGIN_ACTIONS:
        if not action.id.startswith(f"{plugin.id}."):
            yield Finding("prefix", place, {"id": action.id, "wanted": f"{plugin.id}."})
        if not action.listed and not any(map(arrives, action.keys)):
            yield Finding("no_key", place, {"id": action.id})
        for key in action.keys:
            if owner.setdefault(key, action.id) != action.id:
                yield Finding(
                    "key_taken", place, {"pressed": key, "id": action.id, "other": owner[key]}
                )
        if any(not (text.zh_CN and text.en) for _where, text in texts_in(action)):
            yield Finding("action_text", place, {"id": action.id})


def arrives(key: str) -> bool:
    """Whether no input method takes a key for itself."""
    is_function = key[:1] == "f" and key[1:].isdecimal()
    return (
        is_function
        or key in _KEYS
        or key.startswith("ctrl+")
        or (len(key) == 1 and key in _PRINTING)
    )
