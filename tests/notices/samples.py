"""Facts of one notice of every kind, as the verbs write them, and of those that were stored in another shape before."""

from panlong.notices.facts import (
    AcceptanceFacts,
    AftercareFacts,
    ApprovalFacts,
    CallFacts,
    ChangeFacts,
    CorrectionFacts,
    DonationsFacts,
    Facts,
    FinalAccountsFacts,
    LedgerSealFacts,
    MeetingChangeFacts,
    MeetingFacts,
    MinutesFacts,
    OwnersResultFacts,
    OwnersVoteFacts,
    PoolFacts,
    ProgressFacts,
    RefusalFacts,
    ResolutionFacts,
    ResumptionFacts,
    ReviewProlongedFacts,
    RoundAnnulledFacts,
    RoundFacts,
    RoundResultFacts,
    SatisfactionFacts,
    SupplierFacts,
    SupportPollFacts,
    SupportResultFacts,
    SuspensionFacts,
    TerminationFacts,
    YearlyReportFacts,
)
from panlong.notices.facts.base import AboutProject
from panlong.notices.kinds import Kind

ABOUT = AboutProject(
    project="东风巷14号院“睦邻驿站”改造", area="东风巷14号院", kind="works", theme="care", beneficiaries=193, budget="48600.00",
    subsidy="36000.00", plan="把闲置的自行车棚改成睦邻驿站，铺防滑地面，装灯和长椅，添置图书与棋牌，由居民轮流照看。", implementer="临时自治小组",
)  # fmt: skip


def samples() -> dict[Kind, Facts]:
    """Return the facts of a notice of each kind; what parameters own is as in force now."""
    made: tuple[Facts, ...] = (
        CallFacts(area="天祥社区", year=2026, due="2026-03-31", remark="欢迎到社区党群服务中心咨询。"),
        SupportPollFacts(about=ABOUT, due="2026-05-14", share="2/3"),
        SupportResultFacts(about=ABOUT, passed=True, households=193, agreed=163, opposed=11, share="2/3"),
        MeetingFacts(about=ABOUT, platform="round_table", when="2026-05-20 19:00", place="院内凉亭", agenda="一、方案；二、预算；三、后续管理。"),
        MeetingChangeFacts(
            about=ABOUT, of="530103002-2026-017", platform="round_table", change="moved", was_when="2026-05-20 19:00", was_place="院内凉亭",
            when="2026-05-27 19:00", place="社区党群服务中心二楼", reason="当晚有雷雨大风预警。",
        ),
        MinutesFacts(
            about=ABOUT, platform="round_table", entitled=193, present=141, in_favour=133, against=4, decision="同意方案与预算。", agreed=True,
            area_entitled="15440.00", area_present="11280.00", area_in_favour="10640.00",
        ),
        OwnersVoteFacts(
            about=ABOUT, matter="change_use", question="是否同意把自行车棚改成睦邻驿站？", due="2026-06-10", special=True, owners=187,
            exclusive_area="15440.00",
        ),
        OwnersResultFacts(
            about=ABOUT, matter="change_use", question="是否同意把自行车棚改成睦邻驿站？", special=True, owners=187, exclusive_area="15440.00",
            owners_voting=150, area_voting="12310.50", owners_for=140, area_for="11527.80", undelivered=0, passed=True,
        ),
        PoolFacts(about=ABOUT, due="2028-05-31"),
        RoundFacts(
            round="2026年第一轮评选", area="天祥社区", voters=1287, quorum=200, budget="300000.00", most_choices=3, least_votes=20,
            closes="2026-06-30 18:00", seed="5f2c9a71d0b3e846", whose="person", ballot="approve", rule="greedy", tie_rule="lot",
            secret=False, custodians=[], shares_needed=0, public_key="", conflicts=[],
            projects=[{"title": ABOUT.project, "cost": "36000.00", "place": ""}, {"title": "三栋楼道扶手", "cost": "9800.00", "place": ""}],
        ),
        RoundResultFacts(
            round="2026年第一轮评选", area="天祥社区", voters=1287, quorum=200, budget="300000.00", turnout=702, sums={"round.json": "ab" * 32},
            projects=[
                {"title": ABOUT.project, "votes": 511, "cost": "36000.00", "chosen": True, "place": ""},
                {"title": "三栋楼道扶手", "votes": 388, "cost": "9800.00", "chosen": False, "place": ""},
            ],
        ),
        RoundAnnulledFacts(round="2026年第一轮评选", area="天祥社区", given_up="三名保管人中两名遗失口令。", titles=[ABOUT.project]),
        ResolutionFacts(
            about=ABOUT, chosen=True, points="86.40", reasons="受益面广，居民参与度高，自筹到位，可复制。", departure="水管改造先行。", place=1, of=2,
            scorers=5, seats=6, order=["1. 楼道扶手 86.40", "2. 路灯 71.00"], recusals=["亲属有利害关系: 参与报价。"],
            sums={"resolution.json": "a" * 64}, link="/rounds/sittings/1/",
        ),
        ApprovalFacts(about=ABOUT, due="2026-07-20"),
        RefusalFacts(about=ABOUT, reason="与年内的老旧小区改造重复。"),
        SupplierFacts(
            about=ABOUT, supplier="春城建筑装饰工程有限公司", price="31200.00", reasons="价格最低，有同类工程经验。", too_few="",
            offers=[
                {"supplier": "春城建筑装饰工程有限公司", "price": "31200.00", "ties": ""}, {"supplier": "盘江营造", "price": "33800.00", "ties": ""},
                {"supplier": "滇源工程队", "price": "35000.00", "ties": ""},
            ],
        ),
        ProgressFacts(
            about=ABOUT, percent=60, text="地面与墙面已完工，正在安装照明。", received="12600.00", paid="25200.00", spent="31840.50", left="5959.50"
        ),
        ChangeFacts(about=ABOUT, change="correct_plan", reason="按街道意见调整了灯具。"),
        SuspensionFacts(about=ABOUT, reason="雨季施工不安全，暂停两周。"),
        ResumptionFacts(about=ABOUT),
        TerminationFacts(about=ABOUT, reason="场地被征用。"),
        AcceptanceFacts(about=ABOUT, members="居民代表三人、居务监督委员一人", remarks="符合方案，质量合格。"),
        SatisfactionFacts(about=ABOUT, passed=True, answers=158, percent="94.94"),
        ReviewProlongedFacts(about=ABOUT, answers=23, households=193, due="2026-10-15"),
        FinalAccountsFacts(about=ABOUT, received="12600.00", paid="36000.00", spent="47142.00", left="1458.00", kept="1458.00"),
        DonationsFacts(
            area="天祥社区", year=2025, total="62300.00", unnamed=17, unnamed_amount="4300.00",
            givers=[{"name": "张建国", "amount": "500.00"}, {"name": "某某银行昆明分行", "amount": "50000.00"}, {"name": "李秀英", "amount": "7500.00"}],
        ),
        AftercareFacts(about=ABOUT, responsible="王**", aftercare="每季检查一次；费用由群众自筹与街道补助分担。"),
        YearlyReportFacts(
            area="天祥社区", year=2025, proposed=14, declared=6, finished=4, titles=[ABOUT.project, "三栋楼道扶手", "院门照明"], beneficiaries=1830,
            inspections=9, content=412, not_content=23, received="62300.00", paid="310500.00", spent="361840.50", returned="1200.00",
        ),
        LedgerSealFacts(seal={"day": "2026-05-14", "links": 41, "digest": "0c" * 32}),
        CorrectionFacts(number="530103005006-2026-017", title="关于立项的公示", text="原文“补贴36000元”有误，应为“补贴35000元”。"),
    )  # fmt: skip
    return {facts.kind: facts for facts in made}


def as_before() -> dict[tuple[Kind, Kind], dict]:
    """Return what was stored before kinds had their own name and facts their numbers: (stored kind, heading) → facts."""
    about = vars(ABOUT)
    return {
        (Kind.PROGRESS, Kind.LEDGER_SEAL): {"seal": {"day": "2026-05-14", "links": 41, "digest": "0c" * 32}},
        (Kind.DONATIONS, Kind.FINAL_ACCOUNTS): {
            **about, "received": "12600.00", "paid": "36000.00", "spent": "48600.00", "left": "0.00",
        },
        (Kind.ROUND_RESULT, Kind.ROUND_ANNULLED): {
            "round": "2026年第一轮评选", "area": "天祥社区", "given_up": "两名保管人遗失口令。", "titles": [ABOUT.project],
        },
        **{
            (Kind.CHANGE, heading): {**about, "change": change, "reason": reason}
            for heading, change, reason in (
                (Kind.REFUSAL, "refuse", "重复。"), (Kind.SUSPENSION, "suspend", "雨季。"), (Kind.RESUMPTION, "resume", ""),
                (Kind.TERMINATION, "terminate", "征用。"), (Kind.CHANGE, "withdraw", "不再需要。"),
            )
        },
        (Kind.APPROVAL, Kind.APPROVAL): {**about, "due": "2026-07-20"},
        (Kind.SUPPLIER, Kind.SUPPLIER): {
            **about, "supplier": "盘江营造", "price": "33800.00", "reasons": "价格合适。", "offers": [], "too_few": "只有两家愿意。",
        },
        (Kind.CALL, Kind.CALL): {
            "area": "天祥社区", "year": 2026, "due": "2026-03-31", "percent": 90, "works": "300000", "service": "200000", "goods": "200000",
        },
    }  # fmt: skip
