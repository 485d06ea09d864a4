"""The hooks of the schools' sector. What they need is imported when it is asked for: this module is imported at every start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from branchkit.api.hooks import (
    ComputedMetric,
    DemoRecord,
    DemoScene,
    LocalText,
    MetricView,
    PeriodKind,
    ReportSpec,
    ScreenSpec,
    SubjectKind,
    hookimpl,
)
from branchkit.api.scoring import Measurement


@hookimpl
def branchkit_metrics() -> Sequence[ComputedMetric]:
    """How far branches stand on the grades, and groups in the subjects."""
    return [
        ComputedMetric(
            "schools/grade-branches",
            LocalText("年级支部覆盖率", "Grades with a branch, of those that are due one"),
            SubjectKind.ORGANIZATION,
            _grade_branches,
        ),
        ComputedMetric(
            "schools/subject-groups",
            LocalText("学科党小组覆盖率", "Subjects with a group, of those that are due one"),
            SubjectKind.ORGANIZATION,
            _subject_groups,
        ),
    ]


@hookimpl
def branchkit_screens() -> Sequence[ScreenSpec]:
    """The board of grades and subjects."""
    title = LocalText("支部建在年级上", "Grades and subjects")
    return [ScreenSpec("schools.structure", title, "branchkit_schools.board.screen:BoardScreen")]


@hookimpl
def branchkit_reports() -> Sequence[ReportSpec]:
    """The structure as it is and should be; who is a model of teaching ethics."""
    return [
        ReportSpec(
            "schools.structure",
            LocalText("学校党组织设置情况报告", "Structure of the school's organisations"),
            "branchkit_schools.reports.structure:structure_report",
            PeriodKind.QUARTER,
        ),
        ReportSpec(
            "schools.ethics",
            LocalText("师德标兵评选情况报告", "Models of teaching ethics"),
            "branchkit_schools.reports.ethics:ethics_report",
            PeriodKind.YEAR,
        ),
    ]


@hookimpl
def branchkit_demo(scene: DemoScene) -> Sequence[DemoRecord]:
    """What a school's branch keeps."""
    from branchkit_schools.demo import demo_records

    return demo_records(scene)


def _grade_branches(view: MetricView) -> Mapping[str, Measurement]:
    from branchkit_schools.figures import measure_grade_branches

    return measure_grade_branches(view)


def _subject_groups(view: MetricView) -> Mapping[str, Measurement]:
    from branchkit_schools.figures import measure_subject_groups

    return measure_subject_groups(view)
