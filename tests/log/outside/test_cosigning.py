"""Witnesses sign each new head over http, and a log that forks is noticed by them and told."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.db.models import F
from django.utils import timezone

from panlong.log import notes, publishing
from panlong.log.models import Place
from panlong.log.outside import witnesses
from panlong.log.tasks import cosign
from panlong.notices.models import Message
from panlong.portal.automation.tasks import remind

pytestmark = pytest.mark.django_db


class Keeper:
    """A witness that listens: its state outlives every request, and it may be away."""

    def __init__(self, name: str):
        self.key = notes.make_key(name, notes.COSIGNATURE)
        self.witness = witnesses.Witness(
            self.key, {"localhost/log": [key.verifier for key in publishing.signing_keys()]}
        )
        self.asked, self.is_away = 0, False
        keeper = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                keeper.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = keeper.witness.add_checkpoint(body, now=int(time.time()))
                if keeper.is_away:
                    answer = witnesses.Answer(503, "text/plain", b"away\n")
                assert self.path == "/w/add-checkpoint"
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def setting(self) -> tuple[notes.VerifierKey, str]:
        return self.key.verifier, f"http://127.0.0.1:{self.server.server_port}/w"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def keepers(folder, settings):
    made = [Keeper(f"witness.example/{number}") for number in (1, 2)]
    settings.LOG_WITNESSES = [one.setting for one in made]
    settings.LOG_WITNESSES_NEEDED = 2
    yield made
    for one in made:
        one.close()


def signers(client, keepers) -> set[str]:
    """Return which witnesses signed what is published at /log/checkpoint."""
    keys = [key.verifier for key in publishing.signing_keys()]
    opened = notes.open_checkpoint(
        client.get("/log/checkpoint").content, keys, [one.key.verifier for one in keepers]
    )
    return {one.name for one in opened.by_witnesses}


def let_the_pause_pass() -> None:
    Place.objects.update(due_at=timezone.now())


def test_every_new_head_is_cosigned_and_published_with_the_signatures(keepers, walk, grow, client):
    names = {one.key.name for one in keepers}
    assert cosign() == 2 and signers(client, keepers) == names
    assert cosign() == 0 and keepers[0].asked == 1  # nobody is asked twice about the same
    grow()
    assert signers(client, keepers) == set()
    assert cosign() == 2 and signers(client, keepers) == names
    page = client.get("/log/").content.decode()
    assert all(name in page for name in names)


def test_while_not_enough_have_signed_their_signatures_are_not_published(keepers, walk, client, settings):
    keepers[1].is_away = True
    assert cosign() == 1 and signers(client, keepers) == set()
    keepers[1].is_away = False
    assert cosign() == 0  # the pause after a failure
    let_the_pause_pass()
    assert cosign() == 1 and len(signers(client, keepers)) == 2


def test_one_is_enough_where_the_settings_say_so(keepers, walk, client, settings):
    keepers[1].is_away, settings.LOG_WITNESSES_NEEDED = True, 1
    assert cosign() == 1 and signers(client, keepers) == {keepers[0].key.name}


@pytest.mark.parametrize("grows", [False, True])
def test_a_log_that_was_rewritten_is_noticed_and_told(keepers, walk, rewrite, grow, client, w, grows):
    cosign()
    seen = keepers[0].witness.seen["localhost/log"]
    rewrite()
    if grows:
        grow()
    let_the_pause_pass()
    assert cosign() == 0
    assert keepers[0].witness.seen["localhost/log"] == seen
    assert Place.objects.filter(forked_since__isnull=False).count() == 2
    assert signers(client, keepers) == set()
    assert client.get("/readyz").json()["log"] is False
    remind()
    assert Message.objects.filter(topic="log_forked", person=w.administrator).count() == 2
    assert "说日志被改过" in client.get("/log/").content.decode()


def test_a_log_that_was_rolled_back_is_noticed(keepers, walk, grow, folder):
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    grow()
    cosign()
    for file, content in before.items():
        file.write_bytes(content)
    let_the_pause_pass()
    assert cosign() == 0
    assert Place.objects.filter(forked_since__isnull=False).count() == 2


def test_a_witness_that_lost_track_of_us_is_asked_from_where_it_is(keepers, walk, grow, client):
    cosign()
    Place.objects.update(size=F("size") - 1)  # the table was brought back from a backup
    grow()
    assert cosign() == 2 and len(signers(client, keepers)) == 2
