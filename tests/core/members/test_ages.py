"""Ages by calendar years, probations by calendar months: never by days, never by two digits of a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import add_months
from branchkit.core.members.citizen_id import birth_of, check_character
from branchkit.core.members.member import age_on, party_age_on, probation_end

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("1991-11-20", date(2026, 11, 20), 35),
        ("1991-11-21", date(2026, 11, 20), 34),
        ("2000-02-29", date(2025, 2, 28), 25),
        ("2000-02-29", date(2025, 2, 27), 24),
        ("2000-02-29", date(2024, 2, 28), 23),
        ("1991-11", date(2026, 11, 1), 35),
        ("2026-11-21", date(2026, 11, 20), None),
        ("", date(2026, 11, 20), None),
    ],
)
def test_an_age_is_full_on_the_birthday(birth: str, day: date, age: int | None) -> None:
    assert age_on(birth, day) == age


@given(DAYS, DAYS)
def test_an_age_grows_by_one_a_year_and_never_shrinks(birth: date, day: date) -> None:
    text = birth.isoformat()
    age = age_on(text, day)
    later = age_on(text, add_months(day, 12))
    assert (age is None) == (day < birth)
    if age is not None:
        assert later == age + 1
        assert add_months(birth, age * 12) <= day < add_months(birth, (age + 1) * 12)


def test_party_age_counts_from_full_membership_not_from_the_admission() -> None:
    joined, full_since = "2015-07-01", "2016-07-01"
    assert party_age_on(full_since, date(2026, 6, 30)) == 9
    assert party_age_on(joined, date(2026, 6, 30)) == 10
    assert party_age_on("", date(2026, 6, 30)) is None


@pytest.mark.parametrize(
    ("joined", "extended", "ends"),
    [
        # 365 days would give 2024-02-29, the day before the anniversary.
        ("2023-03-01", "", date(2024, 3, 1)),
        ("2024-02-29", "", date(2025, 2, 28)),
        ("2025-12-31", "", date(2026, 12, 31)),
        ("2025-07-01", "2027-01-01", date(2027, 1, 1)),
        ("2025-07-01", "2027-01", date(2027, 1, 31)),
        ("", "", None),
    ],
)
def test_a_probation_is_a_calendar_year_unless_extended(
    joined: str, extended: str, ends: date | None
) -> None:
    assert probation_end(joined, extended) == ends


@given(DAYS, st.integers(1, 24))
def test_a_probation_ends_in_the_month_that_was_counted(joined: date, months: int) -> None:
    ends = probation_end(joined.isoformat(), months=months)
    assert ends is not None
    assert (ends.year * 12 + ends.month) - (joined.year * 12 + joined.month) == months
    assert ends.day == joined.day or (ends + timedelta(days=1)).day == 1


@given(st.dates(date(1900, 1, 1), date(2026, 11, 20)))
def test_an_id_says_the_whole_year_of_birth(born: date) -> None:
    """Peers put 19 before six figures of the ID: everybody was born in the year 1919 or 1920."""
    body = f"110105{born:%Y%m%d}002"
    found = birth_of(body + check_character(body))
    assert found == born
    today = date(2026, 11, 20)
    young = age_on(found.isoformat(), today)
    assert young is not None
    assert (young < 35) == (add_months(born, 35 * 12) > today)
