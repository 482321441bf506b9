"""The portal's worker for tests that kill it, which goes on at night too."""

import django

from panlong.celery import app

django.setup()

from panlong.notices import deliveries  # noqa: E402  (its models need the set-up)

deliveries.is_quiet = lambda now: False

__all__ = ["app"]
