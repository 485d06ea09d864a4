"""What reading many documents, or only some of them, has to give in every store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from branchkit.core.ports import Bounds, Key, Reader, Store

from .contract import ANNA, fill, ids, put

COUNT = 700
"""More than two pages and more than two lots of keys of any store."""


def key(id: str, *, org: str = "village", kind: str = "row") -> Key:
    return org, kind, id


class ReadingContract:
    """Inherited beside :class:`~.contract.StoreContract`, which has the fixture."""

    # Many at once

    def test_many_are_read_in_the_order_asked_for_without_those_that_are_missing(
        self, store: Store
    ) -> None:
        fill(store, {"a": {"p": "1"}, "b": {"p": "2"}, "c": {"p": "3"}})
        put(store, "c", {})
        found = store.get_many([key("b"), key("nobody"), key("c"), key("a"), key("b")])
        assert [(document.id, document.rev, document.body) for document in found.values()] == [
            ("b", 1, {"p": "2"}),
            ("a", 1, {"p": "1"}),
        ]
        assert list(found) == [key("b"), key("a")]

    def test_none_are_read_when_none_are_asked_for(self, store: Store) -> None:
        put(store, "a", {"p": "1"})
        assert store.get_many([]) == {}

    def test_many_may_be_of_several_organisations_and_kinds(self, store: Store) -> None:
        put(store, "a", {"x": "row"})
        put(store, "a", {"x": "member"}, kind="member")
        put(store, "a", {"x": "town"}, org="town")
        wanted = [key("a", org="town"), key("a", kind="member"), key("a"), key("a", org="city")]
        found = store.get_many(wanted)
        assert [document.body["x"] for document in found.values()] == ["town", "member", "row"]

    def test_thousands_are_read_at_once(self, store: Store) -> None:
        fill(store, {f"{number:04}": {"n": number} for number in range(3000)})
        wanted = [key(f"{number:04}") for number in range(3500, -1, -1)]
        found = store.get_many(iter(wanted))
        assert list(found) == wanted[501:]
        assert [document.body["n"] for document in found.values()] == list(range(2999, -1, -1))

    def test_many_that_were_read_can_be_changed_without_harm(self, store: Store) -> None:
        put(store, "a", {"cells": {"x": "1"}})
        store.get_many([key("a")])[key("a")].body["cells"]["x"] = "2"
        assert store.get_many([key("a")])[key("a")].body == {"cells": {"x": "1"}}

    def test_many_are_read_with_what_the_transaction_has_written(self, store: Store) -> None:
        fill(store, {"a": {"p": "1"}, "b": {"p": "1"}, "c": {"p": "1"}})
        with store.begin(ANNA, "test") as uow:
            before = uow.get_many([key("a"), key("new")])
            uow.put(*key("a"), {"p": "2"})
            uow.put(*key("b"), {})
            uow.put(*key("new"), {"p": "3"})
            found = uow.get_many(map(key, ("a", "b", "c", "new")))
            assert list(before) == [key("a")]
            assert {k[2]: (d.rev, d.body) for k, d in found.items()} == {
                "a": (2, {"p": "2"}),
                "c": (1, {"p": "1"}),
                "new": (1, {"p": "3"}),
            }
        assert list(store.get_many([key("b"), key("new")])) == [key("b")]

    def test_after_a_transaction_its_reader_sees_what_came_later(self, store: Store) -> None:
        put(store, "a", {"p": "1"})
        with store.begin(ANNA, "test") as uow:
            assert uow.get(*key("a"))
            uow.put(*key("b"), {"p": "1"})
            uow.commit()
        put(store, "a", {"p": "2"})
        document = uow.get(*key("a"))
        assert document is not None
        assert document.body == {"p": "2"}

    def test_what_was_written_long_ago_in_a_transaction_is_read(self, store: Store) -> None:
        """More writes than any store lets wait."""
        with store.begin(ANNA, "test") as uow:
            for number in range(COUNT):
                uow.put(*key(f"{number:03}"), {"n": number})
            for number in range(0, COUNT, 2):
                uow.put(*key(f"{number:03}"), {"n": -number})
            assert len(uow.get_many(key(f"{number:03}") for number in range(COUNT))) == COUNT
            first, second = uow.get(*key("002")), uow.get(*key("003"))
            assert first and second
            assert (first.body, first.rev, second.body) == ({"n": -2}, 1, {"n": 3})
            uow.commit()
        assert store.last_seq() == COUNT
        assert store.verify() == []

    # Ends and limits

    def test_newest_first_is_the_other_way_round(self, store: Store) -> None:
        wanted = [f"s/{number:03}" for number in range(COUNT)]
        fill(store, {id: {"n": id} for id in [*wanted, "r", "t"]})
        found = [document.id for document in store.scan("village", "row", "s/", newest_first=True)]
        assert found == wanted[::-1]
        rows = store.project("village", "row", "s/", ("n",), newest_first=True)
        assert list(rows) == [(id, id) for id in wanted[::-1]]

    @pytest.mark.parametrize("limit", [0, 1, 255, 256, 257, 512, COUNT, COUNT + 1])
    def test_no_more_are_given_than_wanted(self, store: Store, limit: int) -> None:
        wanted = [f"{number:03}" for number in range(COUNT)]
        fill(store, {id: {"n": id} for id in wanted})
        assert [d.id for d in store.scan("village", "row", limit=limit)] == wanted[:limit]
        rows = store.project("village", "row", "", (), newest_first=True, limit=limit)
        assert [id for (id,) in rows] == wanted[::-1][:limit]

    # Within bounds

    @pytest.fixture
    def dated(self, store: Store) -> Store:
        """Rows of a year, in the order of their days, with some that have no day or were changed later."""
        bodies = {f"{on}.001": {"on": on, "n": n} for n, on in enumerate(days())}
        fill(store, bodies)
        fill(store, {"2026-01-01.002": {"on": "2026-11"}, "2026-11-05.002": {"n": -1}})
        fill(store, {"2026-11-06.002": {"on": 20261106}, "2026-11-07.002": {"on": True}})
        return store

    def test_bounds_hold_at_both_ends(self, dated: Store) -> None:
        assert found(dated, Bounds("on", "2026-11-02", "2026-11-04")) == [
            "2026-11-02.001",
            "2026-11-03.001",
            "2026-11-04.001",
        ]
        assert found(dated, Bounds("on", "2026-12-27")) == ["2026-12-27.001", "2026-12-28.001"]
        assert found(dated, Bounds("on", high="2026-01-02")) == ["2026-01-01.001", "2026-01-02.001"]

    def test_what_has_no_text_in_the_field_is_outside(self, dated: Store) -> None:
        everything = found(dated, Bounds("on"))
        assert len(everything) == len(days()) + 1
        assert not {"2026-11-05.002", "2026-11-06.002", "2026-11-07.002"}.intersection(everything)
        assert found(dated, Bounds("nothing")) == []

    def test_bounds_are_of_the_field_and_not_of_the_id(self, dated: Store) -> None:
        assert found(dated, Bounds("on", "2026-11", "2026-11-01")) == [
            "2026-01-01.002",
            "2026-11-01.001",
        ]

    def test_bounds_prefix_order_and_limit_go_together(self, dated: Store) -> None:
        chosen = dated.scan(
            "village",
            "row",
            "2026-1",
            bounds=Bounds("on", "2026-02", "2026-11-20"),
            newest_first=True,
            limit=3,
        )
        assert [d.id for d in chosen] == ["2026-11-20.001", "2026-11-19.001", "2026-11-18.001"]
        rows = dated.project(
            "village", "row", "2026-1", ("n",), bounds=Bounds("on", "2026-10-02"), limit=2
        )
        assert [id for id, _n in rows] == ["2026-10-02.001", "2026-10-03.001"]

    def test_bounds_hold_on_every_page(self, store: Store) -> None:
        """The rows within lie scattered over more pages than one."""
        fill(store, {f"{n:04}": {"on": "in" if n % 2 else "out"} for n in range(2 * COUNT)})
        within = Bounds("on", "in", "in")
        wanted = [f"{n:04}" for n in range(1, 2 * COUNT, 2)]
        assert found(store, within) == wanted
        backwards = store.scan("village", "row", bounds=within, newest_first=True)
        assert [d.id for d in backwards] == wanted[::-1]

    def test_a_transaction_finds_its_own_writes_within_bounds(self, store: Store) -> None:
        fill(store, {"a": {"on": "2026-11-02"}, "b": {"on": "2026-11-03"}})
        with store.begin(ANNA, "test") as uow:
            uow.put(*key("a"), {"on": "2026-12-01"})
            uow.put(*key("c"), {"on": "2026-11-04"})
            assert found(uow, Bounds("on", "2026-11", "2026-11-30")) == ["b", "c"]

    # Of several organisations

    def test_several_organisations_are_read_in_the_order_of_their_ids(self, store: Store) -> None:
        fill(store, {"b": {"n": 2}, "a": {"n": 1, "x": True}}, org="town")
        fill(store, {"c": {"n": 3}}, org="city")
        fill(store, {"d": {"n": 4}}, org="village")
        put(store, "e", {"n": 5}, org="town", kind="member")
        put(store, "c", {}, org="city")
        asked = ["village", "town", "nobody", "city", "town"]
        assert list(store.project_many(iter(asked), "row", "", ("x", "n", "y"))) == [
            ("town", "a", True, 1, None),
            ("town", "b", None, 2, None),
            ("village", "d", None, 4, None),
        ]
        assert list(store.project_many(asked, "row", "b", ())) == [("town", "b")]
        assert list(store.project_many([], "row", "", ())) == []

    def test_several_organisations_are_read_whole_however_much_they_have(
        self, store: Store
    ) -> None:
        """More than a page of one, after a few of others, and more organisations than a statement names."""
        sizes = {f"o{n:03}": 1 for n in range(310)} | {"o001": 5, "o002": 4200}
        with store.begin(ANNA, "test") as uow:
            for org, size in sizes.items():
                for number in range(size):
                    on = "in" if number % 2 == 0 else "out"
                    uow.put(org, "row", f"{number:04}", {"on": on})
            inside = list(uow.project_many(sizes, "row", "", ("on",)))
            uow.commit()
        wanted = [(org, f"{n:04}") for org, size in sizes.items() for n in range(size)]
        assert [row[:2] for row in inside] == wanted
        assert list(store.project_many(sizes, "row", "", ())) == wanted
        within = store.project_many(
            ["o003", "o002"], "row", "4", (), bounds=Bounds("on", "in", "in")
        )
        assert list(within) == [("o002", f"{n:04}") for n in range(4000, 4200, 2)]

    # Pages of the ledger

    def test_filters_of_the_ledger_hold_across_pages(self, store: Store) -> None:
        """What is looked for lies between lines of other organisations, kinds and ids, over several pages."""
        with store.begin(ANNA, "test") as uow:
            for number in range(COUNT):
                uow.put("village", "row", f"s/{number:03}", {"n": number})
                uow.put("village", "row", f"t/{number:03}", {"n": number})
                uow.put("village", "member", f"s/{number:03}", {"n": number})
                uow.put("town", "row", f"s/{number:03}", {"n": number})
            uow.commit()
        wanted = [4 * number + 1 for number in range(COUNT)]
        for after in (0, 4, 1500):
            for newest_first in (False, True):
                lines = store.entries(
                    org="village",
                    kind="row",
                    id_prefix="s/",
                    after=after,
                    newest_first=newest_first,
                )
                later = [seq for seq in wanted if seq > after]
                assert [line.seq for line in lines] == (later[::-1] if newest_first else later)

    def test_prefixes_hold_across_pages(self, store: Store) -> None:
        fill(store, {f"{sheet}/{n:03}": {"n": n} for n in range(COUNT) for sheet in "rst"})
        assert ids(store, "s/") == [f"s/{n:03}" for n in range(COUNT)]
        assert len(list(store.project("village", "row", "t/", ("n",)))) == COUNT


def days() -> list[str]:
    return [f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]


def found(reader: Reader, bounds: Bounds) -> list[str]:
    """The ids within bounds, which scanning and projecting agree on."""
    scanned = [document.id for document in reader.scan("village", "row", bounds=bounds)]
    projected: Iterator[tuple[str]] = reader.project("village", "row", "", (), bounds=bounds)
    assert [id for (id,) in projected] == scanned
    return scanned
