"""Two proposals that ask for the same become one: both histories, both proposers, the voices of both; undone in its term."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from deliberation import merging
from deliberation.council import meetings
from deliberation.forms.merging import MergeForm
from deliberation.households import polls
from deliberation.models import CarriedAnswer, Support, SupportPoll
from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Notice
from projects import rules
from projects.journey import proposing
from projects.models import Merge, Project, Screening
from projects.stages import MERGEABLE, Stage
from tests.factories import WORDS, person, placed, put, resident, sign_in, world
from tests.together import together
from tests.traces import audited, last_of, object_to_something, told

pytestmark = pytest.mark.django_db


def proposal(w, by, stage=Stage.SCREENING, area=None, **words) -> Project:
    made = proposing.propose_project(by=by, area=area or w.courtyard, operation=uuid4(), **{**WORDS, **words})
    made = proposing.submit_proposal(made, by=by)
    if stage == Stage.SCREENING:
        return made
    polls.screen_proposal(made, by=w.staff, verdict="passed")
    if stage == Stage.DELIBERATION:
        for one in w.neighbours[:5]:
            polls.answer_poll(made, by=one, agrees=True)
        polls.close_poll(polls.open_poll(made), by=w.staff)
    return Project.objects.select_related("area").get(pk=made.pk)


@pytest.fixture
def two(w):
    """Two proposals of two neighbours, both in their support polls: the second is to go into the first."""
    kept = proposal(w, w.neighbours[0], Stage.SUPPORT_POLL)
    gone = proposal(w, w.neighbours[1], Stage.SUPPORT_POLL, title="楼梯栏杆")
    return gone, kept


def merge(w, gone, kept, **facts) -> Merge:
    return merging.merge_projects(gone, **{"by": w.organiser, "kept": kept, "reason": "同一件事。", **facts})


def answers(project) -> dict:
    poll = project.support_polls.first()
    return {one.by_id: one.voice for one in Support.objects.filter(poll=poll)}


class TestMerging:
    def test_the_address_of_the_merged_one_shows_where_it_went_and_its_own_history(self, client, w, two):
        gone, kept = two
        merge(w, gone, kept)
        page = client.get(gone.get_absolute_url()).content.decode()
        assert f'href="{kept.get_absolute_url()}"' in page and "同一件事。" in page
        assert Project.objects.get(pk=gone.pk).events.filter(act="pass_screening").exists()
        assert f'href="{gone.get_absolute_url()}"' in client.get(kept.get_absolute_url()).content.decode()

    def test_it_is_told_audited_and_published(self, w, two):
        gone, kept = two
        made = merge(w, gone, kept)
        assert told("merged") == {w.neighbours[1]} and told("took_in") == {w.neighbours[0], w.neighbours[1]}
        assert last_of(gone) == ("merge", w.organiser, "同一件事。")
        assert last_of(kept) == ("take_in", w.organiser, "楼梯栏杆")
        assert audited("merge").details["into"] == kept.pk and audited("take_in").details["gone"] == gone.pk
        notice = Notice.objects.get(kind="change")
        assert notice.facts["other"] == kept.title and made.undo_until > clock.now() + timedelta(days=9)

    def test_the_same_form_once_more_changes_nothing(self, w, two):
        gone, kept = two
        assert merge(w, gone, kept) == merge(w, gone, kept)
        assert kept.events.filter(act="take_in").count() == 1

    def test_the_second_proposer_is_a_party_now_and_is_told_what_the_first_is_told(self, w, two):
        gone, kept = two
        assert not rules.is_party(w.neighbours[1], kept)
        merge(w, gone, kept)
        kept = Project.objects.get(pk=kept.pk)
        assert rules.is_party(w.neighbours[1], kept) and not rules.may_screen(w.neighbours[1], kept)
        for one in w.neighbours[2:6]:
            polls.answer_poll(kept, by=one, agrees=False)
        poll = polls.open_poll(kept)
        with clock.at(poll.closes_at + timedelta(minutes=1)):
            polls.close_poll(poll, by=None)
        assert told("support_failed") == {w.neighbours[0], w.neighbours[1]}

    def test_words_that_nobody_has_checked_are_not_published_by_a_merge(self, client, w):
        kept = proposal(w, w.neighbours[0], Stage.SUPPORT_POLL)
        gone = proposal(w, w.neighbours[1], title="没审过的标题")
        merge(w, gone, kept)
        assert "没审过的标题" not in client.get(kept.get_absolute_url()).content.decode()
        assert not Notice.objects.filter(kind="change").exists()
        sign_in(client, w.organiser)
        assert "没审过的标题" in client.get(kept.get_absolute_url()).content.decode()
        assert client.get(gone.get_absolute_url()).status_code == 200


class TestVoices:
    def test_both_sets_of_supporters_count_and_a_household_once(self, w, two):
        gone, kept = two
        polls.answer_poll(kept, by=w.neighbours[2], agrees=True)
        polls.answer_poll(gone, by=w.neighbours[2], agrees=True)
        polls.answer_poll(gone, by=w.neighbours[3], agrees=True)
        merge(w, gone, kept)
        assert answers(kept) == {w.neighbours[2].pk: "yes", w.neighbours[3].pk: "yes"}
        assert merging.supporters_of(kept) == (2, 6)
        assert gone.support_polls.get().answers.count() == 2  # what was said to the other stays on record

    def test_the_newer_own_word_stands_and_whose_answer_moves_is_told(self, w, two):
        gone, kept = two
        polls.answer_poll(gone, by=w.neighbours[2], agrees=True)
        with clock.at(clock.now() + timedelta(hours=1)):
            polls.answer_poll(kept, by=w.neighbours[2], agrees=False)
            polls.answer_poll(kept, by=w.neighbours[3], agrees=True)
        with clock.at(clock.now() + timedelta(hours=2)):
            polls.answer_poll(gone, by=w.neighbours[3], agrees=False)
            merge(w, gone, kept)
        assert answers(kept) == {w.neighbours[2].pk: "no", w.neighbours[3].pk: "no"}
        assert told("answer_carried") == {w.neighbours[3]}

    def test_an_own_word_stands_above_a_newer_one_taken_down_at_the_door(self, w, two):
        gone, kept = two
        home = w.neighbours[2].memberships.get().household
        polls.answer_poll(kept, by=w.neighbours[2], agrees=False)
        with clock.at(clock.now() + timedelta(hours=1)):
            polls.answer_poll(gone, by=w.organiser, agrees=True, household=home)
            merge(w, gone, kept)
        assert [one.voice for one in polls.open_poll(kept).answers.all()] == ["no"]

    def test_whoever_was_told_may_change_the_answer_until_the_poll_closes(self, w, two):
        gone, kept = two
        polls.answer_poll(gone, by=w.neighbours[2], agrees=True)
        merge(w, gone, kept)
        polls.answer_poll(kept, by=w.neighbours[2], agrees=False)
        assert answers(kept) == {w.neighbours[2].pk: "no"}
        with pytest.raises(Refused):
            polls.answer_poll(gone, by=w.neighbours[2], agrees=True)

    def test_what_a_party_took_down_at_a_door_does_not_go_along(self, w, two):
        gone, kept = two
        home = w.neighbours[2].memberships.get().household
        helper = person("志愿者", role=Role.VOLUNTEER, where=w.courtyard)
        polls.answer_poll(gone, by=helper, agrees=True, household=home)
        Project.objects.filter(pk=kept.pk).update(implementing_person=helper)
        merge(w, gone, kept)
        assert not answers(kept)

    def test_two_that_are_talked_through_keep_their_results_and_are_counted_once(self, w):
        kept = proposal(w, w.neighbours[0], Stage.DELIBERATION)
        gone = proposal(w, w.neighbours[1], Stage.DELIBERATION)
        merge(w, gone, kept)
        assert [one.agreed for one in (gone.support_polls.get(), kept.support_polls.get())] == [5, 5]
        assert merging.supporters_of(kept) == (5, 6) and not CarriedAnswer.objects.exists()


class TestRefusals:
    def test_an_open_poll_ends_only_where_its_answers_count_on(self, w):
        gone = proposal(w, w.neighbours[1], Stage.SUPPORT_POLL)
        kept = proposal(w, w.neighbours[0], Stage.DELIBERATION)
        with pytest.raises(Refused, match="截至"):
            merge(w, gone, kept)
        assert polls.open_poll(gone) is not None

    def test_nobody_loses_the_vote_by_a_merge_into_a_smaller_place(self, w):
        building = (
            resident(w.courtyard).memberships.get().household.area
        )  # a seventh household of the courtyard
        smaller = placed_building(w)
        kept = proposal(w, smaller.neighbour, Stage.SUPPORT_POLL, area=smaller.area)
        gone = proposal(w, w.neighbours[1], Stage.SUPPORT_POLL, area=building)
        with pytest.raises(Refused, match="失去表态机会"):
            merge(w, gone, kept, by=w.staff)
        merge(w, kept, gone, by=w.staff)  # the other way round everybody is asked still

    def test_the_poll_that_goes_on_leaves_time_to_change_a_word(self, w, two):
        gone, kept = two
        with (
            clock.at(polls.open_poll(kept).closes_at - timedelta(days=2)),
            pytest.raises(Refused, match="距截止不足"),
        ):
            merge(w, gone, kept)

    def test_a_poll_whose_time_is_over_is_counted_first(self, w, two):
        gone, kept = two
        with clock.at(polls.open_poll(kept).closes_at), pytest.raises(Refused, match="正在计票"):
            merge(w, gone, kept)

    def test_the_further_one_is_kept(self, w):
        kept, gone = proposal(w, w.neighbours[0]), proposal(w, w.neighbours[1], Stage.SUPPORT_POLL)
        with pytest.raises(Refused, match="进度"):
            merge(w, gone, kept)
        merge(w, kept, gone)

    @pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in MERGEABLE])
    def test_only_before_the_pool(self, w, stage):
        first = proposal(w, w.neighbours[1])
        other = placed(w, stage, **({"suspended_from": "in_progress"} if stage == Stage.SUSPENDED else {}))
        with pytest.raises((Refused, NotPermitted)):
            merge(w, first, other)
        with pytest.raises((Refused, NotPermitted)):
            merge(w, other, first)

    def test_what_took_something_in_stays_the_kept_one(self, w):
        first, second, third = (proposal(w, one) for one in w.neighbours[:3])
        merge(w, first, second)
        with pytest.raises(Refused, match="反过来"):
            merge(w, second, third)
        with pytest.raises(Refused):
            merge(w, third, first)
        merge(w, third, second)

    def test_a_meeting_that_is_called_is_cancelled_first(self, w):
        kept, gone = (proposal(w, one, Stage.DELIBERATION) for one in w.neighbours[:2])
        meetings.call_meeting(
            gone, by=w.organiser, platform="all_households", starts_at=clock.now() + timedelta(days=5), place="院里", agenda="方案", operation=uuid4()
        )  # fmt: skip
        with pytest.raises(Refused, match="会议"):
            merge(w, gone, kept)

    def test_an_open_objection_is_answered_first(self, w, two):
        gone, kept = two
        object_to_something(gone, by=w.neighbours[4])
        with pytest.raises(Refused, match="异议"):
            merge(w, gone, kept)

    def test_not_into_another_community_nor_into_itself_nor_without_a_reason(self, w, two):
        other = world("530103003")
        abroad = proposal(other, other.neighbours[0])
        here = proposal(w, w.neighbours[1])
        Project.objects.filter(pk=abroad.pk).update(area=other.courtyard)
        district = person("区", role=Role.COMMUNITY_STAFF, where=w.district)
        with pytest.raises(Refused, match="不在同一社区"):
            merge(w, here, abroad, by=district)
        with pytest.raises(Refused, match="就是本件"):
            merge(w, here, here)
        with pytest.raises(Refused, match="理由"):
            merge(w, here, two[1], reason=" ")

    @pytest.mark.parametrize("role", Role.values)
    def test_organisers_of_both_places_merge_and_no_other(self, w, role):
        gone, kept = proposal(w, w.neighbours[0]), proposal(w, w.neighbours[1])
        who = person(role=role, where=w.courtyard)
        may = role in {*rules.ORGANISER_ROLES, Role.COMMUNITY_STAFF}
        if may:
            merge(w, gone, kept, by=who)
        else:
            with pytest.raises(NotPermitted):
                merge(w, gone, kept, by=who)

    def test_neither_proposer_merges_them_whatever_post_they_hold(self, w):
        gone, kept = proposal(w, w.neighbours[0]), proposal(w, w.neighbours[1])
        for by in (gone.proposer, kept.proposer):
            by.posts.create(role=Role.GRID_WORKER, area=w.community, since=clock.now())
            by = type(by).objects.get(pk=by.pk)
            with pytest.raises(NotPermitted):
                merge(w, gone, kept, by=by)


class TestUndoing:
    def test_it_goes_on_where_it_stood_with_a_reason_within_the_term(self, w):
        gone, kept = proposal(w, w.neighbours[1]), proposal(w, w.neighbours[0])
        made = merge(w, gone, kept)
        merging.unmerge_project(gone, by=w.staff, reason="两处不同。")
        gone = Project.objects.get(pk=gone.pk)
        assert gone.stage == Stage.SCREENING and gone.stage_due is not None
        made.refresh_from_db()
        assert (made.undone_by, made.undo_reason) == (w.staff, "两处不同。")
        assert told("unmerged") == {w.neighbours[0], w.neighbours[1]}
        assert not rules.is_party(w.neighbours[1], Project.objects.get(pk=kept.pk))
        merge(w, gone, kept)  # and may be merged once more

    def test_after_its_term_it_stands(self, w):
        gone, kept = proposal(w, w.neighbours[1]), proposal(w, w.neighbours[0])
        made = merge(w, gone, kept)
        with clock.at(made.undo_until), pytest.raises(Refused, match="期限已过"):
            merging.unmerge_project(gone, by=w.staff, reason="两处不同。")

    def test_each_household_has_its_own_answers_back_and_the_ended_poll_opens_anew(self, w, two):
        gone, kept = two
        polls.answer_poll(kept, by=w.neighbours[2], agrees=False)
        with clock.at(clock.now() + timedelta(hours=1)):
            for one in w.neighbours[2:5]:
                polls.answer_poll(gone, by=one, agrees=True)
            merge(w, gone, kept)
        with clock.at(clock.now() + timedelta(hours=2)):
            polls.answer_poll(kept, by=w.neighbours[4], agrees=False)  # a word of its own about what is kept
            merging.unmerge_project(gone, by=w.organiser, reason="两处不同。")
        assert answers(kept) == {w.neighbours[2].pk: "no", w.neighbours[4].pk: "no"}
        assert answers(gone) == {one.pk: "yes" for one in w.neighbours[2:5]}
        assert told("answer_given_back") == {w.neighbours[2], w.neighbours[3]}
        poll = polls.open_poll(Project.objects.get(pk=gone.pk))
        assert poll.households == 6 and poll.passed is None

    def test_what_was_counted_together_stays_together(self, w, two):
        gone, kept = two
        for one in w.neighbours[:5]:
            polls.answer_poll(gone, by=one, agrees=True)
        merge(w, gone, kept)
        polls.close_poll(polls.open_poll(kept), by=w.organiser)
        with pytest.raises(Refused, match="合并计票"):
            merging.unmerge_project(gone, by=w.organiser, reason="两处不同。")

    def test_a_household_that_never_answered_gets_nothing_and_loses_nothing(self, w, two):
        gone, kept = two
        merge(w, gone, kept)
        merging.unmerge_project(gone, by=w.organiser, reason="两处不同。")
        assert answers(gone) == answers(kept) == {}

    def test_who_is_no_organiser_of_both_does_not_part_them(self, w):
        gone, kept = proposal(w, w.neighbours[1]), proposal(w, w.neighbours[0])
        merge(w, gone, kept)
        for who in (w.neighbours[3], w.neighbours[1], w.reviewer):
            with pytest.raises(NotPermitted):
                merging.unmerge_project(gone, by=who, reason="x")


class TestDatabase:
    def run(self, sql, *values):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_no_stage_without_its_merge_and_no_merge_without_its_stage(self, w):
        gone, kept = proposal(w, w.neighbours[1]), proposal(w, w.neighbours[0])
        with pytest.raises(DatabaseError, match="in force"):
            self.run("UPDATE projects_project SET stage = 'merged' WHERE id = %s", gone.pk)
        insert = """INSERT INTO projects_merge (gone_id, kept_id, from_stage, by_id, at, reason, undo_until, undo_reason)
                    VALUES (%s, %s, 'screening', %s, now(), 'x', now() + interval '9 days', '')"""
        with pytest.raises(DatabaseError, match="in force"):
            self.run(insert, gone.pk, kept.pk, w.organiser.pk)
        with pytest.raises(DatabaseError, match="nothing_is_merged_into_itself"):
            self.run(insert, gone.pk, gone.pk, w.organiser.pk)
        with pytest.raises(DatabaseError, match="does not merge them"):
            self.run(insert, gone.pk, kept.pk, w.neighbours[0].pk)
        put(kept, Stage.POOLED)
        with pytest.raises(DatabaseError, match="takes nothing in"):
            self.run(insert, gone.pk, kept.pk, w.organiser.pk)

    def test_a_merge_is_kept_as_it_was_and_undone_once_in_time(self, w):
        gone, kept = proposal(w, w.neighbours[1]), proposal(w, w.neighbours[0])
        made = merge(w, gone, kept)
        for change in ("reason = 'y'", "kept_id = gone_id", "undo_until = now() + interval '1 year'"):
            with pytest.raises(DatabaseError):
                self.run(f"UPDATE projects_merge SET {change} WHERE id = %s", made.pk)
        with pytest.raises(DatabaseError):
            self.run("DELETE FROM projects_merge WHERE id = %s", made.pk)
        late = "UPDATE projects_merge SET undone_at = undo_until, undone_by_id = %s, undo_reason = 'x' WHERE id = %s"
        with pytest.raises(DatabaseError, match="whole_and_in_time"):
            self.run(late, w.staff.pk, made.pk)
        with pytest.raises(DatabaseError, match="in force"):
            self.run("UPDATE projects_project SET stage = 'screening' WHERE id = %s", gone.pk)

    def test_who_proposed_the_merged_one_does_not_check_the_kept_one(self, w):
        gone, kept = proposal(w, w.neighbours[1]), proposal(w, w.neighbours[0])
        merge(w, gone, kept)
        with pytest.raises(DatabaseError, match="does not screen it"), transaction.atomic():
            Screening.objects.create(project=kept, by=w.neighbours[1], verdict="passed")

    def test_what_was_carried_stays_on_record(self, w, two):
        gone, kept = two
        polls.answer_poll(gone, by=w.neighbours[2], agrees=True)
        merge(w, gone, kept)
        for sql in (
            "UPDATE deliberation_carriedanswer SET before = NULL",
            "DELETE FROM deliberation_carriedanswer",
        ):
            with pytest.raises(DatabaseError):
                self.run(sql)


class TestPages:
    def test_an_organiser_merges_from_the_page_after_a_second_look(self, client, w, two):
        gone, kept = two
        sign_in(client, w.organiser)
        address = f"/projects/{gone.pk}/do/merge/"
        form = client.get(address).context["form"]
        data = {"operation": str(uuid4()), "kept": kept.pk, "reason": "同一件事。"}
        assert form.fields["kept"].queryset.get() == kept
        assert "将并入" in client.post(address, data).content.decode() and not Merge.objects.exists()
        assert client.post(address, {**data, "confirmed": "yes"}).status_code == 302
        assert Merge.objects.get().kept == kept
        undo = {"operation": str(uuid4()), "reason": "两处不同。"}
        assert client.post(f"/projects/{gone.pk}/do/unmerge/", undo).status_code == 302
        assert Project.objects.get(pk=gone.pk).stage == Stage.SUPPORT_POLL

    def test_bad_input_is_told_beside_the_field_and_nothing_is_lost(self, client, w, two):
        gone, kept = two
        sign_in(client, w.organiser)
        for data in (
            {"kept": "x", "reason": "写好的理由"},
            {"kept": gone.pk, "reason": "写好的理由"},
            {"kept": kept.pk, "reason": " "},
        ):
            answer = client.post(f"/projects/{gone.pk}/do/merge/", {"operation": str(uuid4()), **data})
            assert answer.status_code == 422 and (
                data["reason"] == " " or "写好的理由" in answer.content.decode()
            )
        assert not Merge.objects.exists()

    def test_the_likest_stands_first_and_nothing_of_another_place_or_of_the_pool(self, w):
        gone = proposal(w, w.neighbours[1], title="楼道扶手")
        other = proposal(w, w.neighbours[0], title="合唱团活动室", problem="没有地方唱歌")
        like = proposal(w, w.neighbours[2], title="楼梯栏杆")
        placed(w, Stage.POOLED)
        form = MergeForm(project=gone, user=w.staff)
        assert [one.pk for one in form.fields["kept"].queryset] == [like.pk, other.pk]

    def test_the_page_takes_the_same_queries_with_one_and_with_many_merged(
        self, client, w, django_assert_num_queries
    ):
        from django.test.utils import CaptureQueriesContext

        kept = proposal(w, w.neighbours[0], Stage.SUPPORT_POLL)
        merge(w, proposal(w, w.neighbours[1]), kept)
        client.get(kept.get_absolute_url())
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get(kept.get_absolute_url())
        for _n in range(6):
            merge(w, proposal(w, w.neighbours[1]), kept)
        with django_assert_num_queries(len(few)):
            client.get(kept.get_absolute_url())


def placed_building(w):
    from types import SimpleNamespace

    from panlong.areas.models import Level
    from tests.factories import area

    building = area(f"{w.courtyard.code}-001", "1栋", Level.BUILDING, w.courtyard)
    return SimpleNamespace(area=building, neighbour=resident(building, "楼内"))


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_merged_both_ways_at_once_one_goes_and_the_other_stays(self, w, two):
        first, second = two
        results = together(lambda: merge(w, first, second), lambda: merge(w, second, first))
        assert sorted(type(one).__name__ for one in results) == ["Merge", "Refused"]
        assert Merge.objects.count() == 1

    def test_an_answer_given_while_it_is_merged_is_carried_or_refused_never_lost(self, w, two):
        gone, kept = two
        for number, who in enumerate(w.neighbours[2:5]):
            results = together(
                lambda who=who: polls.answer_poll(gone, by=who, agrees=True),
                *([lambda: merge(w, gone, kept)] if number == 1 else []),
            )
            if isinstance(results[0], Support):
                assert number == 2 or who.pk in answers(kept) or number == 0
            else:
                assert isinstance(results[0], Refused)
        said = set(Support.objects.filter(poll__project=gone).values_list("by", flat=True))
        assert said <= set(answers(kept))

    def test_without_the_lock_on_the_poll_an_acknowledged_answer_is_lost(self, w, two, monkeypatch):
        """The twin: the polls are read without their locks, and an answer comes in after they were carried."""
        gone, kept = two
        carry = merging._carry_answers

        def carry_slowly(made, ending, going_on, *, by):
            carry(made, ending, going_on, by=by)
            results.extend(together(lambda: polls.answer_poll(gone, by=w.neighbours[2], agrees=True)))

        results: list = []
        monkeypatch.setattr(merging, "_carry_answers", carry_slowly)
        monkeypatch.setattr(
            merging, "_lock_open_polls",
            lambda gone, kept: tuple(SupportPoll.objects.get(project=one) for one in (gone, kept)),
        )  # fmt: skip
        merge(w, gone, kept)
        assert isinstance(results[0], Support) and w.neighbours[2].pk not in answers(kept)

    def test_a_poll_that_closes_meanwhile_is_merged_whole_or_not_at_all(self, w, two):
        gone, kept = two
        for one in w.neighbours[:5]:
            polls.answer_poll(kept, by=one, agrees=True)
        results = together(
            lambda: merge(w, gone, kept), lambda: polls.close_poll(polls.open_poll(kept), by=w.organiser)
        )
        merged = isinstance(results[0], Merge)
        assert merged or isinstance(results[0], Refused), results
        assert Project.objects.get(pk=gone.pk).stage == (Stage.MERGED if merged else Stage.SUPPORT_POLL)
        assert Project.objects.get(pk=kept.pk).stage == Stage.DELIBERATION
