"""A criterion's ``rule`` table, read and checked: one small reader per kind.

What a reader cannot make sense of it reports at the line where it stands; the rule it returns is then only a stand-in
and the scheme is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from branchkit.core.scoring.rules import (
    AllOrNothing,
    Awards,
    BallotOption,
    Ballots,
    CalledRule,
    CarryOver,
    CaseItem,
    Condition,
    Conditions,
    Deductions,
    Graded,
    Inverse,
    Judged,
    Ladder,
    Months,
    Option,
    Proportional,
    RaterGroup,
    Rule,
    Rung,
    Slope,
    Supplement,
    Take,
)
from branchkit.core.scoring.rules.called import Parameter
from branchkit.core.texts import LocalText
from branchkit.plugin.rule_kinds import RuleKinds, RuleParameter
from branchkit.plugin.scheme_values import (
    Seen,
    check_id,
    check_within,
    fitting_step,
    positive,
    required_tables,
    whole,
)
from branchkit.toml.source import TomlTable

ZERO = Decimal(0)
ONE = Decimal(1)
HALF = Decimal("0.5")
TENTH = Decimal("0.1")

Reader = Callable[[TomlTable, Decimal], Rule]


def read_rule(table: TomlTable, maximum: Decimal, kinds: RuleKinds | None = None) -> Rule:
    """The rule of a criterion worth ``maximum`` points, infinitely many where it has no upper limit.

    ``kinds`` are those that plugins bring; None: nobody knows, as with a text that was kept with a sheet, and whatever a
    kind of a plugin needs is taken as it stands.
    """
    named = table.data.get("kind")
    if isinstance(named, str) and "/" in named:
        return _of_plugin(table, named, maximum, kinds)
    kind = table.choice("kind", (*READERS, *(kinds or ())))
    if table.data.get("kind") != kind:
        return Judged()
    if maximum.is_infinite() and kind not in ENDLESS:
        table.report("scheme.unlimited_kind", "kind", found=kind, known=tuple(ENDLESS))
        return Judged()
    rule = READERS[kind](table, maximum)
    table.finish()
    return rule


def _of_plugin(table: TomlTable, id: str, maximum: Decimal, kinds: RuleKinds | None) -> Rule:
    """A rule whose function a plugin brings."""
    if kinds is None:
        table.finish(*table.data)
        return CalledRule(id, LocalText(id))
    loaded = kinds.get(id)
    if loaded is None:
        plugin = id.partition("/")[0]
        known = tuple(kind for kind in kinds if kind.startswith(f"{plugin}/"))
        code = "scheme.rule_kind" if known else "scheme.rule_plugin"
        table.report(code, "kind", found=id, plugin=plugin, known=known)
        return CalledRule(id, LocalText(id))
    if maximum.is_infinite() and not loaded.kind.unlimited:
        table.report("scheme.unlimited_kind", "kind", found=id, known=tuple(ENDLESS))
        return Judged()
    kind = loaded.kind
    parameters = tuple((p.id, _parameter(table, p)) for p in kind.parameters)
    step = positive(table, "step", kind.step)
    table.finish("kind")
    wanted = frozenset(kind.inputs)
    return CalledRule(kind.id, kind.title, parameters, wanted, step, loaded.points)


def _parameter(table: TomlTable, parameter: RuleParameter) -> Parameter:
    id, default = parameter.id, parameter.default
    match parameter.kind:
        case "flag":
            return table.flag(id, default if isinstance(default, bool) else None)
        case "choice":
            return table.choice(
                id, parameter.choices, default if isinstance(default, str) else None
            )
        case "text":
            return table.text(id, default if isinstance(default, str) else None)
        case "numbers":
            numbers = table.decimals(id, default if isinstance(default, tuple) else None)
            _check_bounds(table, parameter, numbers)
            return numbers
    number = table.decimal(id, default if isinstance(default, Decimal) else None)
    if id in table:
        _check_bounds(table, parameter, (number,))
    return number


def _check_bounds(table: TomlTable, parameter: RuleParameter, numbers: Iterable[Decimal]) -> None:
    for number in numbers:
        if parameter.least is not None and number < parameter.least:
            table.report("scheme.parameter_low", parameter.id, found=number, limit=parameter.least)
        if parameter.most is not None and number > parameter.most:
            table.report("scheme.parameter_high", parameter.id, found=number, limit=parameter.most)


def _judged(table: TomlTable, maximum: Decimal) -> Rule:
    return Judged(positive(table, "step", HALF))


def _graded(table: TomlTable, maximum: Decimal) -> Rule:
    seen = Seen("option")
    options = []
    for number, entry in enumerate(required_tables(table, "options"), start=1):
        option = Option(
            id=seen.id(entry, f"option-{number}"),
            title=entry.local("title"),
            points=entry.decimal("points"),
            at_least=entry.optional_decimal("at_least"),
        )
        check_within(entry, "points", option.points, maximum)
        entry.finish()
        options.append(option)
    _check_best(table, "options", [option.points for option in options], maximum)
    return Graded(tuple(sorted(options, key=_lowest_bound_last)))


def _lowest_bound_last(option: Option) -> tuple[bool, Decimal]:
    return (True, ZERO) if option.at_least is None else (False, -option.at_least)


def _all_or_nothing(table: TomlTable, maximum: Decimal) -> Rule:
    if "conditions" in table:
        return AllOrNothing(_conditions(table, costly=False))
    title = table.local("title", LocalText("达到要求", "the requirement is met"))
    at_least, at_most = table.optional_decimal("at_least"), table.optional_decimal("at_most")
    return AllOrNothing((Condition("value", title, ZERO, at_least, at_most),))


def _several_conditions(table: TomlTable, maximum: Decimal) -> Rule:
    return Conditions(_conditions(table, costly=True))


def _conditions(table: TomlTable, *, costly: bool) -> tuple[Condition, ...]:
    seen = Seen("condition")
    each = table.optional_decimal("minus") if costly else None
    conditions = []
    for entry in required_tables(table, "conditions"):
        condition = Condition(
            id=seen.id(entry),
            title=entry.local("title"),
            minus=positive(entry, "minus", each) if costly else ZERO,
            at_least=entry.optional_decimal("at_least"),
            at_most=entry.optional_decimal("at_most"),
        )
        entry.finish()
        conditions.append(condition)
    return tuple(conditions)


def _deductions(table: TomlTable, maximum: Decimal) -> Rule:
    items = _items(table, Seen("item"))
    return Deductions(items, fitting_step(table, HALF, (maximum, *_amounts(items))))


def _awards(table: TomlTable, maximum: Decimal) -> Rule:
    seen = Seen("item")
    items = _items(table, seen)
    best_of = whole(table, "best_of", 1) if "best_of" in table else None
    cap = table.optional_decimal("cap")
    if best_of is not None and any(item.cap is not None for item in items):
        table.report("scheme.best_of_with_cap", "best_of")
    if cap is not None:
        check_within(table, "cap", cap, maximum)
    base = table.decimal("base", ZERO)
    check_within(table, "base", base, maximum)
    supplements = _supplements(table, items, seen)
    amounts = (base, cap, *_amounts(items), *(supplement.points for supplement in supplements))
    return Awards(items, supplements, base, cap, best_of, fitting_step(table, HALF, amounts))


def _amounts(items: Iterable[CaseItem]) -> Iterator[Decimal | None]:
    for item in items:
        yield from (item.each, item.most, item.cap)


def _items(table: TomlTable, seen: Seen) -> tuple[CaseItem, ...]:
    items = []
    for entry in required_tables(table, "items"):
        most = None
        if "from" in entry or "to" in entry:
            each, most = positive(entry, "from"), positive(entry, "to")
            if each > most:
                entry.report("scheme.range_reversed", "from", low=each, high=most)
        else:
            each = positive(entry, "each")
        items.append(
            CaseItem(
                id=seen.id(entry),
                title=entry.local("title"),
                each=each,
                most=most,
                per=positive(entry, "per", ONE),
                cap=positive(entry, "cap") if "cap" in entry else None,
                after=positive(entry, "after") if "after" in entry else ZERO,
                at_least=positive(entry, "at_least") if "at_least" in entry else ZERO,
            )
        )
        entry.finish("each", "from", "to", "cap", "after", "at_least")
    return tuple(items)


def _supplements(
    table: TomlTable, items: tuple[CaseItem, ...], seen: Seen
) -> tuple[Supplement, ...]:
    known = tuple(item.id for item in items) or ("",)
    supplements = []
    for entry in table.tables("supplements"):
        supplement = Supplement(
            id=seen.id(entry),
            title=entry.local("title"),
            points=positive(entry, "points"),
            of=entry.choice("of", known, known[0] if len(known) == 1 else None),
        )
        entry.finish()
        supplements.append(supplement)
    return tuple(supplements)


def _ladder(table: TomlTable, maximum: Decimal) -> Rule:
    entries = required_tables(table, "rungs")
    falling = bool(entries) and "at_most" in entries[0]
    bound_key, other_key = ("at_most", "at_least") if falling else ("at_least", "at_most")
    rungs = []
    for entry in entries:
        if other_key in entry:
            entry.report("scheme.mixed_bounds", other_key, wanted=bound_key)
        else:
            rungs.append(Rung(entry.decimal(bound_key), entry.decimal("points")))
            check_within(entry, "points", rungs[-1].points, maximum)
        entry.finish("at_least", "at_most", "points")
    otherwise = table.decimal("otherwise", ZERO)
    check_within(table, "otherwise", otherwise, maximum)
    _check_best(table, "rungs", [otherwise, *(rung.points for rung in rungs)], maximum)
    rungs.sort(key=lambda rung: rung.bound, reverse=not falling)
    return Ladder(tuple(rungs), otherwise, falling)


def _slope(table: TomlTable, maximum: Decimal) -> Rule:
    base = table.optional_decimal("base")
    if base is not None:
        check_within(table, "base", base, maximum)
    below = table.optional_decimal("below")
    if below is not None:
        check_within(table, "below", below, maximum)
        if "down" in table:
            table.report("scheme.below_and_down", "down")
    if base is None and maximum.is_infinite():
        table.report("toml.missing_key", missing="base")
        base = ZERO
    up, down = table.decimal("up", ZERO), table.decimal("down", ZERO)
    if not up and not down:
        table.report("scheme.flat_slope")
    whole = table.flag("whole", True)
    amounts = (maximum if base is None else base, up, down) if whole else ()
    amounts = (*amounts, below)
    return Slope(
        target=table.decimal("target"),
        up=up,
        down=down,
        per=positive(table, "per", ONE),
        base=base,
        below=below,
        whole=whole,
        step=fitting_step(table, TENTH, amounts),
    )


def _proportional(table: TomlTable, maximum: Decimal) -> Rule:
    target = table.optional_decimal("target")
    start = table.decimal("start", ZERO)
    if target == start:
        table.report("scheme.target_is_start", "target", target=target)
    return Proportional(target, start, positive(table, "step", TENTH))


def _inverse(table: TomlTable, maximum: Decimal) -> Rule:
    return Inverse(positive(table, "target"), positive(table, "step", TENTH))


def _ballots(table: TomlTable, maximum: Decimal) -> Rule:
    seen = Seen("option")
    options = []
    for entry in required_tables(table, "options"):
        option = BallotOption(seen.id(entry), entry.local("title"), entry.decimal("worth"))
        check_within(entry, "worth", option.worth, Decimal(100))
        entry.finish()
        options.append(option)
    seen = Seen("group")
    groups = []
    for entry in required_tables(table, "groups"):
        weight = positive(entry, "weight", ONE)
        groups.append(RaterGroup(seen.id(entry), entry.local("title"), weight))
        entry.finish()
    rescale = table.choice("absent", ("wait", "rescale"), "wait") == "rescale"
    return Ballots(tuple(options), tuple(groups), rescale, positive(table, "step", TENTH))


def _months(table: TomlTable, maximum: Decimal) -> Rule:
    take = Take(table.choice("take", tuple(Take), str(Take.MEAN)))
    if "out_of" in table and maximum.is_infinite():
        table.report("scheme.out_of_unlimited", "out_of")
    return Months(
        scheme=_scheme_id(table, "scheme"),
        criterion=table.text("criterion", ""),
        take=take,
        best=whole(table, "best", 1) if take is Take.BEST else 1,
        out_of=positive(table, "out_of") if "out_of" in table else None,
        absent_is_zero=table.choice("absent", ("skip", "zero"), "skip") == "zero",
        step=positive(table, "step", TENTH),
    )


def _carry_over(table: TomlTable, maximum: Decimal) -> Rule:
    share = positive(table, "share")
    return CarryOver(
        share=share,
        scheme=_scheme_id(table, "scheme") if "scheme" in table else "",
        criterion=table.text("criterion", ""),
        step=positive(table, "step", TENTH),
    )


def _scheme_id(table: TomlTable, key: str) -> str:
    id = table.text(key)
    if id:
        check_id(table, key, id, nested=True)
    return id


def _check_best(table: TomlTable, key: str, points: list[Decimal], maximum: Decimal) -> None:
    if points and max(points) < maximum:
        table.report(
            "scheme.maximum_unreachable",
            key,
            severity="warning",
            best=max(points),
            maximum=maximum,
        )


READERS: Mapping[str, Reader] = {
    Judged.kind: _judged,
    Graded.kind: _graded,
    AllOrNothing.kind: _all_or_nothing,
    Conditions.kind: _several_conditions,
    Deductions.kind: _deductions,
    Awards.kind: _awards,
    Ladder.kind: _ladder,
    Slope.kind: _slope,
    Proportional.kind: _proportional,
    Inverse.kind: _inverse,
    Ballots.kind: _ballots,
    Months.kind: _months,
    CarryOver.kind: _carry_over,
}
"""The kinds of rule that a criterion can have."""

ENDLESS = (Awards.kind, Slope.kind, Months.kind, CarryOver.kind)
"""Those that can give points without an upper limit."""
