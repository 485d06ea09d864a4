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
    ways: list[str] = []
    if from_y is not None and y > from_y:
        ways.append("\r" + "\n" * (y - from_y) + _sideways(0, x, stops))
    if from_y == y:
        if from_x is not None:
            ways.append(_sideways(from_x, x, stops))
        ways.append("\r" + _sideways(0, x, stops))
    elif from_y is not None and from_x is not None:
        down = _by(y - from_y, "B") if y > from_y else _by(from_y - y, "A")
        if from_x == x:
            ways.append(down)
        elif x == 0:
            ways.append(down + "\r")
    return min([*ways, best], key=len)


def _sideways(from_x: int, x: int, stops: TabStops) -> str:
    if x >= from_x:
        way = _by(x - from_x, "C") if x > from_x else ""
        tabbed = stops.way(from_x, x) if stops.stops and way else ""
        return tabbed if tabbed and len(tabbed) < len(way) else way
    return min("\b" * (from_x - x), _by(from_x - x, "D"), key=len)


def _by(count: int, final: str) -> str:
    return f"\x1b[{count if count > 1 else ''}{final}"
