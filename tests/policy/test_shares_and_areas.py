"""Percentages are exact shares, sentences write what is in force, and a street or community may only be stricter."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from panlong import clock, policy
from panlong.policy.models import Parameter
from tests.factories import in_force

pytestmark = pytest.mark.django_db


class TestShares:
    @pytest.mark.parametrize(
        ("percent", "share"),
        [
            ("66.67", Fraction(2, 3)), ("75", Fraction(3, 4)), ("67", Fraction(67, 100)), ("50", Fraction(1, 2)), ("91.67", Fraction(11, 12)), ("100", Fraction(1)),
            ("66.6766", Fraction(2, 3)), ("66.6767", Fraction(666767, 10**6)), ("50.01", Fraction(5001, 10**4)), ("0.5", Fraction(1, 200)),
        ],
    )  # fmt: skip
    def test_per_cent_are_an_exact_share_and_a_simple_one_where_it_is_less_than_a_hundredth_away(
        self, percent, share
    ):
        assert policy.share_of(Decimal(percent)) == share

    @pytest.mark.parametrize(("percent", "said"), [("66.67", "2/3"), ("67", "67%"), ("66.5", "66.5%"), ("41.67", "5/12"), ("7", "7%")])  # fmt: skip
    def test_a_share_is_written_as_a_sentence_does(self, percent, said):
        assert policy.write_share(policy.share_of(Decimal(percent))) == said

    @pytest.mark.parametrize(("key", "value", "said"), [
        ("quotes_from", "5000", "¥5,000"), ("support_percent", "66.67", "2/3"), ("support_percent", "67", "67%"), ("publicity_days", "5", 5),
        ("subsidy_percent", "90", 90), ("subsidy_percent", "87.50", "87.5"), ("publicity_days", "5.9", 5),
    ])  # fmt: skip
    def test_what_is_in_force_is_spelt_as_its_unit_is(self, key, value, said):
        in_force(key, value)
        spelt = policy.spell(key)
        assert spelt == said and type(spelt) is type(said)
        assert policy.spell(key, clock.today() - timedelta(days=2)) == policy.spell(key, clock.today() - timedelta(days=900))  # fmt: skip


class TestOfAnArea:
    def test_a_street_or_community_may_be_stricter_and_never_laxer(self, w):
        in_force("support_percent", 75, w.community)
        assert policy.rule("support_percent", area=w.courtyard).value == 75
        assert policy.rule("support_percent", area=w.street).value == Decimal("66.67")
        assert policy.value("support_percent") == Decimal("66.67")
        for where in (w.street, w.community):
            with pytest.raises(ValidationError) as refused:
                in_force("support_percent", 60, where, days_ago=0)
            assert list(refused.value.message_dict) == ["value"]

    def test_several_are_read_at_once_each_as_it_is_in_force_there(self, w, django_assert_num_queries):
        in_force("support_percent", 75, w.community)
        in_force("support_poll_days", 20, w.street)
        in_force("support_poll_days", 21)
        with django_assert_num_queries(1):
            found = policy.rules_of(
                ["support_percent", "support_poll_days", "publicity_days"], area=w.courtyard
            )
        assert {key: (rule.value, rule.place, rule.basis) for key, rule in found.items()} == {
            "support_percent": (75, w.community.name, "某号文件"),
            "support_poll_days": (21, "", "某号文件"),
            "publicity_days": (5, "", ""),
        }

    def test_one_who_is_as_strict_as_the_district_adds_nothing(self, w):
        in_force("support_poll_days", 20)
        in_force("support_poll_days", 20, w.street)
        assert policy.rule("support_poll_days", area=w.courtyard).place == ""

    def test_the_strictest_counts_also_when_the_district_overtakes_its_area(self, w):
        in_force("support_poll_days", 20, w.street)
        in_force("support_poll_days", 18, w.community)
        assert policy.rule("support_poll_days", area=w.courtyard).place == w.street.name
        in_force("support_poll_days", 25, w.community, days_ago=0)
        assert policy.rule("support_poll_days", area=w.courtyard).place == w.community.name
        in_force("support_poll_days", 30)
        assert policy.rule("support_poll_days", area=w.courtyard).value == 30

    def test_what_is_the_same_everywhere_takes_no_area_in_raw_sql_either(self, w):
        with pytest.raises(ValidationError):
            in_force("cap_works", 1, w.street)
        with pytest.raises(IntegrityError), transaction.atomic():
            Parameter.objects.create(
                key="cap_works", value=1, area=w.street, effective_from=clock.today(), basis="x"
            )

    def test_one_value_a_day_and_area(self, w):
        in_force("support_percent", 75)
        with pytest.raises(IntegrityError), transaction.atomic():
            in_force("support_percent", 80)
