"""Every check that there is, in the order in which a cause comes before its consequences."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.conf import settings

from deliberation.models import OwnersVote, VotingRound
from deliberation.owners.counting import verify_result
from deliberation.results import rolls
from deliberation.results.recount import count_anew, verify_counted, verify_published
from funding.ledger.chain import read_copy
from funding.proof import verification
from panlong.log import erasing, heads, rows
from panlong.notices.proof import verify_notices
from panlong.portal.proof import pages

PAGES_OF_MONEY = 60  # how many projects' pages are read in one run: each takes a tenth of a second


def find_wrong(kept: Iterable[tuple[str, bytes]] = (), money_pages: int = PAGES_OF_MONEY) -> Iterator[object]:
    """Yield everything that is wrong; each can be said in a sentence with str().

    `kept` are signed heads of the log from outside, each with its name. Whoever calls this looks at one moment of the
    database (panlong.tools.transactions), or what is decided meanwhile may seem wrong.
    """
    yield from rows.verify_rows()
    yield from heads.verify_heads(kept)
    yield from erasing.verify_erased()
    copies = [read_copy(settings.SEALS_FILE)] if settings.SEALS_FILE.exists() else []
    yield from verification.verify_ledger(*copies)
    yield from verify_notices()
    yield from _rounds()
    yield from _owners_votes()
    yield from pages.verify_money_page()
    for project in pages.choose_projects(money_pages):
        yield from pages.verify_project_page(project)


def _rounds() -> Iterator[object]:
    yield from rolls.verify_rolls()
    closed = VotingRound.objects.filter(closed_at__isnull=False, given_up_at__isnull=True)
    for round in closed.select_related("result_notice", "area").order_by("pk"):
        result = count_anew(round)
        for sentence in chain(verify_counted(round, result), verify_published(round)):
            yield rows.Wrong("deliberation_votinground", round.pk, sentence)
        yield from pages.verify_round_page(round, result)


def _owners_votes() -> Iterator[object]:
    closed = OwnersVote.objects.filter(closed_at__isnull=False).order_by("pk")
    for vote in closed:
        for sentence in verify_result(vote):
            yield rows.Wrong("deliberation_ownersvote", vote.pk, sentence)
