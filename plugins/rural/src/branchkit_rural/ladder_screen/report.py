"""Everything about one rung of the ladder, to be read: its goods, what it lacks, points lost, earlier years, what it has to mend."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.screens import ReportLine, Tone, wrap
from branchkit.api.workspace import WorkspaceView
from branchkit_rural.ladder import Ladder, Line
from branchkit_rural.ladder_screen.detail import below_text
from branchkit_rural.levels import Rung, judged_below
from branchkit_rural.ratings import rated_years
from branchkit_rural.shortfall import lost_points, section_shares
from branchkit_rural.words import Words, share_text

YEARS = 6
"""So many years are told."""
_LOST = 12
_MARGIN = 6


class RungReport:
    """Makes the paper of a rung."""

    def __init__(self, view: WorkspaceView, ladder: Ladder, words: Words) -> None:
        self._view, self._ladder, self._words = view, ladder, words

    def lines(self, rung: Rung, width: int) -> list[str | ReportLine]:
        """Lines of at most ``width`` cells."""
        line = self._ladder.line(rung)
        found: list[str | ReportLine] = ["", self._heading(line), ""]
        for title, part in (
            ("paper.sections", self._sections(line)),
            ("paper.vetoes", self._vetoes(line)),
            ("paper.lacks", self._lacks(line)),
            ("paper.history", self._history(rung)),
            ("paper.below", self._below(rung)),
            ("paper.items", self._items(rung)),
            ("paper.lost", self._lost(line)),
        ):
            told = [f"    {folded}" for text in part for folded in wrap(text, width - _MARGIN)]
            if told:
                found += [ReportLine(f"  {self._words.text(title)}", Tone.HEAD), *told, ""]
        return found

    def _heading(self, line: Line) -> ReportLine:
        text = self._words.text(
            "paper.band",
            level=self._words.level(line.rung.level),
            year=self._ladder.year,
            total="-" if line.now.total is None else line.now.total,
            band=self._words.band(line.now),
        )
        return ReportLine(f"  {line.organization.name}  {text}", Tone.HEAD)

    def _sections(self, line: Line) -> Iterator[str]:
        shares = section_shares(line.now, line.organization)
        weak = {one.section.id: one for one in line.lacks.sections} if line.lacks else {}
        for section in line.now.scheme.sections:
            if section.id not in shares:
                continue
            params = {
                "section": section.title.in_language(self._words.language),
                "share": f"{share_text(shares[section.id]):>5}",
            }
            if section.id in weak:
                wanted = share_text(weak[section.id].wanted)
                yield self._words.text("paper.section-low", wanted=wanted, **params)
            else:
                yield self._words.text("paper.section", **params)

    def _vetoes(self, line: Line) -> Iterator[str]:
        given = line.now.result.vetoes if line.now.result else ()
        for veto in line.now.scheme.vetoes:
            if veto.id in given:
                yield veto.title.in_language(self._words.language)

    def _lacks(self, line: Line) -> Iterator[str]:
        if line.lacks is None:
            text = self._words.lacks(None, line.now)
            if text:
                yield text
            return
        parts = self._words.lacks_at_length(line.lacks)
        yield self._words.lacks_for(line.lacks) + self._words.text("between").join(parts)

    def _lost(self, line: Line) -> Iterator[str]:
        for lost in lost_points(line.now, line.organization)[:_LOST]:
            yield self._words.lost(lost)

    def _history(self, rung: Rung) -> Iterator[str]:
        years = rated_years(self._view, rung.id, rung.level, self._ladder.year, YEARS)
        for year, rating in years:
            yield self._words.text("paper.history-one", year=year, band=self._words.band(rating))

    def _below(self, rung: Rung) -> Iterator[str]:
        below = self._ladder.below(rung.id)
        if below is not None:
            yield below_text(self._words, self._ladder, below)
        under = {o.id for o in judged_below(self._ladder.tree, rung.id)}
        for other in self._ladder.rungs:
            if other.id in under:
                line = self._ladder.line(other)
                yield f"{self._words.band(line.now)}  {other.organization.name}"

    def _items(self, rung: Rung) -> Iterator[str]:
        for item in self._ladder.items(rung.id):
            state = self._words.text(f"item.{item.state(self._ladder.today)}")
            deadline = item.deadline or self._words.text("paper.no-deadline")
            yield self._words.text("paper.item", state=state, deadline=deadline, item=item.text)
