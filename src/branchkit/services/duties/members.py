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
from branchkit.core.registers.register import Record
from branchkit.core.rulepacks import Citation, Edition, edition_on
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.services.development.cases import CASE
from branchkit.services.duties.scene import DutyScene
from branchkit.services.members.transfers import open_letters
from branchkit.services.registers.writing import records_of
from branchkit.services.roster import MEMBER, member, members_by_id

RULES = "members"
DEVELOPMENT = "development"
"""The rule pack that says how long a probation is."""
MOBILE_CARDS, PENALTIES = "card.mobile", "member.penalty"
"""The registers in which a mobile member's reports stand, and who was given a time to mend."""
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
    yield from _corrections(scene, rules)
    concerned = list(_concerned(scene, rows))
    followed = _followed(scene)
    cards = _cards(scene) if any(m.mobility is Mobility.OUT for m in concerned) else {}
    for person in concerned:
        if person.category is Category.PROBATIONARY and person.id not in followed:
            yield from _probation(scene, rules, person)
        if person.contact is Contact.LOST:
            yield from _lost(scene, rules, person)
        elif person.mobility is Mobility.OUT:
            yield from _away(scene, rules, person, cards.get(person.id))


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
    """How long a probation is stands in the rules for the development of members, by the edition of its first day."""
    began = day_of(person.joined) or scene.today
    development = edition_on(scene.contributions.rule_packs, DEVELOPMENT, began)
    ends = probation_end(person.joined, person.probation_until, development.number("probation"))
    if ends is None:
        yield _duty(scene, development, "probation", "probation_unknown", person, None)
    elif add_months(ends, -rules.number("probation-reminder")) <= scene.today:
        over = ends <= scene.today
        code = "probation_over" if over else "probation_ends"
        yield _duty(scene, development, "probation", code, person, ends, on=ends.isoformat())


# -- correction -----------------------------------------------------------------------------------


def _corrections(scene: DutyScene, rules: Edition) -> Iterator[Duty]:
    """Whoever was given a time to mend: at its end the meeting decides; it is at most a year."""
    ahead = add_months(scene.today, rules.number("correction-reminder"))
    for row in records_of(scene.reader, PENALTIES, scene.org):
        begun = day_of(row.values.get("date"))
        if row.values.get("kind") != "correction" or begun is None:
            continue
        longest = add_months(begun, 12 * rules.number("correction"))
        until = day_of(row.values.get("until"), last=True) or longest
        ends = min(until, longest)
        if ends > ahead or row.values.get("outcome"):
            continue
        person = member(scene.reader, scene.org, str(row.values.get("member", "")))
        if not person.removed:
            code = "correction_long" if until > longest else "correction_ends"
            yield _duty(scene, rules, "correction", code, person, ends, on=ends.isoformat())


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


@frozen
class _Card:
    """What the card of somebody who is away says."""

    left: date | None
    heard: date | None
    """When the branch last heard of them, or they left."""
    host: str
    """The organisation that takes care of them where they are: without one the place is not settled."""


def _away(scene: DutyScene, rules: Edition, person: Member, card: _Card | None) -> Iterator[Duty]:
    """A mobile member has to be heard of; whoever has been away long in a settled place moves the relations."""
    since = day_of(person.away_since)
    left = card.left if card and card.left else since
    if card and card.host and left is not None:
        due = add_months(left, rules.number("settled-away"))
        if due <= scene.today:
            told = {"since": left.isoformat(), "host": card.host}
            yield _duty(scene, rules, "settled-away", "settled_away", person, None, **told)
    last = card.heard if card and card.heard else since
    if last is None:
        yield _duty(scene, rules, "mobile-contact", "mobile_unknown", person, None)
        return
    due = add_months(last, rules.number("mobile-contact"))
    if due <= add_months(scene.today, 1):
        yield _duty(
            scene, rules, "mobile-contact", "mobile_contact", person, due, since=last.isoformat()
        )


def _cards(scene: DutyScene) -> Mapping[str, _Card]:
    """Member → the newest card of those who have not come back."""
    cards: dict[str, _Card] = {}
    rows = [r for r in records_of(scene.reader, MOBILE_CARDS, scene.org) if not _is_back(r)]
    for row in sorted(rows, key=lambda row: str(row.values.get("left_on") or "")):
        id = str(row.values.get("member", ""))
        left, report = (day_of(row.values.get(name)) for name in ("left_on", "last_report"))
        before = cards.get(id)
        days = (left, report, before.heard if before else None)
        heard = (day for day in days if day is not None)
        host = str(row.values.get("host") or "")
        cards[id] = _Card(left, max(heard, default=None), host)
    return cards


def _is_back(card: Record) -> bool:
    return bool(card.values.get("returned_on"))


# -- letters --------------------------------------------------------------------------------------


def _letters(scene: DutyScene, rules: Edition) -> Iterator[Duty]:
    ahead = scene.today + timedelta(days=rules.number("letter-reminder"))
    for letter in open_letters(scene.reader, scene.org):
        if letter.valid_until > ahead:
            continue
        person = member(scene.reader, scene.org, letter.member)
        code = "letter_expired" if letter.valid_until < scene.today else "letter_expires"
        yield _duty(scene, rules, "letter-days", code, person, letter.valid_until, to=letter.to)
