"""What an action is."""

from __future__ import annotations

from branchkit.core.values import frozen


@frozen
class Action:
    """Something the user can do. ``listed`` puts it first, with a digit, in the list behind F9."""

    id: str
    keys: tuple[str, ...]
    listed: bool = False
