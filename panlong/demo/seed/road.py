"""The road of a project, phase by phase, through the portal's real verbs.

Each phase is a generator: it acts and yields when it goes on. `walk` joins phases up to the one a plan ends with.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db.models import Q, Sum
from stdnum.cn import uscc

from deliberation import boxes, meetings, polls, reviews, selection, voting
from deliberation.forms import SCREENING_CHECKS
from deliberation.models import Criterion, Meeting, Rating, SatisfactionReview, Support, Way
from funding import bills, books, budgets, grants, ledger, queries, suppliers
from funding.models import (
    OWN_SOURCES,
    Account,
    BudgetLine,
    Check,
    QuotationRound,
    Source,
    StreetReview,
    Tranche,
)
from panlong import clock
from panlong.accounts.models import Household, User
from panlong.areas.models import Area
from panlong.demo.seed.history import Life, later
from panlong.demo.seed.pictures import invoice, picture
from panlong.demo.seed.tables import Idea
from panlong.demo.seed.town import Place, Town
from projects import lifecycle
from projects.models import IssueLevel, Photo, Project, Screening, TaskGroupMember

ALL_CHECKS = [key for key, _words in SCREENING_CHECKS]
SUPPLIERS = ("演示建设工程队", "演示便民服务社", "演示材料商行", "演示装饰有限公司", "演示设备有限公司")


@dataclass
class Plan:
    """What the demo means one project to become."""

    town: Town
    place: Place
    idea: Idea
    beneficiaries: int
    shares: dict[str, int]  # yuan by source
    proposer: User
    group: list[User]
    last: Callable[["Plan"], Life] | None = None
    then: tuple[Callable[["Plan"], Life], ...] = ()
    level: int = IssueLevel.STREET
    days_ago: dict[Callable, int] = field(default_factory=dict)  # a phase begins so many days before now
    source_note: str = "演示项目，内容均为虚构。"
    words: dict = field(default_factory=dict)  # what differs from the idea
    ballot: "Ballot | None" = None
    project: Project | None = None

    @property
    def total(self) -> Decimal:
        return Decimal(sum(self.shares.values()))

    @property
    def subsidy(self) -> Decimal:
        return Decimal(self.shares.get(Source.DISTRICT, 0) + self.shares.get(Source.STREET, 0))

    @property
    def team(self):
        return self.place.team


@dataclass
class Ballot:
    """A voting round to come, and the plans whose projects stand in it."""

    area: Area
    staff: User
    title: str
    opens: datetime
    closes: datetime
    budget: int
    votes: int  # ballots cast
    plans: list[Plan] = field(default_factory=list)
    losers: frozenset[str] = frozenset()  # titles that nobody chooses
    stays_open: bool = False
    secret: bool = False  # its box is kept by three members of the committee


def walk(plan: Plan) -> Life:
    """Walk along the road up to and with phase `plan.last`, then through `plan.then`."""
    phases = PHASES[: PHASES.index(plan.last) + 1] if plan.last else ()
    for phase in (*phases, *plan.then):
        if phase in plan.days_ago:
            yield plan.town.now - timedelta(days=plan.days_ago[phase])
        yield from phase(plan)


def fresh(plan: Plan) -> Project:
    """Return the project of `plan` as it is now."""
    plan.project.refresh_from_db()
    return plan.project


# --- To the pool ----------------------------------------------------------------------------------------------
def write_down(plan: Plan, **words) -> Life:
    idea, place = plan.idea, plan.place
    facts = {"place": place.area.name, "built": place.built}
    said = {
        "title": idea.title, "problem": idea.problem.format(**facts), "plan": idea.plan.format(**facts), "kind": idea.kind, "theme": idea.theme,
        "touches_common_parts": idea.common, "level": min(plan.level, IssueLevel.STREET), "beneficiaries": plan.beneficiaries, "source_note": plan.source_note,
    }  # fmt: skip
    by = words.pop("by", plan.proposer)
    plan.project = lifecycle.propose(by=by, area=place.area, operation=uuid4(), **said | plan.words | words)
    return
    yield


def take_down(plan: Plan) -> Life:
    """The organiser takes the proposal down at the door."""
    words = {
        "by": plan.team.organiser,
        "proposer": plan.proposer,
        "channel": "visit",
        "evidence": "入户走访记录（演示），提议人签字",
    }
    yield from write_down(plan, **words)  # fmt: skip


def hand_in(plan: Plan) -> Life:
    yield later(1, 9)
    lifecycle.submit(plan.project, by=plan.project.taken_down_by or plan.proposer)


def be_screened(plan: Plan) -> Life:
    yield later(2, 15)
    polls.screen(plan.project, by=plan.team.organiser, verdict=Screening.Verdict.PASSED, checks=ALL_CHECKS)


def find_support(plan: Plan, agreed: int | None = None, opposed: int = 2) -> Life:
    """Households answer the poll; when two thirds of them agree, the organiser closes it."""
    yield later(6, 19)
    households = plan.place.households
    agreed = agreed or (2 * len(households) + 2) // 3 + len(households) // 20
    write_support(plan, households[:agreed], agrees=True)
    write_support(plan, households[agreed : agreed + opposed], agrees=False)
    yield later(1)
    polls.close(polls.open_poll(plan.project), by=plan.team.organiser)


def write_support(plan: Plan, households: list[Household], *, agrees: bool) -> None:
    """Write the answers of `households` at once: some answer themselves, the organiser asks the others at the door."""
    poll = polls.open_poll(plan.project)
    Support.objects.bulk_create(
        Support(poll=poll, household=home, agrees=agrees, at=clock.now(), **_answerer(plan, home))
        for home in households
    )


def _answerer(plan: Plan, home: Household) -> dict:
    head = plan.place.heads.get(home.pk)
    if head:
        return {"by": head, "way": Way.ONLINE}
    return {"by": plan.team.organiser, "way": Way.ASSISTED, "helper": plan.team.organiser}


def stand(plan: Plan) -> Life:
    """Neighbours put themselves forward."""
    yield later(1, 18)
    if set(plan.group) & set(plan.town.people.values()):
        for user in plan.group:
            lifecycle.stand_for_task_group(plan.project, by=user)
    else:  # invented residents, of whom there are hundreds
        TaskGroupMember.objects.bulk_create(
            TaskGroupMember(project=plan.project, user=user, stood_at=clock.now()) for user in plan.group
        )


def form_group(plan: Plan) -> Life:
    yield from stand(plan)
    members = list(plan.project.task_group.all())
    leader, bookkeeper = members[:2]
    lifecycle.form_task_group(
        plan.project, by=plan.team.organiser, members=members, leader=leader, bookkeeper=bookkeeper
    )
    if plan.level == IssueLevel.DISTRICT:
        lifecycle.escalate(
            plan.project,
            by=plan.team.organiser,
            proof="社区筹资后仍有缺口，街道年度经费不足，附两次协调会记录。",
            from_level=IssueLevel.STREET,
        )


def call_meeting(plan: Plan, days: int = 4, platform: str = Meeting.Platform.COUNCIL) -> Life:
    yield later(1, 11)
    meetings.call(
        plan.project, by=plan.team.organiser, platform=platform, starts_at=later(days, 19), place=f"{plan.place.area.name}议事点",
        agenda=f"一、听取“{plan.project.title}”的入户意见；二、商议实施办法和各户分担；三、表决。", operation=uuid4(),
    )  # fmt: skip


def write_minutes(plan: Plan, *, came: int = 80, against: int = 1, opinions=None) -> Life:
    """Write the minutes of the last meeting, to which `came` per cent of the households came."""
    meeting = plan.project.meetings.last()
    yield meeting.starts_at + timedelta(hours=2)
    entitled = meetings.entitled_households(meeting)
    present = entitled * came // 100
    agreed = 3 * present >= 2 * entitled
    owners = {}
    if plan.project.touches_common_parts:
        area = meetings.entitled_area(meeting) * present // entitled
        owners = {"area_present": area, "area_in_favour": area * (present - against) // present}
    meetings.write_minutes(
        meeting, by=plan.group[1], present=present, **owners, in_favour=present - against, against=against, opinions=opinions,
        minutes=f"应到{entitled}户，实到{present}户。项目小组介绍入户了解的情况：{plan.project.problem}与会住户就费用分担、施工时间和完工后由谁看管逐项发言，"
        f"{'少数住户对分担办法有保留，已记录在案。' if against else '意见一致。'}",
        decision=f"同意按以下办法实施：{plan.project.plan}" if agreed else "到会户数不足三分之二，本次不作决定，择日再议。",
    )  # fmt: skip


def hold_meeting(plan: Plan) -> Life:
    yield from call_meeting(plan)
    yield from write_minutes(
        plan, came=plan.town.random.randint(70, 96), against=plan.town.random.randint(0, 2)
    )


def draw_up_budget(plan: Plan) -> Life:
    yield later(1, 20)
    budgets.draw_up(
        plan.project,
        by=plan.group[0],
        lines=plan.idea.costs(plan.total),
        shares={source: Decimal(amount) for source, amount in plan.shares.items()},
    )


def enter_pool(plan: Plan) -> Life:
    yield later(1)
    meetings.pool(plan.project, by=plan.team.organiser)


# --- Vote, resolution, street ---------------------------------------------------------------------------------
def hold_round(ballot: Ballot) -> Life:
    """Open the round among its plans' projects, let residents vote, close it."""
    town = ballot.plans[0].town
    keepers = [town.people[f"committee_{number}"] for number in (1, 2, 3)] if ballot.secret else []
    made = [boxes.make_key(ballot.area, by=one) for one in keepers]
    round = voting.open_round(
        ballot.area, by=ballot.staff, title=ballot.title, projects=[fresh(plan) for plan in ballot.plans],
        closes_at=ballot.closes, budget=Decimal(ballot.budget), operation=uuid4(), most_choices=min(5, len(ballot.plans)),
        custodians=[key for key, _words in made], shares_needed=2 if made else 0,
    )  # fmt: skip
    yield later(2, 20)
    eligible = [one.pk for one in round.candidates.all() if one.project.title not in ballot.losers]
    roll = round.roll.select_related("voter").exclude(voter__in=town.people.values()).order_by("pk")
    for number, entry in enumerate(roll[: ballot.votes]):
        chosen = [eligible[number % len(eligible)], *town.random.sample(eligible, min(2, len(eligible)))]
        voting.cast(round, voter=entry.voter, candidates=chosen, operation=uuid4())
    if not ballot.stays_open:
        yield ballot.closes
        if ballot.secret:
            words = dict(enumerate((words for _key, words in made[:2]), 1))
            voting.open_box(round, by=ballot.staff, passphrases=words)
        else:
            voting.close(round)


def be_voted(plan: Plan) -> Life:
    yield plan.ballot.closes + timedelta(hours=1)


def give_points(plan: Plan, members: int | None = None) -> Life:
    yield later(1, 14)
    for number, member in enumerate(plan.team.committee[:members]):
        points = {
            criterion: 13 + (number * 3 + place * 5 + plan.project.pk) % 7
            for place, criterion in enumerate(Criterion.values)
        }
        selection.score(plan.project, by=member, points=points)


def be_resolved(plan: Plan) -> Life:
    yield from give_points(plan)
    yield later(1, 16)
    selection.resolve(
        plan.project, by=plan.team.staff, chosen=True,
        reasons=f"受益居民{plan.beneficiaries}人，入户支持率过三分之二，居民自筹已有安排，问题由来已久，做法可供同类院落参照。社区党组织召集各方商议，一致同意上报。",
    )  # fmt: skip
    yield from apply(plan)


def apply(plan: Plan) -> Life:
    """The task group applies for the subsidy, if there is to be one."""
    yield later(1, 10)
    if plan.subsidy:
        words = f"预算{plan.total:.0f}元，居民和单位已安排{plan.total - plan.subsidy:.0f}元，尚缺{plan.subsidy:.0f}元，申请补助。"
        grants.apply(plan.project, by=plan.group[0], words=words)


def be_handled(plan: Plan) -> Life:
    yield later(2, 10)
    grants.handle(
        plan.project, by=plan.team.handler, checks=list(Check.values), subsidy=plan.subsidy, implementer=f"{plan.project.title}项目小组",
        opinion="材料齐全。现场查看与申报一致，预算单价在市场价范围内，未发现重复申报，建议同意。",
    )  # fmt: skip


def be_approved(plan: Plan) -> Life:
    yield from be_handled(plan)
    if plan.level == IssueLevel.DISTRICT:
        yield later(1, 15)
        grants.consent_for_district(plan.project, by=plan.town.people["district"])
    yield later(1, 16)
    grants.decide(plan.project, by=plan.team.reviewer, verdict=StreetReview.Verdict.APPROVED)
    if plan.subsidy:
        yield later(0, 17)
        grants.approve(plan.project, by=plan.town.people["district"])


def begin_work(plan: Plan) -> Life:
    """The public notice runs its time; the portal begins the work by itself."""
    yield fresh(plan).stage_due + timedelta(hours=9)
    lifecycle.start_work(plan.project, by=None)


def solve_themselves(plan: Plan) -> Life:
    yield later(1)
    meetings.solve_by_residents(
        plan.project, by=plan.team.organiser, implementer=f"{plan.place.area.name}居民"
    )


# --- Work and money -------------------------------------------------------------------------------------------
def company(supplier: str) -> str:
    """Return the unified social credit code of an invented supplier: made up, with its right check digit."""
    start = f"92530103DEM0{SUPPLIERS.index(supplier):05d}".replace("O", "0")
    return start + uscc.calc_check_digit(start)


def call_for_prices(plan: Plan, days: int) -> QuotationRound:
    return suppliers.call(plan.project, by=plan.group[0], wanted=plan.project.plan, closes_at=later(days, 18))


def take_price(plan: Plan, supplier: str, price: Decimal, collector: User) -> None:
    """Take down the price of a supplier; in a round it is sealed."""
    suppliers.collect(
        plan.project, by=collector, supplier=supplier, price=price, uscc=company(supplier), note="含税，含安装和一年质保"
    )  # fmt: skip


def choose_supplier(plan: Plan) -> Life:
    """Three sealed prices, opened together; the choice and the contract."""
    yield later(1, 9)
    round = call_for_prices(plan, 1)
    first = plan.project.pk
    for number, (percent, collector) in enumerate(zip((100, 106, 111), (1, 1, 2), strict=True)):
        supplier = SUPPLIERS[(first + number) % len(SUPPLIERS)]
        take_price(plan, supplier, (plan.total * percent / 100).quantize(ledger.CENT), plan.group[collector])
    yield round.closes_at
    suppliers.open_prices(plan.project, by=plan.group[1])
    quotation = plan.project.quotations.first()
    reasons = "三家报价中最低，工期最短，承诺质保一年并随叫随到。"
    suppliers.choose(plan.project, by=plan.group[0], quotation=quotation, reasons=reasons)
    suppliers.sign(
        plan.project, by=plan.group[0], number=plan.town.paper("合同"), amount=quotation.price, signed_on=clock.today(),
        starts_on=clock.today(), ends_on=clock.today() + timedelta(days=30),
    )  # fmt: skip


def bring_money(plan: Plan) -> Life:
    """What does not come from subsidies comes in."""
    yield later(1, 10)
    givers = {
        Source.SELF_RAISED: f"{plan.place.area.name}居民",
        Source.CORPORATE: "演示爱心企业",
        Source.PUBLIC_UNIT: "演示驻区公共单位",
    }
    for source in OWN_SOURCES:
        if amount := plan.shares.get(source):
            # The article's 6万余 is a lower bound: how much more companies gave it does not say.
            receive(plan, source, amount, givers[source], is_lower_bound=source == Source.CORPORATE)


def receive(plan: Plan, source: str, amount: int, giver: str, **facts) -> None:
    books.receive(
        plan.project, by=plan.group[1], source=source, giver=giver, giver_is_public=True, amount=Decimal(amount),
        received_on=clock.today(), operation=uuid4(), **facts,
    )  # fmt: skip


def ask_part(plan: Plan) -> Life:
    """Ask for the next part of the subsidy."""
    yield later(1, 9)
    grants.request_tranche(plan.project, by=plan.group[1])


def check_part(plan: Plan) -> Life:
    yield later(1, 10)
    grants.check_tranche(plan.project, by=plan.team.handler)


def approve_part(plan: Plan) -> Life:
    yield later(1, 11)
    grants.approve_tranche(plan.project, by=plan.team.reviewer)


def pay_part(plan: Plan) -> Life:
    yield later(1, 15)
    grants.pay_tranche(
        plan.project, by=plan.team.finance, bank_reference=plan.town.paper("拨付"), operation=uuid4()
    )


def get_part(plan: Plan) -> Life:
    """Ask, check, approve and pay the next part of the subsidy; nothing to do without one."""
    if Tranche.objects.filter(grant__project=plan.project, paid_at__isnull=True).exists():
        for step in (ask_part, check_part, approve_part, pay_part):
            yield from step(plan)


def contract(plan: Plan) -> Life:
    """Supplier, own share, first part of the subsidy."""
    yield from choose_supplier(plan)
    yield from bring_money(plan)
    yield from get_part(plan)


def report(plan: Plan, percent: int, text: str, photo=None) -> None:
    lifecycle.report_progress(
        plan.project, by=plan.group[0], percent=percent, text=text, operation=uuid4(), photo=photo
    )


def work_half(plan: Plan) -> Life:
    yield later(3, 17)
    report(plan, 55, "材料已进场，过半工程量完成；今天小组成员到场验看材料合格证，邻居们没有提出异议。")


def work(plan: Plan) -> Life:
    """Half of the work, the second part of the subsidy."""
    yield from work_half(plan)
    yield from get_part(plan)


def finish(plan: Plan) -> Life:
    yield later(3, 16)
    leader = plan.group[0]
    lifecycle.take_duty(
        plan.project, by=leader, responsible_person=str(leader), plan="每季度检查一次并张贴结果；小修由居民自筹，质保期内由施工方负责，较大损坏向街道申请补助。",
    )  # fmt: skip
    lifecycle.report_finished(plan.project, by=leader, text="全部完工，现场已清理，请社区组织验收。")


def be_accepted(plan: Plan) -> Life:
    yield later(2, 10)
    reviews.accept(
        plan.project, by=plan.team.staff, accepted=True, members="社区干部、居务监督、居民代表三名（均未参与施工）",
        remarks="与方案一致，质量合格，现场整洁，同意验收。",
    )  # fmt: skip


def write_ratings(
    plan: Plan, satisfied: int, mostly: int, dissatisfied: int, *, households: list[Household] | None = None
) -> None:
    """Write the ratings of as many of `households` (all of the place when None), from the first one on."""
    homes = households or plan.place.households
    review = reviews.open_review(plan.project)
    grades = [Rating.Grade.SATISFIED] * satisfied + [Rating.Grade.MOSTLY] * mostly
    grades += [Rating.Grade.DISSATISFIED] * dissatisfied
    Rating.objects.bulk_create(
        Rating(
            review=review,
            household=home,
            grade=grade,
            words=WORDS.get(number, ""),
            at=clock.now(),
            **_answerer(plan, home),
        )
        for number, (home, grade) in enumerate(zip(homes, grades, strict=False))
    )


WORDS = {
    3: "比以前方便多了，谢谢出力的邻居。",
    5: "盼了好几年，终于办成了。",
    7: "希望后面一直有人管。",
    11: "账目贴得清楚，放心。",
}


def be_rated(plan: Plan) -> Life:
    yield later(3, 19)
    answers = min(len(plan.place.households), 37)
    mostly, dissatisfied = answers // 4, answers // 12
    write_ratings(plan, answers - mostly - dissatisfied, mostly, dissatisfied)
    yield fresh(plan).stage_due + timedelta(minutes=5)
    reviews.close(SatisfactionReview.objects.get(project=plan.project, closed_at__isnull=True))


def take_bill(plan: Plan, line: BudgetLine, amount: Decimal, purpose: str) -> None:
    """The supplier under contract asks for `amount` yuan; everybody sees the copy of its invoice without telephone and account."""
    number, payee = plan.town.paper("发票"), suppliers.contract_of(plan.project).supplier
    scan, public_scan = invoice(
        number, clock.today(), f"{plan.project.title}项目小组", payee, purpose, amount
    )
    bills.record_bill(
        plan.project, by=plan.group[2], payee=payee, purpose=purpose, line=line, amount=amount, billed_on=clock.today(), invoice_number=number,
        operation=uuid4(), scan=scan, public_scan=public_scan,
    )  # fmt: skip


def take_bills(plan: Plan, share: int = 100) -> None:
    """The supplier asks for what is left of each budget line, or for `share` per cent of the lines."""
    lines = plan.project.budget_lines.annotate(
        billed=Sum("bills__amount", filter=Q(bills__is_reversed=False), default=Decimal(0))
    )
    for line in lines:
        if amount := (line.amount * share / 100).quantize(ledger.CENT) - line.billed:
            take_bill(plan, line, amount, line.name)


def pay_bills(plan: Plan, *, retention: bool = False) -> None:
    """Pay what is owed to the supplier, or what was kept back, as far as the money in hand goes."""
    purses = Account.objects.filter(kind=Account.Kind.CASH, project=plan.project).order_by("pk")
    left = {account.source: ledger.balance(account) for account in purses}
    for bill in queries.bills(project=plan.project).order_by("pk"):
        due = bill.held if retention else bill.owed
        for source in left:
            if amount := min(due, left[source]):
                bills.pay_bill(
                    plan.project, by=plan.group[1], bill=bill, source=source, amount=amount, spent_on=clock.today(), operation=uuid4(),
                    is_retention=retention,
                )  # fmt: skip
                due, left[source] = due - amount, left[source] - amount


def settle(plan: Plan) -> Life:
    """Third part of the subsidy, bills, final accounts: only the retention is left."""
    yield from get_part(plan)
    yield later(1, 14)
    take_bills(plan)
    pay_bills(plan)
    books.publish_accounts(plan.project, by=plan.group[1])


def end_warranty(plan: Plan) -> Life:
    """The warranty is over: the last part of the subsidy comes, and the supplier gets what was kept back."""
    yield fresh(plan).warranty_ends_at + timedelta(hours=9)
    yield from get_part(plan)
    pay_bills(plan, retention=True)


def be_closed(plan: Plan) -> Life:
    yield later(1, 15)
    books.close(plan.project, by=plan.team.staff)


PHASES: tuple[Callable[[Plan], Life], ...] = (
    write_down, hand_in, be_screened, find_support, form_group, hold_meeting, draw_up_budget, enter_pool, be_voted, be_resolved, be_approved,
    begin_work, contract, work, finish, be_accepted, be_rated, settle, end_warranty, be_closed,
)  # fmt: skip


def add_photo(plan: Plan, moment: str, caption: str) -> Photo:
    return lifecycle.add_photo(
        plan.project, by=plan.group[0], photo=picture(moment), moment=moment, caption=caption
    )
