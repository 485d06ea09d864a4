"""Moving, merging and dissolving: to whom, on which day, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import UnitOfWork
from branchkit.screens.console import Texts
from branchkit.screens.parts import DatedForm, date_field
from branchkit.services.organizations.reshaping import (
    Handover,
    dissolve_organization,
    merge_organizations,
    move_organization,
)
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.organizations.screen import OrganizationsScreen

TARGET, ON, REASON = "target", "on", "reason"
TOP = "-"
"""The option that stands for no superior at all; a form knows no option without a value."""


class Reshaping(DatedForm["OrganizationsScreen"]):
    """What happens to the organisation under the cursor; the screen ends up at the one that is left."""

    MISSING = "screen.organizations.wanted"
    NO_DAY = "error.organization.day_unreadable"

    def __init__(self, screen: OrganizationsScreen) -> None:
        super().__init__(screen)
        self._here = screen.here()
        self._stand_on = self._here.id
        self._said = ""

    def move(self) -> None:
        """Under another superior."""
        options = [(o.id, o.name) for o in self._others() if self._fits_under(o)]
        if self._here.kind is not OrganizationKind.GROUP and self._here.parent:
            options.append((TOP, self._text("screen.organizations.top")))

        def work(uow: UnitOfWork, target: str, on: date, reason: str) -> None:
            parent = "" if target == TOP else target
            move_organization(uow, self._here.id, parent, on, reason)

        self._ask("move", options, work)

    def merge(self) -> None:
        """Into another one of its kind."""
        options = [(o.id, o.name) for o in self._others() if o.kind is self._here.kind]

        def work(uow: UnitOfWork, target: str, on: date, reason: str) -> None:
            self._tell(merge_organizations(uow, self._here.id, target, on, reason), target)

        if self._may_go():
            self._ask("merge", options, work)

    def dissolve(self) -> None:
        """Whoever takes over members and what stands below is asked for, and not needed where there is neither."""
        options = [(o.id, o.name) for o in self._others() if self._may_take_over(o)]

        def work(uow: UnitOfWork, target: str, on: date, reason: str) -> None:
            handover = dissolve_organization(uow, self._here.id, on, reason, target)
            above = self._screen.board.tree.parent(self._here.id)
            self._tell(handover, target or (above.id if above else ""))

        if self._may_go():
            self._ask("dissolve", options, work, wanted=False)

    # -- whom it can go to --------------------------------------------------------------------------

    def _others(self) -> Iterable[Organization]:
        """All that stand and are not below it."""
        below = {o.id for o in self._screen.board.tree.subtree(self._here.id)}
        return (o for o in self._screen.board.tree if o.id not in below)

    def _fits_under(self, other: Organization) -> bool:
        return other.id != self._here.parent and self._here.kind.may_stand_under(other.kind)

    def _may_take_over(self, other: Organization) -> bool:
        """A group's people stay in their branch; everybody else's go to whoever has a roll."""
        if self._here.kind is OrganizationKind.GROUP:
            return other.kind is OrganizationKind.GROUP and other.parent == self._here.parent
        return other.kind.has_roll

    def _may_go(self) -> bool:
        """The workspace would be without the organisation it was made for."""
        if self._here.id != self._screen.context.here.organization:
            return True
        text = self._text("error.organization.own_workspace", name=self._here.name)
        self._screen.speak(text, Tone.ERROR)
        return False

    # -- asking -------------------------------------------------------------------------------------

    def _ask(
        self,
        what: str,
        options: list[tuple[str, str]],
        work: Callable[[UnitOfWork, str, date, str], None],
        *,
        wanted: bool = True,
    ) -> None:
        screen = self._screen
        self._said = self._text(f"screen.organizations.{what}.done", name=self._here.name)
        if self._here.dissolved:
            text = self._text("screen.organizations.is_dissolved", name=self._here.name)
            screen.speak(text, Tone.ERROR)
            return
        if wanted and not options:
            screen.speak(self._text("screen.organizations.nowhere", name=self._here.name))
            return
        target = self._text(f"screen.organizations.{what}.target")
        fields = (
            FormField(TARGET, target, "", FieldKind.CHOICE, tuple(options), required=wanted),
            date_field(
                screen.catalog,
                ON,
                self._text("screen.organizations.on"),
                screen.today,
                screen.today.isoformat(),
            ),
            FormField(REASON, self._text("screen.organizations.reason"), required=True),
        )

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            work(uow, texts.get(TARGET, ""), on, texts[REASON].strip())

        title = self._text(f"screen.organizations.{what}.title", name=self._here.name)
        self._fill_dated(title, fields, f"organization.{what}", write, self._done)

    def _tell(self, handover: Handover, stand_on: str) -> None:
        self._stand_on = stand_on
        if handover.members or handover.children:
            counts = {"members": handover.members, "children": len(handover.children)}
            told = self._text("screen.organizations.handed_over", **counts)
            self._said = f"{self._said}  {told}"

    def _done(self) -> None:
        self._screen.changed(self._stand_on)
        self._screen.speak(self._said)
