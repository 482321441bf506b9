"""民情: what is heard at doors is noted, private to the organisers of the place, counted, and becomes a proposal later."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from panlong import clock
from panlong.accounts.models import Role
from panlong.errors import NotPermitted, Refused
from projects import heard
from projects.models import HeardNote, Project
from tests.factories import WORDS, a_photo, area, jpeg_upload, person, sign_in, world

pytestmark = pytest.mark.django_db


def note(w, by=None, **facts):
    facts = {
        "area": w.courtyard, "heard_on": clock.today(), "channel": "visit", "theme": "safety", "text": "楼道灯不亮。",
        "operation": uuid4(), **facts,
    }  # fmt: skip
    return heard.write_note(by=by or w.organiser, **facts)


class TestNoting:
    def test_every_organiser_of_the_place_notes_and_volunteers_too(self, w):
        for by in (w.organiser, w.staff, person(role=Role.VOLUNTEER, where=w.courtyard)):
            assert note(w, by=by).by == by

    def test_nobody_else_does(self, w):
        for by in (w.neighbours[1], w.handler, w.leader, world("530103003").organiser):
            with pytest.raises(NotPermitted):
                note(w, by=by)

    def test_the_same_form_notes_it_once(self, w):
        operation = uuid4()
        assert note(w, operation=operation) == note(w, operation=operation)
        with pytest.raises(Refused):
            note(w, by=w.staff, operation=operation)

    @pytest.mark.parametrize(
        ("facts", "field"),
        [({"channel": "online"}, "channel"), ({"heard_on": date(2999, 1, 1)}, "heard_on")],
    )
    def test_it_was_heard_and_not_in_days_to_come(self, w, facts, field):
        with pytest.raises(Refused) as refusal:
            note(w, **facts)
        assert refusal.value.field == field

    def test_what_was_heard_stays(self, w):
        note(w)
        for change in (
            lambda: HeardNote.objects.update(text="别的"),
            lambda: HeardNote.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_the_form_needs_two_answers_the_rest_is_filled_in(self, client, w):
        sign_in(client, w.organiser)
        form = client.get("/projects/heard/new/").context["form"]
        assert f'value="{clock.today().isoformat()}"' in str(form["heard_on"])
        filled = {name: form[name].value() for name in form.fields} | {"text": "灯不亮。", "theme": "safety"}
        assert client.post("/projects/heard/new/", filled).status_code == 302
        noted = HeardNote.objects.get()
        assert (noted.area, noted.heard_on, noted.channel) == (w.courtyard, clock.today(), "visit")


class TestReading:
    def test_organisers_of_the_place_and_above_read_it_and_whoever_wrote_it(self, w):
        volunteer = person(role=Role.VOLUNTEER, where=w.courtyard)
        noted = note(w, by=volunteer)
        next_door = area(f"{w.community.code}-002", "邻院", "courtyard", w.community)
        readers = {w.organiser: True, w.staff: True, volunteer: True}
        readers |= {
            person(role=Role.GRID_WORKER, where=next_door): False,
            w.handler: False,
            w.proposer: False,
        }
        readers |= {person(role=Role.VOLUNTEER, where=w.courtyard): False}
        for reader, reads in readers.items():
            assert (noted in heard.notes_for(reader)) == reads, reader

    def test_the_page_is_for_those_who_serve_a_place_only(self, client, w):
        note(w)
        for reader, status in ((w.organiser, 200), (w.neighbours[1], 403), (w.leader, 403)):
            sign_in(client, reader)
            assert client.get("/projects/heard/").status_code == status
        sign_in(client, None)
        assert client.get("/projects/heard/").status_code == 302

    def test_a_month_is_counted_by_theme(self, client, w):
        for theme, days in (("safety", 0), ("safety", 0), ("care", 0), ("care", 62)):
            note(w, theme=theme, heard_on=clock.today() - timedelta(days=days))
        sign_in(client, w.staff)
        page = client.get("/projects/heard/")
        assert [(noted, turned) for _theme, noted, turned in page.context["counts"] if noted] == [
            (2, 0),
            (1, 0),
        ]
        assert [len(notes) for _theme, notes in page.context["groups"]] == [1, 2]

    @pytest.mark.parametrize("month", ["", "nonsense", "0001-01", "9999-12", "2026-13"])
    def test_an_odd_month_is_this_one(self, client, w, month):
        sign_in(client, w.organiser)
        page = client.get("/projects/heard/", {"month": month})
        assert page.context["month"] == clock.today().replace(day=1)

    def test_how_many_notes_there_are_costs_no_more_queries(self, client, w, django_assert_max_num_queries):
        sign_in(client, w.organiser)
        for number in range(8):
            note(w, text=f"第{number}条")
        with django_assert_max_num_queries(14):
            client.get("/projects/heard/")


class TestBecomingAProposal:
    def turn(self, w, notes, by=None):
        words = {
            **WORDS,
            "operation": uuid4(),
            "channel": "visit",
            "proof": a_photo(),
            "proposer": w.neighbours[2],
        }
        return heard.turn_into_proposal(notes, by=by or w.organiser, area=w.courtyard, **words)

    def test_the_notes_keep_what_they_became(self, w):
        notes = [note(w), note(w, text="灯又坏了。")]
        project = self.turn(w, notes)
        assert list(project.heard_notes.order_by("pk")) == notes
        assert project.proposer == w.neighbours[2]

    def test_a_note_becomes_one_proposal(self, w):
        noted = note(w)
        self.turn(w, [noted])
        with pytest.raises(Refused), transaction.atomic():
            self.turn(w, [noted])
        assert Project.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            HeardNote.objects.update(project=None)

    def test_only_who_reads_a_note_turns_it(self, w):
        noted = note(w)
        with pytest.raises(NotPermitted):
            self.turn(w, [noted], by=person(role=Role.VOLUNTEER, where=w.courtyard))

    def test_the_form_begins_with_what_was_noted_and_hands_the_notes_on(self, client, w):
        first, second = note(w), note(w, text="灯又坏了。")
        sign_in(client, w.organiser)
        page = client.get(
            "/projects/new/taken-down/", {"note": [first.pk, second.pk, "x", "99999999999999999999"]}
        )
        form = page.context["form"]
        assert form["problem"].value() == "楼道灯不亮。\n灯又坏了。"
        sent = {
            **WORDS, "level": "2", "operation": form["operation"].value(), "area": w.courtyard.pk, "channel": "visit",
            "resident": "", "resident_on_roster": w.neighbours[2].current_memberships[0].pk,
            "notes": [first.pk, second.pk], "proof": jpeg_upload(),
        }  # fmt: skip
        assert client.post("/projects/new/taken-down/", sent).status_code == 302
        assert Project.objects.get().heard_notes.count() == 2

    def test_notes_of_others_do_not_show_in_it(self, client, w):
        noted = note(w)
        elsewhere = world("530103003")
        sign_in(client, elsewhere.organiser)
        page = client.get("/projects/new/taken-down/", {"note": noted.pk})
        assert noted.text not in page.text
