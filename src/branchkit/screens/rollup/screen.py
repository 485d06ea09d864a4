"""The children of an organisation at a glance: Enter goes down to those below one of them, and from a branch to its sheet."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.pictures import lengths
from branchkit.core.rollup.summary import STEPS, Summary, criterion_shares, spread
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.screens.committee_actions import ROLLUP
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.rollup.source import RollupSource
from branchkit.services.duties.scene import period_text
from branchkit.services.reports.rollup import RollupReport, summary_params
from branchkit.services.rollup.board import Asked, RollupBoard, RollupRow, latest_board
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.tables import Report

HEIGHT = 6
_WEAKEST = 3
"""So many criteria are named below the rows."""
_BAR = 6
_PARTS = (
    f"{STEPS[-1]}+",
    *(f"{low}-{high}" for low, high in reversed(list(pairwise(STEPS)))),
    f"<{STEPS[0]}",
)
"""The parts of a distribution in per cent, the highest first, as short as the line below the rows wants them."""


class RollupScreen(GridScreen):
    """One organisation's children in one period."""

    ACTIONS = ROLLUP
    HELP = "screen.rollup.help"
    KEYS = "screen.rollup.keys"
    detail_height = HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        store, contributions = workspace.store, workspace.contributions
        self._version = store.version()
        if place.period is not None:
            asked = Asked(context.node, place.period, SubjectKind(place.subjects or "member"))
            self.board = RollupBoard(store, contributions, asked)
        else:
            self.board = latest_board(store, contributions, context.node, self.today)
        self._told: dict[str, tuple[str, str]] = {}
        """Row's organisation → its distribution and weakest criteria, in words."""
        self._looked = False
        """Whether the sheets' parts have been read, which the first frame does not wait for."""
        blocks = context.user_settings.pictures == "blocks"
        self.source = RollupSource(self.board, self.catalog, blocks=blocks)
        self.make_grid(self.source)
        self._does: Mapping[str, Callable[[], None]] = {
            "rollup.open": self._open,
            "rollup.choose": self._choose,
            "rollup.find": self._find,
            "rollup.print": self._print,
            "period.previous": lambda: self._turn_to(self.board.asked.period.previous),
            "period.next": lambda: self._turn_to(self.board.asked.period.shifted(1)),
        }

    def view_shown(self) -> Asked:
        """Which sheets of which period."""
        return self.board.asked

    def show_view(self, shown: Asked) -> None:
        """Those again."""
        self._show(shown)

    def row_key(self, row: int) -> Hashable | None:
        """The organisation."""
        return self.board.rows[row].organization.id

    def is_open_row(self, row: int) -> bool:
        """Whether somebody there has not handed up."""
        summary = self.board.rows[row].summary
        return summary.handed < summary.wanted

    def settle(self) -> Iterator[object]:
        """Read the earlier periods for the lines, then what the sheets of this one are made of."""
        yield from self.board.trends_in_steps()
        self.grid.refresh_all()
        yield None
        self._looked = True
        self.show_detail()
        self.warn_of_keys()

    def catch_up(self) -> None:
        """What others have scored and handed up shows at once."""
        version = self.context.here.store.version()
        if version != self._version:
            self._version = version
            self._show(self.board.asked)

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Whose children, which sheets, which period."""
        asked = self.board.asked
        kind = self.catalog.text(f"report.rollup.title.{asked.subject}")
        left = self.catalog.text("screen.rollup.title", name=self.board.node.name, kind=kind)
        self.set_title(left, period_text(self.catalog, asked.period))

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The whole; then the row under the cursor: how it stands, its distribution, what is weak."""
        board = self.board
        whole = self._summed_up(self.catalog.text("report.rollup.whole"), board.total)
        lines = [Line("-" * width, tone=Tone.MUTED), Line(f" {whole}", Tone.HEAD)]
        row = self.here()
        if row is None:
            return [*lines, Line(f" {self.catalog.text('screen.rollup.nobody')}")]
        lines.append(Line(f" {self._summed_up(row.organization.name, row.summary)}"))
        if self._looked:
            lines += [Line(f" {text}") for text in self._parts_of(row.organization.id)]
            lines.append(Line(f" {self._periods_of(row.organization.id)}"))
        return lines

    def _summed_up(self, name: str, summary: Summary) -> str:
        return self.catalog.text("screen.rollup.summary", name=name, **summary_params(summary))

    def _parts_of(self, org: str) -> tuple[str, str]:
        if org not in self._told:
            lines = list(self.board.lines(org))
            counts = spread(lines)[::-1]
            bars = lengths(counts, _BAR)
            parts = [
                f"{label} {drawn} {count}".replace("  ", " ")
                for label, drawn, count in zip(_PARTS, bars, counts, strict=True)
            ]
            local = self.catalog.local
            weak = [
                f"{local(one.criterion.short)} {one.share}%"
                for one in criterion_shares(lines)[:_WEAKEST]
            ]
            text = self.catalog.text
            self._told[org] = (
                text("screen.rollup.spread", parts="  ".join(parts)) if any(counts) else "",
                text("screen.rollup.weak", parts="  ".join(weak)) if weak else "",
            )
        return self._told[org]

    def _periods_of(self, org: str) -> str:
        trend = self.board.trend(org)[-6:]
        periods = self.board.periods[-6:]
        parts = (
            [
                self.catalog.text("screen.rollup.period", index=period.index, share=share)
                for period, share in zip(periods, trend, strict=True)
                if share is not None
            ]
            if trend
            else []
        )
        return self.catalog.text("screen.rollup.periods", parts="  ".join(parts)) if parts else ""

    def here(self) -> RollupRow | None:
        """The row under the cursor; None where there are no children."""
        rows = self.board.rows
        return rows[min(self.grid.cursor[0], len(rows) - 1)] if rows else None

    # -- keys -------------------------------------------------------------------------------------

    def perform(self, action: str) -> None:
        """Go down, turn over, choose, print."""
        if action in self._does:
            self._does[action]()
        else:
            super().perform(action)

    def _turn_to(self, period: Period) -> None:
        asked = self.board.asked
        self._show(Asked(asked.node, period, asked.subject))

    def _show(self, asked: Asked) -> None:
        """Other sheets, or the same as they are now; the cursor stays on its organisation."""
        here = self.here()
        workspace = self.context.here
        self.board = self.source.board = RollupBoard(
            workspace.store, workspace.contributions, asked
        )
        self._told, self._looked = {}, False
        ids = [row.organization.id for row in self.board.rows]
        known = here is not None and here.organization.id in ids
        self.repaint(ids.index(here.organization.id) if here and known else None)
        self.rearrange()
        self.begin_settling()

    def _choose(self) -> None:
        """Whose sheets, of periods of which length."""
        text = self.catalog.text
        options = [
            (f"{subject}/{kind}", text("screen.rollup.sheets", subject=subject, kind=kind))
            for subject in SubjectKind
            for kind in PeriodKind
        ]
        self.choose(text("screen.rollup.which"), options, self._chosen)

    def _chosen(self, id: str) -> None:
        subject, _, kind = id.partition("/")
        period = self.board.asked.period
        if period.kind is not kind:
            # Of the length before the period that it ended in; today's where that has not ended.
            day = min(period.last_day, max(self.today, period.first_day))
            period = Period.containing(day, PeriodKind(kind))
        self._show(Asked(self.board.asked.node, period, SubjectKind(subject)))

    def _find(self) -> None:
        text = self.catalog.text
        names = [row.organization.name for row in self.board.rows]
        if names:
            self.find(names, text("screen.organizations.find"), text("screen.organizations.nobody"))

    def _print(self) -> None:
        from branchkit.screens.parts import ReportSaving
        from branchkit.services.reports.periodic import report_file_name

        for _step in self.board.trends_in_steps():
            pass
        paper = RollupReport(self.board, self.catalog, self.context.clock())
        period = self.board.asked.period

        def made(_format: str) -> Report:
            return paper.make()

        ReportSaving(
            self,
            lambda suffix: f"{report_file_name(paper.title, period, self.catalog)}.{suffix}",
            made,
        ).choose_format()

    def _open(self) -> None:
        """Down to those below a row, or to its sheet."""
        row, asked = self.here(), self.board.asked
        if row is None:
            return
        org = row.organization.id
        if row.has_children:
            self.context.work_at(org)
            self.go(Place("rollup", period=asked.period, subjects=str(asked.subject)))
            return
        schemes = {
            yardstick.scheme.id: yardstick.scheme for _line, yardstick in self.board.lines(org)
        }
        if not schemes:
            self.speak(self.catalog.text("screen.rollup.no_sheet"))
        elif len(schemes) == 1:
            self._open_sheet(org, next(iter(schemes)))
        else:
            titles = [(id, self.catalog.local(scheme.title)) for id, scheme in schemes.items()]
            self.choose(
                self.catalog.text("screen.rollup.which_sheet"),
                titles,
                lambda id: self._open_sheet(org, id),
            )

    def _open_sheet(self, org: str, scheme: str) -> None:
        self.context.work_at(org)
        self.go(Place("scoring", scheme=scheme, period=self.board.asked.period))
