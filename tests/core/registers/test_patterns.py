"""Patterns: what is taken, what could keep somebody waiting and is refused."""

from __future__ import annotations

import pytest

from branchkit.core.registers.patterns import LONGEST_PATTERN, LONGEST_TEXT, fault_of, fits

SOUND = [
    r"^[A-Z]{2}\d{4}$",
    r"\d{17}[\dXx]",
    r"(\d{3,4}-)?\d{7,8}",
    r"河[0-9]{3}(左|右)岸",
    r"(?:ab){3}",
    r"(ab)*",
    r"((a+)b)?",
    r"[]a]+",
    r"[\]]+\]",
    r"[^]]*",
    r"x{}",
    r"\*\+\?",
    r".*",
]


@pytest.mark.parametrize("pattern", SOUND)
def test_a_sound_pattern_is_taken(pattern: str) -> None:
    assert fault_of(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("[", "syntax"),
        ("(", "syntax"),
        (r"(a+)+", "nested"),
        (r"(a|aa)+", "nested"),
        (r"(a?){20}", "nested"),
        (r"((ab)*c)*", "nested"),
        (r"(a{1,9}){1,9}", "nested"),
        (r"(a)\1", "form"),
        (r"(?=a)a", "form"),
        (r"(?i)a", "form"),
        (r"(?P<n>a)", "form"),
        (r"a*a*a*a*b", "open"),
        ("a?" * 25 + "a" * 25, "open"),
        ("a" * (LONGEST_PATTERN + 1), "long"),
    ],
)
def test_what_could_never_end_is_refused(pattern: str, fault: str) -> None:
    assert fault_of(pattern) == fault


def test_the_whole_text_has_to_fit_and_a_long_one_never_does() -> None:
    assert fits(r"[A-Z]{2}\d{2}", "GS01")
    assert not fits(r"[A-Z]{2}\d{2}", "GS012")
    assert fits(r"a*", "a" * LONGEST_TEXT)
    assert not fits(r"a*", "a" * (LONGEST_TEXT + 1))
