"""Keeps what was read last, so that a screen reads a row once while it looks at it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LruCache(Generic[K, V]):
    """The values that were asked for last; at most ``size`` of them.

    ``read`` gives the values of any number of keys at the price of one look into the store; those that there are.
    """

    def __init__(self, size: int, read: Callable[[Sequence[K]], Mapping[K, V]]) -> None:
        self._size = size
        self._read = read
        self._values: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def get(self, key: K) -> V:
        """The value of a key, read when it is not among the last; KeyError where there is none."""
        if key not in self._values:
            self.read_ahead([key])
        self._values.move_to_end(key)
        return self._values[key]

    def read_ahead(self, keys: Iterable[K]) -> None:
        """Read those of the keys that are not kept, fewer than ``size``; what is kept stays as it was seen."""
        wanted = [key for key in keys if key not in self._values]
        for key, value in self._read(wanted).items():
            self.put(key, value)

    def put(self, key: K, value: V) -> None:
        """Keep a value that was read or made elsewhere."""
        self._values[key] = value
        if len(self._values) > self._size:
            self._values.popitem(last=False)

    def forget(self, key: K) -> None:
        """Have it read again when it is asked for next."""
        self._values.pop(key, None)

    def values(self) -> Iterable[V]:
        """All that are kept."""
        return self._values.values()
