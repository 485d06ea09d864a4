"""Where a rule comes from, in words: every duty and every warning names its regulation through here."""

from __future__ import annotations

from dataclasses import replace

from branchkit.core.errors import Problem
from branchkit.core.rulepacks import Basis, Citation
from branchkit.core.scoring.schemes import RuleFigure
from branchkit.i18n.catalog import Catalog


def citation_text(catalog: Catalog, citation: Citation) -> str:
    """支部工作条例 第四条; with 暂定 behind it where nobody has read the figure in the text itself.

    Packs write articles as figures (``article = "4"``), which are put into words here; anything else stands as written.
    """
    title = catalog.local(citation.title)
    if citation.article:
        article = article_text(catalog, citation.article)
        title = catalog.text("rulepack.cited", title=title, article=article)
    if citation.provisional:
        return catalog.text("rulepack.provisional", cited=title)
    if citation.basis is Basis.LOCAL:
        return catalog.text("rulepack.local", cited=title)
    return title


def figure_text(catalog: Catalog, figure: RuleFigure) -> str:
    """A figure that a scheme takes from a regulation: 32：党员教育管理工作条例 第三十一条."""
    cited = citation_text(catalog, figure.citation)
    return catalog.text("rulepack.figure", value=figure.value, cited=cited)


def article_text(catalog: Catalog, article: str) -> str:
    """An article by its figure: 第二十四条, art. 24."""
    if not article.isascii() or not article.isdecimal():
        return article
    number = article if catalog.language == "en" else _in_words(int(article))
    return catalog.text("rulepack.article", number=number)


def _in_words(number: int) -> str:
    """Up to 99, as regulations count: 二十四."""
    tens, ones = divmod(number, 10)
    if tens > 9:
        return str(number)
    digits = "零一二三四五六七八九"
    head = ("十" if tens == 1 else f"{digits[tens]}十") if tens else ""
    return head + (digits[ones] if ones or not tens else "")


def in_words(catalog: Catalog, problem: Problem) -> Problem:
    """A problem whose parameters that are citations have become texts, ready for the catalog."""
    words = {
        key: citation_text(catalog, value) if isinstance(value, Citation) else value
        for key, value in problem.params.items()
    }
    return replace(problem, params=words)
