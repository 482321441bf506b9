"""Points of the committee (集体决议): pure functions over exact fractions; nothing is rounded before it is compared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any

from deliberation.models import MAX_POINTS, Criterion

FULL = 100  # what a project has that everybody gives the most for everything
Points = Mapping[str, int]  # of one member for one project, by criterion


@dataclass(frozen=True)
class Terms:
    """What a sitting counts by; those with which it began stay its own."""

    weights: Mapping[str, Fraction]
    trimmed_from: int  # so many scorers, and the highest and the lowest are left out
    most_spread: (
        Fraction  # between the highest and the lowest of a project; above it they talk and score once more
    )
    least_points: Fraction  # of FULL, to be chosen
    least_scorers: int

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Terms":
        """Return the terms as `write` stored them."""
        return cls(
            weights={name: Fraction(weight) for name, weight in stored["weights"].items()},
            trimmed_from=stored["trimmed_from"],
            most_spread=Fraction(stored["most_spread"]),
            least_points=Fraction(stored["least_points"]),
            least_scorers=stored["least_scorers"],
        )

    def write(self) -> dict[str, Any]:
        """Return the terms as JSON can hold them; fractions stay exact."""
        return {
            "weights": {name: str(weight) for name, weight in self.weights.items()},
            "trimmed_from": self.trimmed_from,
            "most_spread": str(self.most_spread),
            "least_points": str(self.least_points),
            "least_scorers": self.least_scorers,
        }


def total_of(points: Points, terms: Terms) -> Fraction:
    """Return what one member gives a project, 0 to FULL: the points of each criterion by its weight.

    Where every weight is nothing all criteria weigh the same.
    """
    weights = terms.weights if any(terms.weights.values()) else dict.fromkeys(Criterion.values, Fraction(1))
    weighed = sum((points[name] * weight for name, weight in weights.items()), Fraction(0))
    return weighed * FULL / (MAX_POINTS * sum(weights.values()))


def mean_of(totals: Collection[Fraction], terms: Terms) -> Fraction:
    """Return the mean of `totals`, from `trimmed_from` scorers on without the highest and the lowest; 0 of none."""
    counted = sorted(totals)
    if len(counted) >= max(terms.trimmed_from, 3):
        counted = counted[1:-1]
    return sum(counted, Fraction(0)) / len(counted) if counted else Fraction(0)


def spread_of(totals: Collection[Fraction]) -> Fraction:
    """Return how far the highest of `totals` lies above the lowest."""
    return max(totals) - min(totals) if totals else Fraction(0)


def enough_scorers(scorers: int, seats: int, terms: Terms) -> bool:
    """Say whether `scorers` decide for a committee of `seats`: half of all its seats or more, and never too few people."""
    return 2 * scorers >= seats and scorers >= terms.least_scorers


def scorers_needed(seats: int, terms: Terms) -> int:
    """Return how many people must give points in a committee of `seats`."""
    return max((seats + 1) // 2, terms.least_scorers)


def write_points(points: Fraction) -> Decimal:
    """Return `points` with two decimals for reading, never above what they are: 59.996 does not read as 60."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_DOWN)
