"""A person's whole file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.members.member import Category, Member
from branchkit.core.organizations.organization import Organization
from branchkit.i18n.catalog import Catalog
from branchkit.services.members.file import FileScene, file_rows, member_file
from branchkit.services.members.transfers import move_member
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import add_member, member, remove_member

ORG, OTHER = "test", "other"
NOW = datetime(2026, 11, 20, 9, 0)
ID = "11010519491231002X"
AWARD: Mapping[str, object] = {"member": "m0001", "date": "2020-07-01", "title": "优秀共产党员"}


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    """张三 with a post, an award and a base of dues, and 李四 with an award."""
    registers = workspace.contributions.registers
    rows: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("member.award", {**AWARD, "member": "m0002", "title": "先进个人"}),
        ("member.award", AWARD),
        ("member.post", {"member": "m0001", "post": "secretary", "from": "2021-01-05"}),
        (
            "dues.base",
            {"member": "m0001", "norm": "monthly", "base": "4321.00", "from": "2026-01-01"},
        ),
    )
    with workspace.store.begin(workspace.actor, "test") as uow:
        uow.put("", "organization", OTHER, Organization(OTHER, "柳河村党支部").to_body())
        add_member(
            uow,
            Member("", ORG, "张三", birth="1949-12-31", citizen_id=ID, full_since="1986-03-01"),
        )
        add_member(uow, Member("", ORG, "李四"))
        for register, values in rows:
            add_record(uow, registers[register], ORG, values)
        uow.commit()
    return workspace


def scene(workspace: Workspace, *unmasked: str) -> FileScene:
    return FileScene(
        workspace.store,
        workspace.contributions,
        Catalog.load("zh_CN"),
        NOW,
        frozenset(unmasked),
    )


def text_of(workspace: Workspace, org: str = ORG, id: str = "m0001", *unmasked: str) -> str:
    sections = member_file(scene(workspace, *unmasked), member(workspace.store, org, id))
    return "\n".join(
        f"[{section.title}] {line.label} {line.text}"
        for section in sections
        for line in section.lines
    )


def test_the_file_has_the_person_and_the_rows_of_nobody_else(branch: Workspace) -> None:
    text = text_of(branch)
    assert "[基本情况] 出生日期 1949-12-31（76岁）" in text
    assert "[党内情况] 转正时间 1986-03-01（党龄40年）" in text
    assert "优秀共产党员" in text
    assert "书记" in text
    assert "先进个人" not in text


def test_personal_data_are_masked_unless_they_were_asked_for(branch: Workspace) -> None:
    text = text_of(branch)
    assert ID not in text
    assert "4321.00" not in text
    assert ID in text_of(branch, ORG, "m0001", "citizen_id")


def test_rows_made_before_a_move_are_read_where_they_were_made(branch: Workspace) -> None:
    with branch.store.begin(branch.actor, "test") as uow:
        arrived = move_member(uow, ORG, "m0001", OTHER, date(2026, 11, 1), "迁居")
        uow.commit()
    text = text_of(branch, OTHER, arrived.id)
    assert "优秀共产党员" in text
    assert "由 青石村党支部 转来" in text
    assert "已转到 柳河村党支部" in text_of(branch)


def test_a_probation_and_a_removal_are_told(branch: Workspace) -> None:
    with branch.store.begin(branch.actor, "test") as uow:
        new = add_member(
            uow, Member("", ORG, "王五", category=Category.PROBATIONARY, joined="2026-03-31")
        )
        remove_member(uow, ORG, "m0002", "去世", date(2026, 11, 1))
        uow.commit()
    assert "预备期满 2027-03-31" in text_of(branch, ORG, new.id)
    assert "2026-11-01 移出名册：去世" in text_of(branch, ORG, "m0002")


def test_rows_come_by_register_and_date(branch: Workspace) -> None:
    registers = branch.contributions.registers
    with branch.store.begin(branch.actor, "test") as uow:
        add_record(uow, registers["member.award"], ORG, {**AWARD, "date": "2010-07-01"})
        uow.commit()
    rows = {
        found.register.id: [record.values[found.register.dated_by] for record in found.records]
        for found in file_rows(scene(branch), member(branch.store, ORG, "m0001"))
    }
    assert rows["member.award"] == ["2010-07-01", "2020-07-01"]
    assert next(iter(rows)) == "member.post"
