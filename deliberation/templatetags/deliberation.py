from django import template

register = template.Library()


@register.filter
def said_in(candidate, form) -> str:
    """Return what is filled in for `candidate` in a ballot form: yes, no or nothing."""
    return form.said_of(candidate)
