"""The lines under the ladder: where the organisation stands, what it lacks, where points were lost, what stands below."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.scoring import Measurement
from branchkit.api.screens import Line, Tone, cells, lengths, wrap
from branchkit_rural.ladder import Ladder
from branchkit_rural.ladder import Line as Rated
from branchkit_rural.levels import Rung
from branchkit_rural.rectification import State
from branchkit_rural.shortfall import lost_points
from branchkit_rural.words import Words, share_text

HEIGHT = 6
_LACKS = 2
"""Lines for what is lacking; the paper has all of it."""
_GAP = "   "
_BAR = 5
"""Cells of the longest bar."""


class LadderDetail:
    """What is told of the rung under the cursor."""

    def __init__(self, ladder: Ladder, words: Words) -> None:
        self._ladder, self._words = ladder, words

    def lines(self, rung: Rung | None, width: int) -> list[Line]:
        """Exactly :data:`HEIGHT` lines; empty ones where there is nothing under the cursor."""
        divider = Line("-" * width, tone=Tone.MUTED)
        if rung is None:
            return [divider, *[Line()] * (HEIGHT - 1)]
        rated = self._ladder.line(rung)
        scheme = rated.now.scheme.title.in_language(self._words.language)
        return [
            divider,
            Line(f" {self._path(rung)}", right=scheme),
            *self._lacks_lines(rated, width - 2),
            Line(f" {self._lost(rated, width - 2)}"),
            Line(f" {self._told(rung, width - 2)}"),
        ]

    def _path(self, rung: Rung) -> str:
        above = [o.short for o in self._ladder.tree.path(rung.id)[:-1]]
        return " > ".join([*above, rung.organization.name])

    def _lacks_lines(self, rated: Rated, width: int) -> list[Line]:
        folded = wrap(self._lacks(rated), width)[:_LACKS]
        return [Line(f" {text}") for text in folded] + [Line()] * (_LACKS - len(folded))

    def _lacks(self, rated: Rated) -> str:
        if rated.lacks is None:
            return self._words.lacks(None, rated.now)
        parts = self._words.lacks_at_length(rated.lacks)
        return self._words.lacks_for(rated.lacks) + self._words.text("between").join(parts)

    def _lost(self, rated: Rated, width: int) -> str:
        """As many criteria as there is room for."""
        if rated.now.band is not None and rated.now.sheet is None:
            return self._words.text("detail.ledger")
        text = self._words.text("detail.lost")
        told: list[str] = []
        for lost in lost_points(rated.now, rated.organization):
            longer = text + self._words.listed([*told, self._words.lost(lost)])
            if cells.width(longer) > width:
                break
            told.append(self._words.lost(lost))
        return text + self._words.listed(told) if told else ""

    def _figures(self, rung: Rung) -> Iterator[str]:
        below = self._ladder.below(rung.id)
        if below is not None:
            yield below_text(self._words, self._ladder, below)
        yield self._mending(rung)

    def _told(self, rung: Rung, width: int) -> str:
        """The figures, with the bars where there is room for them."""
        figures = _GAP.join(self._figures(rung))
        longer = _GAP.join((figures, *self._bands(rung)))
        return longer if cells.width(longer) <= width else figures

    def _mending(self, rung: Rung) -> str:
        items = self._ladder.items(rung.id)
        if not items:
            return self._words.text("detail.no-items")
        states = [item.state(self._ladder.today) for item in items]
        late = states.count(State.OVERDUE)
        return self._words.text(
            "detail.items", count=len(items), open=states.count(State.OPEN) + late, late=late
        )

    def _bands(self, rung: Rung) -> Iterator[str]:
        """A bar for each band that somebody of the level below has."""
        found = self._ladder.bands_below(rung.id)
        bars = lengths([count for _rating, count in found], _BAR)
        told = (
            f"{self._words.band(rating)} {drawn} {count}"
            for drawn, (rating, count) in zip(bars, found, strict=True)
        )
        if found:
            yield "  ".join(told)


def below_text(words: Words, ladder: Ladder, below: Measurement) -> str:
    """How many of the level below have reached the five goods, and how many should have."""
    count, reached = len(below.evidence), sum(item.counted for item in below.evidence)
    if below.value is None:
        # An unrated one is told apart by the sign that stands for its band.
        unrated = sum(item.summary.endswith("?") for item in below.evidence)
        return words.text("detail.below-open", count=count, reached=reached, open=unrated)
    return words.text(
        "detail.below",
        count=count,
        reached=reached,
        share=share_text(below.value),
        wanted=share_text(ladder.figures.organizations_share),
    )
