"""Kinds of rules that a plugin brings: what its hook returns, and how a scheme's parameters are read for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.scoring.rules.called import Parameter, RuleFacts, RulePoints

PARAMETERS = ("number", "numbers", "text", "flag", "choice")
RESERVED_KEYS = ("kind", "step")
"""Keys of every rule, which no parameter may be called."""


@frozen
class RuleParameter:
    """One key of the rule's table in a scheme."""

    id: str
    kind: str = "number"
    """``number`` (a Decimal), ``numbers`` (a tuple of them), ``text``, ``flag`` (a bool), or ``choice``, one of ``choices``."""
    default: Parameter | None = None
    """None: the scheme has to say it."""
    choices: tuple[str, ...] = ()
    """What there is to choose from, of a ``choice``."""
    least: Decimal | None = None
    """The least that a number may be; None: no bound."""
    most: Decimal | None = None
    """Bounds of a number, or of each of several."""


@frozen
class RuleKind:
    """A kind of rule, used in a scheme as ``rule = { kind = "county/steps", … }``.

    ``target`` is ``pkg.module:function``, imported when the first points are worked out. The function takes
    :class:`~branchkit.core.scoring.rules.called.RuleFacts` and returns
    :class:`~branchkit.core.scoring.rules.called.RulePoints`, or None where nothing can be said. It must be pure: what it said of
    some figures is remembered.
    """

    id: str
    """Begins with the plugin's own and a stroke: ``county/steps``."""
    title: LocalText
    target: str
    parameters: tuple[RuleParameter, ...] = ()
    """What a scheme may say besides."""
    inputs: tuple[str, ...] = ("value",)
    """What ``feeds`` ties to metrics. All must have a figure, else the function is not asked."""
    step: Decimal = Decimal("0.1")
    """Of what points are a multiple where the scheme does not say it."""
    unlimited: bool = False
    """Whether it can be the rule of a criterion without an upper limit."""


@frozen
class LoadedRuleKind:
    """A kind with its function, whose failures are kept."""

    kind: RuleKind
    points: Callable[[RuleFacts], RulePoints | None]

    @property
    def title(self) -> LocalText:
        """What the kind is called."""
        return self.kind.title


RuleKinds = Mapping[str, LoadedRuleKind]


def kind_fault(kind: RuleKind) -> str:
    """What is wrong with a kind as it was returned; empty where nothing is."""
    seen: set[str] = set()
    for parameter in kind.parameters:
        if parameter.id in (*RESERVED_KEYS, *seen) or not parameter.id.isidentifier():
            return f"{kind.id}: {parameter.id!r}"
        seen.add(parameter.id)
        if parameter.kind not in PARAMETERS:
            return f"{kind.id}.{parameter.id}: {parameter.kind!r}, {', '.join(PARAMETERS)}"
        if (parameter.kind == "choice") != bool(parameter.choices):
            return f"{kind.id}.{parameter.id}: choices={parameter.choices!r}"
        if parameter.default is not None and not _fits(parameter):
            return f"{kind.id}.{parameter.id}: default={parameter.default!r}"
    if kind.step.is_nan() or kind.step.is_infinite() or kind.step <= 0:
        return f"{kind.id}: step={kind.step}"
    return ""


def _fits(parameter: RuleParameter) -> bool:
    default = parameter.default
    match parameter.kind:
        case "number":
            return isinstance(default, Decimal) and default.is_finite()
        case "numbers":
            return isinstance(default, tuple) and all(isinstance(n, Decimal) for n in default)
        case "flag":
            return isinstance(default, bool)
        case "choice":
            return default in parameter.choices
    return isinstance(default, str)
