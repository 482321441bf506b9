"""From the first day of work to the residents' judgement."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from panlong import clock
from panlong.errors import NotPermitted, Refused
from panlong.notices.kinds import Kind
from panlong.notices.models import Notice
from panlong.tools import photos
from projects import progress
from projects.journey import implementing, judging
from projects.models import Acceptance, ProgressReport
from projects.stages import Stage
from tests.factories import elect, jpeg, placed, put, stages_but, world
from tests.traces import BUDGET, audited, in_months, last_of, object_to_something, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(w):
    """A project whose work has begun."""
    project = placed(w, Stage.IN_PROGRESS, **BUDGET, work_started_at=clock.now())
    elect(w, project)
    return project


def photo() -> ContentFile:
    return photos.clean_photo(ContentFile(jpeg(), name="x.jpg"))


def report(project, by, percent=40, **facts):
    return progress.report_progress(
        project, by=by, percent=percent, **{"text": "过半。", "operation": uuid4(), **facts}
    )


def finish(project, by, **facts):
    return implementing.report_finished(project, by=by, text="完工。", **facts)


class TestBeginning:
    def test_work_begins_when_the_notice_has_run_and_not_a_moment_before(self, w):
        due = clock.now() + timedelta(days=5)
        project = placed(w, Stage.PUBLICITY, stage_due=due)
        with clock.at(due - timedelta(microseconds=1)), pytest.raises(Refused):
            implementing.start_work(project, by=w.staff)
        with clock.at(due):
            implementing.start_work(project, by=None)
        project.refresh_from_db()
        assert (project.stage, project.work_started_at, project.last_progress_at) == (
            Stage.IN_PROGRESS,
            due,
            due,
        )

    def test_the_neighbours_are_told(self, w):
        project = placed(w, Stage.PUBLICITY, stage_due=clock.now())
        implementing.start_work(project, by=None)
        assert told("in_progress") == set(w.neighbours)
        assert last_of(project) == ("start_work", None, "")

    def test_an_open_objection_holds_it(self, w):
        project = placed(w, Stage.PUBLICITY, stage_due=clock.now())
        object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused):
            implementing.start_work(project, by=None)

    def test_without_a_term_or_out_of_another_stage_nothing_begins(self, w):
        for project in (placed(w, Stage.PUBLICITY), placed(w, Stage.STREET_REVIEW, stage_due=clock.now())):
            with pytest.raises(Refused):
                implementing.start_work(project, by=None)


class TestReporting:
    def test_a_report_is_published_with_how_far_the_work_is(self, w, project):
        with clock.at(clock.now()):
            made = report(project, w.neighbours[2])
        project.refresh_from_db()
        assert (made.percent, project.percent_done, project.last_progress_at) == (40, 40, made.at)
        assert last_of(project) == ("report_progress", w.neighbours[2], "40%")
        assert audited("report_progress").details == {"percent": 40}

    def test_only_the_task_group_reports(self, w, project):
        for other in (w.proposer, w.neighbours[4], w.organiser, w.staff, world("530103003").staff):
            with pytest.raises(NotPermitted):
                report(project, other)
            with pytest.raises(NotPermitted):
                finish(project, other)

    def test_the_same_form_is_one_report(self, w, project):
        operation = uuid4()
        first = report(project, w.neighbours[1], operation=operation)
        assert report(project, w.neighbours[1], percent=90, operation=operation) == first
        assert ProgressReport.objects.get().percent == 40

    def test_only_work_under_way_is_reported(self, w, project):
        for stage in stages_but(Stage.IN_PROGRESS, Stage.SUSPENDED):
            put(project, stage)
            with pytest.raises(Refused):
                report(project, w.neighbours[1])
            with pytest.raises(Refused):
                finish(project, w.neighbours[1])

    @pytest.mark.parametrize("percent, taken", [(0, True), (100, True), (101, False)])
    def test_the_database_takes_up_to_a_hundred_percent(self, w, project, percent, taken):
        try:
            with transaction.atomic():
                report(project, w.neighbours[1], percent=percent)
        except DatabaseError:
            assert not taken
        else:
            assert taken

    def test_a_photo_shows_the_report_and_its_caption_is_the_text_if_there_is_none(self, w, project):
        report(project, w.neighbours[1], photo=photo(), text="第" * 200)
        shown = project.photos.get()
        assert (shown.moment, shown.report.percent) == ("during", 40)
        assert shown.caption == "第" * 80
        report(project, w.neighbours[1], photo=photo(), caption="东侧")
        assert project.photos.last().caption == "东侧"


class TestFinishing:
    def test_community_and_supervision_are_called_to_look(self, w, project):
        finish(project, w.neighbours[1])
        project.refresh_from_db()
        assert (project.stage, project.percent_done) == (Stage.ACCEPTANCE, 100)
        assert project.work_finished_at is not None
        assert told("acceptance") == {w.staff, w.auditor}

    def test_a_photo_shows_it_afterwards_with_a_caption_that_fits(self, w, project):
        implementing.report_finished(project, by=w.neighbours[1], text="完" * 200, photo=photo())
        assert project.photos.get().moment == "after"
        assert len(project.photos.get().caption) == 120

    def test_an_open_objection_holds_it(self, w, project):
        object_to_something(project, by=w.neighbours[4])
        with pytest.raises(Refused):
            finish(project, w.neighbours[1])

    def test_it_is_finished_once(self, w, project):
        finish(project, w.neighbours[1])
        with pytest.raises(Refused):
            finish(project, w.neighbours[1])
        assert project.events.filter(act="report_finished").count() == 1


class TestAcceptance:
    def accept(self, project, by, accepted=True):
        self.ends = clock.now() + timedelta(days=7)
        facts = {"members": "居民代表", "remarks": "合格。", "review_closes_at": self.ends}
        return judging.record_acceptance(project, by=by, accepted=accepted, **facts)

    @pytest.fixture
    def finished(self, project):
        return put(project, Stage.ACCEPTANCE)

    def test_accepted_the_residents_rate_it_and_the_warranty_runs_twelve_months(self, w, finished):
        self.accept(finished, w.staff)
        finished.refresh_from_db()
        assert finished.stage == Stage.SATISFACTION_REVIEW
        assert finished.stage_due == self.ends
        assert finished.warranty_ends_at == in_months(12)
        assert told("rate") == set(w.neighbours)

    def test_a_contract_with_a_longer_warranty_counts(self, w, finished):
        put(finished, Stage.ACCEPTANCE, warranty_months=24)
        self.accept(finished, w.staff)
        finished.refresh_from_db()
        assert finished.warranty_ends_at == in_months(24)

    def test_not_accepted_the_group_is_told_what_to_mend(self, w, finished):
        self.accept(finished, w.auditor, accepted=False)
        finished.refresh_from_db()
        assert (finished.stage, finished.warranty_ends_at) == (Stage.IN_PROGRESS, None)
        assert told("redo") == set(w.neighbours[1:4])
        assert not Notice.objects.exists()

    def test_who_looked_and_what_they_found_is_kept(self, w, finished):
        self.accept(finished, w.staff)
        assert Acceptance.objects.values_list("by", "accepted", "members", "remarks").get() == (
            w.staff.pk, True, "居民代表", "合格。",
        )  # fmt: skip

    def test_who_built_it_or_ran_it_does_not_accept_it(self, w, finished):
        since = {"since": clock.now() - timedelta(days=1), "role": "community_staff", "area": w.community}
        put(finished, Stage.ACCEPTANCE, implementing_person=w.neighbours[5])
        for party in (w.neighbours[1], w.neighbours[5]):
            party.posts.create(**since)
            with pytest.raises(NotPermitted):
                self.accept(finished, party)

    def test_strangers_do_not_accept_and_nobody_does_so_twice(self, w, finished):
        for other in (w.proposer, w.organiser, w.handler, world("530103003").staff):
            with pytest.raises(NotPermitted):
                self.accept(finished, other)
        self.accept(finished, w.staff)
        with pytest.raises(Refused):
            self.accept(finished, w.staff)
        assert Acceptance.objects.count() == 1

    def test_an_open_objection_holds_it(self, w, finished):
        object_to_something(finished, by=w.neighbours[4])
        with pytest.raises(Refused):
            self.accept(finished, w.staff)


class TestJudgement:
    @pytest.fixture
    def rated(self, project):
        return put(project, Stage.SATISFACTION_REVIEW, warranty_ends_at=clock.now() + timedelta(days=365))

    def record(self, project, passed):
        return judging.record_satisfaction(project, by=None, passed=passed, answers=5, percent="80.00")

    def test_content_residents_put_the_last_light_on_until_the_warranty_ends(self, w, rated):
        self.record(rated, passed=True)
        rated.refresh_from_db()
        assert (rated.stage, rated.stage_due) == (Stage.AFTERCARE, rated.warranty_ends_at)
        assert rated.rated_at is not None
        assert told("aftercare") == set(w.neighbours[1:4])

    def test_discontent_ones_send_it_back_and_the_warranty_begins_anew(self, w, rated):
        self.record(rated, passed=False)
        rated.refresh_from_db()
        assert (rated.stage, rated.rated_at, rated.warranty_ends_at) == (Stage.IN_PROGRESS, None, None)
        assert told("rectification") == set(w.neighbours[1:4])

    def test_the_answers_are_published(self, w, rated):
        self.record(rated, passed=True)
        facts = Notice.objects.get().facts
        assert (facts["passed"], facts["answers"], facts["percent"]) == (True, 5, "80.00")
        assert last_of(rated) == ("record_satisfaction", None, "80.00%")

    def test_it_is_judged_once(self, w, rated):
        self.record(rated, passed=True)
        with pytest.raises(Refused), transaction.atomic():
            self.record(rated, passed=True)

    def test_with_too_few_answers_they_get_more_time(self, w, rated):
        more = clock.now() + timedelta(days=9)
        said = {"by": None, "closes_at": more, "answers": 1, "households": 6}
        judging.record_review_prolonged(rated, **said)
        rated.refresh_from_db()
        assert rated.stage_due == more
        assert Notice.objects.get().kind == Kind.REVIEW_PROLONGED
        assert last_of(rated)[0] == "prolong_review"
        with pytest.raises(Refused):
            judging.record_review_prolonged(put(rated, Stage.AFTERCARE), **said)
