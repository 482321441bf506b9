"""Notices are numbered without gaps, never change, and are corrected by another notice."""

import threading
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from panlong import clock
from panlong.errors import Refused
from panlong.notices import publishing, texts
from panlong.notices.kinds import Kind
from panlong.notices.models import Message, Notice, Objection
from panlong.policy import workdays
from projects.stages import Stage
from tests.factories import Walk, sign_in
from tests.notices.samples import samples

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
        again = publishing.publish(samples()[Kind.CALL], notice.area, by=None)
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
        publishing.correct_notice(notice, by=w.reviewer, text="再改")


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

    from funding.cashbook import receipts

    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        for giver, public in (("愿意公开的张三", True), ("不愿公开的李四", False)):
            receipts.receive_contribution(
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


# --- Every column is under the hash ---------------------------------------------------------------------------
def as_superuser(sql, *values):
    """Run `sql` past the triggers, as somebody with the keys to the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


FORGED = {
    "number": "530103002-2026-999",
    "kind": "call",
    "area_id": None,
    "title": "别的",
    "issuer": "别人",
    "body": "别的内容",
    "facts": '{"budget": "1.00"}',
    "published_at": "2020-01-01T00:00Z",
    "starts_at": "2020-01-01T00:00Z",
    "ends_at": "2040-01-01T00:00Z",
    "supervision_phone": "110",
    "published_by_id": None,
    "corrects_id": None,
    "content_hash": "0" * 64,
}


def test_an_edit_of_any_column_by_a_superuser_is_found_and_named(w):
    first = publishing.publish(samples()[Kind.CALL], w.courtyard, by=w.reviewer)
    notice = publishing.correct_notice(first, by=w.reviewer, text="预算应为一万元。")
    call_command("verify_notices")
    for column, forged in {**FORGED, "area_id": w.district.pk}.items():
        attempt = transaction.savepoint()
        as_superuser(f"UPDATE notices_notice SET {column} = %s WHERE id = %s", forged, notice.pk)
        with pytest.raises(CommandError, match=rf"notices_notice {notice.pk}: "):
            call_command("verify_notices")
        transaction.savepoint_rollback(attempt)
    call_command("verify_notices")


def test_every_column_is_tried():
    assert {field.column for field in Notice._meta.concrete_fields} == {*FORGED, "id"}


def test_a_notice_that_is_gone_leaves_a_gap_that_is_found(w):
    facts = samples()[Kind.CALL]
    gone, _after = (publishing.publish(facts, w.courtyard, by=None) for _time in range(2))
    as_superuser("DELETE FROM notices_notice WHERE id = %s", gone.pk)
    with pytest.raises(CommandError, match=gone.number):
        call_command("verify_notices")


def test_the_hash_is_the_same_in_every_language_and_time_zone(w):
    from django.utils import timezone

    notice = publishing.publish(samples()[Kind.CALL], w.courtyard, by=None)
    for language, zone in (("en", "America/New_York"), ("zh-hant", "Asia/Shanghai")):
        with translation.override(language), timezone.override(zone):
            assert Notice.objects.get(pk=notice.pk).is_untouched


def test_a_notice_of_the_first_version_is_hashed_anew_unless_it_was_touched(w):
    from importlib import import_module

    from django.apps import apps

    migration = import_module("panlong.notices.migrations.0002_hash_covers_everything")
    facts = samples()[Kind.CALL]
    first, second = (publishing.publish(facts, w.courtyard, by=None) for _time in range(2))
    as_superuser(
        "UPDATE notices_notice SET content_hash = %s WHERE id = %s", migration.as_before(first), first.pk
    )
    as_superuser("UPDATE notices_notice SET content_hash = 'forged' WHERE id = %s", second.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at the end of the migration before
    with connection.schema_editor() as editor:
        migration.hash_anew(apps, editor)
    assert Notice.objects.get(pk=first.pk).is_untouched
    assert not Notice.objects.get(pk=second.pk).is_untouched


# --- What cannot be seen --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "hidden", ["\x01", "\x0b", "\x1b", "\x7f", "\ufffe", "\uffff", "\u202e", "\u2066", "\ud800"]
)
def test_a_hidden_character_never_reaches_a_notice_nor_breaks_the_feed(client, w, hidden):
    facts = replace(samples()[Kind.CALL], remark=f"征{hidden}集")
    title, body = texts.write_body(Kind.CALL, facts.as_json())
    assert "征集" in body and hidden not in title + body
    if hidden != "\ud800":  # PostgreSQL itself takes no half characters
        publishing.publish(facts, w.courtyard, by=None)
        ElementTree.fromstring(client.get("/notices/feed.atom").content)


# --- When it is due -------------------------------------------------------------------------------------------
def test_the_objection_message_names_the_last_day_and_not_the_day_after(w, notice):
    with clock.at(notice.starts_at):
        objection = publishing.object_to(notice, by=w.neighbours[5], text="太贵")
    told = Message.objects.get(person=w.handler, topic="objection")
    assert told.facts["due"] == (objection.due_at - timedelta(seconds=1)).date().isoformat()
    assert (
        told.facts["due"]
        < objection.due_at.astimezone(clock.timezone.get_default_timezone()).date().isoformat()
    )


def test_a_round_that_ends_at_an_hour_says_the_hour(w):
    Walk(w).to(Stage.VOTING)
    message = Message.objects.filter(topic="round").first()
    notice = Notice.objects.get(kind=Kind.ROUND)
    assert ":" in message.facts["due"]
    assert message.facts["due"] in notice.body


# --- Two clicks at the same moment ----------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_file_one_objection_and_both_get_it(w, notice):
    moment = notice.starts_at
    both_looked = threading.Barrier(2, timeout=10)
    found = []
    looks = Objection.objects.filter

    def object_once():
        try:
            with clock.at(moment):
                found.append(publishing.object_to(notice, by=w.neighbours[5], text="太贵").pk)
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    def slow_working_days(*args):
        both_looked.wait()  # neither has written yet
        return notice.ends_at

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workdays, "after_working_days", slow_working_days)
        clicks = [threading.Thread(target=object_once) for _click in range(2)]
        for click in clicks:
            click.start()
        for click in clicks:
            click.join(20)
    assert looks().count() == 1
    assert found == [looks().get().pk] * 2
    assert Message.objects.filter(person=w.handler, topic="objection").count() == 1
