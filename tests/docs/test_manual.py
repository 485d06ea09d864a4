"""The manual can be worked through as it stands, and its pictures and pages are those of the program of today.

``./run pictures`` makes pages and pictures anew.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from branchkit.manual.blocks import BlockKind, blocks
from branchkit.manual.book import SCREENS, TASKS, chapter, chapters
from branchkit.testing.manual import Demos, ManualError, Reader, key_name

from .typed_pages import DOCS

PICTURES = DOCS / "pictures"
LOOKS = 10
ALL = [(found.id, language) for language in ("zh_CN", "en") for found in chapters(language)]


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Demos:
    return Demos(tmp_path_factory.mktemp("demos"))


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = DOCS.parent / "tools" / "pictures.py"
    spec = importlib.util.spec_from_file_location("pictures_tool", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.pty
@pytest.mark.parametrize(("id", "language"), ALL)
def test_a_chapter_can_be_worked_through(
    id: str, language: str, demos: Demos, tmp_path: Path
) -> None:
    stale = []

    def take(name: str, drawn: Callable[[], str]) -> None:
        kept = PICTURES / name
        # On a busy machine a screen may pause before it is whole.
        if not kept.exists() or all(
            drawn() != kept.read_text(encoding="utf-8") for _ in range(LOOKS)
        ):
            stale.append(name)

    with Reader(tmp_path, demos, take, language) as reader:
        reader.read(chapter(id, language))
    assert stale == [], "to be made anew by ./run pictures"


def test_the_pages_have_the_keys_of_today(tool: ModuleType) -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "manual").iterdir()}
    assert tool.pages() == kept, "to be made anew by ./run pictures"


def test_every_picture_is_in_a_chapter_once() -> None:
    shown = [
        block.mark
        for id, language in ALL
        for block in blocks(chapter(id, language).text)
        if block.kind is BlockKind.PICTURE
    ]
    assert sorted(shown) == sorted(path.name for path in PICTURES.iterdir())


def test_pictures_are_small() -> None:
    assert max(path.stat().st_size for path in PICTURES.iterdir()) < 40_000


def test_every_key_is_one_of_the_program() -> None:
    wrong = []
    for id, language in ALL:
        for key in re.findall(r"\{([^{}\s]+)\}", chapter(id, language).text):
            try:
                key_name(key)
            except ManualError as error:
                wrong.append((id, str(error)))
    assert wrong == []


@pytest.mark.parametrize("id", [*SCREENS, *TASKS])
def test_a_chapter_has_something_to_do_and_to_see(id: str) -> None:
    kinds = {block.kind for block in blocks(chapter(id, "zh_CN").text)}
    assert kinds & {BlockKind.STEP, BlockKind.COMMAND}
    assert BlockKind.PICTURE in kinds or BlockKind.COMMAND in kinds


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_opens_with_pictures_and_leads_somewhere(name: str) -> None:
    text = (DOCS.parent / name).read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]*\]\(docs/pictures/([^)]*)\)", text.partition("\n## ")[0])
    assert len(shown) >= 2
    led = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [target for target in led if not (DOCS.parent / target).exists()] == []
