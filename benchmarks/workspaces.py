"""Workspaces to measure on, made through the program's own services from a fixed seed, and the floors' data beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from branchkit.bootstrap import Workspace, create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.scoring.sheets import Cell, SheetKey
from branchkit.i18n.catalog import Catalog
from branchkit.services.registers.writing import add_records
from branchkit.services.roster import MEMBER
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import open_sheet
from branchkit.settings import UserSettings

NOW = "2026-11-20T09:00:00"
MONTH = Period(2026, 11)
ACTOR = Actor("secretary")
ORG = "bench"
SCHEME = "local/member-month"

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建国文斌慧宇婷雪梅海燕志鹏春晓东凤鑫"
)
FIRST_NAME = "陈建国"
"""The first member of every workspace: once this name shows, the first frame stands."""

STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
MAXIMUM = 5
PROPOSING = frozenset({0, 1, 3, 4, 6, 7, 9, 10})
"""Of the reference month's twelve criteria: those that registers feed."""
REFERENCE_MEMBERS = 40
REFERENCE_CRITERIA = 12

Row = Mapping[str, object]
"""A register's row: column → value."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A made workspace and what the floors need to show the same."""

    directory: Path
    names: tuple[str, ...]
    heads: tuple[str, ...]
    scores: tuple[tuple[str, ...], ...]
    """By member and criterion, as text; empty where nothing is scored."""

    def write_grid(self, file: Path) -> None:
        """For the curses grid."""
        rows = [[name, *scores] for name, scores in zip(self.names, self.scores, strict=True)]
        file.write_text(json.dumps({"heads": self.heads, "rows": rows}), encoding="utf-8")

    def write_tinydb(self, file: Path) -> None:
        """For the DataTable app."""
        documents = {
            str(number): {"name": name, "scores": dict(zip(self.heads, scores, strict=True))}
            for number, (name, scores) in enumerate(
                zip(self.names, self.scores, strict=True), start=1
            )
        }
        file.write_text(json.dumps({"_default": documents}), encoding="utf-8")


def scored_workspace(directory: Path, members: int, criteria: int) -> Bench:
    """Everybody scored in everything, so that every row has a rank and a band."""
    dice = Random(members)
    heads = _heads(criteria)
    names = tuple(_names(dice, members))
    scores = tuple(tuple(str(dice.randint(1, MAXIMUM)) for _ in heads) for _ in range(members))
    key = SheetKey(SCHEME, ORG, MONTH)

    def fill(workspace: Workspace) -> None:
        _enrol(workspace, names)
        edits = [
            CellEdit(_member_id(place), _criterion_id(index), Cell(Decimal(points)))
            for place, row in enumerate(scores)
            for index, points in enumerate(row)
        ]
        scheme = workspace.contributions.schemes[SCHEME]
        with workspace.store.begin(ACTOR, "bench.score") as uow:
            open_sheet(uow, scheme, key)
            change_cells(uow, scheme, key, edits)
            uow.commit()

    _make(directory, scheme_text(heads, frozenset()), fill)
    return Bench(directory, names, heads, scores)


def reference_workspace(directory: Path) -> Bench:
    """The month of which keystrokes are counted: nothing scored, two thirds of the cells with a proposal."""
    dice = Random(12)
    heads = _heads(REFERENCE_CRITERIA)
    names = tuple(_names(dice, REFERENCE_MEMBERS))

    def fill(workspace: Workspace) -> None:
        _enrol(workspace, names)
        paid = {
            "month": str(MONTH),
            "kind": "normal",
            "due": "5.00",
            "paid": "5.00",
            "paid_on": f"{MONTH}-10",
        }
        rows = [{**paid, "member": _member_id(place)} for place in range(len(names))]
        register = workspace.contributions.registers["roll.dues"]
        with workspace.store.begin(ACTOR, "bench.dues") as uow:
            add_records(uow, register, ORG, rows)
            uow.commit()

    _make(directory, scheme_text(heads, PROPOSING), fill)
    return Bench(directory, names, heads, tuple(("",) * len(heads) for _ in names))


def register_workspace(
    directory: Path, people: int, register: str, make_rows: Callable[[list[str]], Iterable[Row]]
) -> None:
    """So many members, and the rows of one register that are made of their ids."""

    def fill(workspace: Workspace) -> None:
        _enrol(workspace, tuple(_names(Random(people), people)))
        rows = make_rows([_member_id(place) for place in range(people)])
        with workspace.store.begin(ACTOR, "bench.rows") as uow:
            add_records(uow, workspace.contributions.registers[register], ORG, rows)
            uow.commit()

    _make(directory, scheme_text(_heads(1), frozenset()), fill)


def scheme_text(heads: tuple[str, ...], proposing: frozenset[int]) -> str:
    """A scheme of so many criteria; those in ``proposing`` give full marks for dues paid on time."""
    bands = (("good", "优秀", "优", 75), ("fair", "合格", "中", 55), ("poor", "较差", "差", 0))
    parts = [
        "api = 1",
        f'id = "{SCHEME}"',
        'title = "党员月度积分"',
        'subject = "member"',
        'period = "month"',
    ]
    for index, head in enumerate(heads):
        parts += [
            "",
            "[[criterion]]",
            f'id = "{_criterion_id(index)}"',
            f'title = "{head}完成情况"',
        ]
        parts += [f'short = "{head}"', f"maximum = {MAXIMUM}"]
        parts.append(
            f'text = "完成{head}任务得满分，每少一次扣一分，扣完为止；请假经批准的不扣分。"'
        )
        if index in proposing:
            parts += [
                'feeds = "roll.dues/member-on-time"',
                'rule = { kind = "all-or-nothing", at_least = 100 }',
            ]
        else:
            parts.append('rule = { kind = "judged" }')
    for id, title, short, minimum in bands:
        parts += ["", "[[band]]", f'id = "{id}"', f'title = "{title}"', f'short = "{short}"']
        parts.append(f"minimum = {minimum}")
    return "\n".join([*parts, ""])


def open_bench(directory: Path) -> Workspace:
    """The workspace open, as the program opens it."""
    return open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=ACTOR,
        clock=_clock,
    )


def _make(directory: Path, scheme: str, fill: Callable[[Workspace], None]) -> None:
    create_workspace(
        directory, name="高沟村党支部", sector="rural", clock=_clock, actor=ACTOR, organization=ORG
    )
    (directory / "schemes" / "member-month.toml").write_text(scheme, encoding="utf-8")
    workspace = open_bench(directory)
    try:
        fill(workspace)
        if workspace.contributions.failures:
            raise RuntimeError(
                f"the generated scheme does not load: {workspace.contributions.failures}"
            )
    finally:
        workspace.close()


def _enrol(workspace: Workspace, names: tuple[str, ...]) -> None:
    with workspace.store.begin(ACTOR, "bench.enrol") as uow:
        for place, name in enumerate(names):
            member = Member(_member_id(place), ORG, name, place + 1)
            uow.put(ORG, MEMBER, member.id, member.to_body())
        uow.commit()


def _names(dice: Random, count: int) -> Iterator[str]:
    """Names of two and three characters, in a branch of forty all different."""
    seen = {FIRST_NAME}
    yield FIRST_NAME
    while len(seen) < min(count, REFERENCE_MEMBERS):
        name = _name(dice)
        if name not in seen:
            seen.add(name)
            yield name
    for _ in range(count - len(seen)):
        yield _name(dice)


def _name(dice: Random) -> str:
    given = dice.choice(GIVEN) + (dice.choice(GIVEN) if dice.random() < 0.75 else "")
    return dice.choice(SURNAMES) + given


def _heads(count: int) -> tuple[str, ...]:
    return tuple(f"{stem}项" for stem in STEMS[:count])


def _member_id(place: int) -> str:
    return f"m{place + 1:05d}"


def _criterion_id(index: int) -> str:
    return f"c{index + 1:02d}"


def _clock() -> datetime:
    return datetime.fromisoformat(NOW).astimezone()
