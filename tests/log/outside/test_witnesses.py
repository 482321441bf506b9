"""A witness answers as tlog-witness says, and a log that forks, shrinks or rewrites itself is noticed by it."""

import base64
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from panlong.log import notes, tree
from panlong.log.outside import witnesses

ORIGIN = "log.example/decisions"
LOG = notes.SigningKey(ORIGIN, notes.ED25519, bytes(range(32)))
NEXT = notes.SigningKey(ORIGIN, notes.ED25519, bytes(range(1, 33)))
KEY = notes.SigningKey("witness.example/w1", notes.COSIGNATURE, bytes(range(2, 34)))
NOW = 1_790_000_000

HONEST = [tree.hash_leaf(f"entry {index}".encode()) for index in range(300)]
FORKED = [*HONEST[:120], tree.hash_leaf(b"another decision"), *HONEST[121:]]


def sign(size, hashes=HONEST, keys=(LOG,), origin=ORIGIN):
    return notes.sign_note(str(notes.Checkpoint(origin, size, tree.root_of(hashes[:size]))), keys)


def request(old, new, hashes=HONEST, **signed):
    proof = tree.prove_consistency(old, new, tree.read_from_hashes(hashes)) if old <= new else []
    return witnesses.write_request(old, proof, sign(new, hashes, **signed))


@pytest.fixture
def witness():
    return witnesses.Witness(KEY, {ORIGIN: [LOG.verifier, NEXT.verifier]})


def ask(witness, hashes, size, known=0):
    """Ask the witness as the log does, without a network."""
    return witnesses.ask_witness(
        "https://witness.example",
        KEY.verifier,
        sign(size, hashes),
        known_size=known,
        prove=lambda old, new: tree.prove_consistency(old, new, tree.read_from_hashes(hashes)),
        post=lambda url, body: witness.add_checkpoint(body, now=NOW),
    )


def test_the_request_of_the_standard_is_read_and_written_alike():
    hashes = [
        base64.b64decode("PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw="),
        base64.b64decode("jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk="),
    ]
    body = (
        b"old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
        b"jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n\nthe checkpoint"
    )
    assert witnesses.parse_request(body) == (20852014, hashes, b"the checkpoint")
    assert witnesses.write_request(20852014, hashes, b"the checkpoint") == body
    assert witnesses.parse_request(b"old 0\n\nx") == (0, [], b"x")


def test_a_growing_log_is_cosigned_again_and_again(witness):
    for old, new in [(0, 1), (1, 100), (100, 100), (100, 256), (256, 300)]:
        answer = witness.add_checkpoint(request(old, new), now=NOW)
        assert (answer.status, answer.content_type[:10]) == (200, "text/plain")
        opened = notes.open_checkpoint(sign(new) + answer.body, [LOG.verifier], [KEY.verifier])
        assert [one.time for one in opened.by_witnesses] == [NOW]
    assert witness.seen[ORIGIN].size == 300


def test_what_was_cosigned_last_can_be_read(witness):
    name = sha256(ORIGIN.encode()).hexdigest()
    assert witness.read_checkpoint(name).status == 404
    witness.add_checkpoint(request(0, 7), now=NOW)
    answer = witness.read_checkpoint(name)
    opened = notes.open_checkpoint(answer.body, [LOG.verifier], [KEY.verifier])
    assert (answer.status, opened.checkpoint.size, len(opened.by_witnesses)) == (200, 7, 1)


def test_an_empty_log_has_the_root_of_nothing(witness):
    assert witness.add_checkpoint(request(0, 0), now=NOW).status == 200
    odd = notes.sign_note(str(notes.Checkpoint(ORIGIN, 0, bytes(32))), [LOG])
    assert witness.add_checkpoint(witnesses.write_request(0, [], odd), now=NOW).status == 422


def test_another_size_than_the_last_is_answered_with_the_last(witness):
    witness.add_checkpoint(request(0, 100), now=NOW)
    for old in (0, 99):
        answer = witness.add_checkpoint(request(old, 200), now=NOW)
        assert (answer.status, answer.content_type, answer.body) == (409, "text/x.tlog.size", b"100\n")


def test_unknown_logs_and_unsigned_checkpoints_are_refused(witness):
    other = notes.make_key("other.example")
    assert witness.add_checkpoint(request(0, 3, origin="other.example"), now=NOW).status == 404
    assert witness.add_checkpoint(request(0, 3, keys=(other,)), now=NOW).status == 403
    wrong = notes.Signature(NEXT.name, NEXT.verifier.key_id, bytes(64))
    body = witnesses.write_request(0, [], notes.add_signatures(sign(3), [wrong]))
    assert witness.add_checkpoint(body, now=NOW).status == 403
    assert not witness.seen


def test_after_a_change_of_keys_the_same_log_goes_on(witness):
    witness.add_checkpoint(request(0, 10), now=NOW)
    assert witness.add_checkpoint(request(10, 20, keys=(LOG, NEXT)), now=NOW).status == 200
    assert witness.add_checkpoint(request(20, 30, keys=(NEXT,)), now=NOW).status == 200


def test_a_size_below_the_old_one_is_malformed(witness):
    assert witness.add_checkpoint(request(5, 3), now=NOW).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\n",
        b"new 0\n\n",
        b"old 0\nAAAA\n\n",
        b"old 0\n?\n\n",
        b"old \xff\n\n",
        b"old 0\n" + base64.b64encode(bytes(32)) + b"\n" * 1,
        b"old 0\n" + (base64.b64encode(bytes(32)) + b"\n") * 64 + b"\n",
    ],
)
def test_malformed_requests_are_refused(witness, body):
    assert witness.add_checkpoint(body + b"x", now=NOW).status == 400
    assert witness.add_checkpoint(body + sign(3), now=NOW).status == 400


def test_a_proof_too_many_too_few_or_wrong_is_refused_and_changes_nothing(witness):
    proof = tree.prove_consistency(100, 200, tree.read_from_hashes(HONEST))
    assert witness.add_checkpoint(witnesses.write_request(0, proof, sign(100)), now=NOW).status == 422
    witness.add_checkpoint(request(0, 100), now=NOW)
    for wrong in ([], proof[1:], [*proof, bytes(32)], [bytes(32), *proof[1:]]):
        assert witness.add_checkpoint(witnesses.write_request(100, wrong, sign(200)), now=NOW).status == 422
    assert witness.add_checkpoint(request(100, 100, FORKED[:50] + FORKED), now=NOW).status == 422
    assert witness.seen[ORIGIN].root == tree.root_of(HONEST[:100])


def test_a_forked_log_is_noticed(witness):
    """The log shows one tree to the witness and later another one, with the 121st decision exchanged."""
    assert ask(witness, HONEST, 200)[0].time == NOW
    for size in (200, 201, 300):
        with pytest.raises(witnesses.WitnessDisagrees):
            ask(witness, FORKED, size, known=200)
    assert ask(witness, HONEST, 300, known=200)


def test_a_log_that_was_rolled_back_is_noticed(witness):
    ask(witness, HONEST, 200)
    with pytest.raises(witnesses.WitnessAhead) as caught:
        ask(witness, HONEST, 150, known=120)
    assert caught.value.size == 200


@pytest.mark.parametrize("known", [0, 50, 100, 250])
def test_a_client_that_forgot_the_size_learns_it(witness, known):
    ask(witness, HONEST, 100)
    assert ask(witness, HONEST, 200, known=known)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (witnesses.Answer(409, "", b"not a size\n"), 409),
        (witnesses.Answer(409, "", b"7\n"), 409),
        (witnesses.Answer(403, "", b""), 403),
        (witnesses.Answer(500, "", b""), 500),
        (witnesses.Answer(200, "", b""), 200),
        (witnesses.Answer(200, "", "— other AAAAAAA=\n".encode()), 200),
        (witnesses.Answer(200, "", b"\xff"), 200),
        (witnesses.Answer(200, "", b"more\n\n" + sign(5)), 200),
    ],
)
def test_odd_answers_are_no_cosignature(answer, status):
    with pytest.raises(witnesses.WitnessError) as caught:
        witnesses.ask_witness(
            "https://witness.example",
            KEY.verifier,
            sign(9),
            known_size=0,
            prove=lambda old, new: [],
            post=lambda url, body: answer,
        )
    assert caught.value.status == status


def test_a_cosignature_of_another_checkpoint_is_refused(witness):
    line = witness.add_checkpoint(request(0, 5), now=NOW)
    with pytest.raises(witnesses.WitnessError, match="no valid cosignature"):
        witnesses.ask_witness(
            "https://w", KEY.verifier, sign(9), known_size=0, prove=lambda *_: [], post=lambda *_: line
        )


@pytest.fixture
def address(witness):
    """A witness behind HTTP on this machine; other paths than its own misbehave."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = witness.add_checkpoint(body, now=NOW)
            if self.path == "/moved/add-checkpoint":
                answer = witnesses.Answer(302, "", b"")
            elif self.path == "/long/add-checkpoint":
                answer = witnesses.Answer(200, "", bytes(witnesses.LONGEST_ANSWER + 1))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Location", "/add-checkpoint")
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask_over_http(address, size=9):
    return witnesses.ask_witness(
        address,
        KEY.verifier,
        sign(size),
        known_size=0,
        prove=lambda old, new: tree.prove_consistency(old, new, tree.read_from_hashes(HONEST)),
    )


def test_a_witness_is_asked_over_http(address):
    assert ask_over_http(address, 9)[0].time == NOW
    assert ask_over_http(f"{address}/", 12)[0].time == NOW  # 409, then asked again from 9


@pytest.mark.parametrize("path", ["/moved", "/long"])
def test_redirections_and_endless_answers_are_refused(address, path):
    with pytest.raises(witnesses.WitnessError):
        ask_over_http(address + path)


@pytest.mark.parametrize(
    "prefix", ["http://127.0.0.1:1", "file:///etc", "ftp://witness.example", "https://["]
)
def test_nobody_there_is_an_error_and_nothing_worse(prefix):
    with pytest.raises(witnesses.WitnessError) as caught:
        ask_over_http(prefix)
    assert caught.value.status is None


def test_a_request_has_at_most_so_many_hashes_and_bytes(witness):
    witness.add_checkpoint(request(0, 1), now=NOW)
    for count, status in ((63, 422), (64, 400)):
        body = witnesses.write_request(1, [bytes(32)] * count, sign(3))
        assert witness.add_checkpoint(body, now=NOW).status == status
    long = sign(3).replace(b"\n\n", b"\n" + b"x" * witnesses.LONGEST_REQUEST + b"\n\n")
    assert witness.add_checkpoint(witnesses.write_request(1, [], long), now=NOW).status == 400


def test_a_witness_that_names_another_size_each_time_is_asked_twice():
    asked = []

    def post(url, body):
        asked.append(body)
        return witnesses.Answer(409, "", f"{len(asked)}\n".encode())

    with pytest.raises(witnesses.WitnessError, match="changed its mind"):
        witnesses.ask_witness(
            "https://w", KEY.verifier, sign(9), known_size=9, prove=lambda *_: [], post=post
        )
    assert [body[:6] for body in asked] == [b"old 9\n", b"old 1\n"]
