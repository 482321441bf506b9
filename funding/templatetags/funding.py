"""What the plots of money are drawn with: lengths in the picture's own units."""

from django import template

register = template.Library()
ROW, LEFT, WIDTH, GAP = 30, 200, 320, 8


@register.filter
def bars_height(rows: int) -> int:
    """Return how high `rows` bars are together."""
    return rows * ROW


@register.filter
def bar_width(of_100: int) -> int:
    return max(2, of_100 * WIDTH // 100)


@register.filter
def bar_end(of_100: int) -> int:
    """Return where the text after a bar begins."""
    return LEFT + bar_width(of_100) + GAP


@register.filter
def figure_of(row: dict, name: str):
    """Return the amount called `name` of a row."""
    return row[name]
