"""The forms of single steps: taking one, refusing one, handing papers in, going back to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from branchkit.core.development.checks import Input, InputKind, inputs_of, unexcused
from branchkit.core.development.standing import CaseStanding, StepStanding
from branchkit.core.errors import BranchkitError, CaseError, Problem
from branchkit.core.ports import UnitOfWork
from branchkit.core.rulepacks import Step
from branchkit.core.typed_numbers import number_written_out, typed_count, typed_number
from branchkit.i18n.catalog import Catalog
from branchkit.screens.console import Texts
from branchkit.screens.development.detail import field_label
from branchkit.screens.parts import DatedForm, date_field
from branchkit.services.development.entries import people_for, read_entry
from branchkit.services.development.life import refuse, repeat
from branchkit.services.development.steps import check_step, file_papers, take_step
from branchkit.services.development.words import spoken
from branchkit.widgets.form_model import SEPARATOR, FieldKind, FormField

if TYPE_CHECKING:
    from branchkit.screens.development.screen import DevelopmentScreen

Write = Callable[[UnitOfWork, Texts, date], None]
"""Does what a form says, on the day that it names."""


class CaseForms(DatedForm["DevelopmentScreen"]):
    """What all forms about a case have in common."""

    MISSING = "screen.development.fault.missing"
    NO_DAY = "screen.development.fault.day"

    def _fill(
        self,
        title: str,
        fields: Sequence[FormField],
        action: str,
        write: Write,
        then: tuple[str, str, str],
    ) -> None:
        """A form with a day. ``then``: organisation and case to show again, and what to say."""
        self._fill_dated(title, fields, action, write, lambda: self._screen.changed(*then))

    def _refused(self, error: BranchkitError) -> Texts:
        problems = error.params.get("problems")
        if isinstance(error, CaseError) and isinstance(problems, list):
            return faults_of(self._screen.catalog, problems)
        return super()._refused(error)

    def _input_field(self, wanted: Input, org: str) -> FormField:
        """The field of a value that a step or a resolution asks for."""
        label = field_label(self._screen.catalog, wanted.key)
        if wanted.kind is InputKind.DAY:
            today = self._screen.today
            required = wanted.required
            return date_field(self._screen.catalog, wanted.key, label, today, required=required)
        if wanted.kind is not InputKind.PEOPLE:
            text = str(self._voters(org)) if wanted.key == "entitled" else ""
            if wanted.kind is InputKind.TEXT:
                return FormField(wanted.key, label, text, required=wanted.required)
            return FormField(
                wanted.key,
                label,
                text,
                required=wanted.required,
                tidy=number_written_out,
                check=partial(self._no_number, wanted),
            )
        people = people_for(self._screen.context.here.store, org)
        options = tuple((member.id, member.name) for member in people)
        return FormField(wanted.key, label, kind=FieldKind.PEOPLE, options=options, required=True)

    def _no_number(self, wanted: Input, text: str) -> str:
        """Why a text is not the number that is wanted."""
        number = typed_number(text)
        whole = wanted.kind is not InputKind.COUNT or typed_count(text) is not None
        if number is not None and number >= 0 and whole:
            return ""
        return self._text("problem.case.not_a_number", field=wanted.key, found=text)

    def _voters(self, org: str) -> int:
        """Who may vote today; proposed, since the meeting may have been another day."""
        from branchkit.services.meetings.attendance import voters

        return voters(self._screen.context.here.store, org, self._screen.today)


class StepForms(CaseForms):
    """Forms about one case's steps."""

    # -- a step is done ---------------------------------------------------------------------------

    def open_step(self, stands: CaseStanding, found: StepStanding) -> None:
        """Write a step down: day, what it asks for, papers, who did it, a note."""
        screen, step = self._screen, found.step
        org, id = stands.case.org, stands.case.id
        title = self._text(
            "screen.development.form.step",
            name=stands.case.person.name,
            number=found.number,
            step=step.title,
        )

        def keep(texts: Texts) -> Texts:
            store = screen.context.here.store
            entry, problems = read_entry(store, org, step, with_papers(step, texts), screen.today)
            if entry is None:
                return faults_of(screen.catalog, problems)
            problems = check_step(store, screen.packs, org, id, entry, screen.today)
            if open_problems := unexcused(problems, entry.note):
                return faults_of(screen.catalog, open_problems)
            with store.begin(screen.context.actor, "case.step") as uow:
                take_step(uow, screen.packs, org, id, entry, screen.today)
                uow.commit(reason=entry.note)
            return {}

        def done() -> None:
            kept = self._text("screen.development.kept.step", step=step.title)
            screen.changed(org, id, kept)

        screen.fill_in(title, self.entry_fields(step, org), keep, done)

    def entry_fields(self, step: Step, org: str) -> list[FormField]:
        """The fields of a step."""
        fields = [day_field(self._screen.catalog, self._screen.today)]
        fields += [self._input_field(wanted, org) for wanted in inputs_of(step)]
        if step.papers:
            fields.append(papers_field(self._screen.catalog, step))
        fields.append(FormField("by", field_label(self._screen.catalog, "by")))
        hint = self._text("screen.development.hint.note")
        return [*fields, FormField("note", field_label(self._screen.catalog, "note"), hint=hint)]

    # -- papers -----------------------------------------------------------------------------------

    def hand_in(self, stands: CaseStanding, found: StepStanding) -> None:
        """Papers that a step lacks have come in."""
        screen, step, org, id = self._screen, found.step, stands.case.org, stands.case.id
        names = [paper.zh_CN for paper in found.missing]
        options = tuple(
            (str(place), screen.catalog.local(paper)) for place, paper in enumerate(found.missing)
        )
        label = field_label(screen.catalog, "papers")
        papers = FormField("papers", label, kind=FieldKind.PEOPLE, options=options, required=True)

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            ticked = [names[int(place)] for place in texts["papers"].split(SEPARATOR) if place]
            file_papers(uow, screen.packs, org, id, step.id, ticked, on, screen.today)

        title = self._text(
            "screen.development.form.papers", name=stands.case.person.name, step=step.title
        )
        fields = [papers, day_field(screen.catalog, screen.today)]
        kept = self._text("screen.development.kept.papers")
        self._fill(title, fields, "case.papers", write, (org, id, kept))

    # -- a step is not passed, or done again ------------------------------------------------------

    def refuse(self, stands: CaseStanding, found: StepStanding) -> None:
        """A step was not passed."""
        screen, step, org, id = self._screen, found.step, stands.case.org, stands.case.id
        fields = [
            day_field(screen.catalog, screen.today),
            FormField("by", field_label(screen.catalog, "by")),
            reason_field(screen.catalog),
        ]

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            refuse(
                uow, screen.packs, org, id, step.id, on, texts["reason"], screen.today, texts["by"]
            )

        title = self._text(
            "screen.development.form.refuse", name=stands.case.person.name, step=step.title
        )
        kept = self._text("screen.development.kept.refuse", step=step.title)
        self._fill(title, fields, "case.refuse", write, (org, id, kept))

    def repeat(self, stands: CaseStanding, proposed: StepStanding | None) -> None:
        """Back to a step that was done."""
        screen, org, id = self._screen, stands.case.org, stands.case.id
        options = tuple(
            (found.step.id, f"{found.number} {screen.catalog.local(found.step.title)}")
            for found in stands.steps
            if found.taken
        )
        begin = proposed.step.id if proposed is not None and proposed.taken else ""
        step = FormField(
            "step",
            field_label(screen.catalog, "step"),
            begin,
            FieldKind.CHOICE,
            options,
            required=True,
        )
        fields = [step, day_field(screen.catalog, screen.today), reason_field(screen.catalog)]

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            repeat(uow, screen.packs, org, id, texts["step"], on, texts["reason"], screen.today)

        title = self._text("screen.development.form.repeat", name=stands.case.person.name)
        kept = self._text("screen.development.kept.repeat")
        self._fill(title, fields, "case.repeat", write, (org, id, kept))


def day_field(catalog: Catalog, today: date) -> FormField:
    """The day on which it happened."""
    return date_field(catalog, "on", field_label(catalog, "on"), today, today.isoformat())


def reason_field(catalog: Catalog) -> FormField:
    """Why."""
    return FormField("reason", field_label(catalog, "reason"), required=True)


def papers_field(catalog: Catalog, step: Step) -> FormField:
    """The papers of a step to be ticked, by their numbers: a name might have a comma in it."""
    options = tuple(
        (str(number), catalog.local(paper)) for number, paper in enumerate(step.papers, start=1)
    )
    hint = catalog.text("screen.development.hint.papers")
    label = field_label(catalog, "papers")
    return FormField("papers", label, kind=FieldKind.PEOPLE, options=options, hint=hint)


def with_papers(step: Step, texts: Texts) -> dict[str, str]:
    """The texts of a form as :func:`read_entry` takes them."""
    return {**texts, "papers": texts.get("papers", "") if step.papers else ""}


def faults_of(catalog: Catalog, problems: Sequence[Problem]) -> dict[str, str]:
    """Field → what speaks against it; with nothing but warnings also that a note is wanted."""
    faults: dict[str, str] = {}
    for problem in problems:
        key = "" if problem.place.key == "step" else problem.place.key
        text = catalog.problem(spoken(catalog, problem))
        faults[key] = catalog.listed([faults[key], text]) if key in faults else text
    if problems and all(problem.severity == "warning" for problem in problems):
        faults.setdefault("note", catalog.text("screen.development.fault.note"))
    return faults
