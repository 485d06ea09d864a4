"""What a plugin's command or action may answer, and that everything else is a failure with its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from branchkit.core.duties import Opening
from branchkit.core.errors import PluginError, RecordError
from branchkit.core.tables import Paragraph, Report, Table, TableColumn
from branchkit.core.texts import LocalText
from branchkit.plugin.answers import Answer
from branchkit.plugin.commands import CommandSpec
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.services.plugins.answers import answer_of

SPEC = CommandSpec("trial.say", LocalText("说"), f"{__name__}:repeat")
TABLE = Table((TableColumn("name", "姓名"),), (("甲",),))


def repeat(scene: Any) -> object:
    """Answers what it is given; what can be called is called first."""
    return scene() if callable(scene) else scene


def contributions() -> Contributions:
    owners = {("commands", SPEC.id): "trial"}
    return replace(load_contributions(None, installed=lambda: ()), owners=owners)


def answered(returned: object) -> Answer:
    return answer_of(contributions(), "commands", SPEC, returned)


def test_a_part_alone_need_not_be_wrapped() -> None:
    assert answered(None) == Answer()
    assert answered("好") == Answer("好")
    assert answered(Opening("members")) == Answer(opens=Opening("members"))
    assert answered(TABLE).shown == TABLE
    report = Report("通报", (Paragraph("好"), TABLE))
    assert answered(Answer("好", report, problems=True)) == Answer("好", report, problems=True)
    assert answered({"a": [1, {"b": Decimal(2)}]}).shown == {"a": [1, {"b": Decimal(2)}]}


def rows() -> Iterator[dict[str, object]]:
    yield {"name": "甲", "points": Decimal(3)}
    yield {"name": "乙", "days": 2}


def test_rows_become_a_table_with_every_key() -> None:
    shown = answered(rows).shown
    assert isinstance(shown, Table)
    assert [column.key for column in shown.columns] == ["name", "points", "days"]
    assert shown.rows == (("甲", Decimal(3), None), ("乙", None, 2))


def test_a_refusal_is_no_failure() -> None:
    brought = contributions()

    def refuse() -> None:
        raise RecordError("reason_missing")

    with pytest.raises(RecordError):
        answer_of(brought, "commands", SPEC, refuse)
    assert brought.failures == []


def later() -> Iterator[dict[str, object]]:
    yield {"name": "甲"}
    raise ZeroDivisionError("only while it is read")


@pytest.mark.parametrize(
    ("returned", "code", "message"),
    [
        (later, "raised", "ZeroDivisionError"),
        (3, "result", "int"),
        ([1], "result", "list"),
        ([{"name": object()}], "result", "object"),
        ({"points": Decimal("NaN")}, "result", "NAN"),
        (replace(TABLE, rows=(("甲", "乙"),)), "result", "2 ≠ 1"),
        (replace(TABLE, rows=((Decimal("Infinity"),),)), "result", "INFINITY"),
        (Answer(said=3), "result", "said: int"),  # type: ignore[arg-type]
        (Answer(opens="home"), "result", "opens: str"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_shown_is_a_failure(returned: object, code: str, message: str) -> None:
    brought = contributions()
    with pytest.raises(PluginError) as refused:
        answer_of(brought, "commands", SPEC, returned)
    assert refused.value.code == "plugin.answer"
    (failure,) = brought.failures
    assert (failure.plugin, failure.code, failure.hook) == ("trial", code, SPEC.id)
    assert message in failure.message.replace("Infinity", "INFINITY").replace("NaN", "NAN")
