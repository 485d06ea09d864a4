"""Writes ``src/branchkit/core/pinyin_table.py``: the first pinyin letter of every common character.

pypinyin knows the readings but takes 57 MB when imported, so it is asked once, here, and the program
carries only the letters. Run from the repository's root after changing anything below:

    python tools/build_pinyin.py

Characters without a reading become ``?``. Surname readings that differ from the everyday ones are not
made here; they are declared in ``core/names.py``.
"""

from __future__ import annotations

import textwrap
import unicodedata
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

FIRST, LAST = 0x4E00, 0x9FA5
TARGET = Path("src/branchkit/core/pinyin_table.py")

HEAD = '''"""First pinyin letters of the characters U+4E00 to U+9FA5, made by ``tools/build_pinyin.py``; not edited by hand."""

from __future__ import annotations

FIRST_CODE_POINT = 0x4E00
INITIALS = (
'''


def initial(code_point: int) -> str:
    """The first letter of the commonest reading, without its tone mark."""
    reading = PINYIN_DICT.get(code_point, "").split(",")[0]
    letter = unicodedata.normalize("NFD", reading)[:1]
    return letter if letter.isascii() and letter.isalpha() else "?"


def main() -> None:
    """Write the table."""
    letters = "".join(initial(code_point) for code_point in range(FIRST, LAST + 1))
    lines = "".join(f'    "{line}"\n' for line in textwrap.wrap(letters, 90))
    TARGET.write_text(f"{HEAD}{lines})\n", encoding="utf-8")


if __name__ == "__main__":
    main()
