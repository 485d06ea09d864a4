"""Frozen values behave as frozen dataclasses do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from branchkit.core.values import frozen


@frozen
class Point:
    x: int
    y: int = 0
    marks: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.x}/{self.y}"


@frozen
class Named(Point):
    name: str = "?"


@frozen
class Counted:
    by: dict[str, int]
    __hash__ = None  # type: ignore[assignment]


def test_values_come_by_position_by_name_and_by_default() -> None:
    assert (Point(1, 2).x, Point(x=3).y, Named(1, name="a").name) == (1, 0, "a")


def test_no_two_values_share_a_made_default() -> None:
    assert Point(1).marks is not Point(1).marks


def test_equal_when_all_attributes_are_and_of_one_class() -> None:
    assert Point(1, 2) == Point(1, 2)
    assert Point(1, 2) != Point(2, 2)
    assert Point(1) != Named(1)


def test_an_attribute_is_set_once() -> None:
    with pytest.raises(FrozenInstanceError):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del Point(1).x


@pytest.mark.parametrize("given", [(), (1, 2, {}, 4)])
def test_what_does_not_fit_is_refused(given: tuple[int, ...]) -> None:
    with pytest.raises(TypeError, match="Point"):
        Point(*given)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="z"):
        Point(1, z=1)  # type: ignore[call-arg]


def test_the_standard_librarys_tools_work() -> None:
    assert replace(Point(1, 2), y=5) == Point(1, 5)
    assert [f.name for f in fields(Named)] == ["x", "y", "marks", "name"]
    match Point(4, 5):
        case Point(x, y):
            assert (x, y) == (4, 5)
    assert repr(Point(1)) == "Point(x=1, y=0, marks={})"
    assert str(Point(1)) == "1/0"


def test_values_without_a_dict_inside_can_be_keys() -> None:
    @frozen
    class Key:
        a: str
        b: int

    assert {Key("x", 1): "found"}[Key("x", 1)] == "found"
    with pytest.raises(TypeError):
        hash(Counted({}))


def test_a_class_of_which_there_are_many_makes_them_in_the_same_way() -> None:
    @frozen
    class Base:
        a: int
        b: int = 2
        marks: dict[str, int] = field(default_factory=dict)

    @frozen
    class Often(Base):
        c: int  # type: ignore[misc]
        d: str = "d"

    make: Callable[..., Often] = Often
    few = Often(1, c=3)
    slow = Often.__init__
    for _ in range(2000):
        Often(1, 2, {}, 3)
    assert Often.__init__ is not slow
    assert (Often(1, c=3), Often(1, 2, {}, 3, "d")) == (few, few)
    assert Often(1, c=3).marks is not Often(1, c=3).marks
    assert replace(few, a=5) == Often(5, 2, {}, 3)
    for given, named, told in (((), {"c": 3}, "a"), ((1,), {}, "c"), ((1,), {"c": 3, "z": 1}, "z")):
        with pytest.raises(TypeError, match=rf"Often|\b{told}\b"):
            make(*given, **named)
    with pytest.raises(TypeError, match="Often"):
        Often(1, 2, {}, 3, "d", 6)  # type: ignore[call-arg]
