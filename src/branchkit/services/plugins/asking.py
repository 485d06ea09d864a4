"""Asks plugins' metrics and reports in the worker, where there is one: who is asked what, and what is made of the reply."""

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
from branchkit.plugin.questions import Asked, Question, Reply
from branchkit.services.scoring.proposals import AskMetric


def metrics_asked_of(
    process: PluginProcess | None, contributions: Contributions, *, patient: bool = False
) -> AskMetric | None:
    """How proposals ask plugins' metrics; a ``patient`` one waits for each reply, as commands do."""
    # Whoever writes a plugin wants to see what it raises, where it raises it.
    if process is None or contributions.strict:
        return None

    def ask(metric: ComputedMetric, scope: Scope) -> Reply | None:
        owner = contributions.owners.get(("computed", metric.id), BUILT_IN_ID)
        if owner == BUILT_IN_ID:
            return None
        reply = process.ask(
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
        return process.wait(reply) if patient else reply

    return ask


class AskedOnce:
    """Asks each metric once, so that what is made of the figures can be made again when all of them are there."""

    def __init__(self, process: PluginProcess, contributions: Contributions) -> None:
        self._ask = metrics_asked_of(process, contributions)
        self._replies: dict[tuple[str, str, Period], Reply | None] = {}

    def __call__(self, metric: ComputedMetric, scope: Scope) -> Reply | None:
        """The reply, which may still be waited for."""
        key = metric.id, scope.org, scope.period
        if key not in self._replies:
            self._replies[key] = self._ask(metric, scope) if self._ask else None
        return self._replies[key]

    def awaited(self) -> list[Reply]:
        """What is still asked."""
        return [reply for reply in self._replies.values() if reply and not reply.ready]


def ask_report(
    process: PluginProcess | None,
    contributions: Contributions,
    spec: ReportSpec,
    *,
    org: str,
    period: Period,
    language: str,
    today: date,
) -> Reply:
    """Have a report made; :func:`report_of` the reply, when it is there."""
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
        return Reply.to_give_here(question)
    return process.ask(question)


def report_of(reply: Reply, reader: Reader, contributions: Contributions) -> Report:
    """The report that was asked for, made here where there was no worker.

    Raises what :func:`~branchkit.services.reports.plugins.make_plugin_report` does, and :class:`PluginError` ``given_up``,
    ``report_deadline``, ``report_ended``.
    """
    question = reply.question
    title = question.title
    if reply.here:
        assert question.today is not None
        assert question.period is not None
        # The scoring screen asks for metrics only, and need not hold what reports look at.
        from branchkit.services.reports.plugins import make_plugin_report

        return make_plugin_report(
            reader,
            contributions,
            contributions.reports[question.id],
            org=question.org,
            period=question.period,
            language=question.language,
            today=question.today,
        )
    if reply.given_up:
        raise PluginError("given_up", title=title, plugin=question.plugin)
    if reply.failure is not None and reply.failure.is_end:
        raise _ended(reply.failure, question)
    if reply.refused is not None:
        raise reply.refused
    if isinstance(reply.value, Report):
        return reply.value
    message = reply.failure.message if reply.failure else type(reply.value).__name__
    raise PluginError("report", title=title, place="", message=message)


def _ended(failure: PluginFailure, question: Question) -> PluginError:
    if failure.code == "ended":
        return PluginError("report_ended", title=question.title)
    return PluginError("report_deadline", title=question.title, seconds=failure.message)
