"""The sector as a plugin: found, sound, in two languages, cheap to load."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import branchkit_schools
from branchkit.core.registers.register import ColumnKind
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit_schools.structure.findings import LACKING, SHORT
from branchkit_schools.structure.matrix import Mark
from branchkit_schools.words import TEXTS

from .school_builders import contributions as load

PACKAGE = Path(branchkit_schools.__file__).parent
REGISTERS = {
    "roll.schools-posts",
    "roll.schools-ethics",
    "roll.schools-teams",
    "roll.schools-mentoring",
    "book.schools-lessons",
    "book.schools-care",
}


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return load()


def test_it_brings_what_it_says(contributions: Contributions) -> None:
    plugin = contributions.plugin("schools")
    assert plugin is not None
    assert plugin.sectors == ("schools",)
    own = {id for id, register in contributions.registers.items() if register.source == "schools"}
    assert own == REGISTERS
    schemes = {id for id, scheme in contributions.schemes.items() if scheme.origin == "schools"}
    assert schemes == {"schools/member-month", "schools/branch-quarter", "schools/branch-year"}
    assert set(contributions.computed) == {"schools/grade-branches", "schools/subject-groups"}
    assert list(contributions.screens) == ["schools.structure"]
    assert set(contributions.reports) == {"schools.structure", "schools.ethics"}
    assert contributions.failures == []


def test_every_feed_names_a_metric_that_fits_its_scheme(contributions: Contributions) -> None:
    for scheme in contributions.schemes.values():
        for criterion in scheme.criteria:
            for metric in criterion.feeds.values():
                declared = contributions.metrics.get(metric) or contributions.computed[metric]
                assert declared.about is scheme.subject, (scheme.id, criterion.id)


def test_members_are_judged_by_twelve_criteria_of_which_nine_propose(
    contributions: Contributions,
) -> None:
    scheme = contributions.schemes["schools/member-month"]
    assert len(scheme.criteria) == 12
    assert sum(bool(criterion.feeds) for criterion in scheme.criteria) == 9


def test_the_year_gives_every_section_a_hundred_whoever_is_judged(
    contributions: Contributions,
) -> None:
    year = contributions.schemes["schools/branch-year"]
    for traits in (frozenset({"branch"}), frozenset({"general-branch"})):
        per_section = Counter[str]()
        for criterion in year.criteria:
            if criterion.applies.covers(traits):
                per_section[criterion.section] += int(criterion.maximum)
        assert set(per_section.values()) == {100}
    assert sum(section.weight for section in year.sections) == 1


def test_declared_texts_are_there_in_both_languages(contributions: Contributions) -> None:
    for scheme in contributions.schemes.values():
        if scheme.origin == "schools":
            for criterion in scheme.criteria:
                for text in (criterion.title, criterion.short, criterion.text):
                    assert text.zh_CN and text.en, (scheme.id, criterion.id)
    for id in REGISTERS:
        register = contributions.registers[id]
        for text in (register.title, *(column.title for column in register.columns)):
            assert text.zh_CN and text.en, (id, text)


def test_own_texts_have_the_same_placeholders_in_both_languages() -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    for key, text in TEXTS.texts.items():
        assert text.en, key
        assert placeholders(text.zh_CN) == placeholders(text.en), key


def test_every_text_that_is_asked_for_is_there() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    asked = set(re.findall(r'text\(\s*"([a-z_.]+)"', source))
    asked |= set(re.findall(r'local\("([a-z_.]+)"', source))
    asked |= {f"board.mark.{mark}" for mark in Mark if mark}
    asked |= {f"finding.{code}" for code in (*LACKING, *SHORT)}
    asked |= {f"finding.{code}" for code in ("too_many", "astray", "unregistered")}
    assert asked - set(TEXTS.texts) == set()
    assert TEXTS.local("no.such.key") == LocalText("no.such.key")


def test_pupils_names_are_personal(contributions: Contributions) -> None:
    register = contributions.registers["book.schools-care"]
    assert [column.id for column in register.columns if column.personal] == ["pupil"]
    assert register.has("pupil", ColumnKind.TEXT)


@pytest.mark.parametrize(
    "module", ["hooks", "figures", "demo", "reports.structure", "reports.ethics"]
)
def test_what_no_screen_needs_loads_without_textual(module: str) -> None:
    code = f"import sys, branchkit_schools.{module}; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_hooks_load_nothing_of_the_sectors_own() -> None:
    code = (
        "import sys, branchkit_schools.hooks; "
        "print([m for m in sys.modules if m.startswith('branchkit_schools.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['branchkit_schools.hooks']"
