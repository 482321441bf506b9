"""Telling people: who is told what, once, and by which ways."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from panlong import clock
from panlong.accounts import sms_templates
from panlong.accounts.models import User
from panlong.enqueue import enqueue_soon
from panlong.notices.models import Channel, Delivery, Digest, Message, Preferences
from panlong.outbox import OutboxRow

BY_SMS = set(sms_templates.TEMPLATES) - sms_templates.TO_A_NUMBER


class Group(models.TextChoices):
    """What a person can do without, or not."""

    VOTES = "votes", gettext_lazy("Polls, votes and ratings that I may take part in")
    MEETINGS = "meetings", gettext_lazy("Meetings")
    NEWS = "news", gettext_lazy("How the projects of my neighbourhood go on")
    AREA = "area", gettext_lazy("Announcements of street and community")
    OWN = "own", gettext_lazy("My own proposals, objections and task groups")
    DUTIES = "duties", gettext_lazy("What my post asks of me")


CAN_BE_OFF = (Group.VOTES, Group.MEETINGS, Group.NEWS, Group.AREA)
GROUPS = {
    Group.VOTES: (
        "support_poll",
        "plan_asks_again",
        "round",
        "rate",
        "poll_ends",
        "round_ends",
        "review_ends",
    ),
    Group.MEETINGS: ("meeting", "meeting_soon", "meeting_moved", "meeting_cancelled", "meeting_not_held"),
    Group.NEWS: ("support_passed", "plan_changed", "publicity", "in_progress"),
    Group.AREA: ("announcement", "announcement_by_sms"),
}
# Whatever is not listed concerns a duty or a matter of the person's own: nobody can switch it off by mistake.
GROUP_OF = {topic: group for group, topics in GROUPS.items() for topic in topics}
QUIET_FROM, QUIET_UNTIL = 21, 8  # o'clock: nobody's phone rings in between
SEND_DUE = "panlong.notices.tasks.send_due"
ONE_A_DAY = gettext_noop("another one of this kind went out that day")


def is_quiet(now: datetime) -> bool:
    """Say whether it is the time at which no text message and no e-mail leaves."""
    return not QUIET_UNTIL <= timezone.localtime(now).hour < QUIET_FROM


def day_of_delivery(now: datetime) -> date:
    """Return the day on which what is written `now` goes out: in the evening it is tomorrow."""
    late = timezone.localtime(now).hour >= QUIET_FROM
    return timezone.localdate(now) + timedelta(days=late)


def tell(
    people: Iterable[User],
    topic: str,
    occasion: str,
    *,
    link: str = "",
    true_until: datetime | None = None,
    **facts,
) -> int:
    """Tell `people` once; return how many of them had not been told before.

    `occasion` tells repeats of a topic apart, e.g. ``project-7-2``. Rows are written in the caller's transaction;
    text messages and e-mails leave after its commit, and not after `true_until`.
    """
    active = {person.pk: person for person in people if person is not None and person.is_active}
    told = Message.objects.filter(topic=topic, occasion=occasion)
    before = set(told.filter(person_id__in=active).values_list("person_id", flat=True))
    fresh = [person for key, person in active.items() if key not in before]
    now = clock.now()
    Message.objects.bulk_create(
        [
            Message(person=person, topic=topic, occasion=occasion, facts=facts, link=link, sent_at=now)
            for person in fresh
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    if fresh:
        _send_along(fresh, told, now, true_until)
    return len(fresh)


def _send_along(people: list[User], told, now: datetime, true_until: datetime | None) -> None:
    """Put the messages `told` to `people` into the outbox, by the ways that each of them wants."""
    keys = [person.pk for person in people]
    wishes = {one.person_id: one for one in Preferences.objects.filter(person__in=keys)}
    by_person = {person.pk: person for person in people}
    day = day_of_delivery(now)
    rows = []
    for message in told.filter(person_id__in=keys).only("pk", "person_id", "topic"):
        person = by_person[message.person_id]
        for channel in ways_of(person, wishes.get(person.pk), message.topic):
            rows.append(
                Delivery(
                    message=message, person=person, topic=message.topic, channel=channel, day=day, expires_at=true_until
                )
            )  # fmt: skip
    if not rows:
        return
    _one_sms_a_day(rows, day)
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    transaction.on_commit(lambda: enqueue_soon(SEND_DUE))


def ways_of(person: User, wishes: Preferences | None, topic: str) -> list[Channel]:
    """Return by which ways beside the portal `person` is told about `topic` at once."""
    if wishes and GROUP_OF.get(topic) in wishes.muted_groups:
        return []
    ways = []
    if topic in BY_SMS and person.wants_sms and person.phone_cipher:
        ways.append(Channel.SMS)
    if wishes and wishes.email_confirmed_at and wishes.digest == Digest.NONE:
        ways.append(Channel.EMAIL)
    return ways


def _one_sms_a_day(rows: list[Delivery], day: date) -> None:
    """Mark as left out the text messages of those who get one of this topic on `day` already (the index sees to races)."""
    by_sms = [row for row in rows if row.channel == Channel.SMS]
    if not by_sms:
        return
    busy = set(
        Delivery.objects.filter(
            person__in=[row.person_id for row in by_sms], topic=by_sms[0].topic, day=day, channel=Channel.SMS,
            state__in=[OutboxRow.State.WAITING, OutboxRow.State.SENT],
        ).values_list("person_id", flat=True)
    )  # fmt: skip
    for row in by_sms:
        if row.person_id in busy:
            row.state, row.failure = OutboxRow.State.LEFT_OUT, ONE_A_DAY


def language_of(wishes: Preferences | None) -> str:
    """Return the language in which a person is told outside of the portal."""
    return wishes.language if wishes else settings.LANGUAGE_CODE
