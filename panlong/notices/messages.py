"""Personal messages: in the portal always, by text message and e-mail where the person wants it."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from panlong import clock
from panlong.accounts.models import User
from panlong.notices.models import Channel, Delivery, Digest, Kind, Message, Preferences
from panlong.outbox import wake
from panlong.outgoing import Outgoing

TEXTS = {
    "to_screen": gettext_noop("A proposal waits for your check: %(project)s"),
    "returned": gettext_noop("“%(project)s” came back to you: %(reason)s"),
    "rejected": gettext_noop("“%(project)s” was not taken up: %(reason)s"),
    "support_poll": gettext_noop("Does your household support “%(project)s”? Answer by %(due)s."),
    "support_passed": gettext_noop(
        "“%(project)s” has the support it needs. Next the neighbours talk it through."
    ),
    "support_failed": gettext_noop("“%(project)s” did not reach the support it needs."),
    "meeting": gettext_noop("Meeting about “%(project)s”: %(when)s, %(place)s"),
    "pooled": gettext_noop("“%(project)s” is in the project pool now."),
    "round": gettext_noop("Vote on the projects of your community by %(due)s: %(round)s"),
    "box_to_open": gettext_noop(
        "The vote “%(round)s” is over; its box waits for you and the other custodians."
    ),
    "receipt": gettext_noop("Your receipt code of the vote “%(round)s”: %(code)s"),
    "selected": gettext_noop("“%(project)s” was chosen by the residents' vote."),
    "vote_given_up": gettext_noop(
        "The box of the vote “%(round)s” could not be opened. Nothing was counted; the vote will be held again."
    ),
    "vote_again": gettext_noop(
        "The vote on “%(project)s” could not be counted; it is back in the pool and will be voted on again."
    ),
    "not_selected": gettext_noop("“%(project)s” was not chosen this time and stays in the pool."),
    "to_score": gettext_noop("“%(project)s” waits for your points."),
    "street_review": gettext_noop("“%(project)s” waits for the street office's check."),
    "street_returned": gettext_noop("The street office sent “%(project)s” back for correction: %(reason)s"),
    "publicity": gettext_noop("“%(project)s” is approved and on public notice until %(due)s."),
    "in_progress": gettext_noop("Work on “%(project)s” begins."),
    "acceptance": gettext_noop("“%(project)s” is finished and waits for acceptance."),
    "redo": gettext_noop("“%(project)s” was not accepted: %(reason)s"),
    "rate": gettext_noop("How well was “%(project)s” done? Rate it by %(due)s."),
    "rectification": gettext_noop("“%(project)s” must be put right: %(reason)s"),
    "aftercare": gettext_noop("“%(project)s” passed the residents' review; aftercare begins."),
    "closed": gettext_noop("“%(project)s” is complete. Thank you!"),
    "withdrawn": gettext_noop("“%(project)s” was withdrawn: %(reason)s"),
    "suspended": gettext_noop("“%(project)s” is suspended: %(reason)s"),
    "resumed": gettext_noop("“%(project)s” goes on."),
    "terminated": gettext_noop("“%(project)s” was ended: %(reason)s"),
    "objection": gettext_noop("An objection to “%(notice)s” waits for an answer until %(due)s."),
    "objection_answered": gettext_noop("Your objection to “%(notice)s” has been answered."),
    "supplier_to_approve": gettext_noop(
        "The choice of the supplier of “%(project)s” waits for your approval."
    ),
    "grant_to_approve": gettext_noop(
        "A subsidy of %(amount)s yuan for “%(project)s” waits for approval by a third person."
    ),
    "payment_overdue": gettext_noop(
        "“%(project)s”: a small supplier waits for its money since %(days)s days."
    ),
    "tranche_to_check": gettext_noop("Payment %(number)s of “%(project)s” waits for your check."),
    "tranche_to_approve": gettext_noop("Payment %(number)s of “%(project)s” waits for your approval."),
    "tranche_to_pay": gettext_noop("Payment %(number)s of “%(project)s” waits to be paid."),
    "bill_to_pay": gettext_noop("A supplier's bill for “%(project)s” waits to be paid: %(amount)s yuan"),
    "tranche_questioned": gettext_noop("Payment %(number)s of “%(project)s” cannot go on yet: %(reason)s"),
    "tranche_paid": gettext_noop("Payment %(number)s of “%(project)s” has been paid: %(amount)s yuan"),
    "overdue": gettext_noop("“%(project)s” is overdue in its present stage since %(due)s."),
    "progress_overdue": gettext_noop("Please report on the progress of “%(project)s”."),
    "roster_request": gettext_noop("Somebody asks to be taken into a household in %(area)s."),
    "roster_accepted": gettext_noop("What you asked of the roster is done. %(answer)s"),
    "roster_refused": gettext_noop("What you asked of the roster was not done: %(answer)s"),
    "sign_in_alarm": gettext_noop(
        "Too many sign-in codes are being asked for: %(limit)s in %(hours)s hours."
    ),
    "task_group": gettext_noop("You are in the task group of “%(project)s”."),
    "announcement": gettext_noop("%(sender)s: %(text)s"),
    "announcement_by_sms": gettext_noop("%(sender)s: %(text)s"),
    "campaign_to_approve": gettext_noop(
        "A message to %(number)d people in %(area)s waits for a second person's approval."
    ),
    "draft_to_sign": gettext_noop("A notice was drafted for %(area)s and waits to be signed: %(kind)s"),
    # Reminders (panlong.secretary.reminders): `task` is one of TASKS.
    "poll_ends": gettext_noop(
        "Your household has not answered yet whether it supports “%(project)s”. Answer by %(due)s."
    ),
    "round_ends": gettext_noop("You have not voted yet in “%(round)s”. Vote by %(due)s."),
    "review_ends": gettext_noop("Your household has not rated “%(project)s” yet. Rate it by %(due)s."),
    "meeting_soon": gettext_noop("Soon: meeting about “%(project)s”, %(when)s, %(place)s"),
    "due_soon": gettext_noop("“%(project)s”: %(task)s Due: %(due)s"),
    "late": gettext_noop("“%(project)s”: %(task)s This was due on %(due)s."),
    "ignored": gettext_noop(
        "“%(project)s” has been waiting since %(due)s, and nobody did what was asked: %(task)s Please see to it."
    ),
}
TASKS = {
    "screening": gettext_noop("Check the proposal."),
    "deliberation": gettext_noop("Bring the deliberation to its end, or take the issue one level up."),
    "minutes": gettext_noop("Write the minutes of the meeting."),
    "pool": gettext_noop("Confirm it again, or it leaves the pool."),
    "scoring": gettext_noop("Give your points."),
    "resolution": gettext_noop("Write the resolution."),
    "application": gettext_noop("Apply for the subsidy; without that the street office cannot begin."),
    "street_review": gettext_noop("Check it and decide."),
    "publicity": gettext_noop("See what keeps the work from beginning."),
    "objection": gettext_noop("Answer the objection."),
    "supplier": gettext_noop("Decide on the choice of the supplier."),
    "progress": gettext_noop("Report on the progress, with a photo where you can."),
    "voucher": gettext_noop("Record what was spent, with the invoices."),
    "tranche": gettext_noop("Take the next step of the payment."),
    "acceptance": gettext_noop("Look at the finished work and accept it or send it back."),
    "warranty": gettext_noop("Look at the work once more before the warranty ends."),
    "closing": gettext_noop("The warranty is over: settle the money and close it."),
    "aftercare": gettext_noop("Inspect the work and write down what you found."),
}
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?")
BY_SMS = {
    "returned", "support_poll", "round", "rate", "meeting", "street_returned", "rectification", "announcement_by_sms", "poll_ends",
    "round_ends", "review_ends", "meeting_soon", "late", "ignored",
}  # fmt: skip


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
    Group.VOTES: ("support_poll", "round", "rate", "poll_ends", "round_ends", "review_ends"),
    Group.MEETINGS: ("meeting", "meeting_soon"),
    Group.NEWS: ("support_passed", "publicity", "in_progress"),
    Group.AREA: ("announcement", "announcement_by_sms"),
}
# Whatever is not listed concerns a duty or a matter of the person's own: nobody can switch it off by mistake.
GROUP_OF = {topic: group for group, topics in GROUPS.items() for topic in topics}
QUIET_FROM, QUIET_UNTIL = 21, 8  # o'clock: nobody's phone rings in between
ONE_A_DAY = gettext_noop("another one of this kind went out that day")


def words(topic: str, facts: dict) -> str:
    """Return the message of `topic` about `facts` in the active language, its days as that language writes them."""
    readable = {name: _readable(fact) for name, fact in facts.items()}
    if "task" in facts:
        readable["task"] = _(TASKS[facts["task"]])
    if topic == "draft_to_sign":
        readable["kind"] = Kind(facts["kind"]).label
    return _(TEXTS[topic]) % readable


def _readable(fact):
    """Write a day or moment, stored as 2026-11-30 or 2026-11-30 19:00, as the active language does."""
    if not isinstance(fact, str) or not MOMENT.fullmatch(fact):
        return fact
    try:
        moment = datetime.fromisoformat(fact)
    except ValueError:  # looks like a day and is none
        return fact
    return date_format(moment, "DATETIME_FORMAT" if len(fact) > len("2026-11-30") else "DATE_FORMAT")


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
    from panlong.notices.tasks import send_due

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
    transaction.on_commit(lambda: wake(send_due))


def ways_of(person: User, wishes: Preferences | None, topic: str) -> list[Channel]:
    """Return by which ways beside the portal `person` is told about `topic` at once."""
    if wishes and GROUP_OF.get(topic) in wishes.without:
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
            state__in=[Outgoing.State.WAITING, Outgoing.State.SENT],
        ).values_list("person_id", flat=True)
    )  # fmt: skip
    for row in by_sms:
        if row.person_id in busy:
            row.state, row.failure = Outgoing.State.LEFT_OUT, ONE_A_DAY


def language_of(wishes: Preferences | None) -> str:
    """Return the language in which a person is told outside of the portal."""
    return wishes.language if wishes else settings.LANGUAGE_CODE
