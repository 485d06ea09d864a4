"""Figures of regulations that a scheme refers to instead of repeating them: ``target = { rule = "members/study-hours" }``.

A reference stands wherever a number may. It is the figure of the edition in force on the last day of a sheet's period, so a
scheme has an edition of its own wherever one of its figures changes. A scheme's text as it is kept has the figures in it
(``value``, with what they cite): a sheet that was handed up is read without any pack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from branchkit.core.errors import Problem
from branchkit.core.rulepacks import Basis, Citation, RulePack, edition_with
from branchkit.core.scoring.results import plain
from branchkit.core.scoring.schemes import RuleFigure
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.toml.source import TomlSource, nearest

Packs = Mapping[str, RulePack]
Path = tuple[str | int, ...]

RULE = "rule"
WRITTEN = (RULE, "divided_by")
KEPT = (*WRITTEN, "value", "cited", "article", "basis")
"""The keys of a reference as it stands in a text that was kept."""

_REFERENCE = re.compile(r'\{[ \t]*rule[ \t]*=[ \t]*"[^{}\n]*\}')


@frozen
class Resolved:
    """A scheme's source with numbers where references stood, and its text with the figures in them."""

    source: TomlSource
    figures: Mapping[Path, RuleFigure]
    text: str


def has_references(source: TomlSource) -> bool:
    """Whether there is anything to resolve; costs microseconds."""
    return _REFERENCE.search(source.text) is not None


def days_of_change(source: TomlSource, packs: Packs) -> list[date]:
    """The days on which an edition of a regulation that is referred to begins, the first one left out."""
    named = {found["rule"].partition("/")[0] for _path, found in _references(source.data, ())}
    days = {edition.since for id in named & packs.keys() for edition in packs[id].editions[1:]}
    return sorted(days)


def resolved(source: TomlSource, packs: Packs, day: date, problems: list[Problem]) -> Resolved:
    """The source with the figures of a day; a reference that leads nowhere is a problem and reads as 1."""
    figures: dict[Path, RuleFigure] = {}
    numbers: dict[Path, int | Decimal] = {}
    for path, table in _references(source.data, ()):
        problems += source.check_keys(table, KEPT if "value" in table else WRITTEN, path)
        figure = _kept(table) or _figure(source, packs, day, path, problems)
        numbers[path] = 1
        if figure is None:
            continue
        value = plain(figure.value / _divisor(source, path, table, problems))
        figures[path] = replace(figure, value=value)
        numbers[path] = int(value) if value == value.to_integral_value() else value
    data = _with_numbers(source.data, (), numbers)
    text = source.text
    if len(figures) == len(_REFERENCE.findall(text)):
        values = iter(figures.values())
        text = _REFERENCE.sub(lambda _match: _as_kept(next(values)), text)
    else:
        for path in figures:
            problems.append(source.problem("scheme.reference_form", *path))
    return Resolved(replace(source, data=data), figures, text)


def _references(node: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every reference in the order of the text; a ``rule`` that is a table is a criterion's."""
    if isinstance(node, dict):
        if isinstance(node.get(RULE), str):
            yield path, node
        else:
            for key, part in node.items():
                yield from _references(part, (*path, key))
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from _references(part, (*path, index))


def _with_numbers(node: Any, path: Path, numbers: Mapping[Path, int | Decimal]) -> Any:
    if path in numbers:
        return numbers[path]
    if isinstance(node, dict):
        return {key: _with_numbers(part, (*path, key), numbers) for key, part in node.items()}
    if isinstance(node, list):
        return [_with_numbers(part, (*path, index), numbers) for index, part in enumerate(node)]
    return node


def _figure(
    source: TomlSource, packs: Packs, day: date, path: Path, problems: list[Problem]
) -> RuleFigure | None:
    """The figure of a day; of a day before there was one, the first that there was."""
    reference = _at(source.data, path)[RULE]
    edition = edition_with(packs, reference, day)
    if edition is None:
        code, params = missing_figure(packs, reference, day)
        problems.append(source.problem(code, *path, **params))
        return None
    id = reference.partition("/")[2]
    return RuleFigure(reference, edition.rule(id).value, edition.cite(id))


def missing_figure(packs: Packs, reference: str, day: date) -> tuple[str, Mapping[str, str]]:
    """What to say of a reference that leads nowhere: a problem's code and parameters."""
    known = [f"{pack.id}/{rule}" for pack in packs.values() for rule in pack.on(day).rules]
    close = nearest(reference, known)
    code = "scheme.misspelt_figure" if close else "scheme.unknown_figure"
    return code, {"found": reference, "nearest": close}


def _at(node: Any, path: Path) -> Any:
    for key in path:
        node = node[key]
    return node


def _divisor(
    source: TomlSource, path: Path, table: Mapping[str, Any], problems: list[Problem]
) -> Decimal:
    """What the figure is divided by: a year's hours for a quarter. What is in a kept text has been divided."""
    divisor = table.get("divided_by", 1)
    if "value" in table:
        return Decimal(1)
    if isinstance(divisor, bool) or not isinstance(divisor, int) or divisor < 1:
        problems.append(source.problem("toml.not_integer", *path, "divided_by", found=divisor))
        return Decimal(1)
    return Decimal(divisor)


def _kept(table: Mapping[str, Any]) -> RuleFigure | None:
    """The figure of a text that was kept; None where a pack has to be asked."""
    value = table.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    basis = str(table.get("basis", Basis.FOUND))
    citation = Citation(
        LocalText(str(table.get("cited", ""))),
        str(table.get("article", "")),
        Basis(basis) if basis in tuple(Basis) else Basis.GENERAL,
    )
    return RuleFigure(table[RULE], Decimal(value), citation)


def _as_kept(figure: RuleFigure) -> str:
    citation = figure.citation
    parts = {RULE: figure.reference, "cited": citation.title.zh_CN, "article": citation.article}
    texts = [f"{key} = {json.dumps(part, ensure_ascii=False)}" for key, part in parts.items()]
    return f'{{ {texts[0]}, value = {figure.value:f}, {", ".join(texts[1:])}, basis = "{citation.basis}" }}'
