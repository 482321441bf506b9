from time import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

LAST_SEEN = "last_seen"
WRITE_EVERY = 60  # seconds: a session row is not written at every click


def idle_seconds(user) -> int:
    """Return after how many seconds without a click `user` is signed out: officials sooner than residents."""
    has_second_factor = getattr(user, "otp_device", None) is not None
    return settings.STAFF_IDLE_SECONDS if has_second_factor else settings.RESIDENT_IDLE_SECONDS


class SignedInRules:
    """Sign idle people out, and take official powers from a session that has no second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated:
            user.second_factor_missing = not user.is_verified()
            if self._is_idle(request):
                logout(request)
                messages.info(request, _("You were signed out because nothing happened for a while."))
                if request.method == "POST":
                    sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
                    return redirect(sign_in)
        return self.get_response(request)

    def _is_idle(self, request) -> bool:
        now, seen = int(time()), request.session.get(LAST_SEEN)
        limit = idle_seconds(request.user)
        if seen is not None and now - seen > limit:
            return True
        if seen is None or now - seen > WRITE_EVERY:
            request.session[LAST_SEEN] = now
        return False
