"""Which strings an expression of the sources may be, found without running it.

Names are followed to what they were bound to: an assignment, the elements of a loop, the arguments of the calls, the members of
an enum, the values that a field was made with. Calls are told apart by name only, so that too much is found rather than too
little. What cannot be followed is :data:`ANY`.
"""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Collection, Iterator
from itertools import product
from math import prod

from .sources import (
    EACH,
    KEY_AND_VALUE,
    SAME_ELEMENTS,
    UNKNOWN,
    VALUE,
    Function,
    Source,
    Sources,
    Steps,
    argument,
    name_of,
    parameters,
)

ANY = "*"
"""Stands in a string for a part that cannot be told."""
_WORD = re.compile(r"[\w.*/-]*", re.ASCII)
"""What a key may be made of: a sentence is no part of one."""
_LONGEST_WAY = 4
"""Steps into a value; a longer way is a circle."""
_DEEPEST = 3
"""Strings in strings in strings."""
_MOST_PLACES = 700
_MOST_COMBINED = 20_000


class StringValues:
    """Follows expressions; what was found once is remembered."""

    def __init__(self, sources: Sources, closed: Collection[str] = ()) -> None:
        """The fields of ``closed`` classes are not followed."""
        self.sources = sources
        self._closed = closed
        self._found: dict[ast.expr, set[str]] = {}
        self._asked: list[ast.expr] = []
        self._cuts = 0
        self._ways: dict[Source, list[Source]] = {}

    def of(self, expr: ast.expr) -> set[str]:
        """What the expression may be, as far as it could be part of a key."""
        if expr in self._found:
            return self._found[expr]
        if expr in self._asked:
            self._cuts += 1
            return set()
        if len(self._asked) > _DEEPEST:
            self._cuts += 1
            return {ANY}
        cuts = self._cuts
        self._asked.append(expr)
        texts = {text for literal in self._literals(expr) for text in self._texts(literal)}
        self._asked.pop()
        words = {text for text in texts if _WORD.fullmatch(text)}
        if cuts == self._cuts or not self._asked:
            self._found[expr] = words
        return words

    def of_field(self, cls: str, field: str) -> set[str]:
        """What the values of a class may have in a field."""
        owners = self.sources.classes[cls]
        sources = (source for owner in owners for source, _ in self._field(owner, field))
        return {text for source in sources for text in self.of(source)}

    def given(self, called: str, place: int, name: str) -> set[str]:
        """What the calls of a function or class give a parameter."""
        calls = self.sources.calls(called)
        given = (value for call in calls if (value := argument(call, place, name)))
        return {text for value in given for text in self.of(value)}

    def _texts(self, literal: ast.expr) -> set[str]:
        match literal:
            case ast.Constant(value=None):
                return set()
            case ast.Constant(value=value):
                return {str(value)}
            case ast.JoinedStr(values=parts):
                return _joined([self._part(part) for part in parts])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([self.of(left), self.of(right)])
        return {ANY}

    def _part(self, part: ast.expr) -> set[str]:
        match part:
            case ast.FormattedValue(value=value, format_spec=None):
                return self.of(value)
            case ast.Constant(value=str(text)):
                return {text}
        return {ANY}

    def _literals(self, expr: ast.expr) -> Iterator[ast.expr]:
        """The literals that an expression may stand for."""
        waiting: deque[Source] = deque([(expr, ())])
        seen = set(waiting)
        while waiting:
            if len(seen) > _MOST_PLACES:
                yield UNKNOWN
                return
            place = waiting.popleft()
            if place not in self._ways:
                self._ways[place] = list(dict.fromkeys(self._next(*place)))
            for source in self._ways[place]:
                if source == place or source[0] is UNKNOWN:
                    yield source[0]
                elif source not in seen and len(source[1]) <= _LONGEST_WAY:
                    seen.add(source)
                    waiting.append(source)

    def _next(self, expr: ast.expr, steps: Steps) -> Iterator[Source]:
        """Where a value comes from; a literal from itself."""
        match expr:
            case ast.IfExp(body=one, orelse=other):
                yield from ((one, steps), (other, steps))
            case ast.BoolOp(values=values):
                yield from ((value, steps) for value in values)
            case ast.NamedExpr(value=value) | ast.Starred(value=value):
                yield value, steps
            case ast.Name():
                yield from _further(self._named(expr), steps)
            case ast.Attribute():
                yield from _further(self._attribute(expr), steps)
            case ast.Subscript(value=value, slice=ast.Constant(value=int(place))):
                yield value, (place, *steps)
            case ast.Subscript(value=value):
                yield value, (VALUE, *steps)
            case ast.Call():
                yield from self._called(expr, steps)
            case _ if steps:
                yield from _inside(expr, steps[0], steps[1:])
            case _:
                yield expr, ()

    def _named(self, name: ast.Name) -> Iterator[Source]:
        for scope in self.sources.above(name):
            found = self._bound(scope, name.id)
            if found:
                yield from found
                return
        yield UNKNOWN, ()

    def _bound(self, scope: ast.AST, name: str) -> list[Source]:
        if sources := self.sources.bound(scope, name):
            return sources
        if isinstance(scope, Function) and (given := list(self._given(scope, name))):
            return given
        if imported := self.sources.imported(scope, name):
            return self._bound(*imported)
        if isinstance(scope, ast.Module) and (members := self.sources.members(name)):
            return [(ast.Tuple(list(members.values())), ())]
        return []

    def _given(self, function: Function, name: str) -> Iterator[Source]:
        """What a parameter may be: all that its annotation allows, or what the calls give it."""
        known = parameters(function)
        if function.args.vararg and function.args.vararg.arg == name:
            first = sum(place is not None and place >= 0 for _, place, _ in known)
            for call in self.sources.callers(function):
                yield ast.Tuple(call.args[first:]), ()
        for parameter, place, default in known:
            if parameter.arg == name:
                domain = self.sources.domain(parameter.annotation)
                yield from ((value, ()) for value in domain)
                if not domain:
                    callers = list(self.sources.callers(function))
                    for call in callers:
                        yield argument(call, place, name) or default or UNKNOWN, ()
                    if not callers:
                        yield UNKNOWN, ()

    def _attribute(self, node: ast.Attribute) -> Iterator[Source]:
        if members := self.sources.members(name_of(node.value)):
            yield members.get(node.attr, UNKNOWN), ()
        elif node.attr == "value":
            yield node.value, ()
        else:
            owners = self.sources.owners(node.value)
            found = [source for owner in owners for source in self._field(owner, node.attr)]
            yield from found or [(UNKNOWN, ())]

    def _field(self, owner: ast.ClassDef, name: str) -> Iterator[Source]:
        """What an attribute of a class may be."""
        if owner.name in self._closed:
            yield UNKNOWN, ()
            return
        for part in self.sources.parts(owner, name):
            match part:
                case ast.FunctionDef():
                    yield from self._returned(part, ())
                case ast.AnnAssign(target=ast.Name()) if name_of(part.annotation) != "ClassVar":
                    domain = self.sources.domain(part.annotation)
                    yield from ((allowed, ()) for allowed in domain)
                    if not domain:
                        yield from self._made_with(owner, name, part.value)
                case ast.AnnAssign(value=ast.expr() as value) | ast.Assign(value=value):
                    yield from self._set_first(value)

    def _set_first(self, value: ast.expr) -> Iterator[Source]:
        """What an attribute may become that a method sets: all of an enum where it is one of its members."""
        match value:
            case ast.Attribute(value=ast.Name(id=name)) if members := self.sources.members(name):
                yield from ((member, ()) for member in members.values())
            case _:
                yield value, ()

    def _made_with(
        self, owner: ast.ClassDef, name: str, default: ast.expr | None
    ) -> Iterator[Source]:
        fields = [
            node.target.id
            for cls in reversed(self.sources.family(owner))
            for node in cls.body
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and name_of(node.annotation) != "ClassVar"
        ]
        for call in self.sources.constructions(owner):
            yield argument(call, fields.index(name), name) or default or UNKNOWN, ()
        for call in self.sources.calls("replace"):
            if value := argument(call, None, name):
                yield value, ()

    def _called(self, call: ast.Call, steps: Steps) -> Iterator[Source]:
        name = name_of(call.func)
        first = call.args[0] if call.args else UNKNOWN
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else UNKNOWN
        match name, steps:
            case "str", ():
                yield first, ()
            case "enumerate", ("each", 1, *rest):
                yield first, (EACH, *rest)
            case "zip", ("each", int(place), *rest) if place < len(call.args):
                yield call.args[place], (EACH, *rest)
            case "map", ("each", *rest):
                for function in self.sources.functions.get(name_of(first), ()):
                    yield from self._returned(function, tuple(rest))
            case "items", ("each", *rest):
                yield receiver, (KEY_AND_VALUE, *rest)
            case "values", ("each", *rest):
                yield receiver, (VALUE, *rest)
            case "keys", _:
                yield receiver, steps
            case "get" | "pop", _:
                yield receiver, (VALUE, *steps)
                if len(call.args) > 1:
                    yield call.args[1], steps
            case "split", ("each", *_):
                texts = self.of(receiver)
                yield from ((ast.Constant(word), ()) for text in texts for word in text.split())
            case "removeprefix", () if isinstance(first, ast.Constant):
                beginning = str(first.value)
                texts = self.of(receiver)
                yield from ((ast.Constant(text.removeprefix(beginning)), ()) for text in texts)
            case _, (_, *_) if name in SAME_ELEMENTS:
                yield first, steps
            case _ if members := self.sources.members(name):
                yield from ((value, ()) for value in members.values())
            case _:
                functions = self.sources.functions.get(name, ())
                for function in functions:
                    yield from self._returned(function, steps)
                if not functions:
                    yield UNKNOWN, ()

    def _returned(self, function: Function, steps: Steps) -> Iterator[Source]:
        """What a function gives back, or yields."""
        domain = [] if steps else self.sources.domain(function.returns)
        yield from ((value, ()) for value in domain)
        for node in () if domain else ast.walk(function):
            match node:
                case ast.Return(value=ast.expr() as value) | ast.YieldFrom(value=value):
                    yield value, steps
                case ast.Yield(value=ast.expr() as value) if steps[:1] == (EACH,):
                    yield value, steps[1:]


def _further(sources: Iterator[Source], steps: Steps) -> Iterator[Source]:
    return ((expr, (*way, *steps)) for expr, way in sources)


def _joined(parts: list[set[str]]) -> set[str]:
    if prod(map(len, parts)) > _MOST_COMBINED:
        parts = [part if len(part) == 1 else {ANY} for part in parts]
    return {"".join(chosen) for chosen in product(*parts)}


def _inside(expr: ast.expr, step: str | int, rest: Steps) -> Iterator[Source]:
    """What stands at a step into a literal."""
    match expr:
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            if isinstance(step, int):
                yield (elements[step], rest) if step < len(elements) else (UNKNOWN, ())
                return
            for element in elements:
                spread = isinstance(element, ast.Starred)
                yield element, (EACH, *rest) if spread else rest
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    yield value, (step, *rest)
                else:
                    yield _of_pair(key, value, step, rest)
        case ast.DictComp(key=key, value=value):
            yield _of_pair(key, value, step, rest)
        case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.GeneratorExp(elt=element):
            yield element, rest
        case ast.BinOp(left=left, right=right):
            yield from ((left, (step, *rest)), (right, (step, *rest)))
        case _:
            yield UNKNOWN, ()


def _of_pair(key: ast.expr, value: ast.expr, step: str | int, rest: Steps) -> Source:
    if step == KEY_AND_VALUE:
        return (value if rest[:1] == (1,) else key), rest[1:]
    return (key if step == EACH else value), rest
