"""The article's two cases, with its figures; what it does not tell is invented and says so."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from deliberation.households import reviews
from deliberation.models import (
    Council,
    CouncilMember,
    CourtyardCommittee,
    Hall,
    Meeting,
    Party,
    PartyOpinion,
    SatisfactionReview,
    SixParty,
)
from funding.cashbook import receipts, settlement
from funding.models import Source
from panlong import clock
from panlong.accounts.models import User
from panlong.areas.models import Area
from panlong.portal.demo.personas import COURTYARD
from panlong.portal.demo.seed import building, deciding, road
from panlong.portal.demo.seed.deciding import fresh
from panlong.portal.demo.seed.history import History, Life, later, on
from panlong.portal.demo.seed.pictures import picture
from panlong.portal.demo.seed.plan import Ballot, Plan
from panlong.portal.demo.seed.tables import Idea
from panlong.portal.demo.seed.town import Town
from projects import comments, progress
from projects.journey import caring, implementing
from projects.models import Channel, Kind, Photo, Theme

ARTICLE = "依据2020年11月4日中国网文章；原文未载的数额与人名均为演示"
STATION = Idea(
    "station", "睦邻驿站", Kind.WORKS, Theme.CULTURE, False,
    "{place}193户居民没有一个可以临时歇脚、商量院里事情的地方。老人站在楼梯口聊天，议事只能借别人家客厅，院里有事往往一传十、十传走样。",
    "在院内空地建“睦邻驿站”：带顶棚的休息座椅、一张议事长桌、照明和公示栏，平时歇脚聊天，有事坐下来议。开放时间、卫生轮值由居民自己定。",
    (("休息亭与座椅", 18), ("议事桌椅", 9), ("地面与照明", 14), ("公示栏与标识", 4), ("人工", 5)),
)  # fmt: skip
TOILET = Idea(
    "toilet", "厕所革命", Kind.WORKS, Theme.ENVIRONMENT, False,
    "{place}120户居民只有一个公共厕所，蹲位少、没有隔断，下水常堵，早上排长队，老人夜里不敢去。",
    "由院落自管会牵头改造公厕：增加蹲位和隔断，更换上下水管，做防滑地面和夜间照明，设一个带扶手的坐便位；保洁由各户轮值，费用按议事规则分担。",
    (("蹲位改造与隔断", 82), ("上下水管", 49), ("防滑地面与照明", 30), ("人工", 25)),
)  # fmt: skip
RULES = """一、本规则由明通巷47号院居民议事会讨论通过，院落自管会负责执行。（演示文本）
二、自管会由五人组成，居民推举产生，任期两年，可以连任；推举和罢免均须到会代表过半数同意。
三、凡涉及全院出钱、出力或公共部位的事项，须提前三日张贴议题，由居民议事会商议。
四、议事会须有三分之二以上代表到会方可开会，到会代表过半数同意方可决定；每户一票。
五、发言对事不对人，一人一次不超过五分钟，不同意见如实记录。
六、收支每月公布，凭证任何住户都可以查看；自管会成员不得承揽本院工程。
七、决定的事项由专人负责、限期办结，结果在公示栏公布七日。"""
SIX_PARTIES = {
    PartyOpinion.Party.PARTY_ORGANISATION: (True, "支持改造，党员带头认领轮值。"),
    PartyOpinion.Party.RESIDENTS_COMMITTEE: (True, "协助联系驻区单位筹资，指导订立议事规则。"),
    PartyOpinion.Party.OWNERS_COMMITTEE: (False, "本院未成立业主委员会，由院落自管会代为表达。"),
    PartyOpinion.Party.PROPERTY_MANAGER: (False, "老旧院落，无物业服务企业。"),
    PartyOpinion.Party.RESIDENT_UNIT: (True, "愿意支持资金一万元，并提供施工用水。"),
    PartyOpinion.Party.SOCIAL_ORGANISATION: (True, "可提供无障碍设计意见，不收费。"),
}
REGISTER = {
    Party.PARTY_ORGANISATION: ("演示社区党委", "演示书记"),
    Party.RESIDENTS_COMMITTEE: ("演示社区居民委员会", "演示主任"),
    Party.OWNERS_COMMITTEE: ("东风巷14号院业主委员会", "演示业委会主任"),
    Party.PROPERTY_MANAGER: ("演示物业服务有限公司", "演示项目经理"),
    Party.RESIDENT_UNIT: ("演示驻区单位", "演示联络员"),
    Party.SOCIAL_ORGANISATION: ("演示社会工作服务中心", "演示社工"),
}
# Whom each member of the residents' council stands for.
SEATS = (
    "东风巷14号院1栋",
    "东风巷14号院3栋",
    "明通巷47号院",
    "东风巷14号院5栋",
    "明通巷47号院",
    "租户",
    "商户",
    "老年人",
    "热心居民",
)
# Bills of 睦邻驿站: (after which part of the subsidy, budget line, yuan).
BILLS = (
    (1, "休息亭与座椅", 18000),
    (2, "议事桌椅", 9000),
    (2, "地面与照明", 14000),
    (3, "公示栏与标识", 4000),
    (3, "人工", 5000),
)


def begin(town: Town, history: History) -> None:
    """Begin both lives and the round in which both were chosen."""
    plans = [_station(town), _toilet(town)]
    community = plans[0].place.community
    _register_parties(community, plans[1].place.area)
    _seat_councils(community, [*plans[0].place.residents[:2], *plans[1].place.residents[:1]])
    ballot = Ballot(
        community, town.people["community_staff"], "2020年第一批民生小实事评选（演示）", on(2020, 6, 1), on(2020, 6, 8, 18), 100000, 32, plans,
    )  # fmt: skip
    for plan in plans:
        plan.ballot = ballot
    history.begin(_life_of_the_station(plans[0]), on(2020, 4, 20))
    history.begin(_life_of_the_toilet(plans[1]), on(2020, 4, 8))
    history.begin(deciding.hold_round(ballot), ballot.opens)


def _seat_councils(community: Area, people: list[User]) -> None:
    """The residents' council of the community, the one of the cases and the present one."""
    for since, until in ((date(2020, 1, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2029, 12, 31))):
        body = Council.objects.create(
            area=community, name=f"{community.name}居民议事会", since=since, until=until,
            chosen_how="由各小区、院落推荐，经住户代表会议选举产生（演示）。",
        )  # fmt: skip
        for number, stands_for in enumerate(SEATS):
            user = people[number] if number < len(people) else None
            CouncilMember.objects.create(
                council=body, user=user, name=user.name if user else f"演示议事员{number + 1}", represents=stands_for,
                duty=("chair", "deputy")[number] if number < 2 else "member",
            )  # fmt: skip


def _register_parties(community: Area, without: Area) -> None:
    """The six parties of the community, of which courtyard `without` has two not, and the halls to meet in."""
    for party, (unit, contact) in REGISTER.items():
        SixParty.objects.create(area=community, party=party, unit=unit, contact=contact)
    for party in (Party.OWNERS_COMMITTEE, Party.PROPERTY_MANAGER):
        SixParty.objects.create(area=without, party=party, is_there=False, note=SIX_PARTIES[party][1])
    Hall.objects.create(area=community, name="社区党群服务中心议事厅", address="一楼", seats=40)
    Hall.objects.create(area=community, name="睦邻驿站", seats=16)


def _station(town: Town) -> Plan:
    place, people = town.places[COURTYARD], town.people
    return Plan(
        town, place, STATION, 579, {Source.SELF_RAISED: 10000, Source.DISTRICT: 40000}, people["proposer"],
        [people["proposer"], people["neighbour"], place.residents[6]],
        source_note=f"{ARTICLE}。户数193、同意163户、捐款1万余元、20天完工为原文；补助40000元为虚构，用以演示分期拨付。",
    )  # fmt: skip


def _toilet(town: Town) -> Plan:
    place = town.places["530103002999-002"]
    return Plan(
        town, place, TOILET, 360, {Source.SELF_RAISED: 8600, Source.PUBLIC_UNIT: 10000}, place.residents[0], place.residents[:3],
        source_note=f"{ARTICLE}。户数120、自筹8600元、公共单位10000元、院落自管会与议事规则为原文。",
    )  # fmt: skip


# --- 睦邻驿站 ---------------------------------------------------------------------------------------------------
def _life_of_the_station(plan: Plan) -> Life:
    yield from deciding.write_down(plan)
    deciding.add_photo(plan, Photo.Moment.BEFORE, "院内空地，没有坐处（示意图）")
    yield from deciding.hand_in(plan)
    yield from deciding.be_screened(plan)
    yield from deciding.find_support(plan, agreed=163, opposed=0)
    for phase in (
        deciding.form_group,
        deciding.draw_up_budget,
        deciding.hold_meeting,
        deciding.enter_pool,
        deciding.be_voted,
    ):
        yield from phase(plan)
    for phase in (deciding.be_resolved, deciding.be_approved, deciding.begin_work):
        yield from phase(plan)
    yield from _twenty_days(plan)
    yield from _judged_by_the_neighbours(plan)
    yield from building.end_warranty(plan)
    yield from building.be_closed(plan)


def _twenty_days(plan: Plan) -> Life:
    started_at = fresh(plan).work_started_at
    assert started_at is not None, "the work has just begun"
    done = started_at + timedelta(days=20)
    yield from building.choose_supplier(plan)
    yield later(1)
    _give_a_hand(plan)
    building.receive_money(
        plan,
        Source.SELF_RAISED,
        10000,
        "东风巷14号院居民（合计）",
        is_lower_bound=True,
        note="文章作“捐款1万余元”",
    )
    yield from building.get_part(plan)
    _pay_bills(plan, 1)
    yield from building.work_half(plan)
    deciding.add_photo(plan, Photo.Moment.DURING, "休息亭立柱与顶棚（示意图）")
    comments.post_comment(
        plan.project,
        by=plan.town.people["resident"],
        text="座椅能不能加靠背？老人坐着舒服些。",
        operation=uuid4(),
    )
    yield from building.get_part(plan)
    _pay_bills(plan, 2)
    yield done - timedelta(hours=2)
    caring.take_duty(
        plan.project, by=plan.group[0], responsible_person="演示提议人丙",
        plan="驿站由项目小组管理，住户按月轮值打扫；小修用居民自筹的结余，顶棚和电路每半年检查一次，较大维修向街道申请或请企业赞助。",
    )  # fmt: skip
    yield done
    implementing.report_finished(
        plan.project,
        by=plan.group[0],
        text="“睦邻驿站”20天完工，座椅加了靠背。",
        photo=picture(Photo.Moment.AFTER),
    )


def _give_a_hand(plan: Plan) -> None:
    """What neighbours brought and did; invented, and apart from all money."""
    gifts = (
        ("labour", "东风巷14号院志愿者", "清场和搬运", "12人次半天", 960, "按当地零工半日工价估算"),
        ("goods", "演示邻居", "木料和油漆", "一批", 1200, "按附近建材店价格估算"),
    )
    for kind, giver, what, quantity, worth, valued_by in gifts:
        receipts.give_in_kind(
            plan.project, by=plan.group[1], kind=kind, giver=giver, giver_is_public=True, what=what, quantity=quantity, worth=Decimal(worth),
            valued_by=valued_by, given_on=clock.today(), operation=uuid4(),
        )  # fmt: skip


def _judged_by_the_neighbours(plan: Plan) -> Life:
    yield from building.be_accepted(plan)
    yield later(3, 19)
    building.write_ratings(plan, 110, 28, 12)
    yield deciding.end_of_term(plan) + timedelta(minutes=5)
    reviews.close_review(SatisfactionReview.objects.get(project=plan.project, closed_at__isnull=True))
    yield from building.get_part(plan)
    _pay_bills(plan, 3)
    yield later(1, 14)
    settlement.publish_accounts(plan.project, by=plan.group[1])
    deciding.add_photo(plan, Photo.Moment.POSTING, "决算与评议结果张贴在驿站公示栏（示意图）")
    yield later(90, 15)
    progress.report_inspection(
        plan.project,
        by=plan.town.people["auditor"],
        text="座椅、顶棚、照明完好，轮值表有人签。",
        operation=uuid4(),
    )


def _pay_bills(plan: Plan, part: int) -> None:
    """Take the bills that come in after `part` of the subsidy, each under its budget line, and pay what can be paid."""
    lines = {line.name: line for line in plan.project.budget_lines.all()}
    for _part, name, amount in (bill for bill in BILLS if bill[0] == part):
        building.take_bill(plan, lines[name], Decimal(amount), name)
    building.pay_bills(plan)


# --- 厕所革命 ---------------------------------------------------------------------------------------------------
def _life_of_the_toilet(plan: Plan) -> Life:
    words = {
        "by": plan.team.staff,
        "proposer": plan.proposer,
        "channel": Channel.COUNCIL,
        "proof": picture(Photo.Moment.POSTING),
    }
    yield from deciding.write_down(plan, **words, evidence="居民议事会记录（演示）")
    deciding.add_photo(plan, Photo.Moment.BEFORE, "改造前的公厕（示意图）")
    yield from deciding.hand_in(plan)
    yield from deciding.be_screened(plan)
    yield from deciding.find_support(plan, agreed=101, opposed=3)
    yield from deciding.form_group(plan)
    yield from deciding.call_meeting(plan)
    yield from deciding.write_minutes(plan, came=55)  # too few came
    _found_committee(plan)
    yield from deciding.call_meeting(plan, platform=Meeting.Platform.SIX_PARTIES)
    opinions = [
        {"party": party, "attended": came, "words": said} for party, (came, said) in SIX_PARTIES.items()
    ]
    yield from deciding.write_minutes(plan, against=0, opinions=opinions)
    yield from deciding.draw_up_budget(plan)
    yield from deciding.call_council(plan)
    yield from deciding.write_minutes(plan, came=89)
    for phase in road.PHASES[road.PHASES.index(deciding.enter_pool) :]:
        yield from phase(plan)
        if phase is building.finish_work:
            deciding.add_photo(plan, Photo.Moment.AFTER, "改造后的公厕（示意图）")


def _found_committee(plan: Plan) -> None:
    CourtyardCommittee.objects.get_or_create(
        area=plan.place.area, name="明通巷47号院院落自管会", defaults={"founded_on": clock.today(), "rules": RULES}
    )  # fmt: skip
