"""Checks of plugins: a finding refuses or warns, and a check that fails stands in nobody's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from branchkit.core.access.roles import Role
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.errors import Problem, RecordError, SheetError
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetState, SheetStep
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.plugins.trying import run_all
from branchkit.services.registers.checks import examine
from branchkit.services.registers.writing import (
    RecordWriter,
    add_record,
    check_record,
    edit_record,
    warnings_about,
)
from branchkit.services.roster import add_member
from branchkit.services.scoring.checks import finding_text, sheet_findings
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import open_sheet
from branchkit.services.scoring.steps import take_step
from branchkit.testing.builders import fixed_clock
from branchkit.testing.memory_store import MemoryStore

from .trials import METRICS, REGISTER, SCHEME, MakePlugin, codes, hooks, load

CLERK = Actor("test", Role.SECRETARY)
TODAY = date(2026, 11, 20)
HOOK = """
@hookimpl
def branchkit_checks():
    return [CheckSpec("{id}", LocalText("走访核对", "Visits"), "trial_trial.checks:check", {of})]
"""
RECORDS = 'register="book.trial"'
SHEETS = 'scheme="trial/month"'
TWICE = """
from branchkit.api.hooks import *

def check(scene):
    day = scene.record.values["date"]
    if day.endswith("-31"):
        yield Finding(LocalText("31 日不走访", "Nobody goes on the 31st"), "date")
    if not scene.record.values.get("member"):
        yield Finding(LocalText("没写谁去的", "Nobody is named"), "member", "warning")
"""
FULL = """
from branchkit.api.hooks import *

def check(scene):
    for result in scene.sheet.subjects:
        if result.total == 10:
            yield Finding(LocalText("满分要复核", "Look again"), "visits", "{severity}", result.subject)
"""


@pytest.fixture
def given(make_plugin: MakePlugin) -> Callable[..., Contributions]:
    """A plugin with one check, loaded."""

    def make(check: str, of: str = RECORDS, id: str = "trial.visits") -> Contributions:
        made: dict[str, Any] = hooks("trial", HOOK.format(id=id, of=of))
        made["files"] |= {
            "checks.py": check,
            "registers/book.trial.toml": REGISTER,
            "metrics/book.trial.toml": METRICS,
            "schemes/month.toml": SCHEME.format(id="trial/month"),
        }
        return load(make_plugin("trial", **made))

    return make


@pytest.fixture
def store() -> MemoryStore:
    """A branch of one member, m0001."""
    made = MemoryStore(fixed_clock())
    with made.begin(CLERK, "test") as uow:
        add_organization(uow, Organization("b1", "高沟村党支部", sector="rural"))
        add_member(uow, Member("", "b1", "陈建国"))
        uow.commit()
    return made


def kept(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.severity, problem.place.key) for problem in problems]


def test_an_error_refuses_a_record_whoever_brings_it(
    given: Callable[..., Contributions], store: MemoryStore, catalog: Catalog
) -> None:
    register = given(TWICE).registers["book.trial"]
    bad = {"date": "2026-10-31", "member": "m0001"}
    assert kept(check_record(store, register, "b1", bad)) == [("record.check", "error", "date")]
    with store.begin(CLERK, "test") as uow:
        with pytest.raises(RecordError) as refused:
            add_record(uow, register, "b1", bad)
        assert catalog.error(refused.value) == "没有存下：31 日不走访（走访核对）"
        writer = RecordWriter(uow, register, "b1")
        assert writer.try_add(bad)[0] is None
        sound = writer.add({"date": "2026-10-30", "member": "m0001"})
        with pytest.raises(RecordError):
            edit_record(uow, register, "b1", sound.id, {"date": "2026-10-31"})


def test_a_warning_is_said_and_the_record_kept(
    given: Callable[..., Contributions], store: MemoryStore
) -> None:
    contributions = given(TWICE)
    register = contributions.registers["book.trial"]
    values = {"date": "2026-10-30"}
    assert check_record(store, register, "b1", values) == []
    warned = [("record.check", "warning", "member")]
    assert kept(warnings_about(store, register, "b1", values)) == warned
    with store.begin(CLERK, "test") as uow:
        record, problems = RecordWriter(uow, register, "b1").try_add(values)
        uow.commit()
    assert record is not None
    assert kept(problems) == warned
    examined = examine(store, register, ["b1"], contributions.rule_packs)
    assert kept([finding.problem for finding in examined.findings]) == warned


def test_a_record_that_is_not_sound_by_its_columns_is_not_shown_to_the_check(
    given: Callable[..., Contributions], store: MemoryStore
) -> None:
    contributions = given("def check(scene): raise AssertionError")
    register = contributions.registers["book.trial"]
    assert kept(check_record(store, register, "b1", {})) == [("record.missing", "error", "date")]
    assert contributions.failures == []


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("raise ImportError", "import"),
        ("def check(scene): return 1 / 0", "raised"),
        ("def check(scene): return None", "raised"),
        ("def check(scene): return ['x']", "result"),
        (TWICE.replace('"member", "warning"', '"nowhere"'), "result"),
        (TWICE.replace('"warning"', '"bad"'), "result"),
        ("import sys\ndef check(scene): sys.exit(3)", "raised"),
    ],
)
def test_a_check_that_fails_lets_the_record_pass_with_a_warning(
    given: Callable[..., Contributions], store: MemoryStore, check: str, code: str
) -> None:
    contributions = given(check)
    register = contributions.registers["book.trial"]
    with store.begin(CLERK, "test") as uow:
        writer = RecordWriter(uow, register, "b1")
        for _ in range(40):
            record, problems = writer.try_add({"date": "2026-10-30"})
            assert record is not None
            assert kept(problems) == [("record.check_failed", "warning", "date")]
    assert codes(contributions) == [("trial", code)]


def test_of_a_long_list_too_nothing_is_printed_and_decimals_are_as_they_were(
    given: Callable[..., Contributions], store: MemoryStore, capfd: pytest.CaptureFixture[str]
) -> None:
    check = """
import decimal

def check(scene):
    print(scene.record.values)
    decimal.getcontext().prec = 2
    return []
"""
    register = given(check).registers["book.trial"]
    with store.begin(CLERK, "test") as uow:
        writer = RecordWriter(uow, register, "b1")
        for _ in range(50):
            assert writer.try_add({"date": "2026-10-30"})[1] == []
    assert Decimal(1) / 3 == Decimal("0.3333333333333333333333333333")
    assert capfd.readouterr().out == ""


def test_a_check_reads_only_what_it_asks_for(
    given: Callable[..., Contributions], store: MemoryStore
) -> None:
    check = """
from branchkit.api.hooks import *

def check(scene):
    month = scene.record.values["date"][:7]
    others = [r for r in scene.records("book.trial") if r.values["date"].startswith(month)]
    if len(others) > 1 and len(scene.members()) == 1:
        yield Finding(LocalText("一个月走访两次就够", "Twice a month will do"))
"""
    register = given(check).registers["book.trial"]
    with store.begin(CLERK, "test") as uow:
        for day in ("03", "10"):
            add_record(uow, register, "b1", {"date": f"2026-11-{day}"})
        uow.commit()
    third = check_record(store, register, "b1", {"date": "2026-11-17"})
    assert kept(third) == [("record.check", "error", "date")]


@pytest.mark.parametrize("of", ["", f"{RECORDS}, {SHEETS}"])
def test_a_check_is_of_records_or_of_sheets(given: Callable[..., Contributions], of: str) -> None:
    contributions = given(TWICE, of)
    assert contributions.checks == {}
    assert codes(contributions) == [("trial", "result")]


def test_an_id_of_somebody_else_is_refused(given: Callable[..., Contributions]) -> None:
    contributions = given(TWICE, id="other.visits")
    assert contributions.registers["book.trial"].checks == ()
    assert codes(contributions) == [("trial", "foreign")]


def scored(
    store: MemoryStore, contributions: Contributions, points: str, before: Cell | None = None
) -> SheetKey:
    """November's sheet, filled."""
    key = SheetKey("trial/month", "b1", Period(2026, 11))
    scheme = contributions.schemes["trial/month"]
    with store.begin(CLERK, "test") as uow:
        open_sheet(uow, scheme, key)
        change_cells(uow, scheme, key, [CellEdit("m0001", "visits", Cell(Decimal(points)), before)])
        uow.commit()
    return key


def handed_up(store: MemoryStore, contributions: Contributions, key: SheetKey) -> SheetState:
    with store.begin(CLERK, "test") as uow:
        return take_step(uow, contributions, key, SheetStep.SUBMIT, fixed_clock()).state


def test_an_error_keeps_a_sheet_from_being_handed_up_and_a_warning_does_not(
    given: Callable[..., Contributions], store: MemoryStore, catalog: Catalog
) -> None:
    contributions = given(FULL.format(severity="error"), SHEETS)
    key = scored(store, contributions, "10")
    with pytest.raises(SheetError) as refused:
        handed_up(store, contributions, key)
    assert catalog.error(refused.value) == "不能上报：满分要复核（走访核对）"
    (found,) = sheet_findings(store, contributions, key, TODAY)
    scheme = contributions.schemes[key.scheme]
    assert (
        finding_text(found, scheme, {"m0001": "陈建国"}, catalog)
        == "陈建国 走访 满分要复核（走访核对）"
    )
    key = scored(store, contributions, "9", Cell(Decimal(10)))
    assert handed_up(store, contributions, key) is SheetState.SUBMITTED


@pytest.mark.parametrize(
    "check", [FULL.format(severity="warning"), "def check(scene): return 1 / 0"]
)
def test_a_warning_and_a_check_that_fails_let_the_sheet_go(
    given: Callable[..., Contributions], store: MemoryStore, check: str
) -> None:
    contributions = given(check, SHEETS)
    key = scored(store, contributions, "10")
    (found,) = sheet_findings(store, contributions, key, TODAY)
    assert not found.refuses
    assert handed_up(store, contributions, key) is SheetState.SUBMITTED


def test_running_everything_tries_checks_on_what_is_there(
    given: Callable[..., Contributions], store: MemoryStore
) -> None:
    contributions = given("def check(scene): return 1 / 0")
    with store.begin(CLERK, "test") as uow:
        RecordWriter(uow, contributions.registers["book.trial"], "b1").add({"date": "2026-11-03"})
        uow.commit()
    contributions.failures.clear()
    assert run_all(store, contributions, "b1", TODAY, plugin="trial") == 1
    assert codes(contributions) == [("trial", "raised")]
