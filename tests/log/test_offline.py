"""The offline program finds whatever was altered in a copy of the log, and needs neither Django nor this project."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from panlong.log import notes, offline, tiles, tree

ORIGIN = "log.example/decisions"
LOG = notes.SigningKey(ORIGIN, notes.ED25519, bytes(range(32)))
WITNESS = notes.SigningKey("witness.example/w1", notes.COSIGNATURE, bytes(range(2, 34)))
NOW = 1_790_000_000
SIZE = 66_000  # one full tile of level 1 and a row of level 2
ROOM = Path(offline.__file__).parent
COPIED = ("tree.py", "tiles.py", "notes.py", "offline.py")


def entry(index):
    return f"entry {index}".encode()


def publish(folder, before, after, entries=entry, key=LOG):
    """Grow the log in a folder and return its checkpoint, cosigned by the witness."""

    def write(path, data):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)

    def read_tile(level, index, width):
        return (folder / tiles.name_tile(level, index, width)).read_bytes()

    tiles.write_tiles(
        before,
        after,
        read_entries=lambda start, end: [entries(index) for index in range(start, end)],
        read_tile=read_tile,
        write=write,
    )
    root = tree.root_at(after, tree.read_from_tiles(after, read_tile))
    state = str(notes.Checkpoint(ORIGIN, after, root))
    signed = notes.sign_note(state, [key])
    message = notes.add_signatures(signed, [notes.sign_text(state, WITNESS, time=NOW)])
    write("checkpoint", message)
    return message


@pytest.fixture(scope="module")
def long_log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    return folder, publish(folder, 0, SIZE)


@pytest.fixture
def log(tmp_path):
    """A log that was published with 100, 300, 520 and 600 entries."""
    folder = tmp_path / "log"
    kept = {}
    for before, after in [(0, 100), (100, 300), (300, 520), (520, 600)]:
        kept[after] = publish(folder, before, after)
    return folder, kept


def check(folder, **options):
    lines = []
    message = options.pop("message", None) or (folder / "checkpoint").read_bytes()
    options = {"keys": [LOG.verifier], **options}
    right = offline.check_folder(folder, message, say=lines.append, **options)
    assert right != any(line.startswith("WRONG") for line in lines)
    return right, "\n".join(lines)


def alter(path, old, new):
    data = path.read_bytes()
    assert old in data and len(old) == len(new)
    path.write_bytes(data.replace(old, new, 1))


def test_an_honest_log_is_right(log):
    folder, kept = log
    right, text = check(
        folder, witnesses=[WITNESS.verifier], older=[(f"{size}", one) for size, one in kept.items()]
    )
    assert right
    assert text.splitlines() == [
        f"OK           The checkpoint is signed by {ORIGIN} (1 of 1 keys).",
        f"OK           The checkpoint of {ORIGIN} counts 600 entries.",
        "OK           The witness witness.example/w1 cosigned it, 2026-09-21 14:13 UTC.",
        "OK           All tiles agree with the entries and with each other.",
        "OK           The 600 entries have the root of the checkpoint.",
        "OK           The log begins with the 100 entries of 100.",
        "OK           The log begins with the 300 entries of 300.",
        "OK           The log begins with the 520 entries of 520.",
        "OK           The log begins with the 600 entries of 600.",
        "OK           No entry stands there twice.",
        "NOT CHECKED  Whether an entry tells the truth, and whether everything that happened has an entry.",
    ]


def test_it_says_what_it_cannot_check(log):
    right, text = check(log[0], keys=[])
    assert right
    assert "NOT CHECKED  Who signed" in text
    assert "NOT CHECKED  Whether others were shown another log" in text
    assert "NOT CHECKED  Whether the log was rewritten or cut" in text


def test_a_long_log_with_three_levels_of_tiles_is_right(long_log):
    folder, _message = long_log
    assert (folder / "tile/2/000.p/1").exists()
    assert check(folder)[0]


def test_an_empty_log_is_right(tmp_path):
    message = notes.sign_note(str(notes.Checkpoint(ORIGIN, 0, tree.EMPTY_ROOT)), [LOG])
    assert check(tmp_path, message=message)[0]


def test_an_altered_entry_is_named(log):
    folder, _kept = log
    alter(folder / "tile/entries/001", b"entry 300", b"entry 3oo")
    right, text = check(folder)
    assert not right
    assert (
        "Entry 300 is the first that does not agree with its tile (tile/0/001). The entry was altered" in text
    )


def test_an_altered_tile_is_told_apart_from_an_altered_entry(log):
    folder, _kept = log
    alter(folder / "tile/0/001", tree.hash_leaf(entry(300)), bytes(32))
    right, text = check(folder)
    assert not right
    assert "Entry 300 is the first" in text and "The tile was altered" in text
    assert "hash 1 does not agree with tile/0/001, entries 256 to 511." in text
    assert "OK           The 600 entries have the root" in text


def test_an_entry_altered_together_with_its_tile_is_found_above(log):
    folder, _kept = log
    alter(folder / "tile/entries/001", b"entry 300", b"entry 3oo")
    alter(folder / "tile/0/001", tree.hash_leaf(entry(300)), tree.hash_leaf(b"entry 3oo"))
    right, text = check(folder)
    assert not right
    assert "tile/1/000.p/2: hash 1 does not agree with tile/0/001, entries 256 to 511." in text
    assert "do not have the root of the checkpoint" in text


def test_an_altered_tile_high_above_is_found(long_log, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(long_log[0], folder)
    data = (folder / "tile/1/000").read_bytes()
    (folder / "tile/1/000").write_bytes(bytes(32) + data[32:])
    right, text = check(folder)
    assert not right
    assert "tile/1/000: hash 0 does not agree with tile/0/000, entries 0 to 255." in text
    assert "tile/2/000.p/1: hash 0 does not agree with tile/1/000, entries 0 to 65535." in text
    assert "OK           The 66000 entries have the root" in text


def test_a_partial_tile_of_earlier_days_that_was_altered_is_found(log):
    folder, _kept = log
    alter(folder / "tile/0/001.p/44", tree.hash_leaf(entry(260)), bytes(32))
    alter(folder / "tile/entries/000.p/100", b"entry 7", b"entry 8")
    right, text = check(folder)
    assert not right
    assert "tile/0/001.p/44 does not agree" in text and "tile/entries/000.p/100 does not agree" in text


@pytest.mark.parametrize(
    "name", ["tile/entries/001", "tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/88"]
)
def test_a_missing_file_is_named(log, name):
    folder, _kept = log
    (folder / name).unlink()
    right, text = check(folder)
    assert not right
    assert f"WRONG        {name} is missing." in text
    assert "OK           The tiles have the root" in text


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x09entry 512", bytes(31)])
def test_a_broken_file_is_named(log, data):
    folder, _kept = log
    for name in ("tile/entries/002.p/88", "tile/0/002.p/88"):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(data)
        right, text = check(folder)
        assert not right
        assert f"WRONG        {name} " in text
        (folder / name).write_bytes(whole)


def test_a_cut_tail_is_found(log):
    folder, _kept = log
    (folder / "tile/entries/002.p/88").unlink()
    (folder / "tile/0/002.p/88").unlink()
    right, text = check(folder)
    assert not right
    assert "files stop before entry 512" in text


def test_a_log_rolled_back_is_found_with_a_checkpoint_that_somebody_kept(log):
    folder, kept = log
    (folder / "checkpoint").write_bytes(kept[520])
    right, text = check(folder)
    assert right
    assert "The folder holds entries after this checkpoint" in text
    right, text = check(folder, older=[("mine", kept[600])])
    assert not right
    assert "The log was rolled back: mine counts 600 entries, this checkpoint 520." in text


def test_a_log_that_was_rewritten_whole_is_found_with_a_checkpoint_that_somebody_kept(log, tmp_path):
    _folder, kept = log
    forged = tmp_path / "forged"
    publish(forged, 0, 700, lambda index: b"forged" if index == 299 else entry(index))
    assert check(forged)[0]  # it is a log like any other, which is why checkpoints are kept
    right, text = check(forged, older=[("early", kept[100]), ("mine", kept[300])])
    assert not right
    assert "OK           The log begins with the 100 entries of early." in text
    assert "The log was rewritten: its first 300 entries are not those of mine." in text


def test_a_rewritten_log_does_not_fit_the_checkpoint_of_before(log, tmp_path):
    folder, kept = log
    shutil.rmtree(folder)
    publish(folder, 0, 600, lambda index: b"forged" if index == 299 else entry(index))
    right, text = check(folder, message=kept[600])
    assert not right
    assert "WRONG        The 600 entries do not have the root of the checkpoint" in text


def test_two_logs_of_one_size_are_told_apart(log, tmp_path):
    _folder, kept = log
    publish(tmp_path / "forged", 0, 600, lambda index: entry(index + 1))
    right, text = check(tmp_path / "forged", older=[("mine", kept[600])])
    assert not right and "its first 600 entries are not those of mine" in text


def test_another_key_is_found(log, tmp_path):
    folder, _kept = log
    other = notes.make_key(ORIGIN)
    right, text = check(folder, keys=[other.verifier])
    assert not right and "None of the known keys signed" in text
    forged = publish(tmp_path / "forged", 0, 600, key=other)
    right, text = check(folder, older=[("mine", forged)])
    assert not right and "mine: None of the known keys signed" in text


def test_while_a_key_is_changed_the_old_and_the_new_one_will_do(log):
    new = notes.make_key(ORIGIN)
    right, text = check(log[0], keys=[new.verifier, LOG.verifier])
    assert right and "(1 of 2 keys)" in text


def test_a_missing_or_wrong_witness_is_found(log):
    folder, _kept = log
    other = notes.make_key("witness.example/w2", notes.COSIGNATURE)
    right, text = check(folder, witnesses=[WITNESS.verifier, other.verifier])
    assert not right
    assert "OK           The witness witness.example/w1" in text
    assert "WRONG        The witness witness.example/w2 did not cosign it." in text


def test_an_entry_that_stands_there_twice_is_named(tmp_path):
    publish(tmp_path, 0, 300, lambda index: entry(5 if index in (280, 290) else index))
    right, text = check(tmp_path)
    assert not right
    assert "Entry 280 stands there twice: it is entry 5 again." in text


@pytest.mark.parametrize("message", [b"", b"text\n", b"a\n1\n\n", b"\xff", b"a\nb\nc\n\nd\n"])
def test_an_odd_checkpoint_is_wrong_and_nothing_worse(tmp_path, message):
    for keys in ([], [LOG.verifier]):
        lines = []
        assert not offline.check_folder(tmp_path, message, keys=keys, say=lines.append)
        assert lines[-1].startswith("WRONG")


def run(*arguments, folder=None):
    """Run the program as somebody who has only these four files and PyNaCl: whatever imports Django breaks."""
    guard = "import sys, runpy; sys.modules['django'] = None; sys.path.insert(0, '.'); "
    start = "runpy.run_path('offline.py', run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", guard + start, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )


def test_a_plain_copy_of_four_files_verifies(log, tmp_path):
    folder, kept = log
    home = tmp_path / "home"
    home.mkdir()
    for name in COPIED:
        shutil.copy(ROOM / name, home)
    (tmp_path / "older").write_bytes(kept[520])
    options = (folder, "--key", LOG.verifier, "--witness", WITNESS.verifier, "--older", tmp_path / "older")
    done = run(*options, folder=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Everything that was checked is right.\n")

    alter(folder / "tile/entries/000", b"entry 12", b"entry 13")
    done = run(*options, folder=home)
    assert done.returncode == 1
    assert "Entry 12 is the first" in done.stdout and done.stdout.endswith("Something is wrong.\n")

    assert run(folder / "nowhere", folder=home).returncode == 1
    assert run(folder, "--key", "no key", folder=home).returncode == 2


def test_the_program_takes_files_from_the_command_line(log, capsys):
    folder, kept = log
    (folder / "older").write_bytes(kept[600])
    (folder / "newest").write_bytes(kept[300])
    call = [str(folder), "--checkpoint", str(folder / "newest"), "--older", str(folder / "older")]
    assert offline.main(call) == 1
    assert "The log was rolled back: older counts 600" in capsys.readouterr().out


def test_nothing_of_the_pure_part_imports_django_or_other_rooms():
    allowed = {"nacl", "panlong.log", "tree", "tiles", "notes", *sys.stdlib_module_names}
    for name in (*COPIED, "outside/witnesses.py"):
        for node in ast.walk(ast.parse((ROOM / name).read_text())):
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            else:
                continue
            for one in names:
                known = one in allowed or one.split(".")[0] in allowed or one.startswith("panlong.log")
                assert known, f"{name} imports {one}"


def test_the_first_of_several_altered_entries_is_named(log):
    folder, _kept = log
    alter(folder / "tile/entries/002.p/88", b"entry 530", b"entry 53o")
    alter(folder / "tile/entries/000", b"entry 20", b"entry 2o")
    alter(folder / "tile/entries/000", b"entry 10", b"entry 1o")
    assert "Entry 10 is the first that does not agree" in check(folder)[1]


def test_full_files_stand_in_for_partial_ones_that_were_deleted(log):
    folder, kept = log
    for name in ("tile/0/001.p", "tile/entries/001.p"):
        shutil.rmtree(folder / name)
    right, text = check(folder, message=kept[300])
    assert right and "The 300 entries have the root" in text
    alter(folder / "tile/entries/001", b"entry 299", b"entry 2o9")
    assert "Entry 299 is the first" in check(folder, message=kept[300])[1]


def test_a_full_bundle_that_was_shortened_is_named(log):
    folder, _kept = log
    short = tiles.pack_entries([entry(index) for index in range(200)])
    (folder / "tile/entries/000").write_bytes(short)
    right, text = check(folder)
    assert not right and "tile/entries/000 holds 200 instead of 256." in text


def test_files_with_odd_names_do_no_harm(log):
    folder, _kept = log
    for name in ("notes.txt", "²", "0", "999"):
        (folder / "tile/entries/002.p" / name).write_bytes(b"odd")
    assert check(folder)[0]
