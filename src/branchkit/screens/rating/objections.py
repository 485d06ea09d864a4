"""Objections to a rating on notice: noted, answered, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchkit.screens.rating.desk import Desk
from branchkit.screens.screen_parts import ScreenPart

if TYPE_CHECKING:
    from branchkit.screens.rating.screen import RatingScreen


class Objections(ScreenPart["RatingScreen"]):
    """What is said against a result, and what is answered."""

    def __init__(self, screen: RatingScreen, desk: Desk) -> None:
        super().__init__(screen)
        self._desk = desk

    def note(self) -> None:
        """One about the organisation under the cursor."""
        from branchkit.services.rating.steps import object_to

        screen, row = self._screen, self._screen.here()
        if row is None:
            return
        clock = screen.context.clock

        def said(text: str) -> None:
            screen.ask(
                self._text("screen.rating.objected_by"),
                lambda by: self._desk.write(
                    "object",
                    lambda uow, key: object_to(uow, key, row.org, by, text, clock),
                    self._text("screen.rating.objection_kept"),
                ),
                blank=True,
            )

        screen.ask(self._text("screen.rating.objection", name=self._desk.names([row])), said)

    def answer(self) -> None:
        """One of those that are open, else any."""
        from branchkit.services.rating.steps import answer

        screen, rating = self._screen, self._screen.board.rating
        among = (rating.unanswered or rating.objections) if rating is not None else ()
        if not among:
            screen.speak(self._text("screen.rating.no_objections"))
            return
        clock = screen.context.clock
        said = {str(one.number): one for one in among}

        def chosen(number: str) -> None:
            screen.ask(
                self._text("screen.rating.answer_to", number=number),
                lambda text: self._desk.write(
                    "answer",
                    lambda uow, key: answer(uow, key, int(number), text, clock),
                    self._text("screen.rating.answer_kept"),
                ),
                text=said[number].answer,
            )

        names = screen.board.names
        options = [(id, f"{names.get(one.org, '')} {one.text}") for id, one in said.items()]
        screen.choose(self._text("screen.rating.which_objection"), options, chosen)

    def read(self) -> None:
        """All of them, with the answers."""
        screen, rating = self._screen, self._screen.board.rating
        if rating is None or not rating.objections:
            screen.speak(self._text("screen.rating.no_objections"))
            return
        names = screen.board.names
        told = []
        for one in rating.objections:
            by = one.by or self._text("screen.rating.nobody_named")
            about = {"number": one.number, "on": one.on, "name": names.get(one.org, ""), "by": by}
            told.append(self._text("screen.rating.objection_line", text=one.text, **about))
            told.append(
                self._text("screen.rating.answer_line", on=one.answered_on, text=one.answer)
                if one.answer
                else self._text("screen.rating.unanswered")
            )
        self._desk.read(self._text("screen.rating.objections"), told)
