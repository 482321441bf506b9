"""The admin site: entered by official posts through the portal's own sign-in, in the portal's look and order."""

from urllib.parse import urlencode

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from panlong import audit

# The rooms as staff know them; the apps' own names are for programmers.
NAMES = {
    "accounts": _("People"),
    "areas": _("Places"),
    "audit": _("Records"),
    "policy": _("Settings"),
    "notices": _("Public notices"),
    "projects": _("Projects"),
    "deliberation": _("Deliberation and votes"),
    "funding": _("Money"),
}
# The index, from what is looked at daily to what is rarely touched.
SECTIONS = (
    (_("Projects"), ("project", "supportpoll", "meeting", "votinground", "resolution", "satisfactionreview")),
    (_("People and places"), ("household", "membership", "user", "post", "area", "courtyardcommittee")),
    (_("Public notices"), ("notice", "objection")),
    (
        _("Money"),
        (
            "streetreview",
            "grant",
            "supplier",
            "contribution",
            "bill",
            "voucher",
            "account",
            "entry",
            "sharedfacility",
        ),
    ),
    (_("Settings and records"), ("parameter", "calendaryear", "auditentry")),
)


class PanlongAdminConfig(AdminConfig):
    default_site = "panlong.portal.admin_site.PanlongAdminSite"

    def ready(self):
        for label, name in NAMES.items():
            apps.get_app_config(label).verbose_name = name
        super().ready()


class PanlongAdminSite(AdminSite):
    """The admin, entered through the portal's own sign-in with second factor."""

    site_header = site_title = _("Panlong small projects · staff")
    index_title = _("What you look after")
    empty_value_display = "–"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take only what is scoped by posts: other packages bring admin pages that ask Django's permission tables."""
        from panlong.admin.base import ScopedAdmin  # noqa: PLC0415  (apps are not loaded yet)

        if admin_class is None or not issubclass(admin_class, ModelAdmin):
            raise ImproperlyConfigured("Register an admin class.")
        if issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        """Guard every page of the admin, those of the libraries too, against input that cannot be read."""
        from panlong.admin.inputs import refuse_unreadable  # noqa: PLC0415  (apps are not loaded yet)

        return super().admin_view(refuse_unreadable(view), cacheable)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_authenticated and request.user.is_staff

    def login(self, request, extra_context=None):
        if request.user.is_authenticated and not self.has_permission(request):
            return redirect("pages:me")
        wanted = request.GET.get("next") or reverse("admin:index")  # the sign-in page checks that it is ours
        return redirect(f"{reverse('accounts:official')}?{urlencode({'next': wanted})}")

    def logout(self, request, extra_context=None):
        from panlong.accounts.views import sign_out  # noqa: PLC0415  (apps are not loaded yet)

        return sign_out(request)

    def password_change(self, request, extra_context=None):
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            audit.record("change_password", by=request.user, target=request.user)
        return response

    def get_app_list(self, request, app_label=None):
        """Return the models in our sections; each app's own page keeps its own list."""
        found = super().get_app_list(request, app_label)
        if app_label is not None:
            return found
        models = {model["model"]._meta.model_name: model for app in found for model in app["models"]}
        try:
            url = reverse("admin:index", current_app=self.name)
        except NoReverseMatch:
            url = ""
        sections = []
        for number, (name, keys) in enumerate(SECTIONS, start=1):
            rows = [models.pop(key) for key in keys if key in models]
            if rows:
                sections.append(self._section(f"section-{number}", name, url, rows))
        if models:
            sections.append(self._section("section-other", _("More"), url, list(models.values())))
        return sections

    @staticmethod
    def _section(label, name, url, rows):
        return {
            "name": name,
            "app_label": label,
            "app_url": url,
            "has_module_perms": True,
            "models": rows,
        }
