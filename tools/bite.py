"""Do the tests bite? Changes one thing of the rules at a time and looks whether a test of theirs notices.

    .venv/bin/python tools/bite.py                 every target below
    .venv/bin/python tools/bite.py tally policy    some of them
    .venv/bin/python tools/bite.py tally --again   only what was missed the last time
    .venv/bin/python tools/bite.py tally --resume  go on where the last run was stopped
    .venv/bin/python tools/bite.py tally --only more_than_half
    .venv/bin/python tools/bite.py --every 5       a fifth of them, spread evenly

A target's tests run once, in one process with its database; which lines each of them runs is written down. Then, for
each mutant, a forked child exchanges the code of the changed function (tools/mutants.py) and runs the tests that come
by its line, until one fails. What changes nothing that anybody could see stands in bite_equivalents.toml with a reason.

Our own, for mutmut leaves decorated functions (all our verbs are transactions) and constants of modules alone, and
cosmic-ray starts Django and its database anew for every mutant.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path
from types import CodeType, SimpleNamespace

import hypothesis
import pytest
from mutants import ROOT, Mutant, mutants_of

EQUIVALENTS = Path(__file__).with_name("bite_equivalents.toml")
ENOUGH = 95  # percent of a target's mutants that its tests must notice

# Target: what is changed, and the tests that must notice. Patterns of files, from the root of the project.
TARGETS = {
    "tally": (
        "deliberation/rounds/tally.py",
        "tests/deliberation/test_tally.py tests/deliberation/test_equal_shares.py",
    ),
    "roll": ("deliberation/rounds/roll.py", "tests/deliberation/test_roll.py"),
    "casting": ("deliberation/rounds/casting.py", "tests/deliberation/test_casting.py tests/deliberation/test_paper.py"),
    "ledger": ("funding/ledger/posting.py", "tests/funding/test_ledger.py"),
    "subsidies": (
        "funding/subsidies/applications.py funding/subsidies/street_review.py funding/subsidies/grants.py"
        " funding/subsidies/tranches.py funding/subsidies/amendments.py",
        "tests/funding/test_subsidies.py",
    ),
    "budgets": ("funding/subsidies/budgets.py", "tests/funding/test_budgets.py"),
    "project rules": ("projects/rules.py", "tests/projects/test_rules.py"),
    "deliberation rules": ("deliberation/rules.py", "tests/deliberation/test_rules.py"),
    "funding rules": ("funding/rules.py", "tests/funding/test_rules.py"),
    "policy": ("panlong/policy/__init__.py panlong/policy/workdays.py", "tests/policy/test_*.py"),
    "log": (
        "panlong/log/tree.py panlong/log/tiles.py panlong/log/notes.py",
        "tests/log/test_tree.py tests/log/test_tiles.py tests/log/test_notes.py",
    ),
    "log checks": ("panlong/log/rows.py panlong/log/heads.py", "tests/log/test_every_column.py tests/log/test_whole_log.py"),
}  # fmt: skip
Line = tuple[str, int]
CALLS = 200  # of one function by one test: more are not looked at line by line, for that takes its time


class Book:
    """What became of each mutant of a target, written down at once: a run that is stopped can go on."""

    def __init__(self, target: str):
        self.path = ROOT / "var" / f"bite-{target.replace(' ', '-')}.txt"
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        self.noticed = {change: mark == "noticed" for mark, change in (line.split("\t", 1) for line in lines)}

    def write(self, mutant: Mutant, is_noticed: bool) -> None:
        self.noticed[mutant.change] = is_noticed
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{'noticed' if is_noticed else 'missed'}\t{mutant.change}\n")

    def begin_anew(self) -> None:
        self.noticed.clear()
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text("", encoding="utf-8")


class Bite:
    """The pytest plugin: runs the tests once, then for each of `mutants` those that come by its lines."""

    def __init__(self, mutants: list[Mutant], book: "Book"):
        self.book, self.mutants, self.files = (
            book,
            mutants,
            {str(ROOT / one.file): one.file for one in mutants},
        )
        self.lines: set[Line] = set()
        self.calls: Counter[CodeType] = Counter()
        self.ran: dict[pytest.Item, set[Line]] = {}
        self.seconds: dict[pytest.Item, float] = {}
        self.bites: Counter[tuple[str, pytest.Item]] = (
            Counter()
        )  # what noticed a change of this function before
        self.failed = False

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out tests with real commits: a child that is stopped would leave its rows to the next."""
        commits = [
            mark.kwargs.get("transaction") if (mark := item.get_closest_marker("django_db")) else False
            for item in items
        ]
        items[:] = [item for item, real in zip(items, commits, strict=True) if not real]

    def pytest_runtest_logreport(self, report) -> None:
        self.failed |= report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.alone = SimpleNamespace(listchain=lambda: [session])
        for item in session.items:
            self.watch(item)
            if self.failed:
                raise pytest.UsageError(f"{item.nodeid} fails without any change")
        # A child must not talk on its parent's connection.
        from django.db import connections  # noqa: PLC0415  (Django is not set up yet)

        connections.close_all()
        for mutant in self.mutants:
            is_noticed = self.is_noticed(mutant)
            self.book.write(mutant, is_noticed)
            print(
                "." if is_noticed else f"\n{mutant.file}:{mutant.lines.start} {mutant.change}\n",
                end="",
                flush=True,
            )
        return True

    def watch(self, item: pytest.Item) -> None:
        """Run one test and write down by which lines it comes and how long it works."""
        self.lines = self.ran[item] = set()
        self.calls.clear()
        began = time.process_time()
        sys.settrace(self._note)
        self.run(item)
        sys.settrace(None)
        self.seconds[item] = time.process_time() - began

    def run(self, item: pytest.Item) -> None:
        """Run one test and take everything down but what lives as long as the session."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=self.alone)

    def _note(self, frame, event, _argument):
        file = self.files.get(frame.f_code.co_filename)
        if not file:
            return None
        self.lines.add((file, frame.f_lineno))
        if event == "call":
            self.calls[frame.f_code] += 1
            if self.calls[frame.f_code] > CALLS:
                return None
        return self._note

    def is_noticed(self, mutant: Mutant) -> bool:
        """Try `mutant` in a child; a child that never ends is noticed too."""
        by = {(mutant.file, line) for line in mutant.lines}
        tests = [item for item, lines in self.ran.items() if not by or lines & by]
        tests.sort(key=lambda item: (-self.bites[mutant.place, item], self.seconds[item]))
        child = os.fork()
        if not child:
            code = 254
            try:
                code = self.try_out(mutant, tests)
            finally:
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == 254:
            raise pytest.UsageError(f"cannot be tried: {mutant.change}")
        if code > 0:
            self.bites[mutant.place, tests[code - 1]] += 1
        return code != 0

    def try_out(self, mutant: Mutant, tests: list[pytest.Item]) -> int:
        """Return, in the child, the number of the first test that fails; 0 when all pass."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        mutant.apply()
        for number, item in enumerate(tests, 1):
            signal.setitimer(
                signal.ITIMER_PROF, 2 + 10 * self.seconds[item]
            )  # work, not waiting for a busy machine
            signal.alarm(600)
            try:
                self.run(item)
            except BaseException:
                self.failed = True
            if self.failed:
                return min(number, 253)
        return 0


def find(patterns: str) -> list[str]:
    return [str(path.relative_to(ROOT)) for one in patterns.split() for path in sorted(ROOT.glob(one))]


def choose(name: str, asked: argparse.Namespace, book: Book) -> tuple[list[Mutant], list[Mutant], int]:
    """Return the mutants of target `name` that were asked for, those still to try, and how many equivalent ones are left out."""
    found = [mutant for file in find(TARGETS[name][0]) for mutant in mutants_of(file)]
    equivalents = tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8")).get(name, {})
    if unknown := set(equivalents) - {one.change for one in found}:
        sys.exit(f"{EQUIVALENTS.name} names what is not there any more: {sorted(unknown)}")
    wanted = [one for one in found if one.change not in equivalents and asked.only in one.change][
        :: asked.every
    ]
    if asked.again:
        wanted = [one for one in wanted if book.noticed.get(one.change) is False]
    elif not asked.resume:
        book.begin_anew()
    to_try = [one for one in wanted if not (asked.resume and one.change in book.noticed)]
    return wanted, to_try, len(equivalents)


def try_target(name: str, asked: argparse.Namespace) -> bool:
    """Try the mutants of one target and print how many its tests noticed; say whether that is enough."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    book = Book(name)
    wanted, to_try, equivalent = choose(name, asked, book)
    hypothesis.settings.register_profile("bite", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("bite")
    options = ["-q", "-s", "-n", "0", *find(TARGETS[name][1])]
    if not wanted or (to_try and pytest.main(options, plugins=[Bite(to_try, book)])):
        sys.exit(f"{name}: nothing was tried")
    noticed = sum(book.noticed[one.change] for one in wanted)
    share = 100 * noticed / len(wanted)
    print(f"\n{name}: {len(wanted)} mutants, {noticed} noticed ({share:.1f} %), {equivalent} equivalent")
    return share >= ENOUGH


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", help=", ".join(TARGETS))
    parser.add_argument("--only", default="", help="only changes with this in their words")
    parser.add_argument("--every", type=int, default=1, help="every N-th change only")
    parser.add_argument("--again", action="store_true", help="only what was missed the last time")
    parser.add_argument("--resume", action="store_true", help="go on where the last run was stopped")
    asked = parser.parse_args()
    names = asked.targets or list(TARGETS)
    if len(names) == 1:
        sys.exit(0 if try_target(names[0], asked) else 1)
    options = [
        "--only",
        asked.only,
        "--every",
        str(asked.every),
        *(f"--{name}" for name in ("again", "resume") if getattr(asked, name)),
    ]
    codes = [subprocess.run([sys.executable, __file__, name, *options]).returncode for name in names]
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
