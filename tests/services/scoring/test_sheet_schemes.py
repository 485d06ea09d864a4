"""By which wording of its scheme a sheet is scored: as it was when it was handed up, before that as it is now."""

from __future__ import annotations

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import SchemeError
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState
from branchkit.plugin.manager import load_contributions
from branchkit.services.scoring.sheets import scheme_of

SCHEMES = dict(load_contributions(None, safe_mode=True, strict=True).schemes)
MONTHLY = SCHEMES["base/member-month"]
KEY = SheetKey(MONTHLY.id, "b1", Period(2026, 11))


def a_sheet(scheme_text: str) -> Sheet:
    state = SheetState.SUBMITTED if scheme_text else SheetState.DRAFT
    return Sheet(KEY, state, MONTHLY.digest, scheme_text)


def test_a_sheet_in_the_branch_s_hands_follows_the_scheme_of_the_day() -> None:
    assert scheme_of(a_sheet(""), SCHEMES) is MONTHLY


def test_a_text_that_has_not_changed_is_not_read_again() -> None:
    assert scheme_of(a_sheet(MONTHLY.declaration), SCHEMES) is MONTHLY


def test_a_sheet_handed_up_keeps_the_text_of_then() -> None:
    text = f"{MONTHLY.declaration}\n# 旧版\n"
    found = scheme_of(a_sheet(text), SCHEMES)
    assert found is not MONTHLY
    assert found.declaration == text


def test_a_scheme_that_is_gone_is_read_from_the_sheet() -> None:
    assert scheme_of(a_sheet(MONTHLY.declaration), {}).id == MONTHLY.id
    with pytest.raises(SchemeError):
        scheme_of(a_sheet(""), {})


def test_a_text_that_cannot_be_read_any_more_gives_the_scheme_of_the_day() -> None:
    assert scheme_of(a_sheet("["), SCHEMES) is MONTHLY
