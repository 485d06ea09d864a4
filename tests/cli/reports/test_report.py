"""``branchkit report`` from the command line to the file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from branchkit.bootstrap import Workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.scoring.sheets import Cell, Row, SheetKey
from branchkit.core.text_width import cell_width
from branchkit.services.scoring.rows import store_row
from branchkit.services.scoring.sheets import open_sheet
from branchkit.services.unmasking import UNMASKING

MEMBERS = (
    Member("m1", "test", "陈建国", 1, citizen_id="11010519491231002X", phone="13800005678"),
    Member("m2", "test", "欧阳若兰", 2),
    Member("m3", "test", "曾庆璠", 3),
)
CRITERIA = 12


@pytest.fixture
def branch(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A branch of three in November, of whom the first two are scored by the base scheme."""
    scheme = workspace.contributions.schemes["base/member-month"]
    key = SheetKey(scheme.id, "test", Period.parse("2026-11"))
    with workspace.store.begin(workspace.actor, "test") as uow:
        for member in MEMBERS:
            uow.put("test", "member", member.id, member.to_body())
        open_sheet(uow, scheme, key)
        for member, short_of_full in ((MEMBERS[0], Decimal("1.5")), (MEMBERS[1], Decimal(0))):
            cells = {c.id: Cell(c.maximum) for c in scheme.criteria}
            first = scheme.criteria[0]
            cells[first.id] = Cell(
                first.maximum - short_of_full, note="事假" if short_of_full else ""
            )
            store_row(uow, scheme, key, Row(member.id, cells), member.traits)
        uow.commit()
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(workspace.directory))
    return workspace


def report(*words: str) -> int:
    return main(["report", *words, "--safe-mode"])


def unmaskings(branch: Workspace) -> list[dict[str, object]]:
    return [document.body for document in branch.store.scan("test", UNMASKING)]


def test_a_notice_goes_to_stdout_as_text(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report("notice", "2026-11") == exit_codes.OK
    shown = capsys.readouterr()
    assert "关于2026年11月党员积分情况的通报" in shown.out
    assert "应评党员3名，已评定2名" in shown.out
    assert max(map(cell_width, shown.out.splitlines())) <= 80
    assert shown.err == ""


@pytest.mark.parametrize("kind", ["notice", "sheet", "ranking"])
@pytest.mark.parametrize("format", ["text", "csv", "json", "html", "xlsx", "docx"])
def test_every_report_in_every_format(
    branch: Workspace, tmp_path: Path, kind: str, format: str
) -> None:
    target = tmp_path / f"out.{format}"
    assert report(kind, "2026-11", "--format", format, "-o", str(target)) == exit_codes.OK
    assert target.stat().st_size > 0


def test_the_files_suffix_chooses_the_format(
    branch: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "通报.docx"
    assert report("notice", "2026-11", "-o", str(target)) == exit_codes.OK
    assert docx.Document(str(target)).paragraphs[0].text == "关于2026年11月党员积分情况的通报"
    shown = capsys.readouterr()
    assert shown.out == ""
    assert str(target) in shown.err


def test_a_sheet_as_workbook_has_numbers_and_reasons(branch: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    assert report("sheet", "2026-11", "-o", str(target)) == exit_codes.OK
    book = openpyxl.load_workbook(target)
    head, first = [
        [cell.value for cell in row] for row in book["得分"].iter_rows(min_row=3, max_row=4)
    ]
    assert len(head) == 2 + CRITERIA + 4
    assert first[head.index("总分")] == 98.5
    why = [[cell.value for cell in row] for row in book["得分说明"].iter_rows(min_row=4)]
    assert why[0][1] == "陈建国"
    assert "事假" in str(why[0][-1])


def test_json_for_scripts(branch: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("ranking", "2026-11", "--format", "json") == exit_codes.OK
    paper = json.loads(capsys.readouterr().out)
    table = next(block for block in paper["blocks"] if "table" in block)
    assert [(row["rank"], row["name"], row["total"]) for row in table["rows"]] == [
        (1, "欧阳若兰", 100),
        (2, "陈建国", 98.5),
        (None, "曾庆璠", None),
    ]


def test_personal_numbers_are_shown_only_when_asked_for_and_recorded(
    branch: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report("notice", "2026-11") == exit_codes.OK
    assert "11010519491231002X" not in capsys.readouterr().out
    assert unmaskings(branch) == []

    assert report("notice", "2026-11", "--unmask", "id") == exit_codes.OK
    shown = capsys.readouterr()
    assert "11010519491231002X" in shown.out
    assert "13800005678" not in shown.out
    assert "已记入账目" in shown.err
    assert unmaskings(branch) == [
        {"fields": ["id"], "where": "report notice 2026-11", "at": "2026-11-20T09:00:00+08:00"}
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["notice", "2026-09"], "已有的时段：2026-11"),
        (["notice", "2026-11", "--unmask", "address"], "id, phone"),
        (["notice", "2026-11", "--format", "docx", "--unmask", "id"], "-o"),
        (["notice", "2026-11", "-o", "none/通报.docx"], "none/通报.docx"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    branch: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert report(*words) == exit_codes.REFUSED
    shown = capsys.readouterr()
    assert says in shown.err
    assert shown.out == ""
    assert unmaskings(branch) == []


def test_reports_in_english(branch: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("notice", "2026-11", "--lang", "en") == exit_codes.OK
    assert "Notice on members' points, 2026-11" in capsys.readouterr().out


def zipped_names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist()


def test_the_bytes_of_a_file_go_down_a_pipe(
    branch: Workspace, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = ("notice", "2026-11", "--format")
    for format in ("docx", "xlsx", "html", "csv", "text"):
        file = tmp_path / f"a.{format}"
        assert report(*words, format, "-o", str(file)) == exit_codes.OK
        capfdbinary.readouterr()
        assert report(*words, format, "-o", "-") == exit_codes.OK
        piped = capfdbinary.readouterr()
        assert piped.out == file.read_bytes(), format
        assert piped.err == b""


def test_what_is_recorded_is_said_beside_the_pipe(
    branch: Workspace, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = ("notice", "2026-11", "--format", "docx", "-o", "-", "--unmask", "id")
    assert report(*words) == exit_codes.OK
    piped = capfdbinary.readouterr()
    assert "[Content_Types].xml" in zipped_names(piped.out)
    assert "记入账目" in piped.err.decode()
    assert unmaskings(branch)


def test_several_become_one_zip_in_the_order_they_were_asked_for(
    branch: Workspace, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "十一月.zip"
    assert report("ranking，notice", "2026-11", "-o", str(file)) == exit_codes.OK
    assert zipped_names(file.read_bytes()) == ["2026年11月排名.docx", "2026年11月通报.docx"]
    capfdbinary.readouterr()
    assert report("ranking,notice", "2026-11", "-o", "-") == exit_codes.OK
    assert capfdbinary.readouterr().out == file.read_bytes()
    assert report("all", "2026-11", "--format", "text", "-o", str(file), "--force") == 0
    assert zipped_names(file.read_bytes()) == [
        "2026年11月通报.txt",
        "2026年11月考核表.txt",
        "2026年11月排名.txt",
    ]


def test_several_want_a_zip(
    branch: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for output in ((), ("-o", str(tmp_path / "a.docx"))):
        assert report("notice,sheet", "2026-11", *output) == exit_codes.REFUSED
        assert ".zip" in capsys.readouterr().err
    assert list(tmp_path.glob("*.docx")) == []


def test_over_ssh_the_last_lines_bring_it_home(
    branch: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.9 50312 10.0.0.5 22")
    monkeypatch.setenv("LOGNAME", "li")
    file = tmp_path / "a.docx"
    assert report("notice", "2026-11", "-o", str(file)) == exit_codes.OK
    *_, scp, sftp = capsys.readouterr().err.splitlines()
    assert scp == f"  scp li@10.0.0.5:{file} ."
    assert sftp == f"  sftp li@10.0.0.5:{file} ."


def test_a_terminal_is_given_no_binary(branch: Workspace, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    command = str(Path(sys.executable).parent / "branchkit")
    done = subprocess.run(
        [command, "report", "notice", "2026-11", "--format", "docx", "-o", "-", "--safe-mode"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == exit_codes.REFUSED
    assert "ssh" in done.stderr.decode()
