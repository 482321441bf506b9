"""One small change of a module at a time: operators, bounds, constants, connectives, returned values, guards."""

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType

ROOT = Path(__file__).resolve().parents[1]
COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
GUARDS = ("require", "_require", "may", "check", "_check")  # a statement that calls such a name says no
UNTOUCHED = {"annotation", "returns", "decorator_list", "type_params", "bases"}
UNSEEN = {"strict", "chunk_size", "batch_size", "robust"}  # arguments that change nothing anybody could see
JUMPS = (ast.Raise, ast.Return, ast.Continue, ast.Break)


@dataclass
class Mutant:
    """One change: where it is, what it says before and after, and the changed statement of the module."""

    file: str
    place: str
    lines: range
    change: str
    statement: ast.stmt

    def apply(self) -> None:
        """Exchange the code in this process."""
        module = import_module(self.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        space = dict(vars(module))
        changed = ast.fix_missing_locations(ast.Module([self.statement], []))
        exec(compile(changed, self.file, "exec"), space)
        for name, old in list(vars(module).items()):
            if space[name] is not old and name != "__builtins__":
                exchange(name, old, space[name])


def exchange(name: str, old, new) -> None:
    """Give function or class `old` the code of `new`; put another value `new` wherever `old` has its `name`."""
    if isinstance(old, type):
        for each, member in vars(new).items():
            if each in vars(old):
                give_code(vars(old)[each], member)
    elif isinstance(inspect.unwrap(old) if callable(old) else old, FunctionType):
        give_code(old, new)
    else:
        for module in list(sys.modules.values()):
            if vars(module).get(name) is old:
                setattr(module, name, new)


def give_code(old, new) -> None:
    if isinstance(old, property):
        old, new = old.fget, new.fget
    if hasattr(old, "cache_clear"):
        old.cache_clear()
    if callable(old) and isinstance(inspect.unwrap(old), FunctionType):
        old, new = inspect.unwrap(old), inspect.unwrap(new)
        old.__code__, old.__defaults__, old.__kwdefaults__ = (
            new.__code__,
            new.__defaults__,
            new.__kwdefaults__,
        )


def mutants_of(file: str) -> Iterator[Mutant]:
    """Yield every mutant of `file`, numbered where two of a function read the same."""
    seen: Counter[str] = Counter()
    for top in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        place = getattr(top, "name", "") or ast.unparse(
            getattr(top, "targets", [getattr(top, "target", top)])[0]
        )
        for parent, field, index, node, lines, function in nodes_of(top, range(0), None):
            for new in variants(node, function):
                put(parent, field, index, new)
                changed = deepcopy(top)
                put(parent, field, index, node)
                change = f"{place}: {text(node)} → {text(new)}"
                seen[change] += 1
                change += f" #{seen[change]}" if seen[change] > 1 else ""
                yield Mutant(file, place, lines, change, changed)


def nodes_of(node, lines: range, function) -> Iterator[tuple]:
    """Yield (parent, field, index, child, lines by which a test must come, function around it) for all below `node`."""
    if isinstance(node, ast.FunctionDef):
        lines, function = range(node.lineno, node.end_lineno + 1), node
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if field in UNTOUCHED or not isinstance(child, ast.AST) or getattr(child, "arg", "") in UNSEEN:
                continue
            if isinstance(child, ast.stmt) and function:
                body = getattr(child, "body", None)
                lines = range(
                    child.lineno, max(body[0].lineno, child.lineno + 1) if body else child.end_lineno + 1
                )
            yield node, field, index, child, lines, function
            yield from nodes_of(child, lines, function)


def put(parent, field: str, index: int, new) -> None:
    if isinstance(getattr(parent, field), list):
        getattr(parent, field)[index] = new
    else:
        setattr(parent, field, new)


def text(node) -> str:
    """Return `node` as source on one line, not the body below it."""
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    words = " ".join(ast.unparse(node).split())
    return words if len(words) <= 110 else words[:110] + "…"


def variants(node, function) -> Iterator:
    """Yield what may stand in the place of `node`."""
    match node:
        case ast.Compare():
            for place, op in enumerate(node.ops):
                for other in COMPARISONS[type(op)]:
                    yield ast.Compare(
                        node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators
                    )
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            for place in range(len(node.values)):
                rest = [*node.values[:place], *node.values[place + 1 :]]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp() if type(node.op) in OPERATORS and is_arithmetic(node):
            of_sets = isinstance(node.op, ast.Sub) and isinstance(node.right, ast.Set)
            other = ast.BitOr if of_sets else OPERATORS[type(node.op)]
            yield ast.BinOp(node.left, other(), node.right)
        case ast.AugAssign() if type(node.op) in OPERATORS:
            yield ast.AugAssign(node.target, OPERATORS[type(node.op)](), node.value)
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield ast.Constant(node.value + 1)
        case ast.Return() if node.value is not None:
            yield from returns(node, function)
        case ast.If():
            if len(node.body) == 1 and isinstance(node.body[0], JUMPS):
                yield ast.If(ast.Constant(False), node.body, node.orelse)
            elif is_plain(node.test):
                yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        case ast.IfExp() if is_plain(node.test):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        case ast.comprehension():
            for place, condition in enumerate(node.ifs):
                if is_plain(condition):
                    rest = [*node.ifs[:place], *node.ifs[place + 1 :]]
                    yield ast.comprehension(node.target, node.iter, rest, node.is_async)
        case ast.Expr(value=ast.Call(func=called)) if name_of(called).startswith(GUARDS):
            yield ast.Pass()


def returns(node: ast.Return, function) -> Iterator[ast.Return]:
    """Yield other returns: True and False of a predicate, None of everything else."""
    says_bool = function.returns is not None and ast.unparse(function.returns) == "bool"
    for value in (True, False) if says_bool else (None,):
        if not (isinstance(node.value, ast.Constant) and node.value.value in (True, False, None)):
            yield ast.Return(ast.Constant(value))


def is_arithmetic(node: ast.BinOp) -> bool:
    """Say whether `node` counts something, and neither formats a text nor names a type."""
    if isinstance(node.op, ast.BitOr) and isinstance(node.right, ast.Constant):
        return False
    words = ast.unparse(node.left)
    is_text = isinstance(node.right, ast.Dict) or words[0] in "'\"" or words.startswith("_(")
    return not (isinstance(node.op, ast.Mod) and is_text)


def is_plain(test) -> bool:
    """Say whether no other change turns `test` round."""
    return not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp)


def name_of(called) -> str:
    return getattr(called, "attr", getattr(called, "id", ""))
