"""What two sessions on one store see of each other."""

from __future__ import annotations

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.core.ports import Store

from .contract import ANNA, fill, ids, put

BERT = Actor("乙")


class SessionContract:
    """``store`` and ``other`` are sessions on the same documents; ``other`` does not wait long for its turn."""

    @pytest.fixture
    def other(self, store: Store) -> Store:
        raise NotImplementedError

    def test_sessions_see_each_others_commits(self, store: Store, other: Store) -> None:
        put(store, "a", {"p": "1"})
        assert ids(other) == ["a"]
        assert put(other, "b", {"p": "1"}) == 2
        assert put(other, "a", {"p": "2"}) == 3
        assert put(store, "c", {"p": "1"}) == 4
        assert store.last_seq() == other.last_seq() == 4
        assert store.verify() == other.verify() == []

    def test_what_is_not_committed_is_seen_by_nobody_else(self, store: Store, other: Store) -> None:
        put(store, "a", {"p": "1"})
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "a", {"p": "2"})
            uow.put("village", "row", "b", {"p": "1"})
            assert ids(uow) == ["a", "b"]
            seen = other.get("village", "row", "a")
            assert seen is not None
            assert seen.body == {"p": "1"}
            assert ids(other) == ["a"]

    def test_a_session_that_takes_turns_with_another_goes_on_from_its_lines(
        self, store: Store, other: Store
    ) -> None:
        for number in range(6):
            fill((store, other)[number % 2], {f"{number}/{n}": {"p": "1"} for n in range(3)})
        assert [entry.change.operation for entry in store.entries()] == [
            first for first in range(1, 19, 3) for _ in range(3)
        ]
        assert store.verify() == []

    def test_a_session_goes_on_after_a_transaction_that_came_to_nothing(
        self, store: Store, other: Store
    ) -> None:
        put(store, "a", {"p": "1"})
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "b", {"p": "1"})
        put(other, "c", {"p": "1"})
        assert put(store, "d", {"p": "1"}) == 3
        assert store.verify() == []

    # Versions

    def test_own_commits_do_not_change_the_version(self, store: Store, other: Store) -> None:
        put(other, "a", {"p": "1"})
        before = store.version()
        for points in ("2", "3", "4"):
            put(store, "a", {"p": points})
            assert store.version() == before
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "a", {"p": "5"})
            assert uow.version() == before
        assert store.version() == before

    def test_every_foreign_commit_changes_the_version(self, store: Store, other: Store) -> None:
        seen = [store.version()]
        for points in ("1", "2", "3"):
            put(other, "a", {"p": points})
            seen.append(store.version())
            assert store.version() == seen[-1]
        assert len(set(seen)) == 4

    def test_several_foreign_commits_are_noticed_at_once(self, store: Store, other: Store) -> None:
        before = store.version()
        for points in ("1", "2", "3"):
            put(other, "a", {"p": points})
        put(store, "b", {"p": "1"})
        after = store.version()
        assert after != before
        put(store, "b", {"p": "2"})
        assert store.version() == after

    def test_what_came_to_nothing_elsewhere_changes_no_version(
        self, store: Store, other: Store
    ) -> None:
        before = store.version()
        with other.begin(BERT, "test") as uow:
            uow.put("village", "row", "a", {"p": "1"})
        assert store.version() == before

    # One writes at a time

    def test_a_session_that_waits_in_vain_is_told_so(self, store: Store, other: Store) -> None:
        with store.begin(ANNA, "test") as uow:
            with pytest.raises(StoreError, match=r"^store\.busy "):
                other.begin(BERT, "test")
            uow.put("village", "row", "a", {"p": "1"})
            assert uow.commit() == 1
        assert put(other, "b", {"p": "1"}) == 2

    def test_reading_waits_for_nobody(self, store: Store, other: Store) -> None:
        put(store, "a", {"p": "1"})
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "b", {"p": "1"})
            assert ids(other) == ["a"]
            assert list(other.get_many([("village", "row", "a"), ("village", "row", "b")])) == [
                ("village", "row", "a")
            ]
            assert other.last_seq() == 1
