"""A notice on paper: one A4 sheet or more, as it hangs on the board. Made on demand in milliseconds, then kept."""

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panlong import clock
from panlong.log.outside import shown
from panlong.notices.kinds import Kind
from panlong.notices.models import Notice
from panlong.notices.texts import write_body
from panlong.tools import pdf
from panlong.tools.addresses import absolute

VERSION = 4  # of the template: a new one makes all papers anew
# The figures under the text, by kind: (what they are, the name of the fact).
MONEY = (
    (gettext_noop("Budget (yuan)"), "budget"),
    (gettext_noop("Of it subsidy (yuan)"), "subsidy"),
)
CASH = (
    (gettext_noop("Received from residents and others (yuan)"), "received"),
    (gettext_noop("Subsidy paid (yuan)"), "paid"),
    (gettext_noop("Spent (yuan)"), "spent"),
)
LEFT = ((gettext_noop("Left (yuan)"), "left"),)
PEOPLE = ((gettext_noop("People who benefit"), "beneficiaries"),)
FIGURES: dict[str, tuple[tuple[str, str], ...]] = {
    Kind.CALL: (
        (gettext_noop("Works, at most (yuan)"), "works"),
        (gettext_noop("Services, at most (yuan)"), "service"),
        (gettext_noop("Goods, at most (yuan)"), "goods"),
        (gettext_noop("Subsidy, at most (%)"), "percent"),
    ),
    Kind.SUPPORT_POLL: PEOPLE,
    Kind.SUPPORT_RESULT: (
        (gettext_noop("Households"), "households"),
        (gettext_noop("Agreed"), "agreed"),
        (gettext_noop("Opposed"), "opposed"),
    ),
    Kind.MINUTES: (
        (gettext_noop("Entitled to take part"), "entitled"),
        (gettext_noop("Present"), "present"),
        (gettext_noop("In favour"), "in_favour"),
        (gettext_noop("Against"), "against"),
    ),
    Kind.OWNERS_VOTE: (
        (gettext_noop("Owners"), "owners"),
        (gettext_noop("Exclusive area (m²)"), "exclusive_area"),
    ),
    Kind.OWNERS_RESULT: (
        (gettext_noop("Owners"), "owners"),
        (gettext_noop("Owners taking part"), "owners_voting"),
        (gettext_noop("Owners in favour"), "owners_for"),
        (gettext_noop("Exclusive area (m²)"), "exclusive_area"),
        (gettext_noop("Area taking part (m²)"), "area_voting"),
        (gettext_noop("Area in favour (m²)"), "area_for"),
    ),
    Kind.POOL: (*PEOPLE, *MONEY),
    Kind.ROUND: (
        (gettext_noop("Voters on the roll"), "voters"),
        (gettext_noop("Choices per ballot"), "most_choices"),
        (gettext_noop("Votes a project needs at least"), "least_votes"),
        (gettext_noop("Voters needed for a valid round"), "quorum"),
    ),
    Kind.ROUND_RESULT: (
        (gettext_noop("Voters on the roll"), "voters"),
        (gettext_noop("Voted"), "turnout"),
    ),
    Kind.RESOLUTION: (*PEOPLE, *MONEY, (gettext_noop("Points of the committee, of 100"), "points")),
    Kind.APPROVAL: (*PEOPLE, *MONEY),
    Kind.PROGRESS: ((gettext_noop("Done (%)"), "percent"), *CASH, *LEFT),
    Kind.ACCEPTANCE: (*PEOPLE, *MONEY),
    Kind.SATISFACTION: (
        (gettext_noop("Answers"), "answers"),
        (gettext_noop("Satisfied or mostly satisfied (%)"), "percent"),
    ),
    Kind.REVIEW_PROLONGED: (
        (gettext_noop("Answers"), "answers"),
        (gettext_noop("Households"), "households"),
    ),
    Kind.FINAL_ACCOUNTS: (*CASH, *LEFT, (gettext_noop("Kept back until the warranty ends (yuan)"), "kept")),
    Kind.DONATIONS: ((gettext_noop("Total (yuan)"), "total"),),
    Kind.YEARLY_REPORT: (
        (gettext_noop("Proposed by residents"), "proposed"),
        (gettext_noop("Reported to the street office"), "declared"),
        (gettext_noop("Finished"), "finished"),
        *PEOPLE,
        *CASH,
        (gettext_noop("Households satisfied or mostly satisfied"), "content"),
        (gettext_noop("Households not satisfied"), "not_content"),
    ),
}  # fmt: skip
# Lists that stand as a table of their own: the fact, the headings, the columns of each of its rows.
LISTS: dict[str, tuple[str, tuple[str, ...], Callable[[dict], list[str]]]] = {
    Kind.ROUND: (
        "projects", (gettext_noop("Project"), gettext_noop("Subsidy (yuan)")), lambda one: [one["title"], one["cost"]]
    ),
    Kind.ROUND_RESULT: (
        "projects", (gettext_noop("Project"), gettext_noop("Votes"), gettext_noop("Subsidy (yuan)"), gettext_noop("Chosen")),
        lambda one: [one["title"], str(one["votes"]), one["cost"], "✓" if one["chosen"] else "–"],
    ),
    Kind.SUPPLIER: (
        "offers", (gettext_noop("Supplier"), gettext_noop("Price (yuan)")), lambda one: [one["supplier"], one["price"]]
    ),
    Kind.DONATIONS: (
        "givers", (gettext_noop("From whom"), gettext_noop("Yuan")), lambda one: [one["name"], one["amount"]]
    ),
}  # fmt: skip


def paper(notice: Notice, language: str) -> bytes:
    """Return the PDF of `notice` in `language`; made once, then read from the data folder.

    Once the public log counts the notice, it is made anew: from then on the head at its foot stays the same.
    """
    head = shown.head_of(shown.with_head(Notice.objects.filter(pk=notice.pk), Notice._meta.db_table).get())
    path = _place(notice, language, head)
    try:
        return path.read_bytes()
    except OSError:
        made = pdf.make_pdf("notice", facts_of(notice, language, head), language=language)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{uuid4().hex}")
    unfinished.write_bytes(made)
    os.replace(unfinished, path)  # nobody ever reads half a file
    return made


def _place(notice: Notice, language: str, head: shown.ShownHead | None) -> Path:
    """Return where the PDF is kept; whatever it shows that may change is part of the name."""
    correction = getattr(notice, "corrected_by", None)
    counted = head.size if head else ""
    facts = f"{VERSION} {notice.content_hash} {settings.SITE_URL} {correction.number if correction else ''} {counted}"
    stamp = hashlib.sha256(facts.encode()).hexdigest()[:16]
    return Path(settings.MEDIA_ROOT) / "papers" / f"{notice.pk}-{language}-{stamp}.pdf"


def facts_of(notice: Notice, language: str, head: shown.ShownHead | None = None) -> dict:
    """Return what the template is filled with: text only, in `language`; `head` of the log stands at the foot."""
    with translation.override(language):
        is_original = language == settings.LANGUAGE_CODE
        title, body = (notice.title, notice.body) if is_original else write_body(notice.kind, notice.facts)
        correction = getattr(notice, "corrected_by", None)
        lines = [
            _("In force: %(begin)s to %(end)s")
            % {"begin": _day(notice.starts_at), "end": _end(notice.ends_at)},
            _("Supervision phone: %(phone)s") % {"phone": notice.supervision_phone},
        ]
        if notice.kind in {Kind.CORRECTION} and notice.corrects:
            lines.append(_("Corrects: %(number)s") % {"number": notice.corrects.number})
        if correction:
            lines.append(_("Corrected by: %(number)s") % {"number": correction.number})
        if not is_original:
            lines.append(_("The Chinese (Simplified) text is the authoritative one."))
        return {
            "title": title,
            "issuer": notice.issuer,
            "number": _("No. %(number)s") % {"number": notice.number},
            "body": body.splitlines(),
            "tables": _tables(notice),
            "lines": lines,
            "signed": [notice.issuer, _day(notice.published_at)],
            "seal": _("(seal)"),
            "code": pdf.make_qr_code(absolute(notice.get_absolute_url())),
            "scan": _("Read it on your phone, object, or check that it is unchanged"),
            "fingerprint": f"SHA-256 {notice.content_hash}",
            "log": shown.foot(head),
        }  # fmt: skip


def _tables(notice: Notice) -> list[dict]:
    facts, tables = notice.facts, []
    known = [
        (name, facts[fact])
        for name, fact in FIGURES.get(notice.heading, ())
        if facts.get(fact) not in (None, "")
    ]
    if known:
        rows = [[_(name), str(value)] for name, value in known]
        tables.append({"head": [_("Figures"), ""], "rows": rows})
    if notice.heading in LISTS:
        fact, head, columns = LISTS[notice.heading]
        if facts.get(fact):
            tables.append({"head": [_(word) for word in head], "rows": [columns(one) for one in facts[fact]]})
    return tables


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _end(moment) -> str:
    """Write the end of a term as clock.until does, in the active language."""
    text = clock.until(moment)
    local = timezone.localtime(moment)
    return (
        date_format(local, "DATETIME_FORMAT")
        if ":" in text
        else date_format(datetime.fromisoformat(text), "DATE_FORMAT")
    )
