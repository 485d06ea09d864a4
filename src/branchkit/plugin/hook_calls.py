"""Loads plugins' hook modules and calls their hooks, one plugin at a time.

A plain pluggy call loses the results of all plugins when one raises; here every plugin is called by itself.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.hookspecs import PROJECT, Hooks
from branchkit.plugin.isolation import FailureLog, place_of

if TYPE_CHECKING:
    from branchkit.plugin.events import Commit
    from branchkit.plugin.workspace_view import WorkspaceView

T = TypeVar("T")


class HookCalls:
    """The hook implementations of one workspace's plugins."""

    def __init__(self, log: FailureLog) -> None:
        self._log = log
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(Hooks)

    def load(self, plugin: str, module: str) -> None:
        """Import a plugin's hook module and register it; one that is not sound leaves nothing behind."""
        implementations: Any = None
        missing: ModuleNotFoundError | None = None
        name, _, attribute = module.partition(":")
        with self._log.guarded(plugin, "import"):
            try:
                implementations = importlib.import_module(name)
                if attribute:
                    implementations = getattr(implementations, attribute)
            except ModuleNotFoundError as error:
                if not _is_foreign(error, name):
                    raise
                missing = error
        if missing is not None:
            self._log.note_raised(plugin, "dependency", "", missing)
        if implementations is not None:
            self.register(plugin, implementations)

    def register(self, plugin: str, implementations: object) -> None:
        """Register an object with hook functions, all of them or none."""
        steps: tuple[tuple[str, Callable[[], object]], ...] = (
            ("signature", partial(self._manager.register, implementations, plugin)),
            ("unknown_hook", self._manager.check_pending),
        )
        for code, step in steps:
            try:
                step()
            except (pluggy.PluginValidationError, ValueError) as error:
                self._manager.unregister(name=plugin)
                place = _place_in(implementations, str(error))
                self._log.note(PluginFailure(plugin, code, "", place, str(error)), error)
                return

    def implementers(self, hook: str) -> list[str]:
        """The plugins that implement a hook, in the order of loading."""
        implementations = getattr(self._manager.hook, hook).get_hookimpls()
        return [implementation.plugin_name for implementation in implementations]

    def place(self, plugin: str, hook: str) -> str:
        """Where a plugin implements a hook, as "file:line"; empty where it does not."""
        found = getattr(self._manager.hook, hook).get_hookimpls()
        return next((place_of(i.function) for i in found if i.plugin_name == plugin), "")

    def values(self, hook: str, wanted: type[T]) -> Iterator[tuple[str, T]]:
        """What every plugin's hook returns, value by value; a single value counts as a list of one."""
        for plugin in self.implementers(hook):
            for value in self.call(plugin, hook, wanted):
                yield plugin, value

    def call(self, plugin: str, hook: str, wanted: type[T], **arguments: object) -> list[T]:
        """What one plugin's hook returns; empty when it fails or has something else in it than ``wanted``."""
        others = [p for p in self._manager.get_plugins() if self._manager.get_name(p) != plugin]
        values: list[object] = []
        with self._log.guarded(plugin, "raised", hook) as watched:
            # pluggy leaves None out; a hook that forgot its return would say nothing, and nobody would say so.
            for result in self._manager.subset_hook_caller(hook, others)(**arguments) or (None,):
                values = [result] if isinstance(result, wanted) else list(_iterable(result))
        if watched.failure is not None:
            return []
        strange = [value for value in values if not isinstance(value, wanted)]
        if strange:
            message = f"{type(strange[0]).__name__}, {wanted.__name__}"
            place = self.place(plugin, hook)
            self._log.note(PluginFailure(plugin, "result", hook, place, message))
            return []
        return [value for value in values if isinstance(value, wanted)]

    def tell(self, plugin: str, hook: str, commit: Commit, view: WorkspaceView) -> None:
        """Tell one plugin of a commit; what it answers is nobody's."""
        others = [p for p in self._manager.get_plugins() if self._manager.get_name(p) != plugin]
        with self._log.guarded(plugin, "raised", hook):
            self._manager.subset_hook_caller(hook, others)(commit=commit, view=view)


def _place_in(implementations: object, message: str) -> str:
    """Where the hook stands that a message of pluggy's is about."""
    named = (name for name in vars(implementations) if re.search(rf"\b{name}\b", message))
    return next(filter(None, (place_of(getattr(implementations, name)) for name in named)), "")


def _is_foreign(error: ModuleNotFoundError, module: str) -> bool:
    """Whether it is another package that is missing, not a part of the plugin's own or of this program."""
    package = (error.name or "").partition(".")[0]
    return package not in ("", "branchkit", module.partition(".")[0])


def _iterable(result: object) -> Iterable[object]:
    return result if isinstance(result, Iterable) and not isinstance(result, str) else (result,)
