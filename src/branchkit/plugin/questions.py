"""What is asked of plugins' Python in the worker, and the replies, which come later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from branchkit.core.dates import Period
from branchkit.core.errors import BranchkitError
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen
from branchkit.plugin.contributions import PluginFailure

if TYPE_CHECKING:
    from branchkit.plugin.discovery import InstalledPlugin
    from branchkit.plugin.events import Commit

ANEW = "anew"
"""What a worker is sent when what has run out of time may be asked again."""
LEFT = "left"
"""What a worker is sent last when the program leaves it to end by itself, once it has done what follows commits."""


class Asked(StrEnum):
    """What is wanted of a plugin."""

    METRIC = "metric"
    REPORT = "report"
    DUTIES = "duties"
    EVENT = "event"
    """Nothing: it is told of a commit, and nobody waits for it."""


@frozen
class Question:
    """One piece of a plugin's Python that is to be run."""

    asked: Asked
    plugin: str
    id: str
    """The metric's, report's or source's of duties, or the hook's name."""
    org: str
    period: Period | None = None
    title: LocalText = NO_TEXT
    with_roll: bool = True
    """Whether a metric is asked about the organisation's members."""
    today: date | None = None
    language: str = ""
    commit: Commit | None = None
    """What has happened, for an event."""

    @property
    def key(self) -> tuple[str, str]:
        """What is run, whatever for."""
        return self.plugin, self.id


@frozen
class Opening:
    """What a worker has to know of the workspace to see what the program sees."""

    directory: Path
    installed: Sequence[InstalledPlugin]
    disabled: Sequence[str]
    without_python: Sequence[str]
    """Plugins whose Python has not come to an end when it was loaded: nobody waits for it twice."""
    paths: Sequence[str]
    """``sys.path``."""
    patience: float
    user: str = ""
    """The login of the user for whom plugins read; empty where the workspace has no users."""
    today: date | None = None
    """The day on which their rights count."""


class Reply:
    """What has become of a question. It is ``ready`` from the beginning where nothing has to be waited for."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.asked = self.began = monotonic()
        """When; begun is once it was, by the worker, before that the same."""
        self.ready = False
        self.value: object = None
        self.refused: BranchkitError | None = None
        """What a report has refused in words."""
        self.failure: PluginFailure | None = None
        """Why there is no value."""
        self.given_up = False
        self.here = False
        """Whether there is no worker, so that whoever asks has to run it in the program itself."""

    @classmethod
    def to_give_here(cls, question: Question) -> Reply:
        """That of whoever has no worker."""
        reply = cls(question)
        reply.hand_back()
        return reply

    def hand_back(self) -> None:
        """Have whoever asks run it in the program itself."""
        self.here = self.ready = True

    @property
    def known(self) -> bool:
        """Whether the plugin has said something, be it that it cannot; False while it runs, and when it was ended."""
        return self.ready and not self.given_up and not (self.failure and self.failure.is_end)

    @property
    def figures(self) -> Mapping[str, object]:
        """A metric's reply; empty where there is none."""
        return self.value if isinstance(self.value, Mapping) else {}

    def settle(
        self,
        value: object = None,
        *,
        refused: BranchkitError | None = None,
        failure: PluginFailure | None = None,
    ) -> None:
        """Say what has become of it."""
        self.value, self.refused, self.failure, self.ready = value, refused, failure, True

    def waited(self) -> float:
        """Seconds since it was begun."""
        return monotonic() - self.began
