"""Small made-up things for tests: schemes of a few criteria, members, a store with an open sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Store
from branchkit.core.scoring.rules import Judged
from branchkit.core.scoring.schemes import (
    Band,
    Criterion,
    Extra,
    Scheme,
    Section,
    SubjectKind,
    Veto,
)
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.texts import LocalText
from branchkit.services.scoring.sheets import open_sheet


def criterion(id: str, maximum: Decimal | int = 10, **changes: Any) -> Criterion:
    """A judged criterion in section ``all``."""
    title = LocalText(id)
    base = Criterion(id, "all", title, title, Decimal(maximum), Judged())
    return replace(base, **changes)


def section(id: str = "all", **changes: Any) -> Section:
    """A section of weight 1."""
    return replace(Section(id, LocalText(id)), **changes)


def band(id: str, minimum: Decimal | int | None = None, **changes: Any) -> Band:
    """A band reached by points."""
    title = LocalText(id)
    wanted = None if minimum is None else Decimal(minimum)
    return replace(Band(id, title, title, wanted), **changes)


def scheme(
    criteria: Sequence[Criterion],
    sections: Sequence[Section] | None = None,
    bands: Sequence[Band] = (),
    **changes: Any,
) -> Scheme:
    """A monthly scheme for members."""
    base = Scheme(
        id="test/member-month",
        title=LocalText("测试方案"),
        subject=SubjectKind.MEMBER,
        period=PeriodKind.MONTH,
        sections=tuple(sections or (section(),)),
        criteria=tuple(criteria),
        bands=tuple(bands),
    )
    return replace(base, **changes)


ORG = "b1"
MONTH = Period(2026, 11)
NAMES = ("陈建国", "欧阳若兰", "单雄信", "仇春梅", "曾庆璠", "解缙之")


def a_criterion(
    id: str, maximum: int = 10, *, short: str = "", step: str = "0.5", metric: str = ""
) -> Criterion:
    """A judged criterion in the section ``all``; with a ``metric`` it proposes points."""
    return Criterion(
        id=id,
        section="all",
        title=LocalText(f"考核{id}", f"Criterion {id}"),
        short=LocalText(short or id),
        maximum=Decimal(maximum),
        rule=Judged(step=Decimal(step)),
        feeds={"measure": metric} if metric else {},
    )


def a_scheme(criteria: Sequence[Criterion] | int = 3, *, digest: str = "d1") -> Scheme:
    """A monthly scheme for members with three bands, one bonus and one veto."""
    made = (
        [a_criterion(f"c{n}") for n in range(criteria)] if isinstance(criteria, int) else criteria
    )
    return Scheme(
        id="test/member-month",
        title=LocalText("党员月度积分", "Monthly points"),
        subject=SubjectKind.MEMBER,
        period=PeriodKind.MONTH,
        sections=(Section("all", LocalText("全部")),),
        criteria=tuple(made),
        bands=(
            Band("good", LocalText("优秀"), LocalText("优"), minimum=Decimal(24)),
            Band("fair", LocalText("合格"), LocalText("中"), minimum=Decimal(15)),
            Band("poor", LocalText("较差"), LocalText("差")),
        ),
        extras=(
            Extra("deed", LocalText("好人好事"), Decimal(2), Decimal(1), Decimal(3)),
            Extra("late", LocalText("迟到"), Decimal(-1)),
        ),
        vetoes=(Veto("law", LocalText("违法违纪"), band="poor"),),
        digest=digest,
        declaration="",
    )


def members(count: int = len(NAMES), org: str = ORG) -> list[Member]:
    """Made-up members, numbered from 1."""
    return [
        Member(f"m{n:04d}", org, NAMES[n % len(NAMES)] + ("" if n < len(NAMES) else str(n)), n + 1)
        for n in range(count)
    ]


def a_sheet(
    store: Store, scheme: Scheme, actor: Actor, *, count: int = len(NAMES), period: Period = MONTH
) -> SheetKey:
    """An organisation with members and an open sheet, in the store."""
    key = SheetKey(scheme.id, ORG, period)
    with store.begin(actor, "test.build") as uow:
        uow.put(
            "", "organization", ORG, Organization(ORG, "高沟村党支部", sector="rural").to_body()
        )
        for member in members(count):
            uow.put(ORG, "member", member.id, member.to_body())
        open_sheet(uow, scheme, key)
        uow.commit()
    return key


def fixed_clock(text: str = "2026-11-20T09:00:00") -> Callable[[], datetime]:
    """A clock that stands still."""
    moment = datetime.fromisoformat(text)
    return lambda: moment
