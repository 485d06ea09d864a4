"""What a sheet and its period show that wants mending: vetoes and low points, ballots below the scheme's line, what inspections found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.ports import Reader
from branchkit.core.rating.rectification import (
    LOW_SHARE,
    Ground,
    Shortcoming,
    Term,
    shortcomings_of,
)
from branchkit.core.registers.conditions import as_number
from branchkit.core.registers.register import ColumnKind, Record, Register
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.registers.reading import RegisterRecords
from branchkit.services.scoring.rows import read_rows
from branchkit.services.scoring.sheets import read_head, scheme_of

BALLOTS, PROBLEMS, COMMENTS = "book.ballot", "book.problem", "book.comment"
_FROM_ABOVE = "superior"


@frozen
class Asked:
    """What counts as a shortcoming: points below ``share`` per cent of what a criterion gives, ballots with less than ``satisfaction``
    per cent; None: what the scheme asks for, where it asks for anything."""

    share: Decimal = LOW_SHARE
    satisfaction: Decimal | None = None


def shortcomings(
    reader: Reader,
    contributions: Contributions,
    key: SheetKey,
    today: date,
    asked: Asked = Asked(),  # noqa: B008 it is never changed
) -> list[Shortcoming]:
    """All of one sheet, its subjects in the order of the roll; raises :class:`~branchkit.core.errors.SheetError` ``not_opened``."""
    sheet, roll, _organization = read_head(reader, key)
    scheme = scheme_of(sheet, contributions.schemes)
    of_members = scheme.subject is SubjectKind.MEMBER
    found = [
        shortcoming
        for line in read_rows(reader, scheme, key, roll)
        for shortcoming in shortcomings_of(
            scheme, line.row, line.row.subject if of_members else "", asked.share
        )
    ]
    line = asked.satisfaction if asked.satisfaction is not None else line_of_ballots(scheme)
    rows = _Rows(reader, contributions, key.org, key.period, today)
    votes = ballots_in(reader, contributions, key.org, key.period) if line is not None else []
    low = [
        Shortcoming(Ground.BALLOT, "", title, satisfied, line)
        for title, satisfied in votes
        if line is not None and satisfied < line
    ]
    # What was pointed out month after month is one thing to be mended.
    inspected = {(one.subject, one.source): one for one in _inspections(rows)}
    return [*found, *low, *inspected.values()]


def line_of_ballots(scheme: Scheme) -> Decimal | None:
    """The satisfaction, in per cent, that a criterion fed by the ballots asks for; None where none does."""
    for criterion in scheme.criteria:
        if any(metric.startswith(f"{BALLOTS}/") for metric in criterion.feeds.values()):
            target = getattr(criterion.rule, "target", None)
            if isinstance(target, Decimal):
                return target
    return None


@frozen
class _Rows:
    """The rows of an organisation's registers that are dated in the period."""

    reader: Reader
    contributions: Contributions
    org: str
    period: Period
    today: date

    def of(self, register: str) -> Iterator[tuple[Register, Record]]:
        """None where there is no such register."""
        known = self.contributions.registers.get(register)
        if known is not None:
            rows = RegisterRecords(self.reader, self.contributions, known, [self.org], self.today)
            for row in rows.between(self.period.first_day, self.period.last_day):
                yield known, row


def ballots_in(
    reader: Reader, contributions: Contributions, org: str, period: Period
) -> list[tuple[LocalText, Decimal]]:
    """What the people were asked in a period, by date, and how many per cent of them were satisfied."""
    rows = _Rows(reader, contributions, org, period, period.last_day).of(BALLOTS)
    found = [(_choices(register, row), row.values.get("satisfaction")) for register, row in rows]
    return [(title, number) for title, value in found if (number := as_number(value)) is not None]


def _choices(register: Register, row: Record) -> LocalText:
    """What was asked, and of whom: the titles of all choices of a row."""
    titles = [
        choice.title
        for column in register.columns
        if column.kind is ColumnKind.CHOICE
        for choice in column.choices
        if choice.id == row.values.get(column.id)
    ]
    chinese = " ".join(title.zh_CN for title in titles)
    return LocalText(chinese, " ".join(title.en or title.zh_CN for title in titles))


def _inspections(rows: _Rows) -> Iterator[Shortcoming]:
    """Problems that the superior has pointed out and that are still open, then what a leader's comments have named."""
    for _register, row in rows.of(PROBLEMS):
        values = row.values
        if values.get("origin") == _FROM_ABOVE and not values.get("closed_on"):
            given = str(values.get("term", ""))
            yield Shortcoming(
                Ground.INSPECTION,
                "",
                LocalText(str(values.get("problem", ""))),
                term=Term(given) if given in set(Term) else Term.SOON,
                measures=str(values.get("measures", "")),
                owner=str(values.get("owner", "")),
            )
    for _register, row in rows.of(COMMENTS):
        values = row.values
        if values.get("problems") and not values.get("mended_on"):
            yield Shortcoming(
                Ground.INSPECTION,
                str(values.get("member", "")),
                LocalText(str(values["problems"])),
                measures=str(values.get("demands", "")),
            )
