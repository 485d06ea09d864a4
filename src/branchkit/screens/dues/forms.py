"""What is filled in as a form: a member's base, and a row of the roll.

A column of sums pasted from a workbook: looked at before anything is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from branchkit.core.date_reading import read_day
from branchkit.core.dues.entries import DuesEntry
from branchkit.core.dues.money import money_text, parse_money
from branchkit.core.dues.owing import DuesBase
from branchkit.core.errors import DuesError
from branchkit.core.outcomes import Outcome
from branchkit.core.rulepacks import DuesNorm
from branchkit.screens.console import ScreenPart, Texts
from branchkit.screens.dues.source import HIDDEN
from branchkit.services.dues.session import PaidPlan, RowEdit
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.dues.screen import DuesScreen


class BaseForm(ScreenPart["DuesScreen"]):
    """The norm, the base and the day from which they count."""

    def __init__(self, screen: DuesScreen, place: int) -> None:
        super().__init__(screen)
        board = screen.session.board
        self._line = board.line(place)
        self._rules = board.records.rules(board.month)
        self._since = board.month.first_day
        self._kept: DuesBase | None = self._line.base

    def open(self) -> None:
        """Fill it in over the screen."""
        title = self._text("screen.dues.base_of", name=self._line.member.name)
        start = {"norm": self._kept.norm if self._kept else ""}
        self._screen.fill_in(title, self._fields(start), self._keep, None, self._fields)

    def _fields(self, texts: Texts) -> Sequence[FormField]:
        kept = self._kept
        norms = self._rules.norms
        chosen = next((norm for norm in norms if norm.id == texts.get("norm")), None)
        return (
            FormField(
                "norm",
                self._text("screen.dues.form.norm"),
                kept.norm if kept else "",
                FieldKind.CHOICE,
                tuple((norm.id, self._screen.catalog.local(norm.title)) for norm in norms),
                required=True,
            ),
            self._base_field(chosen),
            FormField(
                "from",
                self._text("screen.dues.form.from"),
                self._since.isoformat(),
                required=True,
                hint=self._text("screen.dues.form.from_hint"),
            ),
        )

    def _base_field(self, norm: DuesNorm | None) -> FormField:
        label = self._text("screen.dues.form.base")
        if norm is None:
            return FormField("base", label)
        if not norm.brackets and norm.least == norm.most:
            fixed = money_text(self._rules.amount(DuesBase("", "", norm.id, self._since)).due)
            return FormField("base", label, fixed, FieldKind.FIXED)
        kept = self._kept.base if self._kept and self._kept.norm == norm.id else None
        masked = kept is not None and not self._screen.source.unmasked
        if norm.brackets:
            hint = self._text("screen.dues.form.base_hint")
        else:
            hint = self._text("screen.dues.form.agreed_hint", least=norm.least, most=norm.most)
        return FormField(
            "base",
            label,
            "" if kept is None or masked else money_text(kept),
            required=bool(norm.brackets),
            hint=hint,
            masked=HIDDEN if masked else "",
        )

    def _keep(self, texts: Texts) -> Texts:
        since = read_day(texts.get("from", ""), self._screen.session.board.today)
        norm = texts.get("norm", "")
        faults = {}
        if not norm:
            faults["norm"] = self._text("screen.dues.form.required")
        if since is None:
            faults["from"] = self._text("screen.dues.no_day", text=texts.get("from", ""))
        typed = texts.get("base", "")
        try:
            amount = parse_money(typed) if typed else None
        except DuesError as error:
            faults["base"] = self._screen.catalog.error(error)
        if faults or since is None:
            return faults
        if "base" not in texts and self._kept and self._kept.norm == norm:
            amount = self._kept.base
        base = DuesBase("", self._line.member.id, norm, since, amount)
        outcome = self._screen.session.set_base(base)
        if outcome.refused is not None:
            key = "base" if isinstance(outcome.refused, DuesError) else ""
            return {key: self._screen.catalog.error(outcome.refused)}
        self._screen.repaint()
        self._screen.show_outcome(Outcome("dues.base_kept"))
        return {}


class RowForm(ScreenPart["DuesScreen"]):
    """What was paid on a row, when, with which receipt, and the note."""

    def __init__(self, screen: DuesScreen, place: int, row: DuesEntry) -> None:
        super().__init__(screen)
        self._name = screen.session.board.line(place).member.name
        self._row = row

    def open(self) -> None:
        """Fill it in over the screen."""
        row, text = self._row, self._text
        paid = "" if row.paid is None else money_text(row.paid)
        day = "" if row.paid_on is None else row.paid_on.isoformat()
        fields = (
            FormField("due", text("screen.dues.head.due"), money_text(row.due), FieldKind.FIXED),
            FormField("paid", text("screen.dues.head.paid"), paid),
            FormField("paid_on", text("screen.dues.form.paid_on"), day),
            FormField("receipt", text("screen.dues.form.receipt"), row.receipt),
            FormField("note", text("screen.dues.head.note"), row.note),
        )
        title = text("screen.dues.row_of", name=self._name, month=str(row.month), kind=row.kind)
        self._screen.fill_in(title, fields, self._keep)

    def _keep(self, texts: Texts) -> Texts:
        session = self._screen.session
        faults = {}
        try:
            paid = parse_money(texts["paid"]) if texts["paid"] else None
        except DuesError as error:
            faults["paid"] = self._screen.catalog.error(error)
        day = read_day(texts["paid_on"], session.board.today) if texts["paid_on"] else None
        if texts["paid_on"] and day is None:
            faults["paid_on"] = self._text("screen.dues.no_day", text=texts["paid_on"])
        if faults:
            return faults
        if paid is not None and day is None:
            day = session.paid_on
        edit = RowEdit(paid, day if paid is not None else None, texts["receipt"], texts["note"])
        outcome = session.edit(self._row, edit)
        if outcome.refused is not None:
            return {"": self._screen.catalog.error(outcome.refused)}
        self._screen.show_outcome(outcome)
        return {}


class PaidPasting(ScreenPart["DuesScreen"]):
    """From the line under the cursor downwards."""

    def preview(self, place: int, rows: list[list[str]]) -> None:
        """Show what would be written, write it after Enter. Of several columns the first one counts."""
        screen = self._screen
        plan = screen.session.plan_paste(place, [row[0] if row else "" for row in rows])
        if not plan.sums and not plan.refused:
            screen.speak(screen.catalog.text("screen.dues.nothing_to_paste"))
            return
        screen.show_report(
            "",
            self._lines(plan),
            keys=self._text("screen.scoring.paste_keys"),
            answers={"enter": lambda: self._write(plan)},
        )

    def _write(self, plan: PaidPlan) -> None:
        if plan.sums:
            self._screen.show_outcome(self._screen.session.paste(plan))

    def _lines(self, plan: PaidPlan) -> list[str | ReportLine]:
        board, catalog = self._screen.session.board, self._screen.catalog
        head = catalog.text("screen.dues.paste_accepted", count=len(plan.sums))
        lines: list[str | ReportLine] = [ReportLine(head, Tone.HEAD)]
        if plan.overflow:
            lines.append(catalog.text("screen.dues.paste_overflow", count=plan.overflow))
        if plan.refused:
            text = catalog.text("screen.dues.paste_refused", count=len(plan.refused))
            lines.append(ReportLine(text, Tone.ERROR))
            lines += [
                f"  {board.line(place).member.name}  {catalog.error(error)}"
                for place, error in plan.refused
            ]
        lines.append("")
        lines += [
            f"  {board.line(place).member.name}  {money_text(paid)}" for place, paid in plan.sums
        ]
        return lines
