"""Values made of a body that another version has written are written back as they were read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from branchkit.core.development.cases import Case
from branchkit.core.fields import code_of
from branchkit.core.members.member import Category, Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.scoring.sheets import Row, Sheet, SheetState

Body = dict[str, Any]

MORE = {"of_2027": {"list": [1, {"x": "y"}]}}

BODIES: dict[str, tuple[Callable[[Body], Any], Body]] = {
    "member": (
        lambda body: Member.from_body("m1", "a", body),
        {
            "name": "陈建国",
            "number": 3,
            "member_class": "guest",
            "category": "lifelong",
            "standing": "pending",
            "mobility": "orbiting",
            "contact": "by-letter",
            **MORE,
        },
    ),
    "organization": (
        lambda body: Organization.from_body("a", body),
        {
            "name": "青石村党支部",
            "kind": "alliance",
            "sector": "rural",
            "parent": "",
            "formation": "floating",
            "history": [{"turn": "launched", "on": "2027-01-01", **MORE}],
            **MORE,
        },
    ),
    "case": (
        lambda body: Case.from_body("c1", "a", body),
        {
            "name": "卢小苗",
            "events": {"001": {"kind": "blessed", "on": "2027-01-01", "by": "x", **MORE}},
            **MORE,
        },
    ),
    "sheet": (
        lambda body: Sheet.from_body("a", body),
        {
            "scheme": "base/member-month",
            "period": "2026-11",
            "state": "gateway-review",
            "digest": "d",
            "scheme_text": "",
            "passages": [["bless", "gateway-review", "2027-01-01", "x", "", {"more": [1]}]],
            **MORE,
        },
    ),
    "row": (
        Row.from_body,
        {
            "subject": "m1",
            "cells": {"dues": {"p": "5", "o": "typed-by-voice", **MORE}},
            "extras": [["bonus", "1", "note", "2026-11-01", "more", 2]],
            "total": "6",
            **MORE,
        },
    ),
}


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_not_known_is_written_as_it_was_read(kind: str) -> None:
    read, body = BODIES[kind]
    value = read(body)
    assert value.to_body() == body
    assert read(value.to_body()) == value


def test_a_code_that_is_not_known_is_none_of_those_that_are() -> None:
    assert code_of(Category, "full") is Category.FULL
    stranger = code_of(SheetState, "gateway-review")
    assert isinstance(stranger, SheetState)
    assert stranger not in set(SheetState)
    assert (str(stranger), f"{stranger}", stranger.value) == ("gateway-review",) * 3
    assert stranger == code_of(SheetState, "gateway-review")
    assert code_of(OrganizationKind, "alliance").may_stand_under(OrganizationKind.BRANCH)
