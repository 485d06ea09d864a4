"""Makes up the records of a demo as a recipe has them; the same scene and seed always give the same records.

What a recipe leaves open follows from the register: a choice is one of its choices, a number lies within its bounds, a member
is one who is here, a condition decides whether a column is filled at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from branchkit.core.dates import Period
from branchkit.core.members.member import Contact, Member, Mobility
from branchkit.core.registers.computed import RecordFacts, completed, figure
from branchkit.core.registers.conditions import all_hold, is_empty
from branchkit.core.registers.register import FIGURES, Column, ColumnKind
from branchkit.plugin.demo_files import bounds_of
from branchkit.plugin.demos import DemoColumn, DemoRecipe, DemoRecord, DemoRhythm, DemoScene

_TRIES = 8
"""So often a row is made anew that repeats another one; then it is left out."""
_DAYS = (2, 27)
"""Days of a month on which something happens: all months have them."""
_MONDAY = 0
_AS_IT_COMES = DemoColumn()


def made_records(recipe: DemoRecipe, scene: DemoScene, random: Random) -> Iterator[DemoRecord]:
    """The records of one register; none where it takes members and nobody is here."""
    return _Maker(recipe, scene, random).records()


class _Maker:
    """Makes the rows of one register for one branch."""

    def __init__(self, recipe: DemoRecipe, scene: DemoScene, random: Random) -> None:
        self._recipe = recipe
        self._scene = scene
        self._random = random
        self._here = [member for member in scene.members if _is_here(member)]
        typed = [column for column in recipe.register.columns if column.typed]
        self._plain = [column for column in typed if not column.when]
        self._conditional = [column for column in typed if column.when]
        people = (ColumnKind.MEMBER, ColumnKind.MEMBERS)
        self._needs_people = recipe.per_member or any(
            column.required and column.kind in people for column in typed
        )
        self._subject = next((c.id for c in typed if c.kind is ColumnKind.MEMBER), "")
        """The column that says whose row it is."""
        self._seen: set[tuple[str, ...]] = set()
        self._samples: list[Mapping[str, object]] = []
        """Those that have not come yet."""

    def records(self) -> Iterator[DemoRecord]:
        recipe = self._recipe
        if self._needs_people and not self._here:
            return
        whose: Sequence[Member | None] = self._few() if recipe.per_member else (None,)
        for occasion in self._occasions():
            for member in whose:
                for _row in range(recipe.count):
                    if self._happens(recipe.share) and (row := self._new_row(occasion, member)):
                        yield DemoRecord(recipe.register.id, row)

    def _few(self) -> list[Member]:
        """Those who have rows, in the order of the roll."""
        among = self._recipe.among
        if among is None or among >= len(self._here):
            return self._here
        chosen = {member.id for member in self._random.sample(self._here, among)}
        return [member for member in self._here if member.id in chosen]

    def _sample(self) -> Mapping[str, object]:
        if not self._samples:
            self._samples = list(self._recipe.samples)
            self._random.shuffle(self._samples)
        return self._samples.pop() if self._samples else {}

    def _occasions(self) -> Sequence[Period | date]:
        """The months or Mondays on which rows are made; of what is made once the first month."""
        months = self._scene.months
        match self._recipe.rhythm:
            case DemoRhythm.ONCE:
                return months[:1]
            case DemoRhythm.WEEK:
                return list(_mondays(months[0].first_day, self._scene.today))
        return months

    def _new_row(self, occasion: Period | date, member: Member | None) -> dict[str, object] | None:
        for _try in range(_TRIES):
            row = self._row(self._day(occasion), member)
            keys = {
                (*columns, *(str(row.get(id, "")) for id in columns))
                for columns in self._recipe.register.unique
            }
            if keys.isdisjoint(self._seen):
                self._seen |= keys
                return row
        return None

    def _day(self, occasion: Period | date) -> date:
        if not isinstance(occasion, Period):
            return occasion
        described = self._described(self._recipe.register.dated_by)
        if described.days is None:
            return self._scene.day_in(occasion, self._random.randint(*_DAYS))
        moved = occasion.first_day + timedelta(days=self._random.randint(*described.days))
        return min(moved, self._scene.today)

    def _row(self, day: date, member: Member | None) -> dict[str, object]:
        row: dict[str, object] = dict(self._sample())
        for column in self._plain:
            self._fill(row, column, day, member)
        for column in self._conditional:
            if all_hold(column.when, self._completed(row)):
                self._fill(row, column, day, member)
            else:
                row.pop(column.id, None)
        return row

    def _completed(self, row: Mapping[str, object]) -> Mapping[str, object]:
        return completed(self._recipe.register, row, RecordFacts(self._scene.today))

    def _fill(
        self, row: dict[str, object], column: Column, day: date, member: Member | None
    ) -> None:
        if column.id in row:
            return
        if column.id == self._recipe.register.dated_by:
            row[column.id] = _as_kept(column, day)
            return
        value = self._value(column, day, member)
        if not is_empty(value):
            row[column.id] = value

    def _value(self, column: Column, day: date, member: Member | None) -> object:
        described = self._described(column.id)
        if column.entry is ColumnKind.YES_NO:
            return self._happens(described.share)
        if column.kind is ColumnKind.MEMBERS:
            found = [m.id for m in self._here if self._happens(described.share)]
            return found or ([self._somebody()] if column.required else None)
        if not self._happens(described.share):
            return None
        if described.values:
            return self._random.choice(described.values)
        if column.entry in FIGURES:
            return self._figure(column, described)
        match column.entry:
            case ColumnKind.CHOICE:
                return self._random.choice(column.choices).id
            case ColumnKind.MEMBER:
                is_subject = member is not None and column.id == self._subject
                return member.id if member and is_subject else self._somebody()
            case ColumnKind.ORGANIZATION:
                return self._scene.org
            case ColumnKind.DATE | ColumnKind.MONTH:
                return self._later(column, described, day)
        return None

    def _somebody(self) -> str | None:
        return self._random.choice(self._here).id if self._here else None

    def _figure(self, column: Column, described: DemoColumn) -> str | None:
        bounds = bounds_of(column, described)
        if bounds is None:
            return None
        places = max(0, *(-int(bound.as_tuple().exponent) for bound in bounds))
        least, most = (int(bound.scaleb(places)) for bound in bounds)
        number = Decimal(self._random.randint(least, most)).scaleb(-places)
        return f"{number:.2f}" if column.kind is ColumnKind.MONEY else figure(number)

    def _later(self, column: Column, described: DemoColumn, day: date) -> str | None:
        """A day counted from the row's own. What ends or settles a row and lies ahead has not happened yet."""
        if described.days is None:
            return _as_kept(column, day) if column.required else None
        later = day + timedelta(days=self._random.randint(*described.days))
        register = self._recipe.register
        if later > self._scene.today and column.id in (register.ended_by, register.settled_by):
            return _as_kept(column, self._scene.today) if column.required else None
        return _as_kept(column, later)

    def _described(self, column: str) -> DemoColumn:
        return self._recipe.columns.get(column, _AS_IT_COMES)

    def _happens(self, share: int) -> bool:
        return self._random.randrange(100) < share


def _is_here(member: Member) -> bool:
    return member.mobility is not Mobility.OUT and member.contact is not Contact.LOST


def _mondays(since: date, until: date) -> Iterator[date]:
    monday = since + timedelta(days=(_MONDAY - since.weekday()) % 7)
    while monday <= until:
        yield monday
        monday += timedelta(days=7)


def _as_kept(column: Column, day: date) -> str:
    return str(Period.containing(day)) if column.kind is ColumnKind.MONTH else day.isoformat()
