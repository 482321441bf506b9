"""What differs between two versions of a plan, and whether that asks those again who agreed."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple, TypedDict

from panlong import policy
from panlong.areas.models import Area
from panlong.notices.facts import PlanDifference as Difference
from projects.models.plan import PlanVersion
from projects.models.project import Project


class Line(NamedTuple):
    """A line of the budget: so many units at a price each, or a lump sum."""

    item: str
    sum: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None


class StoredLine(TypedDict):
    item: str
    quantity: str | None
    unit: str
    price: str | None
    sum: str


@dataclass(frozen=True)
class PlanDraft:
    """What a new version is to say; it has the names of PlanVersion's fields."""

    plan: str
    kind: str
    area: Area
    touches_common_parts: bool
    lines: list[StoredLine]
    shares: dict[str, str]
    total: Decimal
    subsidy: Decimal
    duration_days: int | None = None
    implementer: str = ""
    aftercare: str = ""

    def with_words(self, **changed) -> "PlanDraft":
        """Return the same draft with other words."""
        return replace(self, **changed)


def draft_of(version: PlanVersion | None, project: Project) -> PlanDraft:
    """Return what `version` says, with the words of `project` where they are kept there too."""
    own = {name: getattr(project, name) for name in ("plan", "kind", "area", "touches_common_parts")}
    if version is None:
        return PlanDraft(**own, lines=[], shares={}, total=Decimal(0), subsidy=Decimal(0))
    names = ("lines", "shares", "total", "subsidy", "duration_days", "implementer", "aftercare")
    return PlanDraft(**own, **{name: getattr(version, name) for name in names})


def stored_line(line: Line) -> StoredLine:
    """Return `line` as a version keeps it."""
    return {
        "item": line.item,
        "quantity": None if line.quantity is None else f"{line.quantity.normalize():f}",
        "unit": line.unit,
        "price": None if line.price is None else f"{line.price:.2f}",
        "sum": f"{line.sum:.2f}",
    }


def spell_line(line: StoredLine) -> str:
    """Return a line as people read it: 2 个 × 100.00 = 200.00."""
    if line["quantity"] is None or line["price"] is None:
        return line["sum"]
    return f"{line['quantity']} {line['unit']} × {line['price']} = {line['sum']}".replace("  ", " ")


def differences(before: PlanVersion | PlanDraft, after: PlanVersion | PlanDraft) -> list[Difference]:
    """Return what `after` says differently: lines added, removed and changed, sums before and after, words."""
    found = _lines_that_differ(before.lines, after.lines)
    sums: tuple[tuple[str, Decimal, Decimal], ...] = (
        ("total", before.total, after.total),
        ("subsidy", before.subsidy, after.subsidy),
        ("own", before.total - before.subsidy, after.total - after.subsidy),
    )
    for what, was, is_now in sums:
        if was != is_now:
            found.append(Difference(what=what, item="", before=f"{was:.2f}", after=f"{is_now:.2f}"))
    if (
        dict(before.shares) != dict(after.shares)
        and before.subsidy == after.subsidy
        and before.total == after.total
    ):
        found.append(Difference(what="shares", item="", before="", after=""))
    if before.area.pk != after.area.pk:
        found.append(Difference(what="place", item="", before=before.area.name, after=after.area.name))
    for what in ("kind", "plan", "implementer", "aftercare"):
        if (was := getattr(before, what)) != (is_now := getattr(after, what)):
            found.append(Difference(what=what, item="", before=was or "–", after=is_now or "–"))
    if before.touches_common_parts != after.touches_common_parts:
        found.append(
            Difference(
                what="common_parts", item="", before="", after="yes" if after.touches_common_parts else ""
            )
        )
    if before.duration_days != after.duration_days:
        days_before, days_after = str(before.duration_days or "–"), str(after.duration_days or "–")
        found.append(Difference(what="duration", item="", before=days_before, after=days_after))
    return found


def _lines_that_differ(before: list[StoredLine], after: list[StoredLine]) -> list[Difference]:
    """Return the lines that differ. Lines of one name are told apart by their order."""
    old, new = _by_name(before), _by_name(after)
    found = []
    for key, line in new.items():
        if key not in old:
            found.append(Difference(what="line_added", item=line["item"], before="", after=spell_line(line)))
        elif old[key] != line:
            was = spell_line(old[key])
            found.append(
                Difference(what="line_changed", item=line["item"], before=was, after=spell_line(line))
            )
    for key, line in old.items():
        if key not in new:
            found.append(
                Difference(what="line_removed", item=line["item"], before=spell_line(line), after="")
            )
    return found


def _by_name(lines: list[StoredLine]) -> dict[tuple[str, int], StoredLine]:
    seen: dict[str, int] = {}
    named = {}
    for line in lines:
        seen[line["item"]] = seen.get(line["item"], 0) + 1
        named[line["item"], seen[line["item"]]] = line
    return named


def asks_households_again(seen: PlanVersion, now: PlanVersion | PlanDraft) -> bool:
    """Say whether the households said yes to something else: another place, or another kind of project."""
    return seen.area.pk != now.area.pk or seen.kind != now.kind


def is_material(agreed: PlanVersion, now: PlanVersion | PlanDraft) -> bool:
    """Say whether `now` departs so far from what was `agreed` that those who agreed are asked again.

    That is another place or kind, a higher subsidy, or a cost that rose by `material_change_percent` or more. It is
    always compared with what was agreed, so that many small steps are one large one.
    """
    percent = policy.value("material_change_percent")
    dearer = agreed.total > 0 and 100 * now.total >= (100 + percent) * agreed.total
    return asks_households_again(agreed, now) or now.subsidy > agreed.subsidy or dearer
