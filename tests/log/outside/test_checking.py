"""Whoever kept the number and the code of an old paper finds out whether the log still says the same."""

import base64
import json
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import Contribution
from panlong.log import notes, publishing, tree
from panlong.log.models import Head
from panlong.log.outside import shown
from panlong.notices.models import Notice
from panlong.notices.papers import paper
from panlong.policy.models import Parameter
from panlong.tools import pdf
from panlong.tools.addresses import absolute
from projects.stages import Stage
from tests.factories import Walk

pytestmark = pytest.mark.django_db


def ask(client, head, **other):
    address = {"size": head.size, "root": head.code, **other}
    return client.get("/log/check/", address)


def test_what_stands_on_a_paper_is_still_there_when_the_log_has_grown(client, walk, grow):
    old = shown.newest_head()
    grow()
    for root in (
        old.code, old.code.lower(), old.code.replace("-", " "), old.root.hex(), old.root.hex().upper(),
        base64.b64encode(old.root).decode(),
    ):  # fmt: skip
        answer = ask(client, old, root=root)
        assert answer.context["outcome"] == "kept", root
        assert "没有被改过" in answer.content.decode()


def test_the_address_of_a_code_leads_to_the_answer(client, walk):
    old = shown.newest_head()
    assert old.address == absolute(old.path)
    assert client.get(old.path).context["outcome"] == "kept"


def test_the_page_gives_a_proof_that_anybody_can_repeat(client, walk, grow):
    old = shown.newest_head()
    grow()
    found = ask(client, old).context["found"]
    hashes = [base64.b64decode(line) for line in found.proof_lines]
    assert hashes and tree.verify_consistency(old.size, old.root, found.now.size, found.now.root, hashes)
    assert all(line in ask(client, old).content.decode() for line in found.proof_lines)


def test_a_log_that_was_rewritten_is_told(client, walk, rewrite, grow):
    old = shown.newest_head()
    rewrite()
    for root in (old.code, old.root.hex()):
        answer = ask(client, old, root=root)
        assert answer.context["outcome"] == "rewritten"
        assert "监督电话12345" in answer.content.decode()
    grow()
    assert ask(client, old, root=old.root.hex()).context["outcome"] == "rewritten"


def test_a_log_that_was_cut_off_is_told(client, walk):
    old = shown.newest_head()
    assert ask(client, old, size=old.size + 1).context["outcome"] == "cut_off"


def test_before_anything_is_published_nobody_can_say(client, folder):
    answer = client.get("/log/check/", {"size": 5, "root": "K7PM-2QXD"})
    assert (answer.status_code, answer.context["outcome"]) == (200, "unknown")
    assert client.get("/log/").status_code == 200


def test_a_head_that_others_signed_is_no_answer(client, walk, folder, settings):
    old = shown.newest_head()
    settings.LOG_KEYS = [notes.make_key("localhost/log").export()]
    assert ask(client, old).context["outcome"] == "unknown"


@pytest.mark.parametrize(
    "typed",
    [
        {"size": "", "root": ""}, {"size": "12"}, {"root": "K7PM-2QXD"}, {"size": "0", "root": "K7PM-2QXD"},
        {"size": "-3", "root": "K7PM-2QXD"}, {"size": "9" * 40, "root": "K7PM-2QXD"}, {"size": "12", "root": "K7PM"},
        {"size": "12", "root": "K1PM-2QXD"}, {"size": "12", "root": "\x00"}, {"size": "zwölf", "root": "é" * 32},
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_told_beside_the_field_and_stays_typed(client, walk, typed):
    answer = client.get("/log/check/", typed)
    assert answer.status_code == 422 and answer.context["form"].errors
    if typed.get("size") == "12" and "root" in typed:
        assert 'value="12"' in answer.content.decode()


def test_the_overview_shows_number_and_code(client, walk):
    head = shown.newest_head()
    page = client.get("/log/").content.decode()
    assert str(head.size) in page and head.code in page and head.root.hex() in page


def test_pages_cost_the_same_for_a_long_log(client, walk, grow, django_assert_max_num_queries):
    head = shown.newest_head()
    for _time in range(3):
        grow()
    with django_assert_max_num_queries(4):
        client.get("/log/")
    with django_assert_max_num_queries(1):
        ask(client, head)


def test_the_proof_is_given_to_whoever_checks_it_alone(client, walk, grow):
    old = shown.newest_head()
    new = grow()
    told = json.loads(client.get("/log/proof", {"old": old.size, "new": new}).content)
    head = publishing.published_head()
    assert tree.verify_consistency(
        old.size, old.root, new, head.root, [base64.b64decode(one) for one in told["proof"]]
    )
    for odd in ({}, {"old": "x", "new": "1"}, {"old": new, "new": old.size}, {"old": 1, "new": new + 1}):
        assert client.get("/log/proof", odd).status_code == 404


@pytest.fixture
def made(monkeypatch):
    """What papers are made of."""
    make, facts = pdf.make_pdf, []
    monkeypatch.setattr(
        pdf, "make_pdf", lambda name, those, **more: facts.append(those) or make(name, those, **more)
    )
    return facts


class TestWhereItStands:
    def test_a_printed_notice_has_the_head_that_counts_it_at_its_foot(self, walk, grow, made):
        notice = Notice.objects.earliest("pk")
        head = shown.head_of(shown.with_head(Notice.objects.filter(pk=notice.pk), "notices_notice").get())
        before = paper(notice, "zh-hans")
        assert made[-1]["log"] == {
            "words": f"公开日志至第{head.size}条 · 校验码 {head.code}",
            "scan": "扫码核对",
            "code": pdf.make_qr_code(head.address),
        }
        grow()
        assert paper(notice, "zh-hans") == before  # the same paper for ever

    def test_a_notice_that_the_log_does_not_count_yet_is_printed_without_and_then_with(self, w, folder, made):
        Walk(w).to(Stage.SUPPORT_POLL)
        notice = Notice.objects.latest("pk")
        assert paper(notice, "zh-hans").startswith(b"%PDF") and made[-1]["log"] == {}
        publishing.grow_log()
        assert paper(notice, "zh-hans").startswith(b"%PDF") and made[-1]["log"]

    def test_a_receipt_and_the_papers_of_a_station_have_the_newest(self, w, folder, client, made):
        walk = Walk(w)
        walk.to(Stage.AFTERCARE)
        publishing.grow_log()
        receipt = Contribution.objects.earliest("pk")
        assert client.get(f"/money/receipts/{receipt.pk}.pdf").status_code == 200
        assert made[-1]["log"]["code"] == pdf.make_qr_code(shown.newest_head().address)

    def test_the_feed_has_the_signed_head_and_each_notice_its_own(self, client, walk, grow):
        grow()
        feed = ElementTree.fromstring(client.get(reverse("notices:feed")).content)
        note = feed.find("{https://c2sp.org/tlog-checkpoint}checkpoint").text
        key = publishing.signing_keys()[0].verifier
        assert notes.open_checkpoint(note.encode(), [key]).checkpoint.size == Head.objects.last().size
        for entry in feed.findall("{http://www.w3.org/2005/Atom}entry"):
            text = entry.find("{http://www.w3.org/2005/Atom}summary").text
            assert "/log/check/?size=" in text and "校验码" in text

    def test_the_feed_costs_the_same_for_many_notices(self, client, walk, grow, django_assert_num_queries):
        with CaptureQueriesContext(connection) as before:
            client.get(reverse("notices:feed"))
        grow()
        with django_assert_num_queries(len(before)):
            client.get(reverse("notices:feed"))


class TestACopy:
    def test_a_downloaded_copy_is_verified_without_the_database(self, walk, folder):
        out = StringIO()
        call_command("verify", "--offline", str(folder), stdout=out)
        assert "Everything that was checked is right." in out.getvalue()

    def test_a_copy_that_was_rewritten_is_found_by_an_older_head(self, walk, folder, rewrite, tmp_path):
        kept = tmp_path / "kept"
        kept.write_bytes((folder / "checkpoint").read_bytes())
        rewrite()
        with pytest.raises(CommandError, match="Something is wrong"):
            call_command("verify", "--offline", str(folder), "--checkpoint", str(kept), stdout=StringIO())

    def test_a_copy_that_somebody_else_signed_is_refused(self, walk, folder):
        other = notes.make_key("localhost/log").verifier
        with pytest.raises(CommandError, match="wrong"):
            call_command("verify", "--offline", str(folder), "--key", str(other), stdout=StringIO())

    @pytest.mark.parametrize("arguments", [["--key", "no key"], ["--checkpoint", "missing"]])
    def test_what_cannot_be_read_is_told(self, walk, folder, arguments):
        with pytest.raises(CommandError):
            call_command("verify", "--offline", str(folder), *arguments, stdout=StringIO())

    def test_an_empty_folder_is_told(self, folder, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("verify", "--offline", str(tmp_path), stdout=StringIO())


def test_the_last_head_is_kept_although_nothing_follows(walk, monkeypatch):
    Parameter.objects.create(key="x", value=1, effective_from="2040-01-01", basis="")
    size = publishing.grow_log()
    assert Head.objects.last().size < size  # no notice, and the last head is young
    monkeypatch.setattr(publishing, "HEAD_EVERY", timedelta())
    assert publishing.grow_log() == size
    assert Head.objects.last().size == size
