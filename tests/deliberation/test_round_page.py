"""What a round's page tells whom, and what of it is kept for a few seconds in a rush."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation import rounds, tasks
from deliberation.models import WinnerRule
from deliberation.results import closing, fragments, result_context
from deliberation.rounds import tally
from panlong import clock, jobs
from panlong.jobs.models import Job
from tests.deliberation.rounds import open_box, open_secret, pooled
from tests.factories import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(w):
    return rounds.open_round(
        w.community, by=w.staff, title="实名评选", projects=pooled(w, 3), closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
        budget=18000, most_choices=3, quorum=1,
    )  # fmt: skip


@pytest.fixture
def secret(w):
    return open_secret(w, budget=18000, most_choices=3)


def show(client, round) -> str:
    page = client.get(round.get_absolute_url())
    assert page.status_code == 200
    return page.content.decode()


def cast(round, voter, *places):
    keys = list(round.candidates.order_by("pk").values_list("pk", flat=True))
    rounds.cast(round, voter=voter, candidates=[keys[place] for place in places], operation=uuid4())


class TestKeptForSeconds:
    def test_what_is_kept_holds_nothing_of_a_person(self, client, w, named):
        """A voter's line, the form's tokens and the organiser's button are made anew for each reader."""
        cast(named, w.neighbours[0], 1)
        sign_in(client, w.neighbours[0])
        first = show(client, named)
        assert "您投给了" in first and "项目1" in first[: first.index("</main>")]
        kept = "".join(fragments.cached_fragments(named).values())
        for word in (
            "您投给了",
            "csrfmiddlewaretoken",
            'name="operation"',
            "本轮工作台",
            w.neighbours[0].name,
        ):
            assert word not in kept
        sign_in(client, w.neighbours[1])
        second = show(client, named)
        assert "您投给了" not in second
        assert 'name="candidates"' in second
        assert "本轮工作台" not in second
        sign_in(client, w.staff)
        assert "本轮工作台" in show(client, named)
        sign_in(client, None)
        assert "本轮工作台" not in show(client, named)

    def test_two_voters_never_share_the_key_of_a_form(self, client, w, named):
        found = set()
        for voter in w.neighbours[:2]:
            sign_in(client, voter)
            found.update(re.findall(r'name="operation" value="([^"]+)"', show(client, named)))
        assert len(found) == 2

    def test_what_was_marked_is_shown_again_but_never_kept(self, client, w, named):
        sign_in(client, w.neighbours[0])
        keys = list(named.candidates.values_list("pk", flat=True))
        page = client.post(
            named.get_absolute_url(), {"operation": uuid4(), "candidates": keys[:2], "step": "change"}
        )
        assert page.content.decode().count(" checked") == 2
        sign_in(client, w.neighbours[1])
        assert " checked" not in show(client, named)

    def test_each_language_and_size_of_letters_has_its_own(self, client, named):
        assert "投票规则" in show(client, named)
        client.cookies["django_language"] = "zh-hant"
        assert "投票規則" in show(client, named)
        client.cookies["django_language"] = "zh-hans"
        client.cookies["elder"] = "2"
        assert "elder-2" in show(client, named)
        del client.cookies["elder"]
        page = show(client, named)
        assert "elder-2" not in page and "投票规则" in page

    def test_end_and_count_show_at_once(self, client, w, secret):
        sign_in(client, w.neighbours[0])
        assert 'name="candidates"' in show(client, secret.round)
        with clock.at(secret.round.closes_at + timedelta(seconds=1)):
            assert 'name="candidates"' not in show(client, secret.round)
            open_box(w, secret)
            assert "没有项目入选" in show(client, secret.round)

    def test_a_second_reader_costs_the_same_few_statements_however_many_projects(self, client, w, named):
        large = rounds.open_round(
            w.community, by=w.staff, title="大", projects=pooled(w, 30), closes_at=clock.now() + timedelta(days=7),
            operation=uuid4(), budget=90000, most_choices=3,
        )  # fmt: skip
        asked = []
        for round in (named, large):
            show(client, round)
            with CaptureQueriesContext(connection) as captured:
                show(client, round)
            asked.append(len(captured))
        assert asked == [1, 1]  # the round itself
        sign_in(client, w.neighbours[0])
        with CaptureQueriesContext(connection) as captured:
            show(client, large)
        assert not [
            one["sql"]
            for one in captured
            if "deliberation_candidate" in one["sql"] or "count(" in one["sql"].lower()
        ]


class TestWords:
    def test_the_second_look_tells_the_cost_and_that_it_is_final(self, client, w, named):
        sign_in(client, w.neighbours[0])
        keys = list(named.candidates.order_by("pk").values_list("pk", flat=True))
        for chosen, words in ((keys[:2], "够全部使用"), (keys, "不可能全部入选")):
            page = client.post(
                named.get_absolute_url(), {"operation": uuid4(), "candidates": chosen}
            ).content.decode()
            assert words in page
        assert "¥27,000" in page
        assert page.index("<strong>选票一经投入") < page.index("投入票箱</button>")

    def test_after_a_secret_vote_the_choice_is_not_shown_and_it_is_said_why(self, client, w, secret):
        cast(secret.round, w.neighbours[0], 1)
        sign_in(client, w.neighbours[0])
        page = show(client, secret.round)
        assert "已经密封" in page and "您投给了" not in page

    def test_the_rules_are_said_in_plain_words_and_the_seed_is_folded(self, client, named):
        page, notice = show(client, named), client.get(named.notice.get_absolute_url()).content.decode()
        assert "不限投票人数" in page and "有效所需人数" not in page
        for text in (page, notice):
            assert "<details>" in text[: text.index(named.draw_seed)]
            assert "申请的补贴" in text and "费用" not in text

    def test_the_result_begins_with_who_won_and_how_many_voted(self, client, w, named):
        for voter in w.neighbours[:4]:
            cast(named, voter, 1)
        cast(named, w.neighbours[4], 2)  # 9,000 and 10,000 of 18,000
        with clock.at(named.closes_at):
            named = closing.close_round(named)
        main = show(client, named).split("<main")[1]
        top = main[: main.index("得票</h2>")]
        assert "1个项目入选" in top and "项目1" in top and re.search(r"6人中<strong>5</strong>人投票", top)
        assert "申请的补贴" in main
        assert main.index("项目1</a>") < main.index("预算到此用尽") < main.index("项目2</a>")

    def test_the_line_stands_before_the_first_that_was_too_dear_not_before_an_excluded_one(self, client, w):
        projects = pooled(w, 4)  # 8,000 to 11,000
        round = rounds.open_round(
            w.community, by=w.staff, title="评选", projects=projects, closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
            budget=19000, most_choices=4, conflicts=[(projects[0], projects[1])],
        )  # fmt: skip
        for voter, places in zip(w.neighbours, [(0, 1, 2, 3), (0, 1, 2), (0, 1), (0,)], strict=False):
            cast(round, voter, *places)
        with clock.at(round.closes_at):
            round = closing.close_round(round)
        main = show(client, round).split("得票</h2>")[1]
        assert main.index("项目2</a>") < main.index("预算到此用尽") < main.index("项目3</a>")

    def test_after_a_lot_the_rows_stand_in_the_order_of_the_lot_with_the_line_among_them(self, client, w):
        round = rounds.open_round(
            w.community, by=w.staff, title="不跳过", projects=pooled(w, 3), closes_at=clock.now() + timedelta(days=7), operation=uuid4(),
            budget=10000, most_choices=3, rule=WinnerRule.NO_SKIP, tie_rule="lot",
        )  # fmt: skip
        for voter in w.neighbours[:2]:
            cast(round, voter, 0, 1, 2)
        with clock.at(round.closes_at):
            round = closing.close_round(round)
        order = sorted(round.candidates.all(), key=lambda one: tally.draw(round.draw_seed, one.code))
        main = show(client, round).split("得票</h2>")[1]
        places = [main.index(f"{one.title}</a>") for one in order]
        assert places == sorted(places)  # the order of the lot, as it was chosen
        assert places[0] < main.index("其后均未入选") < places[1]

    def test_when_even_the_first_is_too_dear_the_line_is_above_all(self):
        terms = tally.Terms("greedy", Decimal(100))
        dear = [tally.Entrant("a", Decimal(200), 9), tally.Entrant("b", Decimal(50), 8)]
        assert tally.where_budget_ended(dear, terms) == "a"
        assert tally.where_budget_ended(dear[1:], terms) is None

    def test_where_all_voted_in_one_way_it_is_said_unless_they_are_fewer_than_five(self, client, w, named):
        for voter in w.neighbours[:4]:
            cast(named, voter, 1)
        assert result_context.channels_of(named) == []
        cast(named, w.neighbours[4], 1)
        assert [row["number"] for row in result_context.channels_of(named)] == [5]

    def test_a_vote_without_quorum_says_so_first(self, client, w):
        secret = open_secret(w, quorum=5)
        cast(secret.round, w.neighbours[0], 1)
        round = open_box(w, secret)
        assert "本次投票无效" in show(client, round)
        assert "本次投票无效" in round.result_notice.body


class TestEqualSharesAsTheRule:
    """The box is opened in the request, for the key must not travel; counting takes long and is a worker's."""

    def test_a_worker_counts_what_the_custodians_opened(self, client, w, monkeypatch):
        secret = open_secret(w, rule=WinnerRule.EQUAL_SHARES, budget=18000)
        for voter in w.neighbours[:4]:
            cast(secret.round, voter, 1)
        sign_in(client, w.staff)
        words = {f"share_{number}": words for number, words in list(secret.words.items())[:2]}
        steps = []
        monkeypatch.setattr(Job, "step", lambda job, *numbers: steps.append(numbers))
        with clock.at(secret.round.closes_at):
            answer = client.post(f"/rounds/{secret.round.pk}/box/", words)
            job = Job.objects.get()
            assert answer.url == job.get_absolute_url()
            secret.round.refresh_from_db()
            assert secret.round.is_being_counted and not secret.round.waits_for_custodians
            assert "正在计票" in show(client, secret.round) or "计票" in show(client, secret.round)
            assert (
                client.post(f"/rounds/{secret.round.pk}/box/", words).url == secret.round.get_absolute_url()
            )
            tasks.count_round(job.pk)
            tasks.count_round(job.pk)
        secret.round.refresh_from_db()
        assert secret.round.turnout == 4
        assert [one.title for one in secret.round.candidates.filter(chosen=True)] == ["项目1"]
        assert steps[-1] == (9000, 18000)
        assert "预算到此用尽" not in show(client, secret.round)

    def test_it_is_never_given_up(self, w):
        secret = open_secret(w, rule=WinnerRule.EQUAL_SHARES)
        cast(secret.round, w.neighbours[0], 1)
        round = open_box(w, secret)
        job = jobs.start_job("清点", tasks.count_round.name, by=w.staff, round=round.pk)
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, ended_at=clock.now())
        with clock.at(secret.round.closes_at):
            tasks.sweep()
            tasks.sweep()
            again = Job.objects.get(ended_at=None)
            tasks.count_round(again.pk)
            tasks.sweep()
        round.refresh_from_db()
        assert round.closed_at is not None
        assert Job.objects.count() == 2
