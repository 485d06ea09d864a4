"""Small schemes for tests, built without a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from branchkit.core.dates import PeriodKind
from branchkit.core.scoring.rules import Judged
from branchkit.core.scoring.schemes import Band, Criterion, Scheme, Section, SubjectKind
from branchkit.core.texts import LocalText


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
