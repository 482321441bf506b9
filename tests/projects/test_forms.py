"""The forms of this room: what they ask of whom, what they refuse beside the field, what they hand to the verb."""

from uuid import uuid4

import pytest
from django.http import QueryDict

from panlong import clock
from projects import comments, forms
from projects.forms import drafts
from projects.forms.group import TaskGroupForm
from projects.models import IssueLevel
from projects.stages import Stage
from tests.factories import WORDS, draft, elect, person, placed, put, sign_in, world

pytestmark = pytest.mark.django_db


def filled(form, project, user, **data):
    return form({"operation": str(uuid4()), **data}, project=project, user=user)


def served_by(user):
    return {one.user for one in drafts.residents_served_by(user)}


class TestProposing:
    def test_a_neighbour_proposes_for_home_and_all_around_it_up_to_the_community(self, w):
        assert set(drafts.places_of(w.proposer)) == {w.courtyard, w.community}
        assert set(drafts.places_of(w.organiser)) == {w.courtyard}
        assert set(drafts.places_of(person())) == set()

    def test_who_serves_the_whole_street_proposes_for_its_communities_and_below_not_for_itself(self, w):
        clerk = person(role="grid_worker", where=w.street)
        assert set(drafts.places_of(clerk)) == {w.community, w.courtyard}

    def test_no_place_beyond_is_taken_and_none_is_preset(self, w):
        project = draft(w, beneficiaries=None)
        beyond = world("530103003").courtyard
        form = drafts.WhereForm({"area": beyond.pk, "beneficiaries": "9"}, user=w.proposer, project=project)
        assert list(form.errors) == ["area"]
        assert drafts.WhereForm(user=w.proposer, project=project)["area"].initial is None
        assert drafts.WhereForm(user=w.proposer, project=draft(w))["area"].initial == w.courtyard.pk

    def test_a_resident_is_asked_for_no_more_than_six_answers(self, w):
        steps = (drafts.WhatForm(user=w.proposer), *(
            step(user=w.proposer, project=draft(w)) for step in (drafts.WhereForm, drafts.PhotosForm)
        ))  # fmt: skip
        assert [field.name for step in steps for field in step.visible_fields()] == [
            "title", "problem", "plan", "area", "beneficiaries", "photos",
        ]  # fmt: skip

    def test_an_organiser_takes_down_for_those_they_serve_and_never_for_themselves(self, w):
        world("530103003")
        assert served_by(w.organiser) == set(w.neighbours)
        w.neighbours[1].posts.create(role="grid_worker", area=w.courtyard, since=clock.now())
        assert served_by(w.neighbours[1]) == set(w.neighbours) - {w.neighbours[1]}
        assert not drafts.residents_served_by(w.handler).exists()

    @pytest.mark.parametrize(
        "level, taken", [("1", True), ("2", True), ("3", False), ("0", False), ("x", False)]
    )
    def test_it_begins_at_the_first_or_second_level(self, w, level, taken):
        form = drafts.TakeDownForm({"level": level}, user=w.organiser)
        assert ("level" not in form.errors) == taken

    @pytest.mark.parametrize("number, taken", [("0", False), ("1", True), ("2000000", True), ("2000001", False), ("-1", False), ("1.5", False), ("", False)])  # fmt: skip
    def test_somebody_benefits_and_not_more_than_there_are(self, w, number, taken):
        data = {"area": w.courtyard.pk, "beneficiaries": number}
        form = drafts.WhereForm(data, user=w.proposer, project=draft(w))
        assert form.is_valid() == taken
        assert list(form.errors) == ([] if taken else ["beneficiaries"])

    @pytest.mark.parametrize("name, most", [("title", 60), ("problem", 3000), ("plan", 3000)])
    def test_words_have_their_length_and_are_asked_for(self, w, name, most):
        def errors(words):
            data = {**WORDS, "operation": str(uuid4()), name: words}
            return list(drafts.WhatForm(data, user=w.proposer).errors)

        assert (errors("字" * most), errors("字" * (most + 1)), errors("  ")) == ([], [name], [name])


class TestChanging:
    def test_the_level_is_left_to_whoever_checks_it(self, w):
        assert "level" not in forms.EditForm(project=put(draft(w), Stage.RETURNED), user=w.proposer).fields

    def test_a_photo_is_asked_for_until_it_is_published(self, w):
        assert "photo" in forms.EditForm(project=put(draft(w), Stage.RETURNED), user=w.proposer).fields
        assert "photo" not in forms.EditForm(project=placed(w, Stage.RETURNED), user=w.proposer).fields

    def test_it_begins_with_the_words_that_wait_and_else_with_those_that_stand(self, w):
        project = placed(w, Stage.RETURNED, revision={"plan": "两侧都装。"})
        fields = forms.EditForm(project=project, user=w.proposer).fields
        assert (fields["plan"].initial, fields["title"].initial) == ("两侧都装。", WORDS["title"])


class TestTaskGroup:
    @pytest.fixture
    def project(self, w):
        project = placed(w, Stage.DELIBERATION)
        elect(w, project)
        return project

    def test_those_who_stood_can_be_picked_and_are_handed_on_as_a_list(self, w, project):
        members = list(project.task_group.all())
        keys = [one.pk for one in members]
        form = filled(
            TaskGroupForm, project, w.organiser, members=keys, leader=keys[0], bookkeeper=keys[1],
            chosen_on=clock.today().isoformat(), attendance="院里", present="6", **{f"voices_{keys[0]}": "5"},
        )  # fmt: skip
        assert form.is_valid(), form.errors
        handed_on = form.verb_kwargs()
        how = handed_on.pop("choosing")
        assert handed_on == {"members": members, "leader": members[0], "bookkeeper": members[1]}
        assert (how.present, how.voices) == (6, {keys[0]: 5, keys[1]: 0, keys[2]: 0})

    def test_those_of_another_project_cannot(self, w, project):
        other = [one.pk for one in elect(w, placed(w, Stage.DELIBERATION))]
        form = filled(
            TaskGroupForm, project, w.organiser, members=other, leader=other[0], bookkeeper=other[1]
        )
        assert {"members", "leader", "bookkeeper"} <= set(form.errors)

    def test_a_refusal_stands_beside_the_field_and_nothing_is_lost(self, w, client, project):
        keys = [one.pk for one in project.task_group.all()]
        sign_in(client, w.organiser)
        data = {
            "operation": uuid4(), "members": keys[:2], "leader": keys[0], "bookkeeper": keys[1],
            "chosen_on": clock.today().isoformat(), "attendance": "院里", "present": "6",
        }  # fmt: skip
        project.task_group.update(elected_at=None)
        page = client.post(f"/projects/{project.pk}/do/form-task-group/", data)
        assert page.status_code == 409
        assert list(page.context["form"].errors) == ["members"]
        assert page.context["form"]["leader"].value() == str(keys[0])


class TestWork:
    @pytest.mark.parametrize("percent, taken", [("0", True), ("100", True), ("101", False), ("-1", False), ("viel", False), ("", False)])  # fmt: skip
    def test_the_work_is_done_by_nought_to_a_hundred_percent(self, w, percent, taken):
        form = filled(forms.ProgressForm, draft(w), w.proposer, percent=percent, text="过半。")
        assert form.is_valid() == taken
        assert list(form.errors) == ([] if taken else ["percent"])

    @pytest.mark.parametrize("form, facts", [(forms.ProgressForm, {"percent": "40", "text": "过半。"}), (forms.InspectionForm, {"text": "完好。"}), (forms.CommentForm, {"text": "好。"})])  # fmt: skip
    def test_a_form_that_writes_a_row_hands_on_its_key(self, w, form, facts):
        made = filled(form, draft(w), w.proposer, **facts)
        assert made.is_valid()
        assert made.verb_kwargs()["operation"] == made.cleaned_data["operation"]

    @pytest.mark.parametrize("form, facts", [(forms.ReasonForm, {"reason": "x"}), (forms.FinishedForm, {"text": "x"}), (forms.DutyForm, {"responsible_person": "x", "plan": "x"})])  # fmt: skip
    def test_the_others_hand_on_their_words_and_ask_for_all_of_them(self, w, form, facts):
        made = filled(form, draft(w), w.proposer, **facts)
        assert made.is_valid()
        assert facts.items() <= made.verb_kwargs().items() and "operation" not in made.verb_kwargs()
        for name in facts:
            assert list(filled(form, draft(w), w.proposer, **{**facts, name: " "}).errors) == [name]

    def test_a_form_without_its_key_is_no_form(self, w):
        assert list(forms.ReasonForm({"reason": "x"}, project=draft(w), user=w.proposer).errors) == [
            "operation"
        ]

    def test_a_step_up_begins_at_the_level_that_the_page_showed(self, w):
        project = draft(w, level=IssueLevel.RESIDENTS)
        assert forms.EscalateForm(project=project, user=w.organiser).fields["from_level"].initial == 1


class TestHiding:
    def test_what_is_said_here_and_not_hidden_can_be_hidden(self, w):
        project, other = placed(w, Stage.POOLED), placed(w, Stage.POOLED)
        said = [
            comments.post_comment(one, by=w.neighbours[3], text="x", operation=uuid4())
            for one in (project, project, other)
        ]
        comments.hide_comment(said[0], by=w.organiser, reason="x")
        assert list(forms.HideCommentForm(project=project, user=w.organiser).fields["comment"].queryset) == [
            said[1]
        ]

    def test_a_reason_is_asked_for(self, w):
        project = placed(w, Stage.POOLED)
        said = comments.post_comment(project, by=w.neighbours[3], text="x", operation=uuid4())
        assert list(filled(forms.HideCommentForm, project, w.organiser, comment=said.pk).errors) == ["reason"]


class TestImplementer:
    @pytest.fixture
    def project(self, w):
        project = placed(w, Stage.STREET_REVIEW, implementer="施工队")
        elect(w, project)
        return project

    def test_those_who_stood_are_offered_and_never_who_fills_it_in(self, w, project):
        offered = (
            forms.ImplementerForm(project=project, user=w.neighbours[1])
            .fields["implementing_person"]
            .queryset
        )
        assert set(offered) == {w.neighbours[2], w.neighbours[3]}

    def test_a_name_or_a_resident_is_enough(self, w, project):
        assert filled(forms.ImplementerForm, project, w.handler, implementer="施工队").is_valid()
        assert filled(
            forms.ImplementerForm, project, w.handler, implementing_person=w.neighbours[1].pk
        ).is_valid()

    def test_nobody_at_all_is_refused_at_the_first_field(self, w, project):
        assert list(filled(forms.ImplementerForm, project, w.handler).errors) == ["implementer"]

    def test_who_did_not_stand_is_refused_at_the_second_and_said_once(self, w, project):
        form = filled(forms.ImplementerForm, project, w.handler, implementing_person=w.neighbours[5].pk)
        assert list(form.errors) == ["implementing_person"]


class TestFilter:
    def wanted(self, query: str) -> dict:
        return forms.FilterForm(QueryDict(query)).wanted()

    def test_what_is_understood_is_wanted_and_the_rest_left_out(self, w):
        assert self.wanted("q=扶手&stage=pooled&theme=nonsense&kind=works&area=1") == {"q": "扶手", "stage": "pooled", "kind": "works"}  # fmt: skip
        assert self.wanted(f"area={w.community.code}") == {"area": w.community}
        assert self.wanted(f"area={w.courtyard.code}") == {}
        assert self.wanted("") == {}

    def test_a_text_that_is_too_long_is_left_out(self):
        assert self.wanted("q=" + "字" * 61) == {}
        assert self.wanted("q=" + "字" * 60) == {"q": "字" * 60}

    @pytest.mark.parametrize("query", ["stage=voting", "theme=care", "kind=goods", "q=游泳池", "page=999"])
    def test_the_list_shows_what_is_wanted_and_never_an_error(self, w, client, query):
        placed(w, Stage.POOLED)
        page = client.get(f"/projects/?{query}")
        assert page.status_code == 200
        assert bool(list(page.context["page"])) == query.startswith("page")
