"""The one way a verb says no."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, InternalError, OperationalError, connection
from django.forms import BaseForm
from django.utils.translation import gettext as _

log = logging.getLogger("panlong.errors")


class Refused(Exception):
    """An act that the rules do not allow now; `reason` is one sentence for the person who tried, in their language.

    `field` names the form field that the reason belongs to, where there is one.
    """

    def __init__(self, reason, *, field: str | None = None):
        super().__init__(reason)
        self.reason = reason
        self.field = field


class NotPermitted(Refused):
    """The act exists, but this person may not do it."""


def require(allowed: bool, reason, *, field: str | None = None) -> None:
    """Raise Refused with `reason` unless `allowed`."""
    if not allowed:
        raise Refused(reason, field=field)


def show_refusal(form: BaseForm, refusal: Refused) -> HTTPStatus:
    """Show `refusal` beside its field of `form`, or above all fields, and return the status of the answer.

    What is not this person's to do is no mistake in a form: raises PermissionDenied.
    """
    if isinstance(refusal, NotPermitted):
        raise PermissionDenied from None
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
    return HTTPStatus.CONFLICT


@contextmanager
def database_refusals_as_refused() -> Iterator[None]:
    """Turn a refusal by the database, the last wall behind the rules, into Refused; it is logged, for it is a gap in them.

    A deadlock or a lost race is one too. A database that is away is not: that goes on to the error page.
    """
    try:
        yield
    except (IntegrityError, DataError, InternalError) as error:
        log.exception("refused by the database")
        raise Refused(_("This is against the rules that the database keeps; nothing was changed.")) from error
    except OperationalError as error:
        if not connection.is_usable():
            raise
        log.exception("given up by the database")
        raise Refused(
            _("Somebody else did something at the same moment. Nothing was changed; please try again.")
        ) from error
