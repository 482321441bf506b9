"""A demo project from the call for prices to its closing."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.db.models import Q, Sum
from stdnum.cn import uscc

from deliberation.households import opinions, reviews
from deliberation.models import ASPECTS, Grade, Rating, SatisfactionReview
from funding import ledger
from funding.cashbook import bills, receipts, settlement
from funding.ledger import queries
from funding.models import OWN_SOURCES, Account, BudgetLine, QuotationRound, Source, Supplier, Tranche
from funding.procurement import contracts, invitations, records, register, tenders
from funding.subsidies import tranches
from panlong import clock
from panlong.accounts.models import Household
from panlong.portal.demo.seed.deciding import answerer_of, end_of_term, fresh
from panlong.portal.demo.seed.history import Life, later
from panlong.portal.demo.seed.pictures import invoice
from panlong.portal.demo.seed.plan import SUPPLIERS, Plan
from projects import progress
from projects.journey import caring, implementing


def company(supplier: str) -> str:
    """Return the unified social credit code of an invented supplier: made up, with its right check digit."""
    start = f"92530103DEM0{SUPPLIERS.index(supplier):05d}".replace("O", "0")
    return start + uscc.calc_check_digit(start)


def call_for_prices(plan: Plan, days: int) -> QuotationRound:
    return tenders.call_for_quotations(
        plan.project, by=plan.group[0], wanted=plan.project.plan, closes_at=later(days, 18)
    )


def firm_of(plan: Plan, supplier: str) -> Supplier:
    """Return the invented supplier out of the register of the street, which two people of the street put it into."""
    street, number = register.street_of(plan.place.area), SUPPLIERS.index(supplier)
    known = Supplier.objects.filter(area=street, uscc=company(supplier)).first()
    if known is not None:
        return known
    entered = register.enter(
        street, by=plan.team.finance, name=supplier, uscc=company(supplier), legal_person=f"演示店主{number + 1}", phone=f"1999999{street.code[-3:]}{number}"
    )  # fmt: skip
    return register.confirm_supplier(entered, by=plan.team.handler)


def take_price(plan: Plan, supplier: str, price: Decimal) -> None:
    """Let a supplier bring its offer to the street office, where the finance takes it down; it is sealed."""
    invitations.take_down(
        plan.project,
        by=plan.team.finance,
        firm=firm_of(plan, supplier),
        price=price,
        note="含税，含安装和一年质保",
    )


def choose_supplier(plan: Plan) -> Life:
    """Three sealed prices, opened together; the choice and the contract."""
    yield later(1, 9)
    round = call_for_prices(plan, 1)
    first = plan.project.pk
    for number, percent in enumerate((100, 106, 111)):
        supplier = SUPPLIERS[(first + number) % len(SUPPLIERS)]
        take_price(plan, supplier, (plan.total * percent / 100).quantize(ledger.CENT))
    yield round.closes_at
    tenders.open_prices(plan.project, by=plan.group[1])
    quotation = plan.project.quotations.first()
    assert quotation is not None, "three prices were just opened"
    reasons = "三家报价中最低，工期最短，承诺质保一年并随叫随到。"
    tenders.choose_supplier(plan.project, by=plan.group[0], quotation=quotation, reasons=reasons)
    contracts.record_contract(
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
            receive_money(plan, source, amount, givers[source], is_lower_bound=source == Source.CORPORATE)


def receive_money(plan: Plan, source: str, amount: int, giver: str, **facts) -> None:
    receipts.receive_contribution(
        plan.project, by=plan.group[1], source=source, giver=giver, giver_is_public=True, amount=Decimal(amount),
        received_on=clock.today(), operation=uuid4(), **facts,
    )  # fmt: skip


def ask_part(plan: Plan) -> Life:
    """Ask for the next part of the subsidy."""
    yield later(1, 9)
    tranches.request_tranche(plan.project, by=plan.group[1])


def check_part(plan: Plan) -> Life:
    yield later(1, 10)
    tranches.check_tranche(plan.project, by=plan.team.handler)


def approve_part(plan: Plan) -> Life:
    yield later(1, 11)
    tranches.approve_tranche(plan.project, by=plan.team.reviewer)


def pay_part(plan: Plan) -> Life:
    yield later(1, 15)
    tranches.pay_tranche(
        plan.project, by=plan.team.finance, bank_reference=plan.town.paper("拨付"), operation=uuid4()
    )


def get_part(plan: Plan) -> Life:
    """Ask, check, approve and pay the next part of the subsidy; nothing to do without one."""
    if Tranche.objects.filter(grant__project=plan.project, paid_at__isnull=True).exists():
        for step in (ask_part, check_part, approve_part, pay_part):
            yield from step(plan)


def record_contract(plan: Plan) -> Life:
    """Supplier, own share, first part of the subsidy."""
    yield from choose_supplier(plan)
    yield from bring_money(plan)
    yield from get_part(plan)


def report_percent(plan: Plan, percent: int, text: str, photo=None) -> None:
    progress.report_progress(
        plan.project, by=plan.group[0], percent=percent, text=text, operation=uuid4(), photo=photo
    )


def work_half(plan: Plan) -> Life:
    yield later(3, 17)
    report_percent(
        plan, 55, "材料已进场，过半工程量完成；今天小组成员到场验看材料合格证，邻居们没有提出异议。"
    )


def do_work(plan: Plan) -> Life:
    """Half of the work, the second part of the subsidy."""
    yield from work_half(plan)
    yield from get_part(plan)


def finish_work(plan: Plan) -> Life:
    yield later(3, 16)
    leader = plan.group[0]
    caring.take_duty(
        plan.project, by=leader, responsible_person=str(leader), plan="每季度检查一次并张贴结果；小修由居民自筹，质保期内由施工方负责，较大损坏向街道申请补助。",
    )  # fmt: skip
    implementing.report_finished(plan.project, by=leader, text="全部完工，现场已清理，请社区组织验收。")


def be_accepted(plan: Plan) -> Life:
    yield later(2, 10)
    reviews.accept_work(
        plan.project, by=plan.team.staff, accepted=True, members="社区干部、居务监督、居民代表三名（均未参与施工）",
        remarks="与方案一致，质量合格，现场整洁，同意验收。",
    )  # fmt: skip


def write_ratings(
    plan: Plan, satisfied: int, mostly: int, dissatisfied: int, *, households: list[Household] | None = None
) -> None:
    """Write the ratings of as many of `households` (all of the place when None), from the first one on."""
    homes = households or plan.place.households
    review = reviews.current_review(plan.project)
    grades = [Grade.SATISFIED] * satisfied + [Grade.MOSTLY] * mostly
    grades += [Grade.DISSATISFIED] * dissatisfied
    Rating.objects.bulk_create(
        Rating(
            review=review,
            household=home,
            grade=grade,
            words=WORDS.get(number, ""),
            **aspects_of(number, grade),
            at=clock.now(),
            **answerer_of(plan, home),
        )
        for number, (home, grade) in enumerate(zip(homes, grades, strict=False))
    )


def aspects_of(number: int, grade: Grade) -> dict[str, Grade]:
    """Return how a household grades the parts: two of three do, and of what it cost every fifth thinks less."""
    if number % 3 == 0:
        return {}
    return dict.fromkeys(ASPECTS, grade) | ({"cost": Grade.MOSTLY} if number % 5 == 0 else {})


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
    yield end_of_term(plan) + timedelta(minutes=5)
    reviews.close_review(SatisfactionReview.objects.get(project=plan.project, closed_at__isnull=True))
    words = opinions.words_to_look_at(plan.project)
    opinions.look_at_words(plan.project, by=plan.team.staff, looks={one.pk: "" for one in words})


def take_bill(plan: Plan, line: BudgetLine, amount: Decimal, purpose: str) -> None:
    """The supplier under contract asks for `amount` yuan; everybody sees the copy of its invoice without telephone and account."""
    contract = records.current_contract(plan.project)
    assert contract is not None, "bills come in under a contract"
    number, payee = plan.town.paper("发票"), contract.supplier
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
    left = {account.source: ledger.balance_of(account) for account in purses}
    for bill in queries.bills(project=plan.project).order_by("pk"):
        due = bill.held if retention else bill.owed
        for source in left:
            if amount := min(due, left[source]):
                bills.pay_bill(
                    plan.project, by=plan.group[1], bill=bill, source=source, amount=amount, spent_on=clock.today(), operation=uuid4(),
                    is_retention=retention,
                )  # fmt: skip
                due, left[source] = due - amount, left[source] - amount


def settle_accounts(plan: Plan) -> Life:
    """Third part of the subsidy, bills, final accounts: only the retention is left."""
    yield from get_part(plan)
    yield later(1, 14)
    take_bills(plan)
    pay_bills(plan)
    settlement.publish_accounts(plan.project, by=plan.group[1])


def end_warranty(plan: Plan) -> Life:
    """The warranty is over: the last part of the subsidy comes, and the supplier gets what was kept back."""
    warranty_ends_at = fresh(plan).warranty_ends_at
    assert warranty_ends_at is not None, "the accepted work has a warranty"
    yield warranty_ends_at + timedelta(hours=9)
    yield from get_part(plan)
    pay_bills(plan, retention=True)


def be_closed(plan: Plan) -> Life:
    yield later(1, 15)
    settlement.close_project(plan.project, by=plan.team.staff)
