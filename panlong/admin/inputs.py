"""The one place where the administration refuses input that it cannot read: addresses, choices, numbers, what is posted.

Django's admin and the libraries in it hand what an address says to the database: lookups, dates, numbers. Most of
what is odd there raises an error of its own kind. Here each kind becomes a sentence for the person, never a 500.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import (
    BadRequest,
    FieldDoesNotExist,
    FieldError,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _

log = logging.getLogger("panlong.admin")
# What Django, PostgreSQL's driver and django-import-export raise over a lookup, a number, a day or a key that is none.
UNREADABLE = (
    BadRequest, DataError, FieldDoesNotExist, FieldError, IncorrectLookupParameters, MultiValueDictKeyError, OverflowError, SuspiciousOperation,
    TypeError, ValidationError, ValueError,
)  # fmt: skip
LIST_ENDINGS = ("_changelist", "_export")  # pages that show all when nothing is asked of them


def refuse_unreadable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the admin page `view` as one that answers what it cannot read with a sentence (302 to the whole list, or 400).

    The page is drawn in here as well: what a field shows of what was typed is looked up only then. An error on a page
    that was asked for without any input is ours, and stays an error.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if _has_nul(request):
            return _told(request)
        try:
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
        except UNREADABLE as error:
            if not (
                args or kwargs.keys() - {"extra_context"} or request.GET or request.POST or request.FILES
            ):
                raise
            log.warning("Input of %s was not understood", request.path, exc_info=error)
            return _told(request)
        return response

    return guarded


def _has_nul(request: HttpRequest) -> bool:
    """Say whether the address or a posted choice holds the one character that PostgreSQL's texts cannot."""
    asked = (value for values in request.GET.lists() for value in (values[0], *values[1]))
    return any("\x00" in value for value in (request.path_info, *asked))


def _told(request) -> HttpResponse:
    """Lead a list back to all of its rows with a sentence; answer 400 anywhere else."""
    page = request.resolver_match.url_name or ""
    if page.endswith(LIST_ENDINGS) and (request.GET or "_selected_action" in request.POST):
        messages.warning(request, _("The portal did not understand that; this is the whole list."))
        return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
    raise BadRequest("not understood")


class KnownChoices(AutocompleteSelect):
    """A field to search for a row, which shows what was typed only if it can be the number of a row."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [one for one in value if is_row_number(one)], attrs)


def is_row_number(text: object) -> bool:
    """Say whether `text` can be the key of a row: digits of a 64-bit number."""
    text = str(text)
    return text.isascii() and text.isdigit() and len(text) < 19
