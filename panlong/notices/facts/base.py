"""What the classes of facts are made of: types that are checked, values that parameters own, facts about a project."""

from dataclasses import dataclass, field, fields
from functools import cache
from types import UnionType
from typing import (
    Any,
    ClassVar,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from panlong import policy
from panlong.notices.kinds import Kind

ABOUT = "about"  # the field that is stored flat, beside the others


def owned_by(parameter: str) -> Any:
    """Return a field that takes the value in force of `parameter` by itself: nobody hands it in."""
    return field(default_factory=lambda: policy.spell(parameter), metadata={"parameter": parameter})


def cap_of(kind: str) -> Any:
    """Return a field with the largest subsidy in force of `kind` of project, in yuan."""
    key = f"cap_{kind}"
    return field(default_factory=lambda: f"{policy.value(key).normalize():f}", metadata={"parameter": key})


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _fits(fact: object, hint: Any) -> bool:
    """Say whether `fact` is what `hint` says; a truth value is no number, a lazy text no text."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(fact, one) for one in inner)
    if origin is Literal:
        return fact in inner
    if origin is list:
        return isinstance(fact, list) and all(_fits(one, inner[0]) for one in fact)
    if origin is dict:
        return isinstance(fact, dict) and all(
            _fits(k, inner[0]) and _fits(v, inner[1]) for k, v in fact.items()
        )
    if is_typeddict(hint):
        rows = _hints(hint)
        return (
            isinstance(fact, dict)
            and set(fact) == set(rows)
            and all(_fits(fact[k], h) for k, h in rows.items())
        )
    if hint is int:
        return isinstance(fact, int) and not isinstance(fact, bool)
    return isinstance(fact, hint)


class Checked:
    """Refuses facts of another type than their field says."""

    def __post_init__(self) -> None:
        cls: Any = type(self)
        for name, hint in _hints(cls).items():
            if get_origin(hint) is not ClassVar and not _fits(getattr(self, name), hint):
                raise TypeError(f"{cls.__name__}.{name}: {getattr(self, name)!r} is no {hint}")


@dataclass(frozen=True, kw_only=True)
class Facts(Checked):
    """The facts of one notice. TypeError when one is missing or of another type."""

    kind: ClassVar[Kind]

    def as_json(self) -> dict[str, Any]:
        """Return what is stored: facts that there are none of are left out."""
        stored: dict[str, Any] = {}
        for one in fields(self):
            fact = getattr(self, one.name)
            if one.name == ABOUT:
                stored |= vars(fact)
            elif fact is not None:
                stored[one.name] = fact
        return stored


@dataclass(frozen=True, kw_only=True)
class AboutProject(Checked):
    """What the notices about a project say of it."""

    project: str
    area: str
    kind: str
    theme: str
    beneficiaries: int
    budget: str
    subsidy: str
    plan: str
    implementer: str


@dataclass(frozen=True, kw_only=True)
class ProjectFacts(Facts):
    about: AboutProject


@dataclass(frozen=True, kw_only=True)
class OpenToObjection(Facts):
    """The facts of a notice to which residents can object: they are told until when an answer comes."""

    objection_days: int = owned_by("objection_days")
