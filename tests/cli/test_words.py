"""Values of options are typed as people call them, and their codes are taken as well."""

from __future__ import annotations

import argparse

import pytest

from branchkit.cli.parser import Parser, worded
from branchkit.i18n.catalog import Catalog

KINDS = {"decision": "作决议", "election": "选举"}


def a_parser(catalog: Catalog) -> argparse.ArgumentParser:
    parser = Parser(prog="branchkit")
    parser.add_argument("--kind", default="decision", **worded(catalog, KINDS))
    return parser


@pytest.mark.parametrize(
    ("typed", "kind"), [([], "decision"), (["选举"], "election"), (["election"], "election")]
)
def test_a_choice_is_taken_by_its_word_and_by_its_code(typed: list[str], kind: str) -> None:
    words = ["--kind", *typed] if typed else []
    assert a_parser(Catalog.load()).parse_args(words).kind == kind


def test_help_and_refusal_name_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    parser = a_parser(Catalog.load())
    assert "{作决议,选举}" in parser.format_help()
    with pytest.raises(SystemExit):
        parser.parse_args(["--kind", "举手"])
    said = capsys.readouterr().err
    assert "'作决议', '选举'" in said
    assert "decision" not in said


def test_in_english_the_codes_are_the_words() -> None:
    parser = a_parser(Catalog.load("en"))
    assert "{decision,election}" in parser.format_help()
    assert parser.parse_args(["--kind", "选举"]).kind == "election"
