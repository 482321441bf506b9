"""What a resident says by word, letter or chat is written down for them, with evidence; they are told and may refuse."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from deliberation.households import polls
from panlong import clock
from panlong.accounts.models import Household, Role
from panlong.areas.models import Level
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from projects.journey import proposing, taking_down
from projects.models import Evidence, Project, Screening
from projects.stages import Stage
from tests.factories import WORDS, area, draft, jpeg, person, put, sign_in, world
from tests.traces import audited, told

pytestmark = pytest.mark.django_db


def take_down(w, by=None, **words) -> Project:
    """Let the organiser write down what neighbour 3 said at home."""
    facts = {
        "channel": "visit",
        "proposer": w.neighbours[3],
        "evidence": "记录本第3页",
        "operation": uuid4(),
        **words,
    }
    facts.setdefault("proof", ContentFile(jpeg(), name=f"{uuid4().hex}.jpg"))
    return taking_down.take_down_proposal(by=by or w.organiser, area=w.courtyard, **WORDS, **facts)


class TestWritingDown:
    def test_it_is_the_residents_with_who_wrote_it_down_and_the_evidence(self, w):
        project = take_down(w)
        assert (project.proposer, project.taken_down_by) == (w.neighbours[3], w.organiser)
        assert (project.channel, project.evidence) == ("visit", "记录本第3页")
        assert project.proofs.get().about == Evidence.About.TAKEN_DOWN
        assert audited("propose").details == {"channel": "visit"}

    def test_the_resident_is_told_at_once_who_wrote_what(self, w):
        project = take_down(w)
        message = Message.objects.get(topic="taken_down")
        assert message.person == w.neighbours[3]
        assert message.facts == {"helper": "楼栋长", "project": project.title}
        assert message.link == project.get_absolute_url()

    def test_without_evidence_or_channel_nothing_is_written_down(self, w):
        for wrong, field in (({"proof": None}, "proof"), ({"channel": "online"}, "channel")):
            with pytest.raises(Refused) as refusal:
                take_down(w, **wrong)
            assert refusal.value.field == field
        assert not Project.objects.exists()

    def test_organisers_and_volunteers_of_the_place_do_and_a_head_of_its_households_and_nobody_else(self, w):
        building = area(f"{w.courtyard.code}-001", "1栋", Level.BUILDING, w.courtyard)
        for role, where in ((Role.VOLUNTEER, w.courtyard), (Role.TEN_HOUSEHOLD_HEAD, building)):
            assert take_down(w, by=person(role=role, where=where), channel="volunteer_day").taken_down_by
        for other in (w.neighbours[1], w.handler, world("530103003").organiser):
            with pytest.raises(NotPermitted):
                take_down(w, by=other)

    def test_nobody_writes_down_their_own_nor_what_somebody_from_elsewhere_said(self, w):
        for proposer in (w.organiser, world("530103003").proposer, None):
            with pytest.raises(Refused) as refusal:
                take_down(w, proposer=proposer)
            assert refusal.value.field == "proposer"

    def test_the_same_form_writes_one_draft(self, w):
        operation = uuid4()
        project = take_down(w, operation=operation)
        assert take_down(w, operation=operation, proof=None) == project
        assert Evidence.objects.count() == 1


class TestWithoutAccount:
    def test_a_resident_is_entered_by_name_and_home_without_a_telephone(self, w):
        home = Household.objects.create(area=w.courtyard, room="901")
        project = take_down(w, proposer=None, resident="王秀英", home=home)
        assert (project.proposer.name, project.proposer.phone, project.proposer_home) == ("王秀英", "", home)
        assert not project.proposer.memberships.exists()

    def test_the_home_lies_in_the_place(self, w):
        elsewhere = Household.objects.create(area=world("530103003").courtyard, room="901")
        for home in (None, elsewhere):
            with pytest.raises(Refused) as refusal:
                take_down(w, proposer=None, resident="王秀英", home=home)
            assert refusal.value.field == "home"
        assert not Project.objects.exists()

    def test_an_organiser_who_did_not_write_it_down_says_for_them_that_it_is_not_theirs(self, w):
        home = Household.objects.create(area=w.courtyard, room="901")
        project = take_down(w, proposer=None, resident="王秀英", home=home)
        with pytest.raises(NotPermitted):
            polls.disown_proposal(project, by=w.organiser, reason="她没说过。")
        polls.disown_proposal(project, by=w.staff, reason="她没说过。")
        project.refresh_from_db()
        assert project.stage == Stage.WITHDRAWN


class TestRefusing:
    def test_it_ends_and_who_wrote_it_down_is_told(self, w):
        project = take_down(w)
        polls.disown_proposal(project, by=w.neighbours[3], reason="我没有这样说。")
        project.refresh_from_db()
        assert project.stage == Stage.WITHDRAWN
        assert w.organiser in told("withdrawn")
        assert audited("disown").details["helper"] == w.organiser.pk

    def test_after_the_poll_began_it_ends_with_it(self, w):
        project = take_down(w)
        proposing.submit_proposal(project, by=w.organiser)
        polls.screen_proposal(project, by=w.staff, verdict="passed")
        polls.disown_proposal(project, by=w.neighbours[3], reason="我没有这样说。")
        assert polls.open_poll(project) is None

    def test_what_one_wrote_oneself_is_withdrawn_and_not_disowned(self, w):
        with pytest.raises(NotPermitted):
            polls.disown_proposal(draft(w), by=w.proposer, reason="x")

    def test_once_the_neighbours_talk_it_is_too_late(self, w):
        project = put(take_down(w), Stage.DELIBERATION)
        with pytest.raises(Refused):
            polls.disown_proposal(project, by=w.neighbours[3], reason="x")


class TestTwoPairsOfEyes:
    def test_who_wrote_it_down_corrects_slips_until_it_is_checked_and_the_resident_is_told(self, w):
        project = take_down(w)
        proposing.submit_proposal(project, by=w.organiser)
        proposing.edit_proposal(project, by=w.organiser, title="楼道的扶手")
        project.refresh_from_db()
        assert project.title == "楼道的扶手"
        assert told("corrected_for_you") == {w.neighbours[3]}
        polls.screen_proposal(project, by=w.staff, verdict="passed")
        with pytest.raises(Refused):
            proposing.edit_proposal(project, by=w.organiser, title="别的")

    def test_who_wrote_it_down_is_not_asked_to_check_it_and_does_not(self, w):
        project = take_down(w)
        proposing.submit_proposal(project, by=w.organiser)
        assert told("to_screen") == {w.staff}
        with pytest.raises(NotPermitted):
            polls.screen_proposal(project, by=w.organiser, verdict="passed")

    def test_the_database_lets_neither_of_them_check(self, w):
        project = put(take_down(w), Stage.SCREENING)
        for by in (w.organiser, w.neighbours[3]):
            with pytest.raises(DatabaseError), transaction.atomic():
                Screening.objects.create(project=project, by=by, verdict="passed")

    def test_a_draft_written_by_mistake_is_taken_back_by_who_wrote_it_and_nothing_later(self, w):
        polls.withdraw_proposal(take_down(w), by=w.organiser, reason="登记错了。")
        with pytest.raises(NotPermitted):
            polls.withdraw_proposal(put(take_down(w), Stage.SCREENING), by=w.organiser, reason="x")

    def test_evidence_is_never_changed(self, w):
        take_down(w)
        for deed in (lambda: Evidence.objects.update(by=w.staff), lambda: Evidence.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                deed()


class TestPages:
    def form(self, w, **facts):
        return {
            **WORDS, "area": w.courtyard.pk, "operation": str(uuid4()), "level": "2", "channel": "letterbox",
            "proof": SimpleUploadedFile("letter.jpg", jpeg(), "image/jpeg"), **facts,
        }  # fmt: skip

    def test_the_evidence_is_seen_by_the_resident_and_who_checks_and_by_nobody_else_even_when_public(
        self, client, w
    ):
        sign_in(client, w.organiser)
        living = w.neighbours[3].memberships.get()
        assert (
            client.post("/projects/new/taken-down/", self.form(w, resident_on_roster=living.pk)).status_code
            == 302
        )
        project = Project.objects.get()
        proof = project.proofs.get()
        Project.objects.update(first_published_at=clock.now())
        for who, status in ((w.neighbours[3], 200), (w.organiser, 200), (w.staff, 200), (w.neighbours[1], 404), (None, 404)):  # fmt: skip
            sign_in(client, who)
            for address in (proof.image.url, proof.small_url):
                answer = client.get(address)
                assert answer.status_code == status, (who, address)
                if status == 200:
                    assert "no-store" in answer.headers["Cache-Control"]
            assert (proof.small_url in client.get(project.get_absolute_url()).text) == (status == 200)

    def test_without_evidence_or_resident_the_message_stands_beside_the_field_and_the_words_stay(
        self, client, w
    ):
        sign_in(client, w.organiser)
        page = client.post("/projects/new/taken-down/", {**self.form(w), "proof": ""})
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"proof", "resident_on_roster"}
        assert WORDS["plan"] in page.text

    def test_residents_of_one_name_are_told_apart_by_their_rooms(self, client, w):
        w.neighbours[1].name = w.neighbours[2].name = "王秀英"
        w.neighbours[1].save()
        w.neighbours[2].save()
        sign_in(client, w.organiser)
        page = client.get("/projects/new/taken-down/").text
        for one in w.neighbours[1:3]:
            assert f"{one.memberships.get().household} · 王秀英" in page

    def test_the_list_takes_as_many_queries_for_thirty_as_for_one(
        self, client, w, django_assert_max_num_queries
    ):
        from tests.factories import resident

        for _n in range(30):
            resident(w.courtyard)
        sign_in(client, w.organiser)
        client.get("/projects/new/taken-down/")
        with django_assert_max_num_queries(30):
            client.get("/projects/new/taken-down/")

    def test_the_resident_finds_the_way_to_refuse_on_the_page(self, client, w):
        project = take_down(w)
        sign_in(client, w.neighbours[3])
        address = f"/projects/{project.pk}/do/disown/"
        assert address in client.get(project.get_absolute_url()).text
        operation = client.get(address).context["form"]["operation"].value()
        assert client.post(address, {"operation": operation, "reason": "不是我说的"}).status_code == 302
        project.refresh_from_db()
        assert project.stage == Stage.WITHDRAWN


def test_a_head_of_the_building_finds_the_courtyards_proposal_on_the_desk(client, w):
    building = area(f"{w.courtyard.code}-001", "1栋", Level.BUILDING, w.courtyard)
    head = person("楼长", role=Role.BUILDING_HEAD, where=building)
    other = person("网格", role=Role.GRID_WORKER, where=building)
    project = draft(w)
    with clock.at(clock.now() + timedelta(minutes=1)):
        proposing.submit_proposal(project, by=w.proposer)
    assert told("to_screen") == {w.organiser, w.staff, head}
    sign_in(client, head)
    assert f"/projects/{project.pk}/do/screen/" in client.get("/desk/").text
    assert client.get(f"/projects/{project.pk}/do/screen/").status_code == 200
    sign_in(client, other)
    assert client.get(f"/projects/{project.pk}/do/screen/").status_code == 404
