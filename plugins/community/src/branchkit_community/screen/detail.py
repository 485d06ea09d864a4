"""The lines under the tables, and the paper with everything about a unit."""

from __future__ import annotations

from functools import cached_property

from branchkit.api.screens import Line, Tone, wrap
from branchkit.api.workspace import OrganizationTree, WorkspaceView
from branchkit_community.figures import IDLE_MONTHS, figure, source
from branchkit_community.region.values import (
    Commitment,
    CommitmentState,
    Region,
    Resource,
    UnitRow,
    in_urgency,
)
from branchkit_community.rows import figure_text, text_of
from branchkit_community.screen.source import choice_text, commitment_state, resource_state
from branchkit_community.vocabulary import RESOURCES
from branchkit_community.words import TEXTS

HEIGHT = 6
"""Lines of detail, the rule and the totals included."""
_ROOM = HEIGHT - 2


class Details:
    """Makes the lines about one reading of the region, in one language."""

    def __init__(self, view: WorkspaceView, region: Region, language: str) -> None:
        self._view, self._region, self._language = view, region, language

    def _text(self, key: str, /, **params: object) -> str:
        return TEXTS.text(self._language, f"detail.{key}", **params)

    # -- under the tables -------------------------------------------------------------------------

    def totals(self, width: int) -> list[Line]:
        """A rule, and the sums of the region."""
        return [Line("-" * width, Tone.MUTED), Line(f" {self._sums}")]

    @cached_property
    def _sums(self) -> str:
        region = self._region
        return TEXTS.text(
            self._language,
            "screen.totals",
            units=len(region.units),
            resources=sum(len(unit.resources) for unit in region.units),
            idle=sum(unit.idle for unit in region.units),
            commitments=sum(len(unit.commitments) for unit in region.units),
            kept=region.count(CommitmentState.KEPT),
            overdue=region.count(CommitmentState.OVERDUE),
            meetings=region.meetings,
            registered=region.registered,
        )

    @cached_property
    def _tree(self) -> OrganizationTree:
        return self._view.tree()

    def of_unit(self, unit: UnitRow) -> list[Line]:
        """Who it is, what it offers, what presses."""
        lines = [self._head(unit), Line(f" {self._resources(unit)}")]
        pressing = [c for c in in_urgency(unit.commitments) if not c.is_settled]
        room = _ROOM - len(lines)
        shown = pressing if len(pressing) <= room else pressing[: room - 1]
        lines += [self._commitment_line(commitment) for commitment in shown]
        if left := len(pressing) - len(shown):
            lines.append(Line(f" {self._text('more', count=left)}", Tone.MUTED))
        return lines

    def of_resource(self, resource: Resource) -> list[Line]:
        """How much, for whom, when; how it was used."""
        record, text = resource.record, self._text
        register = self._view.registers[RESOURCES]
        whom = choice_text(register, "for_whom", text_of(record, "for_whom"), self._language)
        parts = [text_of(record, "extent"), text("shared", whom=whom)]
        if hours := text_of(record, "hours"):
            parts.append(text("open", hours=hours))
        if contact := text_of(record, "contact"):
            parts.append(text("contact", name=contact))
        if resource.last_used is None:
            used = text("never_used", since=resource.since.isoformat())
        else:
            used = text("uses", uses=resource.uses, last=resource.last_used.isoformat())
        lines = [
            Line(f" {resource.unit}  {resource.name}", Tone.HEAD),
            Line(f" {'  '.join(part for part in parts if part)}"),
            Line(f" {used}"),
        ]
        if resource.is_idle:
            as_of = self._region.as_of
            months = figure(self._view, IDLE_MONTHS, as_of)
            why = source(self._view, IDLE_MONTHS, as_of, self._language)
            lines.append(Line(f" {text('idle', months=months)}", Tone.NOTE, f"{why} "))
        return lines

    def of_commitment(self, commitment: Commitment) -> list[Line]:
        """What was promised, by when, for whom, and what came of it."""
        text = self._text
        made = text(
            "made", made=commitment.made_on.isoformat(), deadline=commitment.deadline.isoformat()
        )
        quarter = text_of(commitment.record, "quarter")
        lines = [
            Line(
                f" {commitment.unit}  {commitment.text}",
                Tone.HEAD,
                f"{commitment_state(commitment, self._language)} ",
            ),
            Line(f" {made}{'  ' + text('for', quarter=quarter) if quarter else ''}"),
        ]
        until = commitment.settled_on or self._region.as_of
        if commitment.settled_on is not None:
            result = text_of(commitment.record, "result")
            settled = text("settled", settled=commitment.settled_on.isoformat(), result=result)
            lines.append(Line(f" {settled}"))
        if commitment.is_late or commitment.state is CommitmentState.OVERDUE:
            days = (until - commitment.deadline).days
            lines.append(Line(f" {text('late', days=days)}", Tone.ERROR))
        return lines

    # -- the paper --------------------------------------------------------------------------------

    def report(self, unit: UnitRow, width: int) -> list[str]:
        """Everything about a unit, folded to a width."""
        head = self._head(unit)
        resources = [
            (self._resource_head(resource), self.of_resource(resource))
            for resource in unit.resources
        ]
        commitments = [
            (f"[{commitment_state(c, self._language)}] {c.text}", self.of_commitment(c))
            for c in in_urgency(unit.commitments)
        ]
        sections = (
            ("resources", resources),
            ("commitments", commitments),
            ("people", self._people(unit)),
        )
        lines = ["", head.text, f"   {head.right}".rstrip()]
        for key, rows in sections:
            lines += ["", f" {TEXTS.text(self._language, f'paper.{key}')}"]
            for title, details in rows:
                lines.append(f"   {title}")
                said = "  ".join(line.text.strip() for line in details[1:])
                lines += (f"     {part}" for part in wrap(said, width - 6) if part)
            if not rows:
                lines.append(f"   {TEXTS.text(self._language, 'paper.nothing')}")
        return lines

    def _resource_head(self, resource: Resource) -> str:
        register = self._view.registers[RESOURCES]
        kind = choice_text(register, "kind", resource.kind, self._language)
        return f"[{kind}] {resource.name}  ({resource_state(resource, self._language)})"

    def _people(self, unit: UnitRow) -> list[tuple[str, list[Line]]]:
        shown = self._text(
            "registered",
            count=unit.registered,
            hours=figure_text(unit.hours),
            present=unit.present,
            invited=unit.invited,
        )
        return [(shown, [])]

    # -- parts ------------------------------------------------------------------------------------

    def _head(self, unit: UnitRow) -> Line:
        record = unit.record
        if record is None:
            off = TEXTS.text(self._language, "screen.off_roll")
            return Line(f" {unit.name}  {off}", Tone.ERROR)
        parts = [unit.name]
        if party := text_of(record, "party_org"):
            members = text_of(record, "members") or "0"
            parts.append(self._text("party", org=party, members=members))
        if record.values.get("seated") is True:
            parts.append(self._text("seated"))
        if unit.org != self._view.node:
            parts.append(f"({self._tree.name(unit.org)})")
        name, post = text_of(record, "representative"), text_of(record, "post")
        right = f"{self._text('representative', name=name, post=post).strip()} " if name else ""
        return Line(f" {'  '.join(parts)}", Tone.HEAD, right)

    def _resources(self, unit: UnitRow) -> str:
        if not unit.resources:
            return self._text("no_resources")
        register = self._view.registers[RESOURCES]
        named = [
            self._text(
                "resource",
                kind=choice_text(register, "kind", resource.kind, self._language),
                resource=resource.name,
                state=resource_state(resource, self._language),
            )
            for resource in unit.resources
        ]
        return self._text("resources", resources=TEXTS.text(self._language, "list.and").join(named))

    def _commitment_line(self, commitment: Commitment) -> Line:
        tone = Tone.ERROR if commitment.state is CommitmentState.OVERDUE else Tone.NORMAL
        shown = self._text(
            "commitment",
            state=commitment_state(commitment, self._language),
            deadline=commitment.deadline.isoformat(),
            commitment=commitment.text,
        )
        return Line(f" {shown}", tone)
