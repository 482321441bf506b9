"""How fast 10,000 people are told, and how fast one notice comes out of the printer.

    .venv/bin/python -m pytest benchmarks/test_messages.py -n 0 -s

One worker sends to a provider that takes everything. PEOPLE makes it smaller for a try.
"""

import os
import statistics
import time
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from panlong import enqueue
from panlong.accounts.sms import sending
from panlong.notices import campaigns, deliveries, papers, publishing
from panlong.notices.models import Delivery
from panlong.tools import pdf
from tests.conftest import *  # noqa: F403  (its fixtures)
from tests.notices.samples import samples
from tests.notices.test_killed_workers import people

PEOPLE = int(os.environ.get("PEOPLE", "10000"))


class Job:
    """Stands for panlong.jobs.Job, whose progress goes to Redis."""

    def __init__(self, campaign):
        self.arguments = {"campaign": campaign.pk}

    def step(self, done, total):
        pass


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_messages(w, monkeypatch):
    monkeypatch.setattr(enqueue, "enqueue_soon", lambda *call: None)
    monkeypatch.setattr(deliveries, "is_quiet", lambda now: False)
    monkeypatch.setattr(sending, "current_provider", sending.NullBackend)
    people(w.courtyard, PEOPLE)
    campaign = campaigns.write_campaign(
        w.community, by=w.staff, text="明天停水。", by_sms=True, operation=uuid4()
    )
    campaign = campaigns.approve_campaign(campaign, by=w.reviewer) if campaign.needs_approval else campaign
    begun = time.perf_counter()
    campaigns.send_to_area(Job(campaign))
    queued = time.perf_counter() - begun
    told = PEOPLE + len(w.neighbours)
    assert campaigns.messages_of(campaign).count() == told
    begun = time.perf_counter()
    sent = deliveries.send_due(limit=told + 10)
    took = time.perf_counter() - begun
    assert sent == told == Delivery.objects.filter(state="sent").count()
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        commit = cursor.fetchone()[0]
    print(
        f"\n{told} messages queued in {queued:.1f} s; sent in {took:.1f} s, {sent / took:.0f}/s (synchronous_commit={commit})"
    )


@pytest.mark.django_db
def test_papers_of_every_kind(w):
    first, times = None, []
    for facts in samples().values():
        notice = publishing.publish(facts, w.courtyard, by=w.staff)
        for language, _name in settings.LANGUAGES:
            begun = time.perf_counter()
            papers.paper(notice, language)
            times.append(time.perf_counter() - begun)
            first = first or times[0]
    pdf._compiler.cache_clear()
    print(
        f"\n{len(times)} papers: the first of a process {first * 1000:.0f} ms, then median {statistics.median(times) * 1000:.0f} ms,"
        f" slowest {max(times) * 1000:.0f} ms"
    )
