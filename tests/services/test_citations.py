"""Rules as they are cited on a screen."""

from __future__ import annotations

import pytest

from branchkit.core.rulepacks import Basis, Citation
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text

TITLE = LocalText("支部工作条例", "Regulation on branch work")


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ("4", "第四条"),
        ("10", "第十条"),
        ("16", "第十六条"),
        ("20", "第二十条"),
        ("31", "第三十一条"),
        ("第三十条第二款", "第三十条第二款"),
    ],
)
def test_articles_are_written_as_regulations_write_them(article: str, words: str) -> None:
    catalog = Catalog.load("zh_CN")
    assert citation_text(catalog, Citation(TITLE, article)) == f"支部工作条例 {words}"


def test_what_nobody_read_in_the_text_is_provisional() -> None:
    chinese, english = Catalog.load("zh_CN"), Catalog.load("en")
    for basis in (Basis.SECONDARY, Basis.GENERAL):
        assert citation_text(chinese, Citation(TITLE, "4", basis)) == "支部工作条例 第四条（暂定）"
        assert (
            citation_text(english, Citation(TITLE, "4", basis))
            == "Regulation on branch work, art. 4 (provisional)"
        )
    assert (
        citation_text(chinese, Citation(TITLE, basis=Basis.LOCAL)) == "支部工作条例（本单位规定）"
    )
    assert citation_text(chinese, Citation(TITLE)) == "支部工作条例"
