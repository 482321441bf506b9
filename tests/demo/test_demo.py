"""The demo data: it is whole, it adds up to the article's figures, and loading it again changes nothing.

It is loaded once for all tests of this module, each of which is undone.
"""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from deliberation.models import CourtyardCommittee, SatisfactionReview, SupportPoll, VotingRound
from deliberation.rounds.tally import satisfaction
from funding.ledger import queries
from funding.models import Bill, SharedFacility, Source, Voucher
from funding.subsidies.tranches import next_tranche
from panlong import clock
from panlong.accounts.models import OutgoingSms, Post, User
from panlong.areas.models import Area, Level
from panlong.notices.models import Objection
from panlong.policy import workdays
from panlong.portal.acts import acts_awaiting
from panlong.portal.demo.clock import let_time_pass
from panlong.portal.demo.personas import COURTYARD, OFFICIALS, PERSONAS
from panlong.portal.pages.district import district_figures
from projects.models import Photo, Project
from projects.stages import Stage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.xdist_group("demo"),
]  # loaded once, in one worker


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the demo once, in a transaction that ends with the module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        from django.conf import settings

        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        whole = transaction.atomic()
        whole.__enter__()
        try:
            call_command("load_demo", verbosity=0)
            with connection.cursor() as cursor:  # what a commit would check
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            yield
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
            connection.close()


@pytest.fixture(autouse=True)
def with_the_demo(loaded, db):
    """Every test stands on the loaded demo."""


def person(key: str) -> User:
    persona = next(one for one in PERSONAS if one.key == key)
    user = User.objects.by_phone(persona.phone)
    assert user is not None, key
    return user


def project(title: str) -> Project:
    return Project.objects.get(title=title, source_note__startswith="依据2020年11月4日")


def acts_of(key: str) -> set[str]:
    return {act.name for act, _projects in acts_awaiting(person(key))}


# --- Loading --------------------------------------------------------------------------------------------------
def test_loading_again_changes_nothing(capsys):
    def rows() -> dict[str, int]:
        return {model._meta.label: model._base_manager.count() for model in apps.get_models()}

    before = rows()
    call_command("load_demo")
    assert rows() == before
    assert "nothing was changed" in capsys.readouterr().out


def test_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        call_command("load_demo")


def test_nothing_lies_in_the_future():
    now = timezone.now()
    for model, name in ((Project, "stage_since"), (Photo, "at"), (SupportPoll, "opens_at")):
        assert not model.objects.filter(**{f"{name}__gt": now}).exists()


def test_no_text_message_waits():
    assert not OutgoingSms.objects.filter(state=OutgoingSms.State.WAITING).exists()


# --- Figures --------------------------------------------------------------------------------------------------
def test_the_districts_figures_are_the_articles():
    figures = district_figures()
    approved = figures.pop("approved")
    assert figures == {
        "declared": 41,
        "reserve": 79,
        "beneficiaries": 40000,
        "self_raised": Decimal("570500.00"),
        "subsidy": Decimal("5000000.00"),
        "corporate": Decimal("60000.00"),
        "public_units_money": Decimal("25000.00"),
        "units": 23,
        "corporate_is_lower_bound": True,
    }
    assert figures["subsidy"] - approved >= 300000


def test_declared_in_the_eight_streets_of_the_town():
    codes = Project.objects.filter(declared_at__isnull=False).values_list("area__code", flat=True)
    assert {code[:9] for code in codes} == {f"53010300{number}" for number in range(1, 9)}


def test_areas_are_the_known_ones_and_invented_ones_say_so():
    assert Area.objects.filter(level=Level.STREET).count() == 12
    for area in Area.objects.filter(level=Level.COURTYARD).exclude(code__startswith="530103002999"):
        assert area.name.startswith("演示") and "虚构" in area.note
    assert "未载" in Area.objects.get(code="530103002999").note
    assert SharedFacility.objects.exclude(unit__startswith="演示").count() == 0


def test_every_spending_has_its_invoice_and_its_line_of_the_budget():
    missing = Q(scan="") | Q(public_scan="") | Q(line=None)
    assert not Voucher.objects.filter(missing, bill=None).exists()
    assert Bill.objects.exists() and not Bill.objects.filter(missing).exists()
    for settled in Project.objects.filter(stage=Stage.CLOSED).prefetch_related("budget_lines__vouchers"):
        for line in settled.budget_lines.all():
            assert sum(one.amount for one in line.vouchers.all()) == line.amount, (settled, line)


def test_the_neighbours_station():
    station = project("睦邻驿站")
    poll = station.support_polls.get()
    assert (station.stage, poll.households, poll.agreed, poll.passed) == (Stage.CLOSED, 193, 163, True)
    assert round(Decimal(100 * poll.agreed) / poll.households, 2) == Decimal("84.46")
    assert station.work_finished_at - station.work_started_at == timedelta(days=20)
    gift = station.contributions.get()
    assert (gift.amount, gift.is_lower_bound, gift.source) == (10000, True, Source.SELF_RAISED)
    review = station.reviews.get()
    assert satisfaction(review.satisfied, review.mostly_satisfied, review.dissatisfied) == "92.00"
    assert station.grants.get().tranches.exclude(paid_at=None).count() == 4
    assert all(when for _name, when in station.lights)
    assert "虚构" in station.source_note and not User.objects.filter(name__contains="李迎新").exists()
    assert station.created_at.year == 2020 and queries.money_of(station).left == 0


def test_the_toilet_revolution():
    toilet = project("厕所革命")
    committee = CourtyardCommittee.objects.get(area=toilet.area)
    money = queries.money_of(toilet)
    assert toilet.support_polls.get().households == 120
    assert dict(toilet.contributions.values_list("source", "amount")) == {
        "self_raised": 8600,
        "public_unit": 10000,
    }
    assert (money.received, money.spent, money.left) == (18600, 18600, 0)
    assert toilet.bills.filter(payments__is_retention=True).exists() and (money.owed, money.kept) == (0, 0)
    agreed = toilet.meetings.get(agreed=True, platform="council")
    assert (agreed.unit, agreed.entitled, agreed.present) == ("members", 9, 8)
    assert committee.founded_on < timezone.localdate(toilet.resolutions.get().at) and committee.rules
    assert toilet.stage == Stage.CLOSED


def test_suppliers_wait_for_money_some_of_them_too_long():
    money = queries.together(queries.sums_of())
    assert money.owed > 0 and money.kept > 0
    assert [one for one in queries.overdue() if one.bill]


# --- What waits -----------------------------------------------------------------------------------------------
def test_every_stage_has_a_project():
    stages = Counter(Project.objects.values_list("stage", flat=True))
    assert set(stages) == set(Stage.values)


def test_every_persona_has_their_power():
    for persona in PERSONAS:
        user = person(persona.key)
        posts = [(post.role, post.area.code) for post in user.current_posts]
        assert posts == ([(persona.role, persona.area)] if persona.role else [])
        home = user.household_in(Area.objects.get(code=COURTYARD))
        assert (home.room if home else "") == persona.room
        assert not user.has_usable_password()
        assert bool(user.username) == (persona.key in OFFICIALS)
        assert user.is_superuser == (persona.key == "admin")
        assert user.wants_sms
    assert Post.objects.filter(appointed_by=None).get().user == person("admin")


@pytest.mark.parametrize(
    ("key", "acts"),
    [
        ("proposer", {"submit", "minutes", "request-payment", "publish-accounts", "pay-bill"}),
        ("organiser", {"screen", "form-task-group", "call-meeting", "minutes", "pool"}),
        ("community_staff", {"resolve", "accept", "close"}),
        ("committee_1", {"score"}),
        ("street_handler", {"handle", "check-payment", "answer-objection"}),
        ("street_reviewer", {"decide", "approve-payment", "resume"}),
        ("street_finance", {"pay"}),
        ("district", {"consent"}),
    ],
)
def test_each_persona_finds_something_on_the_desk(key, acts):
    assert acts <= acts_of(key)


def test_residents_have_something_to_answer():
    home = person("resident").household_in(Area.objects.get(code=COURTYARD))
    poll = SupportPoll.objects.get(closed_at=None)
    review = SatisfactionReview.objects.get(closed_at=None)
    assert poll.closes_at > timezone.now() and review.closes_at > timezone.now()
    assert poll.answers.exists() and not poll.answers.filter(household=home).exists()
    assert review.ratings.exists() and not review.ratings.filter(household=home).exists()


def test_one_round_is_open_and_no_persona_has_voted():
    open_round = VotingRound.objects.open().get()
    assert open_round.candidates.count() == 4
    assert timedelta(days=25) < open_round.closes_at - timezone.now() < timedelta(days=32)
    voted = set(open_round.roll.exclude(marked_at=None).values_list("voter", flat=True))
    residents = [person(one.key).pk for one in PERSONAS if one.room]
    assert voted and not voted & set(residents)
    assert open_round.roll.filter(voter__in=residents).count() == len(residents)


def test_a_payment_waits_at_each_step_and_one_objection_is_open():
    tranches = [next_tranche(one) for one in Project.objects.filter(stage=Stage.IN_PROGRESS)]
    assert {"requested", "checked", "approved"} <= {one.state for one in tranches if one}
    assert Objection.objects.open().count() == 1


def test_loading_compiles_the_translations_first_so_that_no_notice_is_published_in_english(
    settings, tmp_path
):
    """Where nobody ran compile_translations, and the process has looked for Chinese in vain already."""
    import shutil
    from pathlib import Path

    from django.utils.translation import gettext, override
    from django.utils.translation.reloader import translation_file_changed

    from panlong.portal.demo.management.commands.load_demo import Command

    bare = shutil.ignore_patterns("*.mo")
    shutil.copytree(settings.LOCALE_PATHS[0], tmp_path / "locale", ignore=bare)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    sentence = "Call for proposals in %(area)s"
    try:
        translation_file_changed(None, Path("django.mo"))
        with override("zh-hans"):
            assert gettext(sentence) == sentence
        Command().learn_chinese()
        with override("zh-hans"):
            assert gettext(sentence) != sentence
    finally:
        translation_file_changed(None, Path("django.mo"))


def test_working_days_are_known_however_far_the_clock_was_set_ahead():
    begin = timezone.now()
    try:
        for years in range(1, 8):
            let_time_pass(begin + timedelta(days=366 * years))
            assert workdays.after_working_days(clock.now() + timedelta(days=730), 10)
    finally:
        clock.set_offset(timedelta())
