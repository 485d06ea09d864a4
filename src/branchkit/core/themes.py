"""Themes: which look stands for which tone, and how well it can be read on the ground it is made for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from branchkit.core.texts import LocalText
from branchkit.core.tones import Tone
from branchkit.core.values import frozen

NAMED: Mapping[str, str] = {
    "black": "000000",
    "red": "cd0000",
    "green": "00cd00",
    "yellow": "cdcd00",
    "blue": "0000ee",
    "magenta": "cd00cd",
    "cyan": "00cdcd",
    "white": "e5e5e5",
    "bright-black": "7f7f7f",
    "bright-red": "ff0000",
    "bright-green": "00ff00",
    "bright-yellow": "ffff00",
    "bright-blue": "5c5cff",
    "bright-magenta": "ff00ff",
    "bright-cyan": "00ffff",
    "bright-white": "ffffff",
}
"""The sixteen colours that every terminal with colours has, with what most of them show for each, in hexadecimal digits."""
LEAST_CONTRAST = 4.5
"""Between a text and its ground, as the Web Content Accessibility Guidelines 2.1 want it (1.4.3, level AA)."""
LEAST_OF_FEW = 3.0
"""The same where a terminal has sixteen colours only: what the guidelines want of large texts."""
_FULL = 255


class Ground(StrEnum):
    """What a terminal's background is; it stays the terminal's own."""

    DARK = "dark"
    LIGHT = "light"

    @property
    def color(self) -> str:
        """As which it is reckoned."""
        return "#ffffff" if self is Ground.LIGHT else "#000000"


class Depth(StrEnum):
    """How many colours a terminal has."""

    ALL = "all"
    FEW = "few"
    """The sixteen of :data:`NAMED`."""
    NONE = "none"


@frozen
class Look:
    """One tone's. Empty colours are the terminal's own."""

    color: str = ""
    """One of :data:`NAMED`, or ``#rrggbb``."""
    few: str = ""
    """The one of :data:`NAMED` that stands for it where a terminal has no more than these."""
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


@frozen
class Theme:
    """A look for each tone that does not keep the usual one."""

    id: str
    """The plugin's id and the file's name: ``county/night``."""
    title: LocalText
    ground: Ground
    looks: Mapping[Tone, Look]
    source: str = ""
    """The plugin that brings it."""


def is_color(text: str) -> bool:
    """Whether a text names a colour."""
    digits = text[1:]
    is_hex = len(digits) == 6 and all(char in "0123456789abcdef" for char in digits.lower())
    return text in NAMED or (text[:1] == "#" and is_hex)


def contrast(first: str, second: str) -> float:
    """The ratio of two colours' luminances, from 1 (the same) to 21 (black and white)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_named(color: str) -> str:
    """The one of :data:`NAMED` that comes next to a colour."""
    wanted = _channels(color)

    def distance(name: str) -> int:
        return sum((a - b) ** 2 for a, b in zip(_channels(name), wanted, strict=True))

    return color if color in NAMED else min(NAMED, key=distance)


def _channels(color: str) -> tuple[int, ...]:
    digits = NAMED.get(color) or color.removeprefix("#")
    return tuple(int(digits[place : place + 2], 16) for place in (0, 2, 4))


def _luminance(color: str) -> float:
    """Relative, by the guidelines' formula."""
    linear = []
    for channel in _channels(color):
        share = channel / _FULL
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
