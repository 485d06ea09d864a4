from __future__ import annotations

from branchkit.core.errors import MemberError, Problem
from branchkit.core.outcomes import Outcome

REFUSED: Outcome[int] = Outcome(refused=MemberError("removed"))


def test_what_was_refused_or_is_not_sound_is_not_done() -> None:
    assert Outcome().done
    assert not REFUSED.done
    assert not Outcome(problems=(Problem("record.required"),)).done


def test_only_what_was_done_is_told_of() -> None:
    assert Outcome(touched=(2,)).saying("dues.given", amount="5") == Outcome(
        "dues.given", {"amount": "5"}, (2,)
    )
    assert REFUSED.saying("dues.given", amount="5") == REFUSED


def test_the_same_can_be_told_in_other_terms() -> None:
    written = Outcome("score.done_undo", {"count": 1}, ("m1",), "/cells/c0/p", operation=7)
    told = written.about((0,), "c0")
    assert told == Outcome("score.done_undo", {"count": 1}, (0,), "c0", operation=7)
    assert REFUSED.about(("m1",)).refused is REFUSED.refused
