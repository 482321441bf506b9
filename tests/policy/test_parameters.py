"""The parameters of the procedure: the defaults of the domain rules, and what the district sets instead from a day on."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from panlong import clock, policy
from panlong.policy.models import Parameter

# Domain rules, part B, written out once more: whoever changes a default changes a rule.
RULES = {
    "cap_works": 300_000, "cap_service": 200_000, "cap_goods": 200_000, "subsidy_percent": 90, "material_change_percent": 20, "quotes_from": 5_000, "quotes_needed": 3,
    "street_approves_up_to": 50_000, "screening_days": 5, "appeal_days": 10, "screening_returns": 2, "comments_a_day": 5, "merge_undo_days": 10, "merge_poll_days": 3, "street_review_days": 10, "publicity_days": 5, "objection_days": 10,
    "level_1_days": 15, "level_2_days": 20, "level_3_days": 30, "support_poll_days": 14, "support_percent": Decimal("66.67"), "support_early_percent": Decimal("66.67"), "meeting_notice_days": 3, "owners_vote_days": 15, "progress_days": 7,
    "council_quorum_percent": Decimal("66.67"), "council_share_percent": 50, "households_quorum_percent": Decimal("66.67"), "households_share_percent": 50,
    "parties_quorum_percent": Decimal("66.67"), "parties_share_percent": 50,
    "review_days": 7, "result_notice_days": 7, "payment_days": 30, "payment_days_most": 60, "pool_months": 24, "committee_needed": 0, "warranty_months": 12,
    "satisfaction_percent": 80, "satisfaction_answers": 30, "satisfaction_answer_percent": 30, "review_prolongings": 2, "smallest_cell": 3, "task_group_size": 3,
    "resolution_pass_points": 60, "scoring_days": 7, "weight_reach": 20, "weight_participation": 20, "weight_self_raised": 20, "weight_urgency": 20, "weight_replicable": 20,
    "trimmed_from_scorers": 7, "spread_points": 30, "least_scorers": 3, "tranche_1_percent": 30, "tranche_2_percent": 40, "tranche_3_percent": 27, "tranche_4_percent": 3,
}  # fmt: skip


@pytest.mark.parametrize("key", policy.DEFAULTS)
def test_a_default_is_that_of_the_domain_rules(key):
    assert policy.DEFAULTS[key] == RULES[key]


def test_no_rule_is_without_its_parameter_and_the_parts_of_a_subsidy_are_a_whole():
    assert set(policy.DEFAULTS) == set(RULES)
    assert sum(policy.DEFAULTS[f"tranche_{number}_percent"] for number in range(1, 5)) == 100


def set_from(day: date, value, key="publicity_days") -> Parameter:
    return Parameter.objects.create(key=key, value=Decimal(value), effective_from=day, basis="通知")


@pytest.mark.django_db
class TestValue:
    DAY = date(2026, 5, 6)

    def test_without_a_row_it_is_the_default(self):
        assert policy.value("publicity_days") == 5
        assert policy.number("subsidy_percent") == 90

    def test_an_unknown_one_is_a_mistake_of_ours(self):
        with pytest.raises(KeyError):
            policy.value("no_such_parameter")

    def test_it_is_in_force_from_its_day_on(self):
        set_from(self.DAY, 8)
        assert policy.value("publicity_days", self.DAY - timedelta(days=1)) == 5
        assert policy.value("publicity_days", self.DAY) == 8
        assert policy.value("publicity_days", self.DAY + timedelta(days=400)) == 8

    def test_of_several_the_newest_that_has_begun_counts(self):
        for days, value in ((0, 8), (10, 9), (20, 6)):
            set_from(self.DAY + timedelta(days=days), value)
        assert [policy.number("publicity_days", self.DAY + timedelta(days=n)) for n in (0, 9, 10, 25)] == [
            8,
            8,
            9,
            6,
        ]

    def test_today_is_the_portals(self):
        set_from(self.DAY, 8)
        with clock.at(timezone.make_aware(datetime(2026, 5, 6, 0, 0))):
            assert policy.value("publicity_days") == 8
        with clock.at(timezone.make_aware(datetime(2026, 5, 5, 23, 59))):
            assert policy.value("publicity_days") == 5

    def test_nought_is_a_value_like_another(self):
        set_from(self.DAY, 0)
        assert policy.value("publicity_days", self.DAY) == 0

    def test_a_whole_number_of_a_fraction_is_what_is_full(self):
        set_from(self.DAY, "5.9")
        assert policy.number("publicity_days", self.DAY) == 5

    def test_one_parameter_says_nothing_of_another(self):
        set_from(self.DAY, 8)
        assert policy.value("screening_days", self.DAY) == 5

    def test_the_admin_takes_no_parameter_that_does_not_exist(self):
        with pytest.raises(ValidationError) as refusal:
            Parameter(key="no_such", value=1, effective_from=self.DAY, basis="x").clean()
        assert list(refusal.value.message_dict) == ["key"]
        Parameter(key="publicity_days", value=1, effective_from=self.DAY, basis="x").clean()


@pytest.mark.django_db
class TestInSql:
    """What triggers read is what Python reads."""

    def ask(self, ending: str, moment: str) -> Decimal:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {policy.sql('cap_', '%s::text', '%s::timestamptz')}", [ending, moment, ending]
            )
            return cursor.fetchone()[0]

    @pytest.mark.parametrize("kind", ["works", "service", "goods"])
    def test_a_default(self, kind):
        assert self.ask(kind, "2026-05-06T12:00+08:00") == RULES[f"cap_{kind}"]

    def test_none_where_there_is_no_such_parameter(self):
        assert self.ask("screening_days", "2026-05-06T12:00+08:00") is None

    def test_a_value_from_its_first_moment_in_the_portals_time_zone(self):
        set_from(date(2026, 5, 6), 123, "cap_works")
        assert self.ask("works", "2026-05-05T23:59:59+08:00") == 300_000
        assert self.ask("works", "2026-05-06T00:00:00+08:00") == 123
        assert self.ask("goods", "2026-05-06T00:00:00+08:00") == 200_000

    def test_the_newest_of_several(self):
        set_from(date(2026, 5, 6), 123, "cap_works")
        set_from(date(2026, 6, 6), 456, "cap_works")
        assert self.ask("works", "2026-05-20T12:00+08:00") == 123
        assert self.ask("works", "2026-06-20T12:00+08:00") == 456


@pytest.mark.django_db
class TestWhatIsInForce:
    @pytest.mark.parametrize(
        "statement", ["UPDATE policy_parameter SET value = 1", "DELETE FROM policy_parameter"]
    )
    def test_is_changed_by_nobody_not_even_past_the_admin(self, statement):
        set_from(clock.today() - timedelta(days=1), 7)
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert policy.value("publicity_days") == 7

    def test_waits_for_its_day_and_until_then_can_be_put_right_or_taken_back(self):
        comes = set_from(clock.today() + timedelta(days=2), 7)
        comes.value = Decimal(8)
        comes.save()
        comes.delete()
        assert not Parameter.objects.exists()
