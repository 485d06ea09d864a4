"""What goes over the pipe to and from the worker arrives as it was, and nothing arrives that is not ours."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import ReportError
from branchkit.core.scoring.results import Evidence, Measurement
from branchkit.core.tables import Paragraph, Report, Table, TableColumn
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.wire import Frames, WireError, frame

FIGURES = {
    "m1": Measurement(
        "trial/one", Decimal("1.50"), (Evidence("book.x", "r1", date(2026, 11, 3), "张家"),)
    ),
    "m2": Measurement("trial/one", None),
}
PAPER = Report(
    "报表",
    (
        Paragraph("一", level=1),
        Table((TableColumn("a", "甲"),), (("x",), (1,), (Decimal("0.1"),), (None,), (True,))),
    ),
    properties={"author": "支部"},
)


class Word(StrEnum):
    """A plugin's own choice of words."""

    GOOD = "好"


class Amount(int):
    """A plugin's own kind of number."""

    def __str__(self) -> str:
        return "seven"


class Own:
    """A plugin's own value."""


def through(value: object) -> object:
    (came,) = Frames().take(frame(value, to_program=True))
    return came


@pytest.mark.parametrize(
    "value",
    [FIGURES, PAPER, Period(2026, 11), LocalText("一", "one"), PluginFailure("trial", "raised")],
    ids=["figures", "report", "period", "text", "failure"],
)
def test_our_values_arrive_as_they_were(value: object) -> None:
    assert through(value) == value


def test_a_refusal_arrives_with_its_code_and_figures() -> None:
    came = through(ReportError("no_sheet", period="2026-11"))
    assert isinstance(came, ReportError)
    assert (came.code, came.params) == ("report.no_sheet", {"period": "2026-11"})


def test_what_a_plugin_derives_from_a_text_or_a_number_arrives_plain() -> None:
    came = through((Word.GOOD, Amount(7)))
    assert came == ("好", 7)
    assert [type(value) for value in came] == [str, int]


def test_no_class_of_a_plugin_s_is_taken() -> None:
    with pytest.raises(WireError):
        through(Own())
    with pytest.raises(WireError):
        frame(lambda: 1)


def test_what_would_not_be_taken_is_named_by_who_sends_it() -> None:
    for value in (Own(), Own, [{"m1": Measurement("x", Own())}]):  # type: ignore[arg-type]
        with pytest.raises(WireError, match=r"test_wire\.Own"):
            frame(value, to_program=True)


def test_nothing_is_called_by_what_comes() -> None:
    class Calls:
        def __reduce__(self) -> tuple[object, ...]:
            return print, ("called",)

    packed = pickle.dumps(Calls())
    with pytest.raises(WireError):
        list(Frames().take(len(packed).to_bytes(4, "big") + packed))


def test_pieces_are_put_together() -> None:
    sent = frame(("a", FIGURES)) + frame(("b", PAPER))
    frames = Frames()
    came = [value for byte in sent for value in frames.take(bytes([byte]))]
    assert came == [("a", FIGURES), ("b", PAPER)]


def test_a_length_that_nobody_sends_is_refused() -> None:
    with pytest.raises(WireError):
        list(Frames().take(b"\xff\xff\xff\xff"))
