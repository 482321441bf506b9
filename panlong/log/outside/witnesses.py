"""Witnesses: others who keep the last checkpoint of the log and sign the next one only if it continues it.

Source: https://c2sp.org/tlog-witness. `ask_witness` is the client's side of `POST <prefix>/add-checkpoint`; `Witness` is a
small witness without any network, for tests and for an office that wants to run one.

No import of Django.
"""

import base64
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from threading import Lock
from time import monotonic
from typing import Any

from panlong.log import notes, tree

TIME_LIMIT = 10  # seconds, for connecting, for each part of an answer and for its whole body
LONGEST_ANSWER = 64 * 1024  # bytes
LONGEST_REQUEST = 128 * 1024  # bytes
MAX_HASHES = 63  # tlog-witness: a consistency proof has no more lines
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"

Prove = Callable[[int, int], Sequence[bytes]]


class WitnessError(Exception):
    """The witness did not cosign. `status` is the number of its answer, or None if none came."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class WitnessAhead(WitnessError):
    """The witness has cosigned a larger log than the one that is shown: `size` entries. The log was rolled back."""

    def __init__(self, message: str, size: int) -> None:
        super().__init__(message, 409)
        self.size = size


class WitnessDisagrees(WitnessError):
    """The witness knows another log under the same name (422): the log was forked, or the proof is wrong."""


@dataclass(frozen=True)
class Answer:
    """What a witness answers: number, type of content and body."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Seen:
    """What a witness keeps of a log: size, root (32 bytes), and the checkpoint with the log's and its own signatures."""

    size: int
    root: bytes
    message: bytes


Post = Callable[[str, bytes], Answer]


def write_request(old_size: int, proof: Sequence[bytes], message: bytes) -> bytes:
    """Return the body of add-checkpoint: old size, proof, empty line, checkpoint (tlog-witness, "add-checkpoint")."""
    lines = [f"old {old_size}", *(base64.b64encode(one).decode() for one in proof), ""]
    return "".join(f"{line}\n" for line in lines).encode() + message


def parse_request(body: bytes) -> tuple[int, list[bytes], bytes]:
    """Return old size, proof and checkpoint of a request. Raises NoteError if it is malformed."""
    head, gap, message = body.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
        proof = [base64.b64decode(line, validate=True) for line in lines]
    except ValueError:
        raise notes.NoteError("The request is not old size, proof and checkpoint.") from None
    if not gap or not first.startswith("old ") or len(proof) > MAX_HASHES:
        raise notes.NoteError("The request is not old size, proof and checkpoint.")
    if any(len(one) != tree.HASH_SIZE for one in proof):
        raise notes.NoteError("A line of the proof is not a hash.")
    return notes.parse_size(first.removeprefix("old ")), proof, message


def ask_witness(
    prefix: str,
    key: notes.VerifierKey,
    message: bytes,
    *,
    known_size: int,
    prove: Prove,
    post: Post | None = None,
) -> list[notes.Signature]:
    """Return the witness' cosignatures of a checkpoint, verified with its key.

    `prefix` is the address before `/add-checkpoint`, `message` the checkpoint as the log signed it, `known_size` the size
    that this witness cosigned last as far as we know (0 if we do not), `prove(old, new)` makes the consistency proof. If
    the witness remembers another size (409), it is asked once more from there.

    Raises WitnessAhead if it has seen a larger log, WitnessDisagrees if it knows another one (422), WitnessError if it
    cannot be reached, refuses (403, 404, …) or answers something else. Time is limited to 10 seconds for each step.
    """
    text, _signatures = notes.split_note(message)
    size = notes.parse_checkpoint(text).size
    old_size = known_size if known_size <= size else 0
    for attempt in (1, 2):
        request = write_request(old_size, prove(old_size, size), message)
        answer = (post or post_request)(f"{prefix.rstrip('/')}/add-checkpoint", request)
        if answer.status != 409:
            break
        old_size = _remembered_size(answer)
        if old_size > size:
            raise WitnessAhead(f"{key.name} has seen {old_size} entries, and the log shows {size}.", old_size)
        if attempt == 2:
            raise WitnessError(f"{key.name} changed its mind about the size.", 409)
    if answer.status == 422:
        raise WitnessDisagrees(f"{key.name} knows another log under this name, or the proof is wrong.", 422)
    if answer.status != 200:
        raise WitnessError(f"{key.name} answered {answer.status}.", answer.status)
    return _cosignatures(message, answer, key)


def post_request(url: str, body: bytes) -> Answer:
    """Send a POST and return the answer, whatever its number. Redirections are not followed.

    Raises WitnessError if the address is neither http nor https, nobody answers in time, or the answer is longer than
    64 KiB. The limit of 10 seconds holds for each read of the head and for the body as a whole.
    """
    if not url.startswith(("https://", "http://")):
        raise WitnessError("A witness is asked by http or https.")
    try:
        request = urllib.request.Request(url, data=body, headers={"Content-Type": TEXT_TYPE}, method="POST")
        with _open(request) as response:
            content_type = response.headers.get("Content-Type", "")
            return Answer(response.status, content_type, _read_limited(response))
    except (OSError, HTTPException, ValueError) as error:
        raise WitnessError(f"The witness cannot be reached: {error}") from error


class Witness:
    """A witness without network: it answers requests as tlog-witness says, and keeps what it cosigned last.

    `logs` are the verifier keys that are trusted for each origin. `seen` keeps the state by origin; a command passes a
    mapping that is stored before it returns.
    """

    def __init__(
        self,
        key: notes.SigningKey,
        logs: Mapping[str, Sequence[notes.VerifierKey]],
        seen: MutableMapping[str, Seen] | None = None,
    ) -> None:
        self.key, self.logs = key, logs
        self.seen: MutableMapping[str, Seen] = {} if seen is None else seen
        self._lock = (
            Lock()
        )  # comparing and storing the size is one step, or a late request would roll it back

    def add_checkpoint(self, body: bytes, *, now: int) -> Answer:
        """Answer one `POST add-checkpoint`; `now` is in seconds since 1970.

        200 with the cosignature, 400 malformed, 403 not signed by the log, 404 unknown log, 409 with the size that was
        cosigned last, 422 not a continuation.
        """
        try:
            if len(body) > LONGEST_REQUEST:
                raise notes.NoteError("The request is too long.")
            old_size, proof, message = parse_request(body)
            text, _unverified = notes.split_note(message)
            state = notes.parse_checkpoint(text)
        except notes.NoteError as error:
            return _refuse(400, str(error))
        keys = self.logs.get(state.origin)
        if keys is None:
            return _refuse(404, "This log is unknown here.")
        try:
            signed = notes.open_checkpoint(message, keys, origin=state.origin)
        except notes.NoteError as error:
            return _refuse(403, str(error))
        if old_size > state.size:
            return _refuse(400, "The old size is larger than the new one.")
        with self._lock:
            return self._judge(old_size, proof, state, signed, now)

    def _judge(
        self,
        old_size: int,
        proof: list[bytes],
        state: notes.Checkpoint,
        signed: notes.SignedCheckpoint,
        now: int,
    ) -> Answer:
        last = self.seen.get(state.origin) or Seen(0, tree.EMPTY_ROOT, b"")
        if old_size != last.size:
            return Answer(409, SIZE_TYPE, f"{last.size}\n".encode())
        if not tree.verify_consistency(old_size, last.root, state.size, state.root, proof):
            return _refuse(422, "This is not a continuation of what was cosigned last.")
        text = str(state)
        cosignature = notes.sign_text(text, self.key, time=now)
        message = f"{text}\n{''.join(map(str, signed.by_log))}{cosignature}".encode()
        self.seen[state.origin] = Seen(state.size, state.root, message)
        return Answer(200, TEXT_TYPE, str(cosignature).encode())

    def read_checkpoint(self, origin_hash: str) -> Answer:
        """Answer `GET <origin hash>/checkpoint`, where the hash is SHA-256 of the origin in hex; 404 if never cosigned."""
        for origin, seen in self.seen.items():
            if sha256(origin.encode()).hexdigest() == origin_hash:
                return Answer(200, TEXT_TYPE, seen.message)
        return _refuse(404, "No checkpoint of this log was cosigned here.")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """urllib would turn a redirected POST into a GET of whatever address the answer names."""

    def redirect_request(self, *args, **kwargs) -> None:
        return None


def _refuse(status: int, reason: str) -> Answer:
    return Answer(status, TEXT_TYPE, f"{reason}\n".encode())


def _open(request: urllib.request.Request) -> Any:
    """Return the response, also if its number means a refusal, which urllib raises."""
    try:
        return urllib.request.build_opener(_NoRedirect).open(request, timeout=TIME_LIMIT)
    except urllib.error.HTTPError as refusal:
        return refusal


def _read_limited(response: Any) -> bytes:
    """Return the body. Raises WitnessError if it is too long or comes too slowly."""
    body, end = b"", monotonic() + TIME_LIMIT
    while part := response.read1(LONGEST_ANSWER):
        body += part
        if len(body) > LONGEST_ANSWER or monotonic() > end:
            raise WitnessError("The answer of the witness is too long or too slow.")
    return body


def _remembered_size(answer: Answer) -> int:
    try:
        return notes.parse_size(answer.body.decode("ascii").removesuffix("\n"))
    except ValueError:
        raise WitnessError("The witness answered 409 without a size.", 409) from None


def _cosignatures(message: bytes, answer: Answer, key: notes.VerifierKey) -> list[notes.Signature]:
    """Return the lines of an answer that the witness' key signed over this checkpoint, unknown ones left out."""
    try:
        text, _signatures = notes.split_note(message)
        note = notes.open_note(f"{text}\n".encode() + answer.body, [key])
    except notes.NoteError as error:
        raise WitnessError(f"{key.name} sent no valid cosignature: {error}", 200) from error
    return list(note.verified)
