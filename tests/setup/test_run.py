"""The supervisor behind `make run`: starts all or nothing, stops all, says what happened."""

import os
import signal
import socket

import pytest

from tests.setup.conftest import LittlePortal, wait_until

PARTS = {
    "web": "-m granian",
    "worker": "celery --app=panlong --quiet worker",
    "beat": "celery --app=panlong --quiet beat",
    "PostgreSQL": "bin/postgres -D",
    "Redis": "bin/redis-server",
}


def test_taken_port_is_told_before_anything_starts(portal: LittlePortal) -> None:
    with socket.create_server(("127.0.0.1", portal.port)):
        code, output = portal.finish(portal.start("-m", "panlong.server.run"))
    assert code == 1
    assert f"Port {portal.port} is taken" in output
    assert len(output.splitlines()) == 1
    assert not portal.var.exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "８０００"])
def test_malformed_port(portal: LittlePortal, port: str) -> None:
    code, output = portal.finish(portal.start("-m", "panlong.server.run", PORT=port))
    assert code == 1
    assert "PORT must be a number" in output
    assert len(output.splitlines()) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "postgresql://me:S3CRET@127.0.0.1:1/panlong"),
        ("REDIS_URL", "redis://:S3CRET@127.0.0.1:1/0"),
        ("REDIS_URL", "http://:S3CRET@127.0.0.1:1/0"),
        ("PANLONG_VAR", "/proc/panlong"),
    ],
)
def test_what_cannot_be_reached_or_written(portal: LittlePortal, variable: str, value: str) -> None:
    code, output = portal.finish(portal.start("-m", "panlong.server.run", **{variable: value}))
    assert code == 1
    assert variable in output
    assert len(output.splitlines()) == 1
    assert "S3CRET" not in output


@pytest.mark.slow
def test_runs_is_shared_and_stops_whole(portal: LittlePortal) -> None:
    process = portal.run()
    # A manage.py command sees the same data, before and after.
    code, output = portal.manage("notes", "seen")
    assert (code, output.strip()) == (0, "demo seen")
    assert portal.is_well()
    # A second one on the same data is refused and changes nothing.
    code, output = portal.finish(portal.start("-m", "panlong.server.run", PORT=str(portal.port + 1)))
    assert code == 1
    assert f"runs already, as process {process.pid}" in output
    assert portal.is_well()

    process.terminate()
    code, output = portal.finish(process)
    assert code == 0
    wait_until(portal.all_gone, 2)
    assert f"http://localhost:{portal.port}/demo/" in output
    for name in ("setup", "web", "worker", "beat"):
        assert f"\n{name:>6} | " in f"\n{output}"
    assert "\033[" not in output  # no colours in a file
    assert portal.manage("notes")[1].strip() == "demo seen"


@pytest.mark.slow
@pytest.mark.parametrize("name", PARTS)
def test_one_part_dying_brings_the_rest_down(portal: LittlePortal, name: str) -> None:
    process = portal.run()
    os.kill(portal.process(PARTS[name]), signal.SIGKILL)
    code, output = portal.finish(process)
    assert code == 1
    assert f"{name} ended by itself" in output
    assert "SIGKILL" in output
    # A killed part may leave children that complain; the supervisor itself speaks plainly.
    assert not [line for line in output.splitlines() if "Traceback" in line and " | " not in line]
    wait_until(portal.all_gone, 2)


@pytest.mark.slow
def test_kill_of_the_supervisor_leaves_no_orphan(portal: LittlePortal) -> None:
    process = portal.run(PANLONG_DEMO="0")
    process.kill()
    process.wait()
    wait_until(portal.all_gone, 20)
    assert portal.manage("notes")[1].strip() == ""  # the data is whole, and no demo was asked for


@pytest.mark.slow
def test_interrupted_demo_load_is_done_again(portal: LittlePortal) -> None:
    code, output = portal.finish(portal.start("-m", "panlong.server.run", LITTLE_DEMO_FAILS="1"))
    assert code == 1
    assert "`manage.py load_demo` failed, exit code 7" in output
    wait_until(portal.all_gone, 2)
    process = portal.run()
    assert portal.manage("notes")[1].strip() == "demo demo"
    process.send_signal(signal.SIGINT)
    assert portal.finish(process)[0] == 0
    wait_until(portal.all_gone, 2)


@pytest.mark.slow
def test_stop_while_setting_up(portal: LittlePortal) -> None:
    process = portal.start("-m", "panlong.server.run")
    wait_until(lambda: any("migrate" in each for each in portal.processes().values()), 20)
    process.terminate()
    assert portal.finish(process)[0] == 0
    wait_until(portal.all_gone, 2)
