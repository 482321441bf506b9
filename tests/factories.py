"""Small worlds for tests: a street with a community and a courtyard of six households, and the people who serve it."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from stdnum.cn import uscc

from deliberation import meetings, polls, reviews, selection, voting
from deliberation.models import Criterion, VotingRound
from funding import bills, books, budgets, grants, ledger, suppliers
from funding.models import Check
from panlong import clock
from panlong.accounts.models import Household, Membership, Post, Role, User
from panlong.areas.models import Area, Level
from projects import lifecycle
from projects.models import Project
from projects.stages import Stage

_numbers = iter(range(1, 10**8))


def area(code: str, name: str, level: str, parent: Area | None = None) -> Area:
    return Area.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent": parent})[0]


def person(name: str = "", *, role: str = "", where: Area | None = None, **fields) -> User:
    """Make somebody, with a post of `role` in area `where` if given."""
    user = User.objects.create_user(phone=f"138{next(_numbers):08d}", name=name or "某人", **fields)
    if role:
        Post.objects.create(user=user, role=role, area=where, since=clock.now() - timedelta(days=1))
    return user


def resident(courtyard: Area, name: str = "", **fields) -> User:
    """Make somebody with a household of their own in `courtyard`."""
    user = person(name, **fields)
    household = Household.objects.create(area=courtyard, room=f"{next(_numbers)}")
    Membership.objects.create(
        user=user, household=household, is_head=True, since=clock.now() - timedelta(days=1)
    )
    return user


def sign_in(browser, user: User | None) -> None:
    """Sign `user` in, officials with their second factor; None signs out."""
    browser.logout()
    if user is None:
        return
    browser.force_login(user)
    device, _is_new = TOTPDevice.objects.get_or_create(user=user, name="test")
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()


def world(code: str = "530103002", households: int = 6) -> SimpleNamespace:
    """Make a street with everybody who is needed to take a project along its road."""
    district = area("530103", "盘龙区", Level.DISTRICT)
    street = area(code, f"街道{code[-3:]}", Level.STREET, district)
    community = area(f"{code}001", "社区", Level.COMMUNITY, street)
    courtyard = area(f"{code}001-001", "院", Level.COURTYARD, community)
    neighbours = [resident(courtyard, f"邻居{number}") for number in range(households)]
    return SimpleNamespace(
        district=district,
        street=street,
        community=community,
        courtyard=courtyard,
        neighbours=neighbours,
        proposer=neighbours[0],
        organiser=person("楼栋长", role=Role.BUILDING_HEAD, where=courtyard),
        staff=person("社区", role=Role.COMMUNITY_STAFF, where=community),
        committee=[person(f"委员{n}", role=Role.COMMITTEE_MEMBER, where=community) for n in range(3)],
        handler=person("经办", role=Role.STREET_HANDLER, where=street),
        reviewer=person("审核", role=Role.STREET_REVIEWER, where=street),
        finance=person("财务", role=Role.STREET_FINANCE, where=street),
        leader=person("双组长", role=Role.CO_LEADER, where=district),
        auditor=person("监督", role=Role.AUDITOR, where=district),
        administrator=person("管理员", role=Role.ADMINISTRATOR, where=district),
    )


WORDS = {
    "title": "楼道扶手",
    "problem": "老人上下楼没有扶手。",
    "plan": "装扶手。",
    "kind": "works",
    "theme": "safety",
    "beneficiaries": 60,
}


def company(number: int) -> str:
    """Return the unified social credit code of an invented company, with its right check digit."""
    start = f"92530103MA6TEST{number:02d}".replace("S", "5")
    return start + uscc.calc_check_digit(start)


def draft(w, **words) -> Project:
    return lifecycle.propose(by=w.proposer, area=w.courtyard, operation=uuid4(), **{**WORDS, **words})


def fill_envelope(w, amount: str = "1000000.00"):
    return ledger.appropriate(
        w.district, clock.today().year, Decimal(amount), by=w.leader, memo="年度补贴", operation=uuid4()
    )


def _pass(until):
    """Let the frozen or true clock be `until` for the next step of the road."""
    return clock.at(until + timedelta(minutes=1))


class Walk:
    """Takes a project along its road, a stage at a time, through the real verbs; the clock goes with it."""

    def __init__(self, w, **words):
        self.w, self.moment, self.taken = w, clock.now(), 0
        self.project = draft(w, **words)
        self.round: VotingRound | None = None

    def to(self, stage: str) -> Project:
        """Walk to `stage` and return the project as it is there."""
        steps = self._steps()
        while self.project.stage != stage and self.taken < len(steps):
            with clock.at(self.moment):
                steps[self.taken]()
            self.taken += 1
            self.project = Project.objects.get(pk=self.project.pk)
            self.moment += timedelta(minutes=1)
        assert self.project.stage == stage, f"the road ended at {self.project.stage}"
        return self.project

    def _steps(self):
        return (
            self.submit, self.screen, self.support, self.deliberate, self.vote, self.count, self.select, self.approve,
            self.start, self.build, self.accept, self.rate, self.settle,
        )  # fmt: skip

    def submit(self):
        lifecycle.submit(self.project, by=self.w.proposer)

    def screen(self):
        polls.screen(self.project, by=self.w.organiser, verdict="passed")

    def support(self):
        for neighbour in self.w.neighbours[:5]:
            polls.answer(self.project, by=neighbour, agrees=True)
        polls.close(polls.open_poll(self.project), by=self.w.organiser)

    def form_group(self):
        stood = [lifecycle.stand_for_task_group(self.project, by=one) for one in self.w.neighbours[1:4]]
        lifecycle.form_task_group(
            self.project, by=self.w.organiser, members=stood, leader=stood[0], bookkeeper=stood[1]
        )

    def meet(self):
        starts_at = clock.now() + timedelta(days=4)
        meeting = meetings.call(
            self.project, by=self.w.organiser, platform="council", starts_at=starts_at, place="院里", agenda="方案", operation=uuid4()
        )  # fmt: skip
        self.moment = starts_at + timedelta(hours=2)
        with clock.at(self.moment):
            meetings.write_minutes(
                meeting, by=self.w.neighbours[1], present=5, in_favour=5, against=0, minutes="讨论。", decision="同意。"
            )  # fmt: skip

    def deliberate(self):
        self.form_group()
        self.meet()
        budgets.draw_up(
            self.project, by=self.w.neighbours[1], lines=[("扶手", Decimal(10000))],
            shares={"self_raised": Decimal(2000), "district": Decimal(8000)},
        )  # fmt: skip
        with clock.at(self.moment):
            meetings.pool(self.project, by=self.w.organiser)

    def vote(self):
        self.round = voting.open_round(
            self.w.community, by=self.w.staff, title="评选", projects=[self.project], closes_at=clock.now() + timedelta(days=7),
            budget=Decimal(50000), operation=uuid4(), most_choices=1,
        )  # fmt: skip
        candidate = self.round.candidates.get()
        for neighbour in self.w.neighbours[:4]:
            voting.cast(self.round, voter=neighbour, candidates=[candidate.pk], operation=uuid4())

    def count(self):
        self.moment = self.round.closes_at + timedelta(minutes=1)
        with clock.at(self.moment):
            voting.close(self.round)

    def select(self):
        for member in self.w.committee:
            selection.score(self.project, by=member, points={criterion: 15 for criterion in Criterion.values})
        selection.resolve(self.project, by=self.w.staff, chosen=True, reasons="受益面广。")
        self.apply()

    def approve(self):
        if not ledger.Account.objects.filter(kind="envelope").exists():
            fill_envelope(self.w)
        grants.handle(
            self.project,
            by=self.w.handler,
            checks=Check.values,
            opinion="可行。",
            subsidy=Decimal(8000),
            implementer="施工队",
        )
        grants.decide(self.project, by=self.w.reviewer, verdict="approved")
        grants.approve(self.project, by=self.w.leader)

    def start(self):
        self.moment = self.project.stage_due + timedelta(minutes=1)
        with clock.at(self.moment):
            lifecycle.start_work(self.project, by=None)

    def apply(self):
        return grants.apply(self.project, by=self.w.neighbours[1], words="扶手不够，自筹之外尚缺八千元。")

    def collect(self, *prices, by=None):
        """Let suppliers give sealed `prices`, and open them when their time is over."""
        suppliers.call(
            self.project, by=self.w.neighbours[1], wanted="扶手", closes_at=clock.now() + timedelta(days=1)
        )
        for number, price in enumerate(prices):
            suppliers.collect(
                self.project, by=by or self.w.neighbours[1], supplier=f"店{number}", price=Decimal(price), uscc=company(number)
            )  # fmt: skip
        with clock.at(clock.now() + timedelta(days=1)):
            suppliers.open_prices(self.project, by=self.w.neighbours[1])
        return list(self.project.quotations.order_by("pk"))

    def choose_supplier(self):
        cheapest = self.collect(9500, 9800, 9900)[0]
        suppliers.choose(self.project, by=self.w.neighbours[2], quotation=cheapest, reasons="最低价。")
        if self.project.stage == Stage.IN_PROGRESS:
            self.sign()

    def sign(self):
        return suppliers.sign(
            self.project, by=self.w.neighbours[1], number="HT-1", amount=suppliers.choice_of(self.project).quotation.price,
            signed_on=clock.today(), starts_on=clock.today(), ends_on=clock.today(),
        )  # fmt: skip

    def pay_next(self):
        grants.request_tranche(self.project, by=self.w.neighbours[1])
        grants.check_tranche(self.project, by=self.w.handler)
        grants.approve_tranche(self.project, by=self.w.reviewer)
        return grants.pay_tranche(
            self.project, by=self.w.finance, bank_reference=f"B{next(_numbers)}", operation=uuid4()
        )

    def receive(self, amount: str = "2000.00"):
        return books.receive(
            self.project, by=self.w.neighbours[2], source="self_raised", giver="邻居们", amount=Decimal(amount),
            received_on=clock.today(), operation=uuid4(),
        )  # fmt: skip

    def spend(self, amount: str, source: str = "district", invoice: str = "", payee: str = "五金店"):
        """Buy something over the counter."""
        return books.spend(
            self.project, by=self.w.neighbours[2], payee=payee, purpose="扶手", source=source, amount=Decimal(amount),
            spent_on=clock.today(), invoice_number=invoice or f"I{next(_numbers)}", operation=uuid4(),
        )  # fmt: skip

    def bill(self, amount: str, invoice: str = "", payee: str = "店0", **facts):
        """Let a supplier ask for `amount` yuan, by default the one under contract."""
        facts = {"by": self.w.neighbours[1], "billed_on": clock.today(), "operation": uuid4(), **facts}
        return bills.record_bill(
            self.project, payee=payee, purpose="扶手", amount=Decimal(amount), invoice_number=invoice or f"F{next(_numbers)}", **facts
        )  # fmt: skip

    def pay(self, bill, amount: str, source: str = "district", **facts):
        """Pay `amount` yuan of a supplier's bill."""
        facts = {"by": self.w.neighbours[2], "spent_on": clock.today(), "operation": uuid4(), **facts}
        return bills.pay_bill(self.project, bill=bill, source=source, amount=Decimal(amount), **facts)

    def refresh(self):
        self.project = Project.objects.get(pk=self.project.pk)

    def begin(self):
        """Choose the supplier, sign, take in the own share and get the first part of the subsidy (2,400 yuan)."""
        self.choose_supplier()
        self.refresh()
        self.receive()
        self.pay_next()

    def build(self):
        self.begin()
        lifecycle.report_progress(
            self.project, by=self.w.neighbours[1], percent=60, text="过半。", operation=uuid4()
        )
        self.pay_next()
        lifecycle.take_duty(
            self.project, by=self.w.neighbours[1], responsible_person="邻居1", plan="每季检查。"
        )
        lifecycle.report_finished(self.project, by=self.w.neighbours[1], text="完工。")

    def accept(self):
        reviews.accept(self.project, by=self.w.staff, accepted=True, members="居民代表", remarks="合格。")

    def rate(self):
        for neighbour in self.w.neighbours[:4]:
            reviews.rate(self.project, by=neighbour, grade="satisfied")
        self.moment = self.project.stage_due + timedelta(minutes=1)
        with clock.at(self.moment):
            reviews.close(reviews.open_review(self.project))

    def settle(self):
        self.pay_next()
        bill = self.bill("8000.00")
        self.pay(bill, "7760.00")
        books.publish_accounts(self.project, by=self.w.neighbours[2])
        self.moment = self.project.warranty_ends_at + timedelta(minutes=1)
        with clock.at(self.moment):
            self.pay_next()
            self.pay(bill, "240.00", is_retention=True)
            books.give_back(self.project, by=self.w.neighbours[2], operation=uuid4())
            books.close(self.project, by=self.w.staff)


def project_at(w, stage: str, **words) -> Project:
    """Return a project that was walked to `stage`."""
    return Walk(w, **words).to(stage)


ON_THE_ROAD = (
    Stage.DRAFT, Stage.SCREENING, Stage.SUPPORT_POLL, Stage.DELIBERATION, Stage.POOLED, Stage.VOTING, Stage.SELECTION,
    Stage.STREET_REVIEW, Stage.PUBLICITY, Stage.IN_PROGRESS, Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE, Stage.CLOSED,
)  # fmt: skip
