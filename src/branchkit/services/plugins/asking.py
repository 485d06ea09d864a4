"""Asks plugins' metrics and reports in the worker, where there is one: who is asked what, and what is made of the answer."""

from __future__ import annotations

from datetime import date

from branchkit.core.dates import Period
from branchkit.core.errors import PluginError
from branchkit.core.ports import Reader
from branchkit.core.scoring.measuring import Scope
from branchkit.core.tables import Report
from branchkit.plugin.contributions import ComputedMetric, Contributions, PluginFailure, ReportSpec
from branchkit.plugin.holdings import BUILT_IN_ID
from branchkit.plugin.process import PluginProcess
from branchkit.plugin.questions import Answer, Asked, Question
from branchkit.services.reports.plugins import make_plugin_report
from branchkit.services.scoring.proposals import AskMetric


def metrics_asked_of(
    process: PluginProcess | None, contributions: Contributions, *, patient: bool = False
) -> AskMetric | None:
    """How proposals ask plugins' metrics; a ``patient`` one waits for each answer, as commands do."""
    # Whoever writes a plugin wants to see what it raises, where it raises it.
    if process is None or contributions.strict:
        return None

    def ask(metric: ComputedMetric, scope: Scope) -> Answer | None:
        owner = contributions.owners.get(("computed", metric.id), BUILT_IN_ID)
        if owner == BUILT_IN_ID:
            return None
        answer = process.ask(
            Question(
                Asked.METRIC,
                owner,
                metric.id,
                scope.org,
                scope.period,
                metric.title,
                with_roll=bool(scope.roll),
            )
        )
        return process.wait(answer) if patient else answer

    return ask


class AskedOnce:
    """Asks each metric once, so that what is made of the figures can be made again when all of them are there."""

    def __init__(self, process: PluginProcess, contributions: Contributions) -> None:
        self._ask = metrics_asked_of(process, contributions)
        self._answers: dict[tuple[str, str, Period], Answer | None] = {}

    def __call__(self, metric: ComputedMetric, scope: Scope) -> Answer | None:
        """The answer, which may still be waited for."""
        key = metric.id, scope.org, scope.period
        if key not in self._answers:
            self._answers[key] = self._ask(metric, scope) if self._ask else None
        return self._answers[key]

    def awaited(self) -> list[Answer]:
        """What is still asked."""
        return [answer for answer in self._answers.values() if answer and not answer.ready]


def ask_report(
    process: PluginProcess | None,
    contributions: Contributions,
    spec: ReportSpec,
    *,
    org: str,
    period: Period,
    language: str,
    today: date,
) -> Answer:
    """Have a report made; :func:`report_of` the answer, when it is there."""
    owner = contributions.owners.get(("reports", spec.id), spec.id)
    question = Question(
        Asked.REPORT,
        owner,
        spec.id,
        org,
        period,
        spec.title,
        today=today,
        language=language,
    )
    if process is None or contributions.strict:
        return Answer.to_give_here(question)
    return process.ask(question)


def report_of(answer: Answer, reader: Reader, contributions: Contributions) -> Report:
    """The report that was asked for, made here where there was no worker.

    Raises what :func:`~branchkit.services.reports.plugins.make_plugin_report` does, and :class:`PluginError` ``given_up``,
    ``report_deadline``, ``report_ended``.
    """
    question = answer.question
    title = question.title
    if answer.here:
        assert question.today is not None
        assert question.period is not None
        return make_plugin_report(
            reader,
            contributions,
            contributions.reports[question.id],
            org=question.org,
            period=question.period,
            language=question.language,
            today=question.today,
        )
    if answer.given_up:
        raise PluginError("given_up", title=title, plugin=question.plugin)
    if answer.failure is not None and answer.failure.is_end:
        raise _ended(answer.failure, question)
    if answer.refused is not None:
        raise answer.refused
    if isinstance(answer.value, Report):
        return answer.value
    message = answer.failure.message if answer.failure else type(answer.value).__name__
    raise PluginError("report", title=title, place="", message=message)


def _ended(failure: PluginFailure, question: Question) -> PluginError:
    if failure.code == "ended":
        return PluginError("report_ended", title=question.title)
    return PluginError("report_deadline", title=question.title, seconds=failure.message)
