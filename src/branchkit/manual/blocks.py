"""A chapter taken apart, and put together again for a screen or as a page with the keys filled in.

Of Markdown there is: headings, paragraphs of one line, lists, pictures, fences, comments, links, words in bold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from branchkit.core.text_width import cell_width, wrap
from branchkit.core.values import frozen

Labels = Callable[[str], str]
"""Action, or idea of the grammar of keys → its keys as they are written on a keyboard, parted by blanks; empty for a key itself."""
_NAMED = {
    "zh_CN": {"Space": "空格", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→"},
    "en": {},
}
_SHOWN = 2
"""Keys of one action that are told; the second is the one that no input method takes."""


class BlockKind(StrEnum):
    """What a line of a chapter is."""

    HEADING = "heading"
    PLAIN = "plain"
    STEP = "step"
    """An item of a numbered list: what is done at the keyboard."""
    ITEM = "item"
    PICTURE = "picture"
    COMMAND = "command"
    """A line of a fence ``sh``."""
    PRINTED = "printed"
    """A line of any other fence; one with a file's name behind its language is that file."""
    COMMENT = "comment"
    EMPTY = "empty"


@frozen
class Block:
    """One line: its text without the marks of Markdown, and those marks."""

    kind: BlockKind
    text: str
    mark: str = ""
    """``## ``, ``1. ``, ``- ``; the file of a picture or of a fence."""


_KINDS = (
    (BlockKind.HEADING, re.compile(r"(?P<mark>#+ )(?P<text>.*)")),
    (BlockKind.STEP, re.compile(r"(?P<mark>\d+\. )(?P<text>.*)")),
    (BlockKind.ITEM, re.compile(r"(?P<mark>- )(?P<text>.*)")),
    (BlockKind.PICTURE, re.compile(r"!\[(?P<text>.*)\]\((?P<mark>.*)\)")),
    (BlockKind.COMMENT, re.compile(r"<!-- (?P<text>.*) -->(?P<mark>)")),
)
_KEY = re.compile(r"\{([^{}\s]+)\}")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)]*\)")


def blocks(text: str) -> Iterator[Block]:
    """The lines of a chapter, without those of its fences that open and close them."""
    fence: tuple[BlockKind, str] | None = None
    for line in text.splitlines():
        if line.startswith("```"):
            kind = BlockKind.COMMAND if line == "```sh" else BlockKind.PRINTED
            fence = (kind, line.partition(" ")[2]) if fence is None else None
        elif fence is not None:
            yield Block(fence[0], line, fence[1])
        else:
            yield _block(line)


def _block(line: str) -> Block:
    for kind, pattern in _KINDS:
        if found := pattern.fullmatch(line):
            return Block(kind, found["text"], found["mark"])
    return Block(BlockKind.PLAIN if line else BlockKind.EMPTY, line)


def with_keys(text: str, labels: Labels, language: str) -> str:
    """The text with the keys in their brackets."""
    either = " or " if language == "en" else "或"

    def filled(found: re.Match[str]) -> str:
        key = found[1]
        named = _NAMED["en" if language == "en" else "zh_CN"]
        keys = (labels(key) or key).split(" ")[:_SHOWN]
        return either.join(f"【{named.get(label, label)}】" for label in keys)

    return _KEY.sub(filled, text)


def screen_lines(
    text: str, width: int, labels: Labels, language: str
) -> Iterator[tuple[str, bool]]:
    """The chapter folded for a screen; with each line whether it is a heading. Pictures are left out: one is in front of them."""
    empty = True
    for block in blocks(text):
        if block.kind in (BlockKind.PICTURE, BlockKind.COMMENT):
            continue
        if block.kind is BlockKind.EMPTY:
            if not empty:
                yield "", False
            empty = True
            continue
        empty = False
        is_heading = block.kind is BlockKind.HEADING
        if block.kind in (BlockKind.COMMAND, BlockKind.PRINTED):
            yield f"    {block.text}", False
            continue
        mark = "" if is_heading else block.mark
        indent = " " * cell_width(mark)
        told = with_keys(_LINK.sub(r"\1", block.text).replace("**", ""), labels, language)
        for number, line in enumerate(wrap(told, width - len(indent))):
            yield (mark if number == 0 else indent) + line, is_heading


def page(text: str, labels: Labels, language: str, pictures: str) -> str:
    """The chapter as Markdown with the keys filled in; ``pictures`` is the way to their folder."""
    return "\n".join(_page_lines(text, labels, language, pictures)).strip() + "\n"


def _page_lines(text: str, labels: Labels, language: str, pictures: str) -> Iterator[str]:
    for line in text.splitlines():
        block = _block(line)
        if block.kind is BlockKind.PICTURE:
            yield f"![{block.text}]({pictures}{block.mark})"
        elif block.kind is not BlockKind.COMMENT:
            yield with_keys(line, labels, language)
