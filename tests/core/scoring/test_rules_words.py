"""Reasons and refusals in words, as they stand on the scoring screen."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import Path

import polib
import pytest

from branchkit.core.scoring.results import Reason, RowInput
from branchkit.core.scoring.rules import CaseItem, Deductions, Facts
from branchkit.core.scoring.schemes import Extra, Scheme
from branchkit.core.scoring.tally import assess, tally
from branchkit.core.texts import LocalText
from branchkit.i18n import build
from branchkit.i18n.catalog import LANGUAGES, Catalog
from branchkit.testing.builders import criterion, scheme

RULE = Deductions((CaseItem("late", LocalText("迟到", "late"), Decimal(2), cap=Decimal(5)),))
SCHEME: Scheme = scheme(
    [criterion("a", rule=RULE)],
    extras=(Extra("praise", LocalText("表彰", "praise"), Decimal(2)),),
)


def said(reasons: tuple[Reason, ...], language: str) -> list[str]:
    catalog = Catalog.load(language)
    return [catalog.reason(reason) for reason in reasons]


def test_a_rule_answers_why() -> None:
    assessment = assess(SCHEME.criterion("a"), Facts(values={"late": Decimal(3)}))
    assert assessment is not None
    assert said(assessment.reasons, "zh_CN") == [
        "迟到 3 次，每次扣 2 分，扣 6 分",
        "迟到最多扣 5 分",
    ]
    assert said(assessment.reasons, "en") == ["late: 3 x -2 = -6", "late: -5 at most"]


def test_a_row_answers_why() -> None:
    row = RowInput({"a": Decimal(8)}, extras=(("praise", Decimal(2)),))
    assert said(tally(SCHEME, row).reasons, "zh_CN") == ["得 8 分，满分 10 分", "表彰：+2 分"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_character_is_of_doubtful_width(language: str) -> None:
    area = Path(build.__file__).with_name("locale") / language / "scoring.po"
    shown = [e for e in polib.pofile(str(area)) if e.msgid.startswith(("reason.", "refusal."))]
    assert shown
    doubtful = {
        entry.msgid: char
        for entry in shown
        for char in entry.msgstr
        if unicodedata.east_asian_width(char) == "A"
    }
    assert doubtful == {}
