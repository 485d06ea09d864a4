"""What the keys of the tree do, one method for each action, and what is read over it: a card, every warning below a node.

What only some of them need (forms, files) is imported when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.screens.access import tells_unseen
from branchkit.screens.context import Place
from branchkit.screens.screen_parts import Commands
from branchkit.services.citations import in_words
from branchkit.services.organizations.card import card_lines, card_of
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.organizations.screen import OrganizationsScreen
    from branchkit.services.ledger.undo import Way

WIDTH = 78
"""Cells of a paper, with its margin."""
_LABEL = 14


def card_report(screen: OrganizationsScreen) -> list[str | ReportLine]:
    """Label and text of everything that is known; long texts go on under themselves."""
    context = screen.context.here
    try:
        card = card_of(
            context.store,
            screen.board.tree,
            context.contributions.rule_packs,
            screen.here().id,
            screen.today,
            screen.catalog,
            unmasked=screen.is_unmasked(),
        )
    except BranchkitError as error:
        return [f" {screen.catalog.error(error)}"]
    lines: list[str | ReportLine] = []
    for label, texts in card_lines(card, screen.catalog, context.contributions.sector_titles):
        wrapped = [part for text in texts for part in wrap(text, WIDTH - _LABEL)]
        heads = [label, *[""] * (len(wrapped) - 1)]
        lines += [
            f" {pad(head, _LABEL - 1)}{part}" for head, part in zip(heads, wrapped, strict=True)
        ]
    return lines


def warnings_report(screen: OrganizationsScreen) -> list[str | ReportLine]:
    """Each organisation from the one under the cursor down that has any."""
    lines: list[str | ReportLine] = []
    for organization in screen.board.tree.subtree(screen.here().id):
        problems = screen.board.overview(organization.id).problems
        if problems:
            lines.append(ReportLine(f" {organization.name}", Tone.HEAD))
        for problem in problems:
            text = screen.catalog.problem(in_words(screen.catalog, problem))
            first, *more = wrap(text, WIDTH - cell_width("   ! "))
            lines += [f"   ! {first}", *(f"     {part}" for part in more)]
    return lines or [f" {screen.catalog.text('screen.organizations.all_well')}"]


class TreeCommands(Commands["OrganizationsScreen"]):
    """The actions of :data:`branchkit.screens.actions.ORGANIZATIONS`."""

    def __init__(self, screen: OrganizationsScreen) -> None:
        super().__init__(screen)
        self.actions = {
            "organizations.card": self._card,
            "organizations.work": self._work,
            "organizations.unfold": self._unfold,
            "organizations.fold": self._fold,
            "organizations.view": self._choose_view,
            "organizations.find": self._find,
            "organizations.edit": self._edit,
            "organizations.check": self._check,
            "organizations.history": self._history,
            "organizations.add": self._add,
            "organizations.move": self._move,
            "organizations.merge": self._merge,
            "organizations.dissolve": self._dissolve,
            "organizations.undo": lambda: self._reverse("undo"),
            "organizations.redo": lambda: self._reverse("redo"),
            "organizations.import": self._import,
            "organizations.unmask": self._unmask,
        }

    # -- moving about -----------------------------------------------------------------------------

    def _work(self) -> None:
        """Everything else is then about this organisation; a group has no rows of its own."""
        screen = self._screen
        here = screen.here()
        if not here.kind.has_roll:
            screen.speak(self._text("screen.organizations.no_rows", name=here.name), Tone.ERROR)
            return
        if tells_unseen(screen, here.id):
            return
        screen.context.work_at(here.id)
        screen.go(Place("home"))

    def _unfold(self) -> None:
        """Open the node; from an open one go on to the first below it."""
        screen = self._screen
        here = screen.here()
        if screen.board.unfold(here.id):
            screen.turned(here.id)
        elif below := screen.board.tree.children(here.id, dissolved=screen.board.dissolved):
            screen.turned(below[0].id)

    def _fold(self) -> None:
        """Close the node; from a closed one go up."""
        screen = self._screen
        here = screen.here()
        above = screen.board.tree.parent(here.id)
        if screen.board.fold(here.id):
            screen.turned(here.id)
        elif above is not None:
            screen.turned(above.id)

    def _choose_view(self) -> None:
        """All nodes open or closed; those dissolved as well, or not."""
        ways = {"fold": self._fold_all, "dissolved": self._show_dissolved}
        gone = "without_dissolved" if self._screen.board.dissolved else "with_dissolved"
        options = [
            ("fold", self._text("screen.organizations.view.fold")),
            ("dissolved", self._text(f"screen.organizations.view.{gone}")),
        ]
        label = self._text("screen.organizations.view")
        self._screen.choose(label, options, lambda id: ways[id]())

    def _fold_all(self) -> None:
        screen = self._screen
        path = screen.board.tree.path(screen.here().id)
        screen.board.fold_all()
        in_sight = [o.id for o in path if screen.board.place_of(o.id) is not None]
        screen.turned(in_sight[-1])

    def _find(self) -> None:
        """Among all organisations, those in closed nodes as well."""
        screen = self._screen
        everybody = screen.board.everybody()
        ids = [o.id for o in everybody]
        screen.find(
            [o.name for o in everybody],
            self._text("screen.organizations.find"),
            self._text("screen.organizations.nobody"),
            origin=ids.index(screen.here().id),
            go=lambda place: screen.turned(ids[place]),
            numbered=False,
        )

    def _show_dissolved(self) -> None:
        screen = self._screen
        path = screen.board.tree.path(screen.here().id)
        screen.board.show_dissolved(not screen.board.dissolved)
        in_sight = [o.id for o in path if screen.board.place_of(o.id) is not None]
        screen.turned(in_sight[-1] if in_sight else screen.board.rows[0].organization.id)

    # -- reading ----------------------------------------------------------------------------------

    def _card(self) -> None:
        screen = self._screen
        title = self._text("screen.organizations.card", name=screen.here().name)
        screen.show_report(title, card_report(screen))

    def _check(self) -> None:
        screen = self._screen
        title = self._text("screen.organizations.check", name=screen.here().name)
        screen.show_report(title, warnings_report(screen))

    def _history(self) -> None:
        """The periods of the organisation under the cursor."""
        from branchkit.screens.rating.history_report import show_history

        here = self._screen.here()
        show_history(self._screen, here.id, here.id, here.name)

    def _unmask(self) -> None:
        """Phone numbers are shown only after it is on record that somebody asked for them."""
        screen = self._screen
        if screen.record_unmasking(
            "organization.unmask", [screen.context.node], ["phone"], "organizations"
        ):
            screen.unmask()
            screen.speak(self._text("screen.organizations.unmasked"))

    # -- changing ---------------------------------------------------------------------------------

    def _edit(self) -> None:
        from branchkit.screens.organizations.editing import OrganizationForm

        OrganizationForm(self._screen).edit()

    def _add(self) -> None:
        from branchkit.screens.organizations.editing import OrganizationForm

        OrganizationForm(self._screen).add()

    def _move(self) -> None:
        from branchkit.screens.organizations.reshaping import Reshaping

        Reshaping(self._screen).move()

    def _merge(self) -> None:
        from branchkit.screens.organizations.reshaping import Reshaping

        Reshaping(self._screen).merge()

    def _dissolve(self) -> None:
        from branchkit.screens.organizations.reshaping import Reshaping

        Reshaping(self._screen).dissolve()

    def _import(self) -> None:
        """A list goes below the organisation under the cursor."""
        here = self._screen.here().id
        self._screen.go(Place("import", register="organizations", subject=here))

    def _reverse(self, way: Way) -> None:
        """Undo or redo of what this user did to the tree, as far back as the ledger goes."""
        from branchkit.services.ledger.undo import reverse
        from branchkit.services.organizations.reshaping import TREE_CHANGES

        screen, context = self._screen, self._screen.context
        outcome = reverse(context.here.store, context.actor, way, TREE_CHANGES)
        if outcome.touched:
            screen.changed(outcome.touched[0].id)
        screen.show_outcome(outcome)
