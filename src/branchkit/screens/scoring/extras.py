"""Bonus and deduction events, vetoes, and leaving somebody out: chosen from the scheme's lists, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from branchkit.core.errors import ScoreRefused
from branchkit.core.outcomes import Outcome
from branchkit.core.scoring.rules import CaseItem
from branchkit.core.scoring.schemes import Extra
from branchkit.core.scoring.sheets import ExtraEvent
from branchkit.screens.scoring.source import figure
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.scoring.cases import case_items, case_range, cases_of, check_case
from branchkit.services.scoring.scores import check_extra, extra_range, parse_points
from branchkit.widgets.picker import PickerItem

if TYPE_CHECKING:
    from branchkit.screens.scoring.screen import ScoringScreen

Entry = tuple[PickerItem, Callable[[], None]]
"""A line of the list, and what it stands for."""


class RowExtras(ScreenPart["ScoringScreen"]):
    """The questions asked about one row; what is already there can be taken back from the same list."""

    def __init__(self, screen: ScoringScreen, done: Callable[[Outcome[int]], None]) -> None:
        super().__init__(screen)
        self._done = done
        self._catalog = screen.catalog
        self._place, criterion = screen.here()
        self._criterion = screen.session.criterion(criterion)
        self._row = screen.board.row(self._place)
        self._name = screen.board.name(self._place)

    def choose_extra(self) -> None:
        """Ask which bonus or deduction, first which case of the criterion that the cursor stands on.

        Then stand the vetoes, what can be taken back, and last leaving the row out.
        """
        entries = [
            *(self._case_entry(item) for item in case_items(self._criterion) if item.most),
            *(self._extra_entry(item) for item in self._screen.board.scheme.extras),
            *self._veto_entries(),
            *self._events_there(),
            self._exclusion(),
        ]
        self._choose("screen.scoring.extra_for", entries)

    def choose_veto(self) -> None:
        """Ask which veto; last stands leaving the row out."""
        self._choose("screen.scoring.veto_for", [*self._veto_entries(), self._exclusion()])

    def _choose(self, label: str, entries: list[Entry]) -> None:
        run = {item.id: run for item, run in entries}
        items = [item for item, _run in entries]
        self._screen.choose(self._text(label, name=self._name), items, lambda id: run[id]())

    def _events_there(self) -> list[Entry]:
        titles = {
            item.id: self._catalog.local(item.title) for item in self._screen.board.scheme.extras
        }
        named = {item.id: self._catalog.local(item.title) for item in case_items(self._criterion)}
        judged = [
            self._take_back(
                f"case-there-{number}",
                f"{named.get(case.item, case.item)} {figure(case.points)} {case.note}",
                partial(self._drop_case, number),
            )
            for number, case in enumerate(cases_of(self._row, self._criterion.id))
        ]
        return judged + [
            self._take_back(
                f"there-{number}",
                f"{titles.get(event.item, event.item)} {event.points:+f} {event.note}",
                partial(self._drop_event, number),
            )
            for number, event in enumerate(self._row.extras)
        ]

    def _take_back(self, id: str, what: str, run: Callable[[], None]) -> Entry:
        """A line that takes something back, once it has been said that this is meant; Enter alone keeps it."""
        text = self._text("screen.scoring.take_back", what=what)
        answers = [("keep", self._text("screen.scoring.keep")), ("drop", text)]

        def answered(answer: str) -> None:
            if answer == "drop":
                run()

        def sure() -> None:
            self._screen.choose(f"{text}? ", answers, answered)

        return PickerItem(id, text, also="take back"), sure

    def _extra_entry(self, item: Extra) -> Entry:
        low, high = extra_range(item)
        span = f"{low:+f}" if low == high else f"{low:+f} .. {high:+f}"
        title = self._catalog.local(item.title)
        return PickerItem(item.id, title, span, item.title.en), partial(self._ask_points, item)

    def _case_entry(self, item: CaseItem) -> Entry:
        low, high = case_range(item)
        title = self._catalog.local(item.title)
        entry = PickerItem(f"case-{item.id}", title, f"{low} .. {high}", item.title.en)
        return entry, partial(self._ask_case, item)

    def _ask_case(self, item: CaseItem, typed: str = "", hint: str = "") -> None:
        low, high = case_range(item)
        label = self._text("screen.scoring.extra_points", low=figure(low), high=figure(high))
        self._screen.ask(label, partial(self._take_case, item), text=typed, hint=hint, blank=True)

    def _take_case(self, item: CaseItem, typed: str) -> None:
        """Points that do not fit are asked for again, as those of an event are."""
        try:
            points = parse_points(typed)
            check_case(item, points)
        except ScoreRefused as error:
            self._ask_case(item, typed, self._catalog.error(error))
            return

        def done(note: str) -> None:
            case = ExtraEvent(item.id, points, note, self._screen.today.isoformat())
            there = cases_of(self._row, self._criterion.id)
            self._set_cases((*there, case))

        self._screen.ask(self._text("screen.scoring.extra_note"), done)

    def _drop_case(self, number: int) -> None:
        there = cases_of(self._row, self._criterion.id)
        self._set_cases(case for index, case in enumerate(there) if index != number)

    def _set_cases(self, cases: Iterable[ExtraEvent]) -> None:
        session = self._screen.session
        self._done(session.set_cases(self._place, self._criterion.id, cases))

    def _veto_entries(self) -> list[Entry]:
        mark = self._text("screen.scoring.veto_mark")
        entries: list[Entry] = []
        for veto in self._screen.board.scheme.vetoes:
            title, id = self._catalog.local(veto.title), f"veto-{veto.id}"
            if veto.id in self._row.vetoes:
                entries.append(self._take_back(id, title, partial(self._lift_veto, veto.id)))
            else:
                item = PickerItem(id, title, mark, veto.title.en)
                entries.append((item, partial(self._ask_reason, veto.id)))
        return entries

    def _exclusion(self) -> Entry:
        session, text = self._screen.session, self._text("screen.scoring.exclude")
        if self._row.excluded:
            run = partial(session.set_excluded, self._place, "")
            return self._take_back("exclude", text, lambda: self._done(run()))

        def ask() -> None:
            label = self._text("screen.scoring.exclude_reason", name=self._name)
            self._screen.ask(label, done)

        def done(reason: str) -> None:
            self._done(session.set_excluded(self._place, reason))

        return PickerItem("exclude", text, also="exclude"), ask

    def _ask_points(self, item: Extra, typed: str = "", hint: str = "") -> None:
        low, high = extra_range(item)
        if low == high:
            self._ask_note(item, low)
            return
        self._screen.ask(
            self._text("screen.scoring.extra_points", low=figure(low), high=figure(high)),
            partial(self._take_points, item),
            text=typed,
            hint=hint,
            blank=True,
        )

    def _take_points(self, item: Extra, typed: str) -> None:
        """Points that do not fit are asked for again, so that the reason typed next is not taken for scores."""
        try:
            points = parse_points(typed)
            check_extra(item, points)
        except ScoreRefused as error:
            self._ask_points(item, typed, self._catalog.error(error))
            return
        self._ask_note(item, points)

    def _ask_note(self, item: Extra, points: Decimal) -> None:
        today = self._screen.today.isoformat()

        def done(note: str) -> None:
            event = ExtraEvent(item.id, points, note, today)
            self._done(self._screen.session.set_extras(self._place, (*self._row.extras, event)))

        self._screen.ask(self._text("screen.scoring.extra_note"), done, blank=True)

    def _drop_event(self, number: int) -> None:
        left = [event for index, event in enumerate(self._row.extras) if index != number]
        self._done(self._screen.session.set_extras(self._place, left))

    def _ask_reason(self, veto: str) -> None:
        def done(reason: str) -> None:
            vetoes = {**self._row.vetoes, veto: reason}
            self._done(self._screen.session.set_vetoes(self._place, vetoes))

        label = self._text("screen.scoring.veto_reason", name=self._name)
        self._screen.ask(label, done, blank=True)

    def _lift_veto(self, veto: str) -> None:
        left = {id: reason for id, reason in self._row.vetoes.items() if id != veto}
        self._done(self._screen.session.set_vetoes(self._place, left))
