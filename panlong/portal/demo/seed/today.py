"""What waits today: projects in every stage, so that each persona finds something on their desk.

Dates count back from now. Most lie in the personas' courtyard.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from deliberation import merging
from deliberation.council import interests
from deliberation.households import polls
from deliberation.models import Recusal
from funding.models import Source
from funding.procurement import invitations
from funding.subsidies import grants
from panlong.notices import publishing
from panlong.notices.kinds import Kind as NoticeKind
from panlong.notices.models import Notice
from panlong.portal.demo.personas import COURTYARD
from panlong.portal.demo.seed import building, deciding, owners, road
from panlong.portal.demo.seed import plan as seed_plan
from panlong.portal.demo.seed.deciding import fresh
from panlong.portal.demo.seed.history import History, Life, later
from panlong.portal.demo.seed.others import group_of
from panlong.portal.demo.seed.pictures import picture
from panlong.portal.demo.seed.plan import Ballot, Plan
from panlong.portal.demo.seed.tables import ideas
from panlong.portal.demo.seed.town import Town
from projects import comments
from projects.journey import implementing
from projects.models import IssueLevel, Photo, Project, Screening

OTHER_COURTYARD = "530103002999-002"
PERSONAS = ("proposer", "neighbour", "resident")  # a task group that visitors can act for


# --- What happens at the end of a life ------------------------------------------------------------------------
def be_returned(plan: Plan) -> Life:
    yield later(1, 15)
    reason = "请补充：涉及哪几个单元、大约多少户；费用估算的依据。补充后可以再次提交。"
    polls.screen_proposal(
        plan.project, by=plan.team.organiser, verdict=Screening.Verdict.RETURNED, reason=reason
    )


def be_rejected(plan: Plan) -> Life:
    yield later(1, 15)
    reason = "室内装修只惠及一户，不属于民生小实事范围。"
    polls.screen_proposal(
        plan.project,
        by=plan.team.organiser,
        verdict=Screening.Verdict.REJECTED,
        ground=Screening.Ground.FEW,
        reason=reason,
    )


def find_some_support(plan: Plan) -> Life:
    """Households answer the open poll, the personas not yet."""
    yield later(1, 20)
    deciding.write_support(plan, plan.place.households[4:74], agrees=True)
    deciding.write_support(plan, plan.place.households[74:83], agrees=False)


def miss_support(plan: Plan) -> Life:
    """Opinions differ, and the poll ends without two thirds."""
    yield later(5, 20)
    deciding.write_support(plan, plan.place.households[4:62], agrees=True)
    deciding.write_support(plan, plan.place.households[62:110], agrees=False)
    yield deciding.end_of_term(plan) + timedelta(minutes=5)
    deciding.close_support_poll(plan, by=None)


def be_withdrawn(plan: Plan) -> Life:
    yield later(3)
    reason = "通信运营单位已主动更换，不必再申报。"
    polls.withdraw_proposal(plan.project, by=plan.proposer, reason=reason)


def four_give_points(plan: Plan) -> Life:
    """One member steps aside, the others give their points: the resolution can be written."""
    reason = "本人亲属参与了该项目的报价。"
    interests.recuse_member(
        plan.project, by=plan.team.committee[4], reason=reason, ground=Recusal.Ground.FAMILY
    )
    yield later(0, 20)
    deciding.give_points_of(plan.team.committee[:4], plan)


def be_objected_to(plan: Plan) -> Life:
    yield later(0, 9)
    notice = Notice.objects.filter(kind=NoticeKind.APPROVAL, facts__project=plan.project.title).last()
    assert notice is not None, "the approval was announced"
    text = "信报箱装在单元门外侧会淋雨，请说明为什么不装在门厅里。"
    publishing.object_to(notice, by=plan.town.people["neighbour"], text=text)


def report_lately(plan: Plan) -> Life:
    yield later(0, 17)
    photo = picture(Photo.Moment.DURING)
    building.report_percent(plan, 30, "已放线、备料，施工时间避开午休，进度每周张贴在公示栏。", photo)


def collect_two_quotations(plan: Plan) -> Life:
    yield later(1, 9)
    building.call_for_prices(plan, 9)
    for number, supplier in enumerate(seed_plan.SUPPLIERS[:2]):
        building.take_price(plan, supplier, plan.total - 200 + 900 * number)
    invitations.invite_supplier(
        plan.project, by=plan.group[1], firm=building.firm_of(plan, seed_plan.SUPPLIERS[2])
    )


def be_billed(plan: Plan) -> Life:
    """The supplier asks for a part of the price; nobody has paid it yet."""
    yield later(0, 18)
    building.take_bills(plan, 30)


def pay_half(plan: Plan) -> Life:
    """The supplier asks for half of the price and gets what is in hand."""
    yield later(0, 18)
    building.take_bills(plan, 50)
    building.pay_bills(plan)


def be_suspended(plan: Plan) -> Life:
    yield later(0, 11)
    reason = "地下发现未标注的燃气管线，待燃气公司现场核实后再施工。"
    implementing.suspend_project(plan.project, by=plan.team.reviewer, reason=reason)


def be_terminated(plan: Plan) -> Life:
    yield later(2, 11)
    reason = "该路段已列入市政改造计划，避免重复投入，终止本项目。"
    grants.terminate_project(plan.project, by=plan.team.reviewer, reason=reason)


def be_rated_by_some(plan: Plan) -> Life:
    yield later(1, 19)
    deciding.add_photo(plan, Photo.Moment.AFTER, "完工后的样子（示意图）")
    strangers = plan.place.households[4:]
    building.write_ratings(plan, 16, 5, 2, households=strangers)


def be_merged(plan: Plan) -> Life:
    """An organiser finds that two ask for the same: the households that answered this one count for the other."""
    yield later(0, 18)
    deciding.write_support(plan, plan.place.households[60:96], agrees=True)
    yield later(1, 10)
    kept = (
        Project.objects.filter(title=ideas()["parking"].title, area=plan.place.area)
        .exclude(pk=plan.project.pk)
        .get()
    )
    reason = "两件提议说的都是院内停车，合并后一起商议，两位提议人都参加。"
    merging.merge_projects(fresh(plan), by=plan.town.people["community_staff"], kept=kept, reason=reason)


def talk(plan: Plan) -> Life:
    """Neighbours comment."""
    for key, text in (("neighbour", "支持，早该办了。"), ("organiser", "有不清楚的可以来楼栋长家问。")):
        yield later(0, 20)
        comments.post_comment(fresh(plan), by=plan.town.people[key], text=text, operation=uuid4())


# --- The table ------------------------------------------------------------------------------------------------
KITCHEN = {
    "title": "自家厨房翻新", "problem": "我家厨房用了二十年，橱柜变形、瓷砖脱落。", "plan": "更换橱柜、瓷砖和抽油烟机。", "touches_common_parts": False,
}  # fmt: skip


PARKING = {"title": "院里停车位划线", "problem": "院里停车没有线，车头对着单元门，老人推轮椅出不来。", "plan": "划停车线，单元门前留出通道。"}  # fmt: skip


class Desk:
    """Makes plans for the personas' community."""

    def __init__(self, town: Town, history: History):
        self.town, self.history, self._number = town, history, 0

    def plan(
        self,
        idea: str,
        start: int,
        last: Callable | None,
        *then: Callable,
        money: tuple[int, int] = (20000, 3000),
        people: int = 300,
        proposer: str = "",
        group: tuple[str, ...] = (),
        place: str = COURTYARD,
        **more,
    ) -> Plan:
        """Begin the life of `idea`, `start` days ago, up to phase `last` and through `then`.

        `money` is (subsidy, self-raised) in yuan; `proposer` and `group` are personas, invented residents otherwise.
        """
        town, self._number = self.town, self._number + 3
        here = town.places[place]
        members = [town.people[key] for key in group] or group_of(here, self._number)
        by = town.people[proposer] if proposer else members[0]
        shares: dict[str, int] = {Source.DISTRICT: money[0], Source.SELF_RAISED: money[1]}
        plan = Plan(town, here, ideas()[idea], people, shares, by, members, last, then, **more)
        self.history.begin(road.walk_plan(plan), town.now - timedelta(days=start))
        return plan

    def round(
        self, title: str, opens: int, closes: int, plans: list[Plan], budget: int, *, votes: int, **more
    ) -> None:
        """Put `plans` to the vote, from `opens` to `closes` days before now (negative: after)."""
        area = self.town.places[COURTYARD].community
        opens_at, closes_at = (self.town.now - timedelta(days=days) for days in (opens, closes))
        staff = self.town.people["community_staff"]
        ballot = Ballot(area, staff, title, opens_at, closes_at, budget, votes, plans, **more)
        for plan in plans:
            plan.ballot = ballot
        self.history.begin(deciding.hold_round(ballot), ballot.opens)


def begin(town: Town, history: History) -> None:
    desk = Desk(town, history)
    _before_the_pool(desk)
    _open_round(desk)
    _on_the_way_to_approval(desk)
    _before_the_committee(desk)
    _at_work(desk)
    _ready_to_close(desk)


def _before_the_pool(desk: Desk) -> None:
    plan = desk.plan
    plan("intercom", 2, deciding.write_down, proposer="proposer")
    plan("bench", 4, deciding.hand_in, proposer="proposer", people=260)
    plan("ramp", 5, None, deciding.take_down, deciding.hand_in, people=90)
    plan("garden", 6, deciding.hand_in, be_returned, proposer="proposer")
    plan("bench", 9, deciding.hand_in, be_rejected, proposer="neighbour", people=4, words=KITCHEN)
    plan("pets", 45, deciding.be_screened, miss_support, proposer="resident")
    plan("parking", 7, deciding.be_screened, find_some_support, talk, proposer="neighbour", people=579)
    plan("parking", 6, deciding.be_screened, be_merged, proposer="resident", people=300, words=PARKING)
    plan("cables", 14, deciding.be_screened, be_withdrawn, people=240)
    plan("drying", 14, deciding.find_support, deciding.stand, people=420, group=PERSONAS)
    plan(
        "bike_shed",
        20,
        deciding.form_group,
        deciding.call_council,
        group=PERSONAS,
        days_ago={deciding.call_council: 2},
    )
    plan(
        "sandbox",
        22,
        deciding.form_group,
        deciding.call_meeting,
        group=PERSONAS,
        days_ago={deciding.call_meeting: 9},
    )
    plan("wall", 40, deciding.hold_meeting, owners.begin_vote, owners.hear_some, money=(48000, 9000), people=579, asks_owners=True,
         days_ago={owners.begin_vote: 9, owners.hear_some: 4})  # fmt: skip
    plan("chess", 30, deciding.hold_meeting, people=200, money=(9000, 1500))
    plan(
        "repair", 45, deciding.hold_meeting, deciding.solve_themselves, building.bring_money, report_lately, talk,
        money=(0, 3500), people=350, proposer="resident", group=PERSONAS, level=IssueLevel.RESIDENTS, days_ago={report_lately: 2},
    )  # fmt: skip


def _open_round(desk: Desk) -> None:
    """Four projects that the personas can vote on."""
    plans = [
        desk.plan(
            "stair_light",
            60,
            deciding.hold_meeting,
            owners.begin_vote,
            owners.hear_most,
            owners.close_vote,
            deciding.enter_pool,
            money=(32000, 4800),
            people=579,
            asks_owners=True,
        ),
        desk.plan("choir", 58, deciding.enter_pool, money=(58000, 7200), people=430, proposer="resident"),
        desk.plan("charging", 56, deciding.enter_pool, money=(76000, 9500), people=520, proposer="proposer"),
        desk.plan("tank", 54, deciding.enter_pool, money=(28000, 3600), people=350, place=OTHER_COURTYARD),
    ]
    desk.round("民生小实事评选·本轮（演示）", 5, -30, plans, 150000, votes=17, stays_open=True)


def _on_the_way_to_approval(desk: Desk) -> None:
    """The community's last round: projects from the committee's table to the public notice."""
    loser = desk.plan("mirror", 62, deciding.be_voted, money=(18000, 2200), people=400)
    plans = [
        desk.plan("mailbox", 68, deciding.be_approved, be_objected_to, money=(45000, 5000), people=400, days_ago={deciding.be_approved: 7, be_objected_to: 1}),
        desk.plan("fire_lane", 67, deciding.be_resolved, money=(36000, 4800), people=420),
        desk.plan("handrail", 66, deciding.be_resolved, deciding.be_handled, money=(52000, 6500), people=560),
        desk.plan("roof", 65, deciding.be_resolved, deciding.be_handled, money=(270000, 36000), people=579, proposer="proposer", level=IssueLevel.DISTRICT),
        desk.plan("first_aid", 64, deciding.be_approved, money=(28000, 4000), people=300, days_ago={deciding.be_approved: 4}),
        loser,
    ]  # fmt: skip
    losers = frozenset({loser.idea.title})
    decides = desk.town.now - timedelta(days=11)
    desk.round(
        "民生小实事评选·上一轮（演示）",
        24,
        17,
        plans,
        600000,
        votes=18,
        losers=losers,
        secret=True,
        decides=decides,
    )


def _before_the_committee(desk: Desk) -> None:
    """What the committee sits on: nobody reads a point before all have given theirs."""
    plans = [
        desk.plan("phones", 70, deciding.be_voted, money=(16000, 2000), people=180),
        desk.plan("library", 69, deciding.be_voted, four_give_points, money=(34000, 4000), people=460, days_ago={four_give_points: 3}),
    ]  # fmt: skip
    desk.round("民生小实事评选·加开（演示）", 11, 4, plans, 60000, votes=12, is_undecided=True)


def _at_work(desk: Desk) -> None:
    """The round before: work in progress, payments at each step, acceptance, rating, aftercare."""
    contracted = (building.choose_supplier, building.bring_money, building.ask_part)
    loser = desk.plan("kite", 120, deciding.be_voted, money=(12000, 1500), people=150)
    plans = [
        desk.plan("flood", 130, deciding.begin_work, *contracted, report_lately, talk, money=(60000, 8000), people=460, group=PERSONAS,
                  days_ago={building.choose_supplier: 9, report_lately: 3}),
        desk.plan("green", 129, deciding.begin_work, *contracted, building.check_part, report_lately, money=(48000, 6000), people=520,
                  days_ago={building.choose_supplier: 10, report_lately: 4}),
        desk.plan("fitness", 128, building.record_contract, building.work_half, be_billed, building.ask_part, building.check_part, building.approve_part, money=(72000, 9000), people=380,
                  group=PERSONAS, days_ago={building.work_half: 9}),
        desk.plan("trees", 127, building.record_contract, pay_half, building.work_half, money=(36000, 4500), people=260, days_ago={building.work_half: 18}),
        desk.plan("board", 126, deciding.begin_work, collect_two_quotations, money=(24000, 3200), people=500, group=PERSONAS,
                  days_ago={collect_two_quotations: 6}),
        desk.plan("gate", 125, building.do_work, pay_half, building.finish_work, money=(54000, 7000), people=579, days_ago={building.finish_work: 5}),
        desk.plan("rubbish", 124, building.be_accepted, be_rated_by_some, money=(66000, 8000), people=450, proposer="neighbour",
                  days_ago={building.be_accepted: 6}),
        desk.plan("home_care", 123, building.be_rated, money=(40000, 5000), people=350, group=PERSONAS, days_ago={building.be_accepted: 24}),
        desk.plan("road", 122, building.record_contract, be_suspended, money=(42000, 5000), people=420, days_ago={be_suspended: 12}),
        desk.plan("lane_lamps", 121, deciding.begin_work, be_terminated, money=(35000, 4000), people=300),
        loser,
    ]  # fmt: skip
    losers = frozenset({loser.idea.title})
    desk.round("民生小实事评选·春夏批（演示）", 98, 91, plans, 600000, votes=22, losers=losers)


def _ready_to_close(desk: Desk) -> None:
    """Its warranty is over and its money settled."""
    plan = desk.plan("clinic", 530, building.end_warranty, money=(30000, 4000), people=420)
    desk.round("民生小实事评选·去年批（演示）", 505, 498, [plan], 60000, votes=14)
