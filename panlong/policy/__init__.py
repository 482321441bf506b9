"""What the district may change without a programmer: `value` and `number` read what is in force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from panlong.policy.defaults import DEFAULTS, LARGEST_PARTS, SHARES, STRICTER, sql
from panlong.tools.page_tags import yuan

__all__ = [
    "DEFAULTS", "SHARES", "STRICTER", "YUAN", "Rule", "number", "rule", "rules_of", "share_of", "spell", "sql", "value", "write_share",
]  # fmt: skip

YUAN = frozenset({"cap_works", "cap_service", "cap_goods", "quotes_from", "street_approves_up_to"})


@dataclass(frozen=True)
class Rule:
    """A parameter as in force: its value, since when, on what basis, and whose it is. Nothing but the value: a default."""

    key: str
    value: Decimal
    since: date | None = None
    basis: str = ""
    place: str = ""


def rule(key: str, on: date | None = None, *, area=None) -> Rule:
    """Return parameter `key` as in force on day `on` (today when None) in `area`; KeyError for an unknown key."""
    return rules_of((key,), on, area=area)[key]


def rules_of(keys: Collection[str], on: date | None = None, *, area=None) -> dict[str, Rule]:
    """Return the parameters `keys` as in force on day `on` (today when None) in `area`; KeyError for an unknown one.

    Without an area they are the district's. A street or community of `area` may have made them stricter (STRICTER).
    """
    from panlong import clock  # noqa: PLC0415  (apps are not loaded yet)
    from panlong.policy.models import Parameter  # noqa: PLC0415  (apps are not loaded yet)

    codes = area.codes_above() if area else ()
    newest: dict[tuple[str, int | None], Rule] = {}
    for row in Parameter.objects.in_force(keys, on or clock.today(), codes).select_related("area"):
        place = row.area.name if row.area else ""
        newest.setdefault(
            (row.key, row.area_id), Rule(row.key, row.value, row.effective_from, row.basis, place)
        )
    found = {key: newest.get((key, None)) or Rule(key, DEFAULTS[key]) for key in keys}
    for (key, area_id), own in newest.items():
        if area_id and STRICTER[key]((own.value, found[key].value)) != found[key].value:
            found[key] = own
    return found


def value(key: str, on: date | None = None) -> Decimal:
    """Return parameter `key` of the district as in force on day `on` (today when None); KeyError for an unknown key."""
    return rule(key, on).value


def share_of(value: Decimal) -> Fraction:
    """Return per cent as an exact share: 66.67 is two thirds, 67 is 67/100."""
    simple = (Fraction(value) / 100).limit_denominator(LARGEST_PARTS)
    return simple if abs(simple * 100 - Fraction(value)) < Fraction(1, 100) else Fraction(value) / 100


def write_share(share: Fraction) -> str:
    """Write a share as a sentence does: 2/3, 67%."""
    if share.denominator <= LARGEST_PARTS:
        return f"{share.numerator}/{share.denominator}"
    return f"{float(share * 100):g}%"


def number(key: str, on: date | None = None) -> int:
    """Return parameter `key` as a whole number."""
    return int(value(key, on))


def spell(key: str, on: date | None = None) -> int | str:
    """Return parameter `key` as a sentence writes it: ¥5,000, 14, 66.67. A whole number stays one, for its plural."""
    found = value(key, on)
    if key in YUAN:
        return yuan(found)
    if key in SHARES:
        return write_share(share_of(found))
    if key.endswith("_percent") and found != found.to_integral_value():
        return f"{found.normalize():f}"
    return int(found)
