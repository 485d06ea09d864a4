"""Help over a screen: its keys, and behind them the manual, the chapter of that screen first, then the list of all. Imported when somebody reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from textual.geometry import Size

from branchkit.i18n.catalog import Catalog
from branchkit.manual.blocks import screen_lines
from branchkit.manual.book import CHAPTERS, CONTENTS, Chapter, chapter, chapters
from branchkit.screens.context import Context
from branchkit.screens.keymap import labels_of
from branchkit.screens.places import SCREENS
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

PLUGINS_SCREEN = "branchkit.screens.plugin_screen:PluginScreen"
_CHAPTER_OF = {
    **{screen: place for place, screen in SCREENS.items()},
    SCREENS["register"]: "registers",
    SCREENS["review-sheet"]: "review",
    SCREENS["welcome"]: "start",
    "branchkit.screens.scoring.screen:ScoringScreen": "scoring",
    PLUGINS_SCREEN: "sector",
}


class Reader(Protocol):
    """What reading needs of the screen it is about."""

    context: Context
    catalog: Catalog

    @property
    def size(self) -> Size:
        """Columns and rows."""

    def show_report(
        self,
        title: str,
        lines: Sequence[str | ReportLine],
        *,
        keys: str = "",
        answers: Mapping[str, Callable[[], None]] | None = None,
    ) -> None:
        """Show lines over the screen until Esc."""

    def choose(
        self, label: str, options: Iterable[tuple[str, str]], done: Callable[[str], None]
    ) -> None:
        """Have one of some options picked."""

    def help_lines(self) -> list[str]:
        """The introduction, then a line for each action that has a key."""


def chapter_of(screen: type[object]) -> str:
    """The chapter about a screen; the contents where there is none."""
    names = (f"{kind.__module__}:{kind.__qualname__}" for kind in screen.__mro__)
    known = (_CHAPTER_OF[name] for name in names if name in _CHAPTER_OF)
    return next((id for id in known if id in CHAPTERS), CONTENTS)


def read_help(screen: Reader) -> None:
    """Show all keys of the screen; Enter goes on to its chapter."""
    text = screen.catalog.text
    screen.show_report(
        text("action.app.help"),
        screen.help_lines(),
        keys=text("screen.help.keys"),
        answers={"enter": lambda: read_manual(screen)},
    )


def read_manual(screen: Reader, id: str = "") -> None:
    """Show a chapter, that of the screen when none is named."""
    _show(screen, chapter(id or chapter_of(type(screen)), screen.catalog.language))


def _show(screen: Reader, shown: Chapter) -> None:
    labels = labels_of(screen.context.user_settings.keys)
    folded = screen_lines(shown.text, screen.size.width, labels, screen.catalog.language)
    lines = [ReportLine(text, Tone.HEAD if head else Tone.NORMAL) for text, head in folded]
    screen.show_report(
        shown.title,
        lines,
        keys=screen.catalog.text("screen.manual.keys"),
        answers={"enter": lambda: _list(screen)},
    )


def _list(screen: Reader) -> None:
    titles = [(found.id, found.title) for found in chapters(screen.catalog.language)]
    screen.choose(
        screen.catalog.text("screen.manual.which"), titles, lambda id: read_manual(screen, id)
    )
