"""Who is concerned: the people who live in an area and those who serve it."""

from panlong.accounts.models import Household, Post, User
from panlong.areas.models import Area, within


def residents_of(area: Area):
    """Return the people with a present household in `area` (a queryset)."""
    from panlong.accounts.models import Membership

    living = Membership.objects.current().filter(within([area], field="household__area__code"))
    return User.objects.filter(is_active=True, pk__in=living.values("user"))


def serving(area: Area, roles):
    """Return the people whose post of one of `roles` reaches `area` now (a queryset)."""
    posts = Post.objects.current().serving(area).filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=posts.values("user"))


def households_in(area: Area):
    """Return the households of `area` (a queryset)."""
    return Household.objects.filter(within([area]))
