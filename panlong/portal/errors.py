"""Error pages in the portal's look, with what to do next."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from panlong.tools.page_tags import html_lang

log = logging.getLogger("panlong.errors")


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    return render(request, "error.html", {"title": title, "advice": advice, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(
        request,
        400,
        _("The portal did not understand that"),
        _("Go back, check what you typed, and send it again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("This page is not for you"),
        _("If it should be, sign in as the person who may see it."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("There is no such page"),
        _("The address may be mistyped, or the page is not public yet."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("This form was open for too long"),
        _("Go back, load the page anew, and send it again. Nothing was changed."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        413,
        _("That was too much at once"),
        _("Go back and send shorter text or a smaller photo. Nothing was changed."),
    )


def too_many(request: HttpRequest, reason: str) -> HttpResponse:
    return _page(request, 429, _("Too many tries"), reason)


class LastPage(HttpResponse):
    """Says whether asking again may help; panlong.wsgi does so itself, once."""

    may_be_tried_again = False


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page: it must work when the database does not, so it asks nothing of the session or the person."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    title = _("The portal is out of order for a moment") if away else _("Something went wrong on our side")
    facts = {
        "title": title,
        "advice": _("Nothing was lost or half done. Please try again in a minute."),
        "lang": html_lang(getattr(request, "LANGUAGE_CODE", "zh-hans")),
    }
    headers = {"Retry-After": "60"} if away else {}
    answer = LastPage(
        render_to_string("error_bare.html", facts), status=503 if away else 500, headers=headers
    )
    answer.may_be_tried_again = away and not _was_waited_for(sys.exc_info()[1])
    return answer


def _was_waited_for(error) -> bool:
    """Say whether the database was waited for in vain already, for as long as a reader can be asked to."""
    return isinstance(error, PoolTimeout) or isinstance(error.__cause__, PoolTimeout)
