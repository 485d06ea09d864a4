"""What plugins can do on our own screens: which of their actions are offered where one stands, and doing one.

A screen says what is at hand (:meth:`~branchkit.screens.console.ConsoleScreen.at_hand`) and shows what has changed
(:meth:`~branchkit.screens.console.ConsoleScreen.take_in_anew`); the rest is here. The plugin's code runs watched over: whatever it raises leaves
the screen as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError, PluginError
from branchkit.core.tables import Report, Table
from branchkit.plugin.answers import Answer
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.isolation import FailureLog, lines_of
from branchkit.plugin.screen_actions import (
    ActionAbout,
    ActionScene,
    ActionSpec,
    ActionTarget,
)
from branchkit.screens.actions import Action
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import AtHand, Context, Place
from branchkit.screens.plugin_keys import bound_keys, failures_of
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.plugins.offers import actions_for, sectors_at
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.duties import Opening
    from branchkit.plugin.workspace_view import WorkspaceActions

UNDO = "plugin-actions.undo"
"""Takes back what a plugin's action did last; on every screen, whatever the plugin's id is."""


class PluginActions(ScreenPart[ConsoleScreen]):
    """The actions of plugins on one screen."""

    def __init__(self, screen: ConsoleScreen) -> None:
        super().__init__(screen)
        self._where = where = screen.PLUGINS_AT
        context = screen.context
        workspace = context.here
        self._contributions = workspace.contributions
        sectors = sectors_at(workspace.store, context.node)
        self._specs = {spec.id: spec for spec in actions_for(self._contributions, sectors)}
        self.bound: tuple[Action, ...] = ()
        """Those that have their place on this screen, with the keys they have got."""
        if where is not None:
            bound, clashes = bound_keys(self._specs.values(), where, context.user_settings.keys)
            self.bound = tuple(bound)
            failures = self._contributions.failures
            failures += [f for f in failures_of(clashes, self._contributions) if f not in failures]

    def told(self, id: str) -> str:
        """An action's title with its plugin's, as the help has it; empty for what is none of these."""
        spec = self._specs.get(id)
        if spec is None:
            return ""
        return self._text("screen.plugin_action.told", title=spec.title, plugin=self._plugin(id))

    def _plugin(self, id: str) -> str:
        owner = self._contributions.owners.get(("actions", id), "")
        plugin = self._contributions.plugin(owner)
        return self._screen.catalog.local(plugin.title) if plugin else owner

    def items(self) -> Iterator[PickerItem]:
        """What can be done here, for the list behind ``:``, with whose it is at the right end."""
        screen = self._screen
        hand = screen.at_hand()
        for id, spec in self._specs.items():
            if self._can(spec, hand):
                right = f"{self._plugin(id)} {screen.keys_of(id)}".rstrip()
                yield PickerItem(id, screen.catalog.local(spec.title), right, spec.title.en)
        if self._specs:
            yield PickerItem(UNDO, self._text("screen.plugin_action.undo"))

    def _can(self, spec: ActionSpec, hand: AtHand) -> bool:
        """Whether what it is about is here; one that names its screens is about what stands on these."""
        if spec.about is ActionAbout.NOTHING:
            return True
        is_here = not spec.screens or self._where in spec.screens
        return is_here and bool(targets_of(spec, hand))

    # -- doing one --------------------------------------------------------------------------------

    def perform(self, id: str) -> bool:
        """Do an action, once what is being typed has been taken; False when it is none of these."""
        spec = self._specs.get(id)
        if spec is None and id != UNDO:
            return False
        if self._screen.settle_entry():
            if spec is None:
                self._undo()
            else:
                self._do(spec)
        return True

    def _do(self, spec: ActionSpec) -> None:
        screen = self._screen
        hand = screen.at_hand()
        targets = targets_of(spec, hand)
        if spec.about is not ActionAbout.NOTHING and not targets:
            screen.speak(self._text("screen.plugin_action.nothing_here", title=spec.title))
            return
        store = screen.context.here.store
        before = store.last_seq()
        refused: BranchkitError | None = None
        answer = Answer()
        try:
            answer = self._answer(spec, hand, targets)
        except BranchkitError as error:
            refused = error
        if store.last_seq() != before:
            # Part of it may have been done before it failed.
            screen.take_in_anew()
        if refused is not None:
            self._tell_refused(spec, refused)
        else:
            self._tell(spec, answer)

    def _answer(self, spec: ActionSpec, hand: AtHand, targets: tuple[ActionTarget, ...]) -> Answer:
        from branchkit.services.plugins.answers import answer_of
        from branchkit.services.scoring.workspace_view import StoreView

        context = self._screen.context
        store, brought = context.here.store, self._contributions
        scene = ActionScene(
            StoreView(store, brought, node=context.node, today=self._screen.today),
            self._changes(context),
            context.node,
            self._screen.catalog.language,
            self._where or "",
            targets,
            hand.register,
            hand.scheme,
            hand.period,
        )
        return answer_of(brought, "actions", spec, scene)

    def _changes(self, context: Context) -> WorkspaceActions:
        from branchkit.services.plugins.workspace_changes import StoreActions

        return StoreActions(context.here.store, self._contributions, context.actor, context.clock)

    def _undo(self) -> None:
        screen = self._screen
        try:
            done = self._changes(screen.context).undo()
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        if done:
            screen.take_in_anew()
        key = "screen.plugin_action.undone" if done else "screen.plugin_action.nothing_to_undo"
        screen.speak(self._text(key))

    # -- what came of it --------------------------------------------------------------------------

    def _tell_refused(self, spec: ActionSpec, refused: BranchkitError) -> None:
        """A refusal in the bottom line; a fault in full, with its place, over the screen."""
        screen = self._screen
        if not isinstance(refused, PluginError):
            screen.speak(screen.catalog.error(refused), Tone.ERROR)
            return
        own = [f for f in self._contributions.failures if f.hook == spec.id]
        failures = [f for f in own if not f.is_warning] or own
        lines = [
            f"  {line}"
            for failure in failures[-1:]
            for line in lines_of(failure, screen.catalog, max(40, screen.size.width - 4))
        ]
        told = lines or [f"  {screen.catalog.error(refused)}"]
        title = self._text("screen.plugin_action.failed", title=spec.title)
        screen.show_report(self._plugin(spec.id), ["", f"  {title}", "", *told])

    def _tell(self, spec: ActionSpec, answer: Answer) -> None:
        screen = self._screen
        front: ConsoleScreen | None = screen
        if answer.opens is not None:
            front = self._gone(spec, answer.opens)
        if front is None:
            return  # It was refused, which has been said.
        tone = Tone.ERROR if answer.problems else Tone.NORMAL
        if answer.shown is not None:
            self._show(front, spec, answer)
        elif answer.said and front is screen:
            screen.speak(answer.said, tone)
        elif answer.said:
            # Called after the screen's own beginning, which puts its keys there.
            front.call_later(front.speak, answer.said, tone)

    def _gone(self, spec: ActionSpec, opens: Opening) -> ConsoleScreen | None:
        """Where the answer leads; the screen in front then, None where that was refused."""
        from branchkit.core.dates import Period
        from branchkit.screens.places import SCREENS

        screen = self._screen
        try:
            if opens.place not in {*SCREENS, "scoring", *self._contributions.screens}:
                raise self._strange(spec, f"opens: {opens.place!r}")
            period = Period.parse(opens.period) if opens.period else None
        except BranchkitError as error:
            self._tell_refused(spec, error)
            return None
        screen.go(Place(opens.place, opens.scheme, period, opens.register, opens.subject))
        front = screen.app.screen
        return front if screen.has_left and isinstance(front, ConsoleScreen) else None

    def _strange(self, spec: ActionSpec, message: str) -> PluginError:
        """Keep that an answer is none."""
        plugin = self._contributions.owners.get(("actions", spec.id), spec.id)
        failure = PluginFailure(plugin, "result", spec.id, spec.target, message)
        FailureLog.of(self._contributions).note(failure)
        return PluginError("answer", title=spec.title, place=spec.target, message=message)

    def _show(self, front: ConsoleScreen, spec: ActionSpec, answer: Answer) -> None:
        title = front.catalog.local(spec.title)
        said = [f"  {answer.said}", ""] if answer.said else []
        shown = answer.shown
        if isinstance(shown, Table | Report):
            from branchkit.exchange.writers import composed
            from branchkit.screens.parts import ReportSaving

            report = Report(title, (shown,)) if isinstance(shown, Table) else shown
            lines = composed(report, "text").splitlines()
            name = f"{title} {front.today:%Y-%m-%d}".replace("/", "_")
            saving = ReportSaving(front, lambda suffix: f"{name}.{suffix}", lambda _: report)
            keys = self._text("screen.plugin_action.keys")
            answers = {"s": saving.choose_format, "f2": saving.choose_format}
        else:
            from branchkit.services.plugins.answers import mapping_lines

            lines = mapping_lines(shown or {}, front.catalog.shown)
            keys, answers = "", {}
        front.show_report(title, ["", *said, *lines], keys=keys, answers=answers)


def targets_of(spec: ActionSpec, hand: AtHand) -> tuple[ActionTarget, ...]:
    """What of that which is at hand an action would be done with."""
    match spec.about:
        case ActionAbout.MEMBER:
            return hand.members
        case ActionAbout.CELL:
            return hand.cells
        case ActionAbout.RECORD if not spec.registers or hand.register in spec.registers:
            return hand.records
    return ()
