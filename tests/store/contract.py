"""What every store has to do; a test class inherits from the contracts and supplies ``store`` and ``other``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.core.ports import Body, Entry, Reader, Store

ANNA = Actor("甲")
MOMENT = datetime.fromisoformat("2026-11-20T09:00:00+08:00")


def put(
    store: Store, id: str, body: Body, *, org: str = "village", kind: str = "row"
) -> int | None:
    """Write one document in a transaction of its own."""
    with store.begin(ANNA, "test.put") as uow:
        uow.put(org, kind, id, body)
        return uow.commit()


def fill(
    store: Store, bodies: Mapping[str, Body], *, org: str = "village", kind: str = "row"
) -> None:
    """Write several documents in one transaction."""
    with store.begin(ANNA, "test.fill") as uow:
        for id, body in bodies.items():
            uow.put(org, kind, id, body)
        uow.commit()


def ids(store: Reader, prefix: str = "", *, org: str = "village", kind: str = "row") -> list[str]:
    return [document.id for document in store.scan(org, kind, prefix)]


def newest(store: Store) -> Entry:
    return next(store.entries(newest_first=True))


class StoreContract:
    """The contract; ``clock`` of the store stands at :data:`MOMENT`."""

    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    # Documents

    def test_a_new_store_is_empty(self, store: Store) -> None:
        assert store.get("village", "row", "a") is None
        assert ids(store) == []
        assert store.last_seq() == 0
        assert list(store.entries()) == []
        assert store.verify() == []

    def test_a_document_is_read_as_it_was_written(self, store: Store) -> None:
        body = {
            "name": "欧阳若兰",
            "cells": {"a/b": {"p": "5"}},
            "on": [1, ["x"]],
            "done": True,
            "none": {},
        }
        put(store, "a", body)
        document = store.get("village", "row", "a")
        assert document is not None
        assert document.body == body
        assert (document.org, document.kind, document.id, document.rev) == (
            "village",
            "row",
            "a",
            1,
        )

    def test_what_is_read_can_be_changed_without_harm(self, store: Store) -> None:
        put(store, "a", {"cells": {"x": "1"}})
        first = store.get("village", "row", "a")
        assert first is not None
        first.body["cells"]["x"] = "2"
        second = store.get("village", "row", "a")
        assert second is not None
        assert second.body == {"cells": {"x": "1"}}

    def test_what_was_written_can_be_changed_without_harm(self, store: Store) -> None:
        body: dict[str, Any] = {"cells": {"x": "1"}}
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "a", body)
            body["cells"]["x"] = "2"
            uow.commit()
        assert newest(store).change.fields == {"/cells/x": [None, "1"]}
        assert store.verify() == []

    def test_a_key_with_none_is_not_kept(self, store: Store) -> None:
        put(store, "a", {"name": "x", "note": None, "cells": {"c": {"n": None, "p": "1"}}})
        document = store.get("village", "row", "a")
        assert document is not None
        assert document.body == {"name": "x", "cells": {"c": {"p": "1"}}}
        assert store.verify() == []

    def test_the_word_null_in_a_text_stays(self, store: Store) -> None:
        put(store, "a", {"note": "null", "list": [None]})
        document = store.get("village", "row", "a")
        assert document is not None
        assert document.body == {"note": "null", "list": [None]}

    def test_what_json_cannot_say_is_refused(self, store: Store) -> None:
        with pytest.raises(TypeError):
            put(store, "a", {"at": MOMENT})
        assert store.get("village", "row", "a") is None

    def test_revisions_count_changes(self, store: Store) -> None:
        for points in ("1", "2", "2", "3"):
            put(store, "a", {"p": points})
        document = store.get("village", "row", "a")
        assert document is not None
        assert document.rev == 3

    def test_scan_is_by_prefix_in_the_order_of_code_points(self, store: Store) -> None:
        for id in ("s/b", "s/a", "s/张", "s/B", "s/\U0001f600", "sheet", "t/a", "r"):
            put(store, id, {"x": 1})
        put(store, "s/other", {"x": 1}, kind="member")
        put(store, "s/other", {"x": 1}, org="town")
        assert ids(store, "s/") == ["s/B", "s/a", "s/b", "s/张", "s/\U0001f600"]
        assert ids(store) == sorted(
            ["s/b", "s/a", "s/张", "s/B", "s/\U0001f600", "sheet", "t/a", "r"]
        )

    def test_a_prefix_means_its_characters(self, store: Store) -> None:
        for id in ("a%b", "a_b", "axb", "A%b"):
            put(store, id, {"x": 1})
        assert ids(store, "a%") == ["a%b"]
        assert ids(store, "a_") == ["a_b"]

    def test_a_long_scan_gives_every_document_once(self, store: Store) -> None:
        wanted = [f"{number:04}" for number in range(1100)]
        with store.begin(ANNA, "fill") as uow:
            for id in wanted:
                uow.put("village", "row", id, {"n": id})
            uow.commit()
        assert ids(store) == wanted
        assert [id for (id,) in store.project("village", "row", "", ())] == wanted
        assert [entry.id for entry in store.entries()] == wanted
        assert [entry.id for entry in store.entries(newest_first=True)] == wanted[::-1]

    def test_a_half_read_scan_does_not_hinder_writing(self, store: Store) -> None:
        put(store, "a", {"x": 1})
        put(store, "b", {"x": 1})
        half_read = store.scan("village", "row")
        next(half_read)
        assert put(store, "c", {"x": 1}) is not None

    def test_project_gives_scalars_and_none(self, store: Store) -> None:
        put(store, "s/a", {"total": "86.5", "complete": True, "a b": 3, "cells": {"x": {"p": "1"}}})
        put(store, "s/b", {"cells": {}})
        found = list(store.project("village", "row", "s/", ["total", "complete", "a b"]))
        assert found == [("s/a", "86.5", True, 3), ("s/b", None, None, None)]
        assert found[0][2] is True
        assert list(store.project("village", "row", "s/", ["complete"])) == [
            ("s/a", True),
            ("s/b", None),
        ]

    def test_organizations_are_those_that_have_the_kind(self, store: Store) -> None:
        put(store, "a", {"x": 1}, org="town", kind="member")
        put(store, "a", {"x": 1}, org="village", kind="member")
        put(store, "a", {"x": 1}, org="", kind="organization")
        put(store, "a", {"x": 1}, org="city", kind="row")
        assert store.organizations_of("member") == ["town", "village"]
        assert store.organizations_of("organization") == [""]
        assert store.organizations_of("nothing") == []

    def test_an_empty_body_takes_the_document_away(self, store: Store) -> None:
        put(store, "a", {"p": "1"})
        put(store, "a", {})
        assert store.get("village", "row", "a") is None
        assert ids(store) == []
        assert list(store.project("village", "row", "", ("p",))) == []
        assert store.organizations_of("row") == []
        assert newest(store).change.fields == {"/p": ["1", None]}
        put(store, "a", {"p": "2"})
        document = store.get("village", "row", "a")
        assert document is not None
        assert document.rev == 3
        assert store.verify() == []

    # Transactions

    def test_a_unit_of_work_reads_its_own_writes(self, store: Store) -> None:
        put(store, "a", {"p": "1"})
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "a", {"p": "2"})
            uow.put("village", "row", "b", {"p": "3"})
            document = uow.get("village", "row", "a")
            assert document is not None
            assert document.body == {"p": "2"}
            assert [d.id for d in uow.scan("village", "row")] == ["a", "b"]
            assert list(uow.project("village", "row", "", ("p",))) == [("a", "2"), ("b", "3")]

    def test_without_commit_nothing_has_happened(self, store: Store) -> None:
        put(store, "a", {"p": "1"})
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "a", {"p": "2"})
            uow.put("village", "row", "b", {"p": "2"})
        document = store.get("village", "row", "a")
        assert document is not None
        assert (document.rev, document.body) == (1, {"p": "1"})
        assert ids(store) == ["a"]
        assert store.last_seq() == 1
        assert store.verify() == []

    def test_an_error_rolls_back(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError), store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "a", {"p": "1"})
            raise ZeroDivisionError
        assert ids(store) == []
        assert put(store, "a", {"p": "1"}) == 1

    def test_nothing_changed_is_no_operation(self, store: Store) -> None:
        put(store, "a", {"p": "1", "q": {"r": ["s"]}})
        assert put(store, "a", {"q": {"r": ["s"]}, "p": "1"}) is None
        assert put(store, "b", {}) is None
        with store.begin(ANNA, "test") as uow:
            assert uow.commit() is None
        assert store.last_seq() == 1

    def test_a_change_taken_back_within_a_transaction_is_none(self, store: Store) -> None:
        put(store, "a", {"p": "1"})
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "a", {"p": "2"})
            assert uow.put("village", "row", "a", {"p": "1"}).rev == 1
            uow.put("village", "row", "b", {"p": "1"})
            uow.put("village", "row", "b", {})
            assert uow.commit() is None
        assert put(store, "b", {"p": "1"}) == 2
        document = store.get("village", "row", "b")
        assert document is not None
        assert document.rev == 1
        assert store.verify() == []

    def test_several_writes_of_a_document_make_one_entry(self, store: Store) -> None:
        with store.begin(ANNA, "test") as uow:
            for points in ("1", "2", "3"):
                assert uow.put("village", "row", "a", {"p": points}).rev == 1
            uow.commit()
        assert [entry.change.fields for entry in store.entries()] == [{"/p": [None, "3"]}]

    def test_a_finished_unit_of_work_refuses_more(self, store: Store) -> None:
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "a", {"p": "1"})
            uow.commit()
            with pytest.raises(StoreError, match="no_transaction"):
                uow.put("village", "row", "a", {"p": "2"})
            with pytest.raises(StoreError, match="no_transaction"):
                uow.commit()

    def test_one_unit_of_work_at_a_time(self, store: Store) -> None:
        with store.begin(ANNA, "test") as uow:
            with pytest.raises(StoreError, match="nested"):
                store.begin(ANNA, "test")
            uow.put("village", "row", "a", {"p": "1"})
            assert uow.commit() == 1

    # The ledger

    def test_an_entry_says_who_did_what_when_and_why(self, store: Store) -> None:
        with store.begin(ANNA, "score.enter") as uow:
            uow.put("village", "row", "a", {"p": "1", "cells": {"a/b~c": {"p": "5"}}})
            uow.commit(reason="核对")
        entry = newest(store)
        assert (entry.seq, entry.at, entry.actor, entry.reason) == (1, MOMENT, "甲", "核对")
        assert (entry.org, entry.kind, entry.id) == ("village", "row", "a")
        assert entry.change.action == "score.enter"
        assert entry.change.undoes is None
        assert entry.change.fields == {"/p": [None, "1"], "/cells/a~1b~0c/p": [None, "5"]}

    def test_only_the_fields_that_differ_are_entered(self, store: Store) -> None:
        put(store, "a", {"p": "1", "q": "2", "r": ["x"], "s": {"t": "3", "u": "4"}})
        put(store, "a", {"q": "5", "r": ["x", "y"], "s": {"t": "3"}, "v": {}})
        assert newest(store).change.fields == {
            "/p": ["1", None],
            "/q": ["2", "5"],
            "/r": [["x"], ["x", "y"]],
            "/s/u": ["4", None],
            "/v": [None, {}],
        }

    def test_an_operation_is_numbered_by_its_first_entry(self, store: Store) -> None:
        put(store, "a", {"p": "1"})
        with store.begin(ANNA, "test") as uow:
            uow.put("village", "row", "b", {"p": "1"})
            uow.put("village", "row", "c", {"p": "1"})
            assert uow.commit(undoes=1) == 2
        assert [(e.seq, e.change.operation, e.change.undoes) for e in store.entries()] == [
            (1, 1, None),
            (2, 2, 1),
            (3, 2, 1),
        ]
        assert store.last_seq() == 3

    def test_every_entry_is_chained_to_the_one_before(self, store: Store) -> None:
        for points in ("1", "2", "3"):
            put(store, "a", {"p": points})
        lines = list(store.entries())
        assert lines[0].prev == ""
        assert all(later.prev == earlier.hash for earlier, later in pairwise(lines))
        assert len({entry.hash for entry in lines}) == 3

    def test_entries_are_filtered(self, store: Store) -> None:
        put(store, "s/a", {"p": "1"})
        put(store, "s/b", {"p": "1"})
        put(store, "s/a", {"p": "1"}, kind="member")
        put(store, "s/a", {"p": "1"}, org="town")
        put(store, "t/a", {"p": "1"})

        def seqs(**filters: Any) -> list[int]:
            return [entry.seq for entry in store.entries(**filters)]

        assert seqs() == [1, 2, 3, 4, 5]
        assert seqs(org="village", kind="row", id_prefix="s/") == [1, 2]
        assert seqs(kind="row", newest_first=True) == [5, 4, 2, 1]
        assert seqs(after=3) == [4, 5]
        assert seqs(after=3, newest_first=True) == [5, 4]
        assert seqs(org="nowhere") == []

    def test_the_version_stands_still_while_nobody_else_writes(self, store: Store) -> None:
        before = store.version()
        put(store, "a", {"p": "1"})
        assert store.version() == before

    def test_a_clock_that_stands_still_is_not_behind(self, store: Store) -> None:
        put(store, "a", {"p": "1"})
        put(store, "b", {"p": "1"})
        assert store.clock_behind() is None

    @pytest.mark.parametrize("odd", ["Z\udced\udca0", "\ud800"])
    def test_what_is_no_text_is_refused_and_nothing_is_written(
        self, store: Store, odd: str
    ) -> None:
        for id, body, reason in (
            ("a", {"name": odd}, ""),
            (odd, {"p": "1"}, ""),
            ("a", {"p": "1"}, odd),
        ):
            with (
                pytest.raises(StoreError, match=r"^store\.not_text ") as refused,
                store.begin(ANNA, "test") as uow,
            ):
                uow.put("village", "row", id, body)
                uow.commit(reason=reason)
            assert refused.value.params == {}
        assert ids(store) == []
        assert store.verify() == []

    # The whole

    def test_a_backup_appears(self, store: Store, tmp_path: Path) -> None:
        put(store, "a", {"p": "1"})
        target = tmp_path / "backup"
        store.backup(target)
        assert target.stat().st_size > 0

    def test_a_lived_in_store_is_whole(self, store: Store) -> None:
        for number in range(30):
            with store.begin(ANNA, "test") as uow:
                uow.put(
                    "village", "row", f"{number % 7}", {"p": str(number), "n": {"x": [number % 3]}}
                )
                uow.put(
                    "village", "member", f"{number % 3}", {} if number % 5 else {"q": str(number)}
                )
                uow.commit()
        assert store.verify() == []
