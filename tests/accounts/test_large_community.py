"""A large community: imported, claimed by phone and code, and voted in. PANLONG_HOUSEHOLDS=20000 tries one of that size."""

import os

import pytest
from django.test import Client

from deliberation.models import RollEntry
from panlong.accounts.models import Household, Membership, User
from panlong.portal.demo import community
from tests.accounts.asking import ask, code_sent
from tests.factories import Walk

pytestmark = pytest.mark.django_db
HOUSEHOLDS = int(os.environ.get("PANLONG_HOUSEHOLDS", "2000"))


@pytest.mark.slow
def test_thousands_of_households_are_imported_claimed_and_voted_with(w):
    Walk(w).to("pooled")
    before = Household.objects.count()
    counts = community.make(w.community, HOUSEHOLDS).counts
    assert Household.objects.count() == before + HOUSEHOLDS
    assert counts["new"] == counts["rows"] > HOUSEHOLDS
    assert Membership.objects.count() == User.objects.filter(name__startswith="演示").count() + before
    again = community.make(w.community, HOUSEHOLDS).counts
    assert again["unchanged"] == again["rows"] == counts["rows"]

    for resident in community.residents(10):
        client = Client()
        ask(client, resident.phone)
        assert client.post("/sign-in/code/", {"code": code_sent()}).status_code == 302
        assert client.get("/me/").context["memberships"]

    opened = community.vote(w.community, 100, by=w.staff)
    voters = RollEntry.objects.filter(round=opened)
    assert voters.count() > HOUSEHOLDS and voters.filter(marked_at__isnull=False).count() == 100
    children = User.objects.filter(birth_year__gte=2010, name__startswith="演示")
    assert children.exists() and not voters.filter(voter__in=children).exists()
