"""The flow of money: where it comes from, and where it goes; lengths in the picture's own units."""

from django import template
from django.utils.translation import gettext as _

from funding.ledger.queries import NAMES, Money

register = template.Library()
BOX = (186, 62)
COLUMNS = (2, 218, 434, 650)  # where the boxes of each column begin


@register.inclusion_tag("parts/flow.html")
def flow(money: Money, address: str = "", anchor: str = "") -> dict:
    """Draw `money` as boxes and lines; each box leads to its own chapter, or to `anchor`, on the page at `address`."""
    out = ["spent", "left"] if not money.returned else ["spent", "returned", "left"]
    places = {"received": (0, 8), "approved": (0, 98), "paid": (1, 98)}
    places |= {name: (3, 8 + 90 * row) for row, name in enumerate(out)}
    middle = 53 + 45 * (len(out) - 2)
    boxes = [
        {"leads_to": f"{address}#{anchor or name}", "label": NAMES[name], "amount": getattr(money, name), "place": _place(column, top)}
        for name, (column, top) in places.items()
    ]  # fmt: skip
    return {
        "money": money,
        "boxes": boxes,
        "whole": {"label": _("Came in together"), "amount": money.came, "place": _place(2, middle)},
        "lines": [
            _line(0, 8, 2, middle),
            _line(0, 98, 1, 98),
            _line(1, 98, 2, middle),
            *(_line(2, middle, *places[name]) for name in out),
        ],
        "height": 170 + 90 * (len(out) - 2),
    }


def _place(column: int, top: int) -> str:
    return f"translate({COLUMNS[column]} {top})"


def _line(column: int, top: int, to_column: int, to_top: int) -> str:
    """Return the path from the middle of a box's right side to that of another one's left side."""
    start, end, bend = COLUMNS[column] + BOX[0], COLUMNS[to_column], 24
    y, to_y = top + BOX[1] // 2, to_top + BOX[1] // 2
    return f"M{start} {y}C{end - bend} {y} {end - bend} {to_y} {end} {to_y}"
