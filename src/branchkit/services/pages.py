"""Any number of documents read a page at a time: few statements, and memory that stays flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from branchkit.core.ports import Document, Key, Reader

T = TypeVar("T")

AT_ONCE = 300
"""Documents of a page: what the store reads with one statement, a third of a megabyte."""


def in_pages(items: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Lists of ``size`` items, the last one shorter; nothing is taken before it is asked for."""
    waiting = iter(items)
    while page := list(islice(waiting, size)):
        yield page


def documents_of(reader: Reader, keys: Iterable[Key]) -> Iterator[Document]:
    """Those of the documents that there are, in the order of ``keys``."""
    for page in in_pages(keys):
        yield from reader.get_many(page).values()
