"""Heads leave the house for every place of the settings, whatever goes wrong on the way, and somebody is told."""

import subprocess
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F
from django.utils import timezone

from panlong import settings as at_start
from panlong.log import notes, publishing
from panlong.log.models import Head, Place
from panlong.log.outside import places
from panlong.log.tasks import bring_heads
from panlong.notices.models import Message
from panlong.portal.automation.tasks import remind

pytestmark = pytest.mark.django_db
WITNESS = notes.SigningKey("w", notes.COSIGNATURE, bytes(range(32))).verifier
LOG = notes.SigningKey("w", notes.ED25519, bytes(range(32))).verifier


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR = tmp_path / "var"


@pytest.fixture
def storage(settings, tmp_path):
    folder = tmp_path / "second"
    one = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.LOG_STORAGES = {"log-second": one}
    settings.STORAGES = {**settings.STORAGES, "log-second": one}
    return folder


@pytest.fixture
def remote(settings, tmp_path):
    """A bare repository, as a git server has it."""
    bare = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", bare], check=True)
    settings.LOG_GIT = str(bare)
    return bare


def git(remote, *arguments: str) -> str:
    return subprocess.run(
        ["git", "--git-dir", remote, *arguments], check=True, capture_output=True, text=True
    ).stdout


def is_signed(note: bytes, size: int) -> bool:
    key = publishing.signing_keys()[0].verifier
    return notes.open_checkpoint(note, [key]).checkpoint.size == size


def let_the_pause_pass() -> None:
    Place.objects.update(due_at=timezone.now())


def test_a_second_storage_gets_every_head_once(walk, grow, storage):
    assert bring_heads() == 1 and bring_heads() == 0
    grow()
    assert bring_heads() == 1
    sizes = list(Head.objects.values_list("size", flat=True))
    assert len(sizes) >= 2
    for size in sizes:
        assert is_signed((storage / f"heads/{size:012d}.txt").read_bytes(), size)
    assert is_signed((storage / "checkpoint").read_bytes(), sizes[-1])


def test_an_e_mail_goes_to_the_list_with_the_signed_head(walk, settings):
    settings.LOG_MAIL = ["log@example.org", "press@example.org"]
    assert bring_heads() == 1 and bring_heads() == 0
    (sent,) = mail.outbox
    head = Head.objects.last()
    assert sent.to == settings.LOG_MAIL and sent.subject.startswith(f"公开日志至第{head.size}条")
    assert head.note in sent.body and "/log/check/?size=" in sent.body


def test_a_git_remote_gets_a_commit_with_the_heads(walk, grow, remote):
    assert bring_heads() == 1
    first = git(remote, "rev-parse", "main").strip()
    grow()
    assert bring_heads() == 1 and bring_heads() == 0
    head = Head.objects.last()
    assert is_signed(git(remote, "show", "main:checkpoint").encode(), head.size)
    assert is_signed(git(remote, "show", f"main:heads/{head.size:012d}.txt").encode(), head.size)
    assert git(remote, "rev-parse", "main~1").strip() == first


def test_another_machine_goes_on_where_the_first_one_was(walk, grow, remote, settings, tmp_path):
    bring_heads()
    settings.VAR = tmp_path / "another machine"
    grow()
    assert bring_heads() == 1
    assert git(remote, "rev-list", "--count", "main").strip() == "2"


def test_a_remote_that_was_rewritten_is_never_overwritten(walk, grow, remote, tmp_path):
    bring_heads()
    clone = tmp_path / "clone"
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "clone", "--quiet", remote, clone], check=True)
    subprocess.run(["git", *who, "commit", "--quiet", "--amend", "--message", "other"], cwd=clone, check=True)
    subprocess.run(["git", "push", "--quiet", "--force", "origin", "main"], cwd=clone, check=True)
    there = git(remote, "rev-parse", "main")
    grow()
    assert bring_heads() == 0 and git(remote, "rev-parse", "main") == there
    assert "push" in Place.objects.get().failure


def test_a_failure_is_tried_again_and_everything_arrives(walk, grow, remote):
    remote.rename(remote.with_suffix(".away"))
    assert bring_heads() == 0 and bring_heads() == 0
    place = Place.objects.get()
    assert (place.tries, place.size) == (1, 0) and place.failure  # the second call kept the pause
    grow()
    let_the_pause_pass()
    assert bring_heads() == 0
    assert Place.objects.get().tries == 2
    remote.with_suffix(".away").rename(remote)
    let_the_pause_pass()
    assert bring_heads() == 1
    place = Place.objects.get()
    assert (place.tries, place.failing_since, place.failure) == (0, None, "")
    assert len(git(remote, "ls-tree", "main:heads").splitlines()) == Head.objects.count()


def test_one_place_that_is_away_holds_up_no_other(walk, storage, settings, tmp_path):
    settings.LOG_GIT = str(tmp_path / "nowhere.git")
    settings.LOG_MAIL = ["log@example.org"]
    assert bring_heads() == 2
    assert set(Place.objects.filter(failing_since=None).values_list("size", flat=True)) == {
        Head.objects.last().size
    }


def test_while_a_worker_brings_them_no_other_does(walk, storage):
    places.claim(Place.objects.create(name="storage:log-second"))
    assert bring_heads() == 0


def test_a_storage_that_tells_of_another_log_is_not_overwritten(walk, storage, rewrite):
    bring_heads()
    head = Head.objects.last()
    before = (storage / f"heads/{head.size:012d}.txt").read_bytes()
    rewrite()
    Place.objects.update(size=0)
    assert bring_heads() == 0
    assert "another log" in Place.objects.get().failure
    assert (storage / f"heads/{head.size:012d}.txt").read_bytes() == before


def test_after_an_hour_the_administrators_and_the_health_page_are_told_once(
    walk, settings, tmp_path, client, w
):
    settings.LOG_GIT = str(tmp_path / "nowhere.git")
    bring_heads()
    assert client.get("/readyz").json()["log"] is True
    remind()
    told = Message.objects.filter(topic="log_away")
    assert not told.exists()
    Place.objects.update(failing_since=F("failing_since") - timedelta(minutes=61))
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json()["log"] is False
    remind()
    remind()
    assert told.get().person == w.administrator
    settings.LOG_GIT = ""  # a place that is no longer wanted is no alarm
    assert client.get("/readyz").json()["log"] is True


@pytest.mark.parametrize("text", ["[]", "{", '{"a": {}}', '{"a": "b"}', '{"a": {"BACKEND": 1}}'])
def test_a_storage_that_nobody_understands_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="PANLONG_LOG_STORAGES"):
        at_start.storages_outside(text)


@pytest.mark.parametrize(
    "text",
    ["", "x https://w.example", str(WITNESS),
     f"{WITNESS} ftp://w.example", f"{LOG} https://w.example"],
)  # fmt: skip
def test_a_witness_that_nobody_understands_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="PANLONG_LOG_WITNESSES"):
        at_start.witness(text)
