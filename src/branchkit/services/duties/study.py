"""Duties of study: before a year ends, who has not yet come to the hours that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period, PeriodKind, add_months, day_of
from branchkit.core.duties import Duty, Opening
from branchkit.core.members.member import Member, Standing
from branchkit.core.rulepacks import Edition, edition_on
from branchkit.core.scoring.measuring import Figures, Scope, measure
from branchkit.services.duties.scene import DutyScene
from branchkit.services.registers.writing import kind_of, records_of
from branchkit.services.roster import has_roster, members_of

RULES = "members"
HOURS = "book.activity/hours-this-year"
"""The metric that says how much somebody has studied; a county may have one of its own."""


def duties(scene: DutyScene) -> Iterator[Duty]:
    """One for those who lack hours, and one for each secretary who does: more is asked of them."""
    rules = edition_on(scene.contributions.rule_packs, RULES, scene.today)
    year = Period.containing(scene.today, PeriodKind.YEAR)
    begins = add_months(year.last_day, -rules.number("study-reminder"))
    if scene.today <= begins or not has_roster(scene.reader, scene.org):
        return
    people = [member for member in members_of(scene.reader, scene.org) if _is_asked(member, year)]
    figures = _hours(scene, people, year)
    if figures is None:
        return
    hours = {member.id: figures.of(member.id).value or Decimal(0) for member in people}
    least = rules.rule("study-hours").value
    short = [member for member in people if hours[member.id] < least]
    if short:
        yield _duty(scene, rules, "study-hours", "study_short", year.last_day, count=len(short))
    for member in people:
        wanted = rules.rule("secretary-study-hours").value
        if _is_secretary(member) and hours[member.id] < wanted:
            told = {"name": member.name, "hours": format(hours[member.id].normalize(), "f")}
            yield _duty(
                scene, rules, "secretary-study-hours", "study_secretary", year.last_day, **told
            )


def _hours(scene: DutyScene, people: list[Member], year: Period) -> Figures | None:
    """What everybody has studied; None where the book was not kept all year, which says nothing about who studied."""
    metric = scene.contributions.metrics.get(HOURS)
    register = scene.contributions.registers.get(metric.register) if metric else None
    if metric is None or register is None:
        return None
    begun = _book_begun(scene, register.id)
    if begun is None or begun > Period(year.year, 1, PeriodKind.QUARTER).last_day:
        return None
    rows = records_of(scene.reader, register.id, scene.org, since=year.first_day, until=scene.today)
    scope = Scope(scene.org, year, {member.id: member.traits for member in people})
    figures = measure(metric, register, rows, scope)
    return figures if figures.kept else None


def _book_begun(scene: DutyScene, register: str) -> date | None:
    """The day of the oldest row."""
    rows = scene.reader.project(scene.org, kind_of(register), "", ("on", "removed"))
    return day_of(min((on for _id, on, removed in rows if on and not removed), default=""))


def _is_asked(member: Member, year: Period) -> bool:
    """Whoever was a member all year and takes part."""
    joined = day_of(member.joined)
    return member.standing in (Standing.NORMAL, Standing.RESTORED) and (
        joined is None or joined < year.first_day
    )


def _is_secretary(member: Member) -> bool:
    return "书记" in member.post and "副书记" not in member.post


def _duty(
    scene: DutyScene, rules: Edition, rule: str, code: str, due_on: date, **params: object
) -> Duty:
    return Duty(
        code=code,
        org=scene.org,
        opens=Opening("register", register=HOURS.partition("/")[0]),
        due_on=due_on,
        rule=rules.cite(rule),
        params={"wanted": rules.rule(rule).value, **params},
    )
