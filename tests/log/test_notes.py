"""Notes, keys and checkpoints are those of C2SP and of Go's note package, byte by byte."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panlong.log import notes
from tests.log import vectors

LOG = notes.SigningKey("log.example/decisions", notes.ED25519, bytes(range(32)))
NEXT = notes.SigningKey("log.example/decisions", notes.ED25519, bytes(range(1, 33)))
WITNESS = notes.SigningKey("witness.example/w1", notes.COSIGNATURE, bytes(range(2, 34)))
STATE = notes.Checkpoint("log.example/decisions", 42, bytes(range(32)))
NOW = 1_790_000_000


def test_neumanns_key_signs_what_gos_note_package_signs():
    key = notes.parse_signing_key(vectors.NEUMANN_SIGNS)
    assert str(key.verifier) == vectors.NEUMANN_VERIFIES
    assert key.export() == vectors.NEUMANN_SIGNS
    message = notes.sign_note(vectors.NEUMANN_TEXT, [key])
    assert message.decode() == f"{vectors.NEUMANN_TEXT}\n{vectors.NEUMANN_SIGNATURE}"
    note = notes.open_note(message, [notes.parse_verifier_key(vectors.NEUMANN_VERIFIES)])
    assert note.text == vectors.NEUMANN_TEXT
    assert [one.key_id.hex() for one in note.verified] == ["c74f20a3"]


def test_enoch_signs_below_neumann_with_the_key_of_nothing_but_zeros():
    enoch = notes.SigningKey("EnochRoot", notes.ED25519, bytes(32))
    first = notes.sign_note(vectors.NEUMANN_TEXT, [notes.parse_signing_key(vectors.NEUMANN_SIGNS)])
    both = notes.add_signatures(first, [notes.sign_text(vectors.NEUMANN_TEXT, enoch)])
    assert both.decode() == (f"{vectors.NEUMANN_TEXT}\n{vectors.NEUMANN_SIGNATURE}{vectors.ENOCH_SIGNATURE}")
    assert notes.add_signatures(both, [notes.sign_text(vectors.NEUMANN_TEXT, enoch)]) == both


def test_the_example_of_the_standard_verifies():
    key = notes.parse_verifier_key(vectors.FOO_VERIFIES)
    assert str(key) == vectors.FOO_VERIFIES
    note = notes.open_note(vectors.FOO_NOTE.encode(), [key])
    assert note.text == "This is an example message.\n"


def test_the_checkpoint_of_the_standard_is_read_and_spelled_alike():
    text, (log, witness) = notes.split_note(vectors.SOFA.encode())
    state = notes.parse_checkpoint(text)
    assert (state.origin, state.size) == ("example.com/behind-the-sofa", 20852163)
    assert f"{state}\n{log}{witness}" == vectors.SOFA
    assert int.from_bytes(witness.value[:8], "big") == vectors.SOFA_WITNESSED_AT


def mangled(text):
    """Return every piece of the text and the text with each character changed, as Go's tests do."""
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if (start, end) != (0, len(text)):
                yield text[start:end]
    for at in range(len(text)):
        yield text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :]


def test_no_mangled_key_is_accepted():
    for one in mangled(vectors.NEUMANN_VERIFIES):
        with pytest.raises(notes.NoteError):
            notes.parse_verifier_key(one)
    for one in mangled(vectors.NEUMANN_SIGNS):
        with pytest.raises(notes.NoteError):
            notes.parse_signing_key(one)


@pytest.mark.parametrize(
    "text", [vectors.WRONG_LENGTH, vectors.WRONG_KIND, vectors.NEUMANN_VERIFIES.replace("c74f", "C74F")]
)
def test_keys_of_another_kind_length_or_spelling_are_refused(text):
    with pytest.raises(notes.NoteError):
        notes.parse_verifier_key(text)


@pytest.mark.parametrize("kind", notes.KINDS)
def test_a_new_key_reads_back_and_does_not_show_its_secret(kind):
    key = notes.make_key("log.example/decisions", kind)
    assert notes.parse_signing_key(key.export()) == key
    assert notes.parse_verifier_key(str(key.verifier)) == key.verifier
    assert key.export().rpartition("+")[2] not in repr(key)
    assert key.seed != notes.make_key("log.example/decisions", kind).seed


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\u00a0b", "a\tb", "a\x01b"])
def test_odd_names_of_keys_are_refused(name):
    with pytest.raises(notes.NoteError):
        notes.make_key(name)


def test_one_seed_has_different_numbers_as_log_and_as_witness():
    one, other = (notes.SigningKey("a", kind, bytes(32)).verifier.key_id for kind in notes.KINDS)
    assert one != other


def test_unknown_signatures_are_ignored_and_nobody_known_is_refused():
    message = notes.sign_note(str(STATE), [LOG, NEXT])
    note = notes.open_note(message, [LOG.verifier])
    assert [one.key_id for one in note.verified] == [LOG.verifier.key_id]
    assert [one.key_id for one in note.others] == [NEXT.verifier.key_id]
    for keys in ([], [WITNESS.verifier]):
        with pytest.raises(notes.NobodySigned):
            notes.open_note(message, keys)


def test_a_wrong_signature_of_a_known_key_spoils_the_note_even_beside_a_good_one():
    message = notes.sign_note(str(STATE), [LOG])
    wrong = notes.Signature(NEXT.name, NEXT.verifier.key_id, bytes(64))
    both = notes.add_signatures(message, [wrong])
    assert notes.open_note(both, [LOG.verifier]).verified
    with pytest.raises(notes.WrongSignature):
        notes.open_note(both, [LOG.verifier, NEXT.verifier])


def test_while_a_key_is_changed_old_and_new_verifiers_are_content():
    message = notes.sign_note(str(STATE), [LOG, NEXT])
    for keys in ([LOG.verifier], [NEXT.verifier], [NEXT.verifier, LOG.verifier]):
        opened = notes.open_checkpoint(message, keys)
        assert (opened.checkpoint, len(opened.by_log)) == (STATE, len(keys))


@settings(deadline=None)
@given(st.data())
def test_a_note_with_any_byte_changed_is_refused(data):
    message = notes.sign_note(str(STATE), [LOG])
    at = data.draw(st.integers(0, len(message) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != message[at]))
    with pytest.raises(notes.NoteError):
        notes.open_note(message[:at] + bytes([byte]) + message[at + 1 :], [LOG.verifier])


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_odd_bytes_are_a_malformed_note_and_nothing_worse(junk):
    with pytest.raises(notes.NoteError):
        notes.open_note(junk, [LOG.verifier])
    with pytest.raises(notes.NoteError):
        notes.open_note(b"text\n\n" + junk, [LOG.verifier])


GOOD = notes.sign_note("text\n", [LOG]).decode()


@pytest.mark.parametrize(
    "message",
    [
        GOOD[:-1],
        GOOD + "\n",
        GOOD.replace("text", "te\rxt"),
        GOOD.replace("\n\n", "\n"),
        GOOD.replace("— ", "- "),
        GOOD.replace("— ", "—"),
        GOOD.partition("\n\n")[2],
        GOOD + "— log.example \n",
        GOOD + "— odd+name AAAAAAA=\n",
        GOOD + "— log.example AAAA\n",
        GOOD + "— log.example AAAAAAA\n",
        GOOD + "\n".join(["", *["— other AAAAAAA="] * 100, ""])[1:],
        "",
    ],
)
def test_malformed_notes_are_refused(message):
    with pytest.raises(notes.NoteError):
        notes.open_note(message.encode(), [LOG.verifier])


def test_a_text_may_have_empty_lines_and_sixteen_signatures():
    text = "one\n\ntwo\n\n\n"
    keys = [notes.SigningKey(f"k{index}", notes.ED25519, bytes([index] * 32)) for index in range(16)]
    note = notes.open_note(notes.sign_note(text, keys), [one.verifier for one in keys])
    assert (note.text, len(note.verified)) == (text, 16)


@pytest.mark.parametrize("text", ["", "no line break", "control\x07\n", "a\n\nb"])
def test_what_is_no_text_is_not_signed(text):
    with pytest.raises(notes.NoteError):
        notes.sign_note(text, [LOG])


def test_nothing_is_signed_by_nobody():
    with pytest.raises(notes.NoteError):
        notes.sign_note("text\n", [])


def test_a_cosignature_carries_its_time_and_is_over_the_body_with_extensions():
    state = notes.Checkpoint(STATE.origin, 42, STATE.root, ("extension line",))
    message = notes.sign_note(str(state), [LOG])
    signed = notes.add_signatures(message, [notes.sign_text(str(state), WITNESS, time=NOW)])
    opened = notes.open_checkpoint(signed, [LOG.verifier], [WITNESS.verifier])
    assert opened.checkpoint == state
    assert [(one.name, one.time) for one in opened.by_witnesses] == [("witness.example/w1", NOW)]

    raw = opened.by_witnesses[0].value
    by_hand = f"cosignature/v1\ntime {NOW}\n{state}".encode()
    notes.VerifyKey(WITNESS.verifier.public).verify(by_hand, raw[8:])
    later = notes.Signature(WITNESS.name, WITNESS.verifier.key_id, (NOW + 1).to_bytes(8, "big") + raw[8:])
    with pytest.raises(notes.WrongSignature):
        notes.open_note(notes.add_signatures(message, [later]), [LOG.verifier, WITNESS.verifier])


@pytest.mark.parametrize(
    ("text", "time"), [("no checkpoint\n", NOW), (str(STATE), None), (str(STATE), 0), (str(STATE), 2**63)]
)
def test_a_witness_signs_checkpoints_only_and_says_when(text, time):
    with pytest.raises(notes.NoteError):
        notes.sign_text(text, WITNESS, time=time)


def test_a_witness_alone_makes_no_checkpoint():
    message = notes.sign_note(str(STATE), [WITNESS], time=NOW)
    with pytest.raises(notes.NobodySigned, match="None of the log's keys"):
        notes.open_checkpoint(message, [LOG.verifier], [WITNESS.verifier])


def test_a_checkpoint_of_another_log_is_refused():
    other = notes.sign_note(str(notes.Checkpoint("other.example", 1, bytes(32))), [LOG])
    with pytest.raises(notes.NoteError, match="another log"):
        notes.open_checkpoint(other, [LOG.verifier])
    assert notes.open_checkpoint(other, [LOG.verifier], origin="other.example").checkpoint.size == 1


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"a\n1\n{ROOT}",
        f"a\n1\n{ROOT}\n\n",
        f"a\n1\n{ROOT}\nno line break",
        f"a\n1\n{ROOT[:-2]}B=\n",
        f"\n1\n{ROOT}\n",
        f"a\n01\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n+1\n{ROOT}\n",
        f"a\n1_0\n{ROOT}\n",
        f"a\n٣\n{ROOT}\n",
        f"a\n²\n{ROOT}\n",
        f"a\n{2**63}\n{ROOT}\n",
        f"a\n{'9' * 5000}\n{ROOT}\n",
        f"a\n1\n{ROOT[:-4]}\n",
        f"a\n1\n{ROOT[:-1]}\n",
        "a\n1\n",
        "a\n\n1\n",
    ],
)
def test_malformed_checkpoints_are_refused(text):
    with pytest.raises(notes.NoteError):
        notes.parse_checkpoint(text)


def test_a_checkpoint_may_be_of_nothing_and_carry_extensions():
    text = f"a\n0\n{ROOT}\nmore\neven more\n"
    assert str(notes.parse_checkpoint(text)) == text
    assert notes.parse_checkpoint(text).extensions == ("more", "even more")


def test_the_limits_themselves_are_allowed():
    state = notes.Checkpoint(STATE.origin, 2**63 - 1, STATE.root)
    assert notes.parse_checkpoint(str(state)) == state
    message = notes.sign_note(str(state), [WITNESS], time=2**63 - 1)
    assert notes.open_note(message, [WITNESS.verifier]).verified[0].time == 2**63 - 1
    many = GOOD + "".join(f"— other{index} AAAAAAA=\n" for index in range(99))
    assert len(notes.open_note(many.encode(), [LOG.verifier]).others) == 99


@pytest.mark.parametrize("value", [b"x", bytes(63), bytes(65), bytes(8), bytes(72), b"\xff" * 72])
def test_a_signature_of_another_length_or_time_is_wrong(value):
    for key in (LOG, WITNESS):
        odd = str(notes.Signature(key.name, key.verifier.key_id, value))
        with pytest.raises(notes.WrongSignature):
            notes.open_note(f"{STATE}\n{odd}".encode(), [key.verifier])


def test_a_cosignature_of_no_time_is_wrong():
    raw = notes.SecretKey(WITNESS.seed).sign(f"cosignature/v1\ntime 0\n{STATE}".encode()).signature
    line = notes.Signature(WITNESS.name, WITNESS.verifier.key_id, bytes(8) + raw)
    with pytest.raises(notes.WrongSignature):
        notes.open_note(f"{STATE}\n{line}".encode(), [WITNESS.verifier])


def test_a_verifier_key_with_an_odd_name_is_refused():
    with pytest.raises(notes.NoteError, match="not a name"):
        notes.parse_verifier_key(str(notes.VerifierKey("a b", notes.ED25519, bytes(32))))
