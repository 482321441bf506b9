"""Every text message that can leave the portal: its words, what is filled in, and what a provider allows there.

In China a provider sends only texts that were approved beforehand, with variables in them: it gets the name of a template
and the variables, never a finished sentence. docs/sms-templates.md has the words to hand in for approval; it is drawn
from this table by `./manage.py draw_sms_templates`.
"""

import re
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language, gettext_noop, override
from django.utils.translation import gettext as _

from panlong.tools.addresses import absolute

# Aliyun: https://help.aliyun.com/zh/sms/user-guide/message-template-specifications-1 (a variable, a whole message).
LONGEST_VARIABLE = 35
LONGEST_MESSAGE = 500
CODE = "sign_in_code"
TO_A_NUMBER = frozenset(
    {CODE, "supplier_invitation", "supplier_code"}
)  # not to a person whom the portal knows
LANGUAGES = ("zh-hans", "zh-hant", "en")  # the first is what a provider must have
NO_PATH = "me/"  # where everybody finds their messages
LINK = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
SIGNATURE = str.maketrans("【】", "〔〕")  # a signature stands in these; in a variable it is refused


class Template(NamedTuple):
    """A message with `variables` in its words; `address` is that of the page it is about, filled in from them as well."""

    wording: str
    variables: tuple[str, ...]
    address: str = "/%(path)s"


TEMPLATES = {
    CODE: Template(
        gettext_noop("%(code)s is your sign-in code. It holds for a few minutes. Never pass it on."),
        ("code",),
        "",
    ),
    "supplier_invitation": Template(
        gettext_noop("%(supplier)s is invited to hand in a price by %(until)s. Never pass this address on:"),
        ("supplier", "until", "token"),
        "/money/offers/%(token)s/",
    ),
    "supplier_code": Template(
        gettext_noop(
            "%(code)s confirms the price of %(supplier)s. It holds for a few minutes. Never pass it on."
        ),
        ("code", "supplier"),
        "",
    ),
    "returned": Template(
        gettext_noop("“%(project)s” came back to you: %(reason)s"), ("project", "reason", "path")
    ),
    "support_poll": Template(
        gettext_noop("Does your household support “%(project)s”? Answer by %(due)s."),
        ("project", "due", "path"),
    ),
    "round": Template(
        gettext_noop("Vote on the projects of your community by %(due)s: %(round)s"), ("due", "round", "path")
    ),
    "rate": Template(
        gettext_noop("How well was “%(project)s” done? Rate it by %(due)s."), ("project", "due", "path")
    ),
    "meeting": Template(
        gettext_noop("Meeting about “%(project)s”: %(when)s, %(place)s"), ("project", "when", "place", "path")
    ),
    "meeting_moved": Template(
        gettext_noop("Moved: meeting about “%(project)s”, now %(when)s, %(place)s"),
        ("project", "when", "place", "path"),
    ),
    "meeting_cancelled": Template(
        gettext_noop("Cancelled: meeting about “%(project)s”, %(when)s. %(reason)s"),
        ("project", "when", "reason", "path"),
    ),
    "street_returned": Template(
        gettext_noop("The street office sent “%(project)s” back for correction: %(reason)s"),
        ("project", "reason", "path"),
    ),
    "rectification": Template(
        gettext_noop("“%(project)s” must be put right: %(reason)s"), ("project", "reason", "path")
    ),
    "announcement_by_sms": Template(
        gettext_noop("Message from %(sender)s: %(text)s"), ("sender", "text", "path")
    ),
    "poll_ends": Template(
        gettext_noop(
            "Your household has not answered yet whether it supports “%(project)s”. Answer by %(due)s."
        ),
        ("project", "due", "path"),
    ),
    "round_ends": Template(
        gettext_noop("You have not voted yet in “%(round)s”. Vote by %(due)s."), ("round", "due", "path")
    ),
    "review_ends": Template(
        gettext_noop("Your household has not rated “%(project)s” yet. Rate it by %(due)s."),
        ("project", "due", "path"),
    ),
    "meeting_soon": Template(
        gettext_noop("Soon: meeting about “%(project)s”, %(when)s, %(place)s"),
        ("project", "when", "place", "path"),
    ),
    "late": Template(
        gettext_noop("“%(project)s”: %(task)s This was due on %(due)s."), ("project", "task", "due", "path")
    ),
    "ignored": Template(
        gettext_noop(
            "“%(project)s” has been waiting since %(due)s, and nobody did what was asked: %(task)s Please see to it."
        ),
        ("project", "due", "task", "path"),
    ),
}


def fitted(name: str, facts: dict) -> dict[str, str]:
    """Return the variables of template `name` out of `facts`, each as a provider takes it.

    Raises KeyError when `facts` lack one: then the caller and the table do not agree.
    """
    return {
        variable: _path(str(facts.get("path", ""))) if variable == "path" else _fit(str(facts[variable]))
        for variable in TEMPLATES[name].variables
    }


def _fit(text: str) -> str:
    """Return `text` on one line, without links and signatures, shortened where it is too long, never empty."""
    plain = " ".join(LINK.sub("…", text).translate(SIGNATURE).split()) or "–"
    return plain if len(plain) <= LONGEST_VARIABLE else plain[: LONGEST_VARIABLE - 1].rstrip() + "…"


def _path(link: str) -> str:
    """Return `link` without its first slash; one that does not fit leads to the person's own page."""
    path = link.removeprefix("/")
    return path if 0 < len(path) <= LONGEST_VARIABLE else NO_PATH


def said(name: str, params: dict[str, str]) -> str:
    """Return the message as the phone shows it, in the active language, behind the portal's signature."""
    template = TEMPLATES[name]
    address = f" {absolute(template.address % params)}" if template.address else ""
    return f"【{settings.OTP_TOTP_ISSUER}】{_(template.wording) % params}{address}"


def setting_of(name: str, language: str = LANGUAGES[0]) -> str:
    """Return the environment variable with the provider's code of template `name` in `language`."""
    short = "CODE" if name == CODE else name.upper()
    other = "" if language == LANGUAGES[0] else f"_{language.replace('-', '_').upper()}"
    return f"PANLONG_SMS_{short}_TEMPLATE{other}"


def for_approval(name: str) -> str:
    """Return the Chinese words of template `name` as they are handed in: ${…} for each variable, no signature."""
    with override(LANGUAGES[0]):
        text = said(name, {variable: f"${{{variable}}}" for variable in TEMPLATES[name].variables})
    return text.partition("】")[2]


def language_now() -> str:
    """Return the active language, the first one for any that no template is written in."""
    language = get_language() or LANGUAGES[0]
    return language if language in LANGUAGES else LANGUAGES[0]
