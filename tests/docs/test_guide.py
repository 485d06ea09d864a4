"""Every chapter of docs/guide can be typed alone, upon what the first two parts of docs/plugin-guide.md have made."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from .typed_pages import CHAPTERS, GUIDE, PLUGIN, Typist, beginning

TEXT = GUIDE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plugin as every chapter finds it."""
    folder = tmp_path_factory.mktemp("begun")
    Typist(folder).type(beginning())
    return folder


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_can_be_typed_alone(chapter: Path, begun: Path, tmp_path: Path) -> None:
    folder = tmp_path / "typed"
    shutil.copytree(begun, folder)
    typist = Typist(folder)
    typist.type(chapter.read_text(encoding="utf-8"))
    checked = [out for line, out in typist.printed.items() if "plugin check" in line]
    assert checked == [""], "a chapter ends with branchkit plugin check, which finds nothing"
    typist.test()


def test_the_index_lists_every_chapter() -> None:
    listed = re.findall(r"\]\(guide/(\S+?\.md)\)", TEXT)
    assert sorted(listed) == [path.name for path in CHAPTERS]
    assert len(set(listed)) == len(listed)


def test_every_link_of_a_chapter_leads_somewhere() -> None:
    missing = [
        (chapter.name, target)
        for chapter in CHAPTERS
        for target in re.findall(r"\]\(([^)#:]+)", chapter.read_text(encoding="utf-8"))
        if target != "https" and not (chapter.parent / target).exists()
    ]
    assert missing == []


def test_the_guide_begins_where_the_chapters_do() -> None:
    assert f"plugin check {PLUGIN}" in beginning()
