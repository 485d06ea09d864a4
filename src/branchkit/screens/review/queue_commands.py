"""What the keys of the queue do, one method for each action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.errors import BranchkitError
from branchkit.core.review.terms import Extension
from branchkit.core.scoring.sheets import SheetStep
from branchkit.core.typed_days import typed_day
from branchkit.core.typed_numbers import typed_number
from branchkit.screens.context import Place
from branchkit.screens.screen_parts import Commands
from branchkit.services.review.deciding import Agreed, agree
from branchkit.services.review.queue import QueueLine, QueuePart
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.ports import UnitOfWork
    from branchkit.screens.console import Texts
    from branchkit.screens.review.queue import QueueScreen

NAMED = 12
"""So many names are listed before one is asked."""


class QueueCommands(Commands["QueueScreen"]):
    """The actions of :data:`branchkit.screens.actions.REVIEW`."""

    def __init__(self, screen: QueueScreen) -> None:
        super().__init__(screen)
        self.actions = {
            "review.open": self._open,
            "review.agree": self._agree,
            "review.confirm": self._confirm,
            "review.find": self._find,
            "review.next": self._next,
            "review.sample": self._sample,
            "review.terms": self._terms,
            "review.extend": self._extend,
            "review.kind": self._choose_kind,
            "period.previous": lambda: self._turn(-1),
            "period.next": lambda: self._turn(1),
        }

    def _open(self) -> None:
        screen = self._screen
        line = screen.here()
        if line is None or line.sheet is None:
            screen.speak(self._text("screen.review.no_sheet"), Tone.ERROR)
            return
        key = line.key
        screen.go(Place("review-sheet", key.scheme, key.period, subject=key.org))

    def _turn(self, steps: int) -> None:
        queue = self._screen.queue
        self._go(queue.kind, queue.period.shifted(steps))

    def _go(self, scheme: str, period: Period | None) -> None:
        line = self._screen.here()
        subject = line.organization.id if line else ""
        self._screen.go(Place("review", scheme, period, subject=subject))

    def _choose_kind(self) -> None:
        """The kinds of sheets that are handed up, by the name of one of each."""
        catalog = self._screen.catalog
        kinds: dict[str, str] = {}
        for id, scheme in sorted(self._screen.context.here.contributions.schemes.items()):
            kinds.setdefault(id.rpartition("/")[2], catalog.local(scheme.title))
        label = self._text("screen.review.which")
        self._screen.choose(label, list(kinds.items()), lambda kind: self._go(kind, None))

    def _find(self) -> None:
        screen = self._screen
        names = [line.organization.name for line in screen.queue.lines]
        nobody = self._text("screen.organizations.nobody")
        screen.find(names, self._text("screen.organizations.find"), nobody)

    def _next(self) -> None:
        """The next sheet that waits, from the cursor on and round."""
        screen = self._screen
        rows = list(screen.grid.shown_rows())
        here = screen.grid.cursor[0]
        start = rows.index(here) + 1 if here in rows else 0
        waiting = (row for row in rows[start:] + rows[:start] if screen.is_open_row(row))
        row = next(waiting, None)
        if row is None:
            screen.speak(self._text("screen.review.none_waits"))
        else:
            screen.move_to(row)

    # -- many at once -----------------------------------------------------------------------------

    def _agree(self) -> None:
        """Those that wait, among the marked ones."""
        lines = [line for line in self._screen.lines_meant() if line.is_in(QueuePart.COMPLETE)]
        self._offer(lines, SheetStep.REVIEW, "review.agree")

    def _confirm(self) -> None:
        """Those that are reviewed, among the marked ones; without marks all of them."""
        screen = self._screen
        among = screen.lines_meant() if screen.marks.rows() else screen.queue.lines
        lines = [line for line in among if line.is_in(QueuePart.REVIEWED)]
        self._offer(lines, SheetStep.CONFIRM, "review.confirm")

    def _offer(self, lines: Sequence[QueueLine], step: SheetStep, action: str) -> None:
        """Say whose sheets they are; Enter goes on with it."""
        screen = self._screen
        if not lines:
            key = "none_reviewed" if step is SheetStep.CONFIRM else "none_waits_here"
            screen.speak(self._text(f"screen.review.{key}"), Tone.ERROR)
            return
        told = [f"  {line.organization.name}" for line in lines[:NAMED]]
        if len(lines) > NAMED:
            told.append(self._text("screen.review.and_more", count=len(lines) - NAMED))
        question = self._text("screen.review.agree_to", step=step, count=len(lines))
        screen.show_report(
            "",
            [question, "", *told],
            keys=self._text("screen.review.agree_keys"),
            answers={"enter": lambda: self._go_on(lines, step, action)},
        )

    def _go_on(self, lines: Sequence[QueueLine], step: SheetStep, action: str) -> None:
        screen, context = self._screen, self._screen.context
        found: list[Agreed] = []

        def work(uow: UnitOfWork) -> None:
            keys = [line.key for line in lines]
            found.append(agree(uow, context.here.contributions, keys, step, context.clock))

        screen.back_to_idle()
        if not screen.write(action, work):
            return
        screen.marks.clear()
        screen.changed([line.organization.id for line in lines])
        self._tell(found[0], step)

    def _tell(self, agreed: Agreed, step: SheetStep) -> None:
        screen = self._screen
        told = self._text("screen.review.agreed", step=step, count=len(agreed.sheets))
        if not agreed.refused:
            screen.speak(told)
            return
        key, error = agreed.refused[0]
        why = f"{screen.queue.tree.name(key.org)}: {screen.catalog.error(error)}"
        others = self._text("screen.review.refused", count=len(agreed.refused), why=why)
        screen.speak(f"{told}  {others}" if agreed.sheets else others, Tone.ERROR)

    def _sample(self) -> None:
        """Draw sheets by lot; the seed is the moment, and kept."""
        screen = self._screen

        def wrong(text: str) -> str:
            number = typed_number(text)
            good = number is not None and number > 0 and number == int(number)
            return "" if good else self._text("screen.review.no_number")

        screen.ask(self._text("screen.review.how_many"), self._draw, check=wrong)

    def _draw(self, text: str) -> None:
        from branchkit.services.review.sampling import draw_sample, sample_of_sheets

        screen, queue = self._screen, self._screen.queue
        size = int(typed_number(text) or 0)
        where = sample_of_sheets(queue.node, queue.kind, queue.period)
        among = [line.organization.id for line in queue.lines]
        at = screen.context.clock().isoformat(timespec="seconds")
        if screen.write("review.sample", lambda uow: draw_sample(uow, where, among, size, "", at)):
            screen.changed()
            drawn = sum(line.sampled for line in queue.lines)
            screen.speak(self._text("screen.review.drawn", count=drawn, among=len(among)))

    # -- terms ------------------------------------------------------------------------------------

    def _terms(self) -> None:
        """The days of this period, for all below."""
        from branchkit.screens.parts import date_field
        from branchkit.services.review.terms import read_terms, set_terms

        screen, queue = self._screen, self._screen.queue
        kind, period = queue.kind, queue.period
        terms = read_terms(screen.context.here.store, queue.node, kind, period)
        names = ("opens", "due", "closes")
        fields = [
            date_field(
                screen.catalog,
                name,
                self._text(f"screen.review.terms.{name}"),
                screen.today,
                str(getattr(terms, name) or ""),
                required=False,
            )
            for name in names
        ]

        def keep(texts: Texts) -> Texts:
            days = {name: typed_day(texts.get(name, ""), screen.today) for name in names}
            return self._keep(
                "review.terms", lambda uow: set_terms(uow, queue.node, kind, period, days)
            )

        title = self._text("screen.review.terms")
        screen.fill_in(title, fields, keep, lambda: screen.changed())  # noqa: PLW0108

    def _extend(self) -> None:
        """Another day for the organisation under the cursor; none: it is exempt."""
        from branchkit.screens.parts import date_field
        from branchkit.services.review.terms import grant
        from branchkit.widgets.form_model import FormField

        screen, queue = self._screen, self._screen.queue
        line = screen.here()
        if line is None:
            return
        org, granted = line.organization.id, line.terms.extension
        until = "" if granted is None or granted.due is None else str(granted.due)
        hint = self._text("screen.review.until_hint")
        label = self._text("screen.review.until")
        reason = granted.reason if granted else ""
        fields = [
            date_field(
                screen.catalog, "due", label, screen.today, until, required=False, hint=hint
            ),
            FormField("reason", self._text("screen.review.reason"), reason, required=True),
        ]

        def keep(texts: Texts) -> Texts:
            due = typed_day(texts.get("due", ""), screen.today)
            at = screen.context.clock().isoformat(timespec="seconds")
            why, by = texts.get("reason", "").strip(), screen.context.actor.name
            extension = Extension(due, why, by, at, exempt=due is None)
            return self._keep(
                "review.extend",
                lambda uow: grant(uow, queue.node, org, queue.kind, queue.period, extension),
            )

        title = self._text("screen.review.extend", name=line.organization.name)
        screen.fill_in(title, fields, keep, lambda: screen.changed())  # noqa: PLW0108

    def _keep(self, action: str, work: Callable[[UnitOfWork], object]) -> Texts:
        """Done in one unit of work; what is refused is a fault of the whole form."""
        context = self._screen.context
        try:
            with context.here.store.begin(context.actor, action) as uow:
                work(uow)
                uow.commit()
        except BranchkitError as error:
            return {"": self._screen.catalog.error(error)}
        return {}
