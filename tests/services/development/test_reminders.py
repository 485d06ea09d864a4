"""What is to be done with a case, and the words for it."""

from __future__ import annotations

from datetime import date

from branchkit.core.development.standing import CaseStanding
from branchkit.i18n.catalog import Catalog
from branchkit.services.development.life import cancel
from branchkit.services.development.steps import standing_of
from branchkit.services.development.words import (
    ReminderKind,
    in_order,
    reminder_text,
    reminders_of,
    span_text,
    step_text,
)
from branchkit.testing.builders import ORG

from .branch import PACKS, TODAY, Branch


def stands(branch: Branch, id: str, today: date) -> CaseStanding:
    return standing_of(branch.store, PACKS, ORG, id, today)


def kinds(standing: CaseStanding) -> list[tuple[str, str]]:
    return [(str(r.kind), r.step.id if r.step else "") for r in reminders_of(standing)]


def test_an_applicant_is_to_be_talked_with() -> None:
    branch = Branch()
    id = branch.open(on="2026-11-01")
    (reminder,) = reminders_of(stands(branch, id, TODAY))
    assert (reminder.kind, reminder.due_on) == (ReminderKind.STEP, date(2026, 12, 1))
    assert not reminder.is_late(date(2026, 12, 1))
    assert reminder.is_late(date(2026, 12, 2))
    assert reminder.rule.provisional


def test_an_activist_is_to_be_looked_at_and_may_become_a_prospect() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "look")
    assert kinds(stands(branch, id, date(2023, 2, 28))) == [("look", "look")]
    assert kinds(stands(branch, id, date(2023, 3, 1))) == [
        ("look", "look"),
        ("possible", "prospect"),
    ]


def test_the_end_of_a_probation_is_told_by_its_day() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "full-application")
    (reminder,) = reminders_of(stands(branch, id, date(2024, 6, 5)))
    assert (reminder.kind, reminder.due_on) == (ReminderKind.PROBATION, date(2024, 6, 10))


def test_nothing_is_to_be_done_with_a_cancelled_case() -> None:
    branch = Branch()
    id = branch.open()
    branch.do(cancel, id, TODAY, "本人提出")
    assert list(reminders_of(stands(branch, id, TODAY))) == []


def test_reminders_stand_in_the_order_of_their_days() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "look")
    reminders = in_order(reminders_of(stands(branch, id, date(2023, 3, 1))))
    assert [reminder.due_on for reminder in reminders] == [date(2023, 3, 1), None]


def test_a_step_says_when_and_why_in_words(catalog: Catalog) -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "look")
    standing = stands(branch, id, date(2023, 1, 1))
    following = standing.next
    assert following is not None
    assert step_text(catalog, standing, following) == (
        "2023-03-01 起可以办（推荐和确定入党积极分子满12个月）"
    )
    filing = standing.of("prospect-filed")
    assert filing is not None
    assert step_text(catalog, standing, filing) == "先要办完：确定发展对象"
    assert span_text(catalog, filing.step.earliest[0]) == "5个工作日"
    (reminder,) = reminders_of(standing)
    assert reminder_text(catalog, reminder) == "田禾：培养教育考察，上次 2022-09-01"


def test_what_is_counted_in_working_days_says_that_holidays_are_not_known(catalog: Catalog) -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "prospect")
    filing = stands(branch, id, date(2023, 3, 2)).of("prospect-filed")
    assert filing is not None
    text = step_text(catalog, stands(branch, id, date(2023, 3, 2)), filing)
    assert "2023-03-15" in text
    assert "未扣除法定节假日" in text
