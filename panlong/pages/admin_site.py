from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PanlongAdminConfig(AdminConfig):
    default_site = "panlong.pages.admin_site.PanlongAdminSite"


class PanlongAdminSite(AdminSite):
    """The admin, entered through the portal's own sign-in with second factor."""

    site_header = site_title = _("Panlong small projects · staff")
    index_title = _("What you look after")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_authenticated and request.user.is_staff

    def login(self, request, extra_context=None):
        if request.user.is_authenticated and not request.user.is_staff:
            return redirect("pages:me")
        return redirect(f"{reverse('accounts:official')}?next={reverse('admin:index')}")
