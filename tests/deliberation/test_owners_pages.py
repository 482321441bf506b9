"""The pages of an owners' vote: who sees what, how few taps, what is typed wrong stays in the form."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deliberation.models import OwnersVote
from deliberation.owners import ballots, counting
from panlong import clock
from panlong.accounts.models import Household, Role
from panlong.areas.models import Level
from tests.deliberation.owners import closed, handed_in, opened, owners_project, say
from tests.factories import area, draft, jpeg_upload, past_triggers, person, sign_in

pytestmark = pytest.mark.django_db
PEOPLE = ("second", "staff", "handler", "reviewer")


@pytest.fixture
def owned(w):
    owners_project(w)
    w.base = f"/rounds/owners/{w.project.pk}"
    with clock.at(w.walk.moment + timedelta(minutes=5)):
        yield w


@pytest.fixture
def voting(owned):
    owned.vote = opened(owned)
    return owned


def pages_of(w) -> list[str]:
    first = w.vote.heads.first().pk
    return [
        f"{w.base}/doors/", f"{w.base}/doors/{first}/", f"{w.base}/doors/{first}/deliver/", f"{w.base}/{first}/paper/",
        f"{w.base}/form/{w.vote.pk}/", f"{w.base}/roll/", f"{w.base}/sale/", f"{w.base}/prolong/", f"{w.base}/give-up/",
    ]  # fmt: skip


class TestWhoSeesWhat:
    def test_everybody_reads_what_is_asked_and_nobody_else_how_it_stands(self, client, voting):
        for user, watches in (
            (None, False),
            (voting.neighbours[0], False),
            (voting.organiser, False),
            (voting.staff, True),
            (person("代表", role=Role.DELEGATE, where=voting.courtyard), True),
            (voting.auditor, True),
        ):
            sign_in(client, user)
            answer = client.get(f"{voting.base}/")
            assert answer.status_code == 200
            assert (answer.context["count"] is not None) is watches, user

    @pytest.mark.parametrize("who", PEOPLE)
    def test_who_runs_it_opens_every_page(self, client, voting, who):
        sign_in(client, getattr(voting, who))
        assert {page: client.get(page).status_code for page in pages_of(voting)} == dict.fromkeys(
            pages_of(voting), 200
        )

    def test_who_goes_to_doors_opens_those_and_not_the_desk(self, client, voting):
        sign_in(client, voting.organiser)
        assert [client.get(page).status_code for page in pages_of(voting)] == [200] * 4 + [403] * 5

    @pytest.mark.parametrize("who", ["proposer", "finance", "leader", "auditor"])
    def test_others_open_none_of_them(self, client, voting, who):
        sign_in(client, getattr(voting, who))
        assert {client.get(page).status_code for page in pages_of(voting)} == {403}

    def test_the_head_of_another_building_sees_none_of_these_owners(self, client, voting):
        other = area(f"{voting.courtyard.code}-009", "9栋", Level.BUILDING, voting.courtyard)
        sign_in(client, person("九栋", role=Role.BUILDING_HEAD, where=other))
        assert client.get(f"{voting.base}/doors/").context["entries"] == []
        assert client.get(f"{voting.base}/doors/{voting.vote.heads.first().pk}/").status_code == 404

    def test_one_sees_the_own_word_as_it_was_counted_and_no_other(self, client, voting):
        say(voting.vote, voting.neighbours[0], "yes")
        for user in voting.neighbours[1:]:
            say(voting.vote, user, "no")
        vote = closed(voting.vote)
        with clock.at(vote.closed_at + timedelta(minutes=1)):
            sign_in(client, voting.neighbours[0])
            (past,) = client.get(f"{voting.base}/").context["closed"]
            assert [one["word"] for one in past["mine"]] == ["yes"]
            sign_in(client, None)
            assert client.get(f"{voting.base}/").context["closed"][0]["mine"] == []


class TestRoll:
    def test_handed_in_looked_at_confirmed_by_another(self, client, owned):
        sign_in(client, owned.staff)
        told = {
            "operation": uuid4(),
            "matter": "rebuild",
            "question": "同意吗？",
            "days": 15,
            "source": "households",
        }
        answer = client.post(f"{owned.base}/roll/", told)
        preview = answer["Location"]
        page = client.get(preview)
        assert (page.context["heads"], page.context["flats"], page.context["area"]) == (6, 6, 600)
        assert page.context["is_mine"]
        client.post(f"{preview}confirm/", {"seen": page.context["file"].digest})
        assert not OwnersVote.objects.exists()
        sign_in(client, owned.second)
        seen = client.get(preview).context["file"].digest
        client.post(f"{preview}confirm/", {"seen": seen})
        assert OwnersVote.objects.get().is_special

    def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(self, client, owned):
        sign_in(client, owned.staff)
        told = {
            "operation": uuid4(),
            "matter": "rebuild",
            "question": "同意换电梯吗？",
            "days": 3,
            "source": "file",
        }
        answer = client.post(f"{owned.base}/roll/", told)
        assert answer.status_code == 422
        assert "file" in answer.context["form"].errors
        assert "同意换电梯吗？" in answer.content.decode()
        answer = client.post(f"{owned.base}/roll/", {**told, "source": "households"})
        assert "days" in answer.context["form"].errors

    def test_the_faults_of_a_file_are_shown_line_by_line(self, client, owned):
        sign_in(client, owned.staff)
        file = handed_in(owned, [",,101,八十,甲,,"])
        text = client.get(f"{owned.base}/roll/{file.pk}/").content.decode()
        assert "八十" in text

    def test_of_many_heads_a_page_shows_a_hundred(self, client, owned):
        file = handed_in(owned, [f",,{n},80,业主{n},," for n in range(1, 131)])
        sign_in(client, owned.second)
        assert len(client.get(f"{owned.base}/roll/{file.pk}/").context["page"].object_list) == 100
        assert len(client.get(f"{owned.base}/roll/{file.pk}/?p=2").context["page"].object_list) == 30


class TestWords:
    def test_an_owner_votes_with_two_taps_and_may_change_it(self, client, voting):
        sign_in(client, voting.neighbours[0])
        page = client.get(f"{voting.base}/")
        (own,) = page.context["mine"]
        for voice in ("yes", "no"):
            client.post(f"{voting.base}/say/{own['entry'].pk}/", {"voice": voice})
        assert voting.vote.heads.get(pk=own["entry"].owner_id).words.get().agrees is False

    def test_nobody_says_the_word_of_another(self, client, voting):
        sign_in(client, voting.neighbours[0])
        other = voting.vote.people.exclude(user=voting.neighbours[0]).first()
        assert client.post(f"{voting.base}/say/{other.pk}/", {"voice": "yes"}).status_code == 403
        assert client.post(f"{voting.base}/say/999999999/", {"voice": "yes"}).status_code == 403

    def test_odd_words_are_refused_without_a_trace(self, client, voting):
        sign_in(client, voting.neighbours[0])
        own = voting.vote.people.get(user=voting.neighbours[0])
        for voice in ("", "maybe", "\x00", "yes" * 999):
            assert client.post(f"{voting.base}/say/{own.pk}/", {"voice": voice}).status_code == 302
        assert not own.owner.words.exists()

    def test_closed_while_the_page_was_open_it_says_so(self, client, voting):
        own = voting.vote.people.get(user=voting.neighbours[0])
        counting.give_up_vote(voting.vote, by=voting.staff, reason="重来")
        sign_in(client, voting.neighbours[0])
        answer = client.post(f"{voting.base}/say/{own.pk}/", {"voice": "yes"}, follow=True)
        assert [str(one) for one in answer.context["messages"]]
        assert not own.owner.words.exists()


class TestDoors:
    def test_a_door_is_two_taps_and_the_next_one_follows(self, client, voting):
        sign_in(client, voting.organiser)
        begin = client.get(f"{voting.base}/doors/").context["next"]
        taps = 1  # “Begin at …”
        place, visited = f"{voting.base}/doors/{begin.owner.pk}/", []
        while True:
            visited.append(place)
            answer = client.post(place, {"voice": "yes"})
            taps += 1
            place = answer["Location"]
            if place.endswith("/doors/"):
                break
        assert len(set(visited)) == 6
        assert taps <= 2 * 6
        assert counting.count_vote(voting.vote).owners_for == 6

    def test_handing_over_the_ballot_is_one_button_and_repeated_it_is_one_delivery(self, client, voting):
        sign_in(client, voting.organiser)
        owner = voting.vote.heads.first()
        for _twice in range(2):
            client.post(
                f"{voting.base}/doors/{owner.pk}/",
                {"delivered": "1", "operation": "5f0f5bde-0d0b-4f7e-9e0a-4b2a4f9f3c11"},
            )
        assert owner.deliveries.get().how == "in_person"

    def test_by_post_it_wants_the_number_and_keeps_what_was_typed(self, client, voting):
        sign_in(client, voting.staff)
        page = f"{voting.base}/doors/{voting.vote.heads.first().pk}/deliver/"
        told = {
            "operation": uuid4(),
            "how": "post",
            "at": f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M}",
            "note": "",
        }
        answer = client.post(page, told)
        assert "note" in answer.context["form"].errors
        assert client.post(page, {**told, "note": "EMS 123"}).status_code == 302

    def test_a_signed_ballot_is_read_by_two(self, client, voting):
        owner = voting.vote.heads.first()
        page = f"{voting.base}/{owner.pk}/paper/"
        sign_in(client, voting.organiser)
        assert "scan" in client.post(page, {"mark": "yes"}).context["form"].errors
        client.post(page, {"mark": "yes", "scan": jpeg_upload()})
        sign_in(client, voting.staff)
        assert client.get(page).context["readings"]
        assert client.get(f"{voting.base}/{owner.pk}/photo/").status_code == 200
        client.post(page, {"mark": "yes"})
        assert owner.words.get().way == "paper"
        assert ballots.half_read(voting.vote) == 0

    def test_the_papers_are_pdfs_in_every_language(self, client, voting):
        say(voting.vote, voting.neighbours[0], "yes")
        sign_in(client, voting.staff)
        for language in ("zh-hans", "zh-hant", "en"):
            client.cookies["django_language"] = language
            assert client.post(f"{voting.base}/ballots/").content.startswith(b"%PDF")
            assert client.get(f"{voting.base}/form/{voting.vote.pk}/").content.startswith(b"%PDF")


class TestQueries:
    def test_the_pages_need_as_many_for_six_owners_as_for_forty(self, client, owned):
        counts = []
        sign_in(client, owned.staff)
        for number in (6, 40):
            for extra in range(Household.objects.count(), number):
                Household.objects.create(area=owned.courtyard, room=f"9{extra:03d}", floor_area=80)
            vote = opened(owned)
            pages = [f"{owned.base}/", f"{owned.base}/doors/", f"{owned.base}/doors/{vote.heads.first().pk}/"]
            counts.append([queries_of(client, page) for page in pages])
            counting.give_up_vote(vote, by=owned.staff, reason="重来")
            with past_triggers():
                OwnersVote.objects.filter(pk=vote.pk).update(project=draft(owned))
        assert counts[0] == counts[1]


def queries_of(client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as caught:
        client.get(page)
    return len(caught)
