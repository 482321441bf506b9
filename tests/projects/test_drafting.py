"""A proposal is written in three steps; each is kept when it is done, on every device, and no way back makes a second one."""

from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from deliberation.forms.screening import ScreeningForm
from panlong.accounts.models import Household, Membership
from panlong.areas.models import Level
from panlong.errors import NotPermitted, Refused
from panlong.tools.photos import clean_photo
from projects.journey import drafting, proposing
from projects.journey.proposing import digest_of
from projects.models import Photo, Project
from projects.stages import Stage
from tests.factories import area, draft, jpeg_upload, person, placed, put, sign_in
from tests.traces import audited

pytestmark = pytest.mark.django_db
WHAT = {"title": "楼道灯", "problem": "三楼的灯坏了。", "plan": "换一盏。"}


def picture(shade: int) -> SimpleUploadedFile:
    return jpeg_upload((shade, 20 * shade % 256, 90))


def cleaned(*shades: int) -> list:
    return [clean_photo(picture(shade)) for shade in shades]


@pytest.fixture
def writing(client, w):
    """The proposer's browser."""
    sign_in(client, w.proposer)
    return client


def begin(browser, **words) -> Project:
    operation = browser.get("/projects/new/?new=1", follow=True).context["form"].initial["operation"]
    assert browser.post("/projects/new/", {**WHAT, "operation": operation, **words}).status_code == 302
    return Project.objects.get(operation=operation)


def step(project: Project, name: str) -> str:
    return f"/projects/{project.pk}/draft/{name}/"


class TestThreeSteps:
    def test_from_the_first_word_to_the_organisers_desk(self, writing, w):
        project = begin(writing)
        assert (project.stage, project.beneficiaries) == (Stage.DRAFT, None)
        answer = writing.post(step(project, "where"), {"area": w.courtyard.pk, "beneficiaries": "12"})
        assert answer.headers["Location"] == step(project, "photos")
        page = writing.get(step(project, "photos")).text
        assert WHAT["problem"] in page and w.courtyard.name in page
        photos = {"photos": [picture(10), picture(200)], "hand-in": "yes"}
        assert writing.post(step(project, "photos"), photos).headers["Location"] == project.get_absolute_url()
        project.refresh_from_db()
        assert (project.stage, project.beneficiaries, project.photos.count()) == (Stage.SCREENING, 12, 2)

    def test_back_in_the_browser_and_another_device_find_the_words_and_make_no_second_draft(
        self, writing, client, w
    ):
        project = begin(writing)
        assert writing.get("/projects/new/").headers["Location"] == step(project, "what")
        assert WHAT["plan"] in writing.get(step(project, "what")).text
        again = {**WHAT, "operation": str(project.operation), "plan": "换节能灯。"}
        assert writing.post("/projects/new/", again).status_code == 302
        assert Project.objects.get().plan == "换节能灯。"

    def test_coming_back_to_the_first_page_after_the_second_finds_the_same_draft(self, writing, w):
        first = writing.get("/projects/new/").headers["Location"]
        operation = writing.get(first).context["form"].initial["operation"]
        writing.post(first, {**WHAT, "operation": operation})
        project = Project.objects.get()
        drafting.settle_place(project, by=w.proposer, area=w.courtyard, beneficiaries=3)
        assert writing.get(first).headers["Location"] == step(project, "what")

    def test_somebody_who_wants_to_begin_another_one_may(self, writing):
        begin(writing)
        begin(writing, title="另一件")
        assert Project.objects.count() == 2

    def test_it_goes_on_where_it_was_left(self, writing, w):
        project = begin(writing)
        assert writing.get(f"/projects/{project.pk}/draft/").headers["Location"] == step(project, "where")
        assert writing.get(step(project, "photos")).headers["Location"] == step(project, "where")
        drafting.settle_place(project, by=w.proposer, area=w.courtyard, beneficiaries=3)
        assert writing.get(f"/projects/{project.pk}/draft/").headers["Location"] == step(project, "photos")

    def test_the_place_says_how_many_households_will_be_asked(self, writing, w):
        assert "6" in writing.get(step(begin(writing), "where")).context["form"]["area"].as_widget()

    def test_places_cost_the_same_queries_for_one_as_for_thirty(self, client, w):
        clerk = person(role="grid_worker", where=w.street)
        sign_in(client, clerk)
        operation = uuid4()
        drafting.begin_draft(by=clerk, area=w.courtyard, operation=operation, **WHAT)
        address = step(Project.objects.get(operation=operation), "where")

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            return len(captured)

        queries()
        for_few = queries()
        for number in range(30):
            area(f"{w.community.code}-1{number:02d}", f"院{number}", Level.COURTYARD, w.community)
        assert queries() == for_few
        assert "院29" in client.get(address).text

    def test_without_place_and_number_the_message_stands_beside_them(self, writing):
        project = begin(writing)
        page = writing.post(step(project, "where"), {"beneficiaries": "很多"})
        assert page.status_code == 422 and set(page.context["form"].errors) == {"area", "beneficiaries"}
        assert "很多" in page.text

    def test_what_neighbours_ask_for_already_is_shown_before_it_is_handed_in(self, writing, w):
        there = placed(w, Stage.POOLED, title="楼道灯", problem="三楼的灯坏了。", proposer=w.neighbours[2])
        assert there.get_absolute_url() in writing.get(step(begin(writing), "where")).text


class TestPhotos:
    def test_nine_and_not_one_more(self, w):
        project = draft(w)
        drafting.add_photos(project, by=w.proposer, photos=cleaned(*range(0, 20 * drafting.MAX_PHOTOS, 20)))
        with pytest.raises(Refused) as refusal:
            drafting.add_photos(project, by=w.proposer, photos=cleaned(255))
        assert refusal.value.field == "photos"
        assert project.photos.filter(moment=Photo.Moment.BEFORE).count() == drafting.MAX_PHOTOS

    def test_what_comes_twice_over_a_weak_line_is_kept_once(self, w):
        project = draft(w)
        for _try in range(2):
            drafting.add_photos(project, by=w.proposer, photos=cleaned(10, 200, 200))
        assert project.photos.count() == 2

    def test_one_is_taken_away_with_its_files(self, writing, w, django_capture_on_commit_callbacks):
        project = draft(w)
        drafting.add_photos(project, by=w.proposer, photos=cleaned(10, 200))
        first = project.photos.first()
        with django_capture_on_commit_callbacks(execute=True):
            for _click in range(2):
                writing.post(step(project, "photos"), {"away": str(first.pk)})
        assert project.photos.count() == 1
        assert not default_storage.exists(first.image.name)

    @pytest.mark.parametrize("away", ["x", "-1", "9" * 30, "²"])
    def test_an_odd_number_takes_nothing_away(self, writing, w, away):
        project = draft(w)
        drafting.add_photos(project, by=w.proposer, photos=cleaned(10))
        assert writing.post(step(project, "photos"), {"away": away}).status_code in {200, 302}
        assert project.photos.count() == 1


class TestWhoAndWhen:
    @pytest.mark.parametrize("name", ["what", "where", "photos"])
    def test_a_strangers_draft_is_not_there_and_one_handed_in_leads_to_its_page(self, client, w, name):
        project = draft(w)
        sign_in(client, w.neighbours[2])
        assert client.get(step(project, name)).status_code == 404
        sign_in(client, w.proposer)
        put(project, Stage.SCREENING)
        for answer in (client.get(step(project, name)), client.post(step(project, name), {"hand-in": "yes"})):
            assert answer.headers["Location"] == project.get_absolute_url()
        assert Project.objects.get().stage == Stage.SCREENING

    def test_nobody_settles_a_place_where_they_have_no_home_and_no_post(self, w):
        from tests.factories import world

        with pytest.raises(NotPermitted):
            drafting.settle_place(draft(w), by=w.proposer, area=world("530103003").courtyard, beneficiaries=3)

    def test_a_settled_place_is_audited(self, w):
        drafting.settle_place(draft(w), by=w.proposer, area=w.community, beneficiaries=3)
        assert audited("settle_place").details == {"beneficiaries": 3}

    def test_without_its_second_step_it_is_not_handed_in(self, w):
        project = draft(w, beneficiaries=None)
        with pytest.raises(Refused) as refusal:
            proposing.submit_proposal(project, by=w.proposer)
        assert refusal.value.field == "beneficiaries"

    def test_the_database_takes_no_handed_in_proposal_without_its_second_step(self, w):
        project = draft(w)
        put(project, Stage.SCREENING)
        with pytest.raises(IntegrityError), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(beneficiaries=None)

    def test_the_operation_of_somebody_else_is_not_used(self, w):
        operation = uuid4()
        drafting.begin_draft(by=w.proposer, area=w.courtyard, operation=operation, **WHAT)
        with pytest.raises(Refused):
            drafting.begin_draft(by=w.neighbours[1], area=w.courtyard, operation=operation, **WHAT)


class TestBuildings:
    @pytest.fixture
    def buildings(self, w):
        """Two buildings of the courtyard, with a home in the first and two in the second."""
        found = [area(f"{w.courtyard.code}-00{n}", f"院{n}栋", "building", w.courtyard) for n in (1, 2)]
        for place, room in zip((found[0], found[1], found[1]), ("1", "2", "3"), strict=True):
            Household.objects.create(area=place, room=room)
        return found

    def test_single_buildings_are_chosen_and_it_is_said_how_many_households_are_asked(
        self, client, w, buildings
    ):
        project = draft(w)
        sign_in(client, w.proposer)
        address = f"/projects/{project.pk}/draft/where/"
        field = client.get(address).context["form"]["places"].field
        assert "2" in field.label_from_instance(buildings[1])
        sent = {"area": w.courtyard.pk, "beneficiaries": "9", "places": [buildings[1].pk]}
        page = client.post(address, sent, follow=True)
        assert (page.context["asked"], list(project.places.all())) == (2, [buildings[1]])
        assert client.get(address).context["form"]["places"].initial == [buildings[1].pk]

    def test_whoever_checks_it_begins_with_what_was_proposed(self, w, buildings):
        project = draft(w)
        drafting.settle_place(project, by=w.proposer, area=w.courtyard, beneficiaries=3, places=buildings[:1])
        form = ScreeningForm(project=put(project, Stage.SCREENING), user=w.organiser)
        assert form.fields["places"].initial == [buildings[0].pk]
        assert (form.told["households"], form.told["places"]) == (1, ["院1栋"])

    def test_only_buildings_of_the_place_that_was_chosen(self, client, w, buildings):
        project = draft(w)
        with pytest.raises(Refused) as refusal:
            drafting.settle_place(
                project, by=w.proposer, area=w.courtyard, beneficiaries=3, places=[w.courtyard]
            )
        assert refusal.value.field == "places"
        Membership.objects.filter(user=w.proposer).update(household=Household.objects.get(room="1"))
        sign_in(client, w.proposer)
        sent = {"area": buildings[0].pk, "beneficiaries": "9", "places": [buildings[1].pk]}
        page = client.post(f"/projects/{project.pk}/draft/where/", sent)
        assert "places" in page.context["form"].errors

    def test_other_buildings_are_a_change_that_is_checked_again(self, w, buildings):
        project = draft(w)
        drafting.settle_place(project, by=w.proposer, area=w.courtyard, beneficiaries=3, places=buildings[:1])
        before = digest_of(project)
        drafting.settle_place(project, by=w.proposer, area=w.courtyard, beneficiaries=3, places=buildings[1:])
        assert digest_of(project) != before
