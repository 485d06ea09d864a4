"""From a sheet to the list: which sheet, which of its shortcomings, and what is said of all of them; then they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.errors import BranchkitError
from branchkit.core.rating.rectification import Shortcoming, Term
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.typed_days import day_written_out, typed_day
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.modes import Ticking
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.duties.scene import period_text
from branchkit.services.rating.rectification import Given, shortcoming_text, usual
from branchkit.services.registers.names import MemberNames
from branchkit.services.scoring.past_bands import past_sheets
from branchkit.services.scoring.sheets import SHEET
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.theme import Tone
from branchkit.widgets.tick_list import TickList

if TYPE_CHECKING:
    from branchkit.core.outcomes import Outcome
    from branchkit.screens.console import Texts
    from branchkit.services.rating.rectification_board import RectificationBoard, Touched

OFFERED = 20
"""So many sheets are offered, the newest first."""
_TEXTS = ("owner", "measures", "supervisor", "helper", "contact_leader")


class Proposing(ScreenPart[ConsoleScreen]):
    """One way from a sheet to items on the list of its organisation."""

    def __init__(
        self,
        screen: ConsoleScreen,
        board: RectificationBoard,
        done: Callable[[Outcome[Touched]], None],
    ) -> None:
        """``done`` is told what was put on the list, once the form has closed."""
        super().__init__(screen)
        self._board, self._done = board, done
        self._workspace = screen.context.here
        self._outcome: Outcome[Touched] | None = None

    def choose_sheet(self, org: str) -> None:
        """Have one of an organisation's sheets chosen."""
        screen, workspace = self._screen, self._workspace
        keys = dict(self._sheets(org))
        if not keys:
            screen.speak(self._text("screen.rectify.no_sheets"), Tone.ERROR)
            return
        found = past_sheets(workspace.store, workspace.contributions.schemes, keys.values())
        options = [
            (
                str(key),
                self._text(
                    "screen.rectify.sheet",
                    period=period_text(screen.catalog, key.period),
                    scheme=sheet.scheme.title,
                    state=sheet.state,
                ),
            )
            for key, sheet in found.items()
        ]
        label = self._text("screen.rectify.which_sheet", name=self._board.tree.name(org))
        screen.choose(label, options, lambda id: self.of_sheet(keys[id]))

    def _sheets(self, org: str) -> list[tuple[str, SheetKey]]:
        found = []
        for (id,) in self._workspace.store.project(org, SHEET, "", ()):
            scheme, _at, period = id.rpartition("@")
            found.append((id, SheetKey(scheme, org, Period.parse(period))))
        newest = sorted(found, key=lambda one: one[1].period.last_day, reverse=True)
        return newest[:OFFERED]

    def of_sheet(self, key: SheetKey) -> None:
        """Have some of a sheet's shortcomings ticked; those on the list already are left out."""
        screen = self._screen
        try:
            fresh = self._board.fresh(key)
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        if not fresh:
            screen.speak(self._text("screen.rectify.nothing_found"))
            return
        people = MemberNames(self._workspace.store, [key.org])
        names = {one.subject: people.name(one.subject) for one in fresh if one.subject}
        options = [
            (str(number), shortcoming_text(screen.catalog, one, names, brief=True))
            for number, one in enumerate(fresh)
        ]

        def done(ticked: tuple[str, ...] | None) -> None:
            screen.back_to_idle()
            if ticked:
                self._fill_in(key, [fresh[int(number)] for number in ticked])

        def label(count: int) -> str:
            title = self._text("screen.rectify.which_items")
            return self._text("screen.form.ticked", label=title, count=count, all=len(options))

        keys = self._text("screen.form.keys.ticking")
        Ticking(screen.modes, screen.part(TickList), label, options, (), done, keys)

    def _fill_in(self, key: SheetKey, chosen: Sequence[Shortcoming]) -> None:
        screen, workspace = self._screen, self._workspace
        given = usual(workspace.store, workspace.contributions, key, screen.today)
        terms = tuple((str(term), self._text(f"rectify.term.{term}")) for term in Term)

        def label(name: str) -> str:
            return screen.catalog.local(self._board.register.column(name).title)

        def no_day(typed: str) -> str:
            known = typed_day(typed, screen.today)
            return "" if known else self._text("screen.form.no_day", text=typed)

        fields = [
            *(FormField(name, label(name), getattr(given, name)) for name in _TEXTS),
            FormField(
                *("term", label("term"), ""),
                kind=FieldKind.CHOICE,
                options=(("", self._text("screen.rectify.by_item")), *terms),
            ),
            FormField(
                *("deadline", label("deadline")),
                hint=self._text("screen.rectify.by_term"),
                tidy=lambda typed: day_written_out(typed, screen.today),
                check=no_day,
            ),
        ]

        def keep(texts: Texts) -> Texts:
            return self._keep(key, chosen, texts)

        title = self._text("screen.rectify.taking", count=len(chosen))
        screen.fill_in(title, fields, keep, self._tell)

    def _tell(self) -> None:
        if self._outcome is not None:
            self._done(self._outcome)

    def _keep(self, key: SheetKey, chosen: Sequence[Shortcoming], texts: Texts) -> Texts:
        """Faults by field; with none the items are on disk."""
        screen = self._screen
        typed = texts.get("deadline", "")
        deadline = typed_day(typed, screen.today) if typed else None
        if typed and deadline is None:
            return {"deadline": self._text("screen.form.no_day", text=typed)}
        given = Given(
            **{name: texts.get(name, "") for name in _TEXTS},
            term=Term(texts["term"]) if texts.get("term") else None,
            deadline=deadline,
        )
        outcome = self._board.take(key, chosen, given)
        if outcome.refused is None:
            self._outcome = outcome
            return {}
        owner = outcome.refused.code.startswith("rectification.owner")
        return {"owner" if owner else "": screen.catalog.error(outcome.refused)}
