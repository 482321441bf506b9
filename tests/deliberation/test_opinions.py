"""What the households say of the finished work: told by nobody before the end, and then to everybody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from deliberation.households import opinions, reviews
from deliberation.models import LookAtWords, Rating, SatisfactionReview
from deliberation.rounds.tally import hide_small_cells
from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import NotPermitted, Refused
from panlong.notices.kinds import Kind
from panlong.notices.models import Message, Notice
from projects.stages import Stage
from tests.deliberation.rounds import settle
from tests.factories import elect, person, placed, put, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(w):
    """A project whose work was accepted, in a place of twenty more households."""
    w.others = settle(w.courtyard, 20)
    w.project = placed(w, Stage.ACCEPTANCE)
    reviews.accept_work(w.project, by=w.staff, accepted=True, members="居民代表二人", remarks="合格。")
    w.project.refresh_from_db()
    return w


def review_of(project) -> SatisfactionReview:
    return project.reviews.order_by("opens_at").last()


def say(w, number: int, grade: str = "satisfied", **said) -> Rating:
    return reviews.rate_project(w.project, by=w.others[number], grade=grade, **said)


def end(w) -> SatisfactionReview:
    """Let the time of the review that runs go by, and the sweep come."""
    review = review_of(w.project)
    with clock.at(review.closes_at + timedelta(minutes=1)):
        reviews.close_due()
    w.project.refresh_from_db()
    review.refresh_from_db()
    return review


def page_of(client, w) -> str:
    return client.get(w.project.get_absolute_url()).text


class TestWhileItRuns:
    def test_nobody_reads_how_many_said_what(self, client, reviewed):
        w = reviewed
        for number in range(8):
            say(w, number, "dissatisfied", words="漏水没有修好")
        for reader in (None, w.others[0], w.staff, w.organiser, w.reviewer):
            client.logout()
            if reader:
                sign_in(client, reader)
            answer = client.get(w.project.get_absolute_url())
            assert answer.context["opinions"] == []
            assert "漏水没有修好" not in answer.text

    def test_a_household_grades_the_parts_it_likes(self, client, reviewed):
        w = reviewed
        sign_in(client, w.others[0])
        form = {"grade": "satisfied", "quality": "dissatisfied", "need": "", "operation": uuid4()}
        answer = client.post(f"/projects/{w.project.pk}/do/rate/", form)
        assert answer.status_code == 302, answer.context["form"].errors
        rating = Rating.objects.get()
        assert [rating.grade, rating.quality, rating.need] == ["satisfied", "dissatisfied", ""]

    def test_a_grade_that_there_is_not_is_refused_beside_its_field(self, client, reviewed):
        w = reviewed
        sign_in(client, w.others[0])
        answer = client.post(
            f"/projects/{w.project.pk}/do/rate/",
            {"grade": "satisfied", "cost": "superb", "operation": uuid4()},
        )
        assert answer.status_code == 422
        assert "cost" in answer.context["form"].errors
        assert not Rating.objects.exists()


class TestTooFewAnswers:
    def test_it_is_prolonged_as_often_as_the_rules_allow_each_time_with_a_notice(self, reviewed):
        w = reviewed
        for times in (1, 2):
            review = end(w)
            assert (review.prolonged, review.closed_at, review.undecided_since) == (times, None, None)
            assert review.closes_at > clock.now() + timedelta(days=7 * times)
        notices = Notice.objects.filter(kind=Kind.REVIEW_PROLONGED)
        assert [(one.facts["answers"], one.facts["households"]) for one in notices] == [
            (0, review.households)
        ] * 2
        assert w.project.events.filter(act="prolong_review").count() == 2

    def test_then_the_street_is_asked_and_nothing_runs_on_by_itself(self, reviewed):
        w = reviewed
        for _time in range(2):
            end(w)
        assert end(w).undecided_since is not None
        assert Message.objects.filter(topic="review_undecided", person=w.reviewer).count() == 1
        before = review_of(w.project).closes_at
        end(w)
        assert review_of(w.project).closes_at == before

    @pytest.mark.parametrize(
        ("outcome", "stage"), [("passed", Stage.AFTERCARE), ("failed", Stage.IN_PROGRESS)]
    )
    def test_the_street_decides_with_reasons_that_everybody_reads(self, client, reviewed, outcome, stage):
        w = reviewed
        say(w, 1, "dissatisfied")
        for _time in range(3):
            end(w)
        reviews.decide_review(w.project, by=w.reviewer, outcome=outcome, reason="已两次延期，逐户走访过。")
        w.project.refresh_from_db()
        assert w.project.stage == stage
        assert (
            Notice.objects.get(kind=Kind.SATISFACTION).facts["decided_because"] == "已两次延期，逐户走访过。"
        )
        assert "已两次延期，逐户走访过。" in page_of(client, w)

    def test_or_sends_the_community_to_the_doors_once_more(self, reviewed):
        w = reviewed
        for _time in range(3):
            end(w)
        reviews.decide_review(w.project, by=w.reviewer, outcome="doors", reason="请逐户上门。")
        review = review_of(w.project)
        assert (review.undecided_since, review.closed_at) == (None, None)
        for number in range(10):
            say(w, number)
        assert end(w).passed
        assert review_of(w.project).decided_by is None
        assert Notice.objects.get(kind=Kind.SATISFACTION).facts.get("decided_because") is None

    def test_nobody_else_decides_and_nothing_before_its_time(self, reviewed):
        w = reviewed
        with pytest.raises(Refused):
            reviews.decide_review(w.project, by=w.reviewer, outcome="passed", reason="快一点")
        for _time in range(3):
            end(w)
        for other in (w.staff, w.organiser, w.others[0]):
            with pytest.raises(NotPermitted):
                reviews.decide_review(w.project, by=other, outcome="passed", reason="好")

    def test_the_database_wants_a_reason(self, reviewed):
        w = reviewed
        with pytest.raises(DatabaseError), transaction.atomic():
            SatisfactionReview.objects.update(decided_by=w.reviewer)

    def test_a_second_decision_finds_nothing_to_decide(self, reviewed):
        w = reviewed
        for _time in range(3):
            end(w)
        reviews.decide_review(w.project, by=w.reviewer, outcome="passed", reason="够了")
        with pytest.raises(Refused):
            reviews.decide_review(w.project, by=w.reviewer, outcome="failed", reason="不够")


class TestResult:
    def test_the_failed_review_stays_beside_the_one_that_passed(self, client, reviewed):
        w = reviewed
        for number in range(10):
            say(w, number, "dissatisfied")
        assert end(w).passed is False
        put(w.project, Stage.ACCEPTANCE)
        reviews.accept_work(w.project, by=w.staff, accepted=True, members="居民代表二人", remarks="已整改。")
        w.project.refresh_from_db()
        for number in range(10):
            say(w, number)
        assert end(w).passed
        shown = opinions.opinions_of(w.project)
        assert [(one.review.passed, one.percent) for one in shown] == [(True, "100.00"), (False, "0.00")]
        assert page_of(client, w).count('class="opinion"') == 2

    @pytest.mark.parametrize(
        ("cells", "shown"),
        [
            ([10, 5, 4], [10, 5, 4]),
            ([10, 5, 0], [10, 5, 0]),
            ([10, 5, 1], [10, None, None]),
            ([10, 0, 2], [None, 0, None]),
            ([2, 1, 9], [None, None, 9]),
            ([2, 0, 0], [None, 0, 0]),
            ([3, 3, 3], [3, 3, 3]),
        ],
    )
    def test_what_few_said_is_not_told_and_cannot_be_worked_out(self, cells, shown):
        assert hide_small_cells(cells, 3) == shown

    def test_parts_are_counted_like_the_whole(self, reviewed):
        w = reviewed
        for number in range(10):
            say(w, number, quality="mostly" if number < 4 else "satisfied")
        end(w)
        (opinion,) = opinions.opinions_of(w.project)
        assert [(str(label), cells) for label, cells in opinion.aspects] == [("工程质量", [6, 4, 0])]

    def test_it_costs_the_same_queries_however_many_spoke(self, reviewed, django_assert_num_queries):
        w = reviewed
        for number in range(10):
            say(w, number, words=f"第{number}句")
        end(w)
        with django_assert_num_queries(4):
            opinions.opinions_of(w.project)


class TestWords:
    @pytest.fixture
    def spoken(self, reviewed):
        w = reviewed
        for number in range(9):
            say(w, number)
        say(w, 9, "dissatisfied", words="楼道灯还是不亮")
        say(w, 10, words="打 13800001234 找老王")
        end(w)
        return w

    def test_they_wait_until_somebody_looked_for_personal_data(self, client, spoken):
        w = spoken
        assert Message.objects.filter(topic="words_waiting", person=w.staff).exists()
        assert "楼道灯还是不亮" not in page_of(client, w)
        sign_in(client, w.staff)
        page = client.get(f"/projects/{w.project.pk}/do/look-at-words/")
        fields = {rating.words: f"look_{rating.pk}" for rating in Rating.objects.exclude(words="")}
        assert set(fields.values()) <= set(page.context["form"].fields)
        form = {
            fields["楼道灯还是不亮"]: "",
            fields["打 13800001234 找老王"]: "contact",
            "operation": uuid4(),
        }
        assert client.post(f"/projects/{w.project.pk}/do/look-at-words/", form).status_code == 302
        client.logout()
        shown = page_of(client, w)
        assert "楼道灯还是不亮" in shown
        assert "13800001234" not in shown
        (opinion,) = opinions.opinions_of(w.project)
        assert [(str(reason), number) for reason, number in opinion.hidden] == [
            (str(LookAtWords.Reason.CONTACT.label), 1)
        ]

    def test_unpleasant_is_no_reason(self, spoken):
        with pytest.raises(Refused):
            looks = {Rating.objects.exclude(words="").first().pk: "unpleasant"}
            opinions.look_at_words(spoken.project, by=spoken.staff, looks=looks)

    def test_whoever_is_rated_looks_at_nothing(self, spoken):
        w = spoken
        elect(w, w.project)
        member = w.project.task_group.first().user
        both = person("两职", role=Role.COMMUNITY_STAFF, where=w.community)
        looks = {Rating.objects.exclude(words="").first().pk: ""}
        for by in (member, w.organiser, w.others[0]):
            with pytest.raises(NotPermitted):
                opinions.look_at_words(w.project, by=by, looks=looks)
        assert opinions.look_at_words(w.project, by=both, looks=looks) == 1

    def test_what_was_looked_at_stays(self, spoken):
        w = spoken
        rating = Rating.objects.exclude(words="").first()
        assert opinions.look_at_words(w.project, by=w.staff, looks={rating.pk: ""}) == 1
        assert opinions.look_at_words(w.project, by=w.staff, looks={rating.pk: "name"}) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            LookAtWords.objects.update(hidden_because="name")

    def test_words_of_another_project_are_not_touched(self, spoken):
        w = spoken
        other = placed(w, Stage.AFTERCARE)
        looks = {Rating.objects.exclude(words="").first().pk: ""}
        assert opinions.look_at_words(other, by=w.staff, looks=looks) == 0

    def test_the_database_lets_nobody_look_before_the_close(self, reviewed):
        w = reviewed
        rating = say(w, 1, words="好")
        with pytest.raises(DatabaseError), transaction.atomic():
            LookAtWords.objects.create(rating=rating, by=w.staff)
