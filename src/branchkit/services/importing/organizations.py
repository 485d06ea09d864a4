"""Organisations as a subject of imports: what their columns are called, which rows hold one, and whom a row speaks of.

A superior is named by name or code and may be another row, below or above, or an organisation that is there already. So
rows are read as they come, but only what they say is held, and all find their places in the tree when the whole list has
been read (see :mod:`~branchkit.services.importing.organization_places`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.members.reading import cell_text
from branchkit.core.organizations.organization import (
    Milestone,
    Organization,
    OrganizationKind,
    Turn,
)
from branchkit.core.organizations.reading import (
    NO_SECTORS,
    READERS,
    kind_of_name,
    read_organization_values,
)
from branchkit.core.ports import UnitOfWork
from branchkit.core.texts import LocalText, to_simplified
from branchkit.exchange.readers.grid import GridRow, is_lost
from branchkit.services.importing.engine import (
    ImportedRow,
    RowOutcome,
    differing_fields,
    lost_problem,
)
from branchkit.services.importing.layout import (
    EXPLANATIONS,
    IGNORED,
    HeadingTable,
    Layout,
    Row,
    is_one_text_across,
    is_remark,
    is_signed,
    is_total,
)
from branchkit.services.importing.organization_places import ListedRow, Placing, fault
from branchkit.services.importing.sheets import FoundSheet
from branchkit.services.organizations.names import KnownOrganizations
from branchkit.services.organizations.organizations import keep, new_ids, read_tree, regroup

PARENT, PARENT_CODE = "parent", "parent_code"
"""The superior, by name or code; no field that can be read without the tree."""
DISSOLVED = "dissolved"
"""When it was dissolved: such a row is about something that is no more."""

_HEADERS: Mapping[str, str] = {
    "name": (
        "名称 党组织名称 党组织全称 组织名称 基层党组织名称 党组织 党支部名称 支部名称 党支部 单位名称 全称 "
        "name organisation organization"
    ),
    "short_name": "简称 党组织简称 支部简称 shortname",
    PARENT: (
        "上级党组织 上级党组织名称 上级组织 上级组织名称 上级 上级单位 所属党组织 所属上级党组织 隶属党组织 隶属于 "
        "隶属 所属党委 所属党总支 直接上级 parent superior"
    ),
    PARENT_CODE: "上级党组织代码 上级组织代码 上级代码 上级编码 上级党组织编码 parentcode",
    "kind": "党组织类别 组织类别 类别 党组织类型 组织类型 类型 党组织级别 组织形式 kind",
    "sector": "行业 所属行业 领域 所属领域 单位类别 单位类型 单位性质 行业类别 sector",
    "code": "党组织代码 组织代码 代码 党组织编码 组织编码 编码 统一代码 code",
    "formation": "组建方式 建立方式 组建形式 设置方式 设置形式 formation",
    "units": "联建单位 联合单位 覆盖单位 所含单位 units",
    "traits": "自定分类 分类 traits",
    "founded": "成立时间 成立日期 成立年月 建立时间 组建时间 建立日期 founded",
    "approval_no": "批准文号 批复文号 成立文号 批准成立文号 approvalno",
    "elected_on": (
        "换届时间 换届日期 选举日期 选举时间 本届选举日期 本届选举时间 本届换届时间 最近换届时间 上次换届时间 electedon"
    ),
    "term_years": "任期 任期年限 任期年数 每届任期 termyears",
    "contact_leader": "联系领导 包联领导 挂联领导 挂点领导 contactleader",
    "contact_person": "联系人 联络员 党务联系人 党务干部 contactperson",
    "phone": "联系电话 电话 手机 联系人电话 办公电话 联系方式 phone",
    "address": "地址 详细地址 通讯地址 办公地址 address",
    DISSOLVED: "dissolved 撤销日期 撤销时间",
    IGNORED: (
        "序号 序 编号 no id parentid depth path members full secretary committee termends warnings dissolvedreason "
        "mergedinto"
    ),
    EXPLANATIONS: "问题 problems",
}
ORGANIZATIONS = HeadingTable(_HEADERS, r"书记|委员|主任|组长", (DISSOLVED,))


_DATES = ("founded", "elected_on")
_TELLING = ("name", "code", *_DATES)
"""What a row must not have lost: which one is meant, and since when."""


def kind_of_row(row: Row, layout: Layout) -> str:
    """``organization``, or why a row is passed over: ``blank``, ``header``, ``total``, ``heading``, ``remark``,
    ``dissolved``."""
    texts = [to_simplified(cell_text(cell)) for cell in row]
    told = [
        text for place, text in enumerate(texts) if text and place != layout.columns.get(IGNORED)
    ]
    if not told:
        return "blank"
    name = to_simplified(cell_text(layout.value(row, "name")))
    if ORGANIZATIONS.field_of(name) == "name":
        return "header"
    if is_total(told[0]) or is_total(name):
        return "total"
    if is_signed(told[0]) or is_remark(told[0]):
        return "remark"
    if len(told) > 2 and is_one_text_across(texts):
        return "heading"
    if len(told) == 1 and kind_of_name(name) is None:
        return "heading" if name else "remark"
    return "dissolved" if cell_text(layout.value(row, DISSOLVED)) else "organization"


class OrganizationSubject:
    """The tree of the workspace's organisations."""

    id = noun = "organizations"
    named = True
    action = "organization.import"
    headings = ORGANIZATIONS
    text_fields = ("code", PARENT_CODE, "phone")
    date_fields = _DATES

    def __init__(
        self, today: date, under: str = "", sectors: Mapping[str, LocalText] = NO_SECTORS
    ) -> None:
        """``under`` takes in whoever names no superior; empty: they stand at the top. ``sectors`` are those that plugins bring."""
        self._today = today
        self._under = under
        self._sectors = sectors

    def open(self, uow: UnitOfWork, sheet: FoundSheet) -> OrganizationRows:
        """Read the tree; raises :class:`OrganizationError` ``unknown`` for ``under``."""
        return OrganizationRows(uow, sheet, self._today, self._under, self._sectors)


class OrganizationRows:
    """A list's rows until all are read: of each only what it says of its organisation, and its problems."""

    def __init__(
        self,
        uow: UnitOfWork,
        sheet: FoundSheet,
        today: date,
        under: str,
        sectors: Mapping[str, LocalText],
    ) -> None:
        """``sheet``'s file is the reason of moves."""
        self._sectors = sectors
        self._uow = uow
        self._sheet = sheet
        self._layout = sheet.layout
        self._today = today
        self._under = under
        self._fields = tuple(name for name in sheet.layout.columns if name in READERS)
        self._tree = read_tree(uow)
        if under:
            self._tree.get(under)
        self._known = KnownOrganizations(self._tree)
        self._rows: dict[int, ImportedRow] = {}
        self._listed: list[ListedRow] = []

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterable[ImportedRow]:
        """Read what rows say; how they end is known when all have a place."""
        for number, row in enumerate(rows, start=first):
            kind = kind_of_row(row, self._layout)
            if kind == "organization":
                self._rows[number] = ImportedRow(
                    number, RowOutcome.LEFT_OUT, problems=tuple(self._read(number, row))
                )
            elif kind != "blank":
                self._rows[number] = ImportedRow(number, RowOutcome.PASSED_OVER, detail=(kind,))
        return ()

    def finish(self) -> Iterator[ImportedRow]:
        """Find everybody's place, then compare with what was, and write."""
        placing = Placing(self._tree, self._listed, self._under, new_ids(self._tree.all()))
        for number, problem in placing.settle():
            self._rows[number] = _told(self._rows[number], problem)
        placed = {row.number: (row, after) for row, after in placing.settled()}
        for number, row in self._rows.items():
            yield self._kept(row, *placed[number]) if number in placed else row

    def _read(self, number: int, row: GridRow) -> list[Problem]:
        """List what a row says unless there are errors among its problems."""
        cells = {name: self._layout.value(row, name) for name in self._fields}
        lost = [name for name, cell in cells.items() if is_lost(cell)]
        reading = read_organization_values(
            {**cells, **dict.fromkeys(lost)}, self._today, self._sectors
        )
        problems = reading.problems
        problems[:0] = [lost_problem(name, cells[name], needed=name in _TELLING) for name in lost]
        if "name" not in reading.values and "name" not in lost:
            problems.append(fault("name_missing"))
        if reading.usable:
            parents = (cell_text(self._layout.value(row, name)) for name in (PARENT_CODE, PARENT))
            found = ListedRow(number, reading.values, next(filter(None, parents), ""))
            if problem := self._recognise(found):
                problems.append(problem)
            if reading.usable:
                self._listed.append(found)
        return problems

    def _recognise(self, row: ListedRow) -> Problem | None:
        """Find the organisation that a row speaks of: by its code, else by its name under the same superior."""
        code = str(row.values.get("code", ""))
        known = self._known.by_code(code)
        if known is not None and known.dissolved:
            return fault("was_dissolved", "code", name=known.name, on=known.dissolved)
        if known is not None:
            row.known = known
            return None
        namesakes = self._known.namesakes(row.name, code)
        fits = [o for o in namesakes if self._known.may_stand_under(o, row.parent)]
        if len(fits) > 1:
            return fault("name_ambiguous", name=row.name, count=len(fits))
        if fits:
            row.known = fits[0]
        elif namesakes:
            params: dict[str, object] = {"field": "name", "name": row.name}
            return Problem("organization.namesake", severity="warning", params=params)
        return None

    def _kept(self, row: ImportedRow, listed: ListedRow, after: Organization) -> ImportedRow:
        row = row._replace(id=after.id, name=after.name)
        before = listed.known
        if before is None:
            if "kind" not in listed.values and kind_of_name(after.name) is None:
                params: dict[str, object] = {"name": after.name, "kind": after.kind}
                assumed = Problem("organization.kind_assumed", severity="warning", params=params)
                row = _told(row, assumed)
            keep(self._uow, after)
            return row._replace(outcome=RowOutcome.ADDED)
        differing = differing_fields(before, after)
        if not differing:
            return row._replace(outcome=RowOutcome.UNCHANGED)
        if before.kind is OrganizationKind.GROUP and before.name != after.name:
            regroup(self._uow, before.parent, before.name, after.name)
        turns = self._turns(before, after)
        keep(self._uow, replace(after, history=(*after.history, *turns)))
        return row._replace(outcome=RowOutcome.CHANGED, detail=differing)

    def _turns(self, before: Organization, after: Organization) -> Iterable[Milestone]:
        on, reason = self._today.isoformat(), self._sheet.file
        for turn, name in (
            (Turn.MOVED, "parent"),
            (Turn.RENAMED, "name"),
            (Turn.CONVERTED, "kind"),
        ):
            old, new = str(getattr(before, name)), str(getattr(after, name))
            if old != new:
                yield Milestone(turn, on, old, new, reason)


def _told(row: ImportedRow, problem: Problem) -> ImportedRow:
    return row._replace(problems=(*row.problems, problem))
