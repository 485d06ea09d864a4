"""A rating as tables: everybody with figures, bands and reasons; what was objected; the steps that led to one band."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.rating.ballots import ballot_result
from branchkit.core.rating.proposing import proposals, terms_of
from branchkit.core.rating.rating import Move, RatedRow, Rating, band_of, move_of
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.i18n.catalog import Catalog

Names = Mapping[str, str]
"""Organisation → its name."""


def ballot_of(scheme: Scheme, row: RatedRow) -> Decimal | None:
    """What the votes for an organisation come to, in per cent."""
    return ballot_result(terms_of(scheme), row.votes)


def band_title(catalog: Catalog, scheme: Scheme, id: str) -> str:
    """A band's title; empty for none, the id itself where the scheme has it no more."""
    band = band_of(scheme, id)
    return catalog.local(band.title) if band else id


def move_text(catalog: Catalog, scheme: Scheme, row: RatedRow) -> str:
    """Risen, held, fallen since the rating before; empty where one of the two is missing."""
    move = move_of(scheme, row.previous, row.decided or row.band)
    return "" if move is Move.NEW else catalog.code("rated.move", move)


def unrated_text(catalog: Catalog, row: RatedRow) -> str:
    """Why somebody is not rated: the kind of reason, and the reason given."""
    return f"{catalog.code('rated.unrated', row.unrated)} {row.because}".strip()


def steps_to(catalog: Catalog, scheme: Scheme, rating: Rating, org: str) -> list[str]:
    """Every step to what is proposed for one organisation, in words, and what was decided otherwise."""
    row = rating.rows[org]
    told = [catalog.reason(r) for r in proposals(scheme, rating.rows.values())[org].reasons]
    if row.decided:
        band = band_title(catalog, scheme, row.decided)
        key = "rated.decided_why" if row.reason else "rated.decided_as"
        told.append(catalog.text(key, band=band, reason=row.reason))
    return told


def rating_table(
    catalog: Catalog, scheme: Scheme, rating: Rating, names: Names, *, words: bool = True
) -> Table:
    """Everybody, best first: with ``words`` as people read it, else with the codes of bands and moves."""

    def head(key: str, align: str = "left", places: int | None = None) -> TableColumn:
        return TableColumn(key, catalog.text(f"rated.column.{key}"), align=align, places=places)

    def band(id: str) -> str:
        return band_title(catalog, scheme, id) if words else id

    columns = (
        head("organization"),
        head("name"),
        head("rank", "right"),
        head("total", "right", scheme.rounding.places),
        *(TableColumn(s.id, catalog.local(s.title), align="right") for s in scheme.sections),
        head("ballot", "right"),
        head("previous"),
        head("proposal"),
        head("decided"),
        head("move"),
        head("reason"),
    )
    rows = []
    for row in rating.by_rank():
        cells: tuple[Value, ...] = (
            row.org,
            names.get(row.org, row.org),
            row.rank,
            row.total,
            *(row.sections.get(section.id) for section in scheme.sections),
            ballot_of(scheme, row),
            band(row.previous),
            band(row.band),
            band(row.decided),
            move_text(catalog, scheme, row) if words else str(_move(scheme, row)),
            row.reason if row.is_rated else unrated_text(catalog, row),
        )
        rows.append(cells)
    table = Table(columns, tuple(rows), frozen_columns=2)
    return table.without(*_needless(scheme, rating)) if words else table


def _move(scheme: Scheme, row: RatedRow) -> Move:
    return move_of(scheme, row.previous, row.decided or row.band)


def _needless(scheme: Scheme, rating: Rating) -> list[str]:
    """Columns in which nobody has anything, and the only section of a scheme without any."""
    empty = [
        key
        for key, there in (
            ("ballot", any(ballot_of(scheme, row) is not None for row in rating.rows.values())),
            ("previous", any(row.previous for row in rating.rows.values())),
            ("move", any(row.previous for row in rating.rows.values())),
        )
        if not there
    ]
    return [*empty, scheme.sections[0].id] if len(scheme.sections) == 1 else empty


def objections_table(catalog: Catalog, rating: Rating, names: Names) -> Table:
    """What was objected, with the answers."""
    heads = ("number", "on", "name", "by", "text", "answer", "answered_on")
    columns = tuple(TableColumn(head, catalog.text(f"rated.objection.{head}")) for head in heads)
    rows = tuple(
        (o.number, o.on, names.get(o.org, o.org), o.by, o.text, o.answer, o.answered_on)
        for o in rating.objections
    )
    return Table(columns, rows)
