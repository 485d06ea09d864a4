"""The board: projects by stage with the milestone that comes next, and areas with who answers for them and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.widget import Widget

from branchkit.core.rulepacks import edition_on
from branchkit.screens.context import Context, Place
from branchkit.screens.plugin_screen import PluginAction, PluginScreen
from branchkit.widgets.grid import Grid
from branchkit.widgets.report_view import Line, Lines
from branchkit.widgets.theme import Tone
from branchkit_enterprise.areas import Area
from branchkit_enterprise.board.board import read_board, sector_orgs
from branchkit_enterprise.board.commands import BoardCommands
from branchkit_enterprise.board.detail import HEIGHT, BoardDetail
from branchkit_enterprise.board.file_report import FileReport
from branchkit_enterprise.board.labels import Labels
from branchkit_enterprise.board.people import People
from branchkit_enterprise.board.source import BoardSource, Face
from branchkit_enterprise.projects import Project
from branchkit_enterprise.vocabulary import AREA_CHECK_MONTHS, AREAS, RULES
from branchkit_enterprise.words import TEXTS


def _action(id: str, *keys: str) -> PluginAction:
    return PluginAction(f"enterprise.{id}", keys, TEXTS.local(f"board.action.{id}"))


class BoardScreen(PluginScreen):
    """Two faces of one grid, the detail of the row under the cursor below it."""

    PLUGIN_ACTIONS = (
        _action("projects", "1"),
        _action("areas", "2"),
        _action("open", "enter"),
        _action("settle", "=", "f2"),
        _action("overdue", "*", "f3"),
        _action("add", "a", "f5"),
        _action("stage", "t", "f6"),
        _action("undo", "u", "f7", "ctrl+z"),
        _action("new", "n", "f8"),
        _action("find", "/"),
    )
    HELP_TEXT = TEXTS.local("board.help")

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context, place)
        self.labels = Labels(self.view.registers, self.language)
        self.people = People(self.view)
        self.board = read_board(self.view, sector_orgs(self.view, self.view.node))
        self.source = BoardSource(self.board, self.people, self.labels)
        self.summary = Lines(1, id="summary")
        self.grid = Grid(
            self.source,
            keys=self.take_key,
            paste=self.take_paste,
            moved=self._cursor_moved,
            cursor="row",
        )
        self.detail = Lines(HEIGHT, id="detail")
        self.commands = BoardCommands(self)
        self._told = BoardDetail(self.people, self.labels)
        self._said = False

    def body(self) -> Iterable[Widget]:
        """Counts, grid, detail."""
        yield self.summary
        yield self.grid
        yield self.detail

    def on_mount(self) -> None:
        """At the row that a duty speaks of, else at the first that is overdue."""
        self.grid.focus()
        rows = [n for n, row in enumerate(self._rows()) if row.id == self.place.subject]
        self.grid.move_to(next(iter(rows or self.source.overdue()), 0), 0)
        self.show_title()
        self.back_to_idle()

    def on_resize(self, event: events.Resize) -> None:
        """Names and steps are as wide as the screen lets them be."""
        if not self.has_left:
            self.source.fit(event.size.width)
            self.grid.refresh_all()
            self.show_detail()

    def idle_line(self) -> str:
        """The keys of what is shown."""
        return self.labels.text(f"board.keys.{self.source.face}")

    # -- painting -------------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Whose board it is, and the counts."""
        text, board = self.labels.text, self.board
        name = self.people.organization(self.view.node)
        if len(board.orgs) > 1:
            name = text("board.several", name=name, count=len(board.orgs))
        self.set_title(f"{name}  {text('board.title')}", board.today.isoformat())
        if self.source.face is Face.PROJECTS:
            counts = {str(stage): count for stage, count in board.stages().items()}
            right = text(
                "board.summary.deadlines", overdue=board.overdue(), due=board.due_this_month()
            )
        else:
            counts = {str(state): count for state, count in board.states().items()}
            right = self._rule()
        left = text(f"board.summary.{self.source.face}", **counts)
        self.summary.show([Line(f" {left}", right=f"  {right} ")])

    def _rule(self) -> str:
        """How often an area has to be looked at, and how well that is founded."""
        edition = edition_on(self.view.rule_packs, RULES, self.board.today)
        provisional = edition.cite(AREA_CHECK_MONTHS).provisional
        basis = self.labels.text("board.provisional") if provisional else ""
        return self.labels.text("board.summary.rule", months=self.board.check_months, basis=basis)

    def show_detail(self) -> None:
        """What belongs to the row under the cursor."""
        width = self.size.width
        if not width:
            return
        match self.here():
            case Project() as project:
                lines = self._told.of_project(project, self.board.today, width)
            case Area() as area:
                lines = self._told.of_area(area, self.board, width)
            case None:
                lines = self._told.of_nothing(self.board, width)
        self.detail.show(lines)

    def here(self) -> Project | Area | None:
        """The row under the cursor."""
        row, rows = self.grid.cursor[0], self._rows()
        return rows[row] if row < len(rows) else None

    def _rows(self) -> Sequence[Project | Area]:
        return self.board.projects if self.source.face is Face.PROJECTS else self.board.areas

    def changed(self, said: str, *, stand_on: tuple[str, str] | None = None) -> None:
        """Read the board anew, stand on (organisation, name) or where the cursor is, and say what was done."""
        self.people = People(self.view)
        self.board = read_board(self.view, self.board.orgs)
        self.source.board, self.source.people = self.board, self.people
        self._told = BoardDetail(self.people, self.labels)
        self.grid.refresh_all()
        if stand_on is not None:
            self._stand_on(*stand_on)
        self.show_title()
        self.show_detail()
        self.speak(said)

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next key."""
        self._said = True
        self.say(text, tone)

    def take_key(self, key: str, character: str | None) -> bool:
        """Every key; what was said before is said no longer."""
        if self._said and not self.modes.active:
            self._said = False
            self.back_to_idle()
        return super().take_key(key, character)

    def _stand_on(self, org: str, name: str) -> None:
        for number, row in enumerate(self._rows()):
            if (row.org, row.name) == (org, name):
                self.grid.move_to(number, 0)
                return

    def _cursor_moved(self, row: int, column: int) -> None:
        """In the same call as the key, so that cursor and detail go out in one write."""
        self.show_detail()

    # -- actions --------------------------------------------------------------------------------------

    def perform(self, action: str) -> None:
        """The board's actions here, the rest as everywhere."""
        match action:
            case "enterprise.projects":
                self._turn_to(Face.PROJECTS)
            case "enterprise.areas":
                self._turn_to(Face.AREAS)
            case "enterprise.open":
                self._open()
            case "enterprise.settle" | "enterprise.add" | "enterprise.stage":
                self._work(action)
            case "enterprise.overdue":
                self._go_to_overdue()
            case "enterprise.new":
                self._new()
            case "enterprise.find":
                self._find()
            case "enterprise.undo":
                undone = self.actions.undo()
                self.changed(self.labels.text("board.undone" if undone else "board.not_undone"))
            case _:
                super().perform(action)

    def _turn_to(self, face: Face) -> None:
        self.source.face = face
        self.grid.refresh_all()
        self.grid.move_to(0, 0)
        self.show_title()
        self.show_detail()
        self.back_to_idle()

    def _open(self) -> None:
        report = FileReport(self.board, self.people, self.labels)
        match self.here():
            case Project() as project:
                self.show_report(project.name, ["", *report.of_project(project)])
            case Area() as area:
                self.show_report(area.name, ["", *report.of_area(area)])

    def _work(self, action: str) -> None:
        """What is done with the row under the cursor; a refusal is said."""
        commands = self.commands
        match action, self.here():
            case "enterprise.settle", Project() as project:
                refused = commands.finish_milestone(project)
            case "enterprise.add", Project() as project:
                refused = commands.add_milestone(project)
            case "enterprise.stage", Project() as project:
                refused = commands.move_stage(project)
            case "enterprise.settle", Area() as area:
                refused = commands.mend(area)
            case "enterprise.add", Area() as area:
                refused = commands.check_area(area)
            case _, here:
                refused = self.labels.text(
                    "board.detail.none" if here is None else "board.no_stage"
                )
        if refused:
            self.speak(refused, Tone.ERROR)

    def _new(self) -> None:
        here = self.here()
        several = len(self.board.orgs) > 1
        org = here.org if here and not several else ""
        if self.source.face is Face.AREAS:
            self.commands.new(AREAS, org)
        else:
            self.commands.new_project(org)

    def _go_to_overdue(self) -> None:
        rows = self.source.overdue()
        if not rows:
            self.speak(self.labels.text("board.nothing_overdue"))
            return
        row = self.grid.cursor[0]
        self.grid.move_to(next((number for number in rows if number > row), rows[0]), 0)

    def _find(self) -> None:
        options = [(str(number), name) for number, name in enumerate(self.source.names())]
        label = self.labels.text("board.find")
        self.choose(label, options, lambda number: self.grid.move_to(int(number), 0))
