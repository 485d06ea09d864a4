"""``branchkit template`` and ``branchkit fill``: the branch's own Word templates."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest

from branchkit.cli import exit_codes
from branchkit.services.unmasking import UNMASKING
from branchkit.store.sqlite_store import SqliteStore
from branchkit.toml.targets import DATABASE_FILE

from ..importing.test_records import Commands, run

__all__ = ["run"]


def template(directory: Path, name: str, *texts: str) -> Path:
    folder = directory / "templates"
    folder.mkdir(exist_ok=True)
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(folder / f"{name}.docx"))
    return folder / f"{name}.docx"


@pytest.fixture
def letter(workspace_directory: Path) -> Path:
    return template(
        workspace_directory, "证明", "兹证明{{姓名}}（{{公民身份号码}}）是{{党组织}}党员。"
    )


def texts_of(file: Path | bytes) -> list[str]:
    content = file.read_bytes() if isinstance(file, Path) else file
    return [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]


def unmaskings(directory: Path) -> list[dict[str, object]]:
    from datetime import datetime

    store = SqliteStore.open(directory / DATABASE_FILE, datetime.now)
    try:
        return [document.body for document in store.scan("test", UNMASKING)]
    finally:
        store.close()


def test_fields_are_listed_by_their_chinese_names(run: Commands) -> None:
    told = json.loads(run("template", "fields", "member", "--format", "json"))
    by_field = {row["field"]: row for row in told}
    assert {"{{姓名}}", "{{党组织}}", "{{填写日期}}"} <= by_field.keys()
    assert by_field["{{公民身份号码}}"]["personal"] == "是"
    assert "{{走访户}}" in run("template", "fields", "book.visit")
    run("template", "fields", "no.such", expect=exit_codes.REFUSED)


def test_a_template_is_looked_over(run: Commands, letter: Path, workspace_directory: Path) -> None:
    assert "姓名" in run("template", "check", "证明")
    assert "证明" in run("template", "list")
    template(workspace_directory, "错", "第一段", "{{姓明}}同志")
    run("template", "check", "错", expect=exit_codes.PROBLEMS)
    assert "正文第2段" in run.err
    assert "姓名" in run.err
    run("fill", "错", "--member", "陈建国", expect=exit_codes.PROBLEMS)
    assert "姓明" in run.err
    assert not list((workspace_directory / "exports").glob("*"))
    run("template", "check", "没有", expect=exit_codes.REFUSED)
    assert "证明" in run.err


def test_one_is_filled_in_with_masks(
    run: Commands, letter: Path, workspace_directory: Path
) -> None:
    run("fill", "证明", "--member", "陈建国")
    (made,) = (workspace_directory / "exports").glob("*.docx")
    (text,) = texts_of(made)
    assert "陈建国" in text
    assert "公民身份号码" in run.err
    assert unmaskings(workspace_directory) == []


def test_what_is_unmasked_is_recorded(
    run: Commands, letter: Path, workspace_directory: Path, tmp_path: Path
) -> None:
    run("members", "edit", "陈建国", "--citizen-id", "11010519491231002X")
    words = ("fill", letter, "--member", "陈建国", "-o", tmp_path / "a.docx")
    run(*words)
    assert "110105********002X" in texts_of(tmp_path / "a.docx")[0]
    run(*words, "--force", "--unmask", "citizen_id")
    assert "11010519491231002X" in texts_of(tmp_path / "a.docx")[0]
    (recorded,) = unmaskings(workspace_directory)
    assert recorded["fields"] == ["citizen_id"]
    assert recorded["where"] == "fill 证明"
    run(*words, "--force", "--unmask", "name", expect=exit_codes.REFUSED)


def test_several_are_a_zip_or_one_document(run: Commands, letter: Path, tmp_path: Path) -> None:
    run("fill", "证明", "--all", "-o", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        assert names[0] == "证明-陈建国.docx"
        assert len(names) == len(set(names)) > 2
        assert "陈建国" in texts_of(archive.read(names[0]))[0]
    run("fill", "证明", "--all", "--joined", "-o", tmp_path / "a.docx")
    assert sum("兹证明" in text for text in texts_of(tmp_path / "a.docx")) == len(names)
    run("fill", "证明", "--all", "-o", tmp_path / "b.docx", expect=exit_codes.REFUSED)
    run("fill", "证明", expect=exit_codes.REFUSED)


def test_rows_of_a_register_are_filled_in(
    run: Commands, workspace_directory: Path, tmp_path: Path
) -> None:
    template(workspace_directory, "回访单", "{{日期}} {{走访党员}} 走访 {{走访户}}，{{顺序}}")
    for household in ("高沟三组", "高沟四组"):
        run(
            "record",
            "add",
            "book.visit",
            "date=2026-11-03",
            "member=陈建国",
            f"household={household}",
        )
    rows = json.loads(run("record", "list", "book.visit", "--format", "json"))
    words = ("fill", "回访单", "--register", "book.visit")
    run(*words, "--row", rows[1]["id"], "-o", tmp_path / "a.docx")
    assert texts_of(tmp_path / "a.docx") == ["2026-11-03 陈建国 走访 高沟四组，1"]
    run(*words, "--all", "-o", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist()[0] == "回访单-2026-11-03 高沟三组.docx"
    run(*words, "--row", "x", "-o", tmp_path / "b.docx", expect=exit_codes.REFUSED)
