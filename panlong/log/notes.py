"""Signed notes, checkpoints and cosignatures, as C2SP describes them.

Sources: https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature. Private keys are
written as Go's golang.org/x/mod/sumdb/note writes them.

A log whose key changes signs with the old and the new key for a while; whoever verifies passes a list of keys. A
signature by a key that is not in the list says nothing and is ignored; a wrong one by a key in the list makes the whole
note worthless.

This module has no import of ours and none of Django: `verify --offline` works with a plain copy of it.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey as SecretKey
from nacl.signing import VerifyKey

ED25519 = 0x01
COSIGNATURE = 0x04
KINDS = (ED25519, COSIGNATURE)

KEY_SIZE = 32
HASH_SIZE = 32
SIGNATURE_SIZE = 64
MAX_SIGNATURES = 100  # signed-note: at least 16 must be accepted, and there must be a limit
LATEST = 2**63 - 1  # tlog-cosignature: the last moment, in seconds since 1970
DASH = "— "


class NoteError(ValueError):
    """A key, a note or a checkpoint is malformed."""


class NobodySigned(NoteError):
    """The note carries no signature by a known key."""


class WrongSignature(NoteError):
    """A known key is named, but the signature is not by it."""


@dataclass(frozen=True)
class VerifierKey:
    """What is needed to verify one signer: name, kind of signature (`ED25519` or `COSIGNATURE`), public key of 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that every signature of this key begins with (signed-note, "Signatures")."""
        content = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(content).digest()[:4]

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"


@dataclass(frozen=True)
class SigningKey:
    """The private half: name, kind of signature and the seed of 32 bytes, which `repr` does not show."""

    name: str
    kind: int
    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.verifier})"

    @property
    def verifier(self) -> VerifierKey:
        """The public half, to be published."""
        return VerifierKey(self.name, self.kind, bytes(SecretKey(self.seed).verify_key))

    def export(self) -> str:
        """Return the key as `PRIVATE+KEY+<name>+<key id>+<kind and seed in base64>`. It must stay secret."""
        material = base64.b64encode(bytes([self.kind]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{material}"


@dataclass(frozen=True)
class Signature:
    """One line below a note. `time` is set for a verified cosignature: seconds since 1970, when the witness signed."""

    name: str
    key_id: bytes
    value: bytes
    time: int | None = None

    def __str__(self) -> str:
        return f"{DASH}{self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends in a line break, the signatures that were verified, and the others, which say nothing."""

    text: str
    verified: tuple[Signature, ...]
    others: tuple[Signature, ...]


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log: whose, how many entries, the root of its tree (32 bytes), lines that the log added."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint that a known key of the log signed, with the known witnesses that cosigned it."""

    checkpoint: Checkpoint
    by_log: tuple[Signature, ...]
    by_witnesses: tuple[Signature, ...]


def make_key(name: str, kind: int = ED25519) -> SigningKey:
    """Return a new key; `kind` is `ED25519` for a log and `COSIGNATURE` for a witness.

    Raises NoteError if the name is empty or has spaces or a plus sign (signed-note, "Format").
    """
    return _checked_key(name, kind, bytes(SecretKey.generate()))


def parse_signing_key(text: str) -> SigningKey:
    """Return the private key that `SigningKey.export` or Go's note package wrote. Raises NoteError if it is not one."""
    if not text.startswith("PRIVATE+KEY+") or text.count("+") < 4:
        raise NoteError("This is not a private key.")
    name, key_id, material = text.split("+", 4)[2:]
    key = _checked_key(name, *_split_material(material))
    if key.verifier.key_id.hex() != key_id:
        raise NoteError("The private key does not belong to its number.")
    return key


def parse_verifier_key(text: str) -> VerifierKey:
    """Return the public key `<name>+<key id>+<base64>` (signed-note, "Verifier keys"). Raises NoteError if it is not one."""
    if text.count("+") < 2:
        raise NoteError(f"{text!r} is not a verifier key.")
    name, key_id, material = text.split("+", 2)
    kind, public = _split_material(material)
    _check_name(name)
    key = VerifierKey(name, kind, public)
    if key.key_id.hex() != key_id:
        raise NoteError(f"{text!r} does not belong to its number.")
    return key


def sign_note(text: str, keys: Iterable[SigningKey], *, time: int | None = None) -> bytes:
    """Return the note: the text, an empty line and one signature of each key, as bytes in UTF-8.

    `time`, in seconds since 1970, is needed for keys of witnesses. Raises NoteError if the text does not end in a line
    break or holds control characters, if there is no key, or as `sign_text` does.
    """
    signatures = [sign_text(text, key, time=time) for key in keys]
    message = f"{text}\n{''.join(map(str, signatures))}".encode()
    split_note(message)
    return message


def sign_text(text: str, key: SigningKey, *, time: int | None = None) -> Signature:
    """Return one signature of the text.

    A witness' key signs checkpoints only and needs `time`, seconds since 1970 (tlog-cosignature). Raises NoteError
    otherwise.
    """
    message, head = text.encode(), b""
    if key.kind == COSIGNATURE:
        parse_checkpoint(text)
        if time is None or not 0 < time <= LATEST:
            raise NoteError("A cosignature needs the time.")
        message, head = _cosigned(text, time), time.to_bytes(8, "big")
    value = head + SecretKey(key.seed).sign(message).signature
    return Signature(key.name, key.verifier.key_id, value, time if head else None)


def add_signatures(message: bytes, signatures: Iterable[Signature]) -> bytes:
    """Return the note with more signatures below the others; what stands there already is not repeated.

    Raises NoteError if the note is malformed.
    """
    _text, present = split_note(message)
    lines = [str(one) for one in present]
    new = [str(one) for one in signatures]
    return message + "".join(line for line in dict.fromkeys(new) if line not in lines).encode()


def split_note(message: bytes) -> tuple[str, list[Signature]]:
    """Return text and signatures of a note **without verifying them**. Raises NoteError if it is malformed."""
    try:
        content = message.decode()
    except UnicodeDecodeError:
        raise NoteError("The note is not UTF-8.") from None
    if any(character < " " and character != "\n" for character in content):
        raise NoteError("The note holds control characters.")
    text, gap, below = content.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise NoteError("The note has no signatures below an empty line.")
    return text + "\n", parse_signatures(below)


def parse_signatures(lines: str) -> list[Signature]:
    """Return signature lines **without verifying them**, as below a note or in a witness' answer.

    Raises NoteError if a line is malformed, the last has no line break, or there are none or more than 100.
    """
    found = []
    if not lines.endswith("\n"):
        raise NoteError("The last signature has no line break.")
    for line in lines[:-1].split("\n"):
        dash, name, value = line[: len(DASH)], *line[len(DASH) :].partition(" ")[::2]
        raw = _decode(value)
        _check_name(name)
        if dash != DASH or len(raw) < 5:
            raise NoteError("A line below the note is not a signature.")
        found.append(Signature(name, raw[:4], raw[4:]))
        if len(found) > MAX_SIGNATURES:
            raise NoteError(f"The note has more than {MAX_SIGNATURES} signatures.")
    return found


def open_note(message: bytes, keys: Sequence[VerifierKey]) -> Note:
    """Return a note that at least one of the keys signed.

    Signatures of other keys are put aside, and a key counts once. Raises NobodySigned if none of the keys signed,
    WrongSignature if a signature names one of the keys and is not by it (signed-note, "Signatures"), and NoteError if the
    note is malformed.
    """
    text, signatures = split_note(message)
    known = {(key.name, key.key_id): key for key in keys}
    verified: dict[tuple[str, bytes], Signature] = {}
    others = []
    for signature in signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            others.append(signature)
        elif (key.name, key.key_id) not in verified:
            verified[key.name, key.key_id] = _verify(text, signature, key)
    if not verified:
        raise NobodySigned("None of the known keys signed this note.")
    return Note(text, tuple(verified.values()), tuple(others))


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that a note's text is (tlog-checkpoint, "Note text"). Raises NoteError if it is not one."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteError("A checkpoint has origin, size and root on lines of their own, none of them empty.")
    origin, count, root = lines[:3]
    size = parse_size(count)
    if len(_decode(root)) != HASH_SIZE:
        raise NoteError("The root of a checkpoint has 32 bytes.")
    return Checkpoint(origin, size, _decode(root), tuple(lines[3:-1]))


def parse_size(text: str) -> int:
    """Return a number of entries in plain digits without zeros in front, at most 2**63 - 1. Raises NoteError otherwise."""
    if (
        not (text.isascii() and text.isdigit() and len(text) <= 19)
        or str(int(text)) != text
        or int(text) > LATEST
    ):
        raise NoteError(f"{text[:40]!r} is not a number of entries.")
    return int(text)


def open_checkpoint(
    message: bytes,
    log_keys: Sequence[VerifierKey],
    witness_keys: Sequence[VerifierKey] = (),
    *,
    origin: str | None = None,
) -> SignedCheckpoint:
    """Return a checkpoint that one of the log's keys signed, with those of the witnesses that cosigned it.

    How many witnesses are enough is for the caller to say. `origin` is the log that is expected; without it the name of
    the key that signed (tlog-checkpoint, "Signatures"). Raises like `open_note`, NobodySigned if only witnesses signed,
    and NoteError if the checkpoint is of another log.
    """
    note = open_note(message, [*log_keys, *witness_keys])
    logs = {(key.name, key.key_id) for key in log_keys}
    by_log = tuple(one for one in note.verified if (one.name, one.key_id) in logs)
    if not by_log:
        raise NobodySigned("None of the log's keys signed this checkpoint.")
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != (by_log[0].name if origin is None else origin):
        raise NoteError(f"This is a checkpoint of another log: {checkpoint.origin}")
    return SignedCheckpoint(checkpoint, by_log, tuple(one for one in note.verified if one not in by_log))


def _verify(text: str, signature: Signature, key: VerifierKey) -> Signature:
    """Return the signature, with the time if it is a cosignature. Raises WrongSignature if it is not by this key."""
    message, value, time = text.encode(), signature.value, None
    if key.kind == COSIGNATURE:
        parse_checkpoint(text)
        time, value = int.from_bytes(value[:8], "big"), value[8:]
        message = _cosigned(text, time)
    try:
        if len(value) != SIGNATURE_SIZE or (time is not None and not 0 < time <= LATEST):
            raise BadSignatureError
        VerifyKey(key.public).verify(message, value)
    except BadSignatureError:
        raise WrongSignature(f"The signature of {key.name} is wrong.") from None
    return Signature(signature.name, signature.key_id, signature.value, time)


def _cosigned(text: str, time: int) -> bytes:
    """Return what a witness signs (tlog-cosignature, "Ed25519 signed message")."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _checked_key(name: str, kind: int, seed: bytes) -> SigningKey:
    _check_name(name)
    return SigningKey(name, kind, seed)


def _check_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() or character < " " for character in name):
        raise NoteError(f"{name!r} is not a name of a key: no spaces, no plus sign.")


def _split_material(material: str) -> tuple[int, bytes]:
    raw = _decode(material)
    if len(raw) != 1 + KEY_SIZE or raw[0] not in KINDS:
        raise NoteError("The key is of an unknown kind or length.")
    return raw[0], raw[1:]


def _decode(text: str) -> bytes:
    """Return base64 decoded (RFC 4648 section 4). Only one spelling of the same bytes is accepted."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError(f"{text[:60]!r} is not base64.") from None
    if base64.b64encode(raw).decode() != text:
        raise NoteError(f"{text[:60]!r} is not base64 as it must be spelled.")
    return raw
