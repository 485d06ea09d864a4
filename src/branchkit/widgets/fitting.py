"""How columns share what a wide screen has to spare: by need, and each alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def shared(widths: Sequence[int], wanted: Mapping[int, int], spare: int) -> list[int]:
    """The widths with ``spare`` cells given to the columns that want more (index → cells): in turn, a cell each, while some want."""
    grown = list(widths)
    short = [index for index, cells in wanted.items() if cells > grown[index]]
    while spare > 0 and short:
        each = max(1, spare // len(short))
        for index in short:
            more = min(each, wanted[index] - grown[index], spare)
            grown[index] += more
            spare -= more
        short = [index for index in short if wanted[index] > grown[index]]
    return grown
