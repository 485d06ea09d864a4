"""``branchkit paper setup`` and what reports become by it."""

from __future__ import annotations

import json

import docx
import pytest

from branchkit.cli import exit_codes

from ..importing.test_records import Commands, run

__all__ = ["run"]

SETUP = ("paper", "setup", "--mark", "青石村支部委员会文件", "--prefix", "青石支")


@pytest.fixture
def issued(run: Commands) -> Commands:
    run("sheet", "open", "2026-11")
    run(*SETUP, "--copies", "镇党委", "--attachment", "名单", "--seal", "yes")
    return run


def test_what_is_not_named_stays(issued: Commands) -> None:
    issued("paper", "setup", "--copies", "", "--prefix-of", "ranking=青石支通")
    told = {
        row["part"]: row["value"]
        for row in json.loads(issued("paper", "setup", "--format", "json"))
    }
    assert told["发文机关标志"] == "青石村支部委员会文件"
    assert told["另用的代字"] == "ranking=青石支通"
    assert told["抄送"] == ""
    assert told["附件"] == "名单"
    issued("paper", "setup", "--off")
    assert "青石" not in issued("paper", "setup")


def test_a_report_carries_the_red_head_and_its_number(issued: Commands) -> None:
    assert "青石支〔2026〕\u3000号" in issued("report", "notice", "2026-11")
    shown = issued("report", "notice", "2026-11", "--number")
    assert "青石支〔2026〕1号" in shown
    assert "青石支〔2026〕1号" in issued.err
    issued("report", "ranking", "2026-11", "--number")
    assert "〔2026〕2号" in issued.err
    assert "青石支〔2026〕1号" in issued("report", "notice", "2026-11")
    assert "青石" not in issued("report", "notice", "2026-11", "--plain").splitlines()[0]
    listed = json.loads(issued("record", "list", "book.paper", "--format", "json"))
    assert [row["values"]["number"] for row in listed] == ["青石支〔2026〕1号", "青石支〔2026〕2号"]


def test_a_score_sheet_has_no_number(issued: Commands) -> None:
    issued("report", "sheet", "2026-11", "--number", expect=exit_codes.REFUSED)
    assert "不编文号" in issued.err


def test_attachments_of_one_paper_stand_for_those_that_are_set(
    issued: Commands, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("out") / "a.docx"
    issued("report", "notice", "2026-11", "--attachment", "考核表", "-o", file)
    texts = [p.text for p in docx.Document(str(file)).paragraphs]
    assert "附件：考核表" in texts
    assert not any("名单" in text for text in texts)
