"""A resolution is published with every point, and counted again from its files alone."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.council import interests, records
from deliberation.models import Sitting
from deliberation.results import resolution_check
from panlong.accounts.models import Role
from panlong.notices.models import Message, Notice
from projects.models import Project
from projects.stages import Stage
from tests.deliberation.sittings import all_give, chosen_in_a_round, decide
from tests.factories import elect, give_points, person, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolved(w):
    """Two projects of a round: one is chosen, the other one has too few points."""
    chosen_in_a_round(w, 1000, 2000)
    all_give(w, 项目0=11, 项目1=16)
    sitting = Sitting.objects.get()
    decide(sitting, w.staff)
    sitting.refresh_from_db()
    return sitting


@pytest.fixture
def folder(resolved, tmp_path):
    for name, text in records.file_contents(resolved.record).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


class TestPage:
    def test_everybody_reads_every_point_by_seat_and_the_name_by_consent(self, client, w, resolved):
        w.committee[1].name_is_public = True
        w.committee[1].save()
        text = client.get(resolved.get_absolute_url()).text
        assert "80.00" in text and "55.00" in text and "自筹资金多 16" in text and "委员1" in text
        assert "委员0" not in text and "席位1" in text
        assert text.index("项目1") < text.index("项目0")

    def test_the_story_leads_there(self, client, resolved):
        assert (
            resolved.get_absolute_url()
            in client.get(Project.objects.get(title="项目1").get_absolute_url()).text
        )

    def test_the_notice_says_place_order_and_fingerprints(self, resolved):
        body = Notice.objects.get(kind="resolution", facts__project="项目1").body
        sums = records.fingerprints(records.file_contents(resolved.record))
        assert all(sum in body for sum in sums.values())
        assert "1. 项目1 80.00" in body and "2. 项目0 55.00" in body and "3名成员" in body

    def test_files_are_everybodys_after_the_resolution_only(self, client, w, resolved):
        address = reverse("deliberation:sitting-file", args=[resolved.pk, "resolution.json"])
        told = json.loads(b"".join(client.get(address).streaming_content))
        assert told["projects"][0]["points"] == "80.00" and "members" not in told
        other = Sitting.objects.exclude(pk=resolved.pk).first() or self.fresh(w)
        for name in ("resolution.json", "scores.csv", "x.csv"):
            assert client.get(reverse("deliberation:sitting-file", args=[other.pk, name])).status_code == 404

    def fresh(self, w):
        project = placed(w, Stage.SELECTION)
        interests.declare_no_interest(project, by=w.committee[0])
        return Sitting.objects.latest("pk")

    def test_what_is_published_stays(self, resolved):
        with pytest.raises(DatabaseError), transaction.atomic():
            Sitting.objects.filter(pk=resolved.pk).update(record={})


class TestWhoIsTold:
    def test_why_it_was_not_chosen_until_when_it_waits_and_what_would_help(self, w):
        project = chosen_in_a_round(w, 1000)[0]
        elect(w, project)
        for member in w.committee:
            give_points(project, member, 11, participation=3)
        decide(Sitting.objects.get(), w.staff)
        told = Message.objects.filter(topic="not_resolved_points")
        assert {one.person for one in told} >= {w.proposer, *w.neighbours[1:4]}
        text = told.first().text
        assert "居民参与度高" in text and "47.00" in text and "年" in text


class TestCountingAgain:
    def verify(self, *arguments, **options):
        out = StringIO()
        call_command("verify_resolution", *arguments, stdout=out, **options)
        return out.getvalue()

    def test_it_agrees(self, resolved, folder):
        assert "resolution.json" in self.verify(resolved.pk)
        assert "resolution.json" in self.verify(files=str(folder))
        notice = folder / "notice.txt"
        notice.write_text(Notice.objects.filter(kind="resolution").first().body, encoding="utf-8")
        assert "resolution.json" in self.verify(files=str(folder), notice=str(notice))

    def test_nothing_to_check_is_said(self, w, tmp_path):
        for arguments in ({"sitting": 999}, {"files": str(tmp_path)}, {}):
            with pytest.raises(CommandError):
                self.verify(**arguments)

    @pytest.mark.parametrize(
        "change",
        [
            lambda told: told["projects"][0]["scores"][0].update(reach=0),
            lambda told: told["projects"][0].update(place=2),
            lambda told: told["projects"][0].update(points="99.00"),
            lambda told: told["projects"][0].update(chosen=False),
            lambda told: told["projects"][1].update(chosen=True),
            lambda told: told["projects"][1].update(chosen=True, departure="因为。"),
            lambda told: told["projects"][0]["scores"].pop(),
            lambda told: told["projects"].reverse(),
            lambda told: told.update(decisive_points=7),
            lambda told: told.update(budget="1.00"),
            lambda told: told["terms"].update(least_points="90"),
        ],
    )
    def test_whatever_is_changed_is_found(self, folder, change):
        told = json.loads((folder / "resolution.json").read_text(encoding="utf-8"))
        change(told)
        (folder / "resolution.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        assert resolution_check.verify_files(folder)

    def test_a_file_that_is_not_the_notices_is_found(self, resolved, folder):
        sums = records.fingerprints(records.file_contents(resolved.record))
        assert resolution_check.verify_files(folder, sums) == []
        with open(folder / "resolution.json", "a", encoding="utf-8") as file:
            file.write("\n")
        assert len(resolution_check.verify_files(folder, sums)) == 1

    def test_who_stepped_aside_after_handing_in_stands_in_no_file(self, w):
        project = placed(w, Stage.SELECTION)
        extra = person("委员丁", role=Role.COMMITTEE_MEMBER, where=w.community)
        asked = interests.ask_for_recusal(project, by=w.neighbours[4], member=extra, reason="亲属。")
        for member in (*w.committee, extra):
            give_points(project, member)
        for member in w.committee[:2]:
            interests.vote_on_recusal(asked, by=member, grants=True, reason="属实。")
        sitting = Sitting.objects.get()
        decide(sitting, w.staff)
        sitting.refresh_from_db()
        assert len(sitting.record["projects"][0]["scores"]) == 3


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points=st.lists(st.lists(st.integers(10, 15), min_size=5, max_size=5), min_size=6, max_size=6))
def test_the_order_is_that_of_an_independent_recount(w, tmp_path, points):
    """By adding up the published points by hand: weights are even, and three members are too few to leave any out."""
    with transaction.atomic():
        projects = chosen_in_a_round(w, 1000, 2000)
        rows = iter(points)
        for project in projects:
            for member in w.committee:
                given_points = dict(
                    zip(
                        ("reach", "participation", "self_raised", "urgency", "replicable"),
                        next(rows),
                        strict=True,
                    )
                )
                give_points(project, member, **given_points)
        sitting = Sitting.objects.latest("pk")
        decide(sitting, w.staff)
        sitting.refresh_from_db()
        told = sitting.record["projects"]
        sums = [sum(sum(v for k, v in row.items() if k != "seat") for row in one["scores"]) for one in told]
        assert sums == sorted(sums, reverse=True)
        transaction.set_rollback(True)
