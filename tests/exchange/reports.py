"""A paper with everything in it that a writer has to cope with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from branchkit.core.tables import Paragraph, Report, Table, TableColumn

RANKS = Table(
    columns=(
        TableColumn("rank", "名次", align="right"),
        TableColumn("name", "姓名"),
        TableColumn("id", "身份证号"),
        TableColumn("dues", "党费\n10", align="right"),
        TableColumn("total", "总分", align="right", places=1),
        TableColumn("on", "日期"),
        TableColumn("settled", "评完", align="center"),
    ),
    rows=(
        (1, "欧阳若兰", "11010519491231002X", Decimal(10), Decimal("96"), date(2026, 11, 3), True),
        (2, "=HYPERLINK(1)", "440524188001010014", Decimal("8.25"), Decimal("86.5"), None, False),
    ),
    title="党员积分排名",
    frozen_columns=2,
)
NOTES = Table(
    columns=(TableColumn("name", "姓名"), TableColumn("why", "说明")),
    rows=(("张三", "<b>走访</b> 5 次 & 办成实事 2 件，\x1b[31m按规定计分" * 4),),
    title="得分说明",
)
REPORT = Report(
    title="关于2026年11月党员积分情况的通报",
    blocks=(
        Paragraph("根据《党员积分办法》，现将有关情况通报如下。"),
        Paragraph("一、积分排名", level=1),
        RANKS,
        Paragraph("（一）说明", level=2),
        NOTES,
        Paragraph("居中", align="center"),
    ),
    salutation="各党小组：",
    issuer="青石村党支部",
    issued_on="2026年11月20日",
    properties={"language": "zh_CN", "created": "2026-11-20T09:00:00+08:00"},
)
