"""A rating from opening to seal: what each step asks for, what it keeps, how it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.errors import BranchkitError
from branchkit.core.ports import UnitOfWork
from branchkit.core.rating.rating import RatingState
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.services.ledger.undo import reverse
from branchkit.services.organizations.organizations import edit_organization
from branchkit.services.rating.ratings import existing_rating, history_of, ratings_of
from branchkit.services.rating.siblings import schemes_rated
from branchkit.services.rating.steps import (
    ByHand,
    Decision,
    agree,
    answer,
    decide,
    object_to,
    open_rating,
    propose,
    put_on_notice,
    reopen,
    seal,
)
from branchkit.services.rating.taking_back import rating_changes
from branchkit.services.scoring.sheets import load_sheet
from branchkit.services.undoing import Undoing
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.villages import ACTOR

from .villages import (
    CONTRIBUTIONS,
    KEY,
    SCHEME,
    TOWN,
    YEAR,
    StoppedClock,
    a_township,
    contributions,
    put_ballot,
    put_sheet,
)

Work = Callable[[UnitOfWork], object]


class Desk:
    """One person at the rating of the township."""

    def __init__(self, store: MemoryStore, clock: StoppedClock) -> None:
        self.store, self.clock = store, clock
        self.contributions = CONTRIBUTIONS

    def does(self, action: str, work: Work) -> object:
        """One step, committed."""
        with self.store.begin(ACTOR, f"rating.{action}") as uow:
            done = work(uow)
            uow.commit()
        return done

    def open(self, key: SheetKey = KEY, **by_hand: dict[str, str]) -> None:
        self.does(
            "open",
            lambda uow: open_rating(uow, self.contributions, key, self.clock, ByHand(**by_hand)),
        )

    def propose(self, key: SheetKey = KEY) -> dict[str, tuple[int | None, str]]:
        self.does("propose", lambda uow: propose(uow, self.contributions, key, self.clock))
        rows = existing_rating(self.store, key).rows.values()
        return {row.org: (row.rank, row.band) for row in rows}

    def decide(self, org: str, band: str = "", reason: str = "", seen: str | None = None) -> None:
        decision = Decision(org, band, reason, seen)
        self.does("decide", lambda uow: decide(uow, self.contributions, KEY, [decision]))

    def agree(self, key: SheetKey = KEY) -> None:
        self.does("decide", lambda uow: agree(uow, self.contributions, key))

    def notice(self, key: SheetKey = KEY) -> None:
        self.does("notice", lambda uow: put_on_notice(uow, self.contributions, key, self.clock))

    def seal(self) -> None:
        self.does("seal", lambda uow: seal(uow, self.contributions, KEY, self.clock))

    def refused(self, step: Callable[[], object]) -> str:
        """The code with which a step is refused; nothing has changed then."""
        before = self.store.last_seq()
        with pytest.raises(BranchkitError) as raised:
            step()
        assert self.store.last_seq() == before
        return raised.value.code


@pytest.fixture
def desk() -> Desk:
    clock = StoppedClock()
    return Desk(a_township(clock=clock), clock)


def shown(desk: Desk, org: str) -> tuple[int | None, str, str]:
    """Rank, band and what is waited for, as papers and lists of the organisation's own sheet have it."""
    (row,) = load_sheet(desk.store, desk.contributions.schemes, SheetKey(SCHEME.id, org, YEAR)).rows
    return row.rank, row.band.id if row.band else "", row.waiting


def test_three_villages_are_rated_and_each_sheet_says_so_once_it_is_known(desk: Desk) -> None:
    assert shown(desk, "dongcun") == (None, "", "rating")
    desk.open()
    assert desk.propose() == {
        "dongcun": (1, "advanced"),
        "nancun": (2, "ordinary"),
        "xicun": (3, "backward"),
    }
    desk.agree()
    assert shown(desk, "dongcun") == (None, "", "rating")
    desk.notice()
    assert [shown(desk, org) for org in ("dongcun", "nancun", "xicun")] == [
        (1, "advanced", ""),
        (2, "ordinary", ""),
        (3, "backward", ""),
    ]


def test_whose_sheet_is_not_confirmed_is_named_and_may_be_left_out_for_a_reason(
    desk: Desk,
) -> None:
    put_sheet(desk.store, "xicun", 55, SheetState.SUBMITTED)
    desk.open()
    assert existing_rating(desk.store, KEY).missing == {"xicun": "submitted"}
    assert desk.refused(desk.propose) == "rating.missing"
    desk.open(left_out={"xicun": "整体拆迁"})
    found = desk.propose()
    assert found["xicun"] == (None, "")
    desk.agree()
    desk.notice()
    assert shown(desk, "xicun") == (None, "", "unrated")
    desk.does("reopen", lambda uow: reopen(uow, KEY, "补评", desk.clock))
    desk.open(left_out={"xicun": ""})
    assert desk.refused(desk.propose) == "rating.missing"


def test_a_new_village_is_not_rated_and_takes_no_place(desk: Desk) -> None:
    with desk.store.begin(ACTOR, "test") as uow:
        edit_organization(uow, "dongcun", {"founded": "2026-03-01"}, desk.clock().date())
        uow.commit()
    desk.open()
    # A third of two is nobody.
    assert desk.propose() == {
        "dongcun": (None, ""),
        "nancun": (1, "ordinary"),
        "xicun": (2, "backward"),
    }
    row = existing_rating(desk.store, KEY).rows["dongcun"]
    assert (row.unrated, row.because) == ("new", "2026-03-01")


def test_votes_of_the_masses_break_a_tie_also_those_kept_before_there_were_groups(
    desk: Desk,
) -> None:
    put_sheet(desk.store, "nancun", 95)
    put_ballot(desk.store, "dongcun", 80, 20)
    put_ballot(desk.store, "nancun", 90, 10, "masses")
    put_ballot(desk.store, "dongcun", 20, 0, "members")
    desk.open()
    found = desk.propose()
    assert (found["nancun"], found["dongcun"]) == ((1, "advanced"), (2, "ordinary"))


def test_the_band_before_is_that_of_the_last_rating_and_limits_the_rise(desk: Desk) -> None:
    before = SheetKey(SCHEME.id, TOWN, YEAR.previous)
    for org, total in (("dongcun", 40), ("nancun", 90), ("xicun", 70)):
        put_sheet(desk.store, org, total, period=YEAR.previous)
    desk.open(before)
    desk.propose(before)
    desk.agree(before)
    desk.notice(before)
    desk.open()
    assert desk.propose()["dongcun"] == (1, "ordinary")
    rows = existing_rating(desk.store, KEY).rows
    assert [(row.previous, row.previous_of) for row in rows.values()] == [
        ("backward", "2025"),
        ("advanced", "2025"),
        ("ordinary", "2025"),
    ]
    desk.open(honours={"dongcun": "省级先进"})
    assert desk.propose()["dongcun"] == (1, "advanced")
    desk.agree()
    desk.notice()
    past = list(history_of(desk.store, CONTRIBUTIONS.schemes, "dongcun"))
    assert [(str(one.key.period), one.row.decided) for one in past] == [
        ("2026", "advanced"),
        ("2025", "backward"),
    ]
    assert [str(one.key.period) for one in ratings_of(desk.store, TOWN)] == ["2026", "2025"]


def test_a_county_s_commendation_lifts_the_limit(desk: Desk) -> None:
    values = {"date": "2026-07-01", "kind": "branch", "title": "先进基层党组织", "level": "county"}
    with desk.store.begin(ACTOR, "test") as uow:
        body = {"values": values, "on": "2026-07-01"}
        uow.put("dongcun", "record/book.commendation", "2026-07-01.001", body)
        uow.commit()
    desk.open(previous={"dongcun": "backward", "nancun": "backward"})
    assert desk.propose()["dongcun"] == (1, "advanced")
    assert existing_rating(desk.store, KEY).rows["dongcun"].honour == "先进基层党组织"


def test_the_committee_departs_for_a_reason_and_gives_no_place_twice(desk: Desk) -> None:
    desk.open()
    assert desk.refused(lambda: desk.decide("nancun", "advanced", "进步大")) == (
        "rating.not_decidable"
    )
    desk.propose()
    assert desk.refused(lambda: desk.decide("nancun", "advanced")) == "rating.reason_missing"
    assert desk.refused(lambda: desk.decide("nancun", "best", "好")) == "rating.unknown_band"
    desk.decide("nancun", "advanced", "进步大")
    assert desk.refused(desk.notice) == "rating.undecided"
    desk.agree()
    assert existing_rating(desk.store, KEY).rows["nancun"].reason == "进步大"
    assert desk.refused(desk.notice) == "rating.over_share"
    desk.decide("dongcun", "ordinary", "名额让给南村")
    assert desk.refused(lambda: desk.decide("nancun", "ordinary", seen="ordinary")) == (
        "conflict.rating"
    )
    desk.notice()
    assert shown(desk, "nancun")[1] == "advanced"


def test_the_last_places_are_not_left_empty_by_decision() -> None:
    clock = StoppedClock()
    desk = Desk(a_township(clock=clock), clock)
    bands = (*SCHEME.bands[:2], replace(SCHEME.bands[2], at_least=Decimal(10)))
    desk.contributions = contributions(replace(SCHEME, bands=bands))
    desk.open()
    desk.propose()
    desk.decide("xicun", "ordinary", "帮扶中")
    desk.agree()
    assert desk.refused(desk.notice) == "rating.under_least"


def test_no_decision_lifts_a_veto(desk: Desk) -> None:
    put_sheet(desk.store, "dongcun", 95, vetoes={"fraud": "虚报"})
    desk.open()
    assert desk.propose()["dongcun"][1] == "backward"
    assert desk.refused(lambda: desk.decide("dongcun", "ordinary", "一贯好")) == "rating.veto"


def test_a_sheet_that_changed_since_is_named_before_anything_is_made_known(desk: Desk) -> None:
    desk.open()
    desk.propose()
    desk.agree()
    put_sheet(desk.store, "nancun", 99)
    assert desk.refused(desk.notice) == "rating.changed_since"
    put_sheet(desk.store, "nancun", 75, SheetState.RETURNED)
    assert desk.refused(desk.notice) == "rating.changed_since"


def test_the_notice_runs_its_working_days_and_objections_are_answered_before_the_seal(
    desk: Desk,
) -> None:
    desk.open()
    desk.propose()
    desk.agree()
    assert desk.refused(lambda: _object(desk, "xicun", "算错了")) == "rating.no_notice"
    desk.notice()
    rating = existing_rating(desk.store, KEY)
    # From a Friday on: Monday, Tuesday, Wednesday.
    assert (rating.notice_from, rating.notice_until) == ("2027-01-08", "2027-01-13")
    _object(desk, "xicun", "二季度的实绩没有算")
    desk.clock.now = datetime.fromisoformat("2027-01-13T23:00:00")
    assert desk.refused(desk.seal) == "rating.notice_runs"
    desk.clock.now = datetime.fromisoformat("2027-01-14T09:00:00")
    assert desk.refused(desk.seal) == "rating.unanswered"
    assert desk.refused(lambda: _answer(desk, 2, "查过")) == "rating.no_objection"
    _answer(desk, 1, "已核实，分数无误")
    assert desk.refused(lambda: desk.decide("xicun", "ordinary")) == "rating.reason_missing"
    desk.decide("xicun", "ordinary", "申诉成立")
    desk.seal()
    sealed = existing_rating(desk.store, KEY)
    assert (sealed.state, sealed.scheme_text) == (RatingState.SEALED, SCHEME.declaration)
    assert [str(p.step) for p in sealed.passages] == ["open", "propose", "notice", "seal"]
    assert desk.refused(desk.open) == "rating.wrong_state"
    assert desk.refused(lambda: desk.decide("xicun", "backward", "再议")) == "rating.not_decidable"


def _object(desk: Desk, org: str, text: str) -> None:
    desk.does("object", lambda uow: object_to(uow, KEY, org, "", text, desk.clock))


def _answer(desk: Desk, number: int, text: str) -> None:
    desk.does("answer", lambda uow: answer(uow, KEY, number, text, desk.clock))


def test_every_step_is_undone_one_after_the_other(desk: Desk) -> None:
    desk.open()
    desk.propose()
    desk.decide("dongcun", "ordinary", "暂缓")
    scope = rating_changes(TOWN, str(KEY))
    undoing = Undoing(desk.store, CONTRIBUTIONS, ACTOR, desk.clock().date())
    assert undoing.undo(undoing.find()).done
    assert existing_rating(desk.store, KEY).rows["dongcun"].decided == ""
    assert reverse(desk.store, Actor("别人"), "undo", scope).code == "rating.nothing_to_undo"
    assert reverse(desk.store, ACTOR, "undo", scope).code == "rating.done_undo"
    assert existing_rating(desk.store, KEY).state is RatingState.OPEN
    assert reverse(desk.store, ACTOR, "redo", scope).code == "rating.done_redo"
    assert existing_rating(desk.store, KEY).rows["nancun"].rank == 2


def test_only_schemes_of_organizations_below_can_be_rated_by(desk: Desk) -> None:
    assert [one.id for one in schemes_rated(desk.store, CONTRIBUTIONS, TOWN)] == [SCHEME.id]
    assert schemes_rated(desk.store, CONTRIBUTIONS, "dongcun") == []
    alone = SheetKey(SCHEME.id, "dongcun", YEAR)
    assert desk.refused(lambda: desk.open(alone)) == "rating.nobody"
    month = SheetKey(SCHEME.id, TOWN, Period.parse("2026-11"))
    assert desk.refused(lambda: desk.open(month)) == "rating.period_kind"
    assert desk.refused(lambda: desk.open(left_out={"nowhere": "?"})) == (
        "rating.unknown_organization"
    )
