"""What the regulation on branch work says about one organisation: size, committee, term; in schools also the structure.

Everything found is a warning, for none of it keeps anybody from working. Each names its rule, as a
:class:`~branchkit.core.rulepacks.Citation` in its parameter ``rule``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from branchkit.core.dates import add_months, day_of
from branchkit.core.errors import Problem
from branchkit.core.organizations.organization import (
    VILLAGES_AND_COMMUNITIES,
    Formation,
    Organization,
    OrganizationKind,
)
from branchkit.core.rulepacks import Citation, Edition
from branchkit.core.values import frozen


@frozen
class OrganizationFacts:
    """What the rules look at."""

    organization: Organization
    members: int = 0
    """On its own roll; of a group those who belong to it."""
    full: int = 0
    """Of these, full members."""
    below: int = 0
    """On the rolls of the organisation and of everything below it."""
    committee: int = 0
    """Secretary, deputy and members of the committee."""
    parent: OrganizationKind | None = None
    elected_on: str = ""
    """When those in office were elected."""
    term_years: int = 0
    """0: as the regulation says."""


@frozen
class Term:
    """A term of office: its end, and the rule that sets its length."""

    ends: date
    rule: str


def term_of(facts: OrganizationFacts, edition: Edition) -> Term | None:
    """The term of those in office; None where nobody knows when they were elected, or nobody is."""
    elected = day_of(facts.elected_on)
    rule = term_rule(facts.organization)
    if elected is None or not rule:
        return None
    years = facts.term_years or edition.number(rule)
    return Term(add_months(elected, 12 * years), rule)


def term_rule(organization: Organization) -> str:
    """The rule for the length of its term; empty for a group, which elects a leader without one."""
    match organization.kind:
        case OrganizationKind.GROUP:
            return ""
        case OrganizationKind.COMMITTEE:
            return "term-committees"
        case _ if organization.sector in VILLAGES_AND_COMMUNITIES:
            return "term-villages"
        case _:
            return "term-others"


def announced_on(term: Term, edition: Edition) -> date:
    """From which day on the end of a term is to be spoken of."""
    return add_months(term.ends, -edition.number("term-announced"))


def size_problems(facts: OrganizationFacts, edition: Edition) -> Iterator[Problem]:
    """A branch with too few or too many, without a committee or with one of the wrong size, of too many units."""
    found = _Finding(facts, edition.cite)
    if facts.organization.kind is not OrganizationKind.BRANCH:
        return
    if facts.organization.formation is Formation.JOINT:
        most = edition.number("joint-units-most")
        if (units := len(facts.organization.units)) > most:
            yield found("too_many_units", "joint-units-most", count=units, most=most)
    if not facts.members:
        # Nobody has put the roll in yet: everything else would follow from that.
        yield found("roll_empty")
        return
    least, most = edition.number("full-members-least"), edition.number("members-most")
    if facts.full < least:
        yield found("too_few", "full-members-least", count=facts.full, least=least)
    if facts.members > most:
        yield found("too_many", "members-most", count=facts.members, most=most)
    yield from _committee_problems(facts, edition, found)


def _committee_problems(
    facts: OrganizationFacts, edition: Edition, found: _Finding
) -> Iterator[Problem]:
    start = edition.number("committee-from")
    if facts.full < start:
        return
    least, usual = edition.number("committee-least"), edition.number("committee-usual")
    most, count = edition.number("committee-most"), facts.committee
    if not count:
        yield found("no_committee", "committee-from", full=facts.full, start=start)
    elif count < least:
        yield found("committee_small", "committee-least", count=count, least=least)
    elif count > most:
        yield found("committee_too_large", "committee-most", count=count, most=most)
    elif count > usual:
        yield found("committee_large", "committee-usual", count=count, usual=usual, most=most)


def term_problems(facts: OrganizationFacts, edition: Edition, today: date) -> Iterator[Problem]:
    """A term that is over, that ends soon, or of which nobody knows when it began."""
    found = _Finding(facts, edition.cite)
    rule = term_rule(facts.organization)
    if not rule or (facts.organization.kind is OrganizationKind.BRANCH and not facts.members):
        return
    term = term_of(facts, edition)
    if term is None:
        yield found("term_unknown", rule)
    elif term.ends < today:
        yield found("term_over", rule, ends=term.ends)
    elif announced_on(term, edition) <= today:
        yield found("term_ends", rule, ends=term.ends)


def school_problems(facts: OrganizationFacts, edition: Edition) -> Iterator[Problem]:
    """Where the structure of a school does not follow the number of its members."""
    found = _Finding(facts, edition.cite)
    if facts.organization.sector != "schools":
        return
    general, grade, subject = (
        edition.number(rule)
        for rule in ("general-branch-from", "grade-branch-from", "subject-group-from")
    )
    on_grade = facts.parent is OrganizationKind.GENERAL_BRANCH
    match facts.organization.kind:
        case OrganizationKind.GENERAL_BRANCH if facts.below < general:
            yield found(
                "general_branch_small", "general-branch-from", count=facts.below, least=general
            )
        case OrganizationKind.BRANCH if on_grade and 0 < facts.members < grade:
            yield found("grade_branch_small", "grade-branch-from", count=facts.members, least=grade)
        case OrganizationKind.BRANCH if not on_grade and facts.members >= general:
            yield found(
                "general_branch_due", "general-branch-from", count=facts.members, start=general
            )
        case OrganizationKind.GROUP if facts.members < subject:
            yield found(
                "subject_group_small", "subject-group-from", count=facts.members, least=subject
            )


class _Finding:
    """Makes the warnings about one organisation."""

    def __init__(self, facts: OrganizationFacts, cite: Callable[[str], Citation]) -> None:
        self._organization = facts.organization
        self._cite = cite

    def __call__(self, code: str, rule: str = "", **params: object) -> Problem:
        if rule:
            params["rule"] = self._cite(rule)
        params |= {"org": self._organization.id, "name": self._organization.name}
        return Problem(f"organization.{code}", severity="warning", params=params)
