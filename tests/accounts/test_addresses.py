"""Every address × method × role × two communities, against docs/addresses.txt: who is let in shows as a diff.

`DRAW_ADDRESSES=1 python -m pytest tests/accounts/test_addresses.py -n 0` writes the file anew; look at what changed.
"""

import os

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils.safestring import SafeString

from panlong import jobs
from panlong.accounts import people
from panlong.accounts.models import PhoneChange, RosterFile
from panlong.accounts.roster import reading, steps
from panlong.accounts.tasks import read_roster
from panlong.notices.models import Notice
from tests.admin.conftest import signed_in
from tests.factories import Walk, world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DOCUMENT = settings.BASE_DIR / "docs" / "addresses.txt"
ROLES = {
    "nobody": lambda w: None,
    "resident": lambda w: w.neighbours[4],
    "organiser": lambda w: w.organiser,
    "staff": lambda w: w.staff,
    "handler": lambda w: w.handler,
    "district": lambda w: w.leader,
    "auditor": lambda w: w.auditor,
    "administrator": lambda w: w.administrator,
}
OF_ONE_AREA = ("resident", "organiser", "staff")
METHODS = ("get", "post")
OF_HOUSEHOLDS = {
    "door",
    "doors",
    "own-door",
    "named-result",
    "print-sheets",
    "sheet",
    "sheet-photo",
    "sheets",
}
OF_OWNERS = {
    "owners", "say-as-owner", "owner-doors", "owner-door", "deliver", "print-owners-ballots", "owners-ballot", "owners-ballot-photo",
    "owners-form", "owners-roll", "see-owners-roll", "confirm-owners-roll", "put-away-owners-roll", "owners-sale",
    "decide-owners-sale", "prolong-owners-vote", "give-up-owners-vote", "close-owners-vote",
}  # fmt: skip
OF_STATIONS = {
    "confirm-correction",
    "station",
    "new-shift",
    "print-papers",
    "hand-out",
    "write-protocol",
    "protocol-form",
    "scan",
}
OF_MEETINGS = {
    "meeting", "check-in", "door-code", "attendance", "sign-in-sheet", "letters", "draft", "sign-minutes", "minutes-paper",
    "minutes-photo", "confirm-minutes",
}  # fmt: skip
OF_SITTINGS = {
    "sitting",
    "sitting-file",
    "declare",
    "call-substitutes",
    "points",
    "hand-in",
    "score-again",
    "resolve",
}
OF_PROJECTS_TOO = {"minutes-of", "sitting-of", "points-of"}
OF_NONE = {"council"}
# Pages of Django's admin that carry no rows, or lead away by themselves; a row's history is let in like the row.
LEFT_OUT = {"jsi18n", "view_on_site", "login", "logout"}
LEFT_OUT_ENDINGS = ("_history",)


def patterns(resolver=None, namespace=""):
    """Return (name with its namespaces, names of what the address carries) of every address."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            if one.name and one.name not in LEFT_OUT and not one.name.endswith(LEFT_OUT_ENDINGS):
                yield f"{namespace}{one.name}", tuple(one.pattern.converters)
        else:
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from patterns(one, inner)


class Things:
    """Something of community `w` for every address that carries something."""

    def __init__(self, w):
        self.w, walk = w, Walk(w)
        walk.to("in_progress")
        self.project, self.round = walk.project, walk.round
        resident = w.neighbours[5]
        self.request = people.ask_to_join(w.courtyard, by=resident, room="404")
        self.number = PhoneChange.objects.create(user=resident, area=w.courtyard, asked_by=w.neighbours[0])
        self.membership = w.neighbours[4].memberships.get()
        self.step = steps.propose_step(self.membership, {"is_owner": True}, area=w.courtyard, by=w.staff)
        head = b"area_code,room\n" + f"{w.courtyard.code},777\n".encode()
        self.file: RosterFile = reading.read_file(
            reading.receive_file("r.csv", head, by=w.staff, codes=[w.community.code])
        )
        self.job = jobs.start_job("r", read_roster.name, by=w.staff, file=self.file.pk)
        self.rows = {model._meta.label_lower: self.row(model) for model in _registered()}

    def row(self, model) -> int:
        """Return the number of a row of this community that its own people see, 0 when there is none."""
        of_project = {"project", "project_id"} & {field.name for field in model._meta.get_fields()}
        rows = model._base_manager.order_by("pk")
        if of_project:
            rows = rows.filter(project=self.project)
        elif any(field.name == "area" for field in model._meta.get_fields()):
            rows = rows.filter(area__code__startswith=self.w.street.code)
        special = {
            "accounts.user": self.w.neighbours[4].pk,
            "areas.area": self.w.courtyard.pk,
            "accounts.membership": self.membership.pk,
        }
        label = model._meta.label_lower
        return special.get(label) or rows.values_list("pk", flat=True).first() or 0

    def first(self, label: str) -> int:
        """Return the number of the project's first row of the model, 0 when it has none."""
        return (
            apps.get_model(label)
            .objects.filter(project=self.project)
            .order_by("pk")
            .values_list("pk", flat=True)
            .first()
            or 0
        )

    def of_deliberation(self, page: str) -> int:
        """Return the number of what a page of deliberation is about: of stations, corrections and councils there are none."""
        if page in OF_HOUSEHOLDS | OF_OWNERS | OF_PROJECTS_TOO:
            return self.project.pk
        if page in OF_MEETINGS:
            return self.first("deliberation.Meeting")
        if page in OF_SITTINGS:
            return self.project.sitting_items.values_list("sitting", flat=True)[0]
        return 0 if page in OF_STATIONS | OF_NONE else self.round.pk

    def address(self, name: str, carries: tuple[str, ...]) -> str | None:
        """Return address `name` of something in this community, None when nothing like it is at hand."""
        page = name.split(":")[-1]
        numbers = {
            "pages:roster-request": self.request.pk, "pages:phone-change": self.number.pk, "pages:roster-step": self.step.pk, "pages:phone": self.w.neighbours[0].pk,
            "pages:correct": self.membership.pk, "pages:leave": self.membership.pk, "jobs:job": self.job.pk,
            "funding:entry": self.first("funding.Entry"), "funding:receipt": self.first("funding.Contribution"), "funding:scan": self.first("funding.Voucher"),
        }  # fmt: skip
        number = self.project.pk
        if name.startswith("deliberation:"):  # of stations and corrections there are none
            number = self.of_deliberation(page)
        if name.startswith("admin:"):
            number = next(
                (pk for label, pk in self.rows.items() if page.startswith(label.replace(".", "_") + "_")),
                number,
            )
            number = self.file.pk if "roster" in page else number
        elif name.startswith("notices:"):
            number = (
                Notice.objects.filter(area__code__startswith=self.w.street.code)
                .values_list("pk", flat=True)
                .first()
            )
        facts = {
            "token": "of-nobody",
            "code": self.w.courtyard.code,
            "name": "submit",
            "object_id": number,
            "app_label": "accounts",
        }
        found = {one: facts.get(one, numbers.get(name, number)) for one in carries}
        try:
            return reverse(name, kwargs=found)
        except NoReverseMatch:
            return None


def _registered():
    from django.contrib import admin

    return list(admin.site._registry)


class Browser:
    """Asks one address as one person, and takes back whatever that did."""

    def __init__(self, user):
        self.client = signed_in(user) if user else Client()
        self.client.raise_request_exception = False
        self.cookies = self.client.cookies.output()
        self.session = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        self.key = self.session.value if self.session else ""

    def ask(self, method: str, address: str) -> int:
        if self.key:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.key
        with transaction.atomic():
            status = getattr(self.client, method)(address).status_code
            transaction.set_rollback(True)
        return status


def draw(w, other) -> str:
    """Return what docs/addresses.txt should say."""
    here = {name: Browser(who(w)) for name, who in ROLES.items()}
    there = {f"{name}@other": Browser(ROLES[name](other)) for name in OF_ONE_AREA}
    things, lines = Things(w), []
    for name, carries in sorted(set(patterns())):
        address = things.address(name, carries)
        if address is None:
            continue
        for method in METHODS:
            answers: dict[int, list[str]] = {}
            for who, browser in (here | (there if carries else {})).items():
                answers.setdefault(browser.ask(method, address), []).append(who)
            told = "; ".join(f"{status} {' '.join(who)}" for status, who in sorted(answers.items()))
            lines.append(f"{method.upper():4} {name}: {told}")
    return "\n".join(lines) + "\n"


def test_who_is_let_in_where_is_as_written_down(w, monkeypatch):
    other = world("530103003")
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: SafeString(""))
    drawn = draw(w, other)
    if os.environ.get("DRAW_ADDRESSES"):
        DOCUMENT.write_text(drawn, encoding="utf-8")
    written = DOCUMENT.read_text(encoding="utf-8").splitlines()
    assert [line for line in drawn.splitlines() if line not in written] == []
    assert len(written) == len(drawn.splitlines())
    assert not any(" 500 " in line or ": 500" in line for line in written)
