"""The figures of the rule pack ``community``, each with where it comes from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from branchkit.api.rules import Citation, Edition, RulePackError, edition_on
from branchkit.api.workspace import WorkspaceView
from branchkit_community.vocabulary import PLUGIN
from branchkit_community.words import TEXTS

SERVICE_SHARE = "service-type-share"
JOINT_MEETING = "joint-meeting"
IDLE_MONTHS, CHECK_MONTHS = "idle-months", "check-months"


def edition(view: WorkspaceView, day: date) -> Edition:
    """What is asked of communities on a day."""
    return edition_on(view.rule_packs, PLUGIN, day)


def figure(view: WorkspaceView, rule: str, day: date) -> Decimal:
    """One figure; raises :class:`~branchkit.core.errors.RulePackError`."""
    return edition(view, day).rule(rule).value


def meetings_owed(view: WorkspaceView, day: date, language: str) -> tuple[int, str]:
    """How many joint meetings a quarter asks for, and where that stands."""
    asked = edition(view, day)
    for quota in asked.quotas:
        if quota.id == JOINT_MEETING:
            return quota.times, _cited(asked.cite_part(quota), language)
    raise RulePackError("no_rule", edition=asked.id, rule=JOINT_MEETING)


def source(view: WorkspaceView, rule: str, day: date, language: str) -> str:
    """Where a figure comes from; a provisional one says so."""
    return _cited(edition(view, day).cite(rule), language)


def _cited(cited: Citation, language: str) -> str:
    key = "source.provisional" if cited.provisional else "source.found"
    article = f" {cited.article}" if language == "en" and cited.article else cited.article
    return TEXTS.text(language, key, title=cited.title.in_language(language), article=article)
