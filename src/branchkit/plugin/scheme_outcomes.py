"""What a scheme makes of points: bands, bonuses and deductions, vetoes, rounding; read and checked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from branchkit.core.scoring.schemes import Band, Extra, Rounding, Section, Veto
from branchkit.core.scoring.tally import ROUNDING_MODES
from branchkit.plugin.scheme_values import Seen, positive, short_title
from branchkit.toml.source import TomlTable

ZERO = Decimal(0)


def read_bands(table: TomlTable) -> tuple[Band, ...]:
    """The rating bands, best first."""
    seen = Seen("band")
    bands: list[Band] = []
    for entry in table.tables("band"):
        band = Band(
            id=seen.id(entry),
            title=entry.local("title"),
            short=short_title(entry),
            minimum=entry.optional_decimal("minimum"),
            section_minimum=_per_cent(entry, "section_minimum"),
            share=_per_cent(entry, "share"),
            best_ranks=entry.optional_integer("best_ranks"),
            stars=entry.optional_integer("stars"),
            at_least=_per_cent(entry, "at_least"),
            ballot_minimum=_per_cent(entry, "ballot_minimum"),
        )
        for key, number in (("best_ranks", band.best_ranks), ("stars", band.stars)):
            if number is not None and number < 1:
                entry.report("scheme.not_positive", key, found=number)
        if band.at_least is not None and not bands:
            entry.report("scheme.at_least_first", "at_least")
        if bands:
            _check_band_order(entry, bands[-1], band)
        entry.finish()
        bands.append(band)
    _check_last_band(table, bands)
    return tuple(bands)


def _per_cent(table: TomlTable, key: str) -> Decimal | None:
    share = table.optional_decimal(key)
    if share is not None and not 0 < share <= 100:
        table.report("scheme.not_per_cent", key, found=share)
    return share


def _check_band_order(table: TomlTable, better: Band, band: Band) -> None:
    """Bands stand best first: a minimum may only fall, a share or a number of ranks only rise."""
    rising = (
        ("minimum", band.minimum, better.minimum),
        ("section_minimum", band.section_minimum, better.section_minimum),
        ("stars", band.stars, better.stars),
        ("share", better.share, band.share),
        ("best_ranks", better.best_ranks, band.best_ranks),
        ("at_least", band.at_least, better.at_least),
        ("ballot_minimum", band.ballot_minimum, better.ballot_minimum),
    )
    for key, low, high in rising:
        if low is None or high is None:
            continue
        if low > high:
            table.report("scheme.bands_order", key, better=better.title, band=band.title)
        elif low == high and key == "minimum":
            table.report("scheme.bands_same", key, better=better.title, band=band.title)


def _check_last_band(table: TomlTable, bands: Sequence[Band]) -> None:
    """Whoever reaches no band is left without one: mostly a slip."""
    if not bands:
        return
    last = bands[-1]
    conditional = last.share is not None or last.best_ranks is not None
    conditional = conditional or last.section_minimum is not None or last.stars is not None
    conditional = conditional or last.ballot_minimum is not None
    if conditional or (last.minimum or ZERO) > 0:
        table.report(
            "scheme.last_band", "band", len(bands) - 1, severity="warning", band=last.title
        )


def read_extras(table: TomlTable) -> tuple[Extra, ...]:
    """Bonuses and deductions outside the maximum."""
    seen = Seen("extra")
    extras = []
    for entry in table.tables("extra"):
        low = high = None
        if "from" in entry or "to" in entry:
            low, high = entry.decimal("from"), entry.decimal("to")
            if low > high:
                entry.report("scheme.range_reversed", "from", low=low, high=high)
            if low < 0 < high:
                entry.report("scheme.range_over_zero", "from", low=low, high=high)
            points = low if low >= 0 else high
        else:
            points = entry.decimal("points")
            if not points and "points" in entry:
                entry.report("scheme.no_points", "points")
        extras.append(
            Extra(
                id=seen.id(entry),
                title=entry.local("title"),
                points=points,
                at_least=low,
                at_most=high,
                cap=positive(entry, "cap") if "cap" in entry else None,
            )
        )
        entry.finish("points", "from", "to", "cap")
    return tuple(extras)


def read_vetoes(
    table: TomlTable, sections: Sequence[Section], bands: Sequence[Band]
) -> tuple[Veto, ...]:
    """The vetoes, each with its one effect."""
    seen = Seen("veto")
    vetoes = []
    for entry in table.tables("veto"):
        effects = [key for key in ("band", "zero_section", "zero_total") if key in entry]
        if not effects:
            entry.report("scheme.veto_effect_missing")
        elif len(effects) > 1:
            entry.report("scheme.veto_effect", found=tuple(effects))
        vetoes.append(
            Veto(
                id=seen.id(entry),
                title=entry.local("title"),
                band=_reference(entry, "band", [band.id for band in bands]),
                zero_section=_reference(entry, "zero_section", [s.id for s in sections]),
                zero_total=entry.flag("zero_total", False),
            )
        )
        entry.finish()
    return tuple(vetoes)


def _reference(table: TomlTable, key: str, known: Sequence[str]) -> str:
    """The id of something declared elsewhere in the file; empty when the key is left out."""
    return table.choice(key, known or ("",)) if key in table else table.text(key, "")


def read_rounding(table: TomlTable) -> Rounding:
    """How totals are rounded; to one place, half up, where nothing is said."""
    part = table.table("rounding")
    if part is None:
        return Rounding()
    places = part.integer("places", 1)
    if not 0 <= places <= 4:
        part.report("scheme.places", "places", found=places)
        places = 1
    rounding = Rounding(places, part.choice("mode", tuple(ROUNDING_MODES), "half-up"))
    part.finish()
    return rounding
