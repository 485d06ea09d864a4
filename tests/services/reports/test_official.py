"""Official papers: what is set for them once, their numbers, which reports they are made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.errors import ReportError, SettingsError
from branchkit.core.tables import Card, Paragraph, Report, Table
from branchkit.services.registers.writing import add_record, records_of
from branchkit.services.reports.official import (
    PAPERS,
    PaperSettings,
    give_number,
    is_notice_like,
    number_given,
    read_paper_settings,
    with_red_head,
    write_paper_settings,
)
from branchkit.settings import read_workspace_settings

PAPER = PaperSettings(
    mark="青石村支部委员会文件",
    prefix="青石支",
    prefixes={"ranking": "青石支通"},
    recipient="各党小组：",
    attachments=("考核表", "名单"),
    copies="镇党委",
    printed_by="青石村支部",
    seal=True,
)
REPORT = Report(
    title="关于2026年11月积分的通报",
    blocks=(Paragraph("如下。"),),
    issuer="青石村支部",
    issued_on="2026年11月20日",
    salutation="全体党员：",
)


def give(workspace: Workspace, report: Report, kind: str = "notice", year: int = 2026) -> str:
    registers = workspace.contributions.registers
    on = workspace.clock().date().replace(year=year)
    with workspace.store.begin(workspace.actor, "test.number") as uow:
        number = give_number(uow, registers, "test", report, PAPER, kind=kind, on=on)
        uow.commit()
    return number


def titled(number: int) -> Report:
    return replace(REPORT, title=f"第{number}份")


def test_settings_come_back_as_they_were_kept(workspace: Workspace) -> None:
    before = read_workspace_settings(workspace.directory)
    assert read_paper_settings(workspace.directory, "test") == PaperSettings()
    write_paper_settings(workspace.directory, "test", PAPER)
    assert read_paper_settings(workspace.directory, "test") == PAPER
    assert read_paper_settings(workspace.directory, "other") == PaperSettings()
    write_paper_settings(workspace.directory, "test", PaperSettings())
    assert read_workspace_settings(workspace.directory) == before


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("marc = '文件'", "unknown_key"),
        ("seal = 'yes'", "wrong_kind"),
        ("prefixes = 3", "wrong_kind"),
    ],
)
def test_a_wrong_line_is_named_with_its_place(workspace: Workspace, line: str, code: str) -> None:
    file = workspace.directory / "branchkit.toml"
    file.write_text(f"{file.read_text('utf-8')}\n[paper.test]\n{line}\n", "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_paper_settings(workspace.directory, "test")
    assert refused.value.code == f"settings.{code}"
    assert refused.value.params["key"] == f"paper.test.{line.split(maxsplit=1)[0]}"
    assert refused.value.params["line"] == len(file.read_text("utf-8").splitlines())


def test_no_folder_has_no_settings(tmp_path: Path) -> None:
    assert read_paper_settings(tmp_path, "test") == PaperSettings()


def test_numbers_count_on_within_the_year_and_the_word(workspace: Workspace) -> None:
    assert give(workspace, titled(1)) == "青石支〔2026〕1号"
    assert give(workspace, titled(2)) == "青石支〔2026〕2号"
    assert give(workspace, titled(3), kind="ranking") == "青石支通〔2026〕1号"
    assert give(workspace, titled(4), year=2027) == "青石支〔2027〕1号"
    assert give(workspace, titled(1)) == "青石支〔2026〕1号", "a paper keeps its number"
    assert len(list(records_of(workspace.store, PAPERS, "test"))) == 4


def test_papers_registered_by_hand_count_as_well(workspace: Workspace) -> None:
    register = workspace.contributions.registers[PAPERS]
    by_hand = {"date": "2026-03-01", "number": "青石支〔2026〕9号", "title": "关于换届的请示"}
    with workspace.store.begin(workspace.actor, "test.add") as uow:
        add_record(uow, register, "test", by_hand)
        uow.commit()
    assert give(workspace, REPORT) == "青石支〔2026〕10号"
    assert number_given(workspace.store, "test", "关于换届的请示") == "青石支〔2026〕9号"


def test_without_a_word_there_is_no_number(workspace: Workspace) -> None:
    with workspace.store.begin(workspace.actor, "test.number") as uow:
        with pytest.raises(ReportError) as refused:
            give_number(
                uow,
                workspace.contributions.registers,
                "test",
                REPORT,
                PaperSettings(mark="文件"),
                kind="notice",
                on=workspace.clock().date(),
            )
        assert refused.value.code == "report.no_code"


@pytest.mark.parametrize(
    "changed",
    [
        {"landscape": True},
        {"issuer": ""},
        {"blocks": (Card("表", ()),)},
        {"blocks": (Table((), ()),)},
        {"blocks": (Paragraph("一、", level=1),)},
    ],
)
def test_tables_and_forms_for_the_files_are_not_issued(
    workspace: Workspace, changed: dict[str, Any]
) -> None:
    report = replace(REPORT, **changed)
    assert not is_notice_like(report)
    at = workspace.clock()
    assert with_red_head(report, PAPER, kind="notice", number="", at=at) is report
    with pytest.raises(ReportError):
        give(workspace, report)


def test_a_paper_without_a_number_leaves_its_place_to_a_pen(workspace: Workspace) -> None:
    at = workspace.clock()
    paper = with_red_head(REPORT, PAPER, kind="notice", number="", at=at)
    assert paper.red_head is not None
    assert paper.red_head.number == "青石支〔2026〕\u3000号"
    assert paper.salutation == "各党小组："
    assert paper.red_head.printed_on == REPORT.issued_on
    own = with_red_head(
        REPORT, PAPER, kind="notice", number="青石支〔2026〕7号", at=at, attachments=("另一份",)
    )
    assert own.red_head is not None
    assert own.red_head.number == "青石支〔2026〕7号"
    assert own.red_head.attachments == ("另一份",)
    assert with_red_head(REPORT, PaperSettings(), kind="notice", number="", at=at) is REPORT
