"""Roots and proofs agree with the standard, and no altered proof is believed."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from panlong.log import tree
from tests.log import vectors

HASHES = [tree.hash_leaf(f"entry {index}".encode()) for index in range(601)]
LARGEST = 600


def naive_root(hashes):
    """RFC 6962 2.1, word by word."""
    if not hashes:
        return sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return tree.hash_node(naive_root(hashes[:split]), naive_root(hashes[split:]))


ROOTS = [naive_root(HASHES[:size]) for size in range(LARGEST + 1)]
READ = tree.read_from_hashes(HASHES)


def unhex(proof):
    return [bytes.fromhex(one) for one in proof]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference(size):
    hashes = [tree.hash_leaf(entry) for entry in vectors.ENTRIES[:size]]
    assert tree.root_of(hashes) == vectors.ROOTS[size]
    assert tree.root_at(size, tree.read_from_hashes(hashes)) == vectors.ROOTS[size]


def test_leaf_and_node_are_told_apart():
    assert (
        tree.hash_leaf(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    )
    assert tree.hash_node(b"N123", b"N456").hex() == (
        "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


@pytest.mark.parametrize(("index", "size"), vectors.INCLUSION)
def test_inclusion_is_proven_as_in_the_reference(index, size):
    proof = unhex(vectors.INCLUSION[index, size])
    leaf = tree.hash_leaf(vectors.ENTRIES[index])
    hashes = [tree.hash_leaf(entry) for entry in vectors.ENTRIES]
    assert tree.prove_inclusion(index, size, tree.read_from_hashes(hashes)) == proof
    assert tree.verify_inclusion(leaf, index, size, proof, vectors.ROOTS[size])


@pytest.mark.parametrize(("old", "new"), vectors.CONSISTENCY)
def test_consistency_is_proven_as_in_the_reference(old, new):
    proof = unhex(vectors.CONSISTENCY[old, new])
    hashes = [tree.hash_leaf(entry) for entry in vectors.ENTRIES]
    assert tree.prove_consistency(old, new, tree.read_from_hashes(hashes)) == proof
    assert tree.verify_consistency(old, vectors.ROOTS[old], new, vectors.ROOTS[new], proof)


@pytest.mark.parametrize("size", [*range(70), 127, 128, 129, 255, 256, 257, 511, 512, 513, 600])
def test_every_size_has_the_root_that_the_standard_describes(size):
    assert tree.root_of(HASHES[:size]) == ROOTS[size]
    assert tree.root_at(size, READ) == ROOTS[size]


@pytest.mark.parametrize("size", range(1, 34))
def test_every_proof_of_small_trees_verifies(size):
    for index in range(size):
        proof = tree.prove_inclusion(index, size, READ)
        assert tree.verify_inclusion(HASHES[index], index, size, proof, ROOTS[size])
    for old in range(size + 1):
        proof = tree.prove_consistency(old, size, READ)
        assert tree.verify_consistency(old, ROOTS[old], size, ROOTS[size], proof)


def alterations(proof, other):
    """Return the proof with each hash altered, left out, doubled, and with one more at either end."""
    flipped = [bytes([one[0] ^ 8]) + one[1:] for one in proof]
    for at in range(len(proof)):
        yield [*proof[:at], flipped[at], *proof[at + 1 :]]
        yield [*proof[:at], *proof[at + 1 :]]
        yield [*proof[:at], proof[at], *proof[at:]]
        yield [*proof[:at], proof[at][:-1], *proof[at + 1 :]]
    yield [*proof, other]
    yield [other, *proof]
    yield [*proof, b""]


@settings(deadline=None)
@given(st.data())
def test_an_altered_proof_of_inclusion_is_never_believed(data):
    size = data.draw(st.integers(1, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    leaf, root = HASHES[index], ROOTS[size]
    proof = tree.prove_inclusion(index, size, READ)
    assert tree.verify_inclusion(leaf, index, size, proof, root)
    for altered in alterations(proof, root):
        assert not tree.verify_inclusion(leaf, index, size, altered, root)
    assert not tree.verify_inclusion(HASHES[LARGEST], index, size, proof, root)
    assert not tree.verify_inclusion(leaf, index, size, proof, ROOTS[size - 1])
    for place in {-1, size, data.draw(st.integers(0, size))} - {index}:
        assert not tree.verify_inclusion(leaf, place, size, proof, root)


@settings(deadline=None)
@given(st.data())
def test_an_altered_proof_of_consistency_is_never_believed(data):
    new = data.draw(st.integers(1, LARGEST))
    old = data.draw(st.integers(0, new))
    proof = tree.prove_consistency(old, new, READ)
    assert tree.verify_consistency(old, ROOTS[old], new, ROOTS[new], proof)
    for altered in alterations(proof, ROOTS[new]):
        assert not tree.verify_consistency(old, ROOTS[old], new, ROOTS[new], altered)
    assert not tree.verify_consistency(old, HASHES[5], new, ROOTS[new], proof)
    if old:
        assert not tree.verify_consistency(old, ROOTS[old], new, HASHES[5], proof)
        assert not tree.verify_consistency(old - 1, ROOTS[old], new, ROOTS[new], proof)
    assert old == new or not tree.verify_consistency(new, ROOTS[new], old, ROOTS[old], proof)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_log_that_changed_one_old_entry_cannot_prove_that_it_grew(data):
    new = data.draw(st.integers(2, 200))
    old = data.draw(st.integers(1, new - 1))
    hashes = HASHES[:new]
    hashes[data.draw(st.integers(0, old - 1))] = tree.hash_leaf(b"rewritten")
    proof = tree.prove_consistency(old, new, tree.read_from_hashes(hashes))
    assert not tree.verify_consistency(old, ROOTS[old], new, tree.root_of(hashes), proof)


@pytest.mark.parametrize("call", [(0, 0), (-1, 3), (3, 3)])
def test_what_is_not_there_is_not_proven(call):
    with pytest.raises(ValueError, match="There is no entry"):
        tree.prove_inclusion(*call, READ)


@pytest.mark.parametrize("call", [(-1, 3), (4, 3)])
def test_a_shrinking_log_is_not_proven(call):
    with pytest.raises(ValueError, match="cannot begin"):
        tree.prove_consistency(*call, READ)


@pytest.mark.parametrize("size", [10_000_000, 9_999_999, 16_777_216])
def test_ten_million_entries_need_a_few_dozen_nodes(size):
    asked = []

    def read_node(level, index):
        asked.append((level, index))
        return HASHES[(level + index) % LARGEST]

    tree.root_at(size, read_node)
    tree.prove_inclusion(size // 3, size, read_node)
    tree.prove_consistency(size - 1, size, read_node)
    assert len(asked) < 100
    assert all((index + 1) << level <= size for level, index in asked)


def test_pymerkle_finds_the_same_roots():
    """An implementation that is not ours, see test_judge for proofs: pymerkle's have another form than RFC 9162's."""
    other = InmemoryTree(algorithm="sha256")
    for size in range(1, LARGEST + 1):
        other.append_entry(f"entry {size - 1}".encode())
        assert other.get_root() == ROOTS[size]


def test_what_is_no_hash_proves_nothing():
    assert not tree.verify_inclusion(b"", 0, 1, [], b"")
    assert not tree.verify_consistency(1, b"", 1, b"", [])
