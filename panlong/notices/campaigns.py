"""One message of an official to all who live in an area; to more than 500 people two of them say yes."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from panlong import audit, clock, jobs
from panlong.accounts import sms_templates
from panlong.accounts.models import DISTRICT_ROLES, STREET_ROLES, Membership, Post, Role, User
from panlong.accounts.people import residents_of, serving
from panlong.accounts.sms import sending
from panlong.areas.models import Area, within
from panlong.enqueue import enqueue_soon
from panlong.errors import NotPermitted, require
from panlong.notices.messages import SEND_DUE, tell
from panlong.notices.models import Campaign, Channel, Delivery, Message
from panlong.notices.wording import readable

WRITERS = frozenset({Role.COMMUNITY_STAFF, Role.STREET_HANDLER, Role.STREET_REVIEWER, *DISTRICT_ROLES})
APPROVERS = frozenset({Role.COMMUNITY_STAFF, Role.STREET_REVIEWER, *DISTRICT_ROLES})
READERS = frozenset({*WRITERS, *STREET_ROLES, Role.AUDITOR})
SEND_CAMPAIGN = "panlong.notices.tasks.send_campaign"
WITH_SMS = "announcement_by_sms"
LINK = "/me/"
AT_ONCE = 1000  # people told in one transaction


def may_write(user: User, area: Area) -> bool:
    return user.holds(WRITERS, area)


def may_approve(user: User, campaign: Campaign) -> bool:
    return user.pk != campaign.by_id and user.holds(APPROVERS, campaign.area)


def may_stop(user: User, campaign: Campaign) -> bool:
    return user.pk == campaign.by_id or may_approve(user, campaign)


def readable_by(user: User):
    """Return the messages to areas that `user` may read: those of the areas where they hold a post (a queryset)."""
    return Campaign.objects.filter(within(user.areas_of(READERS)))


@transaction.atomic
def write_campaign(area: Area, *, by: User, text: str, by_sms: bool, operation: UUID) -> Campaign:
    """Write a message to all who live in `area`; it leaves at once unless it needs a second person's approval.

    The same `operation` writes it once. Raises Refused when nobody lives there.
    """
    if not may_write(by, area):
        raise NotPermitted(_("This is not yours to do."))
    people = residents_of(area).count()
    require(people > 0, _("Nobody on the roster lives there."), field="area")
    campaign, is_new = Campaign.objects.get_or_create(
        operation=operation,
        defaults={
            "area": area, "text": text, "by_sms": by_sms, "people": people, "by": by, "at": clock.now(),
        },
    )  # fmt: skip
    require(campaign.by_id == by.pk, _("This form has been used already."))
    if not is_new:
        return campaign
    audit.record("write_campaign", by=by, target=campaign, area_code=area.code, people=people)
    if not campaign.needs_approval:
        return _begin(campaign, by=by)
    others = serving(area, APPROVERS).exclude(pk=by.pk)
    require(
        others.exists(), _("It needs a second person's approval, and there is nobody here who may give it.")
    )
    tell(
        others, "campaign_to_approve", campaign.occasion, link=campaign.get_absolute_url(), number=people, area=area.name
    )  # fmt: skip
    return campaign


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).select_related("area").get(pk=campaign.pk)


@transaction.atomic
def approve_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Say yes as the second person; the message leaves."""
    campaign = _locked(campaign)
    if not may_approve(by, campaign):
        raise NotPermitted(_("This is not yours to do."))
    require(campaign.stopped_at is None, _("This message was stopped."))
    if campaign.begun_at:
        return campaign
    campaign.approved_by, campaign.approved_at = by, clock.now()
    campaign.save(update_fields=["approved_by", "approved_at"])
    audit.record("approve_campaign", by=by, target=campaign, area_code=campaign.area.code)
    return _begin(campaign, by=by)


@transaction.atomic
def stop_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Take a message back before it has left."""
    campaign = _locked(campaign)
    if not may_stop(by, campaign):
        raise NotPermitted(_("This is not yours to do."))
    require(campaign.begun_at is None, _("The message has left already."))
    if campaign.stopped_at is None:
        campaign.stopped_by, campaign.stopped_at = by, clock.now()
        campaign.save(update_fields=["stopped_by", "stopped_at"])
        audit.record("stop_campaign", by=by, target=campaign, area_code=campaign.area.code)
    return campaign


def _begin(campaign: Campaign, *, by: User) -> Campaign:
    campaign.begun_at = clock.now()
    job = jobs.start_job(
        _("Message to %(area)s") % {"area": campaign.area.name}, SEND_CAMPAIGN,
        by=by, area=campaign.area, link=campaign.get_absolute_url(), campaign=campaign.pk,
    )  # fmt: skip
    campaign.job = job.pk
    campaign.save(update_fields=["begun_at", "job"])
    return campaign


def send_to_area(job) -> dict:
    """Tell everybody, a thousand people at a time; what was told before the worker died is not told again."""
    campaign = Campaign.objects.select_related("area").get(pk=job.arguments["campaign"])
    people = list(residents_of(campaign.area).order_by("pk"))
    topic = WITH_SMS if campaign.by_sms else "announcement"
    for done in range(0, len(people), AT_ONCE):
        job.step(done, len(people))
        with transaction.atomic():
            tell(
                people[done : done + AT_ONCE], topic, campaign.occasion, link=LINK, sender=campaign.area.name, text=campaign.text
            )  # fmt: skip
    Campaign.objects.filter(pk=campaign.pk, done_at__isnull=True).update(done_at=clock.now())
    return {"told": [_("%(n)d people have been told.") % {"n": len(people)}]}


# --- As text messages -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class AsSms:
    """What phones show of a message to an area: `texts` by name of the language, and whether some of it is left out."""

    texts: dict[str, str]
    letters: int
    most: int
    is_whole: bool


def as_sms(area: Area, text: str) -> AsSms:
    """Return exactly what those who want text messages get of `text`, in each language that the provider has."""
    provider, texts, params = sending.current_provider(), {}, {}
    for code, language in settings.LANGUAGES:
        if sending.language_for(provider, WITH_SMS, code) == code:
            with translation.override(code):
                facts = readable(WITH_SMS, {"sender": area.name, "text": text})
                params = sms_templates.fitted(WITH_SMS, {**facts, "path": LINK})
                texts[str(language)] = sms_templates.said(WITH_SMS, params)
    typed = " ".join(text.split())
    return AsSms(texts, len(typed), sms_templates.LONGEST_VARIABLE, params.get("text") == typed)


# --- What became of them ----------------------------------------------------------------------------------------
def figures(messages) -> dict:
    """Return what became of the messages of a queryset: people told and reached, and the rows of each way and state."""
    counts = messages.aggregate(told=Count("pk"), read=Count("pk", filter=Q(read_at__isnull=False)))
    ways = (
        Delivery.objects.filter(message__in=messages.order_by())
        .values("channel", "state", "failure")
        .annotate(n=Count("pk"))
        .order_by("channel", "state", "failure")
    )
    named = [
        {
            "way": Channel(row["channel"]).label,
            "state": Delivery.State(row["state"]).label,
            "number": row["n"],
            "reason": _(row["failure"]) if row["failure"] else "",
        }
        for row in ways
    ]
    return {**counts, "ways": named}


def messages_of(campaign: Campaign):
    """Return the messages of a campaign (a queryset)."""
    topics = ["announcement", WITH_SMS]
    return Message.objects.filter(topic__in=topics, occasion=campaign.occasion)


def told_in(areas):
    """Return the messages to those who live in `areas` or hold a post there now (a queryset)."""
    living = Membership.objects.current().filter(within(areas, field="household__area__code"))
    holding = Post.objects.current().within(*areas)
    return Message.objects.filter(Q(person__in=living.values("user")) | Q(person__in=holding.values("user")))


def occasions(messages):
    """Return what was told, newest first: topic, occasion, when first, to how many, how many ways failed (a queryset)."""
    failed = Count("deliveries", filter=Q(deliveries__state="failed"), distinct=True)
    return (
        messages.values("topic", "occasion")
        .annotate(first=Min("sent_at"), people=Count("pk", distinct=True), failed=failed)
        .order_by("-first", "topic", "occasion")
    )


@transaction.atomic
def try_again(messages, *, by: User) -> int:
    """Put the failed deliveries of `messages` back into the outbox; return how many. Who may is the caller's to ask."""
    failed = Delivery.objects.filter(message__in=messages.order_by(), state=Delivery.State.FAILED)
    again = failed.update(state=Delivery.State.WAITING, tries=0, due_at=timezone.now())
    if again:
        audit.record("try_deliveries_again", by=by, deliveries=again)
        transaction.on_commit(lambda: enqueue_soon(SEND_DUE))
    return again
