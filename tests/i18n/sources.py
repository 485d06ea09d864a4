"""The product's sources as trees: who stands where, who calls whom, and what annotations tell."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
Part = ast.AnnAssign | ast.Assign | ast.FunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)

EACH, KEY_AND_VALUE, VALUE = "each", "item", "value"
Steps = tuple[str | int, ...]
"""A way into a value: to an element, a pair of a mapping, a value of one; a number is a place in a tuple."""
Source = tuple[ast.expr, Steps]
"""Where a value comes from: an expression and the way into it."""
UNKNOWN = ast.Constant("*")
SAME_ELEMENTS = frozenset(
    {"sorted", "tuple", "list", "set", "frozenset", "reversed", "iter", "islice", "dict", "filter"}
)
"""Calls that give the elements of their first argument."""
_DEEPEST = 6


class Sources:
    """Parsed modules with what is looked up in them."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """``folders`` are what imports are looked up in, as ``src`` is."""
        self.modules: dict[str, ast.Module] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        self.functions: dict[str, list[Function]] = {}
        self.classes: dict[str, list[ast.ClassDef]] = {}
        self.literals: dict[str, set[str]] = {}
        self.composed: dict[str, list[ast.JoinedStr]] = {}
        self._calls: dict[str, list[ast.Call]] = {}
        self._aliases: dict[str, list[tuple[str, ast.AST]]] = {}
        self._parts: dict[ast.ClassDef, dict[str, list[Part]]] = {}
        self._imports: dict[ast.AST, dict[str, tuple[ast.Module, str]]] = {}
        self._typed: dict[ast.expr, list[ast.ClassDef]] = {}
        self._bound: dict[ast.AST, dict[str, list[Source]]] = {}
        for folder in folders:
            for path in sorted(folder.rglob("*.py")):
                if not path.stem.endswith("_table"):
                    dotted = ".".join(path.relative_to(folder).with_suffix("").parts)
                    name = dotted.removesuffix(".__init__")
                    self.modules[name] = ast.parse(path.read_text(encoding="utf-8"))
                    self._index(name, self.modules[name])
        self._derived: dict[ast.ClassDef, list[ast.ClassDef]] = defaultdict(list)
        for cls in [cls for classes in self.classes.values() for cls in classes]:
            for above in self.family(cls):
                self._derived[above].append(cls)

    def _index(self, module: str, tree: ast.Module) -> None:
        literals = self.literals[module] = set()
        composed = self.composed[module] = []
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            match node:
                case ast.Constant(value=str(text)):
                    literals.add(text)
                case ast.JoinedStr():
                    composed.append(node)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self.functions.setdefault(node.name, []).append(node)
                case ast.ClassDef():
                    self.classes.setdefault(node.name, []).append(node)
                case ast.Call():
                    self._calls.setdefault(name_of(node.func), []).append(node)
                case ast.Assign(targets=[target]):
                    for alias, value in _pairs(target, node.value):
                        scope = next(self.above(node))
                        self._aliases.setdefault(name_of(value), []).append((alias, scope))

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, innermost first, its module last."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    # Calls

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Every call of a function, method or class of one of these names, or of a local name for it."""
        for name in names:
            yield from self._calls.get(name, ())
            yield from self._calls_of_aliases(name)

    def _calls_of_aliases(self, name: str) -> Iterator[ast.Call]:
        for alias, scope in self._aliases.get(name, ()):
            for call in self._calls.get(alias, ()):
                if isinstance(call.func, ast.Name) and scope in self.above(call):
                    yield call

    def callers(self, function: Function) -> Iterator[ast.Call]:
        """The calls that may be of this function: where its name is known, and in the way it is called."""
        yield from self._calls_of_aliases(function.name)
        owner = self.parents[function]
        match owner, function.name:
            case ast.ClassDef(), "__init__":
                yield from self.constructions(owner)
                return
            case ast.ClassDef(), "__call__":
                yield from self._calls_of_values(owner)
                return
            case ast.ClassDef(), name:
                calls = (
                    c for c in self._calls.get(name, ()) if self._may_be_method_of(owner, c.func)
                )
            case _, name:
                calls = (c for c in self._calls.get(name, ()) if self._is_plain(c.func))
        within = self._where_known(function)
        yield from (call for call in calls if within is None or within in self.above(call))

    def _calls_of_values(self, owner: ast.ClassDef) -> Iterator[ast.Call]:
        """Calls, in its module, of what is of a class."""
        *_, module = self.above(owner)
        for node in ast.walk(module):
            match node:
                case ast.Call(func=ast.Name() as called) if owner in self.types(called):
                    yield node

    def _where_known(self, function: Function) -> ast.AST | None:
        """The function that a local one stands in, the module of a private one; nothing of others."""
        owner = self.parents[function]
        if isinstance(owner, _FUNCTIONS):
            return owner
        if function.name.startswith("_"):
            return list(self.above(function))[-1]
        return None

    def _may_be_method_of(self, owner: ast.ClassDef, called: ast.expr) -> bool:
        """Whether the receiver may be of a class; one that is promised only may be of any."""
        if not isinstance(called, ast.Attribute):
            return False
        told = self.types(called.value)
        promised = any("Protocol" in map(name_of, cls.bases) for cls in told)
        below = any(owner in self.family(c) or c in self.family(owner) for c in told)
        return not told or promised or below

    def _is_plain(self, called: ast.expr) -> bool:
        """A bare name, or a name in a module."""
        match called:
            case ast.Attribute(value=ast.Name(id=receiver)):
                module = list(self.above(called))[-1]
                assert isinstance(module, ast.Module)
                return any(
                    isinstance(node, ast.Import | ast.ImportFrom)
                    and receiver in [(alias.asname or alias.name) for alias in node.names]
                    for node in module.body
                )
        return isinstance(called, ast.Name)

    # Bindings

    def bound(self, scope: ast.AST, name: str) -> list[Source]:
        """What a comprehension, function or module binds a name to; nothing when it does not."""
        if isinstance(scope, (*_COMPREHENSIONS, *_FUNCTIONS, ast.Module)):
            if scope not in self._bound:
                self._bound[scope] = _bindings(scope)
            return self._bound[scope].get(name, [])
        if isinstance(scope, ast.Lambda) and name in [a.arg for a in scope.args.args]:
            return [(UNKNOWN, ())]
        return []

    def imported(self, scope: ast.AST, name: str) -> tuple[ast.Module, str] | None:
        """The module of ours that a scope imports a name from, and its name there."""
        if not isinstance(scope, (*_FUNCTIONS, ast.Module)):
            return None
        if scope not in self._imports:
            self._imports[scope] = {
                alias.asname or alias.name: (self.modules[node.module], alias.name)
                for node in _own_nodes(scope)
                if isinstance(node, ast.ImportFrom) and node.module in self.modules
                for alias in node.names
            }
        return self._imports[scope].get(name)

    # Classes

    def family(self, cls: ast.ClassDef) -> list[ast.ClassDef]:
        """A class and its bases."""
        bases = (
            c for b in map(name_of, cls.bases) if b != cls.name for c in self.classes.get(b, ())
        )
        return [cls, *(above for base in bases for above in self.family(base))]

    def owners(self, value: ast.expr, depth: int = _DEEPEST) -> list[ast.ClassDef]:
        """The classes in which an attribute of a value may stand: its own, their bases, what derives from them."""
        told = self.types(value, depth)
        return list(dict.fromkeys(o for c in told for o in (*self.family(c), *self._derived[c])))

    def constructions(self, cls: ast.ClassDef) -> Iterator[ast.Call]:
        """Calls that make a value of a class or of one that derives from it."""
        for name in sorted({below.name for below in self._derived[cls]}):
            for call in self.calls(name):
                if len(self.classes[name]) == 1 or self._is_of_module(call.func, cls, name):
                    yield call

    def _is_of_module(self, called: ast.expr, cls: ast.ClassDef, name: str) -> bool:
        """Whether a name that several classes have is the one of this class where it is called."""
        home = list(self.above(cls))[-1]
        scopes = list(self.above(called))
        told = [found[0] for scope in scopes if (found := self.imported(scope, name))]
        return home in (told or scopes[-1:])

    def parts(self, cls: ast.ClassDef, attribute: str) -> list[Part]:
        """What in a class says something of an attribute: fields, methods, and what its methods set."""
        if cls not in self._parts:
            found: dict[str, list[Part]] = defaultdict(list)
            for node in ast.walk(cls):
                match node:
                    case ast.AnnAssign(target=target) | ast.Assign(targets=[target]):
                        of_self = (
                            isinstance(target, ast.Attribute) and name_of(target.value) == "self"
                        )
                        if of_self or node in cls.body:
                            found[name_of(target)].append(node)
                    case ast.FunctionDef() if node in cls.body:
                        found[node.name].append(node)
            self._parts[cls] = found
        return self._parts[cls].get(attribute, [])

    def members(self, enum: str) -> dict[str, ast.expr]:
        """The members of an enum by name; nothing for what is none."""
        return {
            target.id: node.value
            for cls in self.classes.get(enum, ())
            if "StrEnum" in map(name_of, cls.bases)
            for node in cls.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def domain(self, annotation: ast.expr | None) -> list[ast.expr]:
        """All values that an annotation allows, where it names an enum or a ``Literal``."""
        match annotation:
            case ast.Name(id=name):
                return list(self.members(name).values())
            case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=chosen)):
                return chosen
            case ast.Subscript(value=ast.Name(id="Literal"), slice=chosen):
                return [chosen]
            case ast.BinOp(left=left, right=right):
                return self.domain(left) + self.domain(right)
        return []

    def types(self, value: ast.expr, depth: int = _DEEPEST) -> list[ast.ClassDef]:
        """The classes that annotations tell of a value; of a container its elements' as well."""
        if not depth:
            return []
        if value not in self._typed:
            self._typed[value] = []
            self._typed[value] = list(dict.fromkeys(self._types(value, depth)))
        return self._typed[value]

    def _types(self, value: ast.expr, depth: int) -> list[ast.ClassDef]:
        match value:
            case ast.Name(id="self" | "cls"):
                owner = next((n for n in self.above(value) if isinstance(n, ast.ClassDef)), None)
                return [owner] if owner else []
            case ast.Name(id=name):
                for scope in self.above(value):
                    if annotation := _annotation(scope, name):
                        return self._named_in(annotation)
                    if sources := self.bound(scope, name):
                        return [c for source, _ in sources for c in self.types(source, depth - 1)]
            case ast.Attribute(value=receiver, attr=attribute):
                owners = self.owners(receiver, depth - 1)
                return [c for o in owners for c in self._types_of_attribute(o, attribute, depth)]
            case ast.Call(func=func, args=arguments):
                return self._types_of_call(func, arguments, depth)
            case ast.Subscript(value=inner) | ast.NamedExpr(value=inner):
                return self.types(inner, depth - 1)
            case ast.IfExp(body=one, orelse=other):
                return self.types(one, depth - 1) + self.types(other, depth - 1)
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
                return self.types(element, depth - 1)
            case ast.Tuple(elts=elements):
                return [c for element in elements for c in self.types(element, depth - 1)]
        return []

    def _types_of_attribute(
        self, cls: ast.ClassDef, attribute: str, depth: int
    ) -> Iterator[ast.ClassDef]:
        """Of a field, of what a method sets, of what a property or method gives back."""
        for node in self.parts(cls, attribute):
            match node:
                case ast.AnnAssign():
                    yield from self._named_in(node.annotation)
                case ast.FunctionDef(returns=ast.expr() as told):
                    yield from self._named_in(told)
                case ast.Assign():
                    yield from self.types(node.value, depth - 1)

    def _types_of_call(
        self, func: ast.expr, arguments: list[ast.expr], depth: int
    ) -> list[ast.ClassDef]:
        name = name_of(func)
        if name in self.classes:
            return self._named_in(func)
        if name in SAME_ELEMENTS or name in ("enumerate", "zip"):
            return [c for argument in arguments for c in self.types(argument, depth - 1)]
        if name in ("items", "values", "get", "pop") and isinstance(func, ast.Attribute):
            return self.types(func.value, depth - 1)
        functions = self.functions.get(name, ())
        return [c for f in functions if f.returns for c in self._named_in(f.returns)]

    def _named_in(self, annotation: ast.expr) -> list[ast.ClassDef]:
        names = {
            name_of(n) for n in ast.walk(annotation) if isinstance(n, ast.Name | ast.Attribute)
        }
        return [cls for name in sorted(names) for cls in self.classes.get(name, ())]


def name_of(node: ast.expr) -> str:
    """The last part of a dotted name; of a call or an index what is called or looked into."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=inner) | ast.Subscript(value=inner):
            return name_of(inner)
    return ""


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names of an assignment, each with the name or attribute that it stands for."""
    match target, value:
        case ast.Name(id=name), ast.Attribute() | ast.Name():
            yield name, value
        case _, ast.IfExp(body=one, orelse=other):
            yield from (*_pairs(target, one), *_pairs(target, other))
        case ast.Tuple(elts=targets), ast.Tuple(elts=values):
            for one, given in zip(targets, values, strict=False):
                yield from _pairs(one, given)


def argument(call: ast.Call, place: int | None, name: str) -> ast.expr | None:
    """What a call gives a parameter, by name or place; nothing when it leaves it out."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    given = [one for written in call.args for one in _spread(written)]
    if place is None or place < 0 or place >= len(given):
        return None
    spread = any(isinstance(one, ast.Starred) for one in given[: place + 1])
    return UNKNOWN if spread else given[place]


def _spread(given: ast.expr) -> list[ast.expr]:
    match given:
        case ast.Starred(value=ast.Tuple(elts=elements)):
            return elements
    return [given]


def parameters(function: Function) -> list[tuple[ast.arg, int | None, ast.expr | None]]:
    """Each parameter with its place (``self`` not counted) and its default."""
    arguments = function.args
    placed = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(placed) - len(arguments.defaults)) + list(arguments.defaults)
    bound = bool(placed) and placed[0].arg in ("self", "cls")
    return [
        *((a, place - bound, d) for place, (a, d) in enumerate(zip(placed, defaults, strict=True))),
        *((a, None, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)),
    ]


def _annotation(scope: ast.AST, name: str) -> ast.expr | None:
    """What a function says of a parameter or local name, a module of its own."""
    if isinstance(scope, _FUNCTIONS):
        for parameter, _, _ in parameters(scope):
            if parameter.arg == name:
                return parameter.annotation
    if isinstance(scope, (*_FUNCTIONS, ast.Module)):
        for node in scope.body:
            match node:
                case ast.AnnAssign(target=ast.Name(id=found), annotation=annotation):
                    if found == name:
                        return annotation
    return None


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the functions and classes in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            yield child
            yield from _own_nodes(child)


def _bindings(scope: ast.AST) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = defaultdict(list)
    if isinstance(scope, _COMPREHENSIONS):
        pairs = [(generator.target, generator.iter) for generator in scope.generators]
        for target, iterated in pairs:
            for name, steps in _targets(target):
                found[name].append((iterated, (EACH, *steps)))
        return found
    for node in _own_nodes(scope):
        for name, source in _assigned(node):
            found[name].append(source)
    return found


def _assigned(node: ast.AST) -> Iterator[tuple[str, Source]]:
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)], value=value):
            yield name, (ast.Dict([key], [value]), ())
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from ((name, (value, steps)) for name, steps in _targets(target))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, (value, ())
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            yield name, (value, ())
        case ast.For(target=target, iter=iterated):
            yield from ((name, (iterated, (EACH, *steps))) for name, steps in _targets(target))
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name, (UNKNOWN, ())
        case ast.ExceptHandler(name=str(name)) | ast.withitem(optional_vars=ast.Name(id=name)):
            yield name, (UNKNOWN, ())


def _targets(target: ast.expr, steps: Steps = ()) -> Iterator[tuple[str, Steps]]:
    match target:
        case ast.Name(id=name):
            yield name, steps
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for place, element in enumerate(elements):
                yield from _targets(element, (*steps, place))
