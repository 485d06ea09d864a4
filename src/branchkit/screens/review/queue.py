"""The queue of whoever reviews: the sheets of all below the organisation worked at, with what can be done to many at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from branchkit.core.dates import Period, PeriodKind
from branchkit.screens.committee_actions import REVIEW
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.listed import RowView
from branchkit.screens.review.queue_commands import QueueCommands
from branchkit.screens.review.queue_source import QueueSource
from branchkit.services.duties.scene import period_text
from branchkit.services.review.queue import QueueLine, QueuePart, ReviewQueue
from branchkit.services.scoring.terms import kind_of_scheme
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

HEIGHT = 4
USUAL_KIND = "member-month"
_COUNTED = (QueuePart.COMPLETE, QueuePart.LATE, QueuePart.MISSING, QueuePart.RETURNED)


def opened_queue(context: Context, place: Place) -> ReviewQueue:
    """The queue that a place names; of what it leaves open the monthly points, and the last period in which a sheet waits."""
    workspace = context.here
    scheme = place.scheme or USUAL_KIND
    today = context.clock().date()

    def of(period: Period) -> ReviewQueue:
        return ReviewQueue(
            workspace.store, workspace.contributions, context.node, scheme, period, today
        )

    if place.period is not None:
        return of(place.period)
    schemes = workspace.contributions.schemes.values()
    kinds = (s.period for s in schemes if scheme in (s.id, kind_of_scheme(s.id)))
    queue = of(Period.containing(today, next(kinds, PeriodKind.MONTH)))
    if not queue.counts()[QueuePart.COMPLETE]:
        before = of(queue.period.previous)
        if before.counts()[QueuePart.COMPLETE]:
            return before
    return queue


class QueueScreen(GridScreen):
    """Who has handed up, who is late; Enter opens a sheet."""

    ACTIONS = REVIEW
    HELP = "screen.review.help"
    KEYS = "screen.review.keys"
    detail_height = HEIGHT
    tells_open = True
    commands: QueueCommands

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self.queue = opened_queue(context, place)
        self._stands_on = place.subject
        self.make_grid(QueueSource(self.queue, self.catalog))
        self.commands = QueueCommands(self)

    def arrive(self) -> None:
        """At the sheet that was looked at, else at the first that waits."""
        row = self.queue.place(self._stands_on)
        lines = enumerate(self.queue.lines)
        first = next((n for n, line in lines if line.is_in(QueuePart.COMPLETE)), 0)
        self.move_to(first if row is None else row)

    def settle(self) -> Iterator[object]:
        """Nothing needs every row."""
        self.warn_of_keys()
        yield None

    def show_title(self) -> None:
        """Whose, of which period; how many in each part that asks for something."""
        text, counts = self.catalog.text, self.queue.counts()
        parts = [
            f"{text(f'review.part.{part}')} {counts[part]}" for part in _COUNTED if counts[part]
        ]
        name = self.queue.tree.name(self.queue.node)
        period = period_text(self.catalog, self.queue.period)
        left = text("screen.review.title", name=name, period=period, scheme=self.scheme_title())
        right = text("screen.review.counts", parts="  ".join(parts), count=len(self.queue.lines))
        self.set_title(left, right.strip())

    def scheme_title(self) -> str:
        """What is handed up, in a few words."""
        schemes = self.context.here.contributions.schemes
        ids = {line.key.scheme for line in self.queue.lines}
        titles = {self.catalog.local(schemes[id].title) for id in ids if id in schemes}
        return titles.pop() if len(titles) == 1 else self.catalog.text("screen.review.several")

    def here(self) -> QueueLine | None:
        """The line under the cursor; None where there is none."""
        row = self.grid.cursor[0]
        return self.queue.lines[row] if row < len(self.queue.lines) else None

    def lines_meant(self) -> list[QueueLine]:
        """The marked ones, else the one under the cursor."""
        count = len(self.queue.lines)
        return [self.queue.lines[row] for row in self.marked_or_here() if row < count]

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The line under the cursor in words: the last step and its reason, what was granted, what the review has changed."""
        rule = Line("-" * width, tone=Tone.MUTED)
        line = self.here()
        if line is None:
            return [rule, Line(f" {self.catalog.text('screen.review.nobody')}"), Line(), Line()]
        return [rule, *(Line(f" {told}") for told in self._told(line))]

    def _told(self, line: QueueLine) -> Iterator[str]:
        text = self.catalog.text
        yield self._last_step(line)
        granted = line.terms.extension
        if granted is None:
            yield ""
        else:
            key = "screen.review.exempt" if granted.exempt else "screen.review.granted"
            yield text(key, by=granted.by, reason=granted.reason, day=granted.due)
        insight = self.queue.insight(self.grid.cursor[0])
        if insight.mean is None or insight.own_mean is None:
            yield ""
            return
        if not insight.changed:
            yield text("screen.review.mean", mean=round(insight.mean, 1))
            return
        own, mean = round(insight.own_mean, 1), round(insight.mean, 1)
        off = f"{mean - own:+}" if mean != own else "0"
        yield text("screen.review.means", own=own, mean=mean, off=off, count=insight.changed)

    def _last_step(self, line: QueueLine) -> str:
        if line.sheet is None or not line.sheet.passages:
            return self.catalog.text("screen.review.no_step", name=line.organization.name)
        last = line.sheet.passages[-1]
        key = "screen.review.last_step_why" if last.reason else "screen.review.last_step"
        told = {"step": last.step, "by": last.by, "at": last.at[:16].replace("T", " ")}
        return self.catalog.text(key, name=line.organization.name, reason=last.reason, **told)

    def row_key(self, row: int) -> Hashable | None:
        """The organisation."""
        return self.queue.lines[row].organization.id

    def is_open_row(self, row: int) -> bool:
        """Whether a sheet waits for its review."""
        return self.queue.lines[row].is_in(QueuePart.COMPLETE)

    def views(self) -> list[RowView]:
        """The parts of the queue."""
        return [self._view(part) for part in QueuePart]

    def _view(self, part: QueuePart) -> RowView:
        title = self.catalog.text(f"review.part.{part}")
        return RowView(title, lambda row: self.queue.lines[row].is_in(part))

    def changed(self, orgs: Sequence[str] = ()) -> None:
        """Something was done: read the lines of these anew, or everything."""
        if orgs:
            self.queue.reread(orgs)
        else:
            self.queue.reload()
        self.rearrange()
        self.repaint()

    def catch_up(self) -> None:
        """What others hand up shows at once."""
        if self.queue.catch_up():
            self.rearrange()
            self.repaint()
