"""The chapters there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from branchkit.manual.book import CHAPTERS, CONTENTS, FOLDER, chapter, chapters, named
from branchkit.screens.manual_reading import chapter_of
from branchkit.screens.places import SCREENS


def test_every_file_is_a_chapter_and_every_chapter_a_file() -> None:
    assert sorted(path.stem for path in FOLDER.glob("zh_CN/*.md")) == sorted(CHAPTERS)
    assert {path.stem for path in FOLDER.glob("en/*.md")} <= set(CHAPTERS)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_contents_lead_to_every_chapter(language: str) -> None:
    linked = re.findall(r"\]\((\S+)\.md\)", chapter(CONTENTS, language).text)
    others = [found.id for found in chapters(language) if found.id != CONTENTS]
    assert linked == (others if language == "zh_CN" else linked)
    assert set(linked) <= set(CHAPTERS)


def test_every_link_leads_to_a_chapter() -> None:
    for found in chapters("zh_CN"):
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)]*)\)", found.text):
            assert Path(target).stem in CHAPTERS, (found.id, target)


def test_every_screen_has_a_chapter() -> None:
    from importlib import import_module

    for place, where in SCREENS.items():
        module, _, name = where.partition(":")
        assert chapter_of(getattr(import_module(module), name)) != CONTENTS, place


def test_a_chapter_is_found_by_its_title_or_a_part_of_it() -> None:
    for asked in ("scoring", "打分", " 打分 "):
        found = named(asked, "zh_CN")
        assert found is not None
        assert found.id == "scoring"
    assert getattr(named("备份", "zh_CN"), "id", "") == "backup"
    assert named("没有这一章", "zh_CN") is None
    assert named("", "zh_CN") is None


def test_what_english_has_not_is_answered_with_its_contents() -> None:
    missing = next(id for id in CHAPTERS if not (FOLDER / "en" / f"{id}.md").exists())
    assert chapter(missing, "en").id == CONTENTS
