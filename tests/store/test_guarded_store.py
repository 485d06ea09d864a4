"""The guarded store of a user who may do everything is a store like any other."""

from __future__ import annotations

import pytest

from branchkit.core.access import actions
from branchkit.core.access.roles import USER, Operation, Role
from branchkit.core.access.users import Grant, User
from branchkit.core.ports import Store
from branchkit.services.access.guard import GuardedStore
from branchkit.testing.memory_store import MemoryStore

from .contract import ANNA, MOMENT, StoreContract
from .reading_contract import ReadingContract

EVERYTHING = [
    *(Grant(role) for role in Role),
    *(Grant(Role.SECRETARY, org) for org in ("village", "town", "city")),
    *(Grant(Role.SECRETARY, f"o{number:03}") for number in range(310)),
]


class TestGuardedStore(StoreContract, ReadingContract):
    @pytest.fixture
    def store(self, monkeypatch: pytest.MonkeyPatch) -> Store:
        monkeypatch.setattr(
            actions, "ACTIONS", {**actions.ACTIONS, "test.": frozenset({Operation.SCORE})}
        )
        user = User("anna", "甲", tuple(EVERYTHING))
        return GuardedStore(MemoryStore(lambda: MOMENT), user, lambda: MOMENT)

    def test_organizations_are_those_that_have_the_kind(self, store: Store) -> None:
        # Who changes the tree is looked up anew: here the user has to be kept.
        assert isinstance(store, GuardedStore)
        with store.inner.begin(ANNA, "test.user") as uow:
            uow.put("", USER, "anna", store.rights.user.to_body())
            uow.commit()
        super().test_organizations_are_those_that_have_the_kind(store)
