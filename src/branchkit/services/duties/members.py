"""Duties about members: probations that end, letters that expire, who is out of contact, and what follows after how long.

Figures come from the rule pack :data:`RULES`. Members are looked at by their lines; only the few who are concerned are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from branchkit.core.dates import add_months, day_of
from branchkit.core.development.cases import CaseState
from branchkit.core.duties import Duty, Opening
from branchkit.core.members.member import (
    Category,
    Contact,
    Member,
    Mobility,
    Standing,
    probation_end,
)
from branchkit.core.rulepacks import Citation, Edition, edition_on
from branchkit.core.texts import LocalText
from branchkit.services.development.cases import CASE
from branchkit.services.duties.scene import DutyScene
from branchkit.services.members.transfers import open_letters
from branchkit.services.registers.writing import records_of
from branchkit.services.roster import MEMBER, member, members_by_id

RULES = "members"
MOBILE_CARDS = "card.mobile"
"""The register in which a mobile member's reports stand."""
_STATES = ("category", "standing", "mobility", "contact")
_LISTED = ("name", "removed", "citizen_id_start", *_STATES)
_ID_STANDARD = Citation(LocalText("GB 11643—1999", "GB 11643-1999"))
_NAMED = 3
"""So many whose ID is to be completed are named."""


def duties(scene: DutyScene) -> Iterator[Duty]:
    """What is due within the time that each reminder looks ahead, and what is overdue."""
    rules = edition_on(scene.contributions.rule_packs, RULES, scene.today)
    yield from _letters(scene, rules)
    rows = [row for row in scene.reader.project(scene.org, MEMBER, "", _LISTED) if not row[2]]
    yield from _incomplete_ids(scene, rows)
    concerned = list(_concerned(scene, rows))
    followed = _followed(scene)
    reports = _last_reports(scene) if any(m.mobility is Mobility.OUT for m in concerned) else {}
    for person in concerned:
        if person.category is Category.PROBATIONARY and person.id not in followed:
            yield from _probation(scene, rules, person)
        if person.contact is Contact.LOST:
            yield from _lost(scene, rules, person)
        elif person.mobility is Mobility.OUT:
            yield from _away(scene, rules, person, reports.get(person.id, ""))


def _concerned(scene: DutyScene, rows: Iterable[Sequence[Any]]) -> Iterator[Member]:
    ordinary = (Category.FULL, Standing.NORMAL, Mobility.NONE, Contact.NORMAL)
    ids = (
        (scene.org, id)
        for id, _name, _removed, _start, *states in rows
        if any(state and state != usual for state, usual in zip(states, ordinary, strict=True))
    )
    return members_by_id(scene.reader, ids)


def _incomplete_ids(scene: DutyScene, rows: Iterable[Sequence[Any]]) -> Iterator[Duty]:
    """One for all whose ID has lost its end, until they have been typed anew."""
    found = [(id, name) for id, name, _removed, start, *_states in rows if start]
    if found:
        yield Duty(
            code="incomplete_ids",
            org=scene.org,
            opens=Opening("members", subject=found[0][0]),
            due_on=None,
            rule=_ID_STANDARD,
            params={"count": len(found), "names": [name for _id, name in found[:_NAMED]]},
        )


def _duty(
    scene: DutyScene,
    edition: Edition,
    rule: str,
    code: str,
    person: Member,
    due_on: date | None,
    **params: object,
) -> Duty:
    return Duty(
        code=code,
        org=scene.org,
        opens=Opening("members", subject=person.id),
        due_on=due_on,
        rule=edition.cite(rule),
        params={"name": person.name, **params},
        urgent=due_on is not None and due_on < scene.today,
    )


# -- probation ------------------------------------------------------------------------------------


def _followed(scene: DutyScene) -> frozenset[str]:
    """Members whose development case runs: what is due with it is told there."""
    rows = scene.reader.project(scene.org, CASE, "", ("member", "state"))
    return frozenset(id for _case, id, state in rows if id and state == CaseState.RUNNING)


def _probation(scene: DutyScene, rules: Edition, person: Member) -> Iterator[Duty]:
    ends = probation_end(person.joined, person.probation_until, rules.number("probation"))
    if ends is None:
        yield _duty(scene, rules, "probation", "probation_unknown", person, None)
    elif add_months(ends, -rules.number("probation-reminder")) <= scene.today:
        over = ends <= scene.today
        code = "probation_over" if over else "probation_ends"
        yield _duty(scene, rules, "probation", code, person, ends, on=ends.isoformat())


# -- out of contact -------------------------------------------------------------------------------


def _lost(scene: DutyScene, rules: Edition, person: Member) -> Iterator[Duty]:
    """Six months out of contact: suspended; two more years: struck off."""
    ahead = add_months(scene.today, rules.number("suspension-reminder"))
    if person.standing is Standing.SUSPENDED:
        rule, code, since = "suspended-struck-off", "strike_off", day_of(person.standing_since)
        months = rules.number(rule) * 12
    else:
        rule, code, since = "lost-suspended", "suspend", day_of(person.lost_since)
        months = rules.number(rule)
    if since is None:
        yield _duty(scene, rules, rule, f"{code}_unknown", person, None)
    elif (due := add_months(since, months)) <= ahead:
        yield _duty(scene, rules, rule, code, person, due, since=since.isoformat())


# -- away -----------------------------------------------------------------------------------------


def _away(scene: DutyScene, rules: Edition, person: Member, reported: str) -> Iterator[Duty]:
    """A mobile member has to be heard of; whoever has been away long in a settled place moves the relations."""
    last = day_of(reported) or day_of(person.away_since)
    if last is None:
        yield _duty(scene, rules, "mobile-contact", "mobile_unknown", person, None)
        return
    due = add_months(last, rules.number("mobile-contact"))
    if due <= add_months(scene.today, 1):
        yield _duty(
            scene, rules, "mobile-contact", "mobile_contact", person, due, since=last.isoformat()
        )


def _last_reports(scene: DutyScene) -> Mapping[str, str]:
    """Member → the last day on which the branch heard of somebody who is away."""
    heard: dict[str, str] = {}
    for row in records_of(scene.reader, MOBILE_CARDS, scene.org):
        if row.values.get("returned_on"):
            continue
        id = str(row.values.get("member", ""))
        last = max(str(row.values.get(name) or "") for name in ("left_on", "last_report"))
        heard[id] = max(heard.get(id, ""), last)
    return heard


# -- letters --------------------------------------------------------------------------------------


def _letters(scene: DutyScene, rules: Edition) -> Iterator[Duty]:
    ahead = scene.today + timedelta(days=rules.number("letter-reminder"))
    for letter in open_letters(scene.reader, scene.org):
        if letter.valid_until > ahead:
            continue
        person = member(scene.reader, scene.org, letter.member)
        code = "letter_expired" if letter.valid_until < scene.today else "letter_expires"
        yield _duty(scene, rules, "letter-days", code, person, letter.valid_until, to=letter.to)
