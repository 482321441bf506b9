"""Who is signed in, and for how long: the session and its person, read at every request.

Their two statements are written down here instead of being built by the ORM each time: that was a fifth of the
processor time of a vote (benchmarks/test_voting.py).
"""

from functools import cache
from time import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db import connection
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from panlong.accounts.models import User

LAST_SEEN = "last_seen"
WRITE_EVERY = 60  # seconds: a session row is not written at every click


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self):
        found = _row(self.model, "session_key = %s AND expire_date > %s", self.session_key, timezone.now())
        if found is None:
            self._session_key = None  # as Django does: a key that we did not give out is never taken over
        return found


class PersonBackend(ModelBackend):
    """Django's sign-in by user name and password, and the person of a session."""

    def get_user(self, user_id: int) -> User | None:
        user = _row(User, "id = %s", user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def _row(model, where: str, *values):
    """Return the row of `model` that `where` finds, None when there is none."""
    columns, names = _columns(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} WHERE {where}", values)
        row = cursor.fetchone()
    return row and model.from_db(connection.alias, names, row)


@cache
def _columns(model) -> tuple[str, list[str]]:
    fields = model._meta.concrete_fields
    return ", ".join(field.column for field in fields), [field.attname for field in fields]


# --- For how long ------------------------------------------------------------------------------------------------
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
            return self._kept_by_nobody(request)
        return self.get_response(request)

    def _kept_by_nobody(self, request):
        """Answer somebody who is signed in: after they signed out, no browser brings the page back.

        What is everybody's, such as a photo of a public project, says so itself and stays kept.
        """
        response = self.get_response(request)
        if "public" not in response.headers.get("Cache-Control", ""):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def _is_idle(self, request) -> bool:
        now, seen = int(time()), request.session.get(LAST_SEEN)
        limit = idle_seconds(request.user)
        if seen is not None and now - seen > limit:
            return True
        if seen is None or now - seen > WRITE_EVERY:
            request.session[LAST_SEEN] = now
        return False
