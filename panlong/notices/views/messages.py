"""Pages of messages: what a person wishes, and what officials have sent."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from panlong.accounts.models import EVERY_AREA_READERS, User
from panlong.accounts.people import residents_of
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import Area
from panlong.errors import NotPermitted, Refused, database_refusals_as_refused
from panlong.notices import campaigns
from panlong.notices import preferences as wished
from panlong.notices.forms import CampaignForm, WishesForm
from panlong.notices.messages import CAN_BE_OFF
from panlong.notices.models import Campaign, Delivery, Message

PAGE = 20
READS = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(READS)
def wishes(request: SignedInRequest) -> HttpResponse:
    """How I want to be told."""
    kept = wished.preferences_of(request.user)
    initial = {
        "language": kept.language, "called": kept.salutation, "wants_sms": request.user.wants_sms, "email": kept.email, "digest": kept.digest,
        "about": [group.value for group in CAN_BE_OFF if group.value not in kept.muted_groups],
    }  # fmt: skip
    form = WishesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                kept = wished.save_preferences(by=request.user, **form.verb_kwargs())
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("messages:wishes")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "notices/wishes.html", {"form": form, "wishes": kept}, status=status)


@never_cache
@require_http_methods(READS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in an e-mail: yes, this address is mine. Asked by a button, for mail servers open links too."""
    try:
        if request.method == "POST":
            wished.confirm_address(token)
            messages.success(request, _("Thank you. From now on we write to this address."))
            return redirect("messages:wishes" if request.user.is_authenticated else "pages:home")
        kept = wished.wishes_behind(token)
    except Refused as refusal:
        return render(request, "notices/confirm.html", {"reason": refusal.reason}, status=HTTPStatus.CONFLICT)
    return render(request, "notices/confirm.html", {"email": kept.email})


def _readable_areas(user: User) -> list[Area]:
    areas = user.areas_of(campaigns.READERS)
    if not areas:
        raise PermissionDenied
    return areas


def _readable_messages(user: User) -> QuerySet[Message]:
    """Return the messages whose fate `user` may know: all for the district, otherwise those to the people of their areas."""
    areas = _readable_areas(user)
    everywhere = any(post.role in EVERY_AREA_READERS for post in user.current_posts)
    return Message.objects.all() if everywhere else campaigns.told_in(areas)


@never_cache
@login_required
@require_GET
def sent(request: SignedInRequest) -> HttpResponse:
    """What was sent to whom in my areas, and what failed."""
    rows = campaigns.occasions(_readable_messages(request.user))
    if request.GET.get("failed"):
        rows = rows.filter(failed__gt=0)
    page = Paginator(rows.annotate(one=Min("pk")), PAGE).get_page(request.GET.get("page"))
    words = {one.pk: one for one in Message.objects.filter(pk__in=[row["one"] for row in page.object_list])}
    for row in page.object_list:
        row["text"] = words[row["one"]].text
    context = {
        "campaigns": campaigns.readable_by(request.user).select_related("area", "by")[:PAGE],
        "page": page,
        "may_write": bool(request.user.areas_of(campaigns.WRITERS)),
        "only_failed": bool(request.GET.get("failed")),
    }
    return render(request, "notices/sent.html", context)


@never_cache
@login_required
@require_http_methods(READS)
def told(request: SignedInRequest, topic: str, occasion: str) -> HttpResponse:
    """One thing that was told: when, to how many, by which ways, what failed and why."""
    rows = _readable_messages(request.user).filter(topic=topic, occasion=occasion)
    one = rows.order_by("sent_at", "pk").first()
    if one is None:
        raise Http404
    if request.method == "POST":
        again = campaigns.try_again(rows, by=request.user)
        messages.success(request, _("%(n)d are tried again.") % {"n": again})
        return redirect(request.path)
    return render(request, "notices/told.html", {"one": one, **_fate(rows)})


def _fate(rows: QuerySet[Message]) -> dict:
    failed = Delivery.objects.filter(message__in=rows.order_by(), state=Delivery.State.FAILED)
    return {"figures": campaigns.figures(rows), "failed": failed.select_related("person")[:50]}


def _shown(user: User, wanted: dict) -> str:
    """Return what proves that `user` was shown this message: nobody else can make it, and another text has another."""
    lines = wanted["text"].splitlines()  # a browser sends the ends of lines as it likes
    words = (user.pk, wanted["area"].pk, wanted["by_sms"], wanted["operation"], lines)
    return salted_hmac("notices.preview", repr(words), algorithm="sha256").hexdigest()


def _preview(user: User, wanted: dict) -> dict[str, object]:
    """Return what the preview of a message shows."""
    people = residents_of(wanted["area"]).count()
    return {
        "preview": wanted,
        "shown": _shown(user, wanted),
        "people": people,
        "most_alone": Campaign.MAX_ALONE,
        "needs_approval": people > Campaign.MAX_ALONE,
        "sms": campaigns.as_sms(wanted["area"], wanted["text"]) if wanted["by_sms"] else None,
    }


@never_cache
@login_required
@require_http_methods(READS)
def write(request: SignedInRequest) -> HttpResponse:
    """Write a message to an area: first its preview with the number of people, then exactly what was shown leaves."""
    if not request.user.areas_of(campaigns.WRITERS):
        raise PermissionDenied
    form = CampaignForm(request.POST or None, user=request.user)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        wanted, is_sent = form.cleaned_data, "send" in request.POST
        if is_sent and constant_time_compare(request.POST.get("shown", ""), _shown(request.user, wanted)):
            try:
                with database_refusals_as_refused():
                    return redirect(campaigns.write_campaign(by=request.user, **wanted))
            except NotPermitted:
                raise PermissionDenied from None
            except Refused as refusal:
                form.add_error(refusal.field, str(refusal.reason))
        else:
            context |= _preview(request.user, wanted)
            if is_sent:
                form.add_error(None, _("Look at it first: this is what would leave."))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "notices/write.html", context, status=status)


@never_cache
@login_required
@require_http_methods(READS)
def campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    """One message to an area: approve it, stop it, see what became of it."""
    rows = campaigns.readable_by(request.user).select_related("area", "by", "approved_by", "stopped_by")
    campaign = get_object_or_404(rows, pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            with database_refusals_as_refused():
                _decide(campaign, request)
        except NotPermitted:
            raise PermissionDenied from None
        except Refused as refused:
            refusal = refused.reason
        else:
            return redirect(campaign)
    open_still = campaign.begun_at is None and campaign.stopped_at is None
    context = {
        "campaign": campaign,
        "refusal": refusal,
        "may_approve": open_still and campaigns.may_approve(request.user, campaign),
        "sms": campaigns.as_sms(campaign.area, campaign.text) if campaign.by_sms else None,
        "may_stop": open_still and campaigns.may_stop(request.user, campaign),
        **_fate(campaigns.messages_of(campaign)),
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "notices/campaign.html", context, status=status)


def _decide(campaign: Campaign, request: SignedInRequest) -> None:
    if "approve" in request.POST:
        campaigns.approve_campaign(campaign, by=request.user)
    elif "stop" in request.POST:
        campaigns.stop_campaign(campaign, by=request.user)
    elif "again" in request.POST:
        if not campaigns.may_stop(request.user, campaign):
            raise NotPermitted(_("This is not yours to do."))
        campaigns.try_again(campaigns.messages_of(campaign), by=request.user)
