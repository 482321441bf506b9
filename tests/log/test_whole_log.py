"""The log grows, is published as everybody can check it, and `verify` finds what was done to it and to the rows."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from deliberation.models import VotingRound
from deliberation.results import result_files
from panlong.log import heads, notes, offline, publishing, tiles, tree
from panlong.log.models import Head, Leaf
from projects.stages import Stage
from tests.factories import Walk
from tests.log.attack import do


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT, settings.LOG_KEY_FILE, settings.LOG_KEYS = tmp_path, tmp_path / "log.key", []
    settings.SEALS_FILE = tmp_path / "seals.txt"
    return tmp_path / "log"


@pytest.fixture
def walk(w, folder):
    walk = Walk(w)
    walk.to(Stage.CLOSED)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    publishing.grow_log()
    return walk


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestGrowing:
    def test_it_is_published_as_any_reader_of_tiles_can_check_it(self, walk, folder, client):
        said: list[str] = []
        note = client.get("/log/checkpoint").content
        key = notes.parse_verifier_key(client.get("/log/key").text.strip())
        assert offline.check_folder(folder, note, keys=[key], say=said.append), said
        assert notes.open_checkpoint(note, [key]).checkpoint.size == Leaf.objects.count() > 300

    def test_it_goes_on_where_it_was_and_is_consistent(self, walk, folder, w):
        before = notes.open_checkpoint(
            (folder / "checkpoint").read_bytes(), [publishing.signing_keys()[0].verifier]
        ).checkpoint
        assert publishing.grow_log() == before.size  # nothing new, nothing written
        Walk(w).to(Stage.SUPPORT_POLL)
        size = publishing.grow_log()
        after = publishing.published_head()
        assert after.size == size > before.size
        read = tree.read_from_tiles(size, publishing.read_tile)
        proof = tree.prove_consistency(before.size, size, read)
        assert tree.verify_consistency(before.size, before.root, size, after.root, proof)

    def test_a_leaf_is_proven_by_its_inclusion(self, walk):
        head = publishing.published_head()
        leaf = Leaf.objects.get(index=100)
        proof = tree.prove_inclusion(100, head.size, tree.read_from_tiles(head.size, publishing.read_tile))
        assert tree.verify_inclusion(bytes(leaf.hash), 100, head.size, proof, head.root)
        assert tree.hash_leaf(leaf.entry.encode()) == bytes(leaf.hash)

    def test_tiles_are_served_and_nothing_else(self, walk, client):
        tile = client.get("/log/" + tiles.name_tile(0, 0))
        assert len(tile.content) == 256 * 32 and "immutable" in tile["Cache-Control"]
        for odd in ("tile/../checkpoint", "tile/0/999", "tile/x/000", "tile/0/000.p/0", "../log.key"):
            assert client.get(f"/log/{odd}").status_code == 404

    def test_an_older_database_publishes_nothing_on_top(self, walk):
        do("DELETE FROM log_leaf WHERE index > 300")
        with pytest.raises(publishing.Forked):
            publishing.grow_log()

    def test_without_the_old_key_nothing_is_published_and_both_keys_together_go_on(
        self, walk, w, folder, settings
    ):
        old = settings.LOG_KEY_FILE.read_text().strip()
        settings.LOG_KEY_FILE.unlink()
        with pytest.raises(publishing.Forked, match="bring back"):
            publishing.grow_log()
        new = notes.make_key("localhost/log")
        settings.LOG_KEYS = [new.export(), old]
        Walk(w).to(Stage.SUPPORT_POLL)
        publishing.grow_log()
        note = (folder / "checkpoint").read_bytes()
        for key in (new, notes.parse_signing_key(old)):
            assert notes.open_checkpoint(note, [key.verifier]).checkpoint.size == Leaf.objects.count()

    def test_a_head_is_kept_with_every_notice(self, walk, w):
        kept = Head.objects.count()
        Walk(w).to(Stage.SUPPORT_POLL)  # the poll has a notice
        publishing.grow_log()
        assert Head.objects.count() == kept + 1


@pytest.mark.django_db
class TestVerify:
    def test_of_what_nobody_touched_nothing_is_wrong(self, walk, folder):
        assert "Nothing is wrong" in verify("--checkpoint", str(folder / "checkpoint"))

    def test_another_result_than_was_counted_is_found(self, walk):
        do("UPDATE deliberation_candidate SET votes = 99, chosen = NOT chosen")
        with pytest.raises(CommandError, match=r"deliberation_candidate \d+: altered: chosen, votes"):
            verify()

    def test_ballots_that_were_altered_with_the_result_are_found(self, walk):
        do("UPDATE deliberation_ballot SET marks = '\\x02'")
        with pytest.raises(CommandError, match=r"deliberation_ballot \d+: altered: marks"):
            verify()

    def test_a_file_that_says_another_result_is_found(self, walk, settings):
        file = result_files.write_file(VotingRound.objects.get()) / "count.csv"
        file.write_text(file.read_text(encoding="utf-8") + "P9,无,1,99,0,True\n", encoding="utf-8")
        with pytest.raises(CommandError, match=r"count\.csv: the published file says something else"):
            verify()

    def test_the_newest_notices_deleted_are_missed(self, walk):
        do("DELETE FROM notices_notice WHERE id = (SELECT max(id) FROM notices_notice)")
        with pytest.raises(CommandError, match=r"notices_notice \d+: deleted"):
            verify()

    def test_a_leaf_rewritten_with_its_hash_is_found_by_the_signed_heads(self, walk):
        do(
            "UPDATE log_leaf SET entry = replace(entry, '\"made\"', '\"made\" ') WHERE index = 100;"
            r"UPDATE log_leaf SET hash = sha256('\x00'::bytea || convert_to(entry, 'UTF8')) WHERE index = 100"
        )
        assert any("rewritten" in one.what for one in heads.verify_heads())

    def test_a_tail_cut_off_everywhere_is_found_by_a_head_kept_outside(self, walk, folder, tmp_path):
        kept = tmp_path / "kept-outside"
        kept.write_bytes((folder / "checkpoint").read_bytes())
        do(
            "DELETE FROM log_member; DELETE FROM log_head; DELETE FROM notices_notice; DELETE FROM log_leaf WHERE index > 50"
        )
        (folder / "checkpoint").unlink()
        found = [one.what for one in heads.verify_heads([("outside", kept.read_bytes())])]
        assert any("the end is missing" in what for what in found)

    def test_a_head_that_somebody_else_signed_is_no_head(self, walk):
        other = notes.sign_note(
            str(notes.Checkpoint("localhost/log", 1, bytes(32))), [notes.make_key("localhost/log")]
        )
        assert any(one.table == heads.HEAD for one in heads.verify_heads([("outside", other)]))

    def test_the_log_cannot_be_written_by_hand(self, walk):
        for statement in (
            "UPDATE log_leaf SET entry = '{}'", "DELETE FROM log_leaf", "TRUNCATE log_leaf CASCADE", "UPDATE log_head SET size = 1",
            "UPDATE log_leaf SET index = index + 1", "DELETE FROM log_member",
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
