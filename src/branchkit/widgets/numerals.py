"""Characters that count as part of a figure, whatever input method they come from."""

from __future__ import annotations

import unicodedata

_POINTS = frozenset(".。．｡")
_MINUSES = frozenset("-－−﹣")


def numeral(character: str | None) -> str:
    """The ASCII digit, point or minus that ``character`` stands for; empty for anything else.

    ``isdecimal`` and not ``isdigit``: the latter is true for a superscript two.
    """
    if not character or len(character) != 1:
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _POINTS:
        return "."
    return "-" if character in _MINUSES else ""


def plain_character(character: str | None) -> str:
    """The character as a key: full-width forms and Chinese stops become their ASCII counterparts.

    An input method left on sends ＝ for = and 。 for the point; a shortcut means the same by both.
    """
    if not character:
        return ""
    folded = unicodedata.normalize("NFKC", character)
    return {"。": ".", "、": "\\", "“": '"', "”": '"', "‘": "'", "’": "'", "￥": "$"}.get(
        folded, folded
    )
