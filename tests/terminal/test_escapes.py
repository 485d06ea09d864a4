from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from branchkit.terminal.keyboard import ESC, EscapeHold


def fed(*reads: str) -> list[str]:
    hold = EscapeHold(0.4)
    return [piece for read in reads for piece in hold.split(read, 0.0)]


def test_an_arrow_key_passes_whole() -> None:
    assert fed("\x1b[A") == ["\x1b[A"]


def test_an_arrow_key_split_after_its_first_byte_passes_whole() -> None:
    assert fed("8\x1b", "[A") == ["8", "\x1b[A"]


def test_escape_before_a_figure_is_a_key_at_once() -> None:
    assert fed("12\x1b8\r") == ["12", ESC, "8\r"]


def test_escape_alone_is_a_key_when_nothing_follows_in_time() -> None:
    hold = EscapeHold(0.4)
    assert list(hold.split(ESC, 10.0)) == []
    assert list(hold.tick(10.3)) == []
    assert list(hold.tick(10.4)) == [ESC]
    assert list(hold.tick(10.5)) == []


def test_escape_twice_is_one_key_and_one_held() -> None:
    hold = EscapeHold(0.4)
    assert list(hold.split(ESC + ESC, 0.0)) == [ESC]
    assert hold.is_holding


@given(st.text(st.sampled_from("8\x1b[OAé张\r"), max_size=20), st.integers(0, 20))
def test_nothing_is_lost_and_nothing_added(text: str, cut: int) -> None:
    hold = EscapeHold(0.4)
    pieces = [*hold.split(text[:cut], 0.0), *hold.split(text[cut:], 0.1), *hold.tick(1.0)]
    assert "".join(pieces) == text
