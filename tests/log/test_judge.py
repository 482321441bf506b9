"""An implementation that is not ours agrees: golang.org/x/mod/sumdb builds the same tree and accepts our proofs and notes.

It needs `go` and the source of golang.org/x/mod, as Debian's golang-golang-x-mod-dev installs it or wherever
PANLONG_GO_MOD says. Without them these tests are skipped; nothing is fetched.
"""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from panlong.log import notes, tiles, tree

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("judge")]

SOURCE = Path(os.environ.get("PANLONG_GO_MOD", "/usr/share/gocode/src/golang.org/x/mod"))
JUDGE = Path(__file__).parent / "judge" / "main.go"
ENTRIES = [f"entry {index}".encode() for index in range(600)]
HASHES = [tree.hash_leaf(one) for one in ENTRIES]
PAIRS = [
    (1, 2),
    (1, 600),
    (3, 7),
    (6, 8),
    (255, 256),
    (256, 257),
    (256, 512),
    (300, 600),
    (599, 600),
    (600, 600),
]
PLACES = [(0, 1), (0, 600), (5, 8), (255, 257), (256, 257), (511, 513), (599, 600)]


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    """Return a function that gives a document to the judge and returns what it finds wrong."""
    if not shutil.which("go") or not (SOURCE / "sumdb/note/note.go").exists():
        pytest.skip("go or golang.org/x/mod is not here (PANLONG_GO_MOD)")
    folder = tmp_path_factory.mktemp("judge")
    shutil.copy(JUDGE, folder)
    (folder / "go.mod").write_text(
        f"module judge\n\ngo 1.19\n\nrequire golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => {SOURCE}\n"
    )
    options = {
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOCACHE": str(folder / "cache"),
    }
    built = subprocess.run(
        ["go", "build", "-o", "judge", "."],
        cwd=folder,
        env={**os.environ, **options},
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr

    def ask(document):
        done = subprocess.run([folder / "judge"], input=json.dumps(document), capture_output=True, text=True)
        assert (done.returncode == 0) == (done.stdout == ""), done.stderr
        return done.stdout

    return ask


def encode(data):
    return base64.b64encode(data).decode()


def document():
    """Everything that the judge looks at, as we make it."""
    read = tree.read_from_hashes(HASHES)
    roots = [tree.root_of(HASHES[:size]) for size in range(601)]
    files = {}
    tiles.write_tiles(
        0,
        600,
        read_entries=lambda start, end: ENTRIES[start:end],
        read_tile=lambda *_: b"",
        write=files.__setitem__,
    )
    key = notes.make_key("log.example/decisions")
    checkpoint = notes.Checkpoint("log.example/decisions", 600, roots[600])
    return {
        "Key": str(key.verifier),
        "Checkpoint": notes.sign_note(
            str(checkpoint), [key, notes.make_key("log.example/decisions")]
        ).decode(),
        "Entries": [encode(one) for one in ENTRIES],
        "Roots": [encode(one) for one in roots],
        # Go's paths name the height of tiles first.
        "Tiles": {
            path.replace("tile/", "tile/8/"): encode(data)
            for path, data in files.items()
            if "entries" not in path
        },
        "Inclusion": [
            {
                "Size": size,
                "Index": index,
                "Root": encode(roots[size]),
                "Leaf": encode(HASHES[index]),
                "Proof": [encode(one) for one in tree.prove_inclusion(index, size, read)],
            }
            for index, size in PLACES
        ],
        "Consistency": [
            {
                "Old": old,
                "New": new,
                "OldRoot": encode(roots[old]),
                "NewRoot": encode(roots[new]),
                "Proof": [encode(one) for one in tree.prove_consistency(old, new, read)],
            }
            for old, new in PAIRS
        ],
    }


def test_gos_sumdb_agrees_with_tree_tiles_proofs_and_notes(judge):
    assert judge(document()) == ""


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (lambda one: one["Roots"].__setitem__(7, encode(bytes(32))), "the root of 7 entries"),
        (lambda one: one["Tiles"].__setitem__("tile/8/0/000", encode(bytes(8192))), "tile/8/0/000"),
        (lambda one: one["Inclusion"][2].update(Index=4), "inclusion of 4 in 8"),
        (lambda one: one["Consistency"][1].update(Old=2), "consistency of 2 with 600"),
        (lambda one: one.update(Checkpoint=one["Checkpoint"].replace("600", "601")), "the checkpoint"),
    ],
)
def test_the_judge_does_not_agree_with_everything(judge, alter, found):
    altered = document()
    alter(altered)
    assert found in judge(altered)
