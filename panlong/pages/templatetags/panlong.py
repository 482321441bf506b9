import re
from datetime import timedelta
from decimal import Decimal
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
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
    return lucide(name, size=None, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})


@register.simple_tag
def theme_icon(theme: str) -> SafeString:
    return icon(THEMES.get(theme, "circle"))


@register.filter
def html_lang(language: str) -> str:
    return HTML_LANGUAGES[language]


@register.filter
def said(text) -> SafeString:
    """Write what people said, in Simplified Chinese, marked as such where the page speaks another language."""
    if text is None or get_language() == "zh-hans" or not HAN.search(str(text)):
        return conditional_escape(text)
    return format_html('<span lang="zh-CN">{}</span>', text)


@register.simple_tag(takes_context=True)
def here(context, path: str) -> SafeString | str:
    """Mark a link of the navigation when the page lies under its `path`."""
    request = context.get("request")
    return SafeString('aria-current="true"') if request and request.path.startswith(path) else ""


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
def moment(value) -> SafeString | str:
    """Write a moment in the reader's language inside <time>."""
    if not value:
        return "–"
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "DATETIME_FORMAT")
    )


@register.filter
def until(value) -> SafeString | str:
    """Write the end of a term, as clock.until does: one that ends at midnight is written as the day before."""
    if not value:
        return "–"
    local = timezone.localtime(value)
    if local.hour == local.minute == 0:
        day = timezone.localtime(value - timedelta(seconds=1)).date()
        return format_html(
            '<time datetime="{}">{}</time>', local.isoformat(), date_format(day, "DATE_FORMAT")
        )
    return moment(value)


@register.filter
def day(value) -> SafeString | str:
    if not value:
        return "–"
    value = timezone.localtime(value).date() if hasattr(value, "hour") else value
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "DATE_FORMAT"))


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


@register.filter
def audit_words(act: str) -> str:
    """Say in words what the audit stores as the name of a verb."""
    from panlong.pages.audit_words import words_of

    return words_of(act)
