"""A little portal: the real manage.py, server/run.py and its servers around the smallest Django project that fits.

The set-up is tried on it because it starts in a moment; `.ci/run` tries the same on the real portal.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

LITTLE_PORTAL = {
    "panlong/__init__.py": "",
    "panlong/server/__init__.py": "",
    "panlong/settings.py": """
        import os
        from django.core.exceptions import ImproperlyConfigured
        from psycopg.conninfo import conninfo_to_dict
        if os.environ.get("PANLONG_DEBUG") not in (None, "0", "1"):
            raise ImproperlyConfigured("PANLONG_DEBUG must be 1 or 0.")
        SECRET_KEY = os.environ["PANLONG_SECRET_KEY"]
        ALLOWED_HOSTS = ["*"]
        DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
        USE_TZ = True
        INSTALLED_APPS = ["little"]
        ROOT_URLCONF = "little.urls"
        MIDDLEWARE = []
        parts = conninfo_to_dict(os.environ["DATABASE_URL"])
        DATABASES = {"default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": parts["dbname"], "USER": parts["user"],
            "HOST": parts["host"], "OPTIONS": {"pool": {"min_size": 1, "max_size": 4}},
        }}
        path = os.environ["REDIS_URL"].removeprefix("unix://").removesuffix("?db=0")
        CELERY_BROKER_URL = f"redis+socket://{path}"
        LANGUAGE_CODE = "en"
        WEB_THREADS, BODY_SECONDS, BODY_BYTES_A_SECOND = 2, 3, 500
    """,
    "panlong/wsgi.py": """
        import os
        from django.core.wsgi import get_wsgi_application
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panlong.settings")
        application = get_wsgi_application()
    """,
    "panlong/celery.py": """
        import os
        from celery import Celery
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panlong.settings")
        app = Celery("panlong", set_as_current=True)
        app.config_from_object("django.conf:settings", namespace="CELERY")
    """,
    "little/__init__.py": "",
    "little/models.py": """
        from django.db import models
        class Note(models.Model):
            text = models.TextField()
    """,
    "little/migrations/__init__.py": "",
    "little/migrations/0001_initial.py": """
        from django.db import migrations, models
        class Migration(migrations.Migration):
            initial = True
            operations = [migrations.CreateModel("Note", [
                ("id", models.AutoField(primary_key=True)), ("text", models.TextField()),
            ])]
    """,
    "little/urls.py": """
        import time
        from django.db import connection
        from django.http import HttpResponse
        from django.urls import path
        from django.http import JsonResponse, StreamingHttpResponse
        def healthz(request):
            connection.ensure_connection()
            return HttpResponse("well")
        def echo(request, rest=""):
            names = ("PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "CONTENT_LENGTH", "HTTP_X_FORWARDED_FOR", "HTTP_COOKIE")
            body = request.body
            return JsonResponse({"length": len(body), **{name: request.META.get(name) for name in names}})
        def slow(request):
            time.sleep(2)
            return HttpResponse("done")
        def much(request):
            return StreamingHttpResponse(b"x" * 20_000 for _piece in range(200))
        urlpatterns = [
            path("readyz", healthz), path("echo/", echo), path("echo/<path:rest>", echo), path("much", much),
            path("slow", slow),
        ]
    """,
    "little/management/__init__.py": "",
    "little/management/commands/__init__.py": "",
    "little/management/commands/load_demo.py": """
        import os, sys
        from django.core.management.base import BaseCommand
        from little.models import Note
        class Command(BaseCommand):
            def handle(self, **options):
                Note.objects.create(text="demo")
                if os.environ.get("LITTLE_DEMO_FAILS"):
                    sys.exit(7)
    """,
    "little/management/commands/notes.py": """
        from django.core.management.base import BaseCommand
        from little.models import Note
        class Command(BaseCommand):
            def add_arguments(self, parser):
                parser.add_argument("add", nargs="?")
            def handle(self, add, **options):
                if add:
                    Note.objects.create(text=add)
                print(" ".join(Note.objects.order_by("id").values_list("text", flat=True)))
    """,
    "little/management/commands/stay.py": """
        import time
        from django.core.management.base import BaseCommand
        class Command(BaseCommand):
            def handle(self, **options):
                time.sleep(60)
    """,
}


class LittlePortal:
    """A copy of the set-up with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.mark = f"PANLONG_TEST_MARK={folder}"  # every process that comes of this portal has it
        self.environ = {
            **{name: value for name, value in os.environ.items() if name not in OUR_VARIABLES},
            "PANLONG_TEST_MARK": str(folder),
            "PANLONG_VAR": str(folder / "var"),
            "PORT": str(self.port),
        }
        self.started: list[subprocess.Popen[str]] = []

    @property
    def var(self) -> Path:
        return Path(self.environ["PANLONG_VAR"])

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start a Python command in the portal's folder, with more variables in its environment."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**self.environ, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def finish(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        """Wait for a started command; return its exit code and what it printed."""
        output, _ = process.communicate(timeout=40)
        return process.returncode, output

    def manage(self, *arguments: str, **more: str) -> tuple[int, str]:
        """Run a manage.py command; return its exit code and what it printed."""
        return self.finish(self.start("manage.py", *arguments, **more))

    def run(self, **more: str) -> subprocess.Popen[str]:
        """Start `make run`'s supervisor and wait until the portal is well."""
        process = self.start("-m", "panlong.server.run", **more)
        wait_until(lambda: process.poll() is not None or self.is_well(), 90)
        assert process.poll() is None, process.communicate()[0]
        return process

    def is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def processes(self) -> dict[int, str]:
        """Return the command lines of all processes that came of this portal and still run, by number.

        They have our mark in their environment or, where a server wrote its title over that, our folder as
        the one they work in.
        """
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                marked = self.mark.encode() in (process / "environ").read_bytes().split(b"\0")
                if marked or (process / "cwd").readlink().is_relative_to(self.folder):
                    command = (process / "cmdline").read_bytes()
                    found[int(process.name)] = command.replace(b"\0", b" ").decode()
            except OSError:  # gone meanwhile
                continue
        return found

    def process(self, words: str) -> int:
        """Return the number of the oldest process whose command line has the words."""
        return min(number for number, command in self.processes().items() if words in command)

    def all_gone(self) -> bool:
        return not self.processes()

    def end(self) -> None:
        while left := self.processes():  # again: one that was just starting others left those behind
            for number in left:
                with suppress(ProcessLookupError):  # it may end by itself meanwhile
                    os.kill(number, signal.SIGKILL)
            time.sleep(0.1)
        for process in self.started:
            process.communicate()


OUR_VARIABLES = {
    *("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT"),
    *("PANLONG_SECRET_KEY", "PANLONG_PHONE_KEY", "PANLONG_DEMO", "PANLONG_DEBUG", "PANLONG_PRODUCTION"),
}


def little_portal(folder: Path) -> Iterator[LittlePortal]:
    """Write a little portal into the folder; kill whatever of it still runs at the end."""
    for name, text in LITTLE_PORTAL.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    for name in (
        "manage.py",
        "panlong/server/environment.py",
        "panlong/server/files.py",
        "panlong/server/holds.py",
        "panlong/server/servers.py",
        "panlong/server/run.py",
        "panlong/server/front.py",
    ):
        shutil.copy(ROOT / name, folder / name)
    portal = LittlePortal(folder)
    yield portal
    portal.end()


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[LittlePortal]:
    """A little portal that was never started."""
    yield from little_portal(tmp_path)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LittlePortal]:
    """A little portal with a database, to copy from."""
    for portal in little_portal(tmp_path_factory.mktemp("template")):
        code, output = portal.manage("migrate")
        assert code == 0, output
        yield portal


@pytest.fixture
def migrated(portal: LittlePortal, template: LittlePortal) -> LittlePortal:
    """A little portal with a database."""
    subprocess.run(["cp", "-a", template.var, portal.var], check=True)
    return portal


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until the condition holds; fail the test if it does not in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
