"""The sealed box of a secret round: ballots, custodians, shares of the key.

A ballot is sealed (libsodium sealed box) to the round's public key before it is stored. The private key exists for a
moment when the round opens: it is split into shares of which some are needed together (Shamir over GF(2^128), one
polynomial for each half of the key), and each share is sealed to a custodian. A custodian's own key is made from a
passphrase with argon2id; the portal shows the passphrase once and keeps only the public half. Nothing here is kept in
a log, a message or the audit.
"""

import hashlib
import secrets
from collections.abc import Mapping
from unicodedata import normalize
from uuid import UUID

from Crypto.Protocol.SecretSharing import Shamir
from django.db.models import Max
from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id

from deliberation.models import CustodianKey, KeyShare, VotingRound
from deliberation.rounds.ballot_spec import BallotSpec
from panlong.accounts.models import User
from panlong.areas.models import Area
from panlong.errors import Refused, require
from panlong.tools import spelling

BALLOT_BOX = 530103  # the class of advisory locks that guard ballot boxes
PASSPHRASE_GROUPS = 5  # of five letters, 125 bits: guessing is hopeless even without argon2id
MAX_CUSTODIANS = 9


# --- Ballots -----------------------------------------------------------------------------------------------------
def seal_ballot(form: BallotSpec, marks: bytes) -> bytes:
    """Return `marks` sealed with the round's public key: 48 bytes longer, and never twice the same."""
    return SealedBox(PublicKey(form.public_key)).encrypt(marks)


def code_of(sealed: bytes) -> str:
    """Return the receipt code of a sealed ballot: 100 bits of its fingerprint (SHA-256), in groups to be read out."""
    number = int.from_bytes(hashlib.sha256(sealed).digest()[:13], "big") >> 4
    return spelling.spell_code(number, 20, 4)


def code_of_named(operation: UUID) -> str:
    """Return the receipt code of a ballot in a named round, made from the key of the form that cast it.

    The key is random and known to the voter's browser and the roll alone, so nobody guesses whose code it is.
    """
    return code_of(b"named ballot" + operation.bytes)


def open_ballots(key: PrivateKey, sealed: list[bytes], form: BallotSpec) -> tuple[list[bytes], int]:
    """Return the marks of all `sealed` ballots that are ballots of the round, shuffled, and how many were none."""
    box, opened = SealedBox(key), []
    for one in sealed:
        try:
            marks = box.decrypt(one)
        except CryptoError:
            continue
        if form.is_valid(marks):
            opened.append(marks)
    invalid = len(sealed) - len(opened)
    return opened, invalid


def shuffle_ballots(ballots: list[bytes]) -> None:
    """Shuffle `ballots` in place with the system's secure random numbers."""
    secrets.SystemRandom().shuffle(ballots)


# --- Custodians ----------------------------------------------------------------------------------------------------
def make_key(area: Area, *, by: User) -> tuple[CustodianKey, str]:
    """Make the key of custodian `by` for the next secret round of `area`; return it and its passphrase.

    The passphrase is shown this once and kept nowhere. Another key made later takes the place of this one.
    """
    passphrase = spelling.draw_code(5 * PASSPHRASE_GROUPS, 5)
    salt = secrets.token_bytes(argon2id.SALTBYTES)
    public = _private_key(passphrase, salt).public_key
    key = CustodianKey.objects.create(area=area, custodian=by, salt=salt, public_key=bytes(public))
    return key, passphrase


def _private_key(passphrase: str, salt: bytes) -> PrivateKey:
    typed = "".join(one for one in normalize("NFKC", passphrase).upper() if one in spelling.LETTERS)
    seed = argon2id.kdf(
        PrivateKey.SIZE,
        typed.encode(),
        salt,
        opslimit=argon2id.OPSLIMIT_INTERACTIVE,
        memlimit=argon2id.MEMLIMIT_INTERACTIVE,
    )
    return PrivateKey(seed)


def ready_keys(area: Area):
    """Return the keys that wait for a round of `area`, the newest of each custodian (a queryset)."""
    waiting = CustodianKey.objects.filter(area__code__in=area.codes_above(), share__isnull=True)
    newest = waiting.order_by().values("custodian").annotate(newest=Max("pk")).values("newest")
    return CustodianKey.objects.filter(pk__in=newest).select_related("custodian")


# --- The round's key -----------------------------------------------------------------------------------------------
def split_key(private: bytes, needed: int, keys: list[CustodianKey]) -> list[tuple[CustodianKey, int, bytes]]:
    """Return (key, number, sealed share) for each custodian; any `needed` of them give `private` (32 bytes) back."""
    halves = [Shamir.split(needed, len(keys), half, False) for half in (private[:16], private[16:])]
    return [
        (key, number, SealedBox(PublicKey(bytes(key.public_key))).encrypt(left + right))
        for key, (number, left), (_same, right) in zip(keys, *halves, strict=True)
    ]


def give_out_shares(round: VotingRound, private: PrivateKey, keys: list[CustodianKey]) -> None:
    """Split the round's private key among the custodians."""
    KeyShare.objects.bulk_create(
        KeyShare(round=round, key=key, number=number, sealed=sealed)
        for key, number, sealed in split_key(bytes(private), round.shares_needed or 0, keys)
    )


def recover_key(round: VotingRound, passphrases: Mapping[int, str]) -> PrivateKey:
    """Return the round's private key from `passphrases` by number of share; raise Refused naming what is wrong."""
    given = {number: words for number, words in passphrases.items() if words.strip()}
    shares = {one.number: one for one in round.shares.select_related("key__custodian")}
    require(
        len(given) >= (round.shares_needed or 0),
        _("%(needed)d custodians are needed; %(given)d passphrases were typed.")
        % {"needed": round.shares_needed, "given": len(given)},
    )
    opened = [
        (number, _open_share(shares[number], words)) for number, words in given.items() if number in shares
    ]
    halves = [
        Shamir.combine([(number, share[start : start + 16]) for number, share in opened], False)
        for start in (0, 16)
    ]
    key = PrivateKey(halves[0] + halves[1])
    require(
        bytes(key.public_key) == bytes(round.public_key or b""),
        _("These shares do not make the key of this box."),
    )
    return key


def _open_share(share: KeyShare, passphrase: str) -> bytes:
    try:
        return SealedBox(_private_key(passphrase, bytes(share.key.salt))).decrypt(bytes(share.sealed))
    except CryptoError:
        raise Refused(
            _("This passphrase does not fit the share of %(name)s.") % {"name": share.key.custodian},
            field=f"share_{share.number}",
        ) from None
