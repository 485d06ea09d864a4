"""The program's side of the worker, with workers that do one thing each."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from branchkit.core.dates import Period
from branchkit.core.scoring.results import Measurement
from branchkit.plugin import process as processes
from branchkit.plugin.contributions import ENDED, STUCK, Contributions, PluginFailure
from branchkit.plugin.process import PluginProcess
from branchkit.plugin.questions import Asked, Opening, Question, Reply

NOVEMBER = Period(2026, 11)
HEAD = """
import os, sys, time
from decimal import Decimal
from branchkit.core.scoring.results import Measurement
from branchkit.plugin.contributions import (PluginFailure)
from branchkit.plugin.wire import Frames, frame
requests, replies = map(int, sys.argv[1:3])
def say(*said):
    os.write(replies, frame(said))
def asked():
    frames = Frames(trusting=True)
    while piece := os.read(requests, 1 << 16):
        yield from frames.take(piece)
questions = asked()
next(questions)
"""
ANSWERS = """
say("up")
for question in questions:
    if question == "anew": continue
    number, question = question
    say("began", number)
    if question.id == "trial/hangs": time.sleep(600)
    if question.id == "trial/ends": os._exit(1)
    if question.id == "trial/unknown":
        say("unknown", number)
        continue
    failures = []
    if question.id == "trial/slow": failures = [PluginFailure("trial", "slow", "trial/slow", message="2.0")]
    say("done", number, {"m1": Measurement(question.id, Decimal(1))}, None, failures)
"""


@pytest.fixture
def contributions() -> Contributions:
    return Contributions(patience=0.2)


def a_process(contributions: Contributions, body: str) -> PluginProcess:
    opening = Opening(Path("nowhere"), (), (), (), (), 1.0)
    worker = (sys.executable, "-c", HEAD + body)
    return PluginProcess(contributions, lambda: opening, worker=worker)


def a_question(id: str = "trial/one") -> Question:
    return Question(Asked.METRIC, "trial", id, "b1", NOVEMBER)


def asked(process: PluginProcess, *ids: str) -> list[Reply]:
    replies = [process.ask(a_question(id)) for id in ids]
    return [process.wait(reply) for reply in replies]


def test_an_answer_comes_when_it_is_there(contributions: Contributions) -> None:
    process = a_process(contributions, ANSWERS)
    first, second = asked(process, "trial/one", "trial/two")
    assert [list(a.figures.values()) for a in (first, second)] == [
        [Measurement("trial/one", 1)],  # type: ignore[arg-type]
        [Measurement("trial/two", 1)],  # type: ignore[arg-type]
    ]
    assert first.known
    process.close()


def test_what_takes_long_or_is_not_there_is_told(contributions: Contributions) -> None:
    process = a_process(contributions, ANSWERS)
    slow, unknown = asked(process, "trial/slow", "trial/unknown")
    assert slow.known
    assert contributions.failures == [PluginFailure("trial", "slow", "trial/slow", message="2.0")]
    assert unknown.here
    process.close()


@pytest.mark.parametrize(("id", "code"), [("trial/hangs", STUCK), ("trial/ends", ENDED)])
def test_what_ends_badly_is_named_and_the_next_worker_does_the_rest(
    contributions: Contributions, monkeypatch: pytest.MonkeyPatch, id: str, code: str
) -> None:
    monkeypatch.setattr(processes, "GRACE", 0.1)
    process = a_process(contributions, ANSWERS)
    bad, good = asked(process, id, "trial/one")
    assert bad.failure is not None
    assert (bad.failure.code, bad.failure.hook, bad.known) == (code, id, False)
    assert [failure.code for failure in contributions.failures] == [code]
    assert good.figures
    again = process.ask(a_question(id))
    assert (again.ready, again.failure) == (True, bad.failure), "it was asked again"
    process.ask_anew()
    assert not process.ask(a_question(id)).ready
    process.close()


def test_what_does_not_end_is_not_waited_for_once_more(
    contributions: Contributions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "GRACE", 0.1)
    process = a_process(contributions, ANSWERS)
    first, second = process.ask(a_question("trial/hangs")), process.ask(a_question("trial/hangs"))
    good = process.ask(a_question("trial/one"))
    process.wait(first)
    assert (second.ready, second.failure) == (True, first.failure)
    assert process.wait(good).figures
    process.close()


def test_what_has_not_begun_is_not_begun_once_nobody_waits(contributions: Contributions) -> None:
    process = a_process(contributions, ANSWERS)
    process.give_up([process.ask(a_question("trial/hangs"))])
    assert process.wait(process.ask(a_question("trial/one"))).figures
    process.close()


def test_what_is_given_up_is_ended_and_the_rest_goes_on(contributions: Contributions) -> None:
    process = a_process(contributions, ANSWERS)
    hangs, good = process.ask(a_question("trial/hangs")), process.ask(a_question("trial/one"))
    process.give_up([hangs])
    assert (hangs.ready, hangs.given_up, hangs.known) == (True, True, False)
    assert process.wait(good).figures
    process.close()


@pytest.mark.parametrize("body", ["sys.exit(1)", "os.write(replies, b'x' * 99)"])
def test_without_a_worker_it_is_run_in_the_program(contributions: Contributions, body: str) -> None:
    process = a_process(contributions, body)
    (reply,) = asked(process, "trial/one")
    assert reply.here
    assert process.ask(a_question()).here, "another worker was begun"
    process.close()


def test_one_that_does_not_come_up_is_not_waited_for(
    contributions: Contributions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "MOST_START", 0.1)
    process = a_process(contributions, "time.sleep(600)")
    (reply,) = asked(process, "trial/one")
    assert reply.here
    process.close()


def test_nothing_is_begun_before_somebody_asks(contributions: Contributions) -> None:
    begun: list[bool] = []

    def opening() -> Opening:
        begun.append(True)
        return Opening(Path("nowhere"), (), (), (), (), 1.0)

    process = PluginProcess(contributions, opening, worker=("false",))
    process.attend()
    process.close()
    assert begun == []
