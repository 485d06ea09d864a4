"""What can be said of a scheme only beside the others: the metrics it feeds on, the schemes whose results it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from branchkit.core.dates import PeriodKind
from branchkit.core.errors import Problem
from branchkit.core.scoring.rules import Span
from branchkit.core.scoring.schemes import Criterion, Scheme
from branchkit.toml.source import TomlSource, nearest

_SHORTEST_FIRST = tuple(PeriodKind)


def check_links(
    scheme: Scheme, source: TomlSource, metrics: Collection[str], schemes: Mapping[str, Scheme]
) -> list[Problem]:
    """A problem for every feed that nobody declares, and for every scheme whose results cannot be taken.

    ``metrics`` and ``schemes`` are all there are; ``schemes`` may have ``scheme`` itself in it, or an older text of it.
    """
    known = {**schemes, scheme.id: scheme}
    problems: list[Problem] = []
    for place, criterion in enumerate(scheme.criteria):
        problems += _unknown_metrics(source, place, criterion, metrics)
        problems += _wrong_history(source, place, criterion, scheme, known)
    return problems


def ring_of(scheme: Scheme, schemes: Mapping[str, Scheme]) -> tuple[str, ...]:
    """The ids by which a scheme takes, in the end, its own results of the same period; empty when it does not."""
    known = {**schemes, scheme.id: scheme}
    ways: list[tuple[str, ...]] = [(scheme.id,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for id in _taken(known.get(way[-1])):
            if id == scheme.id:
                return (*way, id)
            if id not in seen:
                seen.add(id)
                ways.append((*way, id))
    return ()


def _taken(scheme: Scheme | None) -> Iterator[str]:
    """Whose results of its own period a scheme takes; those of the period before are no way back."""
    for criterion in scheme.criteria if scheme else ():
        query = criterion.rule.history
        if query is not None and query.span is Span.WITHIN:
            yield query.scheme


def _unknown_metrics(
    source: TomlSource, place: int, criterion: Criterion, metrics: Collection[str]
) -> Iterator[Problem]:
    for name, metric in criterion.feeds.items():
        if metric in metrics:
            continue
        # A bare ``feeds = "metric"`` has no key below it; the line is the same.
        path = ("criterion", place, "feeds", name)
        close = nearest(metric, metrics)
        code = "scheme.misspelt_metric" if close else "scheme.unknown_metric"
        yield source.problem(code, *path, found=metric, nearest=close)


def _wrong_history(
    source: TomlSource,
    place: int,
    criterion: Criterion,
    scheme: Scheme,
    known: Mapping[str, Scheme],
) -> Iterator[Problem]:
    query = criterion.rule.history
    if query is None:
        return
    path = ("criterion", place, "rule")
    other = known.get(query.scheme or scheme.id)
    if other is None:
        close = nearest(query.scheme, known)
        code = "scheme.misspelt_scheme" if close else "scheme.unknown_scheme"
        yield source.problem(code, *path, "scheme", found=query.scheme, nearest=close)
        return
    ids = [c.id for c in other.criteria]
    if query.criterion and query.criterion not in ids:
        yield source.problem(
            "scheme.unknown_criterion",
            *path,
            "criterion",
            found=query.criterion,
            scheme=other.id,
            known=tuple(ids),
        )
    if query.span is Span.WITHIN:
        if ring := ring_of(scheme, known):
            yield source.problem("scheme.ring", *path, "scheme", ring=" → ".join(ring))
        elif _SHORTEST_FIRST.index(other.period) > _SHORTEST_FIRST.index(scheme.period):
            yield source.problem("scheme.longer_period", *path, "scheme", scheme=other.id)
