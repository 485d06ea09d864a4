"""Demo records of what was praised: commendations of the first of July, deeds of the scene's months."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.pack.demo.making import day_in, last_july, row, some, strangers
from branchkit.plugin import DemoRecord, DemoScene

COMMENDATION, DEEDS = "book.commendation", "roll.deeds"

_DEEDS = ("连夜抢修水渠，保住三十亩稻田", "十年照料邻居孤老", "带着八户办起养牛合作社")


def standing(scene: DemoScene) -> Iterator[DemoRecord]:
    """Two members and the branch were commended on the first of July; a deed a month."""
    day = last_july(scene)
    for member in some(scene, 2):
        values = {
            "date": day,
            "kind": "member",
            "member": member.id,
            "title": "优秀共产党员",
            "level": "township",
            "awarded_by": "乡党委",
            "elected": True,
        }
        yield row(COMMENDATION, values)
    branch = {"kind": "branch", "title": "先进基层党组织", "level": "county"}
    yield row(COMMENDATION, {"date": day, **branch, "awarded_by": "县委组织部", "elected": False})
    yield from _deeds(scene)


def _deeds(scene: DemoScene) -> Iterator[DemoRecord]:
    heroes = some(scene, len(_DEEDS))
    for place, (month, member) in enumerate(zip(scene.months, heroes, strict=False)):
        by_member = place != len(_DEEDS) - 1
        values = {
            "date": day_in(scene, month, 19),
            "about": "member" if by_member else "other",
            "member": member.id if by_member else "",
            "person": "" if by_member else strangers(scene, 1)[0],
            "deed": _DEEDS[place % len(_DEEDS)],
            "honour": "身边好人" if place == 0 else "",
            "level": "county" if place == 0 else "",
            "awarded_by": "县文明办" if place == 0 else "",
        }
        yield row(DEEDS, values)
