"""Requests of people who have signed in."""

from django.http import HttpRequest

from panlong.accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` gets: never made, it only tells mypy that the user is one of ours."""

    user: User
