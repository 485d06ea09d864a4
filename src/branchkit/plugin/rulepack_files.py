"""Reads a rule pack from TOML; the file's name is the pack's id. The format: ``docs/rulepack-format.md``.

A workspace's file of the same name adds editions, and replaces those of the same id; see :func:`laid_over`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from branchkit.core.dates import PeriodKind
from branchkit.core.errors import Problem
from branchkit.core.rulepacks import (
    Basis,
    Bracket,
    DuesNorm,
    Edition,
    Quota,
    Rule,
    RulePack,
    Stage,
    Step,
    Wait,
)
from branchkit.core.texts import LocalText
from branchkit.plugin.manifests import check_api
from branchkit.toml.source import TomlSource, TomlTable, nearest

T = TypeVar("T", Rule, DuesNorm, Quota)
UNITS = ("people", "units", "months", "years", "days", "times", "hours", "percent", "yuan", "votes")


def read_rulepack(
    source: TomlSource, id: str, origin: str
) -> tuple[RulePack | None, list[Problem]]:
    """The rule pack that a file declares; None with at least one problem when it cannot be used."""
    problems: list[Problem] = []
    table = source.table(problems)
    check_api(table)
    title = table.local("title")
    editions = [_read_edition(part, title) for part in table.tables("edition")]
    table.finish("edition")
    if not editions:
        table.report("rulepack.no_edition")
    _report_twice(table, "edition", "id", (edition.id for edition in editions))
    _report_twice(table, "edition", "since", (str(edition.since) for edition in editions))
    if problems:
        return None, problems
    return RulePack(id, title, tuple(sorted(editions, key=_since)), origin), problems


def laid_over(below: RulePack, above: RulePack) -> RulePack:
    """A pack with the editions of another one added; those of the same id are replaced.

    Whoever sets one figure need not repeat the others: what an edition of ``above`` leaves out it takes over from the one that
    it replaces, or else from the one in force on its first day.
    """
    editions = {edition.id: edition for edition in below.editions}
    for edition in above.editions:
        editions[edition.id] = _completed(
            edition, editions.get(edition.id, below.on(edition.since))
        )
    return RulePack(
        below.id, below.title, tuple(sorted(editions.values(), key=_since)), above.source
    )


def _completed(edition: Edition, base: Edition) -> Edition:
    own_norms = {norm.id for norm in edition.norms}
    own_quotas = {quota.id for quota in edition.quotas}
    taken = {id: _taken(rule, base) for id, rule in base.rules.items()}
    norms = [_taken(norm, base) for norm in base.norms if norm.id not in own_norms]
    quotas = [_taken(quota, base) for quota in base.quotas if quota.id not in own_quotas]
    return replace(
        edition,
        rules={**taken, **edition.rules},
        norms=(*norms, *edition.norms),
        quotas=(*quotas, *edition.quotas),
        stages=edition.stages or base.stages,
    )


def _taken(part: T, base: Edition) -> T:
    """A part that goes on citing the edition it was written in."""
    return part if part.cited.zh_CN else replace(part, cited=base.title)


def _since(edition: Edition) -> date:
    return edition.since


def _read_edition(table: TomlTable, pack: LocalText) -> Edition:
    basis = _basis(table, Basis.FOUND)
    rules = [_read_rule(part, basis) for part in table.tables("rule")]
    edition = Edition(
        id=table.text("id"),
        title=table.local("title", pack),
        since=_day(table, "since"),
        until=_day(table, "until") if "until" in table else None,
        basis=basis,
        rules={rule.id: rule for rule in rules},
        norms=tuple(_read_norm(part, basis) for part in table.tables("norm")),
        stages=tuple(_read_stage(part, basis) for part in table.tables("stage")),
        quotas=tuple(_read_quota(part, basis) for part in table.tables("quota")),
    )
    for key, parts in (
        ("rule", rules),
        ("norm", edition.norms),
        ("stage", edition.stages),
        ("quota", edition.quotas),
    ):
        _report_twice(table, key, "id", (part.id for part in parts))
    _check_steps(table, edition.stages)
    table.text("source", "")
    table.finish("rule", "norm", "stage", "quota")
    return edition


def _check_steps(table: TomlTable, stages: Sequence[Stage]) -> None:
    """Steps are named by those that wait for them, so an id is used once in all stages, and what is named is there."""
    known: set[str] = set()
    for index, stage in enumerate(stages):
        for place, step in enumerate(stage.steps):
            if step.id in known:
                where = ("stage", index, "step", place, "id")
                table.report("declaration.twice", *where, found=step.id)
            known.add(step.id)
    for index, stage in enumerate(stages):
        for place, step in enumerate(stage.steps):
            for key, named in (
                *(("earliest", wait.after) for wait in step.earliest),
                *(("within", wait.after) for wait in step.within),
                *(("dated_by", id) for id in (step.dated_by,) if id),
            ):
                if named not in known:
                    where = ("stage", index, "step", place, key)
                    close = nearest(named, known)
                    table.report("rulepack.unknown_step", *where, found=named, nearest=close)


def _basis(table: TomlTable, default: Basis) -> Basis:
    return Basis(table.choice("basis", tuple(Basis), str(default)))


def _day(table: TomlTable, key: str) -> date:
    """A TOML date (``2014-05-28``, without quotes)."""
    value = table.day(key)
    return value or date.min


def _read_rule(table: TomlTable, basis: Basis) -> Rule:
    rule = Rule(
        id=table.text("id"),
        title=table.local("title"),
        value=table.decimal("value"),
        unit=table.choice("unit", UNITS),
        article=table.text("article", ""),
        basis=_basis(table, basis),
    )
    table.finish()
    return rule


def _read_norm(table: TomlTable, basis: Basis) -> DuesNorm:
    norm = DuesNorm(
        id=table.text("id"),
        title=table.local("title"),
        brackets=tuple(_read_bracket(part) for part in table.tables("bracket")),
        least=table.optional_decimal("least"),
        most=table.optional_decimal("most"),
        decided=table.flag("decided", default=False),
        article=table.text("article", ""),
        basis=_basis(table, basis),
    )
    limits = [bracket.up_to for bracket in norm.brackets]
    ascending = sorted({limit for limit in limits if limit is not None})
    if limits and limits != [*ascending, None]:
        table.report("rulepack.brackets", "bracket")
    if not limits and (norm.least is None or norm.most is None or norm.least > norm.most):
        table.report("rulepack.bounds", "least")
    table.finish("bracket")
    return norm


def _read_bracket(table: TomlTable) -> Bracket:
    bracket = Bracket(table.optional_decimal("up_to"), table.decimal("percent"))
    table.finish()
    return bracket


def _read_quota(table: TomlTable, basis: Basis) -> Quota:
    quota = Quota(
        id=table.text("id"),
        title=table.local("title"),
        register=table.text("register"),
        column=table.text("column", ""),
        kinds=table.texts("kinds", ()),
        every=PeriodKind(table.choice("every", tuple(PeriodKind))),
        times=table.integer("times", 1),
        by=table.choice("by", ("", "group", "committee"), ""),
        article=table.text("article", ""),
        basis=_basis(table, basis),
    )
    table.finish()
    return quota


def _read_stage(table: TomlTable, basis: Basis) -> Stage:
    stage = Stage(
        id=table.text("id"),
        title=table.local("title"),
        steps=tuple(_read_step(part, basis) for part in table.tables("step")),
    )
    table.finish("step")
    return stage


def _read_step(table: TomlTable, basis: Basis) -> Step:
    step = Step(
        id=table.text("id"),
        title=table.local("title"),
        earliest=tuple(_read_wait(part) for part in table.tables("earliest")),
        within=tuple(_read_wait(part) for part in table.tables("within")),
        papers=_read_papers(table),
        fields=table.texts("fields", ()),
        makes=table.choice("makes", ("", "probationary", "full"), ""),
        dated_by=table.text("dated_by", ""),
        every_months=table.integer("every_months", 0),
        article=table.text("article", ""),
        basis=_basis(table, basis),
    )
    table.finish("earliest", "within")
    return step


def _read_papers(table: TomlTable) -> tuple[LocalText, ...]:
    """Names of papers: Chinese texts, or tables with both languages."""
    listed = table.data.get("papers")
    if isinstance(listed, list) and any(isinstance(entry, dict) for entry in listed):
        return tuple(_read_paper(part) for part in table.tables("papers"))
    return tuple(LocalText(text) for text in table.texts("papers", ()))


def _read_paper(table: TomlTable) -> LocalText:
    paper = LocalText(table.text("zh_CN"), table.text("en", ""))
    table.finish()
    return paper


def _read_wait(table: TomlTable) -> Wait:
    wait = Wait(
        after=table.text("after"),
        months=table.integer("months", 0),
        days=table.integer("days", 0),
        working_days=table.integer("working_days", 0),
    )
    table.finish()
    return wait


def _report_twice(table: TomlTable, key: str, name: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            table.report("declaration.twice", key, index, name, found=value)
        seen.add(value)
