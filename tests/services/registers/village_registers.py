"""A workspace with six members and a register of its own, in which every kind of column occurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import (
    Choice,
    Column,
    ColumnKind,
    Formula,
    Operation,
    Register,
)
from branchkit.core.texts import LocalText
from branchkit.services.registers.board import End, RecordBoard
from branchkit.services.registers.session import RecordSession
from branchkit.services.registers.writing import add_records
from branchkit.testing.builders import members

ORG = "test"
TODAY = date(2026, 11, 20)
OTHER = Actor("王委员")


def column(id: str, kind: ColumnKind, **options: object) -> Column:
    return Column(id, kind, LocalText(id), **options)  # type: ignore[arg-type]


VISITS = Register(
    id="test.visit",
    title=LocalText("走访", "Visits"),
    columns=(
        column("date", ColumnKind.DATE, required=True, default="@today"),
        column("who", ColumnKind.MEMBER, required=True),
        column(
            "kind",
            ColumnKind.CHOICE,
            choices=(Choice("home", LocalText("入户")), Choice("field", LocalText("田间"))),
        ),
        column("hours", ColumnKind.NUMBER, minimum="0", maximum="24"),
        column("with", ColumnKind.MEMBERS),
        column("people", ColumnKind.NUMBER, formula=Formula(Operation.COUNT, ("with",))),
        column("field_name", ColumnKind.TEXT, when=(Condition("kind", ("field",)),)),
        column("phone", ColumnKind.TEXT, personal=True),
        column("note", ColumnKind.TEXT),
    ),
    dated_by="date",
    summary=("who", "note"),
    unique=(("date", "who"),),
)


def enrol(workspace: Workspace, org: str = ORG) -> None:
    with workspace.store.begin(workspace.actor, "test.enrol") as uow:
        for member in members(org=org):
            uow.put(org, "member", member.id, member.to_body())
        uow.commit()


def visits(
    workspace: Workspace,
    rows: Sequence[Mapping[str, object]],
    *,
    org: str = ORG,
    actor: Actor | None = None,
) -> None:
    """Rows with a date and whatever else is said; the first member unless another is named."""
    with workspace.store.begin(actor or workspace.actor, "record.add") as uow:
        add_records(uow, VISITS, org, [{"who": "m0000", **row} for row in rows])
        uow.commit()


def a_board(
    workspace: Workspace, *, orgs: Sequence[str] = (ORG,), opened_at: End | None = None
) -> RecordBoard:
    return RecordBoard(
        workspace.store,
        workspace.contributions,
        workspace.catalog,
        VISITS,
        orgs,
        TODAY,
        opened_at,
    )


def a_session(workspace: Workspace, board: RecordBoard | None = None) -> RecordSession:
    return RecordSession(
        workspace.store, board or a_board(workspace), workspace.actor, workspace.clock
    )


def notes(board: RecordBoard) -> list[object]:
    return [board.record(place).values.get("note") for place in range(len(board))]
