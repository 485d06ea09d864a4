"""What every store keeps of sheets: at any time what their documents come to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from branchkit.core.ports import Body, Reader, Store
from branchkit.core.rollup.figures import SheetFigures, figures_of, summed

from .contract import ANNA

SHEETS = ("made/month@2026-10", "made/month@2026-11", "made/year@2026")
PERIODS = ("2026-10", "2026-11", "2026")
ORGS = ("village", "town")
GROUPS = {"village": "county", "town": "county"}
SUBJECTS = ("m1", "m2", "张三")


def a_row(subject: str, **points: str) -> Body:
    """A complete row."""
    cells = {id: {"p": given} for id, given in points.items()}
    total = str(sum(map(int, points.values())))
    return {"subject": subject, "cells": cells, "total": total, "complete": True}


def a_sheet(state: str, *passages: Sequence[str]) -> Body:
    listed = [[*passage, "", "甲", ""] for passage in passages]
    return {"state": state, "digest": "d1", "passages": listed}


def write(store: Store, *documents: tuple[str, str, Body], org: str = "village") -> int | None:
    with store.begin(ANNA, "test.write") as uow:
        for kind, id, body in documents:
            uow.put(org, kind, id, body)
        return uow.commit()


def only(store: Reader) -> SheetFigures:
    (line,) = store.figures(["village"], ["2026-11"])
    return line


def counted(reader: Reader) -> dict[Any, Any]:
    """All figures out of the documents as they are read."""
    documents = (
        (org, kind, document.id, document.body)
        for org in ORGS
        for kind in ("sheet", "roll", "row")
        for document in reader.scan(org, kind)
    )
    return {key: told(line) for key, line in figures_of(documents).items()}


def kept(reader: Reader) -> dict[Any, Any]:
    return {line.key: told(line) for line in reader.figures(ORGS, PERIODS)}


def sums(reader: Reader) -> list[tuple[str, SheetFigures]]:
    return sorted(reader.figure_sums(GROUPS, PERIODS), key=str)


def told(line: SheetFigures) -> tuple[Any, ...]:
    """Without the order of what stands in JSON."""
    return (*line[:-2], line.total_counts(), line.criterion_sums())


class FiguresContract:
    """The part of the contract that is about figures."""

    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_a_scored_sheet_is_counted(self, store: Store) -> None:
        sheet = SHEETS[1]
        write(
            store,
            ("sheet", sheet, a_sheet("submitted", ("submit", "submitted"))),
            ("roll", sheet, {"subjects": ["m1", "m2", "m3", "m4"]}),
            ("row", f"{sheet}/m1", a_row("m1", dues="4", study="5")),
            (
                "row",
                f"{sheet}/m2",
                a_row("m2", dues="2") | {"ceiling": "poor", "vetoes": {"v": "x"}},
            ),
            ("row", f"{sheet}/m3", {"subject": "m3", "cells": {"dues": {"p": "1"}}, "total": "1"}),
            ("row", f"{sheet}/m4", {"subject": "m4", "excluded": "在外", "complete": True}),
        )
        line = only(store)
        assert (line.state, line.subjects, line.left_out, line.judged) == ("submitted", 4, 1, 3)
        assert (line.complete, line.vetoed, line.total) == (2, 1, 11_000_000)
        assert line.total_counts() == {(Decimal(9), ""): 1, (Decimal(2), "poor"): 1}
        assert line.criterion_sums() == {"dues": (3, Decimal(7)), "study": (1, Decimal(5))}

    def test_what_the_reviewer_gave_stands(self, store: Store) -> None:
        body = a_row("m1", dues="4")
        write(store, ("row", f"{SHEETS[1]}/m1", body))
        body["cells"] = {"dues": {"p": "4", "r": "2.5"}}
        write(store, ("row", f"{SHEETS[1]}/m1", body | {"total": "2.5"}))
        line = only(store)
        assert line.total_counts() == {(Decimal("2.5"), ""): 1}
        assert line.criterion_sums() == {"dues": (1, Decimal("2.5"))}

    def test_only_sheets_that_were_asked_for_are_read(self, store: Store) -> None:
        for org in ORGS:
            write(store, *(("roll", sheet, {"subjects": ["m1"]}) for sheet in SHEETS), org=org)
        found = store.figures(["town"], ["2026", "2026-10"])
        assert [line.key for line in found] == [
            ("town", "2026", "made/year"),
            ("town", "2026-10", "made/month"),
        ]

    def test_handed_up_is_when_it_left_for_good(self, store: Store) -> None:
        steps = [
            ["submit", "submitted", "2026-11-20", "甲", ""],
            ["withdraw", "draft", "2026-11-21", "甲", "漏了一项"],
            ["submit", "submitted", "2026-11-22", "甲", ""],
            ["return", "returned", "2026-11-25", "乙", "核对"],
            ["submit", "submitted", "2026-11-26", "甲", ""],
        ]
        write(store, ("sheet", SHEETS[1], {"state": "submitted", "passages": steps}))
        line = only(store)
        assert (line.handed, line.returned) == ("2026-11-22", 1)

    def test_who_left_the_roll_is_none_of_those_left_out(self, store: Store) -> None:
        sheet = SHEETS[1]
        write(
            store,
            ("roll", sheet, {"subjects": ["m1", "m2"]}),
            ("row", f"{sheet}/m2", {"subject": "m2", "excluded": "在外"}),
        )
        assert only(store).judged == 1
        write(store, ("roll", sheet, {"subjects": ["m1"]}))
        assert only(store).judged == 1

    def test_what_is_rolled_back_moves_nothing(self, store: Store) -> None:
        write(store, ("row", f"{SHEETS[1]}/m1", a_row("m1", dues="4")))
        before = kept(store)
        with store.begin(ANNA, "test.undone") as uow:
            uow.put("village", "row", f"{SHEETS[1]}/m1", a_row("m1", dues="1"))
            assert uow.figures(["village"], ["2026-11"])[0].total == 1_000_000
        assert kept(store) == before

    def test_what_is_no_row_of_a_sheet_counts_nothing(self, store: Store) -> None:
        odd: tuple[Body, ...] = (
            {"cells": {"dues": "5"}, "total": "many", "complete": True},
            {"cells": ["dues"], "total": {"x": 1}, "complete": True},
            {"cells": {"dues": {"p": "NaN"}}, "total": "Infinity", "complete": True},
        )
        for number, body in enumerate(odd):
            write(store, ("row", f"{SHEETS[1]}/m{number}", body), ("row", str(number), body))
        write(store, ("sheet", "made", {"passages": "x"}), ("roll", SHEETS[0], {"subjects": 3}))
        assert kept(store) == {}
        assert store.verify() == []

    def test_whatever_is_written_they_are_what_the_documents_come_to(self, store: Store) -> None:
        chance = Random(1921)
        for step in range(120):
            with store.begin(ANNA, "test.step") as uow:
                for _put in range(chance.randint(1, 5)):
                    kind, id, body = _anything(chance)
                    uow.put(chance.choice(ORGS), kind, id, body)
                    if not chance.randrange(6):
                        assert kept(uow) == counted(uow)
                assert sums(uow) == sorted(summed(uow.figures(ORGS, PERIODS), GROUPS), key=str)
                if chance.randrange(5):
                    uow.commit()
            if step % 10 == 9:
                assert kept(store) == counted(store)
        assert len(kept(store)) == len(ORGS) * len(SHEETS)
        assert store.verify() == []


def _anything(chance: Random) -> tuple[str, str, Body]:
    """A document as a sheet's life may bring it about, or its being taken away."""
    sheet, subject = chance.choice(SHEETS), chance.choice(SUBJECTS)
    match chance.randrange(6):
        case 0:
            return "sheet", sheet, a_sheet(chance.choice(["draft", "submitted"]), ("submit", ""))
        case 1:
            return "roll", sheet, {"subjects": chance.sample(SUBJECTS, chance.randint(0, 3))}
        case 2:
            return "row", f"{sheet}/{subject}", {}
        case 3:
            return "row", f"{sheet}/{subject}", {"subject": subject, "excluded": "在外"}
        case _:
            points = {
                id: str(chance.randint(0, 9)) for id in chance.sample("abc", chance.randint(0, 3))
            }
            row = a_row(subject, **points) | {"complete": chance.random() < 0.7}
            ceiling = {"ceiling": "poor"} if not chance.randrange(4) else {}
            return "row", f"{sheet}/{subject}", row | ceiling
