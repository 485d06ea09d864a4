"""Several papers as one."""

from __future__ import annotations

from branchkit.core.tables import Paragraph, Report
from branchkit.services.reports.periodic import joined


def a_report(text: str, **properties: str) -> Report:
    return Report("账", (Paragraph(text),), salutation="各党小组：", properties=properties)


def test_each_stands_under_its_organisation_and_the_note_at_the_end() -> None:
    report = joined([("青石村", a_report("甲")), ("柳坝村", a_report("乙"))], "丙")
    texts = [(b.text, b.level) for b in report.blocks if isinstance(b, Paragraph)]
    assert texts == [("青石村", 1), ("甲", 0), ("柳坝村", 1), ("乙", 0), ("丙", 0)]


def test_what_is_true_of_one_only_is_left_out() -> None:
    report = joined([("青石村", a_report("甲", language="zh_CN", sheet="s", state="draft"))])
    assert report.properties == {"language": "zh_CN"}
    assert not report.salutation
