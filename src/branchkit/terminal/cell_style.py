"""SGR, the terminal's attributes and colours: read from a stream, written as the shortest change.

A look is a number in a table, so that comparing two cells compares two integers; number 0 is the
terminal's default.
"""

from __future__ import annotations

from branchkit.core.values import frozen

DEFAULT = 0

_BOLD, _DIM, _ITALIC, _UNDERLINE, _BLINK, _REVERSE, _CONCEAL, _STRIKE = (1 << n for n in range(8))
_ON = {
    1: _BOLD,
    2: _DIM,
    3: _ITALIC,
    4: _UNDERLINE,
    5: _BLINK,
    7: _REVERSE,
    8: _CONCEAL,
    9: _STRIKE,
}
_OFF = {
    22: _BOLD | _DIM,
    23: _ITALIC,
    24: _UNDERLINE,
    25: _BLINK,
    27: _REVERSE,
    28: _CONCEAL,
    29: _STRIKE,
}
_SEEN_ON_BLANKS = _UNDERLINE | _BLINK | _REVERSE | _STRIKE
_FOREGROUNDS = frozenset((*range(30, 38), *range(90, 98)))
_BACKGROUNDS = frozenset((*range(40, 48), *range(100, 108)))
_EXTENDED_LENGTH = {"5": 3, "2": 5}
"""How many parameters a colour of 256 or of 24 bits takes, 38 or 48 included."""


class UnclearError(Exception):
    """Something in the stream whose effect on the screen is not known here."""


@frozen
class _Attribute:
    attributes: int = 0
    foreground: str = ""
    background: str = ""


class CellStyle:
    """The table of looks met so far, with the ways from one to another kept.

    It grows with the styles a program uses, a few dozen, not with what it shows.
    """

    def __init__(self) -> None:
        self._looks = [_Attribute()]
        self._numbers = {_Attribute(): DEFAULT}
        self._after: dict[tuple[int, str], int] = {}
        self._changes: dict[tuple[int | None, int], str] = {}
        self.plain_on_blanks = [True]
        """By number: whether a space in this look cannot be told from one in the default look."""

    def after(self, look: int, parameters: str) -> int:
        """The look after SGR with these parameters; raises :class:`UnclearError`."""
        key = (look, parameters)
        number = self._after.get(key)
        if number is None:
            number = self._after[key] = self._number(_applied(self._looks[look], parameters))
        return number

    def change(self, current: int | None, wanted: int) -> str:
        """The shortest sequence from one look to another; ``None``: whatever it is now."""
        if current == wanted:
            return ""
        key = (current, wanted)
        sequence = self._changes.get(key)
        if sequence is None:
            target = self._looks[wanted]
            sequence = _sequence(["0", *_codes(target)] if wanted != DEFAULT else [])
            if current is not None:
                step = _step(self._looks[current], target)
                if step is not None:
                    sequence = min(sequence, _sequence(step), key=len)
            self._changes[key] = sequence
        return sequence

    def _number(self, look: _Attribute) -> int:
        number = self._numbers.get(look)
        if number is None:
            number = self._numbers[look] = len(self._looks)
            self._looks.append(look)
            self.plain_on_blanks.append(
                not look.attributes & _SEEN_ON_BLANKS and not look.background
            )
        return number


def _applied(look: _Attribute, parameters: str) -> _Attribute:
    attributes, foreground, background = look.attributes, look.foreground, look.background
    codes = parameters.split(";")
    index = 0
    while index < len(codes):
        code = int(codes[index] or "0")
        length = 1
        if code == 0:
            attributes, foreground, background = 0, "", ""
        elif code in _ON:
            attributes |= _ON[code]
        elif code in _OFF:
            attributes &= ~_OFF[code]
        elif code in _FOREGROUNDS:
            foreground = str(code)
        elif code in _BACKGROUNDS:
            background = str(code)
        elif code == 39:
            foreground = ""
        elif code == 49:
            background = ""
        elif code in (38, 48):
            length = _EXTENDED_LENGTH.get(codes[index + 1] if index + 1 < len(codes) else "", 0)
            if not length or index + length > len(codes):
                raise UnclearError(parameters)
            colour = ";".join(codes[index : index + length])
            foreground, background = (colour, background) if code == 38 else (foreground, colour)
        else:
            raise UnclearError(parameters)
        index += length
    return _Attribute(attributes, foreground, background)


def _codes(look: _Attribute) -> list[str]:
    codes = [str(code) for code, bit in _ON.items() if look.attributes & bit]
    return codes + [colour for colour in (look.foreground, look.background) if colour]


def _step(current: _Attribute, wanted: _Attribute) -> list[str] | None:
    """The codes for what differs; None where a reset is safer."""
    removed = current.attributes & ~wanted.attributes
    added = wanted.attributes & ~current.attributes
    codes: list[str] = []
    for code, bits in _OFF.items():
        if removed & bits:
            codes.append(str(code))
            added |= wanted.attributes & bits
    codes.extend(str(code) for code, bit in _ON.items() if added & bit)
    if current.foreground != wanted.foreground:
        if not wanted.foreground and wanted.attributes & _UNDERLINE:
            return None  # older Linux consoles take 39 for "default colour, underline off"
        codes.append(wanted.foreground or "39")
    if current.background != wanted.background:
        codes.append(wanted.background or "49")
    return codes


def _sequence(codes: list[str]) -> str:
    return f"\x1b[{';'.join(codes)}m"
