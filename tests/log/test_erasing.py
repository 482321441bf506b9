"""Whoever closes the account cannot be found in the log any more, everything stays proven, and nobody else can claim that."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from panlong.accounts.models import User
from panlong.log import erasing, publishing
from panlong.log.models import Erased, Leaf
from panlong.log.tasks import erase
from panlong.portal.pages.own_data import close_account
from projects import comments
from projects.stages import Stage
from tests.factories import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(w, settings, tmp_path):
    settings.MEDIA_ROOT, settings.LOG_KEY_FILE, settings.LOG_KEYS = tmp_path, tmp_path / "log.key", []
    settings.SEALS_FILE = tmp_path / "seals.txt"
    walk = Walk(w)
    walk.to(Stage.VOTING)
    return walk


@pytest.fixture
def person(walk, w):
    """A resident who supported, and wrote something."""
    comments.post_comment(walk.project, by=w.neighbours[1], text="我是张三，我同意", operation=uuid4())
    return w.neighbours[1]


def run(statement: str, *values, triggers: bool = True) -> list:
    with connection.cursor() as cursor:
        if not triggers:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        found = cursor.fetchall() if cursor.description else []
        cursor.execute("SET LOCAL session_replication_role = origin")
        return found


def linked(column: str, value: int) -> set[int]:
    """Return the leaves whose sealed `column` can be shown to be `value` by somebody who has the database."""
    return {
        pk
        for (pk,) in run(
            "SELECT id FROM log_leaf WHERE salt IS NOT NULL AND entry::jsonb->'sealed'->>%s"
            " = encode(sha256(salt || convert_to(%s, 'UTF8')), 'hex')",
            column,
            f"{column}={value}",
        )
    }


def verify() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    publishing.grow_log()
    out = StringIO()
    call_command("verify", stdout=out)
    return out.getvalue()


def test_no_digest_can_be_linked_to_the_person_any_more(person):
    columns = ("by_id", "author_id", "actor_id", "voter_id", "user_id")
    before = {column: linked(column, person.pk) for column in columns}
    assert sum(map(len, before.values())) >= 2
    close_account(person)
    assert erase() == 1 and erase() == 0
    assert {column: linked(column, person.pk) for column in columns} == {column: set() for column in columns}


def test_words_that_a_row_once_had_cannot_be_guessed_any_more(person, walk):
    row = run("SELECT id FROM projects_comment WHERE text LIKE %s", "%张三%")[0][0]
    close_account(person)
    erase()
    assert not Leaf.objects.filter(kind="projects_comment", row=row, salt__isnull=False).exists()


def test_verify_takes_the_erased_as_erased_and_counts_them(person):
    close_account(person)
    erase()
    erased = Leaf.objects.filter(salt__isnull=True).exclude(act="removed").count()
    assert erased > 1 and f"({erased} of erased people)" in verify()


def test_the_public_leaf_tells_how_many_rows_and_not_which(person):
    close_account(person)
    erase()
    leaf = Leaf.objects.get(act="erased")
    assert (leaf.kind, leaf.row) == ("accounts_user", person.pk)
    assert f'"rows": {Erased.objects.count()}' in leaf.entry
    assert "projects_comment" not in leaf.entry


def test_what_is_left_of_a_row_is_still_proven(person):
    close_account(person)
    erase()
    run("UPDATE projects_comment SET text = 'anders' WHERE text LIKE %s", "%张三%", triggers=False)
    with pytest.raises(CommandError, match=r"projects_comment \d+: "):
        verify()


def test_a_row_that_was_altered_before_is_not_made_good_by_it(person):
    run("UPDATE projects_comment SET text = 'anders' WHERE text LIKE %s", "%张三%", triggers=False)
    close_account(person)
    erase()
    with pytest.raises(CommandError, match=r"projects_comment \d+: altered: text"):
        verify()


def test_what_happens_to_a_row_afterwards_enters_as_always(person):
    close_account(person)
    erase()
    run("UPDATE projects_project SET title = title || '!'")
    assert "Nothing is wrong" in verify()


def test_a_salt_that_is_gone_without_an_erased_person_is_found(person):
    run("UPDATE log_leaf SET salt = NULL WHERE kind = 'projects_comment'", triggers=False)
    found = [one.what for one in erasing.verify_erased()]
    assert "its salt is gone, and nobody was erased" in found
    with pytest.raises(CommandError, match="cannot be proven: the salt"):
        verify()


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE log_erased SET facts = replace(facts, '我', '他')", "not what is kept"),
        ("DELETE FROM log_erased WHERE id = (SELECT max(id) FROM log_erased)", "nobody was erased"),
        ("UPDATE accounts_user SET is_active = true WHERE name = ''", "never closed"),
        ("UPDATE log_leaf SET salt = '\\x01' WHERE salt IS NULL AND act <> 'removed'", "salt is back"),
    ],
)
def test_whoever_alters_what_was_erased_is_found(person, statement, what):
    close_account(person)
    erase()
    run(statement, triggers=False)
    assert any(what in one.what for one in erasing.verify_erased())


def test_nobody_is_erased_whose_account_is_open(person):
    with pytest.raises(DatabaseError, match="closed the account"), transaction.atomic():
        run("SELECT log_erase_person(%s)", person.pk)
    User.objects.filter(pk=person.pk).update(is_active=False, name="", phone_hash=None)
    with pytest.raises(DatabaseError, match="closed the account"), transaction.atomic():
        run("SELECT log_erase_person(%s)", person.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_leaf SET salt = NULL",
        "UPDATE log_leaf SET salt = '\\x00'",
        "UPDATE log_erased SET row = 1",
        "DELETE FROM log_erased",
        "TRUNCATE log_erased",
    ],
)
def test_no_salt_goes_in_any_other_way(person, statement):
    close_account(person)
    erase()
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement)
