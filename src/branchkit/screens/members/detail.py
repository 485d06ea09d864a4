"""The lines under the roster: the member under the cursor with what the grid has no room for, personal data masked."""

from __future__ import annotations

from datetime import date

from branchkit.core.members.member import (
    Category,
    Contact,
    Member,
    Mobility,
    Standing,
    probation_end,
)
from branchkit.i18n.catalog import Catalog
from branchkit.services.members.texts import MemberTexts
from branchkit.services.members.transfers import Letter
from branchkit.widgets.lines import Line
from branchkit.widgets.tones import Tone

HEIGHT = 4
_FIRST = ("birth", "citizen_id", "phone")
_SECOND = ("joined", "full_since", "ethnicity", "education", "work_unit")


def detail_lines(
    member: Member,
    letter: Letter | None,
    catalog: Catalog,
    unmasked: frozenset[str],
    width: int,
) -> list[Line]:
    """Exactly :data:`HEIGHT` lines; ``letter`` is the one with which the member is about to leave."""
    texts = MemberTexts(catalog, unmasked)
    states = _states(member, catalog, texts)
    if letter is not None:
        until = letter.valid_until.isoformat()
        states.append(catalog.text("screen.members.letter.under_way", to=letter.to, until=until))
    return [
        Line("-" * width, tone=Tone.MUTED),
        Line(_told(member, catalog, texts, _FIRST)),
        Line(_told(member, catalog, texts, _SECOND)),
        Line(f" {'  '.join(states)}" if states else ""),
    ]


def _told(member: Member, catalog: Catalog, texts: MemberTexts, fields: tuple[str, ...]) -> str:
    parts = (
        catalog.text("screen.members.field", field=field, value=text)
        for field in fields
        if (text := texts.shown(member, field))
    )
    return " " + "  ".join(parts)


def _states(member: Member, catalog: Catalog, texts: MemberTexts) -> list[str]:
    """What is out of the usual, since when, and what ends when."""
    told = []
    if member.removed:
        told.append(
            catalog.text("member.file.removed", on=member.removed_on, reason=member.removed)
        )
    if member.category is Category.PROBATIONARY and (ends := _ends(member)):
        told.append(catalog.text("screen.members.probation", on=ends.isoformat()))
    for field, usual, since in (
        ("standing", Standing.NORMAL, member.standing_since),
        ("mobility", Mobility.NONE, member.away_since),
        ("contact", Contact.NORMAL, member.lost_since),
    ):
        if getattr(member, field) is not usual:
            state = texts.shown(member, field)
            key = "screen.members.since" if since else "screen.members.since_unknown"
            told.append(catalog.text(key, state=state, since=since))
    if member.standing_reason:
        told.append(member.standing_reason)
    return told


def _ends(member: Member) -> date | None:
    return probation_end(member.joined, member.probation_until)
