"""Who on the roll a row of a workbook speaks of: by citizen ID, else by name and birth, never by a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from branchkit.core.members.citizen_id import is_consistent
from branchkit.core.members.member import Member
from branchkit.core.members.reading import comparable_name, dates_agree
from branchkit.core.values import frozen


@frozen
class Match:
    """``member`` is None for somebody new. ``fault`` is the code of a problem that leaves the row out."""

    member: Member | None = None
    fault: str = ""
    others: tuple[Member, ...] = ()
    """Who else it could be, for the problem's text."""


class Roll:
    """The members of a branch, those removed included, by what identifies them."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._by_citizen_id: dict[str, Member] = {}
        self._by_name: defaultdict[str, list[Member]] = defaultdict(list)
        for member in members:
            self.add(member)

    def add(self, member: Member) -> None:
        """Somebody who is on the roll from now on."""
        if member.citizen_id:
            self._by_citizen_id[member.citizen_id] = member
        self._by_name[comparable_name(member.name)].append(member)

    def match(self, values: Mapping[str, object]) -> Match:
        """Whom a row's values (``name``, ``citizen_id``, ``birth``) mean.

        Faults: ``roster.id_of_another`` (the ID belongs to somebody with another name), ``roster.id_differs`` (same
        name and birth, and one of two different IDs is wrong), ``roster.ambiguous``.
        """
        name, citizen_id, birth = (
            str(values.get(key, "")) for key in ("name", "citizen_id", "birth")
        )
        namesakes = self._by_name.get(comparable_name(name), [])
        if citizen_id and (known := self._by_citizen_id.get(citizen_id)):
            return (
                Match(known)
                if known in namesakes
                else Match(fault="roster.id_of_another", others=(known,))
            )
        if not namesakes:
            return Match()
        if citizen_id:
            return _match_by_birth_and_id(namesakes, birth, citizen_id)
        return _match_by_birth(namesakes, birth)


def _match_by_birth_and_id(namesakes: list[Member], birth: str, citizen_id: str) -> Match:
    born_alike = [m for m in namesakes if dates_agree(m.birth, birth)]
    without_id = [m for m in born_alike if not m.citizen_id]
    if len(without_id) == 1:
        return Match(without_id[0])
    doubtful = [
        m for m in born_alike if not (is_consistent(m.citizen_id) and is_consistent(citizen_id))
    ]
    if len(doubtful) == 1 and not without_id:
        return Match(fault="roster.id_differs", others=tuple(doubtful))
    nameless = [m for m in namesakes if not m.birth and not m.citizen_id]
    if doubtful or nameless:
        return Match(fault="roster.ambiguous", others=tuple(doubtful or nameless))
    return Match()


def _match_by_birth(namesakes: list[Member], birth: str) -> Match:
    if not birth:
        only = namesakes[0] if len(namesakes) == 1 else None
        if only is not None and not only.birth and not only.citizen_id:
            return Match(only)
        return Match(fault="roster.ambiguous", others=tuple(namesakes))
    born_alike = [m for m in namesakes if dates_agree(m.birth, birth)]
    if len(born_alike) == 1:
        return Match(born_alike[0])
    open_births = [m for m in namesakes if not m.birth]
    if born_alike or open_births:
        return Match(fault="roster.ambiguous", others=tuple(born_alike or open_births))
    return Match()
