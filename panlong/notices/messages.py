"""Personal messages: in the portal always, by text message where the topic is urgent and the person wants it."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panlong import clock
from panlong.accounts import sms
from panlong.accounts.models import User
from panlong.notices.models import Message

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
    "selected": gettext_noop("“%(project)s” was chosen by the residents' vote."),
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
}
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?")
BY_SMS = {"returned", "support_poll", "round", "rate", "meeting", "street_returned", "rectification"}


def words(topic: str, facts: dict) -> str:
    """Return the message of `topic` about `facts` in the active language, its days as that language writes them."""
    return _(TEXTS[topic]) % {name: _readable(fact) for name, fact in facts.items()}


def _readable(fact):
    """Write a day or moment, stored as 2026-11-30 or 2026-11-30 19:00, as the active language does."""
    if not isinstance(fact, str) or not MOMENT.fullmatch(fact):
        return fact
    try:
        moment = datetime.fromisoformat(fact)
    except ValueError:  # looks like a day and is none
        return fact
    return date_format(moment, "DATETIME_FORMAT" if len(fact) > len("2026-11-30") else "DATE_FORMAT")


def tell(people: Iterable[User], topic: str, occasion: str, *, link: str = "", **facts) -> int:
    """Tell `people` once; return how many of them had not been told before.

    `occasion` tells repeats of a topic apart, e.g. ``project-7-2``. Rows are written in the caller's
    transaction; text messages leave after its commit.
    """
    active = {person.pk: person for person in people if person is not None and person.is_active}
    told = set(
        Message.objects.filter(topic=topic, occasion=occasion, person_id__in=active).values_list(
            "person_id", flat=True
        )
    )
    fresh = [person for key, person in active.items() if key not in told]
    now = clock.now()
    Message.objects.bulk_create(
        [
            Message(person=person, topic=topic, occasion=occasion, facts=facts, link=link, sent_at=now)
            for person in fresh
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    if topic in BY_SMS:
        with translation.override(settings.LANGUAGE_CODE):
            text = f"【{settings.OTP_TOTP_ISSUER}】{words(topic, facts)} {settings.SITE_URL}{link}"
        receivers = [
            (person.phone_cipher, f"message:{person.pk}:{topic}:{occasion}")
            for person in fresh
            if person.wants_sms and person.phone_cipher
        ]
        sms.queue_all(receivers, text, topic=topic)
    return len(fresh)
