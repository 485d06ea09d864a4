"""What is read over the tree: one organisation's card, and every warning below a node."""

from __future__ import annotations

from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import cell_width, pad, wrap
from branchkit.screens.organizations.view import TreeView
from branchkit.services.citations import in_words
from branchkit.services.organizations.card import card_lines, card_of
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.tones import Tone

WIDTH = 78
"""Cells of a paper, with its margin."""
_LABEL = 14


def card_paper(screen: TreeView) -> list[str | PaperLine]:
    """Label and text of everything that is known; long texts go on under themselves."""
    desk = screen.desk.here
    try:
        card = card_of(
            desk.store,
            screen.board.tree,
            desk.contributions.rule_packs,
            screen.here().id,
            screen.today,
            screen.catalog,
            unmasked=screen.is_unmasked(),
        )
    except BranchkitError as error:
        return [f" {screen.catalog.error(error)}"]
    lines: list[str | PaperLine] = []
    for label, texts in card_lines(card, screen.catalog):
        wrapped = [part for text in texts for part in wrap(text, WIDTH - _LABEL)]
        heads = [label, *[""] * (len(wrapped) - 1)]
        lines += [
            f" {pad(head, _LABEL - 1)}{part}" for head, part in zip(heads, wrapped, strict=True)
        ]
    return lines


def warnings_paper(screen: TreeView) -> list[str | PaperLine]:
    """Each organisation from the one under the cursor down that has any."""
    lines: list[str | PaperLine] = []
    for organization in screen.board.tree.subtree(screen.here().id):
        problems = screen.board.overview(organization.id).problems
        if problems:
            lines.append(PaperLine(f" {organization.name}", Tone.HEAD))
        for problem in problems:
            text = screen.catalog.problem(in_words(screen.catalog, problem))
            first, *more = wrap(text, WIDTH - cell_width("   ! "))
            lines += [f"   ! {first}", *(f"     {part}" for part in more)]
    return lines or [f" {screen.catalog.text('screen.organizations.all_well')}"]
