"""What the ladder and the papers say, in words: bands, moves, what is lacking."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from branchkit.api.hooks import plugin_texts
from branchkit.api.scoring import plain
from branchkit_rural.levels import Level
from branchkit_rural.ratings import Move, Rating
from branchkit_rural.shortfall import Lost, Shortfall

TEXTS = plugin_texts("branchkit_rural")
_TENTH = Decimal("0.1")


class Words:
    """The plugin's texts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, key: str, /, **params: object) -> str:
        """A text with its placeholders filled in."""
        return TEXTS.text(self.language, key, **params)

    def level(self, level: Level) -> str:
        """A level's name."""
        return self.text(f"level.{level}")

    def move(self, move: Move) -> str:
        """Risen, held, fallen."""
        return self.text(f"move.{move}")

    def band(self, rating: Rating) -> str:
        """The band in short; that it is a draft; that there is none."""
        if rating.band is not None:
            return rating.band.short.in_language(self.language)
        if rating.waiting == "unrated":
            return self.text("rating.unrated")
        if rating.waiting:
            return self.text("rating.waiting")
        return self.text("rating.draft" if rating.is_draft else "rating.none")

    def listed(self, parts: Iterable[str]) -> str:
        """Parts of one thing."""
        return self.text("listed").join(parts)

    def lacks(self, lacks: Shortfall | None, rating: Rating) -> str:
        """What is lacking for the next band, in a column's width."""
        if rating.is_draft and rating.total is None:
            return self.text("lacks.draft")
        if lacks is None:
            return self.text("lacks.best") if rating.is_best() else ""
        if lacks.is_nothing:
            return self.text("lacks.draft" if rating.is_draft else "lacks.quota")
        return " ".join(self._lacking(lacks))

    def _lacking(self, lacks: Shortfall) -> Iterable[str]:
        if lacks.vetoes:
            yield self.text("lacks.veto")
        if lacks.points:
            yield self.text("lacks.points", points=plain(lacks.points))
        if len(lacks.sections) == 1:
            (weak,) = lacks.sections
            title = weak.section.title.in_language(self.language)
            yield self.text(
                "lacks.section",
                section=title,
                share=share_text(weak.share),
                wanted=plain(weak.wanted),
            )
        elif lacks.sections:
            wanted = plain(lacks.sections[0].wanted)
            yield self.text("lacks.sections", count=len(lacks.sections), wanted=wanted)

    def lacks_at_length(self, lacks: Shortfall) -> list[str]:
        """The same, a sentence for each thing."""
        if lacks.is_nothing:
            return [self.text("lacks.long.quota")]
        found = []
        if lacks.points:
            found.append(self.text("lacks.long.points", points=plain(lacks.points)))
        found += [
            self.text(
                "lacks.long.section",
                section=weak.section.title.in_language(self.language),
                share=share_text(weak.share),
                wanted=plain(weak.wanted),
            )
            for weak in lacks.sections
        ]
        titles = (veto.title.in_language(self.language) for veto in lacks.vetoes)
        return found + [self.text("lacks.long.veto", veto=title) for title in titles]

    def lacks_for(self, lacks: Shortfall) -> str:
        """For which band."""
        band = lacks.band.short.in_language(self.language)
        return self.text("lacks.long.for", band=band)

    def lost(self, lost: Lost) -> str:
        """A criterion with the points that it did not bring."""
        title = lost.criterion.title.in_language(self.language)
        return self.text("detail.lost-one", criterion=title, points=figure_text(lost.points))


def share_text(share: Decimal) -> str:
    """A share with one decimal at most."""
    return str(plain(share.quantize(_TENTH, ROUND_HALF_UP)))


def figure_text(figure: Decimal) -> str:
    """Points with two decimals at most: weights make more of them than anybody reads."""
    return str(plain(figure.quantize(Decimal("0.01"), ROUND_HALF_UP)))
