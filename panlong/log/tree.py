"""The Merkle tree of RFC 6962 section 2.1 and RFC 9162 section 2.1: roots and proofs, made and verified.

Nothing here knows where hashes are stored. Whoever makes a root or a proof passes a `ReadNode`: a function that returns
the hash of one *full* subtree. The subtree (level, index) covers the 2**level entries from index * 2**level on. Every
tree is made of at most 63 such subtrees, so a proof in a log of ten million entries reads a few dozen of them.

This module has no import of ours and none of Django: `verify --offline` works with a plain copy of it.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH_SIZE = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILES_KEPT = 64  # tiles that a reader keeps in memory: 64 of 8 KiB

ReadNode = Callable[[int, int], bytes]
ReadTile = Callable[[int, int, int], bytes]

EMPTY_ROOT = hashlib.sha256().digest()


def hash_leaf(entry: bytes) -> bytes:
    """Return the 32 bytes that stand for an entry in the tree (RFC 6962 2.1: SHA-256 of 0x00 and the entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the 32 bytes of the node above two nodes (RFC 6962 2.1: SHA-256 of 0x01 and both)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class RootBuilder:
    """Computes the root while leaf hashes come in one by one. It keeps one hash for each bit of the size."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []  # roots of full subtrees, the largest first

    def add(self, leaf_hash: bytes) -> None:
        """Append one leaf hash (32 bytes)."""
        self._full.append(leaf_hash)
        size = self.size
        while size & 1:
            right = self._full.pop()
            self._full[-1] = hash_node(self._full[-1], right)
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        """Return the root of what was added so far, 32 bytes; of nothing: SHA-256 of nothing (RFC 6962 2.1)."""
        return _join(self._full) if self._full else EMPTY_ROOT


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root, 32 bytes, of a tree with these leaf hashes in this order (RFC 6962 2.1)."""
    builder = RootBuilder()
    for one in hashes:
        builder.add(one)
    return builder.root()


def root_at(size: int, read_node: ReadNode) -> bytes:
    """Return the root of the first `size` entries, 32 bytes; reads one node for each set bit of `size`."""
    return _hash_range(0, size, read_node) if size else EMPTY_ROOT


def prove_inclusion(index: int, size: int, read_node: ReadNode) -> list[bytes]:
    """Return the proof that entry `index`, counted from 0, is in the tree of `size` entries (RFC 6962 2.1.1).

    Raises ValueError if there is no such entry.
    """
    if not 0 <= index < size:
        raise ValueError(f"There is no entry {index} in a tree of {size}.")
    start, end = 0, size
    proof = []
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            proof.append(_hash_range(middle, end, read_node))
            end = middle
        else:
            proof.append(_hash_range(start, middle, read_node))
            start = middle
    return proof[::-1]


def prove_consistency(old_size: int, new_size: int, read_node: ReadNode) -> list[bytes]:
    """Return the proof that the tree of `new_size` entries begins with the tree of `old_size` (RFC 6962 2.1.2).

    The proof is empty if the old tree is empty or as large as the new one. Raises ValueError if it is larger.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError(f"A tree of {new_size} cannot begin with one of {old_size}.")
    if old_size in (0, new_size):
        return []
    start, end = 0, new_size
    proof = []
    while end != old_size:
        middle = _split(start, end)
        if old_size <= middle:
            proof.append(_hash_range(middle, end, read_node))
            end = middle
        else:
            proof.append(_hash_range(start, middle, read_node))
            start = middle
    if start:  # otherwise this is the old root itself, which the verifier knows
        proof.append(_hash_range(start, end, read_node))
    return proof[::-1]


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether the proof shows the leaf hash at `index`, counted from 0, of `size` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf_hash, root, *proof):
        return False
    place, last = index, size - 1
    found = leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = hash_node(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hash_node(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether the proof shows that the new tree begins with the old one (RFC 9162 2.1.4.2).

    An empty old tree needs the root of nothing and an empty proof; two trees of one size the same root and an empty proof.
    """
    if not 0 <= old_size <= new_size or not _are_hashes(old_root, new_root, *proof):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:  # the old tree is one full subtree, so its root begins the path
        path.insert(0, old_root)
    if not path:
        return False
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = hash_node(sibling, old), hash_node(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = hash_node(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def read_from_hashes(hashes: Sequence[bytes]) -> ReadNode:
    """Return a reader of nodes over leaf hashes in memory. Each node is computed when it is asked for."""

    def read_node(level: int, index: int) -> bytes:
        part = hashes[index << level : (index + 1) << level]
        if len(part) != 1 << level:
            raise ValueError(f"Node {index} of level {level} is not full in a tree of {len(hashes)}.")
        return root_of(part)

    return read_node


def read_from_tiles(size: int, read_tile: ReadTile) -> ReadNode:
    """Return a reader of nodes of a tree of `size` entries that is stored in tiles of height 8 (C2SP tlog-tiles).

    `read_tile(level, index, width)` returns the tile's bytes: `width` hashes, or the full tile if the partial one is
    gone. The reader keeps the last 64 tiles. It raises ValueError for a tile of another length and for a node that is
    not full in this tree.
    """
    kept: dict[tuple[int, int], bytes] = {}

    def tile_of(level: int, index: int) -> bytes:
        if (level, index) not in kept:
            width = min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - index * TILE_WIDTH)
            data = read_tile(level, index, width) if width > 0 else b""
            if width <= 0 or len(data) not in (width * HASH_SIZE, TILE_WIDTH * HASH_SIZE):
                raise ValueError(f"Tile {index} of level {level} has {len(data)} bytes, not {width} hashes.")
            if len(kept) >= TILES_KEPT:
                kept.pop(next(iter(kept)))
            kept[level, index] = data[: width * HASH_SIZE]
        return kept[level, index]

    def read_node(level: int, index: int) -> bytes:
        row, height = divmod(level, TILE_HEIGHT)
        tile, first = divmod(index << height, TILE_WIDTH)
        part = tile_of(row, tile)[first * HASH_SIZE : (first + (1 << height)) * HASH_SIZE]
        if len(part) != HASH_SIZE << height:
            raise ValueError(f"Node {index} of level {level} is not full in a tree of {size}.")
        return root_of(part[at : at + HASH_SIZE] for at in range(0, len(part), HASH_SIZE))

    return read_node


def _split(start: int, end: int) -> int:
    """Return where RFC 6962 2.1 splits a tree: after the largest power of two that is smaller than its size."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _hash_range(start: int, end: int, read_node: ReadNode) -> bytes:
    """Return the hash over the entries from `start` up to `end`; `start` lies where a subtree begins."""
    full = []
    while start < end:
        level = (end - start).bit_length() - 1
        full.append(read_node(level, start >> level))
        start += 1 << level
    return _join(full)


def _join(full: list[bytes]) -> bytes:
    """Return the node above full subtrees that stand side by side, the largest first."""
    joined = full[-1]
    for left in reversed(full[:-1]):
        joined = hash_node(left, joined)
    return joined


def _are_hashes(*values: bytes) -> bool:
    return all(len(one) == HASH_SIZE for one in values)
