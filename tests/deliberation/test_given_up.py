"""A secret vote whose box cannot be opened any more is given up by two people, and the vote is held again."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from deliberation import rounds
from deliberation.models import GivingUp, OpenedBallot, VotingRound
from deliberation.results import closing
from deliberation.rounds import paper
from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import NotPermitted, Refused
from panlong.notices import papers
from panlong.notices.models import Message
from projects.models import Project
from projects.stages import Stage
from tests.deliberation.rounds import open_box, open_secret
from tests.factories import person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(w):
    """A secret round with one ballot in its box, a minute after its end."""
    secret = open_secret(w)
    rounds.cast(secret.round, voter=w.neighbours[0], candidates=secret.candidates[:1], operation=uuid4())
    with clock.at(secret.round.closes_at + timedelta(minutes=1)):
        yield secret


def propose(w, over, by=None):
    return rounds.propose_annulment(
        over.round, by=by or w.staff, reason="两名保管人已离任", operation=uuid4()
    )


def test_two_give_it_up_and_the_vote_is_held_again(w, over):
    round = rounds.annul_round(propose(w, over), by=w.auditor)
    assert (round.closed_at, round.turnout, round.is_open) == (None, None, False)
    assert not round.waits_for_custodians and not round.is_being_counted
    assert "两名保管人已离任" in round.result_notice.body
    with translation.override("en"):
        assert "given up" in round.result_notice.in_readers_language()[0]
    assert papers.paper(round.result_notice, "zh-hant").startswith(b"%PDF-")
    assert not round.shares.exclude(sealed=b"").exists()
    projects = Project.objects.filter(candidacies__round=round)
    assert {one.stage for one in projects} == {Stage.POOLED}
    assert projects[0].events.filter(act="give_up_vote", notice=round.result_notice).exists()
    assert Message.objects.filter(topic="vote_given_up", person=w.neighbours[0]).count() == 1
    assert Message.objects.filter(topic="vote_again", person=w.proposer).count() == 3
    again = rounds.open_round(
        w.community, by=w.staff, title="重新评选", projects=list(projects), closes_at=clock.now() + timedelta(days=7),
        budget=Decimal(50000), most_choices=2, operation=uuid4(),
    )  # fmt: skip
    candidates = [one.pk for one in again.candidates.order_by("pk")]
    assert rounds.cast(again, voter=w.neighbours[0], candidates=candidates[:1], operation=uuid4()).is_new
    with clock.at(again.closes_at):
        assert closing.close_due() == 1
    assert Project.objects.filter(pk=projects[0].pk, stage=Stage.SELECTION).exists()


def test_nobody_gives_it_up_alone_nor_without_the_post(w, over):
    with pytest.raises(NotPermitted):
        propose(w, over, by=w.neighbours[0])
    giving_up = propose(w, over)
    with pytest.raises(Refused):
        rounds.annul_round(giving_up, by=w.staff)
    for by in (w.neighbours[0], w.organiser, w.administrator):
        with pytest.raises(NotPermitted):
            rounds.annul_round(giving_up, by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        GivingUp.objects.update(confirmed_by=w.staff, confirmed_at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE deliberation_votinground SET given_up_at = now()")
    assert VotingRound.objects.get().waits_for_custodians


def test_only_a_shut_box_is_given_up(w):
    secret = open_secret(w)
    with pytest.raises(Refused):
        propose(w, secret)
    with clock.at(secret.round.closes_at + timedelta(minutes=1)):
        giving_up = propose(w, secret)
        open_box(w, secret)
        with pytest.raises(Refused):
            rounds.annul_round(giving_up, by=w.auditor)
        with pytest.raises(Refused):
            propose(w, secret)


def test_what_was_given_up_is_never_opened_or_changed(w, over):
    giving_up = propose(w, over)
    round = rounds.annul_round(giving_up, by=w.auditor)
    assert rounds.annul_round(giving_up, by=w.auditor) == round
    with pytest.raises(Refused):
        open_box(w, over)
    with pytest.raises(Refused):
        paper._require_sealed(round)
    assert closing.close_due() == 0
    for change in ("given_up_at = NULL", "closed_at = now()", "turnout = 1"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE deliberation_votinground SET {change}")
    with pytest.raises(DatabaseError), transaction.atomic():
        OpenedBallot.objects.create(round=round, marks=b"\1\0\0")


def test_by_its_pages(client, w, over):
    address, desk = f"/rounds/{over.round.pk}/give-up/", f"/rounds/{over.round.pk}/desk/"
    for who, status in ((w.neighbours[0], 403), (w.organiser, 403), (w.staff, 200)):
        sign_in(client, who)
        assert client.get(address).status_code == status
    assert address in client.get(desk).content.decode()
    assert client.post(address, {"operation": uuid4(), "reason": ""}).status_code == 422
    assert client.post(address, {"operation": uuid4(), "reason": "保管人已离任"}).status_code == 302
    confirm = f"/rounds/givings-up/{GivingUp.objects.get().pk}/confirm/"
    assert confirm not in client.get(desk).content.decode()
    client.post(confirm)
    assert VotingRound.objects.get().given_up_at is None
    sign_in(client, person("社区二", role=Role.COMMUNITY_STAFF, where=w.community))
    assert confirm in client.get(desk).content.decode()
    assert client.post(confirm).url == desk
    assert address not in client.get(desk).content.decode()
    assert client.get(f"/rounds/{over.round.pk}/box/").url == over.round.get_absolute_url()
    project = over.round.candidates.first().project
    assert "票箱无法打开，已放弃" in client.get(project.get_absolute_url()).content.decode()
    client.logout()
    assert "这次投票已放弃" in client.get(over.round.get_absolute_url()).content.decode()
