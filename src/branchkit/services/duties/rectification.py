"""What a superior has to press for: items of rectification of the organisations directly below that are overdue."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.core.duties import Duty, Opening
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.core.rulepacks import Citation
from branchkit.core.texts import LocalText
from branchkit.services.duties.scene import DutyScene
from branchkit.services.organizations.organizations import ORGANIZATION
from branchkit.services.rating.rectification import ITEMS, items_of

_WITHOUT = (OrganizationKind.BRANCH, OrganizationKind.GROUP)


def duties(scene: DutyScene) -> Iterator[Duty]:
    """One for all of them, due since the first that is overdue; whoever stands further down is their own superior's."""
    register = scene.contributions.registers.get(ITEMS)
    own = scene.reader.get("", ORGANIZATION, scene.org)
    # Below a branch there are groups, which keep no list; a county has a thousand branches.
    if register is None or own is None or own.body.get("kind") in _WITHOUT:
        return
    fields = ("name", "parent", "dissolved")
    names = {
        id: str(name)
        for id, name, parent, dissolved in scene.reader.project("", ORGANIZATION, "", fields)
        if parent == scene.org and not dissolved
    }
    late = [
        item
        for item in (items_of(scene.reader, names) if names else ())
        if item.state(scene.today) == "overdue"
    ]
    if late:
        yield Duty(
            code="items_overdue_below",
            org=scene.org,
            opens=Opening("rectification", subject=scene.org),
            due_on=min(item.deadline or scene.today for item in late),
            rule=Citation(LocalText(register.basis) if register.basis else register.title),
            params={
                "count": len(late),
                "names": list(dict.fromkeys(names[item.org] for item in late)),
            },
        )
