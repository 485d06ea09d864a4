"""Texts found by their pinyin as it is typed: whole syllables, initials, characters, mixed as one likes.

For short lists, titles above all. Names, of which there may be ten thousand, are found by characters and initials
(:func:`~branchkit.core.names.matches`): a syllable costs a look into a table that is twenty times as large.
"""

from __future__ import annotations

from functools import lru_cache

OTHER_SYLLABLES = {
    "乐": ("yue",),
    "区": ("ou",),
    "召": ("shao",),
    "句": ("gou",),
    "会": ("kuai",),
    "盖": ("ge",),
    "查": ("zha",),
    "祭": ("zhai",),
    "秘": ("bi",),
    "种": ("chong",),
    "繁": ("po",),
    "翟": ("zhai", "di"),
    "覃": ("qin", "tan"),
    "解": ("xie",),
    "隗": ("wei", "kui"),
    "单": ("shan", "chan"),
    "参": ("shen",),
    "差": ("chai",),
    "调": ("tiao",),
    "长": ("zhang", "chang"),
    "度": ("duo",),
    "都": ("du",),
    "还": ("huan",),
    "行": ("hang",),
    "和": ("huo",),
    "降": ("xiang",),
    "觉": ("jiao",),
    "率": ("lv", "shuai"),
    "强": ("jiang",),
    "任": ("ren",),
    "省": ("xing",),
    "数": ("shu",),
    "系": ("ji",),
    "校": ("jiao",),
    "曾": ("zeng",),
    "仇": ("qiu",),
    "重": ("zhong", "chong"),
    "传": ("zhuan",),
}
"""Further readings of characters that are common in titles and names; the table has one for each."""


def is_spelled(text: str, typed: str) -> bool:
    """Whether ``typed`` finds ``text``: a run of its characters, each given as itself, by its initial or by its syllable, the last one
    by any beginning of it. What is no letter or digit does not matter in either; an empty ``typed`` finds everything."""
    wanted = "".join(filter(str.isalnum, typed.casefold()))
    characters = [char for char in text.casefold() if char.isalnum()]
    return not wanted or any(_begins(characters[at:], wanted) for at in range(len(characters)))


def _begins(characters: list[str], wanted: str) -> bool:
    """Whether the characters, from the first one on, use ``wanted`` up."""
    places = {0}
    for char in characters:
        further = set()
        for reading in _readings(char):
            for place in places:
                rest = wanted[place:]
                if reading.startswith(rest) and (len(rest) > 1 or not _is_other(char, reading)):
                    return True
                if rest.startswith(reading):
                    further.add(place + len(reading))
        places = further
        if not places:
            return False
    return False


@lru_cache(maxsize=1024)
def _readings(char: str) -> tuple[str, ...]:
    """Everything that a character may be typed as; of its further readings no initial, which would find too much."""
    first = _syllable(char)
    known = dict.fromkeys((char, first, first[:1], *OTHER_SYLLABLES.get(char, ())))
    return tuple(reading for reading in known if reading)


def _is_other(char: str, reading: str) -> bool:
    return reading in OTHER_SYLLABLES.get(char, ()) and reading != _syllable(char)


def _syllable(char: str) -> str:
    from branchkit.core.syllables_table import BASE, FIRST_CODE_POINT, PLACES

    place = 2 * (ord(char) - FIRST_CODE_POINT)
    if not 0 <= place < len(PLACES):
        return ""
    known = _syllables()
    number = int(PLACES[place : place + 2], BASE)
    return known[number] if number < len(known) else ""


@lru_cache(maxsize=1)
def _syllables() -> list[str]:
    from branchkit.core.syllables_table import SYLLABLES

    return SYLLABLES.split()
