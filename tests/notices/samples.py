"""Facts of one notice of every kind, as the verbs write them."""

from panlong.notices.models import Kind

PROJECT = {
    "project": "东风巷14号院“睦邻驿站”改造", "area": "东风巷14号院", "kind": "works", "theme": "care", "beneficiaries": 193, "budget": "48600.00",
    "subsidy": "36000.00", "plan": "把闲置的自行车棚改成睦邻驿站，铺防滑地面，装灯和长椅，添置图书与棋牌，由居民轮流照看。", "implementer": "临时自治小组",
}  # fmt: skip
MONEY = {"received": "12600.00", "paid": "25200.00", "spent": "31840.50", "left": "5959.50"}
ROUND = {
    "round": "2026年第一轮评选", "area": "天祥社区", "voters": 1287, "quorum": 200, "budget": "300000.00", "most_choices": 3, "least_votes": 20,
    "closes": "2026-06-30 18:00", "seed": "5f2c9a71d0b3e846",
}  # fmt: skip
SAMPLES: dict[str, dict] = {
    Kind.CALL: {
        "area": "天祥社区", "year": 2026, "due": "2026-03-31", "percent": 90, "works": "300000", "service": "200000", "goods": "200000",
        "remark": "欢迎到社区党群服务中心咨询。",
    },
    Kind.SUPPORT_POLL: {**PROJECT, "due": "2026-05-14"},
    Kind.SUPPORT_RESULT: {**PROJECT, "passed": True, "households": 193, "agreed": 163, "opposed": 11},
    Kind.MEETING: {**PROJECT, "platform": "round_table", "when": "2026-05-20 19:00", "place": "院内凉亭", "agenda": "一、方案；二、预算；三、后续管理。"},
    Kind.MINUTES: {
        **PROJECT, "platform": "round_table", "entitled": 193, "present": 141, "in_favour": 133, "against": 4, "decision": "同意方案与预算。", "agreed": True,
        "area_entitled": "15440.00", "area_present": "11280.00", "area_in_favour": "10640.00",
    },
    Kind.POOL: {**PROJECT, "due": "2028-05-31"},
    Kind.ROUND: {**ROUND, "projects": [{"title": PROJECT["project"], "cost": "36000.00"}, {"title": "三栋楼道扶手", "cost": "9800.00"}]},
    Kind.ROUND_RESULT: {
        **ROUND, "turnout": 702,
        "projects": [
            {"title": PROJECT["project"], "votes": 511, "cost": "36000.00", "chosen": True}, {"title": "三栋楼道扶手", "votes": 388, "cost": "9800.00", "chosen": False},
        ],
    },
    Kind.RESOLUTION: {**PROJECT, "chosen": True, "points": "86.4", "reasons": "受益面广，居民参与度高，自筹到位，可复制。"},
    Kind.APPROVAL: {**PROJECT, "due": "2026-07-20"},
    Kind.SUPPLIER: {
        **PROJECT, "supplier": "春城建筑装饰工程有限公司", "price": "31200.00", "reasons": "价格最低，有同类工程经验。",
        "offers": [
            {"supplier": "春城建筑装饰工程有限公司", "price": "31200.00"}, {"supplier": "盘江营造", "price": "33800.00"}, {"supplier": "滇源工程队", "price": "35000.00"},
        ],
    },
    Kind.PROGRESS: {**PROJECT, **MONEY, "percent": 60, "text": "地面与墙面已完工，正在安装照明。"},
    Kind.CHANGE: {**PROJECT, "change": "suspend", "reason": "雨季施工不安全，暂停两周。"},
    Kind.ACCEPTANCE: {**PROJECT, "members": "居民代表三人、居务监督委员一人", "remarks": "符合方案，质量合格。"},
    Kind.SATISFACTION: {**PROJECT, "passed": True, "answers": 158, "percent": "94.94"},
    Kind.DONATIONS: {
        "area": "天祥社区", "year": 2025, "total": "62300.00", "unnamed": 17, "unnamed_amount": "4300.00",
        "givers": [{"name": "张建国", "amount": "500.00"}, {"name": "某某银行昆明分行", "amount": "50000.00"}, {"name": "李秀英", "amount": "7500.00"}], "remark": "",
    },
    Kind.AFTERCARE: {**PROJECT, "responsible": "王**", "aftercare": "每季检查一次；费用由群众自筹与街道补助分担。"},
    Kind.YEARLY_REPORT: {
        "area": "天祥社区", "year": 2025, "proposed": 14, "declared": 6, "finished": 4, "titles": [PROJECT["project"], "三栋楼道扶手", "院门照明"], "beneficiaries": 1830,
        "inspections": 9, "content": 412, "not_content": 23, "received": "62300.00", "paid": "310500.00", "spent": "361840.50", "returned": "1200.00", "remark": "",
    },
    Kind.CORRECTION: {"number": "530103005006-2026-017", "title": "关于立项的公示", "text": "原文“补贴36000元”有误，应为“补贴35000元”。"},
}  # fmt: skip
