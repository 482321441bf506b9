"""Who is refused may appeal to the community once, in time, and somebody else looks again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import NotPermitted, Refused
from projects.journey import appealing, screening
from projects.models import Appeal, Screening
from projects.stages import Stage
from tests.factories import draft, person, placed, put, sign_in
from tests.traces import audited, in_working_days, last_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(w):
    project = put(draft(w), Stage.SCREENING)
    screening.record_screening(
        project, by=w.organiser, verdict="rejected", ground="manager", reason="物业负责。"
    )
    project.refresh_from_db()
    return project


def appeal(project, by, words="物业说不归他们管。"):
    return appealing.appeal_to_community(project, by=by, words=words)


class TestAppealing:
    def test_the_community_is_told_and_has_its_working_days(self, w, refused):
        made = appeal(refused, w.proposer)
        assert made.due_at == in_working_days(10)
        assert told("appeal") == {w.staff}
        assert last_of(refused) == ("appeal", w.proposer, "物业说不归他们管。")
        assert audited("appeal").target_id == refused.pk

    def test_it_is_made_once(self, w, refused):
        assert appeal(refused, w.proposer) == appeal(refused, w.proposer)
        with pytest.raises(Refused):
            appeal(refused, w.proposer, "再申诉一次。")
        with pytest.raises(DatabaseError), transaction.atomic():
            Appeal.objects.create(project=refused, by=w.proposer, words="x", due_at=clock.now())

    def test_until_the_end_of_its_last_day_and_no_longer(self, w, refused):
        last = appealing.last_day_to_appeal(refused)
        with clock.at(last), pytest.raises(Refused):
            appeal(refused, w.proposer)
        with clock.at(last - timedelta(seconds=1)):
            appeal(refused, w.proposer)

    def test_nobody_else_appeals(self, w, refused):
        for other in (w.neighbours[1], w.organiser, w.staff):
            with pytest.raises(NotPermitted):
                appeal(refused, other)

    def test_what_the_street_refused_or_nobody_did_is_not_appealed_here(self, w):
        for project in (placed(w, Stage.REJECTED), put(draft(w), Stage.RETURNED)):
            with pytest.raises(Refused):
                appeal(project, w.proposer)


class TestDeciding:
    def decide(self, project, by, upheld=True, answer="请再看。"):
        return appealing.decide_appeal(project, by=by, upheld=upheld, answer=answer)

    def test_upheld_it_is_checked_again_by_somebody_else(self, w, refused):
        appeal(refused, w.proposer)
        self.decide(refused, w.staff)
        refused.refresh_from_db()
        assert (refused.stage, refused.stage_due) == (Stage.SCREENING, in_working_days(5))
        assert told("appeal_upheld") == {w.proposer}
        assert told("to_screen") == {w.staff}
        with pytest.raises(Refused):
            screening.record_screening(refused, by=w.organiser, verdict="rejected", ground="few", reason="x")
        screening.record_screening(refused, by=w.staff, verdict="rejected", ground="few", reason="只有一户。")
        with pytest.raises(Refused):
            appeal(refused, w.proposer, "又来了。")

    def test_dismissed_the_refusal_stands_with_the_answer(self, w, refused):
        appeal(refused, w.proposer)
        self.decide(refused, w.staff, upheld=False, answer="合同写明由物业负责。")
        refused.refresh_from_db()
        assert refused.stage == Stage.REJECTED
        assert told("appeal_dismissed") == {w.proposer}

    def test_who_refused_proposed_or_has_no_such_post_does_not_decide(self, w, refused):
        appeal(refused, w.proposer)
        for other in (w.organiser, w.proposer, w.neighbours[1], w.finance):
            with pytest.raises(NotPermitted):
                self.decide(refused, other)

    def test_where_the_only_worker_refused_the_street_is_told_and_decides(self, w):
        project = put(draft(w), Stage.SCREENING)
        screening.record_screening(project, by=w.staff, verdict="rejected", ground="few", reason="x")
        appeal(project, w.proposer)
        assert told("appeal") == {w.handler, w.reviewer}
        with pytest.raises(NotPermitted):
            self.decide(project, w.staff)
        self.decide(project, w.handler)

    def test_it_is_decided_once_with_an_answer(self, w, refused):
        with pytest.raises(Refused):
            self.decide(refused, w.staff)
        appeal(refused, w.proposer)
        with pytest.raises(Refused) as refusal:
            self.decide(refused, w.staff, answer=" ")
        assert refusal.value.field == "answer"
        self.decide(refused, w.staff, upheld=False)
        second = person(role=Role.COMMUNITY_STAFF, where=w.community)
        self.decide(refused, second, upheld=False)
        with pytest.raises(Refused):
            self.decide(refused, second, upheld=True)
        assert Appeal.objects.get().decided_by == w.staff

    def test_the_database_keeps_it_whole_and_apart(self, w, refused):
        made = appeal(refused, w.proposer)
        one = Appeal.objects.filter(pk=made.pk)
        facts = {"decided_at": clock.now(), "upheld": False, "answer": "x"}
        for wrong in (
            {**facts, "decided_by": w.proposer}, {**facts, "decided_by": w.organiser}, {"upheld": True},
            {**facts, "decided_by": w.staff, "answer": ""},
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                one.update(**wrong)
        one.update(**facts, decided_by=w.staff)
        for deed in (lambda: one.update(answer="y"), one.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                deed()
        with pytest.raises(DatabaseError), transaction.atomic():
            Screening.objects.create(project=refused, by=w.staff, verdict="rejected", reason="x")


def test_the_page_shows_why_and_the_way_to_appeal_and_the_desk_the_answer_to_give(client, w, refused):
    sign_in(client, w.proposer)
    page = client.get(refused.get_absolute_url()).text
    assert "物业负责。" in page and "通过审核后" not in page
    address = f"/projects/{refused.pk}/do/appeal/"
    assert address in page
    operation = client.get(address).context["form"]["operation"].value()
    assert client.post(address, {"operation": operation, "words": "物业说不归他们管。"}).status_code == 302
    assert address not in client.get(refused.get_absolute_url()).text
    sign_in(client, w.staff)
    address = f"/projects/{refused.pk}/do/decide-appeal/"
    assert address in client.get("/desk/").text
    page = client.get(address)
    assert "物业说不归他们管。" in page.text and "物业负责。" in page.text
    facts = {"operation": page.context["form"]["operation"].value(), "upheld": "yes", "answer": "再看一次"}
    assert client.post(address, facts).status_code == 302
    refused.refresh_from_db()
    assert refused.stage == Stage.SCREENING
