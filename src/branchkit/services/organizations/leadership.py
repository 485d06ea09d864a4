"""Who leads an organisation: secretary, committee, their term, and who of the superiors keeps in touch with it.

Posts, terms and contacts are registers (``member.post``, ``org.term``, ``org.contact``); where an organisation keeps none, its own
document and the posts on the roll stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.values import frozen
from branchkit.services.registers.reading import records_of

POSTS, TERMS, CONTACTS = "member.post", "org.term", "org.contact"
SECRETARY, DEPUTY, LEADER_OF_GROUP = "secretary", "deputy", "group-leader"
_OF_COMMITTEE = frozenset(
    {SECRETARY, DEPUTY, "organization", "publicity", "discipline", "committee"}
)


@frozen
class Leadership:
    """The names of those in office. ``committee`` is everybody in it, secretary and deputies included, each once."""

    secretary: str = ""
    """Of a group: its leader."""
    deputies: tuple[str, ...] = ()
    committee: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The committee without secretary and deputies."""
        return tuple(n for n in self.committee if n != self.secretary and n not in self.deputies)


@frozen
class TermFacts:
    """When those in office were elected and for how long; 0 years: as the regulation says."""

    elected_on: str = ""
    years: int = 0
    session: str = ""
    registered: bool = False
    """Whether the register says so, and not the organisation's document."""


@frozen
class Liaison:
    """Contact leader and contact person; the phone is personal data."""

    leader: str = ""
    person: str = ""
    phone: str = ""
    registered: bool = False
    """Whether the register says so, and not the organisation's document."""


def leadership_of(
    reader: Reader, tree: OrganizationTree, organization: Organization, today: date
) -> Leadership:
    """Who is in office today."""
    kept_at = _where_posts_are_kept(tree, organization)
    held = [
        (org, str(values.get("member", "")), str(values.get("post", "")))
        for org in kept_at
        for values in _in_force(reader, POSTS, org, organization.id, today)
    ]
    if not held:
        held = list(_posts_on_the_roll(reader, tree, organization))
    return _leadership(reader, organization, held)


def offices_on_the_roll(
    reader: Reader, tree: OrganizationTree, organization: Organization, today: date
) -> list[tuple[str, str]]:
    """Member and post of a committee that nobody has registered: only the roster says who is in it."""
    registered = _in_force(reader, POSTS, organization.id, organization.id, today)
    if next(registered, None) is not None:
        return []
    held = _posts_on_the_roll(reader, tree, organization)
    return [(id, post) for _org, id, post in held if post in _OF_COMMITTEE]


def term_facts(
    reader: Reader, tree: OrganizationTree, organization: Organization, today: date
) -> TermFacts:
    """The term of those in office: the last one in the register, or what the organisation's document says."""
    last: Mapping[str, object] = {}
    for org in (o.id for o in tree.path(organization.id)):
        for values in _in_force(reader, TERMS, org, organization.id, today):
            if str(values.get("elected_on", "")) >= str(last.get("elected_on", "")):
                last = values
    if not last or organization.elected_on > str(last["elected_on"]):
        return TermFacts(organization.elected_on, organization.term_years)
    years = str(last.get("term_years", ""))
    return TermFacts(
        str(last["elected_on"]),
        int(years) if years.isdecimal() else 0,
        str(last.get("session", "")),
        registered=True,
    )


def liaison_of(
    reader: Reader, tree: OrganizationTree, organization: Organization, today: date
) -> Liaison:
    """Who keeps in touch: the last row of the register that holds today, or what the document says."""
    found: Mapping[str, object] = {}
    for org in (o.id for o in tree.path(organization.id)):
        for values in _in_force(reader, CONTACTS, org, organization.id, today):
            if str(values.get("from", "")) >= str(found.get("from", "")):
                found = values
    if not found:
        return Liaison(organization.contact_leader, organization.contact_person, organization.phone)
    leader, person, phone = (str(found.get(key, "")) for key in ("leader", "person", "phone"))
    return Liaison(leader, person, phone, registered=True)


def _where_posts_are_kept(tree: OrganizationTree, organization: Organization) -> list[str]:
    """With the members who hold them: a committee's are on the rolls of the branches below, a group's on its branch's."""
    if organization.kind is OrganizationKind.BRANCH:
        return [organization.id]
    if organization.kind is OrganizationKind.GROUP:
        above = tree.parent(organization.id)
        return [above.id] if above else []
    return [o.id for o in tree.subtree(organization.id)]


def _in_force(
    reader: Reader, register: str, org: str, about: str, today: date
) -> Iterator[Mapping[str, object]]:
    """The rows kept at ``org`` that are about one organisation and hold today; no organisation named is ``org`` itself."""
    for row in records_of(reader, register, org, until=today):
        until = str(row.values.get("until", ""))
        if (row.values.get("organization") or org) == about and (
            not until or until >= today.isoformat()
        ):
            yield row.values


def _posts_on_the_roll(
    reader: Reader, tree: OrganizationTree, organization: Organization
) -> Iterator[tuple[str, str, str]]:
    """As the roster words them: 党支部书记, 组织委员, 党小组长."""
    is_group = organization.kind is OrganizationKind.GROUP
    if organization.kind is OrganizationKind.COMMITTEE:
        return
    above = tree.parent(organization.id)
    org = organization.id if not is_group or above is None else above.id
    rows = reader.project(org, "member", "", ("post", "group", "removed"))
    for id, text, group, removed in rows:
        post = _post_in_words(text or "")
        if removed or not post or is_group is not (post == LEADER_OF_GROUP):
            continue
        if not is_group or group == organization.name:
            yield org, id, post


def _post_in_words(text: str) -> str:
    if "组长" in text:
        return LEADER_OF_GROUP
    if "副书记" in text:
        return DEPUTY
    if "书记" in text:
        return SECRETARY
    return "committee" if "委员" in text else ""


def _leadership(
    reader: Reader, organization: Organization, held: Iterable[tuple[str, str, str]]
) -> Leadership:
    committee: dict[tuple[str, str], str] = {}
    by_post: dict[str, list[str]] = {}
    posts = list(held)
    people = reader.get_many((org, "member", id) for org, id, _post in posts)
    for org, id, post in posts:
        document = people.get((org, "member", id))
        name = str(document.body["name"]) if document else id
        by_post.setdefault(post, []).append(name)
        if post in _OF_COMMITTEE:
            committee[org, id] = name
    head = LEADER_OF_GROUP if organization.kind is OrganizationKind.GROUP else SECRETARY
    return Leadership(
        secretary=next(iter(by_post.get(head, ())), ""),
        deputies=tuple(dict.fromkeys(by_post.get(DEPUTY, ()))),
        committee=tuple(committee.values()),
    )
