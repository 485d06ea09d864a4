"""A village branch of six with two scored months, small enough to check by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.members.member import Member, MemberClass
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import UnitOfWork
from branchkit.core.scoring.rules import Judged
from branchkit.core.scoring.schemes import (
    Applies,
    Band,
    Criterion,
    Extra,
    Scheme,
    Section,
    SubjectKind,
    Veto,
)
from branchkit.core.scoring.sheets import Cell, ExtraEvent, Row, SheetKey
from branchkit.core.texts import LocalText
from branchkit.services.scoring.rows import store_row
from branchkit.services.scoring.sheets import open_sheet
from branchkit.testing.memory_store import MemoryStore

ORG = "test"
NOW = datetime.fromisoformat("2026-11-30T09:00:00+08:00")
MEETING = Criterion(
    "meeting",
    "life",
    LocalText("参加党员大会", "Meetings"),
    LocalText("大会"),
    Decimal(40),
    Judged(),
    text=LocalText("按时参加党员大会。"),
)
STUDY = Criterion(
    "study", "life", LocalText("完成学习任务"), LocalText("学时"), Decimal(40), Judged()
)
POST = Criterion(
    "post",
    "role",
    LocalText("认领岗位"),
    LocalText("设岗"),
    Decimal(20),
    Judged(),
    applies=Applies(never=frozenset({MemberClass.MOBILE})),
)
SCHEME = Scheme(
    id="rural/member-month",
    title=LocalText("农村党员月度积分办法"),
    subject=SubjectKind.MEMBER,
    period=PeriodKind.MONTH,
    sections=(Section("life", LocalText("组织生活")), Section("role", LocalText("作用发挥"))),
    criteria=(MEETING, STUDY, POST),
    bands=(
        Band("good", LocalText("优秀"), LocalText("优"), minimum=Decimal(90)),
        Band("fair", LocalText("合格"), LocalText("合"), minimum=Decimal(60)),
        Band("poor", LocalText("不合格"), LocalText("差")),
    ),
    extras=(Extra("honour", LocalText("受到表彰"), Decimal(3), Decimal(1), Decimal(5)),),
    vetoes=(Veto("discipline", LocalText("受党纪处分"), band="poor"),),
    digest="1",
)  # fmt: skip
SCHEMES = {SCHEME.id: SCHEME}
OCTOBER, NOVEMBER = (SheetKey(SCHEME.id, ORG, Period.parse(f"2026-{m}")) for m in (10, 11))
MEMBERS = tuple(
    Member(id, ORG, name, number, citizen_id=citizen_id, phone=phone, member_class=member_class)
    for id, name, number, citizen_id, phone, member_class in (
        ("m1", "陈建国", 1, "11010519491231002X", "13800005678", MemberClass.ORDINARY),
        ("m2", "欧阳若兰", 2, "", "", MemberClass.ORDINARY),
        ("m3", "单雄信", 3, "", "", MemberClass.MOBILE),
        ("m4", "仇春梅", 4, "", "", MemberClass.ORDINARY),
        ("m5", "曾庆璠", 5, "", "", MemberClass.ORDINARY),
        ("m6", "解缙之", 6, "", "", MemberClass.ORDINARY),
    )
)


def row(subject: str, *points: str | None, **parts: object) -> Row:
    cells = {
        criterion.id: Cell(Decimal(given))
        for criterion, given in zip(SCHEME.criteria, points, strict=False)
        if given is not None
    }
    return Row(subject, cells, **parts)  # type: ignore[arg-type]


OCTOBER_ROWS = (
    row("m1", "40", "40", "20"),
    row("m2", "30", "30", "20"),
    row("m4", "40", "30", "20"),
)
NOVEMBER_ROWS = (
    row("m1", "40", "36.5", "10"),
    row(
        "m2", "40", "40", "20", extras=(ExtraEvent("honour", Decimal(2), "获镇表彰", "2026-11-05"),)
    ),
    row("m3", "40", "30", None),
    Row(
        "m4",
        {
            "meeting": Cell(Decimal(40), "proposal"),
            "study": Cell(Decimal(30), note="病假一次"),
            "post": Cell(None, note="岗位未定"),
        },
    ),
    row("m6", "40", "40", "20", vetoes={"discipline": "11月受警告处分"}),
)


def scored_store() -> MemoryStore:
    """October and November, m5 not yet scored in November."""
    store = MemoryStore(lambda: NOW)
    with change(store) as uow:
        organization = Organization(ORG, "青石村党支部", sector="rural")
        uow.put("", "organization", ORG, organization.to_body())
        for member in MEMBERS:
            uow.put(ORG, "member", member.id, member.to_body())
        for key, rows in ((OCTOBER, OCTOBER_ROWS), (NOVEMBER, NOVEMBER_ROWS)):
            open_sheet(uow, SCHEME, key)
            traits = {member.id: member.traits for member in MEMBERS}
            for scored in rows:
                store_row(uow, SCHEME, key, scored, traits[scored.subject])
    return store


@contextmanager
def change(store: MemoryStore) -> Iterator[UnitOfWork]:
    """A unit of work that is committed at its end."""
    with store.begin(Actor("测试员"), "test") as uow:
        yield uow
        uow.commit()
