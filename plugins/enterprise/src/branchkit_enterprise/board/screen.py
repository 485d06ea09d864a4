"""The board: projects by stage with the milestone that comes next, and areas with who answers for them and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from branchkit.api.rules import edition_on
from branchkit.api.screens import Context, Line, Lines, Place, PluginAction, PluginScreen
from branchkit_enterprise.areas import Area
from branchkit_enterprise.board.board import read_board, sector_orgs
from branchkit_enterprise.board.commands import BoardCommands
from branchkit_enterprise.board.detail import HEIGHT, BoardDetail
from branchkit_enterprise.board.file_report import FileReport
from branchkit_enterprise.board.labels import Labels, People
from branchkit_enterprise.board.source import BoardSource, Face
from branchkit_enterprise.projects import Project
from branchkit_enterprise.vocabulary import AREA_CHECK_MONTHS, RULES
from branchkit_enterprise.words import TEXTS


def _action(id: str, *keys: str, idea: str = "") -> PluginAction:
    title = TEXTS.local(f"board.action.{id}")
    return PluginAction(f"enterprise.{id}", keys, title, idea=idea)


class BoardScreen(PluginScreen):
    """Two faces of one grid, the detail of the row under the cursor below it."""

    PLUGIN_ACTIONS = (
        _action("projects", "1"),
        _action("areas", "2"),
        _action("open", idea="open"),
        _action("settle", idea="take"),
        _action("add", "j"),
        _action("stage", idea="more"),
        _action("overdue", idea="next-open"),
        _action("undo", idea="undo"),
        _action("new", idea="new"),
        _action("find", idea="find"),
    )
    HELP_TEXT = TEXTS.local("board.help")
    detail_height = HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context, place)
        self.labels = Labels(self.view.registers, self.language)
        self.people = People(self.view)
        self.board = read_board(self.view, sector_orgs(self.view, self.view.node))
        self.source = BoardSource(self.board, self.people, self.labels)
        self.summary = Lines(1, id="summary")
        self.make_grid(self.source)
        self.commands = BoardCommands(self)
        self._told = BoardDetail(self.people, self.labels)

    def is_open_row(self, row: int) -> bool:
        """Whether something of a project or an area is overdue."""
        return row in self.source.overdue()

    def body(self) -> Iterable[Widget]:
        """Counts, grid, detail."""
        yield self.summary
        yield from super().body()

    def arrive(self) -> None:
        """At the row that a duty speaks of, else at the first that is overdue."""
        rows = [n for n, row in enumerate(self.source.rows()) if row.id == self.place.subject]
        self.move_to(next(iter(rows or self.source.overdue()), 0))

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

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What belongs to the row under the cursor."""
        match self.here():
            case Project() as project:
                return self._told.of_project(project, self.board.today, width)
            case Area() as area:
                return self._told.of_area(area, self.board, width)
        return self._told.of_nothing(self.board, width)

    def here(self) -> Project | Area | None:
        """The row under the cursor."""
        row, rows = self.grid.cursor[0], self.source.rows()
        return rows[row] if row < len(rows) else None

    def changed(self, said: str, *, stand_on: tuple[str, str] | None = None) -> None:
        """Read the board anew, stand on (organisation, name) or where the cursor is, and say what was done."""
        self.people = People(self.view)
        self.board = read_board(self.view, self.board.orgs)
        self.source.board, self.source.people = self.board, self.people
        self._told = BoardDetail(self.people, self.labels)
        names = [(row.org, row.name) for row in self.source.rows()]
        self.repaint(names.index(stand_on) if stand_on in names else None)
        self.speak(said)

    def turn_to(self, face: Face) -> None:
        """Show projects or areas, from the first row on."""
        self.source.face = face
        self.repaint(0)
        self.back_to_idle()

    def open_row(self) -> None:
        """Everything about the row under the cursor."""
        report = FileReport(self.board, self.people, self.labels)
        match self.here():
            case Project() as project:
                self.show_report(project.name, ["", *report.of_project(project)])
            case Area() as area:
                self.show_report(area.name, ["", *report.of_area(area)])
