"""The six parties: on a register, invited, heard by name; one that there is none of is told apart from one that is missing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from deliberation.council import kinds, meetings, minutes, sixparties
from deliberation.models import Hall, Meeting, Party, PartyInvitation, SixParty
from panlong import clock
from panlong.errors import Refused
from panlong.notices.models import Message
from projects.stages import Stage
from tests.factories import elect, person, placed, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(w):
    project = placed(w, Stage.DELIBERATION)
    elect(w, project)
    return project


@pytest.fixture
def register(w):
    """A community whose six parties are on record; this courtyard has no owners' committee."""
    for party in Party:
        SixParty.objects.create(area=w.community, party=party, unit=f"{party.label}单位", contact="张主任")
    SixParty.objects.create(
        area=w.courtyard, party=Party.OWNERS_COMMITTEE, is_there=False, note="从未选举产生。"
    )
    manager = SixParty.objects.get(party=Party.PROPERTY_MANAGER)
    manager.user = person("物业经理")
    manager.save()
    return manager


def call(w, project) -> Meeting:
    return meetings.call_meeting(
        project, by=w.organiser, platform="six_parties", starts_at=clock.now() + timedelta(days=4), place="社区", agenda="扶手", operation=uuid4()
    )  # fmt: skip


def said(*, missing=(), **words) -> list[dict]:
    return [
        {
            "party": party.value, "attended": party.value not in missing, "name": "" if party.value in missing else "刘代表",
            "words": words.get(party.value, "支持。"),
        }
        for party in Party if party != Party.OWNERS_COMMITTEE
    ]  # fmt: skip


def test_the_nearest_entry_counts(w, register):
    found = sixparties.parties_of(w.courtyard)
    assert not found["owners_committee"].is_there
    assert found["property_manager"] == register
    assert sixparties.parties_of(w.community)["owners_committee"].is_there


def test_each_is_invited_by_message_or_letter_and_one_that_there_is_none_of_is_not(
    client, w, project, register
):
    meeting = call(w, project)
    ways = dict(meeting.invitations.values_list("party", "way"))
    assert ways == {
        "party_organisation": "letter", "residents_committee": "letter", "owners_committee": "none", "property_manager": "message",
        "resident_unit": "letter", "social_organisation": "letter",
    }  # fmt: skip
    assert register.user.pk in Message.objects.filter(topic="meeting").values_list("person", flat=True)
    sign_in(client, w.organiser)
    letters = client.get(f"/rounds/meetings/{meeting.pk}/letters/").text
    assert "张主任" in letters and letters.count("official-text") == 5
    sign_in(client, w.neighbours[5])
    assert client.get(f"/rounds/meetings/{meeting.pk}/letters/").status_code == 403


def test_without_a_register_all_six_have_a_seat(w, project):
    meeting = call(w, project)
    assert set(meeting.invitations.values_list("way", flat=True)) == {PartyInvitation.Way.UNKNOWN}
    assert kinds.count_entitled(meeting) == 6


def publish(w, meeting, opinions, **counts) -> Meeting:
    facts = {
        "in_favour": 4,
        "against": 0,
        "minutes": "逐一发言。",
        "decision": "支持。",
        "opinions": opinions,
        "motions": [],
        **counts,
    }
    with clock.at(meeting.starts_at + timedelta(hours=2)):
        minutes.draft_minutes(meeting, by=w.organiser, seen=0, chair=w.organiser, **facts)
        for one in (w.organiser, w.neighbours[1]):
            minutes.sign_minutes(meeting, by=one, seen=1)
    return Meeting.objects.get(pk=meeting.pk)


def test_their_words_stand_in_the_notice_by_name(w, project, register):
    meeting = publish(
        w, call(w, project), said(missing=["resident_unit"], resident_unit="单位搬迁，无人到会。"),
    )  # fmt: skip
    body = meeting.minutes_notice.body
    assert (meeting.entitled, meeting.present, meeting.agreed) == (5, 4, True)
    assert "应到5方，实到4方；同意4方，反对0方。" in body
    assert (
        "刘代表" in body and "缺席，原因：单位搬迁，无人到会。" in body and "本处没有。从未选举产生。" in body
    )


def test_a_refusal_names_the_party_and_what_it_lacks(w, project, register):
    meeting = call(w, project)
    with clock.at(meeting.starts_at + timedelta(hours=2)):
        for opinions, sentence in (
            (said(property_manager=" "), "物业服务企业.*到会.*发言"),
            (said(missing=["property_manager"], property_manager=""), "物业服务企业.*缺席.*原因"),
            (said()[:-1], "社会组织.*是否到会"),
        ):
            with pytest.raises(Refused, match=sentence) as refused:
                minutes.draft_minutes(
                    meeting, by=w.organiser, seen=0, chair=w.organiser, in_favour=4, against=0, minutes="x", decision="x",
                    opinions=opinions,
                )  # fmt: skip
            assert refused.value.field.startswith("words_")


def test_the_form_names_every_party_that_lacks_something(client, w, project, register):
    meeting = call(w, project)
    sign_in(client, w.organiser)
    with clock.at(meeting.starts_at + timedelta(hours=2)):
        form = {
            "operation": uuid4(), "seen": 0, "chair": w.organiser.pk, "in_favour": 4, "against": 0, "minutes": "x", "decision": "x",
            **{f"attended_{party.value}": "yes" for party in Party}, "attended_resident_unit": "no",
        }  # fmt: skip
        answer = client.post(f"/rounds/meetings/{meeting.pk}/minutes/", form)
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert {name for name in errors if name.startswith("words_")} == {
        f"words_{p.value}" for p in Party if p != Party.OWNERS_COMMITTEE
    }
    assert "缺席" in str(errors["words_resident_unit"])
    assert "words_owners_committee" not in answer.context["form"].fields


def test_the_database_keeps_parties_apart(w, project, register):
    for wrong in ({"is_there": True, "note": "x", "unit": ""}, {"is_there": False, "note": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SixParty.objects.create(area=w.street, party=Party.RESIDENT_UNIT, **wrong)
    meeting = publish(w, call(w, project), said())
    with pytest.raises(DatabaseError), transaction.atomic():
        meeting.opinions.update(words="别的话")


def test_a_hall_is_chosen_from_the_list_or_written(client, w, project):
    hall = Hall.objects.create(area=w.community, name="社区议事厅", address="二楼")
    Hall.objects.create(area=w.community, name="旧礼堂", in_use=False)
    sign_in(client, w.organiser)
    address = f"/projects/{project.pk}/do/call-meeting/"
    page = client.get(address).text
    assert "社区议事厅" in page and "旧礼堂" not in page
    form = {
        "operation": uuid4(), "platform": "all_households", "starts_at": (clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"), "agenda": "扶手",
    }  # fmt: skip
    assert client.post(address, form).status_code == 422
    assert client.post(address, {**form, "hall": hall.pk}).status_code == 302
    assert Meeting.objects.get().place == "社区议事厅 (二楼)"
    assert client.post(address, {**form, "operation": uuid4(), "place": "亭子"}).status_code == 302
    assert Meeting.objects.filter(place="亭子").exists()
