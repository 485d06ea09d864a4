"""Word templates of one's own: fields found and filled in, faults with their places, and nothing of Python within reach."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest

from branchkit.core.errors import ExchangeError
from branchkit.exchange.writers import own_template
from branchkit.exchange.writers.own_template import OwnTemplate, field_name

NAMES = {
    "姓名": "name",
    "出生日期": "born",
    "转正（时间）": "full",
    "电话": "phone",
    "name": "name",
}
NOW = datetime(2026, 11, 20, 9)
PEOPLE = [
    {"name": "张三", "born": "1990-01-01", "phone": "138"},
    {"name": "李四", "born": "1991-02-02"},
]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(*texts: str, change: Callable[[Any], object] = lambda document: None) -> Path:
        document = docx.Document()
        for text in texts:
            document.add_paragraph(text)
        change(document)
        document.save(str(tmp_path / "模板.docx"))
        return tmp_path / "模板.docx"

    return made


def texts_of(content: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]


def test_fields_are_filled_in_by_title_and_by_id(write: Write) -> None:
    template = OwnTemplate(write("{{姓名}}，{{ 出生日期 }}", "{{name}}，{{转正（时间）}}"), NAMES)
    assert template.problems == []
    assert [field.name for field in template.used] == ["姓名", "出生日期", "name", "转正时间"]
    assert texts_of(template.fill(PEOPLE[0], NOW)) == ["张三，1990-01-01", "张三，"]


def test_a_field_that_word_has_torn_apart_is_one(write: Write) -> None:
    def torn(document: Any) -> None:
        paragraph = document.add_paragraph("兹证明{{")
        paragraph.add_run("姓").bold = True
        paragraph.add_run("名}}同志")

    template = OwnTemplate(write(change=torn), NAMES)
    assert texts_of(template.fill(PEOPLE[0], NOW)) == ["兹证明张三同志"]


def test_tables_headers_and_conditions_have_fields(write: Write) -> None:
    def change(document: Any) -> None:
        document.add_table(1, 1).cell(0, 0).text = "{{电话}}"
        document.sections[0].header.paragraphs[0].text = "{{姓名}}"

    template = OwnTemplate(write("{% if 电话 %}有{% else %}无{% endif %}", change=change), NAMES)
    made = docx.Document(io.BytesIO(template.fill(PEOPLE[0], NOW)))
    assert made.paragraphs[0].text == "有"
    assert made.tables[0].cell(0, 0).text == "138"
    assert made.sections[0].header.paragraphs[0].text == "张三"
    assert texts_of(template.fill(PEOPLE[1], NOW))[0] == "无"


def test_a_value_is_text_whatever_it_looks_like(write: Write) -> None:
    template = OwnTemplate(write("{{姓名}}"), NAMES)
    value = "<w:p>&{{电话}}{% if x %}\u202e"
    (text,) = texts_of(template.fill({"name": value, "phone": "138"}, NOW))
    assert text.startswith("<w:p>&{{电话}}{% if x %}")
    assert "138" not in text


def test_an_unknown_field_is_named_with_its_place(write: Write) -> None:
    template = OwnTemplate(write("第一段", "在这里：{{出生日朝}}", "{{转正（日期）}}"), NAMES)
    codes = [(p.code, p.params["name"], p.params["number"]) for p in template.problems]
    # What is no name at all stops the reading, and is told alone.
    assert codes == [("template.misspelt_field", "转正（日期）", 3)]
    template = OwnTemplate(write("第一段", "在这里：{{出生日朝}}", "{{zzz}}"), NAMES)
    told = [(p.code, p.params["number"], p.params["text"]) for p in template.problems]
    assert told == [
        ("template.misspelt_field", 2, "在这里：{{出生日朝}}"),
        ("template.unknown_field", 3, "{{zzz}}"),
    ]
    assert template.problems[0].params["nearest"] == "出生日期"
    with pytest.raises(ExchangeError) as refused:
        template.fill(PEOPLE[0], NOW)
    assert refused.value.code == "exchange.template_not_sound"


HOSTILE = (
    "{{ ''.__class__.__mro__ }}",
    "{{ 姓名.__class__ }}",
    "{{ 姓名['__class__'] }}",
    "{{ 姓名|attr('__class__') }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ range(9) }}",
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{{ 姓名 * 1000000000 }}",
    "{{ '%s' % 姓名 }}",
    "{{ 姓名 ~ 姓名 }}",
    "{{ [姓名] }}",
    "{{ {'a': 姓名} }}",
    "{% set a = 姓名 %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends '/etc/passwd' %}",
    "{% macro a() %}{% endmacro %}",
    "{% call a() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with a = 1 %}{% endwith %}",
    "{% if 姓名.x %}{% endif %}",
    "{%p for x in y %}",
    "{{ self }}",
    "{{ namespace }}",
    "{{ 姓名",
    "{% if %}",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("where", ["body", "table", "header", "footer", "title"])
def test_nothing_but_fields_and_conditions_is_compiled(write: Write, text: str, where: str) -> None:
    def change(document: Any) -> None:
        section = document.sections[0]
        match where:
            case "body":
                document.add_paragraph(text)
            case "table":
                document.add_table(1, 1).cell(0, 0).text = text
            case "header":
                section.header.paragraphs[0].text = text
            case "footer":
                section.footer.paragraphs[0].text = text
            case "title":
                document.core_properties.title = text

    template = OwnTemplate(write(change=change), NAMES)
    (problem,) = {p.code for p in template.problems}
    assert problem in {
        "template.not_allowed",
        "template.syntax",
        "template.unknown_field",
        "template.misspelt_field",
    }
    with pytest.raises(ExchangeError):
        template.fill(PEOPLE[0], NOW)
    with pytest.raises(ExchangeError):
        template.fill_all(PEOPLE, NOW)


def test_several_are_joined_each_on_a_page_of_its_own(write: Write) -> None:
    template = OwnTemplate(write("{{姓名}}", "{{出生日期}}"), NAMES)
    joined = docx.Document(io.BytesIO(template.fill_all(PEOPLE, NOW)))
    texts = [p.text for p in joined.paragraphs]
    assert [t.strip() for t in texts if t.strip()] == ["张三", "1990-01-01", "李四", "1991-02-02"]
    breaks = [p for p in joined.paragraphs if 'w:type="page"' in p._p.xml]
    assert len(breaks) == 1


def test_those_with_fields_in_their_head_cannot_be_joined(write: Write) -> None:
    def change(document: Any) -> None:
        document.sections[0].footer.paragraphs[0].text = "{{姓名}}"

    template = OwnTemplate(write("{{姓名}}", change=change), NAMES)
    assert template.fill_all(PEOPLE[:1], NOW)
    with pytest.raises(ExchangeError) as refused:
        template.fill_all(PEOPLE, NOW)
    assert refused.value.code == "exchange.template_head_fields"


def test_equal_papers_are_equal_files(write: Write) -> None:
    template = OwnTemplate(write("{{姓名}}"), NAMES)
    assert template.fill(PEOPLE[0], NOW) == template.fill(PEOPLE[0], NOW)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text", None])
def test_what_is_no_word_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ExchangeError) as refused:
        OwnTemplate(path, NAMES)
    assert refused.value.code == "exchange.template_unreadable"


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(ExchangeError) as refused:
        OwnTemplate(path, NAMES)
    assert refused.value.code == "exchange.template_unreadable"


def test_one_that_swells_is_not_unpacked(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("{{姓名}}")
    monkeypatch.setattr(own_template, "LARGEST_FILE", 1000)
    with pytest.raises(ExchangeError) as refused:
        OwnTemplate(path, NAMES)
    assert refused.value.code == "exchange.template_too_large"


def test_names_are_titles_without_marks() -> None:
    assert field_name("转正（时间）") == "转正时间"
    assert field_name("2026 年") == "_2026年"


@pytest.mark.needs("lowriter", "pdftotext")
def test_libreoffice_shows_each_on_its_page(write: Write, tmp_path: Path) -> None:
    template = OwnTemplate(write("兹证明{{姓名}}同志", "{{出生日期}}"), NAMES)
    (tmp_path / "joined.docx").write_bytes(template.fill_all(PEOPLE, NOW))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "joined.docx"),
        ],
        check=True,
        capture_output=True,
    )
    told = subprocess.run(
        ["pdftotext", tmp_path / "joined.pdf", "-"], check=True, capture_output=True, text=True
    )
    pages = told.stdout.rstrip("\f").split("\f")
    assert ["张三" in pages[0], "李四" in pages[1], len(pages)] == [True, True, 2]
