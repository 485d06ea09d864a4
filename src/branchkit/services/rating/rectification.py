"""整改清单: items taken out of a sheet's shortcomings into ``book.rectification``, read back, and evaluated again in a later period.

An item names its period, sheet and criterion in words, as a clerk would type them; they are found again by title or id, in either
language. Writing services take a unit of work and leave the commit to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period, PeriodError, day_of
from branchkit.core.errors import RectificationError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.rating.rectification import (
    Ground,
    Shortcoming,
    Term,
    deadline_of,
)
from branchkit.core.registers.conditions import as_number
from branchkit.core.registers.register import Record, Register
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.leadership import leadership_of, liaison_of
from branchkit.services.organizations.organizations import read_line
from branchkit.services.registers.names import MemberNames
from branchkit.services.registers.reading import kind_of, records_of
from branchkit.services.registers.writing import add_records
from branchkit.services.roster import has_roster
from branchkit.services.scoring.past_bands import past_sheets
from branchkit.services.scoring.sheets import existing_sheet, scheme_of

ITEMS = "book.rectification"
"""The register; a row is an item."""
PAIRINGS = "roll.pairing"


@frozen
class Item:
    """A row of the list, as it is kept at ``org``."""

    org: str
    record: Record

    def text(self, column: str) -> str:
        """What is kept in a column; empty for nothing."""
        return str(self.record.values.get(column) or "")

    def points(self, column: str) -> Decimal | None:
        """A number that is kept in a column."""
        return as_number(self.record.values.get(column))

    @property
    def deadline(self) -> date | None:
        """By when it is to be done."""
        return day_of(self.text("deadline"))

    @property
    def period(self) -> Period | None:
        """Of which period's sheet it comes; None where it comes of none."""
        try:
            return Period.parse(self.text("period"))
        except PeriodError:
            return None

    def state(self, today: date) -> str:
        """``open``, ``overdue``, ``done`` or ``accepted``."""
        if self.text("accepted_on"):
            return "accepted"
        if self.text("done_on"):
            return "done"
        late = self.deadline is not None and self.deadline < today
        return "overdue" if late else "open"

    def is_settled(self) -> bool:
        """Whether somebody has said that it is done."""
        return bool(self.text("done_on"))


@frozen
class Given:
    """What is said of all items that are taken together; what is left empty follows from each of them.

    ``owner`` is a member's name or id, or a name alone where the organisation has no roll.
    """

    owner: str = ""
    measures: str = ""
    term: Term | None = None
    deadline: date | None = None
    supervisor: str = ""
    helper: str = ""
    contact_leader: str = ""


def items_of(reader: Reader, orgs: Iterable[str]) -> Iterator[Item]:
    """The items of organisations, those taken away left out; organisations that have none are not asked."""
    having = set(reader.organizations_of(kind_of(ITEMS)))
    for org in orgs:
        if org in having:
            for record in records_of(reader, ITEMS, org):
                yield Item(org, record)


def not_taken(
    found: Iterable[Shortcoming], items: Sequence[Item], key: SheetKey, title: LocalText
) -> list[Shortcoming]:
    """Those of a sheet's shortcomings of which there is no item yet; ``title`` is the sheet's scheme's."""
    return [
        shortcoming
        for shortcoming in found
        if not any(_is_about(item, shortcoming, key, title) for item in items)
    ]


def _is_about(item: Item, shortcoming: Shortcoming, key: SheetKey, title: LocalText) -> bool:
    if item.text("ground") != shortcoming.ground:
        return False
    if shortcoming.ground is Ground.INSPECTION:
        return _names(item.text("item"), shortcoming.source)
    same = item.text("period") == str(key.period)
    same = same and _names(item.text("criterion"), shortcoming.source)
    if shortcoming.subject:
        return same and item.text("owner") == shortcoming.subject
    return same and (shortcoming.ground is Ground.BALLOT or _names(item.text("sheet"), title))


def _names(text: str, title: LocalText, id: str = "") -> bool:
    """Whether a text means something, by its id or by its title in either language."""
    return bool(text) and text in (id, title.zh_CN, title.en)


def shortcoming_text(
    catalog: Catalog, shortcoming: Shortcoming, names: Mapping[str, str], *, brief: bool = False
) -> str:
    """What is to be mended, in a line, or ``brief`` for a narrow list; ``names`` are those of members."""
    if shortcoming.ground is Ground.INSPECTION:
        return catalog.local(shortcoming.source)
    text = catalog.text(
        f"rectify.{'brief' if brief else 'item'}.{shortcoming.ground}",
        source=shortcoming.source,
        points=shortcoming.points,
        maximum=shortcoming.maximum,
        why=shortcoming.why,
    )
    name = names.get(shortcoming.subject, "")
    return catalog.text("rectify.item.of_member", name=name, text=text) if name else text


def is_backward(reader: Reader, contributions: Contributions, key: SheetKey) -> bool:
    """Whether the sheet is about its organisation and has put it into the last band (后进)."""
    sheet = past_sheets(reader, contributions.schemes, [key]).get(key)
    placing = sheet.placings.get(key.org) if sheet is not None else None
    return placing is not None and placing.is_last


def usual(reader: Reader, contributions: Contributions, key: SheetKey, today: date) -> Given:
    """What is proposed for a sheet's items: the secretary as owner; of a backward organisation its contact leader and whoever is
    paired with it."""
    tree = read_line(reader, key.org)
    organization = tree.get(key.org)
    owner = leadership_of(reader, tree, organization, today).secretary
    if not is_backward(reader, contributions, key):
        return Given(owner=owner)
    partners = [
        str(row.values.get("partner", ""))
        for row in records_of(reader, PAIRINGS, key.org, until=today)
        if str(row.values.get("until") or today.isoformat()) >= today.isoformat()
    ]
    return Given(
        owner=owner,
        helper=partners[-1] if partners else "",
        contact_leader=liaison_of(reader, tree, organization, today).leader,
    )


def take(
    uow: UnitOfWork,
    register: Register,
    contributions: Contributions,
    key: SheetKey,
    chosen: Sequence[Shortcoming],
    given: Given,
    today: date,
    catalog: Catalog,
) -> list[Record]:
    """Put shortcomings of a sheet on the list of its organisation.

    Raises :class:`RectificationError` ``owner_missing``, ``owner_unknown``, and what
    :func:`~branchkit.services.registers.writing.add_records` raises.
    """
    scheme = scheme_of(existing_sheet(uow, key), contributions.schemes)
    people = MemberNames(uow, [key.org])
    owner = _owner(uow, people, key.org, given.owner)
    names = {s.subject: people.name(s.subject) for s in chosen if s.subject}
    return add_records(
        uow,
        register,
        key.org,
        (
            {
                "date": today.isoformat(),
                "ground": str(one.ground),
                "period": str(key.period),
                "sheet": catalog.local(scheme.title),
                "criterion": "" if one.ground is Ground.INSPECTION else catalog.local(one.source),
                "item": shortcoming_text(catalog, one, names),
                "term": str(given.term or one.term),
                "measures": given.measures or one.measures,
                **_owned(one, given, owner),
                "supervisor": given.supervisor,
                "helper": given.helper,
                "contact_leader": given.contact_leader,
                "deadline": _deadline(one, given, key.period, today).isoformat(),
                "points": "" if one.points is None else f"{one.points.normalize():f}",
            }
            for one in chosen
        ),
    )


def _owned(one: Shortcoming, given: Given, owner: Mapping[str, str]) -> Mapping[str, str]:
    """A member's own shortcoming is theirs; what had an owner keeps it unless another one is named."""
    if one.subject:
        return {"owner": one.subject}
    if one.owner and not given.owner:
        return {"owner": one.owner}
    if not owner:
        raise RectificationError("owner_missing")
    return owner


def _owner(reader: Reader, people: MemberNames, org: str, named: str) -> Mapping[str, str]:
    if not named:
        return {}
    if (found := people.find(named)) is not None:
        return {"owner": found}
    if has_roster(reader, org):
        raise RectificationError("owner_unknown", name=named)
    return {"owner_name": named}


def _deadline(one: Shortcoming, given: Given, period: Period, today: date) -> date:
    return given.deadline or deadline_of(given.term or one.term, period, today)
