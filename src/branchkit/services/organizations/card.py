"""Everything that is known of one organisation, as the command shows it and the screen: one card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from branchkit.core.masking import mask_phone
from branchkit.core.organizations.organization import Milestone, Organization, Turn
from branchkit.core.organizations.reading import READERS
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.rulepacks import RulePack
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import in_words
from branchkit.services.organizations.checks import overview_of
from branchkit.services.organizations.leadership import leadership_of, liaison_of, term_facts
from branchkit.services.organizations.organizations import count_subtree
from branchkit.services.registers.reading import records_of

PHONE = "phone"
FACILITIES = "list.facilities"
"""The register of what a branch has to have: boards, rooms, signs, a base."""


def card_of(
    reader: Reader,
    tree: OrganizationTree,
    packs: Mapping[str, RulePack],
    org: str,
    today: date,
    catalog: Catalog,
    *,
    unmasked: bool = False,
) -> dict[str, object]:
    """The facts by name, as plain values; empty ones are there as well. The phone is masked unless it was asked for."""
    overview = overview_of(reader, tree, packs, org, today)
    organization = overview.organization
    leaders = leadership_of(reader, tree, organization, today)
    liaison = liaison_of(reader, tree, organization, today)
    below = count_subtree(reader, tree, org) if organization.kind.has_roll else None
    return {
        "id": organization.id,
        "path": [o.name for o in tree.path(org)],
        **field_values(organization),
        "units": list(organization.units),
        "traits": list(organization.traits),
        "elected_on": term_facts(reader, tree, organization, today).elected_on,
        "term_ends": overview.term.ends.isoformat() if overview.term else "",
        "contact_leader": liaison.leader,
        "contact_person": liaison.person,
        PHONE: liaison.phone if unmasked else mask_phone(liaison.phone),
        "secretary": leaders.secretary,
        "deputies": list(leaders.deputies),
        "committee": list(leaders.committee),
        "members": below.members if below else overview.members,
        "full": below.full if below else overview.full,
        "facilities": _facilities(reader, org),
        "children": [o.name for o in tree.children(org)],
        "dissolved": organization.dissolved,
        "dissolved_reason": organization.dissolved_reason,
        "merged_into": tree.name(organization.merged_into),
        "warnings": [catalog.problem(in_words(catalog, p)) for p in overview.problems],
        "history": [_milestone(m, tree) for m in organization.history],
    }


def field_values(organization: Organization) -> dict[str, str]:
    """The fields that can be typed, as a list keeps them; the phone is masked."""
    values: dict[str, str] = {}
    for name in READERS:
        value = getattr(organization, name)
        if isinstance(value, tuple):
            values[name] = "、".join(value)
        elif name == PHONE:
            values[name] = mask_phone(value)
        else:
            values[name] = str(value) if value else ""
    return values


def card_lines(
    card: Mapping[str, object], catalog: Catalog, sectors: Mapping[str, LocalText]
) -> Iterator[tuple[str, list[str]]]:
    """Label and lines of each fact that there is, in words. ``sectors`` are the titles that plugins bring."""
    for name, value in card.items():
        if name == "sector" and value:
            title = catalog.titled(f"sector.{value}", sectors.get(str(value)))
            yield catalog.text(f"organization.head.{name}"), [title]
        elif value and name != "id":
            yield catalog.text(f"organization.head.{name}"), _in_words(name, value, catalog)


def _in_words(name: str, value: object, catalog: Catalog) -> list[str]:
    match name, value:
        case "kind" | "formation", _:
            return [catalog.text(f"organization.{name}.{value}")]
        case "path", list():
            return [" > ".join(map(str, value))]
        case "warnings", list():
            return [str(warning) for warning in value]
        case "facilities", dict():
            return [catalog.text("organization.facilities", **value)]
        case "history", list():
            return [_history_text(part, catalog) for part in value]
    return [catalog.shown(value)]


def _facilities(reader: Reader, org: str) -> dict[str, int]:
    """How many of the listed facilities are there; empty where nobody keeps the list."""
    last = {
        row.values.get("item"): row.values.get("there")
        for row in records_of(reader, FACILITIES, org)
    }
    return {"there": sum(map(bool, last.values())), "listed": len(last)} if last else {}


def _milestone(milestone: Milestone, tree: OrganizationTree) -> dict[str, str]:
    return {
        "on": milestone.on,
        "turn": str(milestone.turn),
        "before": tree.name(milestone.before),
        "after": tree.name(milestone.after),
        "reason": milestone.reason,
    }


def _history_text(part: Mapping[str, str], catalog: Catalog) -> str:
    """2026-11-20 划转 高沟村党总支 > 白水乡党委（撤销党总支）; kinds by their words."""
    turn = catalog.code("organization.turn", part["turn"])
    ends = [end for end in (part["before"], part["after"]) if end]
    if part["turn"] == Turn.CONVERTED:
        ends = [catalog.code("organization.kind", kind) for kind in ends]
    line = f"{part['on']} {turn} {' > '.join(ends)}".rstrip()
    if not part["reason"]:
        return line
    return catalog.text("organization.history.because", text=line, reason=part["reason"])
