"""The lines under the tree: where the organisation stands, who is in touch with it, and what the rules say."""

from __future__ import annotations

from datetime import date

from branchkit.core.masking import mask_phone
from branchkit.core.organizations.organization import Formation, Organization
from branchkit.core.ports import Reader
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import in_words
from branchkit.services.organizations.board import OrganizationBoard
from branchkit.services.organizations.leadership import liaison_of
from branchkit.widgets.lines import Line
from branchkit.widgets.tones import Tone

HEIGHT = 5
_WARNINGS = 2
"""So many are told here; the card has all."""


class TreeDetail:
    """What is told of the organisation under the cursor."""

    def __init__(
        self, reader: Reader, board: OrganizationBoard, catalog: Catalog, today: date
    ) -> None:
        self._reader, self._board, self._catalog, self._today = reader, board, catalog, today
        self.unmasked = False
        """Whether phone numbers are shown; that somebody asked for it is on record."""

    def lines(self, id: str, width: int) -> list[Line]:
        """Exactly :data:`HEIGHT` lines."""
        organization = self._board.tree.get(id)
        return [
            Line("-" * width, tone=Tone.MUTED),
            Line(f" {self._path(organization)}", right=organization.code),
            Line(f" {self._in_touch(organization)}"),
            *self._warnings(organization),
        ]

    def _path(self, organization: Organization) -> str:
        names = [o.short for o in self._board.tree.path(organization.id)[:-1]]
        return " > ".join([*names, organization.name])

    def _in_touch(self, organization: Organization) -> str:
        """How it was formed and since when, who leads it from above, whom to ring up."""
        liaison = liaison_of(self._reader, self._board.tree, organization, self._today)
        phone = liaison.phone if self.unmasked else mask_phone(liaison.phone)
        facts = {
            "formation": self._formation(organization),
            "founded": organization.founded,
            "contact_leader": liaison.leader,
            "contact_person": f"{liaison.person} {phone}".strip(),
            "others": " ".join(self._board.overview(organization.id).leaders.others),
        }
        parts = [
            self._catalog.text(f"screen.organizations.detail.{name}", value=value)
            for name, value in facts.items()
            if value
        ]
        return "  ".join(parts)

    def _formation(self, organization: Organization) -> str:
        if organization.formation is Formation.SINGLE:
            return ""
        name = self._catalog.text(f"organization.formation.{organization.formation}")
        return f"{name} {len(organization.units)}" if organization.units else name

    def _warnings(self, organization: Organization) -> list[Line]:
        if organization.dissolved:
            text = self._catalog.text(
                "screen.organizations.was_dissolved",
                on=organization.dissolved,
                reason=organization.dissolved_reason,
            )
            return [Line(f" {text}", Tone.MUTED), Line()]
        problems = self._board.overview(organization.id).problems
        lines = [
            Line(f" ! {self._catalog.problem(in_words(self._catalog, problem))}")
            for problem in problems[:_WARNINGS]
        ]
        if len(problems) > _WARNINGS:
            more = self._catalog.text(
                "screen.organizations.more_warnings", count=len(problems) - _WARNINGS
            )
            lines[-1] = Line(lines[-1].text, right=f" {more}")
        return lines + [Line()] * (_WARNINGS - len(lines))
