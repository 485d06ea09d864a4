"""Writes ``src/branchkit/core/pinyin_table.py`` and ``syllables_table.py``: the first pinyin letter of every common character, and
its whole syllable.

pypinyin knows the readings but takes 57 MB when imported, so it is asked once, here, and the program
carries only the letters. Run from the repository's root after changing anything below:

    python tools/build_pinyin.py

Characters without a reading become ``?``, or no syllable. Surname readings that differ from the everyday ones are not
made here; they are declared in ``core/names.py``, other second readings in ``core/pinyin.py``.
"""

from __future__ import annotations

import textwrap
import unicodedata
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

FIRST, LAST = 0x4E00, 0x9FA5
TARGET = Path("src/branchkit/core/pinyin_table.py")
SYLLABLES_TARGET = Path("src/branchkit/core/syllables_table.py")

HEAD = '''"""First pinyin letters of the characters U+4E00 to U+9FA5, made by ``tools/build_pinyin.py``; not edited by hand."""

from __future__ import annotations

FIRST_CODE_POINT = 0x4E00
INITIALS = (
'''
SYLLABLES_HEAD = '''"""Pinyin syllables of the characters U+4E00 to U+9FA5, made by ``tools/build_pinyin.py``; not edited by hand."""

from __future__ import annotations

FIRST_CODE_POINT = 0x4E00
SYLLABLES = (
{syllables})
BASE, DIGITS = {base}, "{digits}"
"""Two digits of this base stand for a place among the syllables; the last place is that of characters without a reading."""
PLACES = (
'''
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def initial(code_point: int) -> str:
    """The first letter of the commonest reading, without its tone mark."""
    reading = PINYIN_DICT.get(code_point, "").split(",")[0]
    letter = unicodedata.normalize("NFD", reading)[:1]
    return letter if letter.isascii() and letter.isalpha() else "?"


def syllable(code_point: int) -> str:
    """The commonest reading as it is typed, without its tone: ``lü`` is ``lv``; empty where there is none."""
    reading = PINYIN_DICT.get(code_point, "").split(",")[0]
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return letters if letters.isascii() and letters.isalpha() else ""


def quoted(text: str) -> str:
    """The text as lines of a source file."""
    return "".join(f'    "{line}"\n' for line in textwrap.wrap(text, 90))


def main() -> None:
    """Write both tables."""
    characters = range(FIRST, LAST + 1)
    initials = "".join(map(initial, characters))
    TARGET.write_text(f"{HEAD}{quoted(initials)})\n", encoding="utf-8")

    known = sorted({syllable(char) for char in characters} - {""})
    place_of = {text: place for place, text in enumerate([*known, ""])}
    listed = "".join(f'    "{line} "\n' for line in textwrap.wrap(" ".join(known), 88))
    head = SYLLABLES_HEAD.format(syllables=listed, base=len(DIGITS), digits=DIGITS)
    places = (divmod(place_of[syllable(char)], len(DIGITS)) for char in characters)
    signs = "".join(DIGITS[high] + DIGITS[low] for high, low in places)
    SYLLABLES_TARGET.write_text(f"{head}{quoted(signs)})\n", encoding="utf-8")


if __name__ == "__main__":
    main()
