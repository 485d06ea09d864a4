"""Grades by subjects: where a branch or a group is lacking, which has too few members, and the reshaping, applied when confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.widget import Widget

from branchkit.api.screens import (
    Context,
    FieldKind,
    FormField,
    Line,
    Place,
    PluginAction,
    PluginScreen,
    Tone,
)
from branchkit_schools.board.detail import detail_lines, height_for
from branchkit_schools.board.reports import findings_report, names_report, reshaping_report
from branchkit_schools.board.source import BoardSource
from branchkit_schools.structure.applying import apply_reshaping
from branchkit_schools.structure.outlook import Outlook, outlook_on, school_ids, vocabulary_of
from branchkit_schools.structure.reshaping import Reshaping
from branchkit_schools.structure.school import Person
from branchkit_schools.structure.vocabulary import POSTS
from branchkit_schools.words import TEXTS, Words

REASON = "reason"


def _action(id: str, idea: str) -> PluginAction:
    return PluginAction(f"schools.{id}", title=TEXTS.local(f"action.{id}"), idea=idea)


class BoardScreen(PluginScreen):
    """One school as a table; of several at a node one after the other."""

    PLUGIN_ACTIONS = (
        _action("names", "open"),
        _action("findings", "details"),
        _action("reshaping", "more"),
        _action("posts", "more"),
        _action("apply", "main"),
        _action("undo", "undo"),
        _action("next", "view"),
    )
    HELP_TEXT = TEXTS.local("board.help")
    KEYS_TEXT = TEXTS.local("board.keys")
    CURSOR = "cell"
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context, place)
        self.words = Words(self.language, vocabulary_of(self.view))
        self._schools = school_ids(self.view, self.view.node)
        self._outlook: Outlook | None = None
        self._source: BoardSource

    def is_open_row(self, row: int) -> bool:
        """Whether a grade's branch is lacking, or too small."""
        return self._source.is_open(row)

    def body(self) -> Iterable[Widget]:
        """The table and what belongs to the cell under the cursor; nothing where there is no school."""
        if self._schools:
            wanted = self.place.subject
            self._look_at(wanted if wanted in self._schools else self._schools[0])
            self.detail_height = height_for(self._source.row_count(), self.app.size.height)
            self.make_grid(self._source)
        return super().body()

    def idle_line(self) -> str:
        """Where there is no school, that is all there is to say."""
        return super().idle_line() if self._schools else self.words.text("board.no_school")

    # -- painting ---------------------------------------------------------------------------------

    @property
    def _seen(self) -> Outlook:
        if self._outlook is None:
            raise RuntimeError("there is no school here")
        return self._outlook

    def _look_at(self, school: str) -> None:
        self._outlook = outlook_on(self.view, school)
        self._source = BoardSource(self._outlook.matrix, self.words)

    def _turn_to(self, school: str) -> None:
        """Another school, or the same after a change."""
        self._look_at(school)
        self.grid.set_source(self._source)
        self.repaint()

    def show_title(self) -> None:
        """Which school, how it is organised, and what it lacks."""
        if not self._schools:
            self.set_title(self.words.text("board.no_school"))
            return
        seen = self._seen
        left = self.words.text(
            "board.title",
            name=seen.school.root.short,
            people=len(seen.school.people),
            branches=len(seen.school.branches),
            groups=seen.groups,
        )
        right = self.words.text(
            "board.state", lacking=seen.lacking, short=seen.short, unknown=seen.unknown
        )
        self.set_title(left, right)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What belongs to the cell under the cursor."""
        shown, subject = self._source.at(*self.grid.cursor)
        return detail_lines(self._seen, self.words, shown, subject, width, self.detail_height)

    def _tell(self, key: str, /, **params: object) -> None:
        self.speak(self.words.text(key, **params))

    # -- keys -------------------------------------------------------------------------------------

    def perform(self, action: str) -> None:
        """The board's actions here, the rest as everywhere."""
        known = {
            "schools.names": self._read_names,
            "schools.findings": self._read_findings,
            "schools.posts": self._open_posts,
            "schools.reshaping": self._read_reshaping,
            "schools.apply": self._ask_to_apply,
            "schools.undo": self._undo,
            "schools.next": self._choose_school,
        }
        if action not in known:
            super().perform(action)
        elif self._outlook is None:
            self.say(self.words.text("board.no_school"), Tone.ERROR)
        else:
            known[action]()

    def _read_names(self) -> None:
        people = self._people_here()
        if not people:
            self._tell("detail.nobody")
            return
        title = self._seen.school.root.short
        self.show_report(title, names_report(self._seen.school, people))

    def _people_here(self) -> tuple[Person, ...]:
        """Those of the cell; of the sum, those of the subject."""
        shown, subject = self._source.at(*self.grid.cursor)
        if shown is not None and subject is not None:
            return self._seen.matrix.cell(shown, subject).people
        return tuple(p for p in self._seen.school.people if p.subject == subject)

    def _read_findings(self) -> None:
        lines = findings_report(self.words, self._seen, self.size.width)
        self.show_report(self.words.text("finding.heading"), lines)

    def _open_posts(self) -> None:
        self.go(Place("register", register=POSTS))

    def _read_reshaping(self) -> None:
        if self._seen.reshaping.is_empty:
            self._tell("board.nothing")
            return
        lines = reshaping_report(self.words, self._seen, self.size.width)
        self.show_report(self.words.text("reshaping.heading"), lines)

    def _choose_school(self) -> None:
        if len(self._schools) < 2:
            self._tell("board.only_school")
            return
        names = self.view.tree()
        options = [(school, names.name(school)) for school in self._schools]
        self.choose(self.words.text("board.which_school"), options, self._show_school)

    def _show_school(self, school: str) -> None:
        self._turn_to(school)
        self.back_to_idle()

    # -- changing ---------------------------------------------------------------------------------

    def _ask_to_apply(self) -> None:
        """Somebody may have changed something since this was opened: what is confirmed is worked out anew."""
        self._turn_to(self._seen.school.root.id)
        reshaping = self._seen.reshaping
        if reshaping.is_empty:
            self._tell("board.nothing")
            return

        def keep(texts: Mapping[str, str]) -> Mapping[str, str]:
            reason = texts[REASON].strip()
            if not reason:
                return {REASON: self.words.text("apply.reason_missing")}
            apply_reshaping(self.actions, reshaping, self.view.today, reason)
            return {}

        def done() -> None:
            self._turn_to(self._seen.school.root.id)
            self._tell("board.applied", **_counts(reshaping))

        fields = _confirmation(self.words, reshaping)
        self.fill_in(self.words.text("apply.title"), fields, keep, done)

    def _undo(self) -> None:
        undone = self.actions.undo()
        self._turn_to(self._seen.school.root.id)
        self._tell("board.undone" if undone else "board.nothing_to_undo")


def _confirmation(words: Words, reshaping: Reshaping) -> list[FormField]:
    """What will be done, to be read, and the reason that goes into the ledger."""
    shown = {
        "school": reshaping.before.root.name,
        "organizations": words.text("apply.organizations_text", **_counts(reshaping)),
        "people": words.text("apply.people_text", **_counts(reshaping)),
    }
    return [
        *(
            FormField(key, words.text(f"apply.{key}"), text, FieldKind.FIXED)
            for key, text in shown.items()
        ),
        FormField(
            REASON,
            words.text("apply.reason"),
            words.text("apply.reason_default"),
            required=True,
            hint=words.text("apply.reason_hint"),
        ),
    ]


def _counts(reshaping: Reshaping) -> dict[str, object]:
    """How much would be done."""
    return {
        "founded": len(reshaping.founded),
        "dissolved": len(reshaping.dissolved),
        "moved": len(reshaping.moved),
        "grouped": len(reshaping.grouped),
    }
