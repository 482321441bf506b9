"""Parameters of the procedure with their defaults and comparables (domain rules, part B).

A default marked (D) is our own where no public source was found; the district changes it in the admin.
"""

from datetime import date
from decimal import Decimal

DEFAULTS: dict[str, Decimal] = {
    # money, yuan
    "cap_works": Decimal(300000),  # (D) Shenzhen districts 400,000-1,000,000
    "cap_service": Decimal(200000),  # (D)
    "cap_goods": Decimal(200000),  # (D)
    "subsidy_percent": Decimal(90),  # (D) Jinjiang 40-50
    "quotes_from": Decimal(5000),  # (D)
    "quotes_needed": Decimal(3),  # 政府采购法 §40
    "street_approves_up_to": Decimal(50000),  # (D) above it the district approves a subsidy
    # working days
    "screening_days": Decimal(5),  # (D)
    "street_review_days": Decimal(10),  # (D)
    "publicity_days": Decimal(5),  # 政府采购法实施条例 §38
    "objection_days": Decimal(10),  # (D)
    "level_1_days": Decimal(15),  # (D)
    "level_2_days": Decimal(20),  # (D)
    "level_3_days": Decimal(30),  # (D)
    # calendar days
    "support_poll_days": Decimal(14),  # (D)
    "meeting_notice_days": Decimal(3),  # (D) owners' meeting 15: 物业管理条例 §14
    "progress_days": Decimal(7),  # (D)
    "review_days": Decimal(7),  # (D)
    "result_notice_days": Decimal(7),
    "payment_days": Decimal(30),  # 保障中小企业款项支付条例
    "payment_days_most": Decimal(60),  # the same: where the contract says so, never longer
    # months
    "pool_months": Decimal(24),  # (D)
    "warranty_months": Decimal(12),
    # shares of a whole
    "satisfaction_percent": Decimal(80),  # (D) Zhuhai 2021 reached 94.9
    "satisfaction_answers": Decimal(30),  # (D)
    "satisfaction_answer_percent": Decimal(30),  # (D)
    "task_group_size": Decimal(3),  # (D)
    "resolution_pass_points": Decimal(60),  # (D) of 100
    "tranche_1_percent": Decimal(30),  # at contract
    "tranche_2_percent": Decimal(40),  # at midpoint
    "tranche_3_percent": Decimal(27),  # at acceptance and satisfaction
    "tranche_4_percent": Decimal(3),  # at the end of the warranty
}


def value(key: str, on: date | None = None) -> Decimal:
    """Return parameter `key` as in force on day `on` (today when None); KeyError for an unknown key."""
    from panlong import clock
    from panlong.policy.models import Parameter

    row = (
        Parameter.objects.filter(key=key, effective_from__lte=on or clock.today())
        .order_by("-effective_from")
        .values_list("value", flat=True)
        .first()
    )
    return row if row is not None else DEFAULTS[key]


def number(key: str, on: date | None = None) -> int:
    """Return parameter `key` as a whole number."""
    return int(value(key, on))


def sql(prefix: str, ending: str, moment: str) -> str:
    """Return SQL, for triggers: parameter `prefix` + SQL `ending` as in force on the day of SQL `moment`."""
    defaults = " ".join(
        f"WHEN '{key.removeprefix(prefix)}' THEN {default}"
        for key, default in DEFAULTS.items()
        if key.startswith(prefix)
    )
    return f"""coalesce(
        (SELECT value FROM policy_parameter WHERE key = '{prefix}' || {ending}
         AND effective_from <= ({moment} AT TIME ZONE 'Asia/Shanghai')::date ORDER BY effective_from DESC LIMIT 1),
        CASE {ending} {defaults} END)"""
