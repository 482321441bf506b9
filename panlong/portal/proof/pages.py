"""Do the pages say what was counted and booked? Each is read as a reader sees it, and compared with a recount."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from deliberation.models import BallotKind, VotingRound
from deliberation.rounds.counting import Result
from funding.ledger.queries import NAMES
from funding.models import Source
from funding.proof import recount
from panlong.log.rows import Wrong
from panlong.portal.proof.reading import Page, Unreadable, read_page
from panlong.tools.page_tags import yuan
from projects.models import Project

FLOW = ("received", "approved", "paid", "spent", "left")
SOURCE_CELLS = 6  # of a row of the table by source


def _compare(path: str, wrong_in: Callable[[str, Page], Iterator[Wrong]]) -> Iterator[Wrong]:
    """Yield what is wrong in the page at `path`; one that does not answer is wrong as a whole."""
    try:
        page = read_page(path)
    except Unreadable as error:
        yield Wrong(path, 0, str(error))
    else:
        yield from wrong_in(path, page)


# --- Rounds -----------------------------------------------------------------------------------------------------
def verify_round_page(round: VotingRound, result: Result) -> Iterator[Wrong]:
    """Yield what the page of a counted `round` shows otherwise than `result`, which was counted from its ballots."""
    yield from _compare(round.get_absolute_url(), partial(_wrong_in_round, round, result))


def _wrong_in_round(round: VotingRound, result: Result, path: str, page: Page) -> Iterator[Wrong]:
    with override(settings.LANGUAGE_CODE):
        rows, winners = expect_result(round, result)
        word = _("chosen")
    shown = Counter(tuple(row) for row in page.rows)
    for row in (rows - shown).elements():
        yield Wrong(
            path, row[0], f"the ballots give {' · '.join(filter(None, row))}, the page does not show it"
        )
    for item in winners:
        if item not in page.items:
            yield Wrong(path, item, "is chosen by the ballots, the page does not list it")
    chosen = sum(row[-1:] == [word] for row in page.rows)
    if chosen != len(winners):
        yield Wrong(path, 0, f"shows {chosen} projects as chosen, the ballots choose {len(winners)}")
    if str(result.count.ballots) not in page.strong:
        yield Wrong(path, 0, f"{result.count.ballots} ballots were counted, the page does not say so")


def expect_result(round: VotingRound, result: Result) -> tuple[Counter[tuple[str, ...]], list[str]]:
    """Return the rows of the table of votes and the items of the list of winners as the page must show them."""
    rows: Counter[tuple[str, ...]] = Counter()
    winners = []
    candidates = round.candidates.select_related("project__area").order_by("pk")
    for one, votes, against in zip(candidates, result.count.votes, result.count.against, strict=True):
        is_chosen = one.code in result.chosen
        name = " ".join(f"{one.title} {one.place}".split())
        said = [str(against)] if round.ballot_kind == BallotKind.JUDGE else []
        outcome = _("chosen") if is_chosen else _("not chosen")
        rows[(name, str(votes), *said, "", yuan(one.cost), outcome)] += 1
        if is_chosen:
            many = ngettext("%(n)s vote", "%(n)s votes", votes) % {"n": votes}
            winners.append(f"{name} {many}")
    return rows, winners


# --- Money ------------------------------------------------------------------------------------------------------
def verify_money_page() -> Iterator[Wrong]:
    """Yield what the page of all money shows otherwise than the postings add up to."""
    yield from _compare(reverse("funding:money"), _wrong_in_money)


def _wrong_in_money(path: str, page: Page) -> Iterator[Wrong]:
    yield from _verify_flow(path, page, recount.add_up_all())
    rows = [
        (f"{area} {year}".strip(), *map(yuan, (put_in, put_in - left, left)))
        for area, year, put_in, left in recount.add_up_envelopes()
    ]
    rows += [(label, yuan(came), "") for label, came in _by_source(recount.add_up_sources())]
    yield from _verify_rows(path, page, rows)


def verify_project_page(project: int) -> Iterator[Wrong]:
    """Yield what the money page of `project` (its key) shows otherwise than its postings add up to."""
    yield from _compare(reverse("funding:project", args=[project]), partial(_wrong_in_project, project))


def _wrong_in_project(project: int, path: str, page: Page) -> Iterator[Wrong]:
    yield from _verify_flow(path, page, recount.add_up_all(project))
    # What was planned is no sum of postings: the second cell of each row is left out.
    page.rows = [[row[0], *row[2:]] for row in page.rows if len(row) == SOURCE_CELLS]
    rows = [
        (label, *map(yuan, (one["received"] + one["paid"], one["spent"], one["returned"], one["left"])))
        for label, one in _labelled(recount.add_up_sources(project))
    ]
    yield from _verify_rows(path, page, rows)


def choose_projects(most: int) -> list[int]:
    """Return the keys of the projects whose money pages are read this time: half those booked last, half by lot."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            (SELECT project_id FROM funding_entry WHERE project_id IS NOT NULL GROUP BY project_id ORDER BY max(id) DESC LIMIT %(half)s)
            UNION
            (SELECT project_id FROM (SELECT DISTINCT project_id FROM funding_entry WHERE project_id IS NOT NULL) one
             ORDER BY random() LIMIT %(half)s)
            """,
            {"half": most // 2},
        )
        public = Project.objects.published().filter(pk__in=[pk for (pk,) in cursor.fetchall()])
    return list(public.order_by("pk").values_list("pk", flat=True))


def _verify_flow(path: str, page: Page, figures: recount.Figures) -> Iterator[Wrong]:
    """Compare the drawing of where money comes from and goes, and the list that says the same."""
    with override(settings.LANGUAGE_CODE):
        names = {name: str(NAMES[name]) for name in FLOW}
    drawn = dict(zip(page.drawn[::2], page.drawn[1::2], strict=False))
    for name, label in names.items():
        amount = yuan(figures[name])
        if drawn.get(label) != amount or f"{label}{amount}" not in page.items:
            yield Wrong(path, label, f"the postings add up to {amount}, the page shows {drawn.get(label)}")


def _verify_rows(path: str, page: Page, rows: Iterable[tuple[str, ...]]) -> Iterator[Wrong]:
    shown = {tuple(row) for row in page.rows}
    for row in rows:
        if row not in shown:
            yield Wrong(
                path,
                row[0],
                f"the postings give {' · '.join(filter(None, row[1:]))}, the page does not show it",
            )


def _labelled(sources: dict[str, recount.Figures]) -> Iterator[tuple[str, recount.Figures]]:
    with override(settings.LANGUAGE_CODE):
        yield from [(str(Source(source).label), one) for source, one in sources.items()]


def _by_source(sources: dict[str, recount.Figures]) -> Iterator[tuple[str, Decimal]]:
    """Yield what came in by each source, without those from which nothing came."""
    for label, one in _labelled(sources):
        if came := one["received"] + one["paid"]:
            yield label, came
