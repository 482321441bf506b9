"""Tiles and bundles are the same tree as the entries, however the log grew, and only the right edge is written anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panlong.log import tiles, tree

ENTRIES = [f"entry {index}".encode() for index in range(1100)]
HASHES = [tree.hash_leaf(one) for one in ENTRIES]


class Store(dict):
    """Files in memory, which notice what is written twice with other bytes."""

    def __init__(self):
        self.read = []

    def write(self, path, data):
        assert self.get(path, data) == data
        self[path] = data

    def read_tile(self, level, index, width):
        self.read.append((level, index, width))
        return self[tiles.name_tile(level, index, width)]

    def grow(self, before, after, entries=ENTRIES):
        tiles.write_tiles(
            before,
            after,
            read_entries=lambda start, end: entries[start:end],
            read_tile=self.read_tile,
            write=self.write,
        )


PATHS = {
    (0, 0, 256): "tile/0/000",
    (1, 1234067, 256): "tile/1/x001/x234/067",
    (0, 1234067, 17): "tile/0/x001/x234/067.p/17",
    (63, 999, 1): "tile/63/999.p/1",
    (2, 1000, 255): "tile/2/x001/000.p/255",
}


@pytest.mark.parametrize("name", PATHS)
def test_paths_are_those_of_the_standard(name):
    assert tiles.name_tile(*name) == PATHS[name]
    assert tiles.parse_name(PATHS[name]) == tiles.TileName(*name)
    bundle = PATHS[name].replace(f"tile/{name[0]}/", "tile/entries/")
    assert tiles.name_bundle(*name[1:]) == bundle
    assert tiles.parse_name(bundle) == tiles.TileName(None, *name[1:])


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/٠٠٠",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/data/000",
        "tile/-1/000",
    ],
)
def test_odd_paths_are_no_tiles(path):
    with pytest.raises(tiles.TileError):
        tiles.parse_name(path)


@pytest.mark.parametrize("call", [(64, 0, 1), (-1, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_tiles_that_cannot_be_have_no_name(call):
    with pytest.raises(tiles.TileError):
        tiles.name_tile(*call)


def test_seventy_thousand_entries_have_the_tiles_of_the_standards_example():
    assert tiles.widths_at(70_000) == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert tiles.widths_at(256) == [(0, 1, 0), (1, 0, 1)]
    assert tiles.widths_at(0) == []


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_gives_back_its_entries(entries):
    assert tiles.parse_bundle(tiles.pack_entries(entries)) == entries


def test_an_entry_stands_behind_its_length_of_two_bytes():
    assert tiles.pack_entries([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    longest = bytes(65535)
    assert tiles.pack_entries([longest])[:2] == b"\xff\xff"
    with pytest.raises(tiles.TileError, match="65536"):
        tiles.pack_entries([longest + b"x"])


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x02a", b"\x00\x01a\x00", b"\x00\x00" * 257])
def test_a_broken_bundle_is_refused(data):
    with pytest.raises(tiles.TileError):
        tiles.parse_bundle(data)


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(33), bytes(32 * 257)])
def test_a_broken_tile_is_refused(data):
    with pytest.raises(tiles.TileError):
        tiles.parse_tile(data)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 1100), min_size=1, max_size=6).map(sorted))
def test_tiles_are_the_same_tree_however_the_log_grew(sizes):
    store = Store()
    for before, after in zip([0, *sizes], sizes, strict=False):
        store.grow(before, after)
    size = sizes[-1]
    expected = tree.read_from_hashes(HASHES[:size])
    read = tree.read_from_tiles(size, store.read_tile)
    assert tree.root_at(size, read) == tree.root_of(HASHES[:size])
    for index in {0, size // 2, size - 1} - {-1, size}:
        proof = tree.prove_inclusion(index, size, read)
        assert proof == tree.prove_inclusion(index, size, expected)
    for old in sizes:
        assert tree.prove_consistency(old, size, read) == tree.prove_consistency(old, size, expected)
    for level, full, width in tiles.widths_at(size):
        names = [(index, 256) for index in range(full)] + [(full, width)] * bool(width)
        for index, wide in names:
            assert len(tiles.parse_tile(store[tiles.name_tile(level, index, wide)])) == wide
            if level == 0:
                bundle = store[tiles.name_bundle(index, wide)]
                assert tiles.parse_bundle(bundle) == ENTRIES[index * 256 : index * 256 + wide]


def test_a_single_growth_writes_exactly_the_files_of_the_standard():
    store = Store()
    store.grow(0, 600)
    assert sorted(store) == [
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
    ]


def test_growing_by_one_reads_and_writes_the_right_edge_only():
    """Ten million entries are pretended: every tile holds the same hash, only lengths matter."""
    size, written, entries, read = 10_000_000, [], [], []

    def read_entries(start, end):
        entries.append(end - start)
        return [b"same"] * (end - start)

    def read_tile(level, index, width):
        read.append((level, index, width))
        return tree.hash_leaf(b"same") * width

    tiles.write_tiles(
        size,
        size + 1,
        read_entries=read_entries,
        read_tile=read_tile,
        write=lambda path, data: written.append(path),
    )
    assert written == ["tile/entries/x039/062.p/129", "tile/0/x039/062.p/129"]
    assert (entries, read) == ([129], [(0, 39062, 128)])

    again = tree.read_from_tiles(size, read_tile)
    read.clear()
    tree.root_at(size, again)
    tree.prove_consistency(size - 1, size, again)
    assert len(read) <= 6


def test_an_old_entry_that_changed_is_not_published():
    store = Store()
    store.grow(0, 300)
    changed = [*ENTRIES[:290], b"changed", *ENTRIES[291:]]
    with pytest.raises(tiles.TileError, match="Entry 290 differs"):
        store.grow(300, 301, changed)


def test_a_log_does_not_shrink_and_a_missing_entry_is_noticed():
    store = Store()
    store.grow(0, 300)
    with pytest.raises(tiles.TileError, match="cannot become"):
        store.grow(300, 299)
    with pytest.raises(tiles.TileError, match="came for"):
        store.grow(300, 302, ENTRIES[:301])


def test_the_same_growth_may_be_repeated():
    store = Store()
    store.grow(0, 255)
    store.grow(255, 513)
    before = dict(store)
    store.grow(255, 513)
    assert dict(store) == before


def test_a_full_tile_stands_in_for_a_partial_one_that_was_deleted():
    whole = Store()
    whole.grow(0, 600)

    def read_tile(level, index, width):
        return whole[tiles.name_tile(level, index)] if level == 0 else whole["tile/1/000.p/2"][:32]

    read = tree.read_from_tiles(300, read_tile)
    assert tree.prove_inclusion(299, 300, read) == tree.prove_inclusion(
        299, 300, tree.read_from_hashes(HASHES[:300])
    )


def test_a_tile_of_another_length_is_refused():
    with pytest.raises(ValueError, match="has 31 bytes"):
        tree.root_at(3, tree.read_from_tiles(3, lambda *_: bytes(31)))
