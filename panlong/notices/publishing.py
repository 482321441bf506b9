"""Writing and publishing notices."""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from panlong import audit, clock, policy
from panlong.accounts.models import ORGANISER_ROLES, STREET_ROLES, Role, User
from panlong.accounts.people import serving
from panlong.areas.models import Area, Level
from panlong.errors import NotPermitted, Refused, require
from panlong.notices.facts import CorrectionFacts, Facts, from_draft
from panlong.notices.messages import tell
from panlong.notices.models import Draft, Notice, Objection, PostedNotice
from panlong.notices.texts import write_body
from panlong.policy import workdays
from panlong.tools import photos

SUPERVISION_PHONE = "12345"


def issuer_of(area: Area) -> Area:
    """Return the community (or street, or district) that issues notices for `area`."""
    return (
        Area.objects.above(area).filter(level__in=(Level.DISTRICT, Level.STREET, Level.COMMUNITY)).last()
        or area
    )


@transaction.atomic
def publish(
    facts: Facts,
    area: Area,
    *,
    by: User | None,
    ends_at: datetime | None = None,
    corrects: Notice | None = None,
    at: datetime | None = None,
) -> Notice:
    """Publish a notice about `facts`, whose class says its kind, in `area` and return it.

    Without `ends_at` it is in force for the term `result_notice_days`; afterwards it stays readable. `at` is the moment that
    the verb read (now when None). TypeError when `facts` are not those of a notice.
    """
    if not isinstance(facts, Facts):
        raise TypeError(f"a notice is written from its facts, not from {type(facts).__name__}")
    now = at or clock.now()
    kind, stored = facts.kind, facts.as_json()
    with translation.override(settings.LANGUAGE_CODE):
        title, body = write_body(kind, stored)
    issuer = issuer_of(area)
    notice = Notice(
        number=_next_number(issuer, timezone.localdate(now).year),
        kind=kind,
        area=area,
        title=title,
        issuer=issuer.name,
        body=body,
        facts=stored,
        published_at=now,
        starts_at=now,
        ends_at=ends_at or workdays.after_days(now, policy.number("result_notice_days")),
        supervision_phone=SUPERVISION_PHONE,
        published_by=by,
        corrects=corrects,
    )
    notice.content_hash = notice.compute_hash()
    notice.save()
    audit.record(
        "publish_notice",
        by=by,
        target=notice,
        area_code=area.code,
        at=now,
        kind=str(kind),
        number=notice.number,
    )
    return notice


def _next_number(issuer: Area, year: int) -> str:
    """Return the next number of `issuer` in `year`, e.g. 530103002-2026-017; numbers have no gaps."""
    prefix = f"{issuer.code}-{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"notice-number:{prefix}"])
    last = (
        Notice.objects.filter(number__startswith=prefix)
        .order_by("-id")
        .values_list("number", flat=True)
        .first()
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:03d}"


# --- Drafts -------------------------------------------------------------------------------------------------------
SIGNERS = frozenset({Role.COMMUNITY_STAFF, Role.STREET_REVIEWER})


@transaction.atomic
def draft_notice(facts: Facts, area: Area, *, occasion: str) -> Draft | None:
    """Keep a notice that the portal wrote until somebody signs it; None when it was drafted before for `occasion`."""
    kind = facts.kind
    row, is_new = Draft.objects.get_or_create(
        kind=kind,
        area=area,
        occasion=occasion,
        defaults={"facts": facts.as_json(), "drafted_at": clock.now()},
    )
    if not is_new:
        return None
    tell(
        serving(area, SIGNERS), "draft_to_sign", f"draft-{row.pk}", link=reverse("notices:draft", args=[row.pk]), area=area.name, kind=str(kind)
    )  # fmt: skip
    return row


def may_sign(user: User, area: Area) -> bool:
    return user.holds(SIGNERS, area)


def _open_draft(row: Draft, by: User) -> Draft:
    row = Draft.objects.select_for_update(of=("self",)).select_related("area").get(pk=row.pk)
    if not may_sign(by, row.area):
        raise NotPermitted(_("This is not yours to do."))
    require(row.decided_at is None, _("Somebody has decided on this draft already."))
    row.decided_by, row.decided_at = by, clock.now()
    return row


def write_draft(row: Draft) -> tuple[str, str]:
    """Return (title, text) of a draft as it would be published now, in the active language."""
    return write_body(row.kind, from_draft(row.kind, row.facts).as_json())


@transaction.atomic
def sign_draft(row: Draft, *, by: User, text: str = "") -> Notice:
    """Sign a draft and publish it, with `text` added to what the portal wrote."""
    row = _open_draft(row, by)
    row.notice = publish(from_draft(row.kind, row.facts, remark=text), row.area, by=by)
    row.save(update_fields=["decided_by", "decided_at", "notice"])
    audit.record("sign_draft", by=by, target=row, area_code=row.area.code, number=row.notice.number)
    return row.notice


@transaction.atomic
def drop_draft(row: Draft, *, by: User) -> Draft:
    """Decide that a draft is not published."""
    row = _open_draft(row, by)
    row.save(update_fields=["decided_by", "decided_at"])
    audit.record("drop_draft", by=by, target=row, area_code=row.area.code)
    return row


# --- On paper -------------------------------------------------------------------------------------------------------
POSTERS = frozenset({*ORGANISER_ROLES, Role.COMMUNITY_STAFF, *STREET_ROLES})


def may_post_up(user: User, notice: Notice) -> bool:
    return user.holds(POSTERS, notice.area)


@transaction.atomic
def post_up(notice: Notice, *, by: User, site: str, posted_on: date, photo) -> PostedNotice:
    """Record that the printed notice hangs at `site` since `posted_on`, with a cleaned photo as proof; a repeat is harmless."""
    if not may_post_up(by, notice):
        raise NotPermitted(_("This is not yours to do."))
    require(
        posted_on >= timezone.localdate(notice.published_at),
        _("It cannot hang there before it was published."),
        field="posted_on",
    )
    earlier = PostedNotice.objects.filter(notice=notice, site=site, posted_on=posted_on).first()
    if earlier:
        return earlier
    posted = PostedNotice.objects.create(
        notice=notice, by=by, site=site, posted_on=posted_on, photo=photo, at=clock.now()
    )
    photos.keep_small_soon(posted.photo)
    audit.record("post_notice", by=by, target=notice, area_code=notice.area.code, site=site)
    return posted


# --- Objections and corrections ---------------------------------------------------------------------------------------
@transaction.atomic
def object_to(notice: Notice, *, by: User, text: str) -> Objection:
    """File an objection of resident `by` to `notice`, with a receipt; the same words once more return the one that is there."""
    require(
        by.household_in(notice.area) is not None, _("Only residents of the area can object to this notice.")
    )
    earlier = Objection.objects.filter(notice=notice, by=by, text=text).first()
    if earlier:
        return earlier
    require(notice.takes_objections, _("The time for objections to this notice is over."))
    now = clock.now()
    due = workdays.after_working_days(now, policy.number("objection_days"))
    try:
        with (
            transaction.atomic()
        ):  # of two clicks at the same moment the second one finds the first one's row
            objection = Objection.objects.create(notice=notice, by=by, text=text, filed_at=now, due_at=due)
    except IntegrityError:
        return Objection.objects.get(notice=notice, by=by, text=text)
    tell(
        [by], "objection_filed", f"objection-{objection.pk}", link=notice.get_absolute_url(), notice=notice.title,
        due=clock.until(due),
    )  # fmt: skip
    audit.record("object", by=by, target=objection, area_code=notice.area.code, notice=notice.number)
    tell(
        serving(notice.area, {Role.COMMUNITY_STAFF, *STREET_ROLES}),
        "objection",
        f"objection-{objection.pk}",
        link=notice.get_absolute_url(),
        notice=notice.title,
        due=clock.until(due),
    )
    return objection


def last_word(notice: Notice) -> Notice:
    """Return the last correction or change of `notice`, `notice` itself when there is none."""
    while later := Notice.objects.filter(corrects=notice).first():
        notice = later
    return notice


@transaction.atomic
def correct_notice(notice: Notice, *, by: User, text: str) -> Notice:
    """Publish a 更正公告 that corrects `notice` and return it; a notice is corrected once, then the correction is."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    require(
        not Notice.objects.filter(corrects=notice).exists(),
        _("This notice has been corrected already; correct the correction."),
    )
    facts = CorrectionFacts(number=notice.number, title=notice.title, text=text)
    return publish(facts, notice.area, by=by, corrects=notice)


@transaction.atomic
def answer_objection(
    objection: Objection, *, by: User, upheld: bool, text: str, correction: str = ""
) -> Objection:
    """Answer `objection`; with `correction` its notice is put right by a 更正公告. Who may answer is the caller's to check; nobody answers their own."""
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.by_id == by.pk:
        raise NotPermitted(_("Nobody answers their own objection."))
    if objection.answered_at:
        raise Refused(_("This objection has been answered already."))
    objection.upheld, objection.answer, objection.answered_by, objection.answered_at = (
        upheld,
        text,
        by,
        clock.now(),
    )
    require(not (upheld and correction), _("Either the decision is undone or its notice is corrected."))
    if correction:
        objection.correction = correct_notice(last_word(objection.notice), by=by, text=correction)
    objection.save(update_fields=["upheld", "answer", "answered_by", "answered_at", "correction"])
    audit.record(
        "answer_objection", by=by, target=objection, area_code=objection.notice.area.code, upheld=upheld
    )
    return objection
