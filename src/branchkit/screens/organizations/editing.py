"""The form of an organisation: what it asks, and what becomes of what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from branchkit.core.errors import Problem
from branchkit.core.masking import mask_phone
from branchkit.core.organizations.organization import (
    KNOWN_SECTORS,
    Formation,
    Organization,
    OrganizationKind,
)
from branchkit.core.organizations.reading import (
    DATE_FIELDS,
    READERS,
    is_year,
    kind_of_name,
    read_organization_values,
)
from branchkit.core.typed_days import day_written_out, days_written_out
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.organizations.leadership import liaison_of, term_facts
from branchkit.services.organizations.organizations import add_organization, edit_organization
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.organizations.screen import OrganizationsScreen

REASON = "reason"
_PARENT = "parent"


class OrganizationForm(ScreenPart["OrganizationsScreen"]):
    """Adds below the organisation under the cursor, or changes it."""

    def __init__(self, screen: OrganizationsScreen) -> None:
        super().__init__(screen)
        self._here = screen.here()
        self._added = ""
        """The id of the new one, once it is kept."""

    def add(self) -> None:
        """A new one below the one under the cursor."""
        kinds = [kind for kind in OrganizationKind if kind.may_stand_under(self._here.kind)]
        if not kinds or self._here.dissolved:
            text = self._text("screen.organizations.nothing_below", name=self._here.name)
            self._screen.speak(text, Tone.ERROR)
            return
        likely = OrganizationKind.BRANCH if OrganizationKind.BRANCH in kinds else kinds[-1]
        blank = Organization("", "", likely, self._here.sector, self._here.id)

        def keep(texts: Mapping[str, str]) -> Mapping[str, str]:
            return self._keep_new(blank, texts)

        self._screen.fill_in(
            self._text("screen.organizations.adding", name=self._here.name),
            self._fields(blank, kinds, {}),
            keep,
            lambda: self._done(self._added),
            lambda texts: self._fields(_guessed(blank, kinds, texts), kinds, texts),
        )

    def edit(self) -> None:
        """The one under the cursor."""
        before = self._here
        if before.dissolved:
            text = self._text("screen.organizations.is_dissolved", name=before.name)
            self._screen.speak(text, Tone.ERROR)
            return
        above = self._screen.board.tree.parent(before.id)
        kinds = [k for k in OrganizationKind if above is None or k.may_stand_under(above.kind)]

        def keep(texts: Mapping[str, str]) -> Mapping[str, str]:
            return self._keep_changes(before, texts)

        self._screen.fill_in(
            self._text("screen.organizations.editing", name=before.name),
            self._fields(before, kinds, {}),
            keep,
            lambda: self._done(before.id),
            lambda texts: self._fields(before, kinds, texts),
        )

    # -- fields -----------------------------------------------------------------------------------

    def _fields(
        self,
        organization: Organization,
        kinds: Sequence[OrganizationKind],
        typed: Mapping[str, str],
    ) -> list[FormField]:
        """Units are asked of joint branches only; a reason is for the history, so where there is one."""
        parent = self._screen.board.tree.name(organization.parent)
        fields = [FormField(_PARENT, self._label(_PARENT), parent, FieldKind.FIXED)]
        joint = typed.get("formation", str(organization.formation)) == Formation.JOINT
        registered = self._registered(organization)
        for name in READERS:
            if name in registered:
                label, text = self._label(name), registered[name]
                hint = self._text("organization.hint.registered")
                fields.append(FormField(name, label, text, FieldKind.FIXED, hint=hint))
            elif name != "units" or joint:
                fields.append(self._field(name, organization, kinds))
        if organization.id:
            hint = self._text("screen.organizations.reason_hint")
            fields.append(FormField(REASON, self._text("screen.organizations.reason"), hint=hint))
        return fields

    def _registered(self, organization: Organization) -> dict[str, str]:
        """What is kept in registers of its own, and changed there."""
        if not organization.id:
            return {}
        store, tree, today = (
            self._screen.context.here.store,
            self._screen.board.tree,
            self._screen.today,
        )
        values: dict[str, str] = {}
        term = term_facts(store, tree, organization, today)
        if term.registered:
            values |= {"elected_on": term.elected_on, "term_years": str(term.years or "")}
        liaison = liaison_of(store, tree, organization, today)
        if liaison.registered:
            values |= {
                "contact_leader": liaison.leader,
                "contact_person": liaison.person,
                "phone": mask_phone(liaison.phone),
            }
        return values

    def _field(
        self, name: str, organization: Organization, kinds: Sequence[OrganizationKind]
    ) -> FormField:
        label, text = self._label(name), as_typed(organization, name)
        match name:
            case "kind":
                options = self._options("organization.kind", map(str, kinds))
                return FormField(name, label, text, FieldKind.CHOICE, options, required=True)
            case "sector":
                return FormField(name, label, text, FieldKind.CHOICE, self._sectors(text))
            case "formation":
                options = self._options("organization.formation", map(str, Formation))
                return FormField(name, label, text, FieldKind.CHOICE, options)
            case "phone":
                return FormField(
                    name, label, masked=mask_phone(text), check=partial(self._wrong, name)
                )
        return FormField(
            name,
            label,
            text,
            required=name == "name",
            hint=self._text(f"organization.hint.{name}") if name in _HINTED else "",
            tidy=partial(_written_out, self._screen.today) if name in DATE_FIELDS else str,
            check=partial(self._wrong, name),
        )

    def _wrong(self, name: str, text: str) -> str:
        """Why a field cannot be taken, as far as it shows by itself."""
        return self._read({name: text})[1].get(name, "")

    def _sectors(self, chosen: str) -> tuple[tuple[str, str], ...]:
        """Those there are to choose from: the program's, those of plugins, and the one that is chosen, should its plugin be gone."""
        titles = self._screen.context.here.contributions.sector_titles
        ids = dict.fromkeys((*KNOWN_SECTORS, *titles, *((chosen,) if chosen else ())))
        catalog = self._screen.catalog
        return tuple((id, catalog.titled(f"sector.{id}", titles.get(id))) for id in ids)

    def _label(self, name: str) -> str:
        return self._text(f"organization.field.{name}")

    def _options(self, family: str, values: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((value, self._text(f"{family}.{value}")) for value in values)

    # -- keeping ----------------------------------------------------------------------------------

    def _keep_new(self, blank: Organization, texts: Mapping[str, str]) -> Mapping[str, str]:
        values, faults = self._read(texts)
        if not texts.get("name", "").strip():
            faults["name"] = self._text("error.organization.name_missing")
        if faults:
            return faults
        context = self._screen.context
        with context.here.store.begin(context.actor, "organization.add") as uow:
            new = replace(blank, **values)  # type: ignore[arg-type]
            self._added = add_organization(uow, new).id
            uow.commit()
        return {}

    def _keep_changes(self, before: Organization, texts: Mapping[str, str]) -> Mapping[str, str]:
        given = {name: text for name, text in texts.items() if text != as_typed(before, name)}
        reason = given.pop(REASON, "").strip()
        values, faults = self._read(given)
        if faults:
            return faults
        if not given:
            return {"": self._text("error.organization.nothing_to_change")}
        empty = Organization("", "")
        emptied = {name: getattr(empty, name) for name, text in given.items() if not text.strip()}
        context = self._screen.context
        with context.here.store.begin(context.actor, "organization.edit") as uow:
            changes = {**emptied, **values}
            edit_organization(uow, before.id, changes, self._screen.today, reason, seen=before)
            uow.commit(reason=reason)
        return {}

    def _read(self, texts: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
        """Values, and what is wrong by field; what was only guessed is not asked about again."""
        given = {name: text for name, text in texts.items() if name in READERS}
        titles = self._screen.context.here.contributions.sector_titles
        reading = read_organization_values(
            days_written_out(given, DATE_FIELDS, self._screen.today), self._screen.today, titles
        )
        faults = {
            str(problem.params["field"]): self._told(problem)
            for problem in reading.problems
            if problem.severity == "error"
        }
        return reading.values, faults

    def _told(self, problem: Problem) -> str:
        return self._text(f"problem.{problem.code}", **problem.params)

    def _done(self, id: str) -> None:
        self._screen.changed(id)
        self._screen.speak(self._text("screen.organizations.kept"))


_HINTED = ("elected_on", "founded", "term_years", "units", "traits", "short_name")


def _written_out(today: date, text: str) -> str:
    """A day in full; of an old organisation a year will do."""
    return text if is_year(text) else day_written_out(text, today)


def _guessed(
    blank: Organization, kinds: Sequence[OrganizationKind], typed: Mapping[str, str]
) -> Organization:
    """With the kind that the name tells, as long as nobody has chosen one."""
    kind = kind_of_name(typed.get("name", ""))
    return replace(blank, kind=kind) if kind is not None and kind in kinds else blank


def as_typed(organization: Organization, name: str) -> str:
    """A field as one would type it."""
    value = getattr(organization, name, "")
    if isinstance(value, tuple):
        return "、".join(value)
    return str(value) if value else ""
