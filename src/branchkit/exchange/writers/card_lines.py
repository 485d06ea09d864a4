"""Which fields of a card stand side by side."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.core.tables import Card, CardField


def card_lines(card: Card) -> Iterator[tuple[CardField, ...]]:
    """The fields as they stand side by side: two narrow ones, or a wide one alone."""
    waiting: CardField | None = None
    for field in card.fields:
        if field.wide:
            if waiting is not None:
                yield (waiting,)
                waiting = None
            yield (field,)
        elif waiting is not None:
            yield waiting, field
            waiting = None
        else:
            waiting = field
    if waiting is not None:
        yield (waiting,)
