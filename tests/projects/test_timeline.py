"""The story of a project is told in sentences, in the reader's language, with units and without private names."""

import pytest
from django.utils import translation

from projects import timeline, verbs
from projects.journey import proposing
from projects.models import ProjectEvent
from projects.stages import MOVES, Stage
from tests.factories import draft, elect, placed, put
from tests.traces import last_of

pytestmark = pytest.mark.django_db
ENGLISH = translation.override("en")


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.act}-{move.target}")
def test_every_move_has_a_sentence_in_every_language(move):
    said = set()
    for language in ("en", "zh-hans", "zh-hant"):
        with translation.override(language):
            said.add(timeline.sentence_of(move.act, move.target))
    assert move.act not in said
    assert len(said) >= 2


def test_where_an_act_can_turn_out_either_way_the_sentence_says_which():
    with ENGLISH:
        chosen, not_chosen = (
            timeline.sentence_of("record_vote", to) for to in (Stage.SELECTION, Stage.POOLED)
        )
        mended = timeline.sentence_of("record_acceptance", Stage.IN_PROGRESS)
        accepted = timeline.sentence_of("record_acceptance", Stage.SATISFACTION_REVIEW)
    assert chosen == "Chosen by the residents' vote"
    assert not_chosen == "Not chosen by the vote; back to the pool"
    assert mended == "Not accepted; the work goes on"
    assert accepted == "The work was accepted; the residents rate it"


def test_an_act_that_nobody_wrote_a_sentence_for_is_named():
    assert timeline.sentence_of("unheard_of", "") == "unheard_of"


@pytest.mark.parametrize(
    "act, note, told",
    [
        ("record_vote", "41", "41 votes"),
        ("record_budget", "9000.00", "9000.00 yuan together"),
        ("report_progress", "40%", "40% done"),
        ("withdraw", "已解决。", "已解决。"),  # a reason is told as it was written
        ("record_vote", "", ""),
    ],
)
def test_a_bare_number_is_told_with_its_unit(act, note, told):
    with ENGLISH:
        assert timeline.note_of(act, note) == told


def test_every_note_with_a_unit_belongs_to_an_act_with_a_sentence():
    assert set(timeline.NOTES) <= set(timeline.SENTENCES)


class TestNames:
    def test_a_task_group_is_told_as_strangers_see_its_people(self, w):
        project = placed(w, Stage.DELIBERATION)
        members = elect(w, project)
        note = " ".join(f"#{one.user_id}" for one in members)
        event = verbs.note_event(project, "form_task_group", by=w.organiser, note=note)
        assert event.told == " ".join(one.user.public_name for one in members)

    def test_one_who_is_gone_is_left_out(self, w):
        note = f"#{w.neighbours[1].pk} #999999999"
        assert timeline.note_of("form_task_group", note) == w.neighbours[1].public_name

    def test_an_older_note_with_names_stays_as_it_was_written(self):
        assert timeline.note_of("form_task_group", "张三 李四") == "张三 李四"


class TestEvents:
    def test_a_move_is_kept_with_where_it_led(self, w):
        project = draft(w)
        proposing.submit_proposal(project, by=w.proposer)
        event = ProjectEvent.objects.latest("pk")
        assert (event.left, event.reached) == (Stage.DRAFT, Stage.SCREENING)
        with ENGLISH:
            assert event.sentence == "The proposal was handed in"

    def test_the_story_is_told_in_the_order_in_which_it_happened(self, w):
        project = put(draft(w), Stage.SCREENING)
        for act in ("call_meeting", "write_minutes"):
            verbs.note_event(project, act, by=w.organiser)
        assert [event.act for event in project.events.all()] == ["propose", "call_meeting", "write_minutes"]
        assert last_of(project)[0] == "write_minutes"
