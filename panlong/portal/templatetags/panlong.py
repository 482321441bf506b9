"""What templates say of rooms below: parameters of the procedure and acts in the audit."""

from django import template
from django.utils import timezone

from panlong import policy
from panlong.portal.audit_labels import label_of

register = template.Library()


@register.simple_tag
def parameter(key: str, on=None) -> int | str:
    """Write parameter `key` of the procedure as in force today, or at the moment `on` for what was decided then."""
    return policy.spell(key, timezone.localdate(on) if on else None)


@register.filter
def audit_words(act: str) -> str:
    """Say in words what the audit stores as the name of a verb."""
    return label_of(act)
