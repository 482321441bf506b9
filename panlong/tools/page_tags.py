"""How values, pieces and tables are written on pages, whatever room they belong to: tags of every template."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from panlong import clock

register = template.Library()
HAN = re.compile(r"[\u3400-\u9fff]")
HELP_PICTURE = (360, 560)  # width and height of the screenshots in the help, in CSS pixels
# How a page says its language; also for the languages it offers (django_language → BCP 47).
HTML_LANGUAGES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en"}
THEMES = {
    "safety": "shield-check", "environment": "trees", "culture": "music-2", "care": "heart", "volunteering": "hand-heart",
}  # fmt: skip


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw icon `name` of the Lucide set beside words that say the same."""
    drawn = lucide(name, size=None, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
    return SafeString(drawn)


@register.simple_tag
def theme_icon(theme: str) -> SafeString:
    return icon(THEMES.get(theme, "circle"))


@register.filter
def html_lang(language: str) -> str:
    return HTML_LANGUAGES[language]


# --- Values ---------------------------------------------------------------------------------------------------
@register.filter
def yuan(amount) -> str:
    """Write an amount of money: 18,600.00 → ¥18,600, −8,600.00 → −¥8,600; cents only where there are some.

    Without an amount a dash; "" is what a template makes of the amount of nothing.
    """
    if amount is None or amount == "":
        return "–"
    amount = Decimal(amount)
    sign, size = "−" if amount < 0 else "", abs(amount)
    return f"{sign}¥{size:,.0f}" if size == size.to_integral_value() else f"{sign}¥{size:,.2f}"


@register.filter
def said(text) -> SafeString:
    """Write what people said, in Simplified Chinese, marked as such where the page speaks another language."""
    if text is None or get_language() == "zh-hans" or not HAN.search(str(text)):
        return conditional_escape(text)
    return format_html('<span lang="zh-CN">{}</span>', text)


@register.filter
def time_left(value) -> str:
    """Say how many days are left until `value`: '' when none is given, hours are not counted."""
    if not value:
        return ""
    days = (timezone.localtime(value - timedelta(seconds=1)).date() - clock.today()).days
    if days < 0:
        return _("time is over")
    if days == 0:
        return _("last day today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def _time(value, text: str) -> SafeString:
    """Write `text` inside <time>: of a moment its second and zone, for HTML takes three digits behind it at most."""
    stamp = value.isoformat(timespec="seconds") if hasattr(value, "hour") else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', stamp, text)


@register.filter
def moment(value) -> SafeString | str:
    """Write a moment in the reader's language inside <time>."""
    if not value:
        return "–"
    local = timezone.localtime(value)
    return _time(local, date_format(local, "DATETIME_FORMAT"))


@register.filter
def formal(when: str) -> str:
    """Write a moment as clock.minute wrote it the way a public notice does: 2026年12月3日（星期四）18:00."""
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        return when
    # Translators: a moment in a public notice, in Django's letters for dates.
    return date_format(moment, pgettext("format of a moment", "l, j F Y, H:i"))


@register.filter
def until(value) -> SafeString | str:
    """Write the end of a term, as clock.until does: one that ends at midnight is written as the day before."""
    if not value:
        return "–"
    local = timezone.localtime(value)
    if local.hour == local.minute == 0:
        day = timezone.localtime(value - timedelta(seconds=1)).date()
        return _time(local, date_format(day, "DATE_FORMAT"))
    return moment(value)


@register.filter
def day(value) -> SafeString | str:
    if not value:
        return "–"
    value = timezone.localtime(value).date() if hasattr(value, "hour") else value
    return _time(value, date_format(value, "DATE_FORMAT"))


@register.filter
def percent_of(part, whole) -> str:
    """Return `part` of `whole` as a percentage with two decimals."""
    if not whole:
        return "–"
    return f"{Decimal(part or 0) * 100 / Decimal(whole):.2f}%"


@register.filter
def at_least(value, is_lower_bound) -> str:
    """Write a figure that is a lower bound as one."""
    return _("more than %(value)s") % {"value": value} if is_lower_bound else value


# --- Pieces of a page -----------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def here(context, path: str) -> SafeString | str:
    """Mark a link of the navigation when the page lies under its `path`."""
    request = context.get("request")
    return SafeString('aria-current="true"') if request and request.path.startswith(path) else ""


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """Return the page's query string with `changes`, for links of filters and paging."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = value
    return f"?{params.urlencode()}" if params else "?"


@register.simple_block_tag(takes_context=True)
def chapter(context, content, title: str, name: str) -> SafeString:
    """Tell one chapter of a long page under its heading; in 长者模式 it is folded until it is tapped."""
    if context.get("elder_mode"):
        folded = '<details class="chapter" id="{}"><summary><h2 class="plain">{}</h2></summary>{}</details>'
        return format_html(folded, name, title, content)
    return format_html('<section id="{}"><h2>{}</h2>{}</section>', name, title, content)


@register.simple_tag
def help_picture(name: str, words: str) -> SafeString:
    """Show screenshot `name` of the help in the reader's language (tools/screenshots.py takes them)."""
    source = static(f"help/{get_language()}/{name}.webp")
    picture = '<figure class="shot"><figcaption>{}</figcaption><img src="{}" width="{}" height="{}" loading="lazy" alt="{}"></figure>'
    return format_html(picture, _("Example: this is only a picture"), source, *HELP_PICTURE, words)


# --- Tables -----------------------------------------------------------------------------------------------------
ROWS = re.compile(r"\s*(?P<caption><caption>.*?</caption>)?(?P<body>.*?)(?P<foot><tfoot>.*)?", re.DOTALL)
CELL = re.compile(r"<(?P<kind>tr|th|td)\b(?P<attributes>[^>]*)>")
CLASSES = re.compile(r'class="([^"]*)"')


class Columns:
    """The columns of one table, in the order in which their cells come by."""

    def __init__(self, names: list[str]):
        self.names = names
        self.are_numbers = [False] * len(names)
        self.are_plots = [False] * len(names)
        self.at = 0

    def label_cells(self, rows: str) -> SafeString:
        """Return the rows with the name of its column at each cell."""
        return SafeString(CELL.sub(self.label, rows))

    def label(self, match: re.Match) -> str:
        """Return the beginning of a row or cell; a cell over several columns, and the head of a row, needs no name."""
        if match["kind"] == "tr":
            self.at = 0
            return match.group()
        at, self.at = self.at, self.at + 1
        attributes = match["attributes"]
        if match["kind"] == "th" or "colspan" in attributes:
            return match.group()
        found = CLASSES.search(attributes)
        classes = found[1].split() if found else []
        self.are_numbers[at] = "num" in classes
        self.are_plots[at] = "plot-cell" in classes
        name = "" if self.are_plots[at] else self.names[at]
        return format_html('<td{} data-label="{}">', SafeString(attributes), name)

    def draw_head(self) -> SafeString:
        """Return the head: over numbers at the right, over plots only for those who listen."""
        return format_html(
            "<thead><tr>{}</tr></thead>", format_html_join("", "{}", ((one,) for one in self.draw_names()))
        )

    def draw_names(self) -> list[SafeString]:
        return [
            format_html('<th scope="col"><span class="visually-hidden">{}</span></th>', name)
            if is_plot
            else format_html(
                '<th scope="col"{}>{}</th>', SafeString(' class="num"' if is_number else ""), name
            )
            for name, is_number, is_plot in zip(self.names, self.are_numbers, self.are_plots, strict=True)
        ]


@register.simple_block_tag(name="table")
def draw_table(content: str, *names: str, kind: str = "") -> SafeString:
    """Draw a table of the rows in `content` that becomes cards on phones.

    `names` are the words over its columns; empty ones are left out, as their cells are. A column of numbers is one
    whose cells have the class `num`, one of plots has `plot-cell`. `kind` adds classes: `tight` puts the cells of a
    card side by side. `content` may begin with a <caption> and end with a <tfoot>.
    """
    parts = ROWS.fullmatch(content)
    assert parts  # it matches any text
    columns = Columns([name for name in names if name])
    body, foot = columns.label_cells(parts["body"]), columns.label_cells(parts["foot"] or "")
    return format_html(
        '<table class="{}">{}{}<tbody>{}</tbody>{}</table>',
        f"stack {kind}".rstrip(),
        SafeString(parts["caption"] or ""),
        columns.draw_head(),
        body,
        foot,
    )
