"""Keeps what was read last, so that a screen reads a row once while it looks at it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LruCache(Generic[K, V]):
    """The values that were asked for last; at most ``size`` of them."""

    def __init__(self, size: int, read: Callable[[K], V]) -> None:
        self._size = size
        self._read = read
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V:
        """The value of a key, read when it is not among the last."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._read(key)
        self.put(key, value)
        return value

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
