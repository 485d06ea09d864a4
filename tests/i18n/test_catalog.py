"""Catalogs: placeholders, families of texts, and that nothing that is missing raises."""

from __future__ import annotations

import gettext
from decimal import Decimal
from pathlib import Path

import polib
import pytest

from branchkit.core.errors import Place, Problem, ScoreRefused
from branchkit.core.outcomes import Outcome
from branchkit.core.texts import LocalText
from branchkit.i18n.build import CatalogError, build, compiled, target_of
from branchkit.i18n.catalog import Catalog


def catalog_of(texts: dict[str, str], language: str = "zh_CN") -> Catalog:
    """A catalog with these texts and the common ones."""
    from io import BytesIO

    merged = polib.POFile()
    merged.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    common = {
        "common.list.separator": "、",
        "common.value.none": "无",
        "common.value.yes": "是",
        "common.place.then": "{place}：{text}",
        "common.place.separator": "，",
        "common.place.file": "{file}",
        "common.place.row": "第 {row} 行",
    }
    for key, text in {**common, **texts}.items():
        merged.append(polib.POEntry(msgid=key, msgstr=text))
    return Catalog(language, gettext.GNUTranslations(BytesIO(merged.to_binary())))


def test_placeholders_are_filled_in() -> None:
    catalog = catalog_of({"greeting": "{name}，{points} 分"})
    assert catalog.text("greeting", name="张三", points=Decimal("8.50")) == "张三，8.50 分"


def test_a_missing_key_shows_itself_with_its_figures() -> None:
    assert catalog_of({}).text("no.such.key", low=1, high=10) == "no.such.key low=1 high=10"


def test_a_missing_figure_stays_a_placeholder() -> None:
    assert catalog_of({"range": "{low} 到 {high}"}).text("range", low=1) == "1 到 {high}"


def test_a_value_can_name_a_text_of_a_family() -> None:
    catalog = catalog_of({"now": "现在是{state:@sheet.state}", "sheet.state.draft": "自评"})
    assert catalog.text("now", state="draft") == "现在是自评"
    assert catalog.text("now", state="other") == "现在是other"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "无"),
        (True, "是"),
        (["甲", "乙"], "甲、乙"),
        (LocalText("农村", "rural"), "农村"),
        (Decimal("86.5"), "86.5"),
        (Decimal("0.0125"), "0.0125"),
        (Decimal(200) / 3, "66.67"),
    ],
)
def test_values_are_shown_as_a_reader_expects(value: object, shown: str) -> None:
    assert catalog_of({"value": "{value}"}).text("value", value=value) == shown


def test_a_text_reaches_no_attribute_of_a_value() -> None:
    catalog = catalog_of({"leak": "{value.__class__}"})
    assert catalog.text("leak", value="x") == "{value.__class__}"


def test_a_format_that_does_not_fit_the_value_falls_back() -> None:
    assert catalog_of({"figure": "{value:.2f}"}).text("figure", value="text") == "text"


def test_braces_in_values_do_no_harm() -> None:
    assert catalog_of({"echo": "{value}"}).text("echo", value="{name}") == "{name}"


def test_an_error_is_looked_up_by_its_code() -> None:
    catalog = catalog_of({"error.score.out_of_range": "最多 {high} 分"})
    assert catalog.error(ScoreRefused("out_of_range", high=10)) == "最多 10 分"


def test_a_problem_begins_with_its_place() -> None:
    catalog = catalog_of({"problem.no_name": "没有姓名"})
    place = Place(file="名册.xlsx", row=5)
    assert catalog.problem(Problem("no_name", place)) == "名册.xlsx，第 5 行：没有姓名"
    assert catalog.problem(Problem("no_name")) == "没有姓名"


def test_an_unknown_language_is_chinese() -> None:
    assert Catalog.load("fr").language == "zh_CN"


def _write(directory: Path, area: str, texts: str) -> None:
    directory.mkdir(exist_ok=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (directory / f"{area}.po").write_text(header + texts, encoding="utf-8")


def test_areas_are_merged(tmp_path: Path) -> None:
    language = tmp_path / "zh_CN"
    _write(language, "first", 'msgid "a"\nmsgstr "甲"\n')
    _write(language, "second", 'msgid "b"\nmsgstr "乙"\n')
    assert build(tmp_path) == [target_of(language)]
    with target_of(language).open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert (texts.gettext("a"), texts.gettext("b")) == ("甲", "乙")


def test_a_current_catalog_is_not_built_again(tmp_path: Path) -> None:
    _write(tmp_path / "zh_CN", "first", 'msgid "a"\nmsgstr "甲"\n')
    build(tmp_path)
    assert build(tmp_path) == []


def test_the_same_key_in_two_areas_names_both(tmp_path: Path) -> None:
    language = tmp_path / "zh_CN"
    _write(language, "first", 'msgid "a"\nmsgstr "甲"\n')
    _write(language, "second", 'msgid "a"\nmsgstr "乙"\n')
    with pytest.raises(CatalogError, match=r"second\.po.*first\.po"):
        compiled(language)


def test_a_broken_area_is_named(tmp_path: Path) -> None:
    _write(tmp_path / "zh_CN", "first", 'msgid "a"\nmsgstr "甲"乙"\n')
    with pytest.raises(CatalogError, match=r"first\.po"):
        compiled(tmp_path / "zh_CN")


def test_an_outcome_says_what_was_done_or_why_not() -> None:
    catalog = catalog_of(
        {
            "outcome.record.added": "已添{count}行",
            "error.score.closed": "已上报",
            "problem.record.required": "必填",
        }
    )
    problem = Problem("record.required", Place(row=3))
    assert catalog.outcome(Outcome("record.added", {"count": 3})) == "已添3行"
    assert catalog.outcome(Outcome()) == ""
    assert catalog.outcome(Outcome(refused=ScoreRefused("closed"))) == "已上报"
    assert catalog.outcome(Outcome(problems=(problem,))) == "第 3 行：必填"


def test_a_family_of_texts_may_be_named_by_another_value() -> None:
    catalog = catalog_of({"told": "{to:@member.{field}}", "member.category.full": "正式党员"})
    assert catalog.text("told", field="category", to="full") == "正式党员"
    assert catalog.text("told", field="work_unit", to="村委会") == "村委会"
    assert catalog.text("told", field="units", to=("甲", "乙")) == "甲、乙"
