"""Sampling (抽查): which sheets, or which cells of a sheet, are looked at closely, by lot.

The seed is kept, so that anybody can draw again and see that nobody was picked: every candidate is hashed with the seed, and those with
the smallest hashes are drawn. That needs no random generator, whose draws may differ from one version to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from branchkit.core.fields import Unknown, unknown_fields, with_unknown
from branchkit.core.values import frozen


def draw(seed: str, candidates: Iterable[str], size: int) -> tuple[str, ...]:
    """So many of the candidates, in their own order; all of them where there are no more."""
    among = list(dict.fromkeys(candidates))
    by_lot = sorted(among, key=lambda one: sha256(f"{seed}\n{one}".encode()).hexdigest())
    drawn = set(by_lot[: max(size, 0)])
    return tuple(one for one in among if one in drawn)


@frozen
class Sample:
    """What was drawn: with which seed, out of how many, by whom and when."""

    seed: str
    drawn: tuple[str, ...]
    """Organisations whose sheets, or ``subject/criterion`` of the cells."""
    among: int
    """How many candidates there were."""
    by: str
    at: str
    unknown: Unknown = ()

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps."""
        body: dict[str, Any] = {
            "seed": self.seed,
            "drawn": list(self.drawn),
            "among": self.among,
            "by": self.by,
            "at": self.at,
        }
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Sample:
        """From the store's document."""
        return cls(
            body["seed"],
            tuple(body["drawn"]),
            body["among"],
            body["by"],
            body["at"],
            unknown_fields(body, _OF_SAMPLE),
        )


_OF_SAMPLE = frozenset(("seed", "drawn", "among", "by", "at"))
