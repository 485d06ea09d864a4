"""Bonus and deduction events, and vetoes: chosen from the scheme's lists, each with its reason."""

from __future__ import annotations

from collections.abc import Callable

from branchkit.core.errors import ScoreRefused
from branchkit.core.outcomes import Outcome
from branchkit.core.scoring.schemes import Extra
from branchkit.core.scoring.sheets import ExtraEvent
from branchkit.screens.finder import Palette, PaletteEntry
from branchkit.screens.modes import Choice, Question
from branchkit.screens.scoring.source import figure
from branchkit.screens.scoring.view import ScoringView
from branchkit.services.scoring.scores import extra_range, parse_points
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.theme import Tone


class RowExtras:
    """The questions asked about one row; what is already there can be taken back from the same list."""

    def __init__(self, screen: ScoringView, done: Callable[[Outcome[int]], None]) -> None:
        self._screen = screen
        self._done = done
        self._catalog = screen.catalog
        self._place, _ = screen.here()
        self._row = screen.board.row(self._place)
        self._name = screen.board.name(self._place)

    def choose_extra(self) -> None:
        """Ask which bonus or deduction; vetoes stand at the end of the list."""
        entries = [
            *self._events_there(),
            *(self._extra_entry(item) for item in self._screen.board.scheme.extras),
            *self._veto_entries(),
        ]
        self._choose("screen.scoring.extra_for", entries)

    def choose_veto(self) -> None:
        """Ask which veto."""
        self._choose("screen.scoring.veto_for", self._veto_entries())

    def _choose(self, label: str, entries: list[PaletteEntry]) -> None:
        if not entries:
            self._screen.speak(self._catalog.text("screen.scoring.scheme_has_none"))
            return
        palette = Palette(self._catalog, entries)

        def done(item: PickerItem | None) -> None:
            self._screen.back_to_idle()
            if item is not None:
                palette.run(item.id)

        text = self._catalog.text(label, name=self._name)
        Choice(self._screen.modes, self._screen.picker, text, palette.matching, done)

    def _events_there(self) -> list[PaletteEntry]:
        titles = {item.id: item.title for item in self._screen.board.scheme.extras}
        return [
            PaletteEntry(
                f"there-{number}",
                self._catalog.text(
                    "screen.scoring.take_back",
                    what=f"{self._catalog.local(titles[event.item])} {event.points:+f} {event.note}",
                ),
                "take back",
                "",
                lambda number=number: self._drop_event(number),  # type: ignore[misc]
            )
            for number, event in enumerate(self._row.extras)
            if event.item in titles
        ]

    def _extra_entry(self, item: Extra) -> PaletteEntry:
        low, high = extra_range(item)
        span = f"{low:+f}" if low == high else f"{low:+f} .. {high:+f}"
        return PaletteEntry(
            item.id,
            self._catalog.local(item.title),
            item.title.en,
            span,
            lambda: self._ask_points(item),
        )

    def _veto_entries(self) -> list[PaletteEntry]:
        entries = []
        for veto in self._screen.board.scheme.vetoes:
            title = self._catalog.local(veto.title)
            if veto.id in self._row.vetoes:
                text = self._catalog.text("screen.scoring.take_back", what=title)
                run = lambda id=veto.id: self._lift_veto(id)  # noqa: E731
            else:
                text = title
                run = lambda id=veto.id: self._ask_reason(id)  # noqa: E731
            mark = self._catalog.text("screen.scoring.veto_mark")
            entries.append(PaletteEntry(f"veto-{veto.id}", text, veto.title.en, mark, run))
        return entries

    def _ask(self, label: str, done: Callable[[str], None], **params: object) -> None:
        def answered(text: str | None) -> None:
            self._screen.back_to_idle()
            if text is not None:
                done(text)

        Question(
            self._screen.modes, self._screen.prompt, self._catalog.text(label, **params), answered
        )

    def _ask_points(self, item: Extra) -> None:
        low, high = extra_range(item)
        if low == high:
            self._ask_note(item, str(low))
            return
        self._ask(
            "screen.scoring.extra_points",
            lambda text: self._ask_note(item, text),
            low=figure(low),
            high=figure(high),
        )

    def _ask_note(self, item: Extra, points: str) -> None:
        try:
            value = parse_points(points)
        except ScoreRefused as error:
            self._screen.speak(self._catalog.error(error), Tone.ERROR)
            return
        today = self._screen.context.clock().date().isoformat()

        def done(note: str) -> None:
            event = ExtraEvent(item.id, value, note.strip(), today)
            self._done(self._screen.session.set_extras(self._place, (*self._row.extras, event)))

        self._ask("screen.scoring.extra_note", done)

    def _drop_event(self, number: int) -> None:
        left = [event for index, event in enumerate(self._row.extras) if index != number]
        self._done(self._screen.session.set_extras(self._place, left))

    def _ask_reason(self, veto: str) -> None:
        def done(reason: str) -> None:
            vetoes = {**self._row.vetoes, veto: reason.strip()}
            self._done(self._screen.session.set_vetoes(self._place, vetoes))

        self._ask("screen.scoring.veto_reason", done, name=self._name)

    def _lift_veto(self, veto: str) -> None:
        left = {id: reason for id, reason in self._row.vetoes.items() if id != veto}
        self._done(self._screen.session.set_vetoes(self._place, left))
