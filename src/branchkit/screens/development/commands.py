"""What the keys of the screen do, one method for each action."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from branchkit.core.development.standing import CaseStanding, StepStanding, StepState
from branchkit.screens.screen_parts import Commands
from branchkit.services.development.board import ENDED, EVERYBODY
from branchkit.services.development.cases import case_changes
from branchkit.services.ledger.undo import Way, reverse
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.development.screen import DevelopmentScreen


class DevelopmentCommands(Commands["DevelopmentScreen"]):
    """The actions of :data:`branchkit.screens.actions.DEVELOPMENT`."""

    def __init__(self, screen: DevelopmentScreen) -> None:
        super().__init__(screen)
        self.actions = {
            "case.add": self._add,
            "case.undo": lambda: self._reverse("undo"),
            "case.redo": lambda: self._reverse("redo"),
            "case.reminders": self._reminders,
            "case.find": self._find,
            "case.everybody": lambda: screen.filter(EVERYBODY),
            "case.applicants": lambda: screen.filter(1),
            "case.activists": lambda: screen.filter(2),
            "case.prospects": lambda: screen.filter(3),
            "case.probationary": lambda: screen.filter(4),
            "case.ended": lambda: screen.filter(ENDED),
            "case.subtree": screen.toggle_subtree,
            "case.unmask": screen.unmask,
        }
        self._about_a_case: dict[str, Callable[[CaseStanding], None]] = {
            "case.enter": self._enter,
            "case.step": self._step,
            "case.refuse": self._refuse,
            "case.repeat": self._repeat,
            "case.extend": self._extend,
            "case.papers": self._papers,
            "case.person": self._person,
            "case.log": self._log,
            "case.postpone": self._postpone,
            "case.cancel": self._cancel,
            "case.leave": self._leave,
            "case.resume": self._resume,
        }

    def perform(self, action: str) -> bool:
        """Do an action; False when it is none of these."""
        if action not in self._about_a_case:
            return super().perform(action)
        stands = self._screen.here()
        if stands is None:
            self._screen.speak(self._text("screen.development.nobody_here"))
        else:
            self._about_a_case[action](stands)
        return True

    # -- steps ------------------------------------------------------------------------------------

    def _enter(self, stands: CaseStanding) -> None:
        """From the board to the person's steps; there, take the step under the cursor."""
        found = self._screen.step_here()
        if found is not None:
            self._take(stands, found)
            return
        row = self._screen.board.row_of(stands.case.id, stands.case.org)
        ref = self._screen.board.ref(row) if row is not None else None
        if ref is not None:
            self._screen.open_case(ref)

    def _step(self, stands: CaseStanding) -> None:
        """The step under the cursor, or on the board what may be done next; a list where there are several."""
        found = self._screen.step_here()
        if found is not None:
            self._take(stands, found)
            return
        ready = [s for s in stands.steps if s.state is StepState.OPEN or s.again_by is not None]
        if len(ready) > 1:
            options = [(s.step.id, self._screen.catalog.local(s.step.title)) for s in ready]

            def picked(id: str) -> None:
                chosen = stands.of(id)
                if chosen is not None:
                    self._take(stands, chosen)

            self._screen.choose(self._text("screen.development.which"), options, picked)
        else:
            self._take(stands, ready[0] if ready else stands.next)

    def _take(self, stands: CaseStanding, found: StepStanding | None) -> None:
        from branchkit.screens.development.step_forms import StepForms
        from branchkit.services.development.words import step_text

        if found is None or stands.next is None:
            self._say_state(stands)
        elif found.state in (StepState.OPEN, StepState.ADOPTED) or found.again_by is not None:
            StepForms(self._screen).open_step(stands, found)
        elif found.taken and found.missing:
            StepForms(self._screen).hand_in(stands, found)
        else:
            title = self._screen.catalog.local(found.step.title)
            why = step_text(self._screen.catalog, stands, found)
            tone = Tone.NORMAL if found.taken else Tone.ERROR
            self._screen.speak(f"{title}  {why}", tone)

    def _papers(self, stands: CaseStanding) -> None:
        """Hand in what the step under the cursor lacks, or the first step that lacks anything."""
        from branchkit.screens.development.step_forms import StepForms

        here = self._screen.step_here()
        lacking = [s for s in ([here] if here else stands.steps) if s.taken and s.missing]
        if lacking:
            StepForms(self._screen).hand_in(stands, lacking[0])
        else:
            self._screen.speak(self._text("screen.development.nothing_lacking"))

    def _refuse(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.step_forms import StepForms

        here = self._screen.step_here()
        found = here if here is not None and not here.taken else stands.next
        if found is None:
            self._say_state(stands)
        else:
            StepForms(self._screen).refuse(stands, found)

    def _repeat(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.step_forms import StepForms

        StepForms(self._screen).repeat(stands, self._screen.step_here())

    # -- the case ---------------------------------------------------------------------------------

    def _add(self) -> None:
        from branchkit.screens.development.life_forms import LifeForms

        LifeForms(self._screen).add()

    def _person(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.life_forms import LifeForms

        LifeForms(self._screen).edit_person(stands)

    def _extend(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.life_forms import LifeForms

        if stands.is_on_probation:
            LifeForms(self._screen).extend(stands)
        else:
            self._refuse_at_once("error.case.not_on_probation", stands)

    def _postpone(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.life_forms import LifeForms

        if not stands.progress.arrived:
            self._refuse_at_once("error.case.not_arrived", stands)
        elif not stands.is_on_probation:
            self._refuse_at_once("error.case.not_on_probation", stands)
        else:
            LifeForms(self._screen).postpone(stands)

    def _leave(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.life_forms import LifeForms

        LifeForms(self._screen).leave(stands)

    def _cancel(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.life_forms import LifeForms

        LifeForms(self._screen).cancel(stands)

    def _resume(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.life_forms import LifeForms

        LifeForms(self._screen).resume(stands)

    def _log(self, stands: CaseStanding) -> None:
        from branchkit.screens.development.detail import log_report

        screen = self._screen
        title = self._text("screen.development.log", name=stands.case.person.name)
        screen.show_report(title, log_report(stands, screen.catalog, screen.board.member_names))

    def _refuse_at_once(self, key: str, stands: CaseStanding) -> None:
        """Before anybody fills in a form for nothing."""
        self._screen.speak(self._text(key, name=stands.case.person.name), Tone.ERROR)

    def _say_state(self, stands: CaseStanding) -> None:
        name, state = stands.case.person.name, stands.state
        self._screen.speak(self._text("screen.development.stands", name=name, state=state))

    # -- the board --------------------------------------------------------------------------------

    def _reminders(self) -> None:
        from branchkit.screens.development.detail import reminders_report

        """Of the case that is open, else of those that are marked, else of everybody."""
        screen = self._screen
        here = screen.here() if screen.is_case_open else None
        marked = screen.marked_cases()
        standings = [here] if here else marked or screen.board.all_standings()
        lines = reminders_report(standings, screen.catalog, screen.today)
        screen.show_report(self._text("action.case.reminders"), lines)

    def _find(self) -> None:
        screen = self._screen
        if screen.is_case_open or not len(screen.board):
            return
        screen.find(
            screen.board.names(),
            self._text("screen.development.find"),
            self._text("screen.development.nobody"),
        )

    def _reverse(self, way: Way) -> None:
        """Take back the latest change to a case, or do it again."""
        screen, context = self._screen, self._screen.context
        scope = case_changes(screen.packs, screen.board.orgs, screen.today)
        outcome = reverse(context.here.store, context.actor, way, scope)
        if outcome.touched:
            entry = outcome.touched[0]
            screen.changed(entry.org, entry.id, screen.catalog.outcome(outcome))
        else:
            screen.show_outcome(outcome)
