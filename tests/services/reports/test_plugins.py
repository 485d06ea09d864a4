"""Reports of plugins: given the workspace and the period, and isolated when they fail."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import PluginError, ReportError
from branchkit.core.members.member import Member
from branchkit.core.tables import (
    Chart,
    ChartKind,
    Paragraph,
    Report,
    Series,
    Table,
    TableColumn,
)
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions, ReportSpec
from branchkit.plugin.workspace_view import ReportScene
from branchkit.services.reports.plugins import make_plugin_report
from branchkit.testing.township import ACTOR, GAOGOU, a_township_store

TODAY, MONTH = date(2026, 11, 20), Period(2026, 11)


def sound(scene: ReportScene) -> Report:
    names = [f"{m.name} {m.phone}" for m in scene.workspace.members(scene.org)]
    line = f"{scene.period} {scene.language} {scene.workspace.today} {names}"
    return Report("情况表", (Paragraph(line),))


def refusing(scene: ReportScene) -> Report:
    raise ReportError("no_sheet_yet", period=str(scene.period), known=[])


def raising(scene: ReportScene) -> Report:
    raise LookupError("no such village")


def leaving(scene: ReportScene) -> Report:
    raise SystemExit(3)


def text_only(scene: ReportScene) -> str:
    return "not a paper"


def short_row(scene: ReportScene) -> Report:
    columns = (TableColumn("name", "姓名"), TableColumn("count", "次数"))
    return Report("情况表", (Paragraph("一"), Table(columns, (("陈建国", 1), ("欧阳若兰",)))))


def strange_value(scene: ReportScene) -> Report:
    return Report("情况表", (Table((TableColumn("count", "次数"),), ((1.5,),)),))  # type: ignore[arg-type]


def strange_block(scene: ReportScene) -> Report:
    return Report("情况表", ("一",))  # type: ignore[arg-type]


def short_series(scene: ReportScene) -> Report:
    chart = Chart(ChartKind.BARS, "次数", ("陈建国", "欧阳若兰"), (Series("次", (1,)),))
    return Report("情况表", (Table((), (), charts=(chart,)),))


def strange_kind(scene: ReportScene) -> Report:
    chart = Chart("pie", "次数", ("陈建国",), (Series("次", (1,)),))  # type: ignore[arg-type]
    return Report("情况表", (Table((), (), charts=(chart,)),))


def make(name: str, *, strict: bool = False) -> tuple[Report | PluginError, Contributions]:
    """The paper, or why there is none."""
    spec = ReportSpec("trial.paper", LocalText("情况表", "Report"), f"{__name__}:{name}")
    contributions = Contributions(
        reports={spec.id: spec}, owners={("reports", spec.id): "trial"}, strict=strict
    )
    store = a_township_store()
    with store.begin(ACTOR, "test") as uow:
        body = Member("m0001", GAOGOU, "陈建国", 1, phone="13812345678").to_body()
        uow.put(GAOGOU, "member", "m0001", body)
        uow.commit()
    try:
        report = make_plugin_report(
            store, contributions, spec, org=GAOGOU, period=MONTH, language="en", today=TODAY
        )
    except PluginError as error:
        return error, contributions
    return report, contributions


def test_it_is_made_for_one_organisation_and_period_with_personal_data_masked() -> None:
    report, contributions = make("sound")
    assert isinstance(report, Report)
    (line,) = report.blocks
    assert line == Paragraph("2026-11 en 2026-11-20 ['陈建国 138****5678']")
    assert contributions.failures == []


@pytest.mark.parametrize(
    ("name", "failure", "message"),
    [
        ("raising", "raised", "LookupError: no such village"),
        ("leaving", "raised", "SystemExit: 3"),
        ("text_only", "result", "str, Report"),
        ("short_row", "result", "blocks[2].rows[2]: 1 ≠ 2"),
        ("strange_value", "result", "blocks[1].rows[1]: float"),
        ("strange_block", "result", "blocks[1]: str"),
        ("short_series", "result", "blocks[1].charts[1]: 1 ≠ 2"),
        ("strange_kind", "result", "blocks[1].charts[1]: Chart pie"),
        ("nothing_there", "import", "has no attribute 'nothing_there'"),
    ],
)
def test_one_that_fails_is_refused_and_kept_as_a_failure(
    name: str, failure: str, message: str
) -> None:
    refused, contributions = make(name)
    assert isinstance(refused, PluginError)
    assert message in str(refused.params["message"])
    (kept,) = contributions.failures
    assert (kept.plugin, kept.code, kept.hook) == ("trial", failure, "trial.paper")


def test_what_a_report_refuses_in_words_is_no_failure() -> None:
    with pytest.raises(ReportError):
        make("refusing")


def test_under_strict_the_author_gets_the_traceback() -> None:
    with pytest.raises(LookupError):
        make("raising", strict=True)
