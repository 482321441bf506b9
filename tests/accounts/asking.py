"""Signing in by a code, as every test of it begins."""

import re

from panlong.accounts.models import OutgoingSms

PHONE = "13900000001"
PASSWORD = "Xiao-Shi-2026"


def ask(client, phone=PHONE, **extra):
    """Ask for a code to be sent to `phone`."""
    return client.post("/sign-in/", {"phone": phone, "agrees": "on"}, **extra)


def code_sent() -> str:
    """Return the code that was sent last."""
    return re.search(r"\d{6}", OutgoingSms.objects.first().text).group()
