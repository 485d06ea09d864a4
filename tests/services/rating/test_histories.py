"""One's periods, the ones without a result by name."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.rating.movement import Movement
from branchkit.services.rating.histories import histories

from ..reports.small_month import ORG, SCHEMES, scored_store
from .township import EAST, FOURTH, SCHEME, SECOND, a_township, score


def test_an_organisation_has_its_quarters_without_a_gap() -> None:
    store = a_township()
    score(store, EAST, SECOND, 20, 40)
    score(store, EAST, FOURTH, 60, 40)
    (found,) = histories(store, {SCHEME.id: SCHEME}, EAST, EAST)
    assert [str(entry.period) for entry in found.entries] == ["2026-Q2", "2026-Q3", "2026-Q4"]
    assert [str(period) for period in found.missing] == ["2026-Q3"]
    assert found.line() == "_ ^"
    assert [entry.moved for entry in found.entries] == [None, None, None]
    score(store, EAST, SECOND.shifted(1), 52, 40)
    (found,) = histories(store, {SCHEME.id: SCHEME}, EAST, EAST)
    assert [entry.moved for entry in found.entries] == [None, Movement.RISEN, Movement.HELD]
    assert [entry.difference for entry in found.entries[1:]] == [Decimal("32.0"), Decimal("8.0")]


def test_a_member_has_what_is_settled_and_the_branch_the_mean_of_that() -> None:
    store = scored_store()
    (own,) = histories(store, SCHEMES, ORG, "m1")
    october, november = own.entries
    assert october.placing is not None and november.placing is not None
    assert (october.placing.total, november.placing.total) == (Decimal("100.0"), Decimal("86.5"))
    assert november.moved is Movement.FALLEN
    (whole,) = histories(store, SCHEMES, ORG, ORG)
    october = whole.entries[0]
    assert october.placing is not None
    assert (october.placing.total, october.count) == (Decimal("90.0"), 3)
    assert histories(store, SCHEMES, ORG, "m5") == []
