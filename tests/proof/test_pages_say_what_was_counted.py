"""Whoever lets a page show another result or other sums than were counted is found on the page itself."""

from decimal import Decimal

import pytest
from django.core.cache import cache

from deliberation.models import VotingRound
from deliberation.results import fragments
from deliberation.results.recount import count_anew
from funding.views import money
from panlong.portal.proof import pages, reading
from panlong.tools.page_tags import yuan
from projects.stages import Stage
from tests.factories import Walk
from tests.log.attack import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(w):
    Walk(w).to(Stage.SELECTION)
    return VotingRound.objects.get()


@pytest.fixture
def spent(w):
    walk = Walk(w)
    walk.to(Stage.CLOSED)
    return walk.project


def wrong_on_page(round: VotingRound) -> list[str]:
    """Return what the page of `round` says otherwise than its ballots, read anew from the database."""
    fresh = VotingRound.objects.get(pk=round.pk)
    return [str(one) for one in pages.verify_round_page(fresh, count_anew(fresh))]


def lie(page: str, *, instead_of: str, say: str) -> str:
    assert instead_of in page
    return page.replace(instead_of, say)


class TestAResult:
    def test_as_it_was_counted_is_no_lie(self, round):
        assert wrong_on_page(round) == []

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE deliberation_candidate SET votes = 99",
            "UPDATE deliberation_candidate SET chosen = NOT chosen",
            "UPDATE deliberation_candidate SET votes = 99, chosen = NOT chosen",
            "UPDATE deliberation_votinground SET turnout = turnout + 1",
            "DELETE FROM deliberation_ballot",
        ],
    )
    def test_altered_where_it_is_stored(self, round, statement):
        do(statement)
        assert wrong_on_page(round)

    def test_altered_in_the_cache(self, round, client):
        shown = fragments.cached_fragments(round)
        votes = count_anew(round).count.votes[0]
        shown["result"] = lie(shown["result"], instead_of=f">{votes}</td>", say=">99</td>")
        key = f"round-{round.operation}-counted-zh-hans"
        assert cache.get(key), "the page is not kept under this name: this proves nothing"
        cache.set(key, shown, 60)
        assert wrong_on_page(round)

    def test_altered_in_the_template(self, round, monkeypatch):
        told = fragments.render_to_string
        monkeypatch.setattr(
            fragments,
            "render_to_string",
            lambda name, context: told(name, context).replace('class="chosen"', "").replace("入选", "未入选"),
        )
        assert wrong_on_page(round)

    def test_that_does_not_answer_is_named(self, round, monkeypatch):
        monkeypatch.setattr(VotingRound, "get_absolute_url", lambda round: "/nothing/here/")
        assert wrong_on_page(round) == ["/nothing/here/ 0: /nothing/here/ answers 404"]


class TestMoney:
    def test_as_it_was_booked_is_no_lie(self, spent):
        assert list(pages.verify_money_page()) == []
        assert list(pages.verify_project_page(spent.pk)) == []
        assert pages.choose_projects(10) == [spent.pk]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE funding_areatotal SET spent = spent + 1",
            "UPDATE funding_areatotal SET received = received + 1",
            "DELETE FROM funding_areatotal",
            "UPDATE funding_envelopetotal SET put_in = put_in + 1",
            "DELETE FROM funding_envelopetotal",
        ],
    )
    def test_all_of_it_altered_where_its_sums_are_kept(self, spent, statement):
        do(statement)
        assert list(pages.verify_money_page())

    def test_all_of_it_altered_in_the_cache(self, spent, client, monkeypatch):
        true, sums = money.render_to_string, pages.recount.add_up_all()

        def say_less(*arguments) -> str:
            return lie(true(*arguments), instead_of=yuan(sums["spent"]), say="¥1")

        with monkeypatch.context() as once:
            once.setattr(money, "render_to_string", say_less)
            client.get("/money/")
        assert list(pages.verify_money_page())

    def test_of_one_project_altered_on_its_way_to_the_reader(self, spent, monkeypatch):
        drawn = pages.read_page

        def read_page(path: str) -> reading.Page:
            page = drawn(path)
            page.rows = [[cell.replace("¥0", "¥1") for cell in row] for row in page.rows]
            return page

        monkeypatch.setattr(pages, "read_page", read_page)
        assert list(pages.verify_project_page(spent.pk))

    def test_sums_are_those_of_the_postings_alone(self, spent):
        figures = pages.recount.add_up_all(spent.pk)
        assert (
            figures["received"] + figures["paid"] - figures["spent"] - figures["returned"]
            == figures["left"]
            == Decimal(0)
        )
        assert figures == pages.recount.add_up_all()


def test_a_page_is_read_as_it_is_seen():
    page = reading.Page(
        "<script>var a = '<td>9</td>'</script><table><tr><th>A <a>b</a>\n</th><td>&#165;1</td></tr></table>"
        "<ul><li>x <strong>2</strong></li></ul><svg><text>y</text></svg>"
    )
    assert (page.rows, page.items, page.strong, page.drawn) == ([["A b", "¥1"]], ["x 2"], ["2"], ["y"])
