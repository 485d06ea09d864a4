"""The ways of the cursor from one cell to another."""

from __future__ import annotations

from branchkit.terminal.tab_stops import TabStops

NO_STOPS = TabStops()


def shortest_move(
    from_x: int | None, from_y: int | None, x: int, y: int, stops: TabStops = NO_STOPS
) -> str:
    """The shortest sequence that brings the cursor to a cell; None: it is not known where it is.

    ``stops`` are the terminal's tab stops, as far as they are known.

    A line feed comes behind a carriage return only, since the line discipline may add one to it.
    """
    best = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
    if from_y is None:
        return best
    if from_y == y:
        if from_x is not None and len(way := _sideways(from_x, x, stops)) < len(best):
            best = way
        if len(best) > 1 and len(way := "\r" + _sideways(0, x, stops)) < len(best):
            best = way
        return best
    if 0 < y - from_y < len(best) - 1:
        way = "\r" + "\n" * (y - from_y) + _sideways(0, x, stops)
        if len(way) < len(best):
            best = way
    if from_x is not None and x in (from_x, 0):
        way = _by(y - from_y, "B") if y > from_y else _by(from_y - y, "A")
        way += "" if from_x == x else "\r"
        if len(way) < len(best):
            best = way
    return best


def _sideways(from_x: int, x: int, stops: TabStops) -> str:
    if x >= from_x:
        way = _by(x - from_x, "C") if x > from_x else ""
        tabbed = stops.way(from_x, x) if stops.stops and way else ""
        return tabbed if tabbed and len(tabbed) < len(way) else way
    return min("\b" * (from_x - x), _by(from_x - x, "D"), key=len)


def _by(count: int, final: str) -> str:
    return f"\x1b[{count if count > 1 else ''}{final}"
