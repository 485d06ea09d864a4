"""A report as an official paper: shown with its red head, given its number, and the form in which a branch says once what its papers
have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.reports.official import (
    PaperSettings,
    give_number,
    number_given,
    read_paper_settings,
    with_red_head,
    write_paper_settings,
)
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.ports import UnitOfWork
    from branchkit.core.tables import Report
    from branchkit.screens.reports.screen import ReportsScreen

TEXTS = (
    "mark",
    "prefix",
    "own_prefix",
    "recipient",
    "signer",
    "attachments",
    "copies",
    "printed_by",
)
"""In the order of the form; ``own_prefix`` is the word for numbers of the report that is shown."""
_YES, _NO = "yes", "no"
_BETWEEN = "；"


class Issuing(ScreenPart["ReportsScreen"]):
    """What makes an official paper of the report that is shown."""

    def __init__(self, screen: ReportsScreen) -> None:
        super().__init__(screen)
        self._plain = False

    def dressed(self, kind: str, report: Report) -> Report:
        """A report as it is issued here, or without a red head if that was asked for."""
        if self._plain:
            return report
        context = self._screen.context
        return with_red_head(
            report,
            self._settings(),
            kind=kind,
            number=number_given(context.here.store, context.node, report.title),
            at=context.clock(),
        )

    def choose(self) -> None:
        """What can be done with the paper."""
        plain = "dressed" if self._plain else "plain"
        options = [
            (id, self._text(f"screen.official.more.{id}")) for id in ("number", "set", plain)
        ]
        acts = {"number": self._give_number, "set": self._fill_in}
        self._screen.choose(
            self._text("screen.official.more"), options, lambda id: acts.get(id, self._turn)()
        )

    def _settings(self) -> PaperSettings:
        context = self._screen.context
        return read_paper_settings(context.here.directory, context.node)

    def _turn(self) -> None:
        self._plain = not self._plain
        self._screen.show_again()

    def _give_number(self) -> None:
        screen, context, report = self._screen, self._screen.context, self._screen.report_shown
        if report is None:
            return
        given: list[str] = []

        def work(uow: UnitOfWork) -> None:
            number = give_number(
                uow,
                context.here.contributions.registers,
                context.node,
                report,
                self._settings(),
                kind=screen.shown_id,
                on=screen.today,
            )
            given.append(number)

        if screen.write("paper.number", work):
            screen.show_again()
            screen.speak(self._text("screen.official.numbered", number=given[0]))

    def _fill_in(self) -> None:
        """Fill in what the papers of this organisation have."""
        screen = self._screen
        try:
            paper = self._settings()
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        kind = screen.shown_id
        texts = {
            **{name: str(getattr(paper, name, "")) for name in TEXTS},
            "own_prefix": paper.prefixes.get(kind, ""),
            "attachments": _BETWEEN.join(paper.attachments),
        }
        fields = [
            FormField(
                name,
                self._text(f"official.part.{name}"),
                texts[name],
                hint=self._text(f"screen.official.hint.{name}"),
            )
            for name in TEXTS
        ]
        options = tuple((word, self._text(f"common.value.{word}")) for word in (_YES, _NO))
        fields.append(
            FormField(
                "seal",
                self._text("official.part.seal"),
                _YES if paper.seal else _NO,
                FieldKind.CHOICE,
                options,
                hint=self._text("screen.official.hint.seal"),
            )
        )

        def keep(typed: Mapping[str, str]) -> Mapping[str, str]:
            context = screen.context
            read = _read(typed, paper, kind)
            write_paper_settings(context.here.directory, context.node, read, context.here.store)
            return {}

        def done() -> None:
            screen.show_again()
            screen.speak(self._text("screen.official.kept"), Tone.NORMAL)

        screen.fill_in(self._text("screen.official.form"), fields, keep, done)


def _read(typed: Mapping[str, str], paper: PaperSettings, kind: str) -> PaperSettings:
    def text(name: str) -> str:
        return typed.get(name, "").strip()

    attachments = text("attachments").replace(";", _BETWEEN).split(_BETWEEN)
    return replace(
        paper,
        mark=text("mark"),
        prefix=text("prefix"),
        prefixes={**paper.prefixes, kind: text("own_prefix")},
        recipient=text("recipient"),
        signer=text("signer"),
        attachments=tuple(name.strip() for name in attachments if name.strip()),
        copies=text("copies"),
        printed_by=text("printed_by"),
        seal=text("seal") == _YES,
    )
