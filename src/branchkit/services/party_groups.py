"""Party groups and who belongs to them. A member names the group by its name, so a group's members follow its name."""

from __future__ import annotations

from branchkit.core.ports import Reader, UnitOfWork


def members_of_group(reader: Reader, branch: str, group: str) -> list[str]:
    """The ids of those on a branch's roll who belong to a group."""
    return [
        id
        for id, own, removed in reader.project(branch, "member", "", ("group", "removed"))
        if own == group and not removed
    ]


def regroup(uow: UnitOfWork, branch: str, old: str, new: str) -> int:
    """Have the members of one group belong to another; how many there were."""
    ids = members_of_group(uow, branch, old)
    for id in ids:
        document = uow.get(branch, "member", id)
        if document is not None:
            uow.put(branch, "member", id, {**document.body, "group": new})
    return len(ids)
