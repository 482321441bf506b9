"""Admin of projects: reading, and the verbs as actions. It stands here because the acts of all rooms meet here.

No field of a project is typed over: a project changes by its verbs only. Acts that ask for nothing more run on the
selected rows, after a page that says what will happen to each; all others are links to the portal's own form.
"""

import functools
import uuid

from django.contrib import admin, messages
from django.db import DatabaseError, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panlong import clock
from panlong.accounts.models import DISTRICT_ROLES, Role
from panlong.admin.base import ReadOnlyAdmin, StreetFilter, sentence_of
from panlong.admin.spreadsheets import ExportsRows, TableResource
from panlong.errors import Refused
from panlong.portal.acts import ACTS, acts_for, with_facts
from panlong.portal.admin import foundations  # noqa: F401  (registers the admin of the foundations)
from projects.models import Project
from projects.stages import ENDED

# Acts whose form asks for nothing, and the roles on whose desk they can lie. Whether this person may, and whether it
# is possible now, is asked of each row.
BULK = {
    "close-poll": {Role.COMMUNITY_STAFF},
    "pool": {Role.COMMUNITY_STAFF},
    "consent": DISTRICT_ROLES,
    "start-work": {Role.COMMUNITY_STAFF},
    "request-payment": {Role.COMMUNITY_STAFF},
    "check-payment": {Role.STREET_HANDLER},
    "approve-payment": {Role.STREET_REVIEWER},
    "publish-accounts": {Role.COMMUNITY_STAFF},
    "give-back": {Role.COMMUNITY_STAFF},
    "close": {Role.COMMUNITY_STAFF},
    "resume": {Role.STREET_REVIEWER, *DISTRICT_ROLES},
}
MAX_ROWS = 100


class OverdueFilter(admin.SimpleListFilter):
    title = gettext_lazy("term")
    parameter_name = "overdue"

    def lookups(self, request, model_admin):
        return [("yes", _("overdue")), ("no", _("in time"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(stage_due__lte=clock.now()).exclude(stage__in=ENDED)
        return queryset.filter(stage_due__gt=clock.now()) if self.value() == "no" else queryset


class ProjectTable(TableResource):
    class Meta:
        model = Project

    table = (
        ("number", lambda row: row.pk),
        ("title", lambda row: row.title),
        ("area_code", lambda row: row.area.code),
        ("area", lambda row: row.area.name),
        ("stage", lambda row: row.get_stage_display()),
        ("stage_since", lambda row: row.stage_since),
        ("stage_due", lambda row: row.stage_due),
        ("kind", lambda row: row.get_kind_display()),
        ("theme", lambda row: row.get_theme_display()),
        ("level", lambda row: row.level),
        ("beneficiaries", lambda row: row.beneficiaries),
        ("proposer", lambda row: row.proposer.public_name),
        ("budget", lambda row: row.budget),
        ("subsidy_planned", lambda row: row.subsidy_planned),
        ("subsidy_approved", lambda row: row.subsidy_approved),
        ("percent_done", lambda row: row.percent_done),
        ("declared_at", lambda row: row.declared_at),
    )


@admin.register(Project)
class ProjectAdmin(ExportsRows, ReadOnlyAdmin):
    export_resource = ProjectTable
    list_display = ("title", "stage", "area", "proposer", "due")
    list_filter = (OverdueFilter, "stage", StreetFilter, "theme", "kind")
    list_select_related = ("area", "proposer")
    search_fields = ("title",)
    search_help_text = gettext_lazy("Title")
    date_hierarchy = "stage_since"
    change_form_template = "admin/projects/project/change_form.html"
    shown = (
        "title", "area", "stage", "stage_since", "due", "kind", "theme", "level", "problem", "plan", "beneficiaries",
        "touches_common_parts", "proposer", "channel", "taken_down_by", "evidence", "budget", "subsidy_planned",
        "subsidy_approved", "implementer", "implementing_person", "percent_done", "responsible_person", "aftercare_plan",
        "discussed_at", "decided_at", "accounts_public_at", "duty_taken_at", "rated_at", "source_note",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("due"), ordering="stage_due")
    def due(self, project):
        if project.stage_due is None:
            return None
        day = f"{clock.timezone.localtime(project.stage_due):%Y-%m-%d}"
        if project.is_overdue:
            return format_html('<strong class="overdue">{} · {}</strong>', day, _("overdue"))
        return day

    def view_on_site(self, project):
        return project.get_absolute_url()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {**(extra_context or {})}
        project = (
            with_facts(self.get_queryset(request)).filter(pk=object_id).first()
            if object_id and object_id.isascii() and object_id.isdigit() and len(object_id) < 19
            else None
        )
        if project is not None and has_business(request.user):
            context["acts"] = [
                {"act": act, "url": reverse("pages:act", args=[project.pk, act.name])}
                for act in acts_for(request.user, project)
            ]
        return super().changeform_view(request, object_id, form_url, context)

    # --- verbs as actions -------------------------------------------------------------------------------------
    def get_actions(self, request):
        held = {post.role for post in request.user.current_posts}
        return {
            name: (functools.partial(run_on_rows, ACTS[name]), name, str(ACTS[name].label))
            for name, roles in BULK.items()
            if held & set(roles)
        }


def has_business(user) -> bool:
    return any(post.role != Role.ADMINISTRATOR for post in user.current_posts)


def run_on_rows(act, model_admin, request, queryset):
    """First say what `act` would do to each row; when that is confirmed, do it, each row for itself."""
    rows = list(with_facts(queryset.order_by("stage_due", "pk"))[: MAX_ROWS + 1])
    if len(rows) > MAX_ROWS:
        messages.warning(request, _("Choose at most %(most)d projects at once.") % {"most": MAX_ROWS})
        return None
    if "confirmed" not in request.POST:
        return preview(act, model_admin, request, rows)
    operation = _uuid(request.POST.get("operation", ""))
    done, refused = [], []
    for project in rows:
        reason = carry_out(act, project, request.user, operation)
        (refused.append((project, reason)) if reason else done.append(project))
    if done:
        names = ", ".join(project.title for project in done[:10]) + (" …" if len(done) > 10 else "")
        text = ngettext("Done for %(n)d project: %(names)s", "Done for %(n)d projects: %(names)s", len(done))
        messages.success(request, text % {"n": len(done), "names": names})
    if refused:
        text = ngettext("Refused for %(n)d project.", "Refused for %(n)d projects.", len(refused))
        messages.error(request, text % {"n": len(refused)})
    for project, reason in refused[:20]:
        messages.error(request, f"{project.title}: {reason}")
    return HttpResponseRedirect(request.get_full_path())


def preview(act, model_admin, request, rows):
    """The page between choosing and doing."""
    condition = act.condition(request.user)
    due = (
        set(Project.objects.filter(condition, pk__in=[p.pk for p in rows]).values_list("pk", flat=True))
        if condition
        else {project.pk for project in rows}
    )
    lines = [{"project": p, "reason": why_not(act, p, request.user, p.pk in due)} for p in rows]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": act.label,
        "act": act,
        "opts": model_admin.opts,
        "possible": [line["project"] for line in lines if not line["reason"]],
        "refused": [line for line in lines if line["reason"]],
        "operation": uuid.uuid4(),
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/projects/project/confirm_act.html", context)


def why_not(act, project, user, due: bool):
    """Return why `act` is not open to `user` with `project` now, '' when it is."""
    if not act.may(user, project):
        return _("This is not yours to do.")
    if project.stage not in act.stages:
        return _("The project is at “%(stage)s” now; this is not open.") % {
            "stage": project.get_stage_display()
        }
    return "" if due else _("There is nothing to do for this now.")


def carry_out(act, project, user, operation: uuid.UUID) -> str:
    """Do `act` with one project in its own transaction; return the reason when it is refused, '' otherwise."""
    if not act.may(user, project):
        return _("This is not yours to do.")
    own = uuid.uuid5(operation, f"{act.name}:{project.pk}")  # a repeat of the same page books nothing twice
    form = act.form({"operation": str(own)}, project=project, user=user)
    if not form.is_valid():
        return _("This needs more than a click: open the project's own page.")
    try:
        with transaction.atomic():
            act.run(project, user, form)
    except Refused as refusal:
        return str(refusal.reason)
    except DatabaseError as error:
        return sentence_of(error)
    return ""


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
