"""Writes ``src/branchkit/core/strokes_table.py``: how many strokes every common character has.

The counts are the property kTotalStrokes of the Unihan database, which the Unicode licence (``LICENSE.unicode``) lets us pass
on; where a character has two counts the first, that of simplified script, is taken. ``Unihan_IRGSources.txt.bz2`` is a file of
Debian's package ``unicode-data``. Run from the repository's root:

    python tools/build_strokes.py Unihan_IRGSources.txt.bz2
"""

from __future__ import annotations

import bz2
import sys
import textwrap
from pathlib import Path

FIRST, LAST = 0x4E00, 0x9FA5
TARGET = Path("src/branchkit/core/strokes_table.py")
BASE = ord("0") - 1
"""One stroke is written as ``0``, so that 48, the most there are, are still a letter."""

HEAD = '''"""Stroke counts of the characters U+4E00 to U+9FA5, made by ``tools/build_strokes.py``; not edited by hand.

Data from the Unihan database {version}, copyright Unicode, Inc., under the licence in ``LICENSE.unicode``; reduced to the counts.
"""

from __future__ import annotations

FIRST_CODE_POINT = 0x4E00
BASE = {base}
"""A sign of the table stands for its code point less this many strokes."""
SIGNS = (
'''


def counts_in(source: Path) -> tuple[str, dict[int, int]]:
    """The version of the database, and code point → strokes."""
    lines = bz2.decompress(source.read_bytes()).decode("utf-8").splitlines()
    version = next(line for line in lines if "Unicode version:" in line).rpartition(" ")[2]
    counted = (line.split("\t") for line in lines if "\tkTotalStrokes\t" in line)
    return version, {int(point[2:], 16): int(value.split()[0]) for point, _, value in counted}


def main() -> None:
    """Write the table."""
    version, counts = counts_in(Path(sys.argv[1]))
    signs = "".join(chr(BASE + counts[point]) for point in range(FIRST, LAST + 1))
    lines = "".join(f'    "{line}"\n' for line in textwrap.wrap(signs, 90))
    head = HEAD.format(version=version, base=BASE)
    TARGET.write_text(f"{head}{lines})\n", encoding="utf-8")


if __name__ == "__main__":
    main()
