"""Code that does not end by itself is ended, and named with its line."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from branchkit.plugin import alarm as alarms
from branchkit.plugin.alarm import ENDED, PATIENCE, DeadlinePassed, alarm, patience_of
from branchkit.plugin.contributions import DEADLINE
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.surroundings import Outcry, kept_surroundings

from .test_isolation import METRIC, measured
from .trials import MakePlugin, codes, hooks, load

SHORT = 0.05
ENDLESS = {
    "loop": "while True: pass",
    "sleep": "import time; time.sleep(600)",
    "lock": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "pipe": "import os; os.read(os.pipe()[0], 1)",
    "program": "import subprocess; subprocess.run(['sleep', '600'])",
    "that catches": "while True:\n    try:\n        while True: pass\n    except Exception: pass",
}


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_does_not_end_is_ended(code: str) -> None:
    log = FailureLog(patience=SHORT)
    with log.guarded("trial", "raised", "hook") as watched:
        exec(code, {})
    assert watched.failure is not None
    (failure,) = log.failures
    assert (failure.code, failure.hook, failure.message) == (DEADLINE, "hook", "0.05")


def test_nothing_rings_afterwards() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with FailureLog(patience=60).guarded("trial", "raised"):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_it_does_not_ring_while_an_alarm_is_begun_or_ended() -> None:
    """Else what sets the timer back would be left out, and it would ring for ever."""
    with alarm(60, "trial"):
        ring: Any = signal.getsignal(signal.SIGALRM)
        ring(
            signal.SIGALRM, SimpleNamespace(f_code=SimpleNamespace(co_filename=contextlib.__file__))
        )
        left, _again = signal.getitimer(signal.ITIMER_REAL)
        signal.setitimer(signal.ITIMER_REAL, 0)
        with pytest.raises(DeadlinePassed):
            ring(signal.SIGALRM, None)
    assert 0 < left < 1, "it rings soon, not in a minute"


def test_an_inner_alarm_leaves_the_outer_one_what_is_left_of_it() -> None:
    log = FailureLog(patience=SHORT)
    ended: list[float] = []
    with FailureLog(patience=60).guarded("outer", "raised"):
        with log.guarded("inner", "raised"):
            while True:
                pass
        ended.append(signal.getitimer(signal.ITIMER_REAL)[0])
    assert [failure.plugin for failure in log.failures] == ["inner"]
    assert 0 < ended[0] < 60


def test_an_outer_alarm_that_has_run_out_meanwhile_rings_when_the_inner_one_is_over() -> None:
    outer = FailureLog(patience=SHORT)
    with outer.guarded("outer", "raised"):
        with kept_surroundings(Outcry()):
            signal.setitimer(signal.ITIMER_REAL, 0)
            time.sleep(2 * SHORT)
        time.sleep(600)
    assert codes_of(outer) == [("outer", DEADLINE)]


def codes_of(log: FailureLog) -> list[tuple[str, str]]:
    return [(failure.plugin, failure.code) for failure in log.failures]


def test_it_rings_again_for_what_did_not_wake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "AGAIN", SHORT)
    heard = 0
    with pytest.raises(DeadlinePassed), kept_surroundings(Outcry()), alarm(SHORT, "trial"):
        while True:
            try:
                time.sleep(600)
            except DeadlinePassed:
                heard += 1
                if heard == 3:
                    raise
    assert heard == 3


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("0.5", 0.5), ("", PATIENCE), ("long", PATIENCE), ("-1", PATIENCE), ("inf", PATIENCE)],
)
def test_how_long_it_may_take_can_be_said_from_outside(said: str, seconds: float) -> None:
    assert patience_of({"BRANCHKIT_PATIENCE": said}) == seconds
    assert patience_of({}) == PATIENCE


def test_a_thread_has_no_alarm_and_goes_on() -> None:
    done: list[bool] = []

    def work() -> None:
        with alarm(SHORT, "trial"):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


LAST = """
from branchkit.plugin import alarm
alarm.AGAIN, alarm.LAST_RESORT = 0.05, 0.3
with alarm.alarm(0.05, "trial", last_resort=True):
    {code}
"""
DEAF = {
    "catches everything": (
        "import time\n    while True:\n        try: time.sleep(600)\n        except BaseException: pass",
        ENDED,
    ),
    "holds the interpreter": ("import re; re.match('(a?){40}a{40}', 'a' * 40)", 1),
}


@pytest.mark.parametrize(("code", "status"), DEAF.values(), ids=DEAF.keys())
def test_code_that_hears_nothing_takes_the_program_with_it(code: str, status: int) -> None:
    done = subprocess.run([sys.executable, "-c", LAST.format(code=code)], check=False, timeout=60)
    assert done.returncode == status


def test_an_import_that_does_not_end_costs_its_plugin_only(make_plugin: MakePlugin) -> None:
    bad = make_plugin("bad", **hooks("bad", "while True:\n    pass\n"))
    good = make_plugin("good", **hooks("good", METRIC.format(id="good", answer="{}")))
    found = load(bad, good, patience=SHORT)
    assert ("bad", DEADLINE) in codes(found)
    assert list(found.computed) == ["good/one"]
    (failure,) = (f for f in found.failures if f.code == DEADLINE)
    assert failure.place.endswith("trial_bad/hooks.py:3") or failure.place.endswith(":4")


def test_a_metric_that_does_not_end_has_no_figure(make_plugin: MakePlugin) -> None:
    plugin = make_plugin(
        "trial", **hooks("trial", METRIC.format(id="trial", answer="endless()") + LOOP)
    )
    found = load(plugin, patience=SHORT)
    assert measured(found, "trial/one") == {}
    (failure,) = (f for f in found.failures if f.code == DEADLINE)
    assert failure.hook == "trial/one"
    assert "hooks.py:" in failure.place


LOOP = """
def endless():
    while True:
        pass
"""
