"""How far a reader has to walk through the code: three flows, traced through the test client.

    .venv/bin/python -m pytest benchmarks/test_flows.py -n 0 -s

A vote: look again, cast, receipt. A yuan: pay a part of the subsidy, then the project's page of money. A notice: the
screening passes, then the notice as a stranger reads it. For each flow, and in brackets for each of its requests:

- files: modules of ours that code runs in while a view runs, its templates included. What only middleware and context
  processors enter is left out; "with these" counts it, too.
- jumps: how often a call of ours runs in another file than the call of ours before it.
- calls: entries into functions of ours; comprehensions, lambdas and each turn of a generator are calls as well.
- templates: different ones rendered.

Jumps and calls count the whole request. The figures depend on what is cached, so the cache is empty at the start.
Knows no module: only addresses, factories, and what the settings call middleware and context processors.

Before the rebuilding (commit 3a6eb51) a first tool told: a vote 11 files (17), 73 jumps (40+13+20), 228 calls, 8
templates; a yuan 29 (35), 149 (77+72), 393, 15; a notice 24 (30), 100 (84+16), 188, 5. On that commit this one tells

    A vote: 12 files (with these 17), 72 jumps (39+13+20), 224 calls (132+50+42), 8 templates
    A yuan: 30 files (with these 35), 150 jumps (78+72), 393 calls (171+222), 15 templates
    A notice: 25 files (with these 30), 99 jumps (84+15), 186 calls (148+38), 5 templates

on every run: the same way of counting, within one file, one jump and four calls of the first one.
"""

import inspect
import re
import sys
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test.signals import template_rendered
from django.urls import resolve
from django.utils.module_loading import import_string

from panlong import clock
from projects.stages import Stage
from tests.conftest import *  # noqa: F403  (its fixtures)
from tests.deliberation.rounds import open_secret
from tests.factories import Walk, sign_in

ROOT = Path(settings.BASE_DIR)
OWN = tuple(f"{ROOT / package}/" for package in ("panlong", "projects", "deliberation", "funding"))
PROCESSORS = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]


def codes_of(paths) -> set:
    """Return the code of the functions that the settings name by `paths`."""
    return {inspect.unwrap(import_string(path)).__code__ for path in paths}


class Trace:
    """What one request of the test client runs of ours, from entering the block to leaving it."""

    def __init__(self, address: str):
        self.view = inspect.unwrap(resolve(address.partition("?")[0]).func).__code__
        self.processors = codes_of(PROCESSORS)
        self.files: list[str] = []
        self.files_of_view: set[str] = set()
        self.templates: list[str] = []

    def note_call(self, frame, event, _argument) -> None:
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(OWN):
            self.files.append(file)
            if self.is_of_view(frame):
                self.files_of_view.add(file)

    def is_of_view(self, frame) -> bool:
        """Say whether the view called this, in whatever way, and not for a context processor."""
        while frame:
            if frame.f_code is self.view:
                return True
            if frame.f_code in self.processors:
                return False
            frame = frame.f_back
        return False

    def note_template(self, template, **_facts) -> None:
        self.templates.append(template.name)

    def __enter__(self) -> "Trace":
        template_rendered.connect(self.note_template)
        sys.setprofile(self.note_call)
        return self

    def __exit__(self, *_error) -> None:
        sys.setprofile(None)
        template_rendered.disconnect(self.note_template)

    @property
    def jumps(self) -> int:
        return sum(one != other for one, other in pairwise(self.files))


def ask(client, address: str, form: dict | None = None) -> tuple:
    """GET `address`, or POST `form` to it; return the answer and the trace of it."""
    with Trace(address) as trace:
        answer = client.get(address) if form is None else client.post(address, form)
    assert answer.status_code in (200, 302), address
    return answer, trace


def tell(name: str, traces: list[Trace]) -> None:
    """Print the figures of a flow, and its files."""
    of_views = set().union(*(one.files_of_view for one in traces))
    whole = set().union(*(one.files for one in traces))
    jumps, calls = [one.jumps for one in traces], [len(one.files) for one in traces]
    templates = {template for one in traces for template in one.templates}
    print(
        f"\n{name}: {len(of_views)} files (with these {len(whole)}), {sum(jumps)} jumps ({'+'.join(map(str, jumps))}), "
        f"{sum(calls)} calls ({'+'.join(map(str, calls))}), {len(templates)} templates"
    )
    print("  " + ", ".join(sorted(str(Path(file).relative_to(ROOT)) for file in of_views)))
    assert of_views


@pytest.mark.django_db
def test_a_vote(w, client):
    round = open_secret(w).round
    candidate = round.candidates.earliest("pk")
    sign_in(client, w.neighbours[1])
    cache.clear()
    looked, look = ask(client, f"/rounds/{round.pk}/", {"operation": uuid4(), "candidates": [candidate.pk]})
    _answer, cast = ask(client, f"/rounds/{round.pk}/cast/", {"envelope": looked.context["envelope"]})
    _page, receipt = ask(client, f"/rounds/{round.pk}/receipt/")
    tell("A vote", [look, cast, receipt])


@pytest.mark.django_db
def test_a_yuan(w, client):
    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.choose_supplier()
        walk.refresh()
        walk.receive()
        walk.approve_next()
        sign_in(client, w.finance)
        cache.clear()
        paid = {"bank_reference": "B77", "operation": uuid4()}
        _answer, pay = ask(client, f"/projects/{project.pk}/do/pay/", paid)
        _page, money = ask(client, f"/money/projects/{project.pk}/")
    tell("A yuan", [pay, money])


@pytest.mark.django_db
def test_a_notice(w, client):
    walk = Walk(w)
    project = walk.to(Stage.SCREENING)
    with clock.at(walk.moment):
        sign_in(client, w.organiser)
        form = client.get(f"/projects/{project.pk}/do/screen/").context["form"]
        cache.clear()
        passed = {
            **{name: form[name].value() for name in ("operation", "seen", "area", "level", "kind", "theme")},
            "verdict": "passed",
            "checks": [name for name, _words in form.fields["checks"].choices],
            "confirmed": "yes",
        }
        _answer, screen = ask(client, f"/projects/{project.pk}/do/screen/", passed)
        client.logout()
        address = re.search(r"/notices/\d+/", client.get("/notices/").content.decode()).group()
        cache.clear()
        _page, notice = ask(client, address)
    tell("A notice", [screen, notice])
