"""The two reports as values."""

from __future__ import annotations

import pytest

from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.tables import Paragraph, Report, Table
from branchkit.core.text_width import cell_width
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.workspace_view import SubjectResult
from branchkit.testing.plugin_view import FakeView, a_record, a_result
from branchkit_schools.reports.ethics import ethics_report
from branchkit_schools.reports.structure import structure_report

from .school_builders import (
    ROOT,
    a_branch,
    a_group,
    a_member,
    a_post,
    a_root,
    contributions,
)

QUARTER, YEAR = Period.parse("2026-Q4"), Period.parse("2026")
ETHICS, SCHEME = "roll.schools-ethics", "schools/member-month"


@pytest.fixture(scope="module")
def loaded() -> Contributions:
    return contributions()


def a_view(loaded: Contributions) -> FakeView:
    """A branch of twelve on the first grade with a group in maths; the art teachers have none."""
    members = [
        a_member("b1", number, group="数学党小组" if number < 10 else "") for number in range(1, 13)
    ]
    posts = [a_post("b1", m.id, "senior-1", "maths" if m.number < 10 else "art") for m in members]
    models = [
        a_record(ETHICS, "b1", date="2026-09-10", member="m0001", title="model", level="county", deeds="乙"),
        a_record(ETHICS, "b1", date="2025-09-10", member="m0002", title="model", level="school", deeds="甲"),
        a_record(
            ETHICS,
            "b1",
            date="2026-09-10",
            member="m0003",
            title="teacher",
            level="school",
            deeds="丙",
            withdrawn="2026-10-01",
            reason="查实",
        ),
    ]  # fmt: skip
    return FakeView(
        organizations=[
            a_root(),
            a_branch("b1", "高一年级党支部"),
            a_group("g1", "数学党小组", "b1"),
        ],
        members=members,
        records=[*posts, *models],
        contributions=loaded,
    )


def paragraphs(paper: Report) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Paragraph)]


def tables(paper: Report) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def test_the_structure_is_told_and_mended(loaded: Contributions) -> None:
    paper = structure_report(a_view(loaded).scene(QUARTER, org="b1"))
    assert paper.title == "高沟中学党总支组织设置情况报告"
    assert (paper.subtitle, paper.issued_on) == ("（2026年第四季度）", "2026年11月20日")
    grades, groups, after = tables(paper)
    assert grades.rows == (("高一", 12, 12, "高一年级党支部", "已建"),)
    assert groups.rows == (("高一年级党支部", 12, "数学党小组 9"),)
    assert after.rows == (("高一年级党支部", 12, "数学党小组 9、美术党小组 3"),)
    texts = paragraphs(paper)
    assert "2. 高一年级党支部美术学科党员 3 人，达到 2 人，应建党小组。" in texts
    assert any(text.startswith("依据：学校") for text in texts)


def test_a_sound_structure_is_left_as_it_is(loaded: Contributions) -> None:
    view = FakeView(organizations=[a_root("branch", "高沟小学党支部")], contributions=loaded)
    texts = paragraphs(structure_report(view.scene(QUARTER)))
    assert "没有发现问题。" in texts
    assert "组织设置符合规则，暂不调整。" in texts


def test_of_several_schools_there_is_a_line_each(loaded: Contributions) -> None:
    bureau = Organization("bureau", "县教育局党委", OrganizationKind.COMMITTEE, "schools")
    names = ("高沟小学党支部", "高沟中学党支部")
    schools = [Organization(name, name, sector="schools", parent="bureau") for name in names]
    view = FakeView(
        organizations=[bureau, *schools],
        members=[a_member(names[0], 1)],
        contributions=loaded,
    )
    (table,) = tables(structure_report(view.scene(QUARTER)))
    assert table.rows == ((names[1], 0, 1, 0, 0, 0, 0), (names[0], 1, 1, 0, 0, 0, 1))


def test_where_there_is_no_school_the_paper_says_so(loaded: Contributions) -> None:
    village = Organization("v", "高沟村党支部", sector="rural")
    view = FakeView(organizations=[village], contributions=loaded)
    assert paragraphs(structure_report(view.scene(QUARTER))) == [
        "这里没有学校：党组织的领域要填“学校”。"
    ]


def months(view: FakeView, *results: list[SubjectResult]) -> None:
    for number, subjects in enumerate(results, start=9):
        view.sheet(SCHEME, "b1", Period(2026, number), subjects)


def test_titles_of_the_year_stand_with_branch_and_post(loaded: Contributions) -> None:
    paper = ethics_report(a_view(loaded).scene(YEAR))
    (titles,) = tables(paper)
    assert titles.rows == (
        (
            "教师1",
            "高一年级党支部",
            "高一 数学",
            "师德标兵",
            "县级",
            "2026-09-10",
            "乙",
        ),
    )
    assert paragraphs(paper)[0].endswith("获师德类称号 1 人次，其中县级以上 1 人次。")
    assert paragraphs(paper)[-1] == "当年没有已经打完分的月度积分，暂提不出人选。"


def test_who_may_be_proposed_follows_from_the_months(loaded: Contributions) -> None:
    view = a_view(loaded)
    full = {"ethics": "14"}
    months(
        view,
        [
            a_result("m0001", "100", points=full),  # has a title already
            a_result("m0004", "96", points=full),
            a_result("m0005", "97", points={"ethics": "12"}),  # docked
            a_result("m0006", "99", points=full, vetoes=["ethics"]),
            a_result("m0007", "85", points=full),
            a_result("m0008", points=full),  # not scored to the end
            a_result("m0009", "91", points=full),
        ],
        [a_result("m0004", "93.1", points=full), a_result("m0007", "94", points=full)],
    )
    paper = ethics_report(view.scene(YEAR))
    (_titles, candidates) = tables(paper)
    found = [(row[0], str(row[3]), row[4]) for row in candidates.rows]
    assert found == [("教师4", "94.6", 2), ("教师9", "91.0", 1)]
    assert any("平均 90 分以上" in text and "2 人" in text for text in paragraphs(paper))


def test_a_title_follows_whoever_moved_and_is_forgotten_with_whoever_left(
    loaded: Contributions,
) -> None:
    records = [
        a_record(ETHICS, "b1", date="2026-09-10", member=id, title="model", level="school", deeds="甲")
        for id in ("m0001", "m0002")
    ]  # fmt: skip
    view = FakeView(
        organizations=[
            a_root(),
            a_branch("b1", "高一年级党支部"),
            a_branch("b2", "高二年级党支部"),
        ],
        members=[a_member("b2", 5, moved_from="b1/m0001")],
        records=records,
        contributions=loaded,
    )
    (titles,) = tables(ethics_report(view.scene(YEAR, org=ROOT)))
    assert [(row[0], row[1]) for row in titles.rows] == [("教师5", "高二年级党支部")]


@pytest.mark.parametrize("report", [structure_report, ethics_report])
def test_papers_are_there_in_english(loaded: Contributions, report: object) -> None:
    scene = a_view(loaded).scene(YEAR, language="en")
    paper: Report = report(scene)  # type: ignore[operator]
    assert paper.properties["language"] == "en"
    for table in tables(paper):
        for column in table.columns:
            assert cell_width(column.title) == len(column.title), column.title
