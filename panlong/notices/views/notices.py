from datetime import datetime
from http import HTTPStatus
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.syndication.views import Feed
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from panlong.accounts.models import Role, User
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import Area, within
from panlong.errors import Refused, database_refusals_as_refused
from panlong.log.models import Head
from panlong.log.outside import shown
from panlong.notices import calendars, papers, publishing
from panlong.notices.forms import NoticeFilterForm, OneTextForm, PostedForm
from panlong.notices.kinds import Kind
from panlong.notices.models import Draft, Notice
from panlong.policy.sentences import with_parameters
from panlong.tools import pdf, spelling
from panlong.tools.addresses import absolute
from panlong.tools.searching import plain_columns, says

PAGE = 20
TEXTS = ("title", "body", "number")  # in which words are looked for
MAX_IN_A_CALENDAR = 500
ON_RECORD = with_parameters(
    ngettext_lazy(
        "Your objection is on record. It is answered within %(days)s working day.",
        "Your objection is on record. It is answered within %(days)s working days.",
        "days",
    ),
    days="objection_days",
)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All public notices, by area, kind and text."""
    form = NoticeFilterForm(request.GET)
    wanted = form.wanted()
    notices = Notice.objects.select_related("area")
    if "area" in wanted:
        notices = notices.within(wanted["area"])
    if "kind" in wanted:
        notices = notices.of_kind(wanted["kind"])
    if "q" in wanted:
        notices = notices.alias(**plain_columns(*TEXTS))
        for word in spelling.words_of(wanted["q"]):
            notices = notices.filter(says(word, TEXTS))
    if "year" in wanted:
        notices = notices.filter(published_at__year=wanted["year"])
    if "in_force" in wanted:
        notices = notices.in_force()
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    may_sign = request.user.is_authenticated and bool(request.user.areas_of(publishing.SIGNERS))
    context = {"page": page, "form": form, "wanted": wanted, "may_sign": may_sign}
    return render(request, "notices/list.html", context)


def _notice(pk: int) -> Notice:
    return get_object_or_404(Notice.objects.select_related("area", "corrects", "corrected_by"), pk=pk)


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice, readable for ever."""
    notice = _notice(pk)
    user = request.user
    title, body = notice.in_readers_language()
    may_post_up = user.is_authenticated and publishing.may_post_up(user, notice)
    body, technical = _apart(body)
    mine = notice.objections.filter(by=user).exists() if user.is_authenticated else False
    context = {
        "notice": notice,
        "title": title,
        "body": body,
        "technical": technical,
        "objections": notice.objections.all(),
        "projects": notice.events.select_related("project").order_by("project_id"),
        "posted": notice.posted.all(),
        "may_post_up": may_post_up,
        "unprintable": [
            f"{sign} (U+{ord(sign):04X})" for sign in pdf.unprintable(title + body, get_language())
        ]
        if may_post_up
        else [],
        "may_object": user.is_authenticated
        and notice.takes_objections
        and not mine
        and user.household_in(notice.area) is not None,
        "may_correct": user.is_authenticated
        and _may_correct(user, notice)
        and not hasattr(notice, "corrected_by"),
    }
    return render(request, "notices/notice.html", context)


def _apart(body: str) -> tuple[str, list[str]]:
    """Return the text without its technical lines, which begin with ※, and those lines: the page folds them away."""
    lines = body.splitlines()
    technical = [line.removeprefix("※").strip() for line in lines if line.startswith("※")]
    return "\n".join(line for line in lines if not line.startswith("※")), technical


def _may_correct(user: User, notice: Notice) -> bool:
    return user.holds({Role.COMMUNITY_STAFF, Role.STREET_REVIEWER}, notice.area)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: SignedInRequest, pk: int) -> HttpResponse:
    """A resident objects to a notice."""
    notice = _notice(pk)
    if request.user.household_in(notice.area) is None:
        raise PermissionDenied
    form = OneTextForm(request.POST or None, label=_("What do you object to, and why?"))
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                filed = publishing.object_to(notice, by=request.user, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            number = _("Its number is %(number)s.") % {"number": filed.number}
            messages.success(request, f"{ON_RECORD} {number}")
            return redirect(notice)
    context = {
        "notice": notice,
        "form": form,
        "heading": _("Object to this notice"),
        "button": _("File the objection"),
    }
    return render(request, "notices/one_text.html", context, status=_status(form))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff publish a 更正公告; the first notice stays as it was."""
    notice = _notice(pk)
    if not _may_correct(request.user, notice):
        raise PermissionDenied
    form = OneTextForm(request.POST or None, label=_("What is wrong in it, and what is right?"))
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                return redirect(
                    publishing.correct_notice(notice, by=request.user, text=form.cleaned_data["text"])
                )
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
    context = {
        "notice": notice,
        "form": form,
        "heading": _("Correct this notice"),
        "button": _("Publish the correction"),
    }
    return render(request, "notices/one_text.html", context, status=_status(form))


@require_GET
def paper(request: HttpRequest, pk: int) -> FileResponse:
    """The notice on paper, a PDF in the reader's language."""
    notice = _notice(pk)
    name = f"{notice.number}.pdf"
    return FileResponse(
        BytesIO(papers.paper(notice, get_language())), filename=name, content_type="application/pdf"
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record where the printed notice hangs, with a photo."""
    notice = _notice(pk)
    if not publishing.may_post_up(request.user, notice):
        raise PermissionDenied
    form = PostedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                publishing.post_up(notice, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal.reason))
        else:
            messages.success(request, _("Recorded. The photo stands with the notice."))
            return redirect(notice)
    context = {
        "notice": notice,
        "form": form,
        "heading": _("Where does it hang?"),
        "button": _("Record it"),
    }
    return render(request, "notices/one_text.html", context, status=_status(form))


def _status(form: BaseForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@never_cache
@login_required
@require_GET
def drafts(request: SignedInRequest) -> HttpResponse:
    """The drafts that wait for a signature in my areas."""
    areas = request.user.areas_of(publishing.SIGNERS)
    if not areas:
        raise PermissionDenied
    rows = Draft.objects.filter(within(areas), decided_at=None).select_related("area")
    return render(request, "notices/drafts.html", {"drafts": rows[:100]})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """One draft: read it, add a sentence, sign it or drop it."""
    row = get_object_or_404(Draft.objects.select_related("area", "notice"), pk=pk)
    if not publishing.may_sign(request.user, row.area):
        raise Http404
    form = OneTextForm(request.POST or None, label=_("What is to be added"))
    form.fields["text"].required = False
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                if "drop" in request.POST:
                    publishing.drop_draft(row, by=request.user)
                    messages.success(request, _("The draft is dropped; nothing was published."))
                    return redirect("notices:drafts")
                return redirect(publishing.sign_draft(row, by=request.user, text=form.cleaned_data["text"]))
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
    title, body = publishing.write_draft(row)
    context = {"draft": row, "title": title, "body": body, "form": form}
    return render(request, "notices/draft.html", context, status=_status(form))


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The terms of notices and the meetings of an area (?area=CODE) for a phone's calendar."""
    area = NoticeFilterForm(request.GET).wanted().get("area")
    notices = Notice.objects.select_related("area")
    recent = (notices.within(area) if area else notices)[:MAX_IN_A_CALENDAR]
    return HttpResponse(
        calendars.calendar_of(recent), content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="notices.ics"'},
    )  # fmt: skip


@require_GET
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting for a phone's calendar, as the last notice about it says."""
    about_meetings = Notice.objects.filter(kind__in=(Kind.MEETING, Kind.MEETING_CHANGE))
    notice = get_object_or_404(about_meetings.select_related("area"), pk=pk)
    return HttpResponse(
        calendars.calendar_of([notice]), content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )  # fmt: skip


def _public(path: str, area: Area | None) -> str:
    return absolute(path) + (f"?area={area.code}" if area else "")


class FeedWithHead(Atom1Feed):
    """Atom with the newest signed head of the public log: whoever keeps the feed keeps what cannot be taken back."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement(
            "link",
            None,
            {"rel": "related", "type": "text/html", "href": absolute(reverse("log:overview"))},
        )
        if head := Head.objects.last():
            handler.addQuickElement(
                "log:checkpoint", head.note, {"xmlns:log": "https://c2sp.org/tlog-checkpoint"}
            )


class NoticesFeed(Feed):
    """The newest notices as Atom, for a district or one area (?area=CODE)."""

    feed_type = FeedWithHead
    title = gettext_lazy("Public notices of Panlong's small projects")
    subtitle = title

    def get_object(self, request: HttpRequest) -> Area | None:
        return NoticeFilterForm(request.GET).wanted().get("area")

    def link(self, area: Area | None) -> str:
        """Return the page of these notices; it is the id of the feed as well, whichever host was asked."""
        return _public(reverse("notices:list"), area)

    def feed_url(self, area: Area | None) -> str:
        return _public(reverse("notices:feed"), area)

    def items(self, area: Area | None) -> QuerySet[Notice]:
        notices = Notice.objects.select_related("area")
        found = (notices.within(area) if area else notices).order_by("-published_at", "-pk")[:50]
        return shown.with_head(found, Notice._meta.db_table)

    def item_title(self, notice: Notice) -> str:
        return notice.title

    def item_link(self, notice: Notice) -> str:
        return absolute(notice.get_absolute_url())

    def item_description(self, notice: Notice) -> str:
        """Return the text as HTML, which Django says it is: no word of a notice is a tag, and its lines stay lines."""
        head = shown.head_of(notice)
        in_log = f"\n\n{head.words}\n{head.address}" if head else ""
        return linebreaks(f"{notice.body}\n\n{calendars.term(notice)}{in_log}", autoescape=True)

    def item_pubdate(self, notice: Notice) -> datetime:
        return notice.published_at

    def item_updateddate(self, notice: Notice) -> datetime:
        return notice.published_at

    def item_author_name(self, notice: Notice) -> str:
        return notice.issuer
