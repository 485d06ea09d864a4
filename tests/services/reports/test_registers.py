"""Registers as tables and papers, the set of a branch, and the workbooks to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import (
    Choice,
    Column,
    ColumnKind,
    PageLayout,
    RecordsFrom,
    Register,
    Shelf,
)
from branchkit.core.tables import Card, Paragraph, Table
from branchkit.core.texts import LocalText
from branchkit.exchange.writers.template import CellFormat, write_template
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.writing import add_records
from branchkit.services.reports.export_set import SetOrder, importable, set_registers, write_set
from branchkit.services.reports.registers import (
    Extract,
    ReportScene,
    register_report,
)
from branchkit.services.reports.template import register_template, template_name
from branchkit.testing.builders import ORG, members
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.registers import a_column, a_register

ACTOR = Actor("测试员")
AT = datetime(2026, 11, 20, 9, 0)
POSTS = replace(
    a_register(
        a_column("who", ColumnKind.MEMBER, required=True),
        a_column("kind", ColumnKind.CHOICE),
        a_column("until", ColumnKind.DATE),
        a_column("phone", personal=True),
        a_column("paid", ColumnKind.MONEY),
        a_column("inner", printed=False),
        a_column("note"),
    ),
    ended_by="until",
    shelf=Shelf.ROLL,
    position=2,
    layout=PageLayout(
        LocalText("任职名册"),
        landscape=True,
        note=LocalText("注：按日期排列。"),
        signatures=(LocalText("填表人"), LocalText("负责人")),
    ),
)
CARDS = replace(
    POSTS,
    id="card.test",
    title=LocalText("流动党员/管理卡"),
    shelf=Shelf.CARD,
    position=1,
    layout=PageLayout(card=True),
)
BESIDE = replace(POSTS, id="book.more", shelf=Shelf.MORE, position=0)
FILE = replace(POSTS, id="member.post", shelf=Shelf.MEMBER)
ROWS = [
    {"date": "2025-03-01", "who": "m0000", "kind": "a", "until": "2026-02-01", "inner": "内"},
    {"date": "2026-05-01", "who": "m0001", "phone": "13800001111", "paid": "5.00"},
    {"date": "2026-11-01", "who": "m0002", "note": "=1+1"},
]


@pytest.fixture
def scene() -> ReportScene:
    store = MemoryStore(AT.astimezone)
    with store.begin(ACTOR, "test") as uow:
        for id, name in ((ORG, "高沟村党支部"), ("b2", "柳巷村党支部")):
            uow.put("", "organization", id, Organization(id, name).to_body())
            for member in members(org=id):
                uow.put(id, "member", member.id, member.to_body())
        for register in (POSTS, CARDS):
            add_records(uow, register, ORG, ROWS)
            add_records(uow, register, "b2", ROWS[:1])
        uow.commit()
    registers = {register.id: register for register in (POSTS, CARDS, BESIDE, FILE)}
    return ReportScene(store, Contributions(registers=registers), Catalog.load(), AT)


def table_of(scene: ReportScene, extract: Extract, format: str = "docx") -> Table:
    return next(b for b in register_report(scene, extract, format).blocks if isinstance(b, Table))


def test_a_table_has_every_column_and_typed_values(scene: ReportScene) -> None:
    table = table_of(scene, Extract(POSTS, (ORG,)), "csv")
    keys = [column.key for column in table.columns]
    assert keys == ["no", "date", "who", "kind", "until", "phone", "paid", "note", "inner"]
    assert table.rows[0][:4] == (1, AT.date().replace(2025, 3, 1), "陈建国", "甲")
    assert [column.align for column in table.columns[5:8]] == ["left", "right", "left"]
    assert table.columns[-1].printed is False


def test_personal_columns_are_masked_unless_named(scene: ReportScene) -> None:
    def phones(extract: Extract) -> list[object]:
        table = table_of(scene, extract)
        place = [column.key for column in table.columns].index("phone")
        return [row[place] for row in table.rows]

    assert phones(Extract(POSTS, (ORG,)))[1] == "138****1111"
    assert phones(Extract(POSTS, (ORG,), unmasked=frozenset({"phone"})))[1] == "13800001111"


def test_a_paper_is_set_as_the_register_says(scene: ReportScene) -> None:
    report = register_report(scene, Extract(POSTS, (ORG,)))
    assert (report.title, report.landscape) == ("任职名册", True)
    assert report.filled_by == "填报单位：高沟村党支部"
    assert report.filled_on == "2026年11月20日"
    assert report.signatures == ("填表人", "负责人")
    assert isinstance(report.blocks[1], Paragraph)
    assert [row[0] for row in table_of(scene, Extract(POSTS, (ORG,))).rows] == [1, 2, 3]


def test_standing_rows_belong_to_every_period_in_which_they_held(scene: ReportScene) -> None:
    def names(period: str, register: Register) -> list[object]:
        extract = Extract(register, (ORG,), Period.parse(period))
        return [row[2] for row in table_of(scene, extract).rows]

    assert names("2026-01", POSTS) == ["陈建国"]
    assert names("2026", POSTS) == ["陈建国", "欧阳若兰", "单雄信"]
    assert names("2026-Q4", replace(POSTS, ended_by="")) == ["单雄信"]


def test_rows_of_several_organisations_say_whose_they_are(scene: ReportScene) -> None:
    table = table_of(scene, Extract(POSTS, (ORG, "b2")))
    assert [column.key for column in table.columns][:2] == ["no", "org"]
    assert {row[1] for row in table.rows} == {"高沟村党支部", "柳巷村党支部"}


def test_chosen_rows_come_in_the_order_they_are_given(scene: ReportScene) -> None:
    refs = [RecordRef(ORG, "2026-11-01.001"), RecordRef(ORG, "2025-03-01.001")]
    table = table_of(scene, Extract(POSTS, (ORG,), refs=refs))
    assert [row[2] for row in table.rows] == ["单雄信", "陈建国"]


def test_cards_are_for_paper_and_rows_for_data(scene: ReportScene) -> None:
    def kinds(format: str) -> list[type]:
        return [
            type(block) for block in register_report(scene, Extract(CARDS, (ORG,)), format).blocks
        ]

    assert kinds("docx") == [Card] * 3
    assert kinds("json") == [Table]
    assert kinds("xlsx") == [Table, Card, Card, Card]
    first = register_report(scene, Extract(CARDS, (ORG,))).blocks[0]
    assert isinstance(first, Card)
    assert "内" not in [field.value for field in first.fields]


def test_a_paper_without_rows_says_so(scene: ReportScene) -> None:
    extract = Extract(POSTS, (ORG,), Period(2001, 1))
    blocks = register_report(scene, extract).blocks
    assert next(block.text for block in blocks if isinstance(block, Paragraph)) == "（本期无记录）"
    assert table_of(scene, extract, "csv").rows == ()


def test_the_set_is_in_the_order_of_its_shelves(scene: ReportScene) -> None:
    registers = scene.contributions.registers
    assert [r.id for r in set_registers(registers)] == ["card.test", "book.test"]
    assert [r.id for r in set_registers(registers, more=True)][-1] == "book.more"
    assert len(importable(registers)) == 4
    members_only = {"a": replace(POSTS, rows=RecordsFrom.MEMBERS)}
    assert importable(members_only) == []


def test_the_set_in_a_folder(scene: ReportScene, tmp_path: Path) -> None:
    steps = list(write_set(scene, SetOrder((ORG,)), tmp_path / "set", "xlsx"))
    assert [(step.done, step.total, step.title) for step in steps] == [
        (0, 2, "流动党员/管理卡"),
        (1, 2, "试验册"),
        (2, 2, ""),
    ]
    names = sorted(path.name for path in (tmp_path / "set").iterdir())
    assert names == ["00-目录.xlsx", "01-流动党员 管理卡.xlsx", "02-试验册.xlsx"]
    sheet = openpyxl.load_workbook(tmp_path / "set" / "00-目录.xlsx").active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[-1] == [2, "试验册", "册", 3, "02-试验册.xlsx"]


@pytest.mark.parametrize("suffix", ["docx", "html", "csv"])
def test_the_set_in_other_formats(scene: ReportScene, tmp_path: Path, suffix: str) -> None:
    list(write_set(scene, SetOrder((ORG,), more=True), tmp_path, suffix))
    assert len(list(tmp_path.glob(f"*.{suffix}"))) == 4


def test_the_set_in_one_workbook_leads_from_its_contents_to_each_sheet(
    scene: ReportScene, tmp_path: Path
) -> None:
    list(write_set(scene, SetOrder((ORG,)), tmp_path / "set.xlsx", ""))
    book = openpyxl.load_workbook(tmp_path / "set.xlsx")
    assert book.sheetnames[0] == "目录"
    cells = [cell for row in book["目录"].iter_rows() for cell in row if cell.hyperlink]
    assert [(cell.value, cell.hyperlink.location) for cell in cells] == [
        ("流动党员/管理卡", "'01 流动党员 管理卡'!A1"),
        ("试验册", "'02 试验册'!A1"),
    ]


def test_a_workbook_that_was_begun_and_left_is_not_there(
    scene: ReportScene, tmp_path: Path
) -> None:
    steps: Iterator[object] = write_set(scene, SetOrder((ORG,)), tmp_path / "set.xlsx", "")
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_template_knows_the_roll_and_the_choices(scene: ReportScene, tmp_path: Path) -> None:
    template = register_template(scene.reader, POSTS, ORG, scene.catalog)
    columns = {column.title: column for column in template.columns}
    assert columns["who栏"].options[0] == "陈建国"
    assert columns["kind栏"].options == ("甲", "乙")
    assert columns["date栏"].format is CellFormat.DATE
    assert columns["paid栏"].format is CellFormat.MONEY
    assert columns["date栏"].required and not columns["note栏"].required
    write_template(template, tmp_path / template_name(CARDS, scene.catalog))
    assert [path.name for path in tmp_path.iterdir()] == ["流动党员 管理卡-模板.xlsx"]


def test_a_template_leaves_out_what_nobody_fills_in_and_namesakes(scene: ReportScene) -> None:
    from branchkit.core.registers.register import Formula, Operation

    computed = Column(
        "n", ColumnKind.NUMBER, LocalText("数"), formula=Formula(Operation.COUNT, ("who",))
    )
    choice = Column(
        "c",
        ColumnKind.CHOICE,
        LocalText("选"),
        choices=(Choice("x", LocalText("甲")),),
        default="x",
    )
    register = replace(POSTS, columns=(*POSTS.columns, computed, replace(choice, required=True)))
    store = scene.reader
    assert isinstance(store, MemoryStore)
    with store.begin(ACTOR, "test") as uow:
        uow.put(ORG, "member", "m0098", {"name": "陈建国", "number": 98})
        uow.commit()
    template = register_template(store, register, ORG, scene.catalog)
    titles = [column.title for column in template.columns]
    assert "数" not in titles
    assert "陈建国" not in template.columns[titles.index("who栏")].options
    assert "空着按“甲”" in template.columns[titles.index("选")].message
