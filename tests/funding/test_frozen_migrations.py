"""What the migrations did when they were written stands beside them, so that moving a module edits no history."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection

from funding.ledger import totals
from funding.models import Link
from projects.stages import Stage
from tests.factories import Walk

ROOT = Path(__file__).parents[2]
OURS = {"panlong", "projects", "deliberation", "funding"}
NAMED_BY_DJANGO = {"panlong.clock"}  # defaults of columns: Django writes these names itself
frozen = import_module("funding.migrations._sql")


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return names


def test_no_migration_runs_live_code():
    files = [file for app in OURS for file in (ROOT / app).glob("**/migrations/*.py")]
    live = {
        (file.name, name)
        for file in files
        for name in imported(file)
        if name.split(".")[0] in OURS and name not in NAMED_BY_DJANGO and ".migrations" not in name
    }
    assert len(files) > 20
    assert not live


@pytest.mark.django_db
def test_the_frozen_sums_are_still_those_of_the_postings(w):
    Walk(w).to(Stage.CLOSED)
    with connection.cursor() as cursor:
        frozen.rebuild_totals(cursor)
    assert not totals.wrong_totals()


@pytest.mark.django_db
def test_the_frozen_link_ties_a_row_as_the_chain_does(w):
    Walk(w).to(Stage.CLOSED)
    last = Link.objects.filter(kind="entry").last()
    with connection.cursor() as cursor:
        frozen.link_row(cursor, "entry", last.row_id, last.chain)
    again = Link.objects.filter(kind="entry").last()
    assert (again.facts, again.row_id) == (last.facts, last.row_id)
    assert again.digest != last.digest
