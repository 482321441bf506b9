from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.syndication.views import Feed
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from panlong.accounts.models import Role
from panlong.errors import Refused, the_database_may_refuse
from panlong.notices import publishing
from panlong.notices.forms import NoticeFilterForm, OneTextForm
from panlong.notices.models import Notice

PAGE = 20


@require_GET
def listing(request):
    """All public notices, by area, kind and text."""
    form = NoticeFilterForm(request.GET)
    wanted = form.wanted()
    notices = Notice.objects.select_related("area")
    if "area" in wanted:
        notices = notices.within(wanted["area"])
    if "kind" in wanted:
        notices = notices.filter(kind=wanted["kind"])
    if "q" in wanted:
        notices = notices.filter(
            Q(title__icontains=wanted["q"])
            | Q(body__icontains=wanted["q"])
            | Q(number__icontains=wanted["q"])
        )
    if "in_force" in wanted:
        notices = notices.in_force()
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page, "form": form, "wanted": wanted})


def _notice(pk: int) -> Notice:
    return get_object_or_404(Notice.objects.select_related("area", "corrects", "corrected_by"), pk=pk)


@require_GET
def notice(request, pk: int):
    """One notice, readable for ever."""
    notice = _notice(pk)
    user = request.user
    title, body = notice.in_readers_language()
    mine = notice.objections.filter(by=user).exists() if user.is_authenticated else False
    context = {
        "notice": notice,
        "title": title,
        "body": body,
        "objections": notice.objections.all(),
        "projects": notice.events.select_related("project").order_by("project_id"),
        "may_object": user.is_authenticated
        and notice.takes_objections
        and not mine
        and user.household_in(notice.area) is not None,
        "may_correct": user.is_authenticated
        and _may_correct(user, notice)
        and not hasattr(notice, "corrected_by"),
    }
    return render(request, "notices/notice.html", context)


def _may_correct(user, notice: Notice) -> bool:
    return user.holds({Role.COMMUNITY_STAFF, Role.STREET_REVIEWER}, notice.area)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request, pk: int):
    """A resident objects to a notice."""
    notice = _notice(pk)
    if request.user.household_in(notice.area) is None:
        raise PermissionDenied
    form = OneTextForm(request.POST or None, label=_("What do you object to, and why?"))
    if request.method == "POST" and form.is_valid():
        try:
            with the_database_may_refuse():
                publishing.object_to(notice, by=request.user, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(
                request, _("Your objection is on record. It is answered within ten working days.")
            )
            return redirect(notice)
    context = {
        "notice": notice,
        "form": form,
        "heading": _("Object to this notice"),
        "button": _("File the objection"),
    }
    return render(
        request,
        "notices/one_text.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk: int):
    """Staff publish a 更正公告; the first notice stays as it was."""
    notice = _notice(pk)
    if not _may_correct(request.user, notice):
        raise PermissionDenied
    form = OneTextForm(request.POST or None, label=_("What is wrong in it, and what is right?"))
    if request.method == "POST" and form.is_valid():
        try:
            with the_database_may_refuse():
                return redirect(publishing.correct(notice, by=request.user, text=form.cleaned_data["text"]))
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
    context = {
        "notice": notice,
        "form": form,
        "heading": _("Correct this notice"),
        "button": _("Publish the correction"),
    }
    return render(
        request,
        "notices/one_text.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )


class NoticesFeed(Feed):
    """The newest notices as Atom, for a district or one area (?area=CODE)."""

    feed_type = Atom1Feed
    title = gettext_lazy("Public notices of Panlong's small projects")
    subtitle = title
    link = reverse_lazy("notices:list")

    def get_object(self, request):
        return NoticeFilterForm(request.GET).wanted().get("area")

    def items(self, area):
        notices = Notice.objects.select_related("area")
        return (notices.within(area) if area else notices)[:50]

    def item_title(self, notice):
        return notice.title

    def item_description(self, notice):
        return notice.body

    def item_pubdate(self, notice):
        return notice.published_at

    def item_updateddate(self, notice):
        return notice.published_at

    def item_author_name(self, notice):
        return notice.issuer
