"""What is made of a plugin's reply: its duties, or words that say whose it was and why there are none."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.duties import Duty, Opening
from branchkit.core.errors import PluginError
from branchkit.core.rulepacks import Citation
from branchkit.core.texts import LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import DEADLINE, ENDED, STUCK, Contributions, PluginFailure
from branchkit.plugin.questions import Asked, Question, Reply
from branchkit.services.duties.scene import DutyScene
from branchkit.services.plugins.asking_duties import duties_of
from branchkit.testing.builders import fixed_clock
from branchkit.testing.memory_store import MemoryStore

TODAY = date(2026, 11, 20)
TITLE = LocalText("巡护提醒", "Patrols due")
DUTY = Duty("trial.idle", "b1", Opening("home"), TODAY, Citation(LocalText("制度")), text=TITLE)


def a_reply() -> Reply:
    return Reply(Question(Asked.DUTIES, "trial", "trial.idle", "b1", title=TITLE, today=TODAY))


def a_scene() -> DutyScene:
    return DutyScene(MemoryStore(fixed_clock()), Contributions(), "b1", TODAY)


def said(reply: Reply, language: str = "zh_CN") -> str:
    told = duties_of(reply, a_scene())
    assert told.duties == ()
    assert isinstance(told.failure, PluginError)
    return Catalog.load(language).error(told.failure)


def test_what_has_come_are_its_duties() -> None:
    reply = a_reply()
    reply.settle([DUTY])
    told = duties_of(reply, a_scene())
    assert (told.duties, told.failure) == ((DUTY,), None)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (DEADLINE, "插件 trial 的“巡护提醒” 10 秒没有完，已经停下；请作者看 due.py:7"),
        (STUCK, "插件 trial 的“巡护提醒” 10 秒停不下来，已经结束；办法见插件界面"),
        (ENDED, "插件 trial 的“巡护提醒”自己停了，没有列出；办法见插件界面"),
    ],
)
def test_what_was_ended_says_whose_it_was_and_what_helps(code: str, words: str) -> None:
    reply = a_reply()
    reply.settle(failure=PluginFailure("trial", code, "trial.idle", "/a/due.py:7", "10"))
    assert said(reply) == words
    assert "{" not in said(reply, "en")


def test_what_was_given_up_says_when_it_is_asked_again() -> None:
    reply = a_reply()
    reply.given_up = True
    reply.settle()
    assert said(reply) == "没有等插件 trial 的“巡护提醒”；下次进首页再问"


def test_what_the_plugin_refuses_is_said_as_it_says_it() -> None:
    reply = a_reply()
    refusal = PluginError("duties", title=TITLE, place="due.py:7", message="ValueError: x")
    reply.settle(refused=refusal)
    assert "due.py:7" in said(reply)


def test_what_could_not_be_sent_is_named() -> None:
    reply = a_reply()
    failure = PluginFailure("trial", "result", "trial.idle", message="trial_due.Own")
    reply.settle(failure=failure)
    assert "trial_due.Own" in said(reply)
