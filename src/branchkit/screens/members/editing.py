"""The form of a member: what it asks, and what becomes of what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from branchkit.core.errors import Problem
from branchkit.core.members.member import (
    PERSONAL_FIELDS,
    Category,
    Contact,
    Member,
    Mobility,
    Standing,
)
from branchkit.core.members.reading import DATE_FIELDS
from branchkit.core.members.terms import CHOICES
from branchkit.core.ports import UnitOfWork
from branchkit.core.typed_days import day_written_out
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.members.texts import (
    MemberChanges,
    MemberTexts,
    missing_dates,
    not_taken,
    read_changes,
    typed_texts,
)
from branchkit.services.members.transfers import TRANSFERS, take_in
from branchkit.services.members.views import groups_of
from branchkit.services.roster import add_member, branch_name, edit_member
from branchkit.widgets.form_model import FieldKind, FormField
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.screens.members.screen import MembersScreen

_ASKED = (
    "name",
    "citizen_id",
    "sex",
    "birth",
    "ethnicity",
    "native_place",
    "education",
    "work_unit",
    "phone",
    "address",
    "household_star",
    "category",
    "joined",
    "full_since",
    "probation_until",
    "group",
    "post",
    "member_class",
    "own_traits",
    "standing",
    "standing_since",
    "standing_reason",
    "mobility",
    "away_since",
    "contact",
    "lost_since",
    "number",
)
"""The fields, in the order of the form."""
_ARRIVAL = ("counterpart", "letter")
"""What a newcomer with a letter is asked beside: where from, and the letter's number."""
_CHOSEN = ("sex", *CHOICES)


class MemberForm(ScreenPart["MembersScreen"]):
    """One member being added or changed."""

    def __init__(self, screen: MembersScreen, org: str) -> None:
        super().__init__(screen)
        self._org = org
        self._before = Member("", org, "")
        self._kept = ""
        """Id of the member as kept."""
        self._told: tuple[Problem, ...] = ()
        """What was taken though it looks doubtful."""

    def add(self) -> None:
        """Ask for somebody new."""
        organization = branch_name(self._screen.context.here.store, self._org)
        self._open(self._text("screen.members.adding", organization=organization))

    def edit(self, member: Member) -> None:
        """Ask for changes to a member."""
        if member.removed:
            self._screen.speak(self._text("screen.members.has_left"), Tone.ERROR)
            return
        self._before = member
        self._open(self._text("screen.members.editing", number=member.number, name=member.name))

    def _open(self, title: str) -> None:
        self._screen.fill_in(title, self._fields({}), self._keep, self._done, self._fields)

    # -- what is asked ----------------------------------------------------------------------------

    def _fields(self, texts: Mapping[str, str]) -> Sequence[FormField]:
        """The fields that apply to what has been typed so far."""
        changes = read_changes(self._before, self._typed(texts), self._screen.today)
        now = replace(self._before, **changes.values)  # type: ignore[arg-type]
        asked = {
            "full_since": now.category is Category.FULL,
            "probation_until": now.category is Category.PROBATIONARY,
            "standing_since": now.standing is not Standing.NORMAL,
            "standing_reason": now.standing is not Standing.NORMAL,
            "away_since": now.mobility is not Mobility.NONE,
            "lost_since": now.contact is not Contact.NORMAL,
        }
        missing = set(missing_dates(now))
        fields = [self._field(name, now, missing) for name in _ASKED if asked.get(name, True)]
        return fields if self._before.id else [*fields, *self._arrival_fields()]

    def _arrival_fields(self) -> list[FormField]:
        return [
            FormField(
                name,
                self._text(f"screen.members.arrival.{name}"),
                hint=self._text("screen.members.hint.arrival"),
            )
            for name in _ARRIVAL
        ]

    def _field(self, name: str, now: Member, missing: set[str]) -> FormField:
        before = self._known().get(name, "")
        label = self._text(f"member.field.{name}")
        if name in PERSONAL_FIELDS and before:
            unmasked = name in self._screen.unmasked
            shown = MemberTexts(self._screen.catalog).shown(self._before, name)
            return FormField(
                name,
                label,
                before if unmasked else "",
                masked="" if unmasked else shown,
                check=partial(self._wrong, name),
            )
        if name in _CHOSEN:
            text = now.sex if name == "sex" and not before else before or self._default(name)
            return FormField(
                name,
                label,
                text,
                FieldKind.CHOICE,
                self._options(name),
                required=name == "category",
            )
        return FormField(
            name,
            label,
            now.birth if name == "birth" and not before else before,
            required=name == "name" or name in missing,
            hint=self._hint(name),
            tidy=partial(day_written_out, today=self._screen.today) if name in DATE_FIELDS else str,
            check=partial(self._wrong, name),
        )

    def _wrong(self, name: str, text: str) -> str:
        """Why a field cannot be taken, as far as it shows by itself."""
        changes = read_changes(self._before, {name: text}, self._screen.today)
        return self._faults(changes).get(name, "")

    def _default(self, name: str) -> str:
        """What a choice is where nothing was ever said; whether a newcomer is a full member has to be said."""
        if name == "sex" or name not in CHOICES or (name == "category" and not self._before.id):
            return ""
        return str(getattr(Member("", "", ""), name))

    def _options(self, name: str) -> tuple[tuple[str, str], ...]:
        values = ("m", "f") if name == "sex" else dict.fromkeys(map(str, CHOICES[name].values()))
        return tuple((value, self._text(f"member.{name}.{value}")) for value in values)

    def _hint(self, name: str) -> str:
        if name == "group":
            groups = groups_of(self._screen.board.lines)
            return self._text("screen.members.hint.group", groups=list(groups)) if groups else ""
        if name in DATE_FIELDS:
            return self._text("screen.members.hint.date")
        key = f"screen.members.hint.{name}"
        return self._text(key) if self._screen.catalog.has(key) else ""

    # -- what becomes of it -----------------------------------------------------------------------

    def _known(self) -> Mapping[str, str]:
        """The member's fields as one would type them; of a newcomer nothing is known."""
        return typed_texts(self._before) if self._before.id else {}

    def _typed(self, texts: Mapping[str, str]) -> dict[str, str]:
        """What differs from the member as it was."""
        before = self._known()
        return {
            name: text
            for name, text in texts.items()
            if name not in _ARRIVAL
            and text.strip() != (before.get(name, "") or self._default(name))
        }

    def _keep(self, texts: Mapping[str, str]) -> Mapping[str, str]:
        changes = read_changes(self._before, self._typed(texts), self._screen.today)
        after = replace(self._before, **changes.values)  # type: ignore[arg-type]
        faults = self._faults(changes)
        if not after.name.strip():
            faults.setdefault("name", self._text("error.member.name_missing"))
        if not texts["category"]:
            faults["category"] = self._text("screen.members.wanted")
        for name in missing_dates(after):
            faults.setdefault(name, self._text("screen.members.date_wanted"))
        if faults:
            return faults
        self._told = changes.problems
        store = self._screen.context.here.store
        action = "member.edit" if self._before.id else "member.add"
        with store.begin(self._screen.context.actor, action) as uow:
            if self._before.id:
                edit_member(uow, self._org, self._before.id, changes.values, seen=self._before)
                self._kept = self._before.id
            else:
                self._kept = self._put_on_the_roll(uow, after, texts).id
            uow.commit()
        return {}

    def _put_on_the_roll(self, uow: UnitOfWork, new: Member, texts: Mapping[str, str]) -> Member:
        """Somebody admitted here, or somebody who has come with a letter of another organisation."""
        if not texts["counterpart"].strip():
            return add_member(uow, new)
        contributions = self._screen.context.here.contributions
        return take_in(
            uow,
            contributions.rule_packs,
            contributions.registers[TRANSFERS],
            new,
            counterpart=texts["counterpart"],
            on=self._screen.today,
            number=texts["letter"],
        )

    def _faults(self, changes: MemberChanges) -> dict[str, str]:
        return {
            str(problem.params.get("field")): self._screen.catalog.problem(problem)
            for problem in not_taken(changes)
        }

    def _done(self) -> None:
        screen = self._screen
        screen.changed(self._org, self._kept)
        if self._told:
            screen.speak(screen.catalog.problem(self._told[0]), Tone.ERROR)
        else:
            screen.speak(self._text("screen.members.kept"))
