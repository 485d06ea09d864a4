from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.terminal.keyboard import InputDecoder


def test_a_character_split_over_two_reads_is_put_together() -> None:
    decoder = InputDecoder()
    data = "张8".encode()
    assert decoder.decode(data[:2]).text == ""
    assert decoder.decode(data[2:]).text == "张8"


def test_gbk_bytes_are_dropped_and_what_follows_still_counts() -> None:
    decoder = InputDecoder()
    decoded = decoder.decode("张三".encode("gbk") + b"8\r")
    assert decoded.text == "8\r"
    assert decoded.dropped == "张三".encode("gbk")


def test_the_ascii_half_of_a_gbk_character_is_not_a_key() -> None:
    # 丗: 0x81 0x6E, whose second byte is the letter n.
    decoded = InputDecoder().decode(b"\x81n8")
    assert decoded.text == "8"


def test_gbk_that_happens_to_be_utf_8_is_dropped_once_the_character_set_is_known() -> None:
    decoder = InputDecoder()
    assert decoder.decode("模".encode("gbk")).text == "ģ"
    decoder.decode("张".encode("gbk"))
    assert decoder.decode("8模".encode("gbk")).text == "8"


def test_a_terminal_that_was_set_right_meanwhile_is_believed_again() -> None:
    decoder = InputDecoder()
    decoder.decode("张三".encode("gbk"))
    decoder.decode(b"\r")
    assert decoder.decode("张é".encode()).text == "张é"


def test_half_a_character_before_a_key_does_not_swallow_the_key() -> None:
    decoder = InputDecoder()
    decoder.decode(b"\xd5")
    assert decoder.decode(b"8").text == "8"


@given(st.text(max_size=30), st.lists(st.integers(0, 120), max_size=5))
def test_utf_8_passes_however_it_is_cut(text: str, cuts: list[int]) -> None:
    data = text.encode("utf-8", "ignore")
    decoder = InputDecoder()
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [decoder.decode(data[a:b]) for a, b in pairwise(places)]
    assert "".join(piece.text for piece in pieces) == data.decode()
    assert not any(piece.dropped for piece in pieces)


@given(st.binary(max_size=60))
def test_no_bytes_at_all_are_fatal(data: bytes) -> None:
    decoder = InputDecoder()
    decoder.decode(data)
    assert decoder.decode(b"\x1b[A").text.endswith("\x1b[A")


@pytest.mark.parametrize("data", [b"\x1b[A", b"8", b"\r"])
def test_ascii_passes(data: bytes) -> None:
    assert InputDecoder().decode(data).text == data.decode()


@given(st.text(st.characters(codec="gbk"), max_size=30), st.lists(st.integers(0, 60), max_size=5))
def test_gbk_passes_in_a_session_of_gbk_however_it_is_cut(text: str, cuts: list[int]) -> None:
    data = text.encode("gbk")
    decoder = InputDecoder("gbk")
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [decoder.decode(data[a:b]) for a, b in pairwise(places)]
    assert "".join(piece.text for piece in pieces) == text
    assert not any(piece.dropped for piece in pieces)


def test_what_is_no_gbk_is_dropped_in_a_session_of_gbk() -> None:
    decoded = InputDecoder("gbk").decode(b"\xff8")
    assert decoded.text == "8"
    assert decoded.dropped == b"\xff"
