"""A chapter taken apart and put together again."""

from __future__ import annotations

from branchkit.manual.blocks import BlockKind, blocks, page, screen_lines, with_keys

TEXT = """# 打分
<!-- start: new -->

按{score.take}采纳，{Enter}存盘。

## 怎么做

1. 按{score.take}，出现“8”。
- **第一项**，见[首页](home.md)

![打分](scoring.svg)

```sh
branchkit sheet show
```
"""


def labels(action: str) -> str:
    return {"score.take": "= F4 Ctrl+T", "undo": "u"}.get(action, "")


def shown(width: int) -> list[str]:
    return [line for line, _ in screen_lines(TEXT, width, labels, "zh_CN")]


def test_every_line_is_of_a_kind() -> None:
    kinds = [block.kind for block in blocks(TEXT) if block.kind is not BlockKind.EMPTY]
    assert kinds == [
        *(BlockKind.HEADING, BlockKind.COMMENT, BlockKind.PLAIN, BlockKind.HEADING),
        *(BlockKind.STEP, BlockKind.ITEM, BlockKind.PICTURE, BlockKind.COMMAND),
    ]


def test_a_key_is_told_with_the_one_that_no_input_method_takes() -> None:
    assert with_keys("按{score.take}或{Space}", labels, "zh_CN") == "按【=】或【F4】或【空格】"
    assert with_keys("press {score.take}", labels, "en") == "press 【=】 or 【F4】"


def test_what_is_neither_action_nor_idea_is_a_key() -> None:
    assert with_keys("{.}{[}{Ctrl+Z}{undo}", labels, "zh_CN") == "【.】【[】【Ctrl+Z】【u】"


def test_a_screen_shows_words_and_leaves_pictures_and_links_out() -> None:
    assert shown(80) == [
        *("打分", "", "按【=】或【F4】采纳，【Enter】存盘。", "", "怎么做", ""),
        *("1. 按【=】或【F4】，出现“8”。", "- 第一项，见首页", "", "    branchkit sheet show"),
    ]


def test_what_is_folded_stands_under_its_text() -> None:
    assert shown(20)[7:10] == ["1. 按【=】或【F4】，", "   出现“8”。", "- 第一项，见首页"]


def test_headings_are_told_apart() -> None:
    headings = [line for line, head in screen_lines(TEXT, 80, labels, "zh_CN") if head]
    assert headings == ["打分", "怎么做"]


def test_a_page_has_its_keys_and_pictures() -> None:
    written = page(TEXT, labels, "zh_CN", "../pictures/")
    assert "<!--" not in written
    assert "按【=】或【F4】采纳" in written
    assert "![打分](../pictures/scoring.svg)" in written
    assert "[首页](home.md)" in written
