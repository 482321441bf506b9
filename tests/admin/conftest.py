from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from panlong.areas.models import Level
from tests.factories import area, person, resident, sign_in, world

ROLES = ("staff", "handler", "reviewer", "finance", "leader", "auditor", "administrator")


def signed_in(user) -> Client:
    """Return a browser in which `user` is signed in with their second factor."""
    browser = Client()
    sign_in(browser, user)
    return browser


def address(model, page: str = "changelist", *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def told(response) -> str:
    """Return the messages on the page that `response` is, or leads to."""
    return " ".join(str(message) for message in response.context["messages"])


def models():
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def other(calendars):
    """A second street with its own community."""
    return world("530103003")


@pytest.fixture
def bare(db):
    """One community with its staff and a courtyard; nothing else."""
    district = area("530103", "盘龙区", Level.DISTRICT)
    street = area("530103002", "街道", Level.STREET, district)
    community = area("530103002001", "社区", Level.COMMUNITY, street)
    courtyard = area("530103002001-001", "院", Level.COURTYARD, community)
    return SimpleNamespace(
        district=district,
        street=street,
        community=community,
        courtyard=courtyard,
        staff=person("社区", role="community_staff", where=community),
        resident=resident(courtyard, "王甲"),
        administrator=person("管理员", role="administrator", where=district),
        leader=person("双组长", role="co_leader", where=district),
    )
