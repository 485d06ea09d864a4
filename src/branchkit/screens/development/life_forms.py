"""The forms about a case as a whole: a new one, the person's data, extending, cancelling, going on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from branchkit.core.development.cases import FieldValue, Person
from branchkit.core.development.checks import RESOLUTION, inputs_of, unexcused
from branchkit.core.development.standing import CaseStanding
from branchkit.core.errors import Problem
from branchkit.core.members.member import Category
from branchkit.core.members.reading import DATE_FIELDS
from branchkit.core.ports import UnitOfWork
from branchkit.core.typed_days import day_written_out
from branchkit.core.typed_numbers import typed_count
from branchkit.screens.console import Texts
from branchkit.screens.development.detail import field_label
from branchkit.screens.development.step_forms import (
    CaseForms,
    Write,
    day_field,
    faults_of,
    papers_field,
    reason_field,
)
from branchkit.services.development.cases import POSTPONEMENT, cases_of, routes_of
from branchkit.services.development.entries import (
    MASKS,
    PERSON_FIELDS,
    person_of,
    read_entry,
    read_person,
    shown_person,
)
from branchkit.services.development.life import (
    NOTHING_RESOLVED,
    Opening,
    cancel,
    check_opening,
    edit_person,
    extend_probation,
    needs_resolution,
    open_case,
    reopen,
)
from branchkit.services.development.moving import leave, move, postpone
from branchkit.services.development.steps import not_sound
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.roster import member, members_of
from branchkit.widgets.form_model import FieldKind, FormField

_SEXES = ("m", "f")


class LifeForms(CaseForms):
    """Forms about a case as a whole."""

    # -- a new case -------------------------------------------------------------------------------

    def add(self) -> None:
        """Somebody applies, or is taken over from paper at the step that is next."""
        screen = self._screen
        made: list[str] = []
        fields = self._opening_fields({})

        def keep(texts: Texts) -> Texts:
            asked = self._opening_fields(texts)
            opening, faults = self._read_opening(texts, self._missing(asked, texts))
            if opening is None:
                return faults
            store, org = screen.context.here.store, screen.context.node
            problems = check_opening(store, screen.packs, org, opening, screen.today)
            note = texts.get("note", "")
            if open_problems := unexcused(problems, note):
                return faults_of(screen.catalog, open_problems)
            with store.begin(screen.context.actor, "case.open") as uow:
                made.append(open_case(uow, screen.packs, org, opening, screen.today).case.id)
                uow.commit(reason=note)
            return {}

        def done() -> None:
            screen.changed(screen.context.node, made[-1], self._text("screen.development.kept.add"))

        title = self._text("screen.development.form.add")
        screen.fill_in(title, fields, keep, done, self._opening_fields)

    def _opening_fields(self, texts: Texts) -> list[FormField]:
        """The fields for what has been filled in; of a case that is taken over nobody knows today as the application's day."""
        screen = self._screen
        taken_over = bool(texts.get("next_step"))
        label = partial(field_label, screen.catalog)
        route = routes_of(screen.packs).on(screen.today)
        steps = tuple(
            (step.id, f"{route.numbers[step.id]} {screen.catalog.local(step.title)}")
            for step in route.steps[1:]
        )
        on = day_field(screen.catalog, screen.today)
        on = replace(
            on, label=label("applied_on"), text="" if taken_over else on.text, required=False
        )
        fields = [*self._person_fields(Person("")), on]
        if route.steps[0].papers:
            fields.append(papers_field(screen.catalog, route.steps[0]))
        fields.append(
            FormField(
                "next_step",
                label("next_step"),
                kind=FieldKind.CHOICE,
                options=steps,
                hint=self._text("screen.development.hint.next_step"),
            )
        )
        if taken_over:
            hint = self._text("screen.development.hint.came_from")
            fields.append(FormField("came_from", label("came_from"), hint=hint))
        if on_probation := self._members_without_case():
            hint = self._text("screen.development.hint.member")
            kind = FieldKind.CHOICE
            fields.append(FormField("member", label("member"), "", kind, on_probation, hint=hint))
        hint = self._text("screen.development.hint.note")
        return [*fields, FormField("note", label("note"), hint=hint)]

    def _members_without_case(self) -> tuple[tuple[str, str], ...]:
        """Probationary members whom no case names: they were admitted before cases were kept here."""
        store, org = self._screen.context.here.store, self._screen.context.node
        known = {case.member for case in cases_of(store, org)}
        return tuple(
            (m.id, m.name)
            for m in members_of(store, org)
            if m.category is Category.PROBATIONARY and m.id not in known
        )

    def _read_opening(
        self, texts: Texts, faults: dict[str, str]
    ) -> tuple[Opening | None, dict[str, str]]:
        screen = self._screen
        store, org, id = screen.context.here.store, screen.context.node, texts.get("member", "")
        values, problems = read_person(texts, screen.today)
        if id:
            # Whoever is on the roll need not be typed anew; what is typed counts.
            known = person_of(member(store, org, id))
            values = {name: value or getattr(known, name) for name, value in values.items()}
            faults.pop("name", None)
        faults |= self._person_faults(problems)
        route = routes_of(screen.packs).on(screen.today)
        application = None
        if texts["on"].strip():
            application, found = read_entry(store, org, route.steps[0], texts, screen.today)
            faults |= faults_of(screen.catalog, found)
        if faults:
            return None, faults
        opening = Opening(
            Person(**values),
            application,
            texts["next_step"],
            id,
            came_from=texts.get("came_from", "").strip(),
            note=texts.get("note", ""),
        )
        return opening, {}

    # -- the person -------------------------------------------------------------------------------

    def edit_person(self, stands: CaseStanding) -> None:
        """What is known of the person; personal data is replaced, never shown."""
        screen, org, id = self._screen, stands.case.org, stands.case.id
        fields = self._person_fields(stands.case.person)

        def keep(texts: Texts) -> Texts:
            values, problems = read_person(texts, screen.today)
            faults = self._missing(fields, texts) | self._person_faults(problems)
            if faults:
                return faults
            with screen.context.here.store.begin(screen.context.actor, "case.person") as uow:
                edit_person(uow, screen.packs, org, id, values, screen.today)
                uow.commit()
            return {}

        title = self._text("screen.development.form.person", name=stands.case.person.name)
        kept = self._text("screen.development.kept.person")
        screen.fill_in(title, fields, keep, lambda: screen.changed(org, id, kept))

    def _person_fields(self, person: Person) -> list[FormField]:
        catalog = self._screen.catalog
        shown = shown_person(person)
        sexes = tuple((sex, catalog.text(f"member.sex.{sex}")) for sex in _SEXES)
        fields = []
        for name in PERSON_FIELDS:
            text = str(getattr(person, name))
            masked = shown[name] if name in MASKS and text else ""
            fields.append(
                FormField(
                    name,
                    catalog.text(f"member.field.{name}"),
                    "" if masked else text,
                    FieldKind.CHOICE if name == "sex" else FieldKind.TEXT,
                    sexes if name == "sex" else (),
                    required=name == "name",
                    masked=masked,
                    tidy=partial(day_written_out, today=self._screen.today)
                    if name in DATE_FIELDS
                    else str,
                    check=partial(self._wrong, name),
                )
            )
        return fields

    def _wrong(self, name: str, text: str) -> str:
        """Why a field cannot be taken, as far as it shows by itself."""
        _values, problems = read_person({name: text}, self._screen.today)
        return self._person_faults(problems).get(name, "")

    # -- how it goes on, or ends ------------------------------------------------------------------

    def extend(self, stands: CaseStanding) -> None:
        """Lengthen the probation."""
        screen, org, id = self._screen, stands.case.org, stands.case.id
        edition = stands.route.edition
        least, most = edition.number("extension-least"), edition.number("extension-most")
        months = FormField(
            "months",
            field_label(screen.catalog, "months"),
            str(least),
            required=True,
            hint=self._text("screen.development.hint.months", least=least, most=most),
        )
        fields = [months, *self._resolution_fields(org)]

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            lengthened = _count(texts["months"]), on, texts["reason"], screen.today
            resolution = self._resolution(stands, texts)
            extend_probation(uow, screen.packs, org, id, *lengthened, resolution)

        self._ask("extend", stands, fields, write)

    def postpone(self, stands: CaseStanding) -> None:
        """Vote later on somebody on probation who came from elsewhere."""
        screen, org, id = self._screen, stands.case.org, stands.case.id
        rule = stands.route.edition.rules.get(POSTPONEMENT)
        most = int(rule.value) if rule is not None else 0
        months = FormField(
            "months",
            field_label(screen.catalog, "postponed"),
            str(most),
            required=True,
            hint=self._text("screen.development.hint.months", least=1, most=most),
        )

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            months = _count(texts["months"])
            postpone(uow, screen.packs, org, id, months, on, texts["reason"], screen.today)

        self._ask("postpone", stands, [months, *self._day_and_reason()], write)

    def leave(self, stands: CaseStanding) -> None:
        """Somebody who is no member yet goes to another organisation: of this workspace, and the case with them; or not."""
        screen, org, id = self._screen, stands.case.org, stands.case.id
        others = [
            o for o in read_tree(screen.context.here.store) if o.kind.has_roll and o.id != org
        ]
        label, hint = field_label(screen.catalog, "to"), self._text("screen.development.hint.to")
        to = FormField("to", label, required=True, hint=hint)

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            typed, reason = texts["to"].strip(), texts["reason"]
            here = next((o.id for o in others if typed in (o.id, o.name)), "")
            if here:
                move(uow, screen.packs, org, id, here, on, reason, screen.today)
            else:
                leave(uow, screen.packs, org, id, typed, on, reason, screen.today)

        self._ask("leave", stands, [to, *self._day_and_reason()], write)

    def cancel(self, stands: CaseStanding) -> None:
        """End the case; somebody on probation leaves the roll, which the general meeting resolves."""
        screen, org, id = self._screen, stands.case.org, stands.case.id
        resolved = needs_resolution(stands)

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            ended = on, texts["reason"], screen.today
            resolution = self._resolution(stands, texts) if resolved else NOTHING_RESOLVED
            cancel(uow, screen.packs, org, id, *ended, resolution)

        fields = self._resolution_fields(org) if resolved else self._day_and_reason()
        self._ask("cancel", stands, fields, write)

    def resume(self, stands: CaseStanding) -> None:
        """Let a refused or cancelled case go on."""
        screen, org, id = self._screen, stands.case.org, stands.case.id

        def write(uow: UnitOfWork, texts: Texts, on: date) -> None:
            reopen(uow, screen.packs, org, id, on, texts["reason"], screen.today)

        self._ask("resume", stands, self._day_and_reason(), write)

    def _resolution_fields(self, org: str) -> list[FormField]:
        """The meeting, its votes, the approval and the reason."""
        on, reason = self._day_and_reason()
        held = replace(on, label=field_label(self._screen.catalog, "held_on"))
        return [held, *(self._input_field(wanted, org) for wanted in inputs_of(RESOLUTION)), reason]

    def _resolution(self, stands: CaseStanding, texts: Texts) -> Mapping[str, FieldValue]:
        """What was typed of a resolution; raises :class:`CaseError` ``not_sound`` for what cannot be read."""
        screen, case = self._screen, stands.case
        store = screen.context.here.store
        entry, problems = read_entry(store, case.org, RESOLUTION, texts, screen.today)
        if entry is None:
            raise not_sound(case.person.name, problems)
        return entry.fields

    def _day_and_reason(self) -> list[FormField]:
        catalog = self._screen.catalog
        return [day_field(catalog, self._screen.today), reason_field(catalog)]

    def _ask(
        self, what: str, stands: CaseStanding, fields: Sequence[FormField], write: Write
    ) -> None:
        case = stands.case
        title = self._text(f"screen.development.form.{what}", name=case.person.name)
        kept = self._text(f"screen.development.kept.{what}")
        self._fill(title, fields, f"case.{what}", write, (case.org, case.id, kept))

    def _person_faults(self, problems: Sequence[Problem]) -> dict[str, str]:
        """Field → why it cannot be kept; what is only a remark is let through."""
        return {
            str(problem.params["field"]): self._screen.catalog.problem(problem)
            for problem in problems
            if problem.severity == "error"
        }


def _count(typed: str) -> int:
    """A whole number as it was typed; 0 for what is none, which every service refuses."""
    return typed_count(typed) or 0
