"""What a rating draws in: the confirmed sheets of the siblings, their votes, the bands they had, honours that lift a limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from branchkit.core.dates import Period, add_months, day_of
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.rating.ballots import Votes
from branchkit.core.rating.proposing import drawn_row, terms_of
from branchkit.core.rating.rating import RatedRow, Rating, Unrated
from branchkit.core.registers.conditions import as_number
from branchkit.core.registers.register import Record
from branchkit.core.scoring.rating_terms import RaterGroup, RatingTerms
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState
from branchkit.core.scoring.standings import Standings
from branchkit.core.scoring.tally import tally
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.rating.ratings import rating_before
from branchkit.services.rating.siblings import siblings
from branchkit.services.registers.reading import RegisterRecords
from branchkit.services.scoring.rows import read_rows, row_input
from branchkit.services.scoring.sheets import read_sheets, scheme_of

BALLOT, COMMENDATION = "book.ballot", "book.commendation"
CONFIRMED = frozenset({SheetState.CONFIRMED, SheetState.PUBLICISED, SheetState.SEALED})
"""States of sheets that a rating takes."""
_OF_ORGANIZATIONS = "branch"
"""The kind of a commendation that an organisation itself was given."""


@frozen
class Drawn:
    """What was found: a row for each sibling, and whose sheets are not confirmed, with their state (empty: there is none)."""

    rows: Mapping[str, RatedRow]
    missing: Mapping[str, str]


def draw(
    reader: Reader, contributions: Contributions, scheme: Scheme, key: SheetKey, kept: Rating
) -> Drawn:
    """Read everything anew. Of what was ``kept`` in the rating what people have said by hand stays: who is left out, honours, bands of before."""
    tree = read_tree(reader)
    among, sheets = siblings(reader, contributions, tree, scheme, key)
    terms = terms_of(scheme)
    votes = _votes(reader, contributions, tree, among, terms, key.period)
    honours = _honours(reader, contributions, among, terms, key.period)
    before = _before(reader, contributions, scheme, key, among)
    rows: dict[str, RatedRow] = {}
    missing: dict[str, str] = {}
    for organization in among:
        id = organization.id
        known = kept.rows.get(id, RatedRow(id))
        sheet = sheets.get(id)
        row = _figures(reader, contributions, scheme, sheet, id)
        unrated, because = _unrated(organization, terms, key.period, known, row)
        if row is None and not unrated:
            missing[id] = str(sheet.state) if sheet is not None else ""
        by_hand = bool(known.previous) and not known.previous_of
        previous, previous_of = (known.previous, "") if by_hand else before.get(id, ("", ""))
        rows[id] = replace(
            row if row is not None else RatedRow(id),
            unrated=unrated,
            because=because,
            votes=votes.get(id, {}),
            honour=honours.get(id) or known.honour,
            previous=previous,
            previous_of=previous_of,
        )
    return Drawn(rows, missing)


def _figures(
    reader: Reader,
    contributions: Contributions,
    scheme: Scheme,
    sheet: Sheet | None,
    org: str,
) -> RatedRow | None:
    """What its sheet comes to; None unless that is confirmed and nothing in it is open. One that was excluded has no total."""
    if sheet is None or sheet.state not in CONFIRMED:
        return None
    # Added up by the scheme of its own day, as everybody has seen it; the terms of the rating are those of today.
    own = scheme_of(sheet, contributions.schemes)
    line = next(read_rows(reader, own, sheet.key, [org]))
    given = row_input(line.row, line.traits)
    if line.row.excluded:
        return RatedRow(org, unrated=Unrated.EXCLUDED, because=line.row.excluded)
    result = tally(own, given)
    return drawn_row(scheme, org, given, result) if result.complete else None


def _unrated(
    organization: Organization,
    terms: RatingTerms,
    period: Period,
    known: RatedRow,
    row: RatedRow | None,
) -> tuple[str, str]:
    if known.unrated == Unrated.LEFT_OUT:
        return known.unrated, known.because
    if row is not None and row.unrated:
        return row.unrated, row.because
    founded = day_of(organization.founded)
    since = add_months(period.last_day, -terms.new_months) if terms.new_months else None
    if founded is not None and (founded > since if since else founded >= period.first_day):
        return Unrated.NEW, organization.founded
    return "", ""


def _votes(
    reader: Reader,
    contributions: Contributions,
    tree: OrganizationTree,
    among: Iterable[Organization],
    terms: RatingTerms,
    period: Period,
) -> dict[str, dict[RaterGroup, Votes]]:
    """The votes of the period by organisation and group; those of everything below an organisation are its own."""
    whose = {o.id: above.id for above in among for o in tree.subtree(above.id)}
    found: dict[str, dict[RaterGroup, Votes]] = {}
    for row in _rows(reader, contributions, BALLOT, whose, period):
        group = str(row.values.get("group") or RaterGroup.MASSES)
        asked = not terms.questions or row.values.get("question") in terms.questions
        if group not in set(RaterGroup) or not asked:
            continue
        counts = (int(as_number(row.values.get(id)) or 0) for id in ("satisfied", "mostly", "not"))
        of_org = found.setdefault(whose[row.org], {})
        of_org[RaterGroup(group)] = of_org.get(RaterGroup(group), Votes()) + Votes(*counts)
    return found


def _honours(
    reader: Reader,
    contributions: Contributions,
    among: Iterable[Organization],
    terms: RatingTerms,
    period: Period,
) -> dict[str, str]:
    """Organisation → the honours of the period that let it rise further."""
    if not terms.honours:
        return {}
    titles: dict[str, list[str]] = {}
    for row in _rows(reader, contributions, COMMENDATION, [o.id for o in among], period):
        if row.values.get("kind") == _OF_ORGANIZATIONS and row.values.get("level") in terms.honours:
            titles.setdefault(row.org, []).append(str(row.values.get("title", "")))
    return {org: "、".join(found) for org, found in titles.items()}


def _rows(
    reader: Reader,
    contributions: Contributions,
    register: str,
    orgs: Iterable[str],
    period: Period,
) -> Iterable[Record]:
    declared = contributions.registers.get(register)
    if declared is None:
        return ()
    until: date = period.last_day
    rows = RegisterRecords(reader, contributions, declared, list(orgs), until)
    return rows.between(period.first_day, until)


def _before(
    reader: Reader,
    contributions: Contributions,
    scheme: Scheme,
    key: SheetKey,
    among: Iterable[Organization],
) -> dict[str, tuple[str, str]]:
    """Organisation → the band it had and the period of that: by the last rating, else by its own sheet of the period before where
    that gave bands by points alone."""
    last = rating_before(reader, key)
    if last is not None:
        period = str(last.key.period)
        return {org: (band, period) for org in last.rows if (band := last.given(org))}
    previous = key.period.previous
    own = [SheetKey(key.scheme, o.id, previous) for o in among]
    found = {}
    for sheet_key, sheet in read_sheets(reader, own).items():
        if sheet.state in CONFIRMED and (band := _own_band(reader, contributions, sheet)):
            found[sheet_key.org] = band, str(previous)
    return found


def _own_band(reader: Reader, contributions: Contributions, sheet: Sheet) -> str:
    scheme, org = scheme_of(sheet, contributions.schemes), sheet.key.org
    if scheme.rates_siblings:
        return ""
    row = next(read_rows(reader, scheme, sheet.key, [org])).row
    if row.excluded:
        return ""
    band = Standings(scheme, [(org, row.total, row.complete, row.ceiling)]).band(org)
    return band.id if band else ""
