"""What is filled in as a form: bases, a row of the roll, and what a wrong sum is corrected with.

A column of sums pasted from a workbook: looked at before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.core.dues.entries import DuesEntry
from branchkit.core.dues.money import NOTHING, money_text, parse_money, parse_parts, parts_text
from branchkit.core.dues.owing import DuesBase
from branchkit.core.errors import BranchkitError, DuesError
from branchkit.core.outcomes import Outcome
from branchkit.core.rulepacks import DuesNorm
from branchkit.core.typed_days import typed_day
from branchkit.screens.console import Texts
from branchkit.screens.dues.source import HIDDEN
from branchkit.screens.dues.sums import sum_field
from branchkit.screens.parts import date_field
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.dues.billing import BaseChange
from branchkit.services.dues.session import PaidPlan, RowEdit
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.dues.screen import DuesScreen


class BaseForm(ScreenPart["DuesScreen"]):
    """The norm, the base and the day from which they count, of one line or of several at once."""

    def __init__(self, screen: DuesScreen, places: Sequence[int]) -> None:
        super().__init__(screen)
        board = screen.session.board
        self._places = tuple(places)
        self._lines = [board.line(place) for place in places]
        self._rules = board.records.rules(board.month)
        self._since = board.month.first_day
        self._kept: DuesBase | None = self._lines[0].base if len(self._lines) == 1 else None
        self._changes: tuple[BaseChange, ...] = ()

    def open(self) -> None:
        """Fill it in over the screen."""
        count = len(self._lines)
        if count == 1:
            title = self._text("screen.dues.base_of", name=self._lines[0].member.name)
        else:
            title = self._text("screen.dues.bases_of", count=count)
        start = {"norm": self._kept.norm if self._kept else ""}
        self._screen.fill_in(title, self._fields(start), self._keep, self._done, self._fields)

    def _fields(self, texts: Texts) -> Sequence[FormField]:
        kept = self._kept
        norms = self._rules.norms
        chosen = next((norm for norm in norms if norm.id == texts.get("norm")), None)
        fields = [
            FormField(
                "norm",
                self._text("screen.dues.form.norm"),
                kept.norm if kept else "",
                FieldKind.CHOICE,
                tuple((norm.id, self._screen.catalog.local(norm.title)) for norm in norms),
                required=True,
            ),
            self._base_field(chosen),
            date_field(
                self._screen.catalog,
                "from",
                self._text("screen.dues.form.from"),
                self._screen.session.board.today,
                self._since.isoformat(),
                hint=self._text("screen.dues.form.from_hint"),
            ),
        ]
        if chosen is not None and chosen.brackets:
            fields.append(self._parts_field(chosen))
        if chosen is not None and chosen.decided:
            fields += self._decision_fields()
        return fields

    def _base_field(self, norm: DuesNorm | None) -> FormField:
        label = self._text("screen.dues.form.base")
        if norm is None:
            return sum_field(self._screen.catalog, "base", label)
        if not norm.brackets and norm.least == norm.most:
            fixed = money_text(self._rules.amount(DuesBase("", "", norm.id, self._since)).due)
            return FormField("base", label, fixed, FieldKind.FIXED)
        kept = self._kept.base if self._kept and self._kept.norm == norm.id else None
        masked = kept is not None and not self._screen.source.unmasked
        if norm.brackets:
            hint = self._text("screen.dues.form.base_hint")
        else:
            hint = self._text("screen.dues.form.agreed_hint", least=norm.least, most=norm.most)
        text = "" if kept is None or masked else money_text(kept)
        return replace(
            sum_field(self._screen.catalog, "base", label, text),
            hint=hint,
            masked=HIDDEN if masked else "",
        )

    def _parts_field(self, norm: DuesNorm) -> FormField:
        """What the base is made of, instead of its sum."""
        kept = self._kept.parts if self._kept and self._kept.norm == norm.id else ""
        masked = bool(kept) and not self._screen.source.unmasked
        return FormField(
            "parts",
            self._text("screen.dues.form.parts"),
            "" if masked else kept,
            hint=self._text("screen.dues.form.parts_hint"),
            masked=HIDDEN if masked else "",
            check=self._no_parts,
        )

    def _no_parts(self, text: str) -> str:
        """Why a text is not what a base is made of."""
        try:
            parse_parts(text)
        except DuesError as error:
            return self._screen.catalog.error(error)
        return ""

    def _decision_fields(self) -> list[FormField]:
        kept = self._kept
        decided_on = kept.decided_on.isoformat() if kept and kept.decided_on else ""
        until = kept.until.isoformat() if kept and kept.until else ""
        catalog, today = self._screen.catalog, self._screen.session.board.today
        return [
            FormField(
                "decided_by",
                self._text("screen.dues.form.decided_by"),
                kept.decided_by if kept else "",
                required=True,
                hint=self._text("screen.dues.form.decided_hint"),
            ),
            date_field(
                catalog, "decided_on", self._text("screen.dues.form.decided_on"), today, decided_on
            ),
            date_field(
                catalog,
                "until",
                self._text("screen.dues.form.until"),
                today,
                until,
                required=False,
                hint=self._text("screen.dues.form.until_hint"),
            ),
        ]

    def _keep(self, texts: Texts) -> Texts:
        faults: dict[str, str] = {}
        norm = texts.get("norm", "")
        if not norm:
            faults["norm"] = self._text("screen.dues.form.required")
        since = self._day(texts.get("from", ""), "from", faults)
        if since is None:
            faults.setdefault("from", self._text("screen.dues.form.required"))
        decided_on = self._day(texts.get("decided_on", ""), "decided_on", faults)
        until = self._day(texts.get("until", ""), "until", faults)
        amount, parts = self._amount(texts, norm, faults)
        if faults or since is None:
            return faults
        decided_by = texts.get("decided_by", "")
        base = DuesBase("", "", norm, since, amount, until, decided_by, decided_on, parts)
        outcome, changes = self._screen.session.set_bases(self._places, base)
        if outcome.refused is not None:
            return {self._field_of(outcome.refused): self._screen.catalog.error(outcome.refused)}
        self._changes = changes
        return {}

    def _done(self) -> None:
        self._screen.marks.clear()
        self._screen.repaint()
        self._screen.commands.tell_of_bases(self._changes)

    def _day(self, text: str, key: str, faults: dict[str, str]) -> date | None:
        if not text:
            return None
        day = typed_day(text, self._screen.session.board.today)
        if day is None:
            faults[key] = self._text("screen.dues.no_day", text=text)
        return day

    def _amount(
        self, texts: Texts, norm: str, faults: dict[str, str]
    ) -> tuple[Decimal | None, str]:
        """The base with what it is made of: the sum of its parts where there are some; as it was, where masked ones stay."""
        same = self._kept if self._kept and self._kept.norm == norm else None
        if same and "base" not in texts and not texts.get("parts"):
            return same.base, same.parts
        try:
            parts = parse_parts(texts.get("parts", ""))
        except DuesError as error:
            faults["parts"] = self._screen.catalog.error(error)
            return None, ""
        typed = texts.get("base", "")
        try:
            amount = parse_money(typed) if typed else None
        except DuesError as error:
            faults["base"] = self._screen.catalog.error(error)
            return None, ""
        if not parts:
            return amount, ""
        total = sum((part for _name, part in parts), NOTHING)
        if amount is not None and amount != total and (same is None or amount != same.base):
            differ = DuesError("parts_differ", base=amount, total=total)
            faults["parts"] = self._screen.catalog.error(differ)
        return total, parts_text(parts)

    def _field_of(self, refused: BranchkitError) -> str:
        if not isinstance(refused, DuesError):
            return ""
        codes = {"dues.ends_before": "until", "dues.decision_missing": "decided_by"}
        return codes.get(refused.code, "base")


class RowForm(ScreenPart["DuesScreen"]):
    """When a row was paid, with which receipt, and its note; what was paid is only corrected."""

    def __init__(self, screen: DuesScreen, place: int, row: DuesEntry) -> None:
        super().__init__(screen)
        self._name = screen.session.board.line(place).member.name
        self._row = row

    def open(self) -> None:
        """Fill it in over the screen."""
        row, text = self._row, self._text
        paid = "" if row.paid is None else money_text(row.paid)
        day = "" if row.paid_on is None else row.paid_on.isoformat()
        fields = [
            FormField("due", text("screen.dues.head.due"), money_text(row.due), FieldKind.FIXED),
            FormField("paid", text("screen.dues.head.paid"), paid, FieldKind.FIXED),
        ]
        if row.paid is not None:
            fields.append(
                date_field(
                    self._screen.catalog,
                    "paid_on",
                    text("screen.dues.form.paid_on"),
                    self._screen.session.board.today,
                    day,
                    required=False,
                )
            )
            fields.append(FormField("receipt", text("screen.dues.form.receipt"), row.receipt))
        fields.append(FormField("note", text("screen.dues.head.note"), row.note))
        title = text("screen.dues.row_of", name=self._name, month=str(row.month), kind=row.kind)
        self._screen.fill_in(title, fields, self._keep)

    def _keep(self, texts: Texts) -> Texts:
        session, row = self._screen.session, self._row
        typed = texts.get("paid_on", "")
        day = typed_day(typed, session.board.today) if typed else None
        if typed and day is None:
            return {"paid_on": self._text("screen.dues.no_day", text=typed)}
        if day is None:
            day = row.paid_on
        outcome = session.edit(row, RowEdit(day, texts.get("receipt", row.receipt), texts["note"]))
        if outcome.refused is not None:
            return {"": self._screen.catalog.error(outcome.refused)}
        self._screen.show_outcome(outcome)
        return {}


class CorrectionForm(ScreenPart["DuesScreen"]):
    """What a sum really was, and why it was written down as another."""

    def __init__(
        self,
        screen: DuesScreen,
        title: str,
        kept: Decimal,
        write: Callable[[str, str], Outcome[int]],
    ) -> None:
        """``write`` is given the right sum as it was typed, and the reason."""
        super().__init__(screen)
        self._title = title
        self._kept_sum = kept
        self._write = write

    def open(self) -> None:
        """Fill it in over the screen."""
        text = self._text
        fields = (
            FormField(
                "kept", text("screen.dues.form.kept"), money_text(self._kept_sum), FieldKind.FIXED
            ),
            replace(
                sum_field(self._screen.catalog, "right", text("screen.dues.form.right")),
                required=True,
            ),
            FormField("reason", text("screen.dues.form.reason"), required=True),
        )
        self._screen.fill_in(self._title, fields, self._keep)

    def _keep(self, texts: Texts) -> Texts:
        outcome = self._write(texts["right"], texts["reason"])
        if outcome.refused is not None:
            key = "reason" if outcome.refused.code == "dues.reason_missing" else "right"
            return {key: self._screen.catalog.error(outcome.refused)}
        self._screen.show_outcome(outcome)
        return {}


class PaidPasting(ScreenPart["DuesScreen"]):
    """From the line under the cursor downwards."""

    def preview(self, place: int, rows: list[list[str]]) -> None:
        """Show what would be written, write it after Enter. Of several columns the first one counts."""
        screen = self._screen
        below = screen.grid.rows_from_here()
        texts = [row[0] if row else "" for row in rows]
        plan = screen.session.plan_paste(place, texts, below=below)
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
        lines += [self._line(place, paid) for place, paid in plan.sums]
        return lines

    def _line(self, place: int, paid: Decimal) -> str | ReportLine:
        """A sum that comes to another one stands out: the column may have been pasted before."""
        line = self._screen.session.board.line(place)
        told = f"  {line.member.name}  {money_text(paid)}"
        if not line.state.paid:
            return told
        adds = self._text(
            "screen.dues.paste_adds",
            before=money_text(line.state.paid),
            total=money_text(line.state.paid + paid),
        )
        return ReportLine(f"{told}  {adds}", Tone.ERROR)
