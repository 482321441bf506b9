from datetime import timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def yuan(amount) -> str:
    """Write an amount of money: 18,600.00 → ¥18,600; cents only where there are some."""
    if amount is None:
        return "–"
    amount = Decimal(amount)
    return f"¥{amount:,.0f}" if amount == amount.to_integral_value() else f"¥{amount:,.2f}"


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
    """Write the end of a term: a term that ends at midnight is written as the day before."""
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
