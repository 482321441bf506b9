"""Writing and publishing notices."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from panlong import audit, clock, policy
from panlong.accounts.models import STREET_ROLES, Role, User
from panlong.accounts.people import serving
from panlong.areas.models import Area, Level
from panlong.errors import NotYours, Refused, require
from panlong.fields import without_hidden
from panlong.notices.messages import tell
from panlong.notices.models import Kind, Notice, Objection
from panlong.policy import workdays

SUPERVISION_PHONE = "12345"


def write(kind: str, facts: dict) -> tuple[str, str]:
    """Return (title, text) of a notice of `kind` from `facts`, in the active language.

    The forms refuse hidden characters; here they are left out once more, for one would break the feed for everybody.
    """
    text = without_hidden(render_to_string(f"notices/texts/{kind}.txt", {"facts": facts})).strip()
    title, _gap, body = text.partition("\n")
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return title.strip()[:200], "\n".join(lines)


def issuer_of(area: Area) -> Area:
    """Return the community (or street, or district) that issues notices for `area`."""
    return (
        Area.objects.above(area).filter(level__in=(Level.DISTRICT, Level.STREET, Level.COMMUNITY)).last()
        or area
    )


@transaction.atomic
def publish(
    kind: str,
    area: Area,
    facts: dict,
    *,
    by: User | None,
    ends_at: datetime | None = None,
    corrects: Notice | None = None,
) -> Notice:
    """Publish a notice about `facts` in `area` and return it.

    Without `ends_at` it is in force for the term of result notices (7 days, D); afterwards it stays readable.
    """
    now = clock.now()
    with translation.override(settings.LANGUAGE_CODE):
        title, body = write(kind, facts)
    issuer = issuer_of(area)
    notice = Notice(
        number=_next_number(issuer, timezone.localdate(now).year),
        kind=kind,
        area=area,
        title=title,
        issuer=issuer.name,
        body=body,
        facts=facts,
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
        "publish_notice", by=by, target=notice, area_code=area.code, kind=str(kind), number=notice.number
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


@transaction.atomic
def object_to(notice: Notice, *, by: User, text: str) -> Objection:
    """File an objection of resident `by` to `notice`; a repeat returns the one that is there."""
    require(
        by.household_in(notice.area) is not None, _("Only residents of the area can object to this notice.")
    )
    earlier = Objection.objects.filter(notice=notice, by=by).first()
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
        return Objection.objects.get(notice=notice, by=by)
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


@transaction.atomic
def correct(notice: Notice, *, by: User, text: str) -> Notice:
    """Publish a 更正公告 that corrects `notice` and return it; a notice is corrected once, then the correction is."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    require(
        not Notice.objects.filter(corrects=notice).exists(),
        _("This notice has been corrected already; correct the correction."),
    )
    facts = {"number": notice.number, "title": notice.title, "text": text}
    return publish(Kind.CORRECTION, notice.area, facts, by=by, corrects=notice)


@transaction.atomic
def answer(objection: Objection, *, by: User, upheld: bool, text: str) -> Objection:
    """Answer `objection`. Who may answer is the caller's to check; nobody answers their own."""
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.by_id == by.pk:
        raise NotYours(_("Nobody answers their own objection."))
    if objection.answered_at:
        raise Refused(_("This objection has been answered already."))
    objection.upheld, objection.answer, objection.answered_by, objection.answered_at = (
        upheld,
        text,
        by,
        clock.now(),
    )
    objection.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    audit.record(
        "answer_objection", by=by, target=objection, area_code=objection.notice.area.code, upheld=upheld
    )
    return objection
