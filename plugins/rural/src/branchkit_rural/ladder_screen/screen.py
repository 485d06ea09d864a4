"""The ladder of three levels: wires grid, detail and bottom line to the ladder."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterator, Mapping, Sequence

from branchkit.api.screens import Context, Line, Place, PluginAction, PluginScreen, Tone
from branchkit_rural.ladder import Counts, Ladder, Only
from branchkit_rural.ladder_screen.detail import HEIGHT, LadderDetail
from branchkit_rural.ladder_screen.mending import MendingForm
from branchkit_rural.ladder_screen.report import RungReport
from branchkit_rural.ladder_screen.source import LadderSource
from branchkit_rural.levels import Rung
from branchkit_rural.ratings import year_of
from branchkit_rural.words import TEXTS, Words


def _action(name: str, idea: str) -> PluginAction:
    return PluginAction(f"rural.{name}", title=TEXTS.local(f"ladder.action.{name}"), idea=idea)


class LadderScreen(PluginScreen):
    """County, townships and villages, each with its rating and what lacks for the next."""

    PLUGIN_ACTIONS = (
        _action("open", "open"),
        _action("score", "take"),
        _action("only", "view"),
        _action("earlier", "previous"),
        _action("later", "next"),
        _action("mend", "new"),
        _action("undo", "undo"),
        _action("fold", "fold"),
        _action("unfold", "unfold"),
        _action("fold-all", "more"),
    )
    HELP_TEXT = TEXTS.local("ladder.help")
    detail_height = HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context, place)
        self.words = Words(self.language)
        self.ladder = Ladder(self.view, self.view.node)
        self.source = LadderSource(self.ladder, self.words)
        self._told = LadderDetail(self.ladder, self.words)
        self.make_grid(self.source)
        self._counts: Counts | None = None

    def row_key(self, row: int) -> Hashable | None:
        """The rung, whichever are in sight."""
        return self.ladder.shown[row].organization.id

    def is_open_row(self, row: int) -> bool:
        """Whether nobody has rated it for the year."""
        return self.ladder.line(self.ladder.shown[row]).now.band is None

    def arrive(self) -> None:
        """At the organisation that is worked at."""
        self.stand_on(self.place.subject or self.view.node)

    def settle(self) -> Iterator[None]:
        """Read everybody's rating."""
        for counts in self.ladder.counts_in_steps():
            self._counts = counts
            yield
        self.show_title()

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """The year, which rungs are shown, how many rose and fell."""
        only = self.ladder.only
        shown = "" if only is Only.ALL else self.words.text(f"ladder.only.{only}")
        left = self.words.text("ladder.title", year=self.ladder.year) + shown
        counts = self._counts
        right = ""
        if counts is not None:
            right = self.words.text(
                "ladder.counts",
                rose=counts.rose,
                held=counts.held,
                fell=counts.fell,
                unrated=counts.unrated,
            )
        self.set_title(left, right)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What belongs to the rung under the cursor."""
        return self._told.lines(self.here(), width)

    def here(self) -> Rung | None:
        """The rung under the cursor."""
        shown = self.ladder.shown
        return shown[min(self.grid.cursor[0], len(shown) - 1)] if shown else None

    def stand_on(self, id: str) -> None:
        """Put the cursor on an organisation, as far as it is in sight."""
        self.move_to(self.ladder.place_of(id))

    def turned(self, id: str) -> None:
        """Other rungs, or another year, are in sight."""
        self.repaint(self.ladder.place_of(id))

    def idle_line(self) -> str:
        """The keys of the ladder, or why there is nothing to see."""
        if self.ladder.rungs:
            return self.words.text("ladder.keys")
        return self.words.text("ladder.nobody")

    # -- keys -------------------------------------------------------------------------------------

    def perform(self, action: str) -> None:
        """The ladder's actions here, the rest as everywhere."""
        match action:
            case "rural.earlier" | "rural.later":
                self._turn_year(1 if action == "rural.later" else -1)
            case "rural.only":
                self._choose_only()
            case "rural.undo":
                undone = self.actions.undo()
                self.show_detail()
                self.speak(self.words.text("mend.undone" if undone else "mend.nothing-to-undo"))
            case "rural.fold-all":
                self.ladder.fold_all()
                self.turned(rung.id if (rung := self.here()) else "")
            case _:
                rung = self.here()
                if rung is None or not self._perform_at(action, rung):
                    super().perform(action)

    def _perform_at(self, action: str, rung: Rung) -> bool:
        """What needs a rung under the cursor."""
        match action:
            case "rural.open":
                report = RungReport(self.view, self.ladder, self.words)
                self.show_report(rung.organization.name, report.lines(rung, self.size.width))
            case "rural.score":
                self._score(rung)
            case "rural.mend":
                self._mend(rung)
            case "rural.fold":
                self._fold(rung)
            case "rural.unfold":
                if self.ladder.fold(rung, closed=False):
                    self.turned(rung.id)
            case _:
                return False
        return True

    def _turn_year(self, by: int) -> None:
        rung = self.here()
        self.ladder.turn_to(self.ladder.year + by)
        self._counts = None
        self.turned(rung.id if rung else "")
        self.begin_settling()

    def _choose_only(self) -> None:
        options = [(str(only), self.words.text(f"ladder.choose.{only}")) for only in Only]
        self.choose(self.words.text("ladder.choose.label"), options, self._show_only)

    def _show_only(self, chosen: str) -> None:
        rung = self.here()
        self.ladder.show_only(Only(chosen))
        self.turned(rung.id if rung else "")
        if not self.ladder.shown:
            self.speak(self.words.text("ladder.empty"))

    def _fold(self, rung: Rung) -> None:
        """What is below, or, where nothing is or it is folded, the cursor goes up to the superior."""
        if self.ladder.fold(rung, closed=True):
            self.turned(rung.id)
        elif above := self.ladder.tree.parent(rung.id):
            self.stand_on(above.id)

    def _score(self, rung: Rung) -> None:
        """The sheet of the year, at that organisation."""
        scheme = self.ladder.line(rung).now.scheme.id
        self.context.work_at(rung.id)
        self.go(Place("scoring", scheme, year_of(self.ladder.year)))
        if not self.has_left:
            self.context.work_at(self.view.node)

    def _mend(self, rung: Rung) -> None:
        name = rung.organization.short
        members = self.view.members(rung.id)
        if not members:
            self.speak(self.words.text("mend.nobody", name=name), Tone.ERROR)
            return
        line = self.ladder.line(rung)
        form = MendingForm(self.words, line, members, self.view.today, self.ladder.year)

        def keep(texts: Mapping[str, str]) -> Mapping[str, str]:
            return form.keep(texts, self.actions)

        title = self.words.text("mend.title", name=name)
        self.fill_in(title, form.fields(), keep, functools.partial(self._kept, name))

    def _kept(self, name: str) -> None:
        self.show_detail()
        self.speak(self.words.text("mend.kept", name=name))
