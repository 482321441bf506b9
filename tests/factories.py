"""Small worlds for tests: a street with a community and a courtyard of six households, and the people who serve it."""

import re
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from PIL import Image
from stdnum.cn import uscc

from deliberation import pooling, rounds
from deliberation.council import committee, interests, meetings, reconfirming, sittings
from deliberation.households import polls, reviews
from deliberation.models import Council, CouncilMember, Criterion, PartyOpinion, Reconfirmation, VotingRound
from deliberation.results import closing
from funding import ledger
from funding.cashbook import bills, receipts, settlement, spending
from funding.models import Check, Supplier
from funding.procurement import contracts, invitations, records, register, tenders, traces
from funding.subsidies import applications, budgets, street_review, tranches
from panlong import clock
from panlong.accounts.models import Household, Membership, OutgoingSms, Post, Role, User
from panlong.areas.models import Area, Level
from panlong.policy.models import Parameter
from projects import progress, task_group
from projects.journey import caring, deliberating, implementing, proposing
from projects.models import LIGHTS, IssueLevel, PlanVersion, Project, TaskGroupMember
from projects.stages import PRIVATE, Stage

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
    household = Household.objects.create(area=courtyard, room=f"{30_000 + next(_numbers)}")
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


def seat_council(w, members: int = 5, *, area: Area | None = None, people=(), **term) -> Council:
    """Seat a residents' council of `area` (the community) with `members`, of whom the first have accounts: `people`."""
    today = clock.today()
    body = Council.objects.create(
        area=area or w.community, name="盘龙居民议事会", chosen_how="各楼栋推荐。",
        **{"since": today - timedelta(days=30), "until": today + timedelta(days=1000), **term},
    )  # fmt: skip
    for number in range(members):
        user = people[number] if number < len(people) else None
        CouncilMember.objects.create(council=body, name=f"议事员{number}", user=user)
    return body


def in_force(key: str, value, where: Area | None = None, *, days_ago: int = 1) -> Parameter:
    """Set parameter `key`, only in area `where` if given, as an administrator would."""
    row = Parameter(
        key=key, value=Decimal(value), area=where, basis="某号文件", effective_from=clock.today() - timedelta(days=days_ago)
    )  # fmt: skip
    row.clean()
    row.save()
    return row


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


def firm(w, number: int, *, phone: str = "") -> Supplier:
    """Return invented company `number` out of the register of the street, entered and confirmed by two people."""
    known = Supplier.objects.filter(area=w.street, uscc=company(number)).first()
    if known is not None:
        return known
    entered = register.enter(
        w.street, by=w.finance, name=f"店{number}", uscc=company(number), legal_person=f"店主{number}", phone=phone or f"137{next(_numbers):08d}"
    )  # fmt: skip
    return register.confirm_supplier(entered, by=w.handler)


def text_message(key: str) -> str:
    """Return the newest text message whose key begins with `key`: what only the telephone it went to can read."""
    return OutgoingSms.objects.filter(key__startswith=key).first().text


def code_of_an_offer() -> str:
    """Return the code that the telephone of the supplier was told last."""
    return re.search(r"\d{6}", text_message("offer-code:"))[0]


def somewhere(name: str = "") -> traces.Seen:
    """Return a network address and a device of their own, or those called `name`."""
    name = name or str(next(_numbers))
    return traces.Seen(address_hash=f"address {name}", device_hash=f"device {name}")


def jpeg(colour="red") -> bytes:
    """Return a small picture all of one colour, a name or (red, green, blue)."""
    image = BytesIO()
    Image.new("RGB", (40, 30), colour).save(image, "JPEG")
    return image.getvalue()


def jpeg_upload(colour="red", name: str = "photo.jpg") -> SimpleUploadedFile:
    """Return such a picture as a browser sends it."""
    return SimpleUploadedFile(name, jpeg(colour), "image/jpeg")


def a_photo() -> ContentFile:
    """Return a photo as panlong.tools.photos cleans it, under a name of its own."""
    return ContentFile(jpeg(), name=f"{uuid4().hex}.jpg")


def draft(w, **words) -> Project:
    return proposing.propose_project(by=w.proposer, area=w.courtyard, operation=uuid4(), **{**WORDS, **words})


def put(project: Project, stage: str, **facts) -> Project:
    """Put `project` at `stage`, with other `facts` on it, past all triggers as only a test may; return it afresh.

    A closed one has its five lights, for that is a constraint and no trigger.
    """
    if stage != Stage.SUSPENDED:
        facts = {"suspended_from": "", **facts}
    if stage == Stage.CLOSED:
        facts = {**dict.fromkeys(LIGHTS, clock.now()), **facts}
    with past_triggers():
        Project.objects.filter(pk=project.pk).update(stage=stage, **facts)
        project.refresh_from_db()
        _plan_what_stands_there(project)
    return project


@contextmanager
def past_triggers():
    """Let what happens inside go past all triggers, as only a test may; what was done before is checked before."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


def _plan_what_stands_there(project: Project) -> None:
    """Give a project that was put somewhere the plan it would have there."""
    newest = project.plan_versions.last()
    facts = {name: getattr(project, name) for name in ("plan", "kind", "area", "touches_common_parts")}
    has_sums = newest is not None and (newest.total, newest.subsidy) == (
        project.budget,
        project.subsidy_planned,
    )
    if project.stage in PRIVATE:
        return
    if newest is None or not has_sums or any(getattr(newest, name) != value for name, value in facts.items()):
        newest = _write_plan(project, newest, has_sums, facts)
        if project.budget_lines.exists():
            budgets.book_lines(project, newest)
    if project.agreed_version is None and project.stage not in {Stage.SUPPORT_POLL, Stage.DELIBERATION}:
        project.agreed_version = newest.number
        Project.objects.filter(pk=project.pk).update(agreed_version=newest.number)


def _write_plan(project: Project, newest: PlanVersion | None, has_sums: bool, facts: dict) -> PlanVersion:
    own, subsidy = project.budget - project.subsidy_planned, project.subsidy_planned
    shares = {"self_raised": f"{own:.2f}"} if own else {}
    line = {"item": "x", "quantity": None, "unit": "", "price": None, "sum": f"{project.budget:.2f}"}
    shares |= {"district": f"{subsidy:.2f}"} if subsidy else {}
    lines = [line] if project.budget else []
    if newest and has_sums:
        lines, shares = newest.lines, newest.shares
    return PlanVersion.objects.create(
        project=project, number=newest.number + 1 if newest else 1, by=project.proposer, **facts, lines=lines, shares=shares,
        total=project.budget, subsidy=subsidy,
    )  # fmt: skip


def stages_but(*stages: str) -> list[Stage]:
    """Return all stages but these, in their order."""
    return [stage for stage in Stage if stage not in stages]


def placed(w, stage: str, **facts) -> Project:
    """Make a public project at `stage` without the road that leads there; `facts` are fields of it."""
    words = {name: facts.pop(name) for name in [*WORDS, "level"] if name in facts}
    return put(draft(w, **words), stage, **{"first_published_at": clock.now(), **facts})


def elect(w, project: Project, number: int = 3) -> list[TaskGroupMember]:
    """Put neighbours 1, 2, 3 … into the task group: the leader first, then the bookkeeper."""
    duties = ["leader", "bookkeeper", *["member"] * number][:number]
    return [
        TaskGroupMember.objects.create(project=project, user=one, duty=duty, elected_at=clock.now())
        for one, duty in zip(w.neighbours[1:], duties, strict=False)
    ]


def choosing(members, present: int = 6) -> task_group.Choosing:
    """Return how the neighbours chose `members`: today, in the yard, four voices for each."""
    return task_group.Choosing(clock.today(), "院里，各户一人", present, {one.pk: 4 for one in members})


def give_up(project: Project, *, by, reason: str) -> None:
    """Let the members `by` of the task group say that the project is to be given up."""
    for member in by:
        deliberating.give_up_project(project, by=member, reason=reason)


def fill_envelope(w, amount: str = "1000000.00"):
    return ledger.appropriate_money(
        w.district, clock.today().year, Decimal(amount), by=w.leader, memo="年度补贴", operation=uuid4()
    )


def give_points(project: Project, member: User, points: int = 15, **others: int) -> None:
    """Let `member` hand in `points` for each criterion of `project`, or what `others` say for some."""
    interests.declare_no_interest(project, by=member)
    committee.give_scores(project, by=member, points={**dict.fromkeys(Criterion.values, points), **others})


def resolve(
    project: Project, by: User, *, chosen: bool = True, reasons: str = "受益面广。", departure: str = ""
):
    """Write the resolution on the sitting of `project`, which is alone in it."""
    sitting = sittings.begin_sitting(project).sitting
    decision = committee.Decision(chosen, reasons, departure)
    return committee.resolve_sitting(sitting, by=by, decisions={project.pk: decision})[0]


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
        proposing.submit_proposal(self.project, by=self.w.proposer)

    def screen(self):
        polls.screen_proposal(self.project, by=self.w.organiser, verdict="passed")

    def support(self):
        for neighbour in self.w.neighbours[:5]:
            polls.answer_poll(self.project, by=neighbour, agrees=True)
        polls.close_poll(polls.open_poll(self.project), by=self.w.organiser)

    def form_group(self):
        stood = [task_group.stand_for_task_group(self.project, by=one) for one in self.w.neighbours[1:4]]
        task_group.form_task_group(
            self.project, by=self.w.organiser, members=stood, leader=stood[0], bookkeeper=stood[1], choosing=choosing(stood)
        )  # fmt: skip

    def meet(self):
        starts_at = clock.now() + timedelta(days=4)
        meeting = meetings.call_meeting(
            self.project, by=self.w.organiser, platform="all_households", starts_at=starts_at, place="院里", agenda="方案", operation=uuid4()
        )  # fmt: skip
        self.moment = starts_at + timedelta(hours=2)
        with clock.at(self.moment):
            meetings.write_minutes(
                meeting, by=self.w.neighbours[1], present=5, in_favour=5, against=0, minutes="讨论。", decision="同意。"
            )  # fmt: skip

    def talk(self):
        """Let the six parties talk about it, four days from now; whatever is met about besides takes its time meanwhile."""
        starts_at = clock.now() + timedelta(days=4)
        meeting = meetings.call_meeting(
            self.project, by=self.w.organiser, platform="six_parties", starts_at=starts_at, place="社区", agenda="方案", operation=uuid4()
        )  # fmt: skip
        with clock.at(starts_at + timedelta(hours=2)):
            meetings.write_minutes(
                meeting, by=self.w.neighbours[1], present=3, in_favour=3, against=0, minutes="各方发言。", decision="各方支持。",
                opinions=[{"party": party, "attended": True, "words": "支持。"} for party in PartyOpinion.Party.values],
            )  # fmt: skip

    def plan(self):
        budgets.draw_up(
            self.project, by=self.w.neighbours[1], lines=[("扶手", Decimal(10000))],
            shares={"self_raised": Decimal(2000), "district": Decimal(8000)}, aftercare="轮流看管。",
        )  # fmt: skip

    def deliberate(self):
        self.form_group()
        self.plan()
        self.talk()
        self.meet()
        with clock.at(self.moment):
            pooling.pool_project(self.project, by=self.w.organiser)

    def vote(self):
        self.round = rounds.open_round(
            self.w.community, by=self.w.staff, title="评选", projects=[self.project], closes_at=clock.now() + timedelta(days=7),
            budget=Decimal(50000), operation=uuid4(), most_choices=1,
        )  # fmt: skip
        candidate = self.round.candidates.get()
        for neighbour in self.w.neighbours[:4]:
            rounds.cast(self.round, voter=neighbour, candidates=[candidate.pk], operation=uuid4())

    def count(self):
        self.moment = self.round.closes_at + timedelta(minutes=1)
        with clock.at(self.moment):
            closing.close_round(self.round)

    def select(self):
        for member in self.w.committee:
            give_points(self.project, member)
        resolve(self.project, self.w.staff)
        self.apply()

    def approve(self):
        if not ledger.Account.objects.filter(kind="envelope").exists():
            fill_envelope(self.w)
        street_review.record_handler_check(
            self.project,
            by=self.w.handler,
            checks=Check.values,
            opinion="可行。",
            subsidy=Decimal(8000),
            implementer="施工队",
        )
        street_review.record_review(self.project, by=self.w.reviewer, verdict="approved")
        street_review.approve_subsidy(self.project, by=self.w.leader)

    def start(self):
        self.moment = self.project.stage_due + timedelta(minutes=1)
        with clock.at(self.moment):
            implementing.start_work(self.project, by=None)

    def apply(self):
        return applications.submit_application(
            self.project, by=self.w.neighbours[1], words="扶手不够，自筹之外尚缺八千元。"
        )

    def collect(self, *prices, by=None):
        """Let suppliers bring sealed `prices` to the street office, and open them when their time is over."""
        tenders.call_for_quotations(
            self.project, by=self.w.neighbours[1], wanted="扶手", closes_at=clock.now() + timedelta(days=1)
        )
        for number, price in enumerate(prices):
            self.take_down(number, price, by=by)
        with clock.at(clock.now() + timedelta(days=1)):
            tenders.open_prices(self.project, by=self.w.neighbours[1])
        return list(self.project.quotations.order_by("pk"))

    def take_down(self, number: int, price, *, by=None, **facts):
        """Let company `number` bring its `price` to the street office on paper; finance, who does not decide, takes it down."""
        return invitations.take_down(
            self.project, by=by or self.w.finance, firm=firm(self.w, number), price=Decimal(price), **facts
        )

    def hand_in(self, number: int, price, *, at=None, **facts):
        """Let company `number` be invited and hand in its `price` itself, with the code from its telephone."""
        at = at or somewhere()
        invitation = invitations.invite_supplier(
            self.project, by=self.w.neighbours[1], firm=firm(self.w, number)
        )
        invitations.send_code(invitation, seen=at)
        assert invitations.check_code(invitation, code_of_an_offer())
        return invitations.hand_in(invitation, price=Decimal(price), seen=at, **facts)

    def choose_supplier(self):
        cheapest = self.collect(9500, 9800, 9900)[0]
        tenders.choose_supplier(self.project, by=self.w.neighbours[2], quotation=cheapest, reasons="最低价。")
        if self.project.stage == Stage.IN_PROGRESS:
            self.sign()

    def sign(self):
        return contracts.record_contract(
            self.project, by=self.w.neighbours[1], number="HT-1", amount=records.current_choice(self.project).quotation.price,
            signed_on=clock.today(), starts_on=clock.today(), ends_on=clock.today(),
        )  # fmt: skip

    def approve_next(self):
        """Ask for the next part of the subsidy and have it checked and approved, so that finance may pay it."""
        tranches.request_tranche(self.project, by=self.w.neighbours[1])
        tranches.check_tranche(self.project, by=self.w.handler)
        tranches.approve_tranche(self.project, by=self.w.reviewer)

    def pay_next(self):
        self.approve_next()
        return tranches.pay_tranche(
            self.project, by=self.w.finance, bank_reference=f"B{next(_numbers)}", operation=uuid4()
        )

    def receive(self, amount: str = "2000.00"):
        return receipts.receive_contribution(
            self.project, by=self.w.neighbours[2], source="self_raised", giver="邻居们", amount=Decimal(amount),
            received_on=clock.today(), operation=uuid4(),
        )  # fmt: skip

    def spend(self, amount: str, source: str = "district", invoice: str = "", payee: str = "五金店"):
        """Buy something over the counter."""
        return spending.record_spending(
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
        progress.report_progress(
            self.project, by=self.w.neighbours[1], percent=60, text="过半。", operation=uuid4()
        )
        self.pay_next()
        caring.take_duty(self.project, by=self.w.neighbours[1], responsible_person="邻居1", plan="每季检查。")
        implementing.report_finished(self.project, by=self.w.neighbours[1], text="完工。")

    def accept(self):
        reviews.accept_work(
            self.project, by=self.w.staff, accepted=True, members="居民代表", remarks="合格。"
        )

    def rate(self):
        for neighbour in self.w.neighbours[:4]:
            reviews.rate_project(self.project, by=neighbour, grade="satisfied")
        self.moment = self.project.stage_due + timedelta(minutes=1)
        with clock.at(self.moment):
            reviews.close_review(reviews.current_review(self.project))

    def settle(self):
        self.pay_next()
        bill = self.bill("8000.00")
        self.pay(bill, "7760.00")
        settlement.publish_accounts(self.project, by=self.w.neighbours[2])
        self.moment = self.project.warranty_ends_at + timedelta(minutes=1)
        with clock.at(self.moment):
            self.pay_next()
            self.pay(bill, "240.00", is_retention=True)
            settlement.give_back(self.project, by=self.w.neighbours[2], operation=uuid4())
            settlement.close_project(self.project, by=self.w.staff)


def solved_by_residents(w, cost: str, *, source: str = "other", **words) -> Walk:
    """Walk a project of `cost` yuan (or without a budget) that the residents solve by themselves to where its supplier can be chosen."""
    walk = Walk(w, level=IssueLevel.RESIDENTS, **words)
    walk.to(Stage.DELIBERATION)
    with clock.at(walk.moment):
        walk.form_group()
        walk.refresh()
        if cost:
            lines, shares = [("扶手", Decimal(cost))], {source: Decimal(cost)}
            budgets.draw_up(walk.project, by=w.neighbours[1], lines=lines, shares=shares)
        walk.meet()
        walk.refresh()
    with clock.at(walk.moment):
        pooling.solve_by_residents(walk.project, by=w.organiser, implementer="居民")
        walk.refresh()
    return walk


def project_at(w, stage: str, **words) -> Project:
    """Return a project that was walked to `stage`."""
    return Walk(w, **words).to(stage)


def reconfirm(walk: Walk, *, in_favour: int = 5) -> Reconfirmation:
    """Call the council about the place of a project in the pool and write its minutes; nothing is taken up yet."""
    starts_at = clock.now() + timedelta(days=4)
    meeting = reconfirming.call_reconfirmation(
        walk.project, by=walk.w.organiser, platform="all_households", starts_at=starts_at, place="院里", reason="仍然需要。", operation=uuid4()
    )  # fmt: skip
    with clock.at(starts_at + timedelta(hours=2)):
        meetings.write_minutes(
            meeting, by=walk.w.neighbours[1], present=5, in_favour=in_favour, against=5 - in_favour, minutes="讨论。", decision="见表决。"
        )  # fmt: skip
    return meeting.reconfirmation


ON_THE_ROAD = (
    Stage.DRAFT, Stage.SCREENING, Stage.SUPPORT_POLL, Stage.DELIBERATION, Stage.POOLED, Stage.VOTING, Stage.SELECTION,
    Stage.STREET_REVIEW, Stage.PUBLICITY, Stage.IN_PROGRESS, Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE, Stage.CLOSED,
)  # fmt: skip
