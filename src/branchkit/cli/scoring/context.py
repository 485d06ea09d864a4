"""What every command on a sheet works on: the sheet meant, its subjects and criteria by the names that people type."""

from __future__ import annotations

import argparse
from decimal import Decimal
from functools import cached_property

from branchkit.cli.shell import CommandContext, Shell
from branchkit.core.errors import MemberError, ScoreRefused
from branchkit.core.scoring.schemes import Criterion, Scheme, SubjectKind
from branchkit.core.scoring.sheets import Row
from branchkit.core.typed_days import typed_period
from branchkit.plugin.isolation import words_of
from branchkit.services.plugins.asking import metrics_asked_of
from branchkit.services.roster import members_of
from branchkit.services.scoring.proposals import MeasuredProposals, proposals_for
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import (
    default_scheme_id,
    existing_sheet,
    read_organization,
    read_roll,
    scheme_of,
    sheet_key,
)
from branchkit.services.scoring.suggested import Departure, Suggested, departures


class SheetContext(CommandContext):
    """One call of a command on a sheet."""

    def __init__(self, args: argparse.Namespace, shell: Shell) -> None:
        super().__init__(args, shell)
        self.schemes = self.workspace.contributions.schemes
        scheme = args.scheme or default_scheme_id(self.workspace.contributions, self._sector)
        period = typed_period(args.period, self.today)
        self.key = sheet_key(self.schemes, scheme, self.org, period, kept_in=self.store)

    @property
    def _sector(self) -> str:
        """That of the organisation worked at, as on the screen: a workspace may hold several sectors."""
        return read_organization(self.store, self.org).sector or self.workspace.sector

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme as the sheet has it; raises :class:`SheetError` ``not_opened``."""
        return scheme_of(existing_sheet(self.store, self.key), self.schemes)

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all subjects by id, in the order of the sheet."""
        organization = read_organization(self.store, self.org).name
        known = {m.id: m.name for m in members_of(self.store, self.org, include_removed=True)}
        return {id: known.get(id, organization) for id in read_roll(self.store, self.key)}

    @cached_property
    def book(self) -> MeasuredProposals:
        """What the registers suggest, as they are at the first question; each plugin is asked once."""
        contributions = self.workspace.contributions
        return proposals_for(
            self.store,
            contributions,
            self.scheme,
            self.key.org,
            self.key.period,
            members_of(self.store, self.key.org),
            metrics_asked_of(self.workspace.plugin_process, contributions, patient=True),
        )

    def departures(self) -> list[Departure]:
        """The cells that are not as the registers suggest now."""
        found = departures(
            self.store, self.scheme, self.key, read_roll(self.store, self.key), self.book
        )
        return [departure for departure in found if departure is not None]

    def stale(self) -> list[Departure]:
        """Of these, the cells that hold an older proposal."""
        return [departure for departure in self.departures() if departure.stale]

    def tell_failures(self) -> None:
        """Say what was noted of plugins' metrics that were asked: which, of which plugin, where in its files."""
        if "book" not in self.__dict__:
            return
        contributions = self.workspace.contributions
        for metric in self.book.asked:
            for failure in contributions.noted_of(metric):
                text = words_of(failure, self.catalog)
                self.shell.say("cli.plugins.failure", plugin=failure.plugin, text=text)

    def subject(self, text: str) -> str:
        """A subject of the sheet by id or by its full name.

        Raises :class:`MemberError` ``not_on_sheet``, ``not_in_scheme`` (a member whom the scheme is not for), ``ambiguous``.
        """
        scheme = self.scheme
        if text in self.names:
            return text
        named = [id for id, name in self.names.items() if name == text]
        if scheme.subject is SubjectKind.ORGANIZATION:
            organization = read_organization(self.store, self.org)
            if text in (organization.short_name, organization.code):
                named = list(self.names)
        if len(named) == 1:
            return named[0]
        if named:
            raise MemberError("ambiguous", text=text)
        if scheme.subject is SubjectKind.MEMBER and any(
            text in (m.id, m.name) for m in members_of(self.store, self.org)
        ):
            raise MemberError("not_in_scheme", text=text, scheme=scheme.title)
        raise MemberError("not_on_sheet", text=text)

    def criterion(self, text: str) -> Criterion:
        """A criterion by its id, short or full title; raises :class:`ScoreRefused` ``unknown_criterion``."""
        criteria = self.scheme.criteria
        for criterion in criteria:
            titles = (criterion.short, criterion.title)
            if text == criterion.id or any(text in (t.zh_CN, t.en) for t in titles):
                return criterion
        known = ", ".join(f"{c.id}（{self.catalog.local(c.short)}）" for c in criteria)
        raise ScoreRefused("unknown_criterion", text=text, known=known)

    def answer_row(self, row: Row, criterion: Criterion | None = None) -> None:
        """What a row comes to after a change; with a ``criterion`` also its points."""
        cell = row.cells.get(criterion.id) if criterion else None
        points = cell.points if cell else None
        told: dict[str, str | None] = {"subject": row.subject}
        if criterion is not None:
            told |= {"criterion": criterion.id, "points": _text(points)}
        self.shell.answer(
            {**told, "total": _text(row.total)},
            self.args.format,
            "cli.sheet.row" if criterion is None else "cli.sheet.cell",
            name=self.names[row.subject],
            criterion=criterion.short if criterion else "",
            points=points,
            total=row.total,
        )

    def write(
        self, action: str, edits: list[CellEdit], suggested: Suggested, reason: str = ""
    ) -> None:
        """Change cells, durably; what is not as ``suggested`` wants a ``reason``."""
        for criterion, subject in {edit.criterion: edit.subject for edit in edits}.items():
            suggested(subject, criterion)  # Nobody waits for a plugin with the file held.
        with self.begin(action) as uow:
            change_cells(*(uow, self.scheme, self.key, edits, suggested, reason), today=self.today)
            uow.commit()


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)
