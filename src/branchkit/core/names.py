"""Names of people: found by what a keyboard gives (characters, pinyin initials, both mixed), ordered by strokes.

The readings are one letter a character, so that a find prompt can ask for every name at each keystroke.

By the strokes of the surname (姓氏笔画) printed rolls are ordered: character by character, fewer strokes first, then the place
in Unicode, which goes by radical. The official order goes by the kind of the first stroke (横竖撇点折) where counts are equal,
which no source that we may use tells.
"""

from __future__ import annotations

import unicodedata

SURNAME_INITIALS = {
    "万俟": "mq",
    "單于": "cy",
    "单于": "cy",
    "尉迟": "yc",
    "尉遲": "yc",
    "仇": "q",
    "佴": "n",
    "區": "o",
    "区": "o",
    "單": "s",
    "单": "s",
    "召": "s",
    "句": "g",
    "折": "s",
    "曾": "z",
    "查": "z",
    "樂": "y",
    "乐": "y",
    "祭": "z",
    "秘": "b",
    "种": "c",
    "繁": "p",
    "翟": "z",
    "覃": "q",
    "解": "x",
    "闞": "k",
    "阚": "k",
    "隗": "w",
}
"""Where a surname is read otherwise than the character by itself; double surnames stand first.

Source: the usual readings in 现代汉语词典 (entries marked 姓). 覃 and 翟, read in two ways by different
families, have the commoner one; both are accepted when somebody is looked for.
"""
OTHER_INITIALS = {
    "乐": "y",
    "曾": "c",
    "晟": "c",
    "朝": "z",
    "茜": "x",
    "行": "h",
    "都": "d",
    "重": "c",
    "长": "c",
    "長": "c",
}
"""Second readings of characters that are common in given names; accepted when somebody is looked for."""


def initials(name: str) -> str:
    """Pinyin initials of a name, lower case, a letter a character: 欧阳若兰 → ``oyrl``, 单雄信 → ``sxx``.

    Latin letters and digits stand for themselves, anything else (the dot in 买买提·艾力) is left out.
    """
    surname = _surname_reading(name)
    return surname + "".join(_everyday_initials(name[len(surname) :]))


def matches(name: str, query: str) -> bool:
    """Whether ``query`` finds ``name``: any run of it, each character given as itself or as its initial.

    Case, full-width letters, spaces and the dot in a name do not matter; an empty query finds everybody. A surname
    with a reading of its own is found by either reading. About 5 µs, so 10,000 names fit between two keystrokes.
    """
    wanted, plain = _folded(query), _folded(name)
    if wanted in plain:
        return True
    if len(wanted) > len(plain):
        return False
    surname = _surname_reading(plain).ljust(len(plain))
    everyday = _everyday_initials(plain)
    keys = [
        (char, initial, reading, OTHER_INITIALS.get(char))
        for char, initial, reading in zip(plain, everyday, surname, strict=True)
    ]
    return any(
        all(char in key for char, key in zip(wanted, keys[start:], strict=False))
        for start in range(len(plain) - len(wanted) + 1)
    )


def _surname_reading(name: str) -> str:
    return SURNAME_INITIALS.get(name[:2]) or SURNAME_INITIALS.get(name[:1], "")


def _everyday_initials(text: str) -> list[str]:
    """For each character its initial, itself for a Latin letter or digit, else nothing."""
    from branchkit.core.pinyin_table import FIRST_CODE_POINT, INITIALS

    found = []
    for char in text:
        place = ord(char) - FIRST_CODE_POINT
        if 0 <= place < len(INITIALS):
            found.append(INITIALS[place].replace("?", ""))
        else:
            found.append(char.lower() if char.isascii() and char.isalnum() else "")
    return found


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


StrokeKey = tuple[tuple[int, int], ...]

_UNCOUNTED = 99
"""For what is no common character: after all of them."""


def stroke_key(name: str) -> StrokeKey:
    """The sorting key of a name; a name that is the beginning of another one stands before it."""
    return tuple((strokes_of(char), ord(char)) for char in name)


def strokes_of(char: str) -> int:
    """How many strokes a character has; 99 where that is not known."""
    from branchkit.core.strokes_table import BASE, FIRST_CODE_POINT, SIGNS

    place = ord(char) - FIRST_CODE_POINT
    return ord(SIGNS[place]) - BASE if 0 <= place < len(SIGNS) else _UNCOUNTED
