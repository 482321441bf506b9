"""Text messages and e-mails: as each person wants them, once, in their language, never at night."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from panlong import clock, crypto, outbox
from panlong.accounts import sms_templates
from panlong.accounts.sms import sending
from panlong.errors import NotPermitted, Refused
from panlong.notices import campaigns, deliveries, preferences
from panlong.notices.messages import BY_SMS, GROUP_OF, is_quiet, tell
from panlong.notices.models import AddressCheck, Campaign, Delivery, DigestMail, Message, Preferences
from panlong.notices.wording import TASKS, TEXTS
from panlong.outbox import Undeliverable, deliver_due
from tests.factories import person, resident, sign_in
from tests.together import together

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0, day: int = 10) -> datetime:
    return timezone.make_aware(datetime(2026, 3, day, hour, minute))


@pytest.fixture
def provider(monkeypatch):
    """A provider that writes down what it takes; `fails` holds what it raises first."""

    class Provider:
        sent, fails = [], []

        def send(self, phone, template, params, key):
            if self.fails:
                raise self.fails.pop(0)
            self.sent.append((phone, sms_templates.said(template, params), key))

    provider = Provider()
    monkeypatch.setattr(sending, "current_provider", lambda: provider)
    return provider


@pytest.fixture
def reader():
    return person("王芳")


def prefer(reader, **fields) -> Preferences:
    return Preferences.objects.create(person=reader, **fields)


def with_mail(reader, **fields) -> Preferences:
    address = {"email_cipher": crypto.encrypt_text("fang@example.cn"), "email_confirmed_at": at(8)}
    return prefer(reader, **address, **fields)


def announce(people, occasion="a", **more):
    return tell(people, "announcement_by_sms", occasion, link="/me/", sender="社区", text="明天停水", **more)


# --- The words ------------------------------------------------------------------------------------------------------
def test_every_topic_of_a_group_and_of_the_phone_has_words():
    assert set(GROUP_OF) | BY_SMS <= set(TEXTS)
    from panlong.portal.automation.reminders import REMINDERS

    steps = {step.topic for reminder in REMINDERS for step in reminder.steps}
    assert steps <= set(TEXTS)
    duties = {
        one.name
        for one in REMINDERS
        if any(step.topic in {"due_soon", "late", "ignored"} for step in one.steps)
    }
    assert duties == set(TASKS)


def test_a_person_is_told_in_their_language_with_what_to_do_and_the_link(provider, reader):
    prefer(reader, language="en")
    with clock.at(at(10)):
        tell([reader], "round_ends", "r", link="/rounds/1/", round="评选", due="2026-03-12 18:00")
        deliveries.send_due()
    phone, text, _key = provider.sent[0]
    assert phone == reader.phone
    assert text.startswith("【盘龙民生小实事】You have not voted yet") and text.endswith("/rounds/1/")


# --- The ways -------------------------------------------------------------------------------------------------------
def test_the_portal_always_tells_and_the_phone_only_who_wants_it(provider, reader):
    reader.wants_sms = False
    reader.save()
    with clock.at(at(10)):
        announce([reader])
        deliveries.send_due()
    assert Message.objects.count() == 1 and provider.sent == []


def test_what_can_be_switched_off_stays_in_the_portal_and_what_cannot_comes(provider, reader):
    prefer(reader, without=["area", "votes"])
    with clock.at(at(10)):
        announce([reader])
        tell([reader], "returned", "x", project="扶手", reason="请补充")
        deliveries.send_due()
    assert Message.objects.count() == 2
    assert ["请补充" in text for _phone, text, _key in provider.sent] == [True]


def test_an_email_is_addressed_as_the_person_likes_and_known_by_its_number(provider, reader):
    with_mail(reader, called="王老师")
    with clock.at(at(10)):
        tell([reader], "pooled", "x", link="/projects/1/", project="扶手")
        deliveries.send_due()
    (letter,) = mail.outbox
    assert letter.body.startswith("王老师") and "/projects/1/" in letter.body
    assert letter.extra_headers["Idempotency-Key"] == Delivery.objects.get().key
    assert letter.to == ["fang@example.cn"]


@pytest.mark.parametrize(
    ("hour", "minute", "leaves"), [(7, 59, 0), (8, 0, 1), (20, 59, 1), (21, 0, 0), (23, 30, 0)]
)
def test_nothing_leaves_between_nine_in_the_evening_and_eight_in_the_morning(
    provider, reader, hour, minute, leaves
):
    with clock.at(at(hour, minute)):
        announce([reader])
        assert deliveries.send_due() == leaves
        assert is_quiet(clock.now()) is not bool(leaves)
    with clock.at(at(9, day=11)):
        deliveries.send_due()
    assert len(provider.sent) == 1


def test_a_person_gets_one_text_message_of_a_topic_a_day(provider, reader):
    with clock.at(at(10)):
        announce([reader], "a")
        announce([reader], "b")
        deliveries.send_due()
    with clock.at(at(22)):  # goes out tomorrow, and is tomorrow's
        announce([reader], "c")
    with clock.at(at(9, day=11)):
        announce([reader], "d")
        deliveries.send_due()
    assert len(provider.sent) == 2
    assert Message.objects.count() == 4
    assert Delivery.objects.filter(state="left_out").count() == 2


def test_what_was_held_up_over_night_keeps_to_one_a_day_too(provider, reader):
    with clock.at(at(10)):
        announce([reader], "a")
    with clock.at(at(10, day=11)):
        announce([reader], "b")
        deliveries.send_due()
    assert len(provider.sent) == 1


def test_the_database_allows_no_second_text_message_of_a_topic_and_day(reader):
    one, other = (Message.objects.create(person=reader, topic="t", occasion=str(n)) for n in range(2))
    facts = {"person": reader, "topic": "t", "channel": "sms", "day": at(10).date()}
    Delivery.objects.create(message=one, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(message=other, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(message=one, **{**facts, "topic": "u"})


def test_what_is_past_is_not_sent(provider, reader):
    with clock.at(at(10)):
        announce([reader], true_until=at(11))
    with clock.at(at(11)):
        assert deliveries.send_due() == 0
    row = Delivery.objects.get()
    assert (row.state, row.failure) == ("left_out", "it is not true any more")


# --- Once -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_told_by_several_workers_at_once_a_person_has_one_message_and_one_delivery(provider):
    reader = person("王芳")

    def act():
        with clock.at(at(10)):
            announce([reader])
            deliveries.send_due()

    together(*[act] * 6)
    assert Message.objects.count() == Delivery.objects.count() == 1
    assert len(provider.sent) == 1


def test_a_provider_that_is_away_is_asked_again_later_and_then_staff_are_shown_why(
    provider, reader, client, w
):
    with clock.at(at(10)):
        announce([w.neighbours[1]])
        provider.fails = [TimeoutError("no answer")] * outbox.MAX_TRIES
        for tries in range(1, outbox.MAX_TRIES + 1):
            assert deliveries.send_due() == 0
            row = Delivery.objects.get()
            assert row.tries == tries
            pause = row.due_at - timezone.now()
            assert pause > timedelta(seconds=outbox.FIRST_PAUSE * 2**tries - 5)
            assert deliveries.send_due() == 0, "not before the pause is over"
            Delivery.objects.update(due_at=timezone.now())
        assert (row.state, row.failure) == ("failed", "no answer")
        assert deliveries.send_due() == 0
    sign_in(client, w.staff)  # whose post begins now
    page = client.get("/desk/messages/announcement_by_sms/a/")
    assert "no answer" in page.text
    assert w.neighbours[1].phone not in page.text
    assert client.post("/desk/messages/announcement_by_sms/a/", {"again": "1"}).status_code == 302
    with clock.at(at(10)):
        assert deliveries.send_due() == 1
    assert len(provider.sent) == 1


def test_a_number_that_does_not_exist_is_not_tried_again(provider, reader):
    provider.fails = [sending.SmsRefused("no such number")]
    with clock.at(at(10)):
        announce([reader])
        deliveries.send_due()
    assert Delivery.objects.values_list("state", "tries").get() == ("failed", 1)


def test_a_message_over_which_workers_die_is_given_up(reader):
    with clock.at(at(10)):
        announce([reader])
    Delivery.objects.update(tries=outbox.MAX_TRIES)
    assert deliver_due(Delivery.objects.all(), lambda row: pytest.fail("it was tried once more")) == 0
    assert Delivery.objects.values_list("state", "failure").get() == ("failed", "no answer at any try")


def test_a_try_that_took_too_long_does_not_undo_what_another_one_did(reader):
    with clock.at(at(10)):
        announce([reader])

    def slow(row):
        Delivery.objects.update(due_at=timezone.now())  # the lease ran out meanwhile
        assert deliver_due(Delivery.objects.all(), lambda row: None) == 1
        raise TimeoutError("the first try")

    deliver_due(Delivery.objects.all(), slow)
    assert Delivery.objects.values_list("state", "failure").get() == ("sent", "")


def test_a_provider_that_is_away_is_left_alone_after_a_few_and_a_bad_number_is_not_the_provider(w):
    for number in range(20):
        announce([w.neighbours[0]], str(number))
    Delivery.objects.update(state="waiting", topic="x", channel="email")
    calls = []

    def away(row):
        calls.append(row.pk)
        raise TimeoutError

    deliver_due(Delivery.objects.all(), away)
    assert len(calls) == outbox.PATIENCE
    calls.clear()

    def bad_number(row):
        calls.append(row.pk)
        raise Undeliverable("no such number")

    deliver_due(Delivery.objects.all(), bad_number)
    assert len(calls) == 20 - outbox.PATIENCE


def test_telling_a_thousand_costs_as_many_queries_as_telling_ten(w):
    def queries(number, occasion):
        people = [resident(w.courtyard) for _n in range(number)]
        with CaptureQueriesContext(transaction.get_connection()) as captured:
            announce(people, occasion)
        return len(captured)

    assert queries(10, "ten") == queries(60, "sixty")


# --- Digests --------------------------------------------------------------------------------------------------------
def test_a_digest_gathers_a_day_and_is_sent_once(provider, reader):
    with_mail(reader, digest="daily", digested_at=at(8, day=9))
    with clock.at(at(15, day=9)):
        for number in range(3):
            tell([reader], "pooled", str(number), project=f"扶手{number}")
    with clock.at(at(7, 30)):
        assert deliveries.draw_up_digests() == 0
    with clock.at(at(8, 5)):
        assert [deliveries.draw_up_digests() for _time in range(2)] == [1, 0]
        deliveries.send_due()
    assert len(mail.outbox) == 1
    assert all(f"扶手{number}" in mail.outbox[0].body for number in range(3))


def test_a_weekly_digest_after_three_weeks_without_beat_is_one(reader):
    with_mail(reader, digest="weekly", digested_at=at(8, day=2))
    for day in (3, 10, 17):
        with clock.at(at(12, day=day)):
            tell([reader], "pooled", str(day), project="扶手")
    with clock.at(at(12, day=25)):
        assert [deliveries.draw_up_digests() for _time in range(2)] == [1, 0]
        deliveries.send_due()
    (letter,) = mail.outbox
    assert letter.body.count("扶手") == 3
    assert timezone.localtime(DigestMail.objects.get().until).date() == at(8, day=23).date()  # Monday


# --- Wishes ---------------------------------------------------------------------------------------------------------
FORM = {
    "language": "en",
    "called": "王老师",
    "wants_sms": "on",
    "email": "fang@example.cn",
    "digest": "daily",
    "about": ["votes"],
}


def test_an_address_is_used_once_its_owner_followed_the_link(client, reader):
    sign_in(client, reader)
    with clock.at(at(10)):
        assert client.post("/me/messages/", FORM).status_code == 302
        kept = Preferences.objects.get()
        assert (kept.email, kept.email_confirmed_at) == ("fang@example.cn", None)
        assert kept.muted_groups == ["area", "meetings", "news"]
        assert "fang" not in kept.email_cipher
        deliveries.send_due()
        link = next(line for line in mail.outbox[0].body.splitlines() if "/confirm/" in line)
        path = "/" + link.split("/", 3)[3]
        client.logout()
        assert "fang@example.cn" in client.get(path).text
        kept.refresh_from_db()
        assert kept.email_confirmed_at is None, "looking is not agreeing"
        for _twice in range(2):
            assert client.post(path).status_code == 302
    kept.refresh_from_db()
    assert kept.email_confirmed_at is not None


def test_a_link_of_another_address_or_a_forged_one_confirms_nothing(client, reader):
    preferences.save_preferences(
        by=reader, language="en", called="", wants_sms=True, email="a@example.cn", digest="", without=[]
    )
    token = preferences.token_of(AddressCheck.objects.get())
    preferences.save_preferences(
        by=reader, language="en", called="", wants_sms=True, email="b@example.cn", digest="", without=[]
    )
    for wrong in (token, token[:-1] + "x", "x"):
        assert client.post(f"/me/messages/confirm/{wrong}/").status_code == 409
    assert Preferences.objects.get().email_confirmed_at is None


def test_nobodys_mailbox_is_filled_through_us(reader):
    for number in range(preferences.MAX_CHECKS):
        preferences.save_preferences(
            by=reader,
            language="en",
            called="",
            wants_sms=True,
            email=f"{number}@example.cn",
            digest="",
            without=[],
        )
    with pytest.raises(Refused):
        preferences.save_preferences(
            by=reader, language="en", called="", wants_sms=True, email="x@example.cn", digest="", without=[]
        )
    assert AddressCheck.objects.count() == preferences.MAX_CHECKS


def test_wrong_wishes_are_told_at_the_field_and_kept_in_the_form(client, reader):
    sign_in(client, reader)
    answer = client.post("/me/messages/", {**FORM, "email": "no address", "called": "王" * 41})
    assert answer.status_code == 422 and "no address" in answer.text
    assert not Preferences.objects.exists()


def test_a_closed_account_leaves_no_address_no_wish_and_nothing_on_its_way(reader):
    with_mail(reader, digest="daily")
    announce([reader])
    preferences.delete_preferences(reader)
    assert not (Preferences.objects.exists() or Message.objects.exists() or Delivery.objects.exists())


# --- To an area ------------------------------------------------------------------------------------------------------
def write(w, by=None, **more):
    return campaigns.write_campaign(
        w.community, by=by or w.staff, text="明天停水。", by_sms=True, operation=uuid4(), **more
    )


class Job:
    """Stands for panlong.jobs.Job."""

    def __init__(self, campaign):
        self.arguments = {"campaign": campaign.pk}

    def step(self, done, total):
        pass


LONG = "明天上午九时至下午五时，本小区因更换水管停水，请各家提前储水，老人家里由楼栋长送水上门，详情见 https://example.org/x 。"


@pytest.mark.parametrize("text", ["明天停水。", LONG])
def test_who_writes_sees_exactly_the_text_message_that_goes_out(client, w, provider, text):
    sign_in(client, w.staff)
    form = {"area": w.community.pk, "text": text, "by_sms": "on", "operation": uuid4()}
    most = f"{sms_templates.LONGEST_VARIABLE}个字"
    assert most in client.get("/desk/messages/new/").text
    preview = client.post("/desk/messages/new/", {**form, "preview": "1"})
    shown = preview.context["sms"]
    send = {**form, "send": "1", "shown": preview.context["shown"]}
    assert client.post("/desk/messages/new/", send).status_code == 302
    campaign = Campaign.objects.get()
    type(w.proposer).objects.filter(pk=w.neighbours[0].pk).update(wants_sms=True)
    with clock.at(timezone.localtime().replace(hour=12) + timedelta(days=1)):
        campaigns.send_to_area(Job(campaign))
        Delivery.objects.update(due_at=timezone.now())
        deliveries.send_due()
    (sent,) = {one[1] for one in provider.sent}
    assert sent in shown.texts.values() and len(shown.texts) == 3
    assert escape(sent) in preview.text
    assert (shown.is_whole, f"这条消息有{len(text)}个字" in preview.text) == (text != LONG, text == LONG)
    assert client.get(campaign.get_absolute_url()).context["sms"] == shown


def test_a_message_that_was_not_shown_does_not_leave_but_is_shown(client, w):
    sign_in(client, w.staff)
    form = {"area": w.community.pk, "text": "明天停水。", "operation": uuid4()}
    shown = client.post("/desk/messages/new/", {**form, "preview": "1"}).context["shown"]
    for odd in ({}, {"shown": ""}, {"shown": "0" * 64}, {"shown": "水"}, {"shown": shown, "text": "后天停水。"},
                {"shown": shown, "by_sms": "on"}, {"shown": shown, "operation": uuid4()}, {"shown": shown, "area": w.courtyard.pk}):  # fmt: skip
        page = client.post("/desk/messages/new/", {**form, "send": "1", **odd})
        assert page.status_code == 422 and page.context["preview"]["text"] == {**form, **odd}["text"]
        assert "先看一遍" in page.text and not Campaign.objects.exists()
    sign_in(client, w.reviewer)
    assert client.post("/desk/messages/new/", {**form, "send": "1", "shown": shown}).status_code == 422
    sign_in(client, w.staff)
    lines = {**form, "area": w.courtyard.pk, "text": "明天停水。\n请提前储水。"}
    shown = client.post("/desk/messages/new/", {**lines, "preview": "1"}).context["shown"]
    send = {
        **lines,
        "text": "明天停水。\r\n请提前储水。 ",
        "send": "1",
        "shown": shown,
    }  # as a browser sends lines
    assert client.post("/desk/messages/new/", send).status_code == 302


def test_a_message_to_few_leaves_at_once_and_reaches_those_who_live_there(client, w):
    sign_in(client, w.staff)
    operation = uuid4()
    form = {"area": w.community.pk, "text": "明天停水。", "operation": operation}
    preview = client.post("/desk/messages/new/", {**form, "preview": "1"})
    assert preview.context["people"] == len(w.neighbours) and not Campaign.objects.exists()
    send = {**form, "send": "1", "shown": preview.context["shown"]}
    for _click in range(2):
        assert client.post("/desk/messages/new/", send).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.begun_at
    for _killed_and_done_again in range(2):
        campaigns.send_to_area(Job(campaign))
    told = campaigns.messages_of(campaign)
    assert sorted(told.values_list("person", flat=True)) == sorted(one.pk for one in w.neighbours)
    assert client.get(campaign.get_absolute_url()).status_code == 200


def test_a_message_to_more_than_500_waits_for_a_second_person(client, w, monkeypatch):
    monkeypatch.setattr(Campaign, "MAX_ALONE", 5)
    campaign = write(w)
    assert campaign.needs_approval and campaign.begun_at is None
    assert Message.objects.filter(person=w.reviewer, topic="campaign_to_approve").count() == 1
    for nobody_entitled in (w.staff, w.neighbours[0], w.organiser, w.finance, w.auditor):
        with pytest.raises(NotPermitted):
            campaigns.approve_campaign(campaign, by=nobody_entitled)
    sign_in(client, w.reviewer)
    for _click in range(2):
        assert client.post(campaign.get_absolute_url(), {"approve": "1"}).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.approved_by, bool(campaign.begun_at)) == (w.reviewer, True)
    with pytest.raises(Refused):
        campaigns.stop_campaign(campaign, by=w.staff)


def test_the_database_sends_nothing_to_more_than_500_on_one_persons_word(w):
    def many(**more):
        with transaction.atomic():
            return Campaign.objects.create(
                area=w.community, text="x", people=501, by=w.staff, operation=uuid4(), begun_at=clock.now(), **more
            )  # fmt: skip

    for more in ({}, {"approved_by": w.staff, "approved_at": clock.now()}):
        with pytest.raises(IntegrityError):
            many(**more)
    assert many(approved_by=w.reviewer, approved_at=clock.now()).pk


def test_a_stopped_message_never_leaves(w, monkeypatch):
    monkeypatch.setattr(Campaign, "MAX_ALONE", 5)
    campaign = write(w)
    campaigns.stop_campaign(campaign, by=w.staff)
    with pytest.raises(Refused):
        campaigns.approve_campaign(campaign, by=w.reviewer)


def test_nobody_writes_to_an_area_that_is_not_theirs_or_empty(client, w):
    for nobody in (w.neighbours[0], w.organiser, w.auditor):
        with pytest.raises(NotPermitted):
            write(w, by=nobody)
        sign_in(client, nobody)
        assert client.get("/desk/messages/new/").status_code == 403
    from tests.factories import world

    other = world("530103003")
    sign_in(client, w.staff)
    form = {"area": other.community.pk, "text": "x", "operation": uuid4(), "send": "1"}
    assert client.post("/desk/messages/new/", form).status_code == 422
    with pytest.raises(NotPermitted):
        campaigns.write_campaign(other.community, by=w.staff, text="x", by_sms=False, operation=uuid4())
    foreign = campaigns.write_campaign(
        other.community, by=other.staff, text="x", by_sms=False, operation=uuid4()
    )
    assert client.get(foreign.get_absolute_url()).status_code == 404
    campaigns.send_to_area(Job(foreign))
    assert client.get(f"/desk/messages/announcement/{foreign.occasion}/").status_code == 404


def test_the_list_of_what_was_sent_costs_the_same_for_one_row_as_for_thirty(client, w):
    sign_in(client, w.staff)

    def queries():
        with CaptureQueriesContext(transaction.get_connection()) as captured:
            assert client.get("/desk/messages/").status_code == 200
        return len(captured)

    announce([w.neighbours[0]], "0")
    queries()
    for_one = queries()
    for number in range(1, 30):
        announce(w.neighbours, str(number))
        write(w)
    assert queries() == for_one


@pytest.mark.parametrize("who", ["neighbours", "organiser", "administrator", None])
def test_what_was_sent_is_for_officials_of_the_area(client, w, who):
    somebody = getattr(w, who) if who else None
    sign_in(client, somebody[0] if who == "neighbours" else somebody)
    assert client.get("/desk/messages/").status_code == (403 if who else 302)
