"""A round with a thousand voters: opened, voted on pages and on paper, closed, opened, published, verified from its files.

`benchmarks/whole_round.py` does it with five thousand on a running portal, in browsers.
"""

import json
from collections import Counter
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from deliberation import rounds, tasks
from deliberation.models import BallotKind, Comparison
from deliberation.results import result_files
from deliberation.rounds import ballot_spec, paper
from panlong import clock
from tests.deliberation.rounds import open_box, open_secret, settle

VOTERS, ON_PAGES, ON_PAPER = 1000, 20, 25


@pytest.mark.slow
@pytest.mark.django_db
def test_a_round_of_a_thousand_from_opening_to_verification(client, w):
    people = settle(w.courtyard, VOTERS)
    secret = open_secret(w, number=6, most_choices=3, budget=30000, ballot_kind=BallotKind.APPROVE)
    round, dice, expected, codes = secret.round, Random(5), Counter(), set()
    assert round.roll.count() == VOTERS + len(w.neighbours)

    def choice():
        chosen = dice.sample(range(6), dice.randint(1, 3))
        expected.update(chosen)
        return [secret.candidates[place] for place in chosen]

    on_pages, on_paper, others = (
        people[:ON_PAGES],
        people[ON_PAGES : ON_PAGES + ON_PAPER],
        people[ON_PAGES + ON_PAPER :],
    )
    for voter in on_pages:
        client.force_login(voter)
        page = client.post(round.get_absolute_url(), {"operation": uuid4(), "candidates": choice()})
        receipt = client.get(
            client.post(f"/rounds/{round.pk}/cast/", {"envelope": page.context["envelope"]}).url
        )
        codes.add(receipt.context["code"])
    for voter in others:
        codes.add(rounds.cast(round, voter=voter, candidates=choice(), operation=uuid4()).code)
    station = paper.set_up_station(round, by=w.staff, name="一号站", place="居委会", operation=uuid4())
    now = clock.now()
    paper.give_shift(
        station, by=w.staff, officer=w.organiser, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), operation=uuid4()
    )  # fmt: skip
    papers = paper.print_papers(station, by=w.staff, number=ON_PAPER + 5)
    for voter in on_paper:
        paper.hand_out(station, by=w.organiser, voter=voter, operation=uuid4())
    with clock.at(round.closes_at):
        form = ballot_spec.ballot_spec(round.pk)
        for sheet in papers[:ON_PAPER]:
            marks = form.mark(choice())
            for by in (w.staff, w.organiser):
                paper.enter_ballot(round, by=by, serial=sheet.serial, marks=marks)
        paper.write_protocol(
            station, by=w.staff, used=ON_PAPER, spoilt=2, unused=3, scan=ContentFile(b"x", name="p.jpg")
        )
    round = open_box(w, secret)
    assert list(round.candidates.order_by("pk").values_list("votes", flat=True)) == [
        expected[place] for place in range(6)
    ]
    facts = json.loads((result_files.write_file(round) / "round.json").read_text())
    assert {one["code"] for one in facts["sealed"]} == codes
    assert (facts["marked"], facts["turnout"], facts["papers"]) == (VOTERS, VOTERS, ON_PAPER)
    call_command("verify_round", round.pk)
    page = client.get(round.get_absolute_url())
    assert {row["number"] for row in page.context["channels"]} == {VOTERS - ON_PAPER, ON_PAPER}
    tasks.compare(round.pk)
    tasks.compare(round.pk)
    assert Comparison.objects.get(round=round).chosen
