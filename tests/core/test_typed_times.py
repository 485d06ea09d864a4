"""Times of day as they are typed."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.typed_times import time_written_out, typed_time


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        *(
            ("9", "09:00"),
            ("09", "09:00"),
            ("9点", "09:00"),
            ("９：００", "09:00"),
            ("9时整", "09:00"),
        ),
        *(
            ("930", "09:30"),
            ("0930", "09:30"),
            ("9:30", "09:30"),
            ("9.30", "09:30"),
            ("9。30", "09:30"),
        ),
        *(("9点半", "09:30"), ("上午9点30分", "09:30"), ("9时30分", "09:30"), ("9:30:00", "09:30")),
        *(
            ("下午3点", "15:00"),
            ("下午三点一刻", "15:15"),
            ("晚上7点半", "19:30"),
            ("3 pm", "15:00"),
        ),
        *(
            ("下午15点", "15:00"),
            ("中午12点", "12:00"),
            ("中午1点", "13:00"),
            ("凌晨12点", "00:00"),
        ),
        ("1930", "19:30"),
    ],
)
def test_every_way_to_a_time(typed: str, time: str) -> None:
    assert typed_time(typed) == time


@pytest.mark.parametrize("typed", ["", "24", "2400", "9:60", "晚上12点", "9-11", "饭后", "12345"])
def test_what_is_no_time_stays_as_it_was_typed(typed: str) -> None:
    assert typed_time(typed) == ""
    assert time_written_out(typed) == typed


@given(st.times())
def test_a_time_written_out_stays_the_same(at: time) -> None:
    assert time_written_out(f"{at:%H:%M}") == f"{at:%H:%M}"
    assert time_written_out(f"{at:%H%M}") == f"{at:%H:%M}"
