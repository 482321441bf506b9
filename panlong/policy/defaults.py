"""Parameters of the procedure with their defaults and comparables (domain rules, part B).

A default marked (D) is our own where no public source was found; the district changes it in the admin.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

DEFAULTS: dict[str, Decimal] = {
    # money, yuan
    "cap_works": Decimal(300000),  # (D) Shenzhen districts 400,000-1,000,000
    "cap_service": Decimal(200000),  # (D)
    "cap_goods": Decimal(200000),  # (D)
    "material_change_percent": Decimal(20),  # (D) a cost higher by that much asks those who agreed again
    "subsidy_percent": Decimal(90),  # (D) Jinjiang 40-50
    "quotes_from": Decimal(5000),  # (D)
    "quotes_needed": Decimal(3),  # 政府采购法 §40
    "street_approves_up_to": Decimal(50000),  # (D) above it the district approves a subsidy
    # working days
    "screening_days": Decimal(5),  # (D)
    "appeal_days": Decimal(10),  # (D) to appeal against a refused proposal, and to answer the appeal
    "street_review_days": Decimal(10),  # (D)
    "publicity_days": Decimal(5),  # 政府采购法实施条例 §38
    "objection_days": Decimal(10),  # (D)
    "level_1_days": Decimal(15),  # (D)
    "level_2_days": Decimal(20),  # (D)
    "level_3_days": Decimal(30),  # (D)
    # calendar days
    "support_poll_days": Decimal(14),  # (D)
    "support_percent": Decimal(
        "66.67"
    ),  # (D) of all households; what is near a simple share is one, here two thirds
    "support_early_percent": Decimal("66.67"),  # (D) of all households, to close before its time
    "merge_undo_days": Decimal(10),  # (D) in which a merge of two proposals may be undone
    "merge_poll_days": Decimal(3),  # (D) that a poll must still be open to take in the answers of another
    "meeting_notice_days": Decimal(3),  # (D) owners' meeting 15: 物业管理条例 §14
    # of those entitled to sit in a meeting so many must come, and of those present more than so many be in favour
    "council_quorum_percent": Decimal(
        "66.67"
    ),  # (D) 居民委员会组织法 wants more than half of a residents' meeting
    "council_share_percent": Decimal(50),
    "households_quorum_percent": Decimal("66.67"),  # (D)
    "households_share_percent": Decimal(50),
    "parties_quorum_percent": Decimal("66.67"),  # (D) of the six parties that there are in the place
    "parties_share_percent": Decimal(50),  # (D)
    "owners_vote_days": Decimal(15),  # at least; 物业管理条例 §14 wants them told that long before
    "progress_days": Decimal(7),  # (D)
    "review_days": Decimal(7),  # (D)
    "scoring_days": Decimal(7),  # (D) in which the committee hands in its points
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
    "review_prolongings": Decimal(2),  # (D) times a satisfaction review runs on because too few answered
    "smallest_cell": Decimal(
        3
    ),  # (D) households; fewer that said the same could be told apart by their neighbours
    "screening_returns": Decimal(2),  # (D) times a proposal may be returned before it is passed or refused
    "comments_a_day": Decimal(5),  # (D) of one person about one project
    "task_group_size": Decimal(3),  # (D)
    "resolution_pass_points": Decimal(60),  # (D) of 100
    "weight_reach": Decimal(20),  # (D) of the five criteria, against each other; twenty each makes a hundred
    "weight_participation": Decimal(20),  # (D)
    "weight_self_raised": Decimal(20),  # (D)
    "weight_urgency": Decimal(20),  # (D)
    "weight_replicable": Decimal(20),  # (D)
    "trimmed_from_scorers": Decimal(7),  # (D) from so many on without the highest and the lowest
    "spread_points": Decimal(
        30
    ),  # (D) of 100, between the highest and the lowest; above it they score once more
    "least_scorers": Decimal(3),  # (D)
    "committee_needed": Decimal(
        0
    ),  # (D) 1: a courtyard committee with rules of procedure stands before the pool
    "tranche_1_percent": Decimal(30),  # at contract
    "tranche_2_percent": Decimal(40),  # at midpoint
    "tranche_3_percent": Decimal(27),  # at acceptance and satisfaction
    "tranche_4_percent": Decimal(3),  # at the end of the warranty
}

MEETING_SHARES = tuple(
    f"{who}_{what}_percent" for who in ("council", "households", "parties") for what in ("quorum", "share")
)
# What a street or a community may make stricter for its own area, and which of two values is the stricter one.
STRICTER: dict[str, Callable[[Iterable[Decimal]], Decimal]] = {
    "support_poll_days": max,
    "support_percent": max,
    "support_early_percent": max,
    "meeting_notice_days": max,
    "committee_needed": max,
    **dict.fromkeys(MEETING_SHARES, max),
}
SHARES = frozenset({"support_percent", "support_early_percent", *MEETING_SHARES})
LARGEST_PARTS = 12  # 2/3, 3/4, 5/6 … are simple shares


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
