"""Notices are numbered without gaps, never change, and are corrected by another notice."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from panlong import clock
from panlong.errors import Refused
from panlong.notices import publishing
from panlong.notices.models import Kind, Message, Notice, Objection
from panlong.policy import workdays
from projects.stages import Stage
from tests.factories import Walk
from tests.pages.test_every_page import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(w):
    Walk(w).to(Stage.PUBLICITY)
    return Notice.objects.get(kind=Kind.APPROVAL)


def test_numbers_of_an_issuer_have_no_gaps(w, notice):
    numbers = sorted(Notice.objects.values_list("number", flat=True))
    by_year = {}
    for number in numbers:
        prefix, _dash, last = number.rpartition("-")
        by_year.setdefault(prefix, []).append(int(last))
    for found in by_year.values():
        assert found == list(range(1, len(found) + 1))


def test_the_text_is_simplified_chinese_whoever_publishes_and_is_read_in_the_readers_language(client, notice):
    assert "立项" in notice.title
    client.cookies["django_language"] = "en"
    page = client.get(notice.get_absolute_url()).text
    assert "Public notice of the approval" in page
    with translation.override("en"):
        again = publishing.publish(Kind.CALL, notice.area, {"area": "院", "text": "征集"}, by=None)
    assert "征集" in again.title + again.body


def test_a_notice_is_corrected_by_another_and_both_link(client, w, notice):
    body = notice.body
    sign_in(client, w.reviewer)
    assert client.post(f"/notices/{notice.pk}/correct/", {"text": "预算应为一万元。"}).status_code == 302
    correction = Notice.objects.get(kind=Kind.CORRECTION)
    assert Notice.objects.get(pk=notice.pk).body == body
    assert correction.get_absolute_url() in client.get(notice.get_absolute_url()).text
    assert notice.get_absolute_url() in client.get(correction.get_absolute_url()).text
    with pytest.raises(Refused):
        publishing.correct(notice, by=w.reviewer, text="再改")


def test_the_database_lets_nobody_change_a_notice(notice):
    for change in ({"body": "x"}, {"title": "x"}, {"ends_at": clock.now()}, {"content_hash": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**change)


def test_objecting_is_for_residents_while_the_notice_is_in_force(client, w, notice):
    with clock.at(notice.starts_at):
        for person, expected in ((None, 302), (w.handler, 403), (w.neighbours[5], 200)):
            sign_in(client, person)
            assert client.get(f"/notices/{notice.pk}/object/").status_code == expected
        assert client.post(f"/notices/{notice.pk}/object/", {"text": ""}).status_code == 422
        assert client.post(f"/notices/{notice.pk}/object/", {"text": "太贵"}).status_code == 302
    objection = Objection.objects.get()
    with clock.at(notice.starts_at):
        assert objection.due_at == workdays.after_working_days(objection.filed_at, 10)
    assert Message.objects.filter(person=w.handler, topic="objection").count() == 1
    with clock.at(notice.ends_at), pytest.raises(Refused):
        publishing.object_to(notice, by=w.neighbours[4], text="迟了")


def test_a_givers_name_is_published_by_consent_only(client, w):
    from decimal import Decimal
    from uuid import uuid4

    from funding import books

    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        for giver, public in (("愿意公开的张三", True), ("不愿公开的李四", False)):
            books.receive(
                project, by=w.neighbours[2], source="self_raised", giver=giver, giver_is_public=public, amount=Decimal(10),
                received_on=clock.today(), operation=uuid4(),
            )  # fmt: skip
    page = (
        client.get(project.get_absolute_url()).text
        + client.get("/money/").text
        + client.get("/notices/feed.atom").text
    )
    assert "张三" in page
    assert "李四" not in page


def test_names_of_residents_are_shortened_without_their_consent(client, w):
    w.proposer.name, w.proposer.name_is_public = "欧阳小明", False
    w.proposer.save()
    project = Walk(w).to(Stage.SUPPORT_POLL)
    assert "欧阳小明" not in client.get(project.get_absolute_url()).text


def test_a_feed_of_an_area_has_its_notices_only(client, w, notice):
    assert notice.title in client.get(f"/notices/feed.atom?area={w.street.code}").text
    from panlong.areas.models import Area, Level

    Area.objects.create(code="530103009", name="双龙街道", level=Level.STREET, parent=w.district)
    assert notice.title not in client.get("/notices/feed.atom?area=530103009").text
