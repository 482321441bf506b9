"""Every move, legal and illegal: all stages × all stages, by the verb's own gate and by raw SQL."""

from datetime import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from panlong import clock
from panlong.errors import Refused
from projects import stages
from projects.models import LIGHTS, Project
from projects.stages import LEGAL, MOVES, SUSPENDABLE, Stage
from projects.transitions import change_stage
from tests.factories import draft, put

pytestmark = pytest.mark.django_db


def put_with_lights(project: Project, stage: str, suspended_from: str = "") -> None:
    put(project, stage, suspended_from=suspended_from, **dict.fromkeys(LIGHTS, clock.now()))


def resumed_from(source: str, target: str) -> str:
    if source != Stage.SUSPENDED:
        return ""
    return target if target in SUSPENDABLE else Stage.IN_PROGRESS


@pytest.mark.parametrize("source", Stage)
def test_python_takes_the_legal_moves_and_no_other(w, source):
    project = draft(w)
    for target in Stage:
        put_with_lights(project, source, resumed_from(source, target))
        project.suspended_from = source if target == Stage.SUSPENDED else ""
        try:
            with transaction.atomic():
                change_stage(
                    project, target, act="test", by=None, moves=LEGAL, area_code="", also=("suspended_from",)
                )
                transaction.set_rollback(
                    True
                )  # what a merge says besides is asked in tests/deliberation/test_merging.py
            taken = True
        except Refused:
            taken = False
        assert taken == ((source, target) in LEGAL), (source, target)


@pytest.mark.parametrize("source", Stage)
def test_the_database_takes_the_legal_moves_and_no_other(w, source):
    project = draft(w)
    for target in Stage:
        if target == source:
            continue
        put_with_lights(project, source, resumed_from(source, target))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE projects_project SET stage = %s, suspended_from = %s WHERE id = %s",
                    [target, source if target == Stage.SUSPENDED else "", project.pk],
                )
                transaction.set_rollback(True)
            taken = True
        except DatabaseError:
            taken = False
        assert taken == ((source, target) in LEGAL), (source, target)


def test_a_suspended_project_is_resumed_only_where_it_was(w):
    project = draft(w)
    put_with_lights(project, Stage.SUSPENDED, Stage.ACCEPTANCE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(stage=Stage.IN_PROGRESS, suspended_from="")
    Project.objects.filter(pk=project.pk).update(stage=Stage.ACCEPTANCE, suspended_from="")


def test_a_project_begins_as_a_draft(w):
    with pytest.raises(DatabaseError), transaction.atomic():
        Project.objects.create(
            area=w.courtyard, proposer=w.proposer, title="x", problem="x", plan="x", kind="works", theme="care", beneficiaries=1,
            stage=Stage.POOLED,
        )  # fmt: skip


def test_a_project_is_never_deleted(w):
    project = draft(w)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM projects_project WHERE id = %s", [project.pk])


@pytest.mark.parametrize("missing", LIGHTS)
def test_no_project_closes_with_a_light_missing(w, missing):
    project = draft(w)
    put_with_lights(project, Stage.AFTERCARE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(stage=Stage.CLOSED, **{missing: None})
    Project.objects.filter(pk=project.pk).update(stage=Stage.CLOSED)


def test_every_stage_but_the_draft_is_reached_and_only_what_is_taken_back_leads_out_of_an_end():
    reached = {move.target for move in MOVES}
    assert reached == set(Stage) - {Stage.DRAFT}
    out = {move.act for move in MOVES if move.source in stages.ENDED}
    assert out == {"uphold_appeal", "unmerge", "undo_refusal"}


def test_the_diagram_in_the_docs_is_drawn_from_the_table():
    from projects.management.stage_diagram import draw_diagram

    written = (Path(__file__).parents[2] / "docs" / "stages.md").read_text(encoding="utf-8")
    assert draw_diagram() in written, "run ./manage.py draw_stages > docs/stages.md"


def test_the_clock_of_a_move_is_the_portals(w):
    project = draft(w)
    moment = timezone.make_aware(datetime(2020, 6, 1, 9))
    with clock.at(moment):
        change_stage(project, Stage.SCREENING, act="submit", by=None, moves=LEGAL, area_code="")
    assert Project.objects.get(pk=project.pk).stage_since == moment
