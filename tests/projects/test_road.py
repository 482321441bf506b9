"""The journey through the real verbs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from deliberation.households import polls
from funding.cashbook import settlement
from funding.ledger import queries
from panlong.audit.models import AuditEntry
from panlong.notices.models import Message, Notice
from projects.journey import proposing
from projects.models import LIGHTS, Photo, Project
from projects.stages import Stage
from tests.factories import ON_THE_ROAD, WORDS, Walk, draft, jpeg_upload, sign_in

pytestmark = pytest.mark.django_db


def test_a_project_goes_from_proposal_to_closed_with_all_five_lights(w):
    project = Walk(w).to(Stage.CLOSED)
    assert all(getattr(project, light) for light in LIGHTS)
    assert settlement.is_settled(project)
    money = queries.money_of(project)
    assert (money.received, money.paid, money.spent, money.left) == (2000, 8000, 8000, 0)


def test_each_move_writes_timeline_and_audit(w):
    project = Walk(w).to(Stage.CLOSED)
    moves = [(event.left, event.reached) for event in project.events.exclude(reached="")]
    assert [reached for _left, reached in moves] == list(ON_THE_ROAD[1:])
    audited = AuditEntry.objects.filter(
        target_type="project", target_id=project.pk, details__has_key="reached"
    )
    assert audited.count() == len(moves)


def test_the_notices_that_stages_call_for_are_published_and_untouched(w):
    project = Walk(w).to(Stage.CLOSED)
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds >= {
        "support_poll", "support_result", "meeting", "minutes", "pool", "round", "round_result", "resolution", "approval",
        "supplier", "acceptance", "satisfaction", "final_accounts", "aftercare",
    }  # fmt: skip
    for notice in Notice.objects.all():
        assert notice.content_hash == notice.compute_hash()
        assert project.title in notice.title + notice.body


def test_the_people_concerned_are_told_once(w):
    Walk(w).to(Stage.CLOSED)
    resident = w.neighbours[5]
    topics = list(Message.objects.filter(person=resident).values_list("topic", flat=True))
    assert set(topics) >= {"support_poll", "meeting", "round", "publicity", "rate"}
    assert len(topics) == len(set(topics))  # one meeting is for all households; six parties sit in the other


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_proposal_shows_how_it_is_today_to_those_who_may_read_it(client, w):
    sign_in(client, w.proposer)
    project = draft(w)
    form = {"photos": [jpeg_upload()]}
    assert client.post(f"/projects/{project.pk}/draft/photos/", form).status_code == 302
    photo = project.photos.get()
    assert photo.moment == Photo.Moment.BEFORE
    for who, status in ((w.proposer, 200), (w.organiser, 200), (w.neighbours[1], 404), (None, 404)):
        sign_in(client, who)
        answer = client.get(photo.image.url)
        assert answer.status_code == status, who
        assert "public" not in answer.headers.get("Cache-Control", "")
    proposing.submit_proposal(project, by=w.proposer)
    polls.screen_proposal(project, by=w.organiser, verdict="passed")
    assert "public" in client.get(photo.image.url).headers["Cache-Control"]


def test_a_file_that_is_no_photo_is_refused_at_its_field_and_the_words_stay(client, w):
    sign_in(client, w.proposer)
    project = draft(w)
    answer = client.post(
        f"/projects/{project.pk}/draft/photos/",
        {"photos": [SimpleUploadedFile("now.jpg", b"GIF89a")], "hand-in": "yes"},
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["photos"]
    assert WORDS["plan"] in answer.text
    assert not project.photos.exists() and Project.objects.get().stage == Stage.DRAFT
