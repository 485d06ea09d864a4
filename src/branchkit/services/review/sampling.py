"""Samples: drawn by lot from sheets or cells, kept with their seed beside the organisation that has drawn them."""

from __future__ import annotations

from collections.abc import Iterable

from branchkit.core.dates import Period
from branchkit.core.ports import Key, Reader, UnitOfWork
from branchkit.core.review.sampling import Sample, draw
from branchkit.core.scoring.sheets import SheetKey

SAMPLE, CELLS = "sample", "sample/cells"


def sample_of_sheets(node: str, kind: str, period: Period) -> Key:
    """Where an organisation keeps which sheets of a kind and period it has drawn."""
    return node, SAMPLE, f"{kind}@{period}"


def sample_of_cells(key: SheetKey) -> Key:
    """Where the cells stand that were drawn of one sheet."""
    return key.org, CELLS, str(key)


def read_sample(reader: Reader, place: Key) -> Sample | None:
    """What was drawn last; earlier samples stand in the ledger."""
    document = reader.get(*place)
    return None if document is None else Sample.from_body(document.body)


def draw_sample(
    uow: UnitOfWork, place: Key, candidates: Iterable[str], size: int, seed: str, at: str
) -> Sample:
    """Draw by lot, and keep what was drawn with its seed; an empty seed is the present moment."""
    among = list(candidates)
    sown = seed.strip() or "".join(digit for digit in at if digit.isdecimal())[:14]
    sample = Sample(sown, draw(sown, among, size), len(among), uow.actor.name, at)
    uow.put(*place, sample.to_body())
    return sample
