"""Random people take random acts, legal and illegal, alone and at once: no promise of the ledger ever breaks.

About 240 steps a day. A long run, half of it on four connections at once, with -s for what was tried and allowed:

    PANLONG_STEPS=4000 .venv/bin/python -m pytest tests/funding/test_random_acts.py -n 0 -s
"""

import os
import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Q, Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from funding.cashbook import bills, receipts, settlement, spending
from funding.ledger import queries
from funding.models import Account, Bill, Contract, Entry, Posting, Voucher
from funding.procurement import contracts, invitations, register, tenders
from funding.proof import verification
from funding.subsidies import amendments, grants, tranches
from panlong import clock
from panlong.accounts.models import User
from panlong.errors import Refused, database_refusals_as_refused
from projects import progress
from projects.journey import implementing
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, company, firm

STEPS = int(os.environ.get("PANLONG_STEPS", "120"))  # of each of the two tests
AT_ONCE, OF_ONE = 4, 30  # connections, and the steps that one takes in a story
SOURCES = ("self_raised", "other", "district", "street")


class Cast:
    """The people of a world by name, and who is the right one for each act."""

    def __init__(self, w):
        self.people = {
            "proposer": w.neighbours[0], "leader": w.neighbours[1], "bookkeeper": w.neighbours[2], "member": w.neighbours[3],
            "stranger": w.neighbours[5], "handler": w.handler, "reviewer": w.reviewer, "finance": w.finance, "staff": w.staff, "district": w.leader,
        }  # fmt: skip

    def person(self, name: str) -> User:
        return User.objects.get(pk=self.people[name].pk)


def receive(project, by, amount, pick, operation):
    receipts.receive_contribution(
        project, by=by, source=SOURCES[pick % 4], giver="邻居", amount=amount, received_on=clock.today(), operation=operation
    )  # fmt: skip


def spend(project, by, amount, pick, operation):
    spending.record_spending(
        project, by=by, payee="店", purpose="料", source=SOURCES[pick % 4], amount=amount, spent_on=clock.today(),
        invoice_number=f"I{pick}", operation=operation,
    )  # fmt: skip


def bill(project, by, amount, pick, operation):
    bills.record_bill(
        project, by=by, payee=f"店{pick % 3}", purpose="料", amount=amount, billed_on=clock.today(), invoice_number=f"I{pick}",
        operation=operation,
    )  # fmt: skip


def pay_bill(is_retention):
    def pay(project, by, amount, pick, operation):
        rows = list(queries.bills(project=project).order_by("pk"))
        if not rows:
            raise Refused("nothing to pay")
        one = rows[pick % len(rows)]
        due = one.held if is_retention else one.owed
        bills.pay_bill(
            project, by=by, bill=one, source=SOURCES[pick % 3], amount=due if pick % 2 and due else amount, spent_on=clock.today(),
            operation=operation, is_retention=is_retention,
        )  # fmt: skip

    return pay


def reverse(project, by, amount, pick, operation):
    entries = list(Entry.objects.filter(project=project).order_by("pk"))
    settlement.reverse_entry(entries[pick % len(entries)], by=by, reason="记错", operation=operation)


def call(project, by, amount, pick, operation):
    tenders.call_for_quotations(project, by=by, wanted="x", closes_at=clock.now() + timedelta(days=pick % 4))


def collect(project, by, amount, pick, operation):
    tenders.record_quotation(
        project, by=by, supplier=f"店{pick % 5}", price=amount, uscc=company(pick % 5) if pick % 7 else "", ties="x" * (pick % 2)
    )  # fmt: skip


def take_down(project, by, amount, pick, operation):
    known = register.firms_for(project).get(uscc=company(pick % 5))
    invitations.take_down(project, by=by, firm=known, price=amount, ties="x" * (pick % 2))


def open_prices(project, by, amount, pick, operation):
    with clock.at(clock.now() + timedelta(days=pick % 5)):
        tenders.open_prices(project, by=by)


def sign(project, by, amount, pick, operation):
    today = clock.today()
    contracts.record_contract(
        project, by=by, number="x", amount=amount, signed_on=today, starts_on=today, ends_on=today, retention_percent=Decimal(pick % 5)
    )  # fmt: skip


def ask_change(project, by, amount, pick, operation):
    amendments.request_change(project, by=by, amount=amount, reason="x")


def pledge(project, by, amount, pick, operation):
    receipts.record_pledge(
        project, by=by, source=SOURCES[pick % 4], giver="邻居", amount=amount, pledged_on=clock.today(), operation=operation
    )  # fmt: skip


def change_step(verb):
    return lambda project, by, amount, pick, operation: verb(
        project, by=by, approved=bool(pick % 5), reason="x" * (pick % 2)
    )


def choose(project, by, amount, pick, operation):
    quotation = project.quotations.order_by("pk")[pick % 3 : pick % 3 + 1].first()
    if quotation is None:
        raise Refused("nothing to choose from")
    tenders.choose_supplier(
        project, by=by, quotation=quotation, reasons="x", too_few_because="y" * (pick % 2)
    )


def report(project, by, amount, pick, operation):
    progress.report_progress(project, by=by, percent=pick % 101, text="x", operation=operation)


def pay(project, by, amount, pick, operation):
    tranches.pay_tranche(project, by=by, bank_reference=f"B{operation}", operation=operation)


# Each act: who is the right one for it, and what it does.
ACTS = {
    "receive": ("bookkeeper", receive),
    "spend": ("member", spend),
    "bill": ("member", bill),
    "pay bill": ("bookkeeper", pay_bill(is_retention=False)),
    "pay retention": ("bookkeeper", pay_bill(is_retention=True)),
    "reverse": ("leader", reverse),
    "call": ("leader", call),
    "collect": ("member", collect),
    "take down": ("finance", take_down),
    "open": ("bookkeeper", open_prices),
    "sign": ("leader", sign),
    "pledge": ("bookkeeper", pledge),
    "ask change": ("leader", ask_change),
    "check change": ("handler", change_step(amendments.check_change)),
    "review change": ("reviewer", change_step(amendments.review_change)),
    "approve change": ("district", change_step(amendments.approve_change)),
    "choose": ("leader", choose),
    "agree": ("handler", lambda project, by, amount, pick, operation: tenders.decide_choice(project, by=by, approved=bool(pick % 3), reason="x")),
    "report": ("leader", report),
    "request": ("leader", lambda project, by, amount, pick, operation: tranches.request_tranche(project, by=by)),
    "check": ("handler", lambda project, by, amount, pick, operation: tranches.check_tranche(project, by=by)),
    "approve": ("reviewer", lambda project, by, amount, pick, operation: tranches.approve_tranche(project, by=by)),
    "pay": ("finance", pay),
    "give back": ("bookkeeper", lambda project, by, amount, pick, operation: settlement.give_back(project, by=by, operation=operation)),
    "suspend": ("reviewer", lambda project, by, amount, pick, operation: implementing.suspend_project(project, by=by, reason="x")),
    "resume": ("reviewer", lambda project, by, amount, pick, operation: implementing.resume_project(project, by=by)),
}  # fmt: skip
SELDOM = {"terminate": ("reviewer", lambda project, by, amount, pick, operation: grants.terminate_project(project, by=by, reason="x"))}  # fmt: skip
EVERY = ACTS | SELDOM


def take(cast: Cast, pk: int, act: str, who: str, amount: Decimal, pick: int, operation: UUID) -> bool:
    """Let somebody take an act; return whether it was allowed. Anything but a refusal is a fault."""
    right, run = EVERY[act]
    try:
        with database_refusals_as_refused(), transaction.atomic():
            run(Project.objects.get(pk=pk), cast.person(who or right), amount, pick, operation)
    except Refused:
        return False
    return True


def check_promises(projects: list[Project]) -> None:
    """Check what must hold after every step."""
    for project in projects:
        money = queries.money_of(project)
        assert money.received + money.paid - money.spent - money.returned == money.left >= 0
        assert 0 <= money.paid <= Decimal(9000) and money.spent >= 0 and money.received >= 0
        assert money.owed >= 0 and money.kept >= 0
    for account in Account.objects.exclude(kind="outside").annotate(held=Sum("postings__amount")):
        assert (account.held or 0) * (-1 if account.kind in Account.OWING else 1) >= 0
    for one in queries.bills():
        assert one.owed >= 0 and one.held >= 0
    for contract in Contract.objects.annotate(
        billed=Sum("bills__amount", filter=Q(bills__is_reversed=False))
    ):
        assert (contract.billed or 0) <= contract.amount
    without_contract: Counter = Counter()
    for paper in (
        *Voucher.objects.filter(bill__isnull=True, is_reversed=False),
        *Bill.objects.filter(contract__isnull=True, is_reversed=False),
    ):
        without_contract[paper.project_id, paper.payee] += paper.amount
        without_contract[paper.project_id, paper.line_id] += paper.amount
    assert all(amount < 5000 for amount in without_contract.values())
    assert Posting.objects.aggregate(sum=Sum("amount"))["sum"] == 0


amounts = st.sampled_from(
    [Decimal(text) for text in ("0.01", "500", "1999.99", "2000", "2400", "8000.00", "99999")]
)


def steps(acts: list[str], operations, **size):
    """Return the strategy of a story: which project, which act, by whom ("" the right one), how much, which choice, which form."""
    people = [
        *[""] * 12,
        "proposer",
        "leader",
        "bookkeeper",
        "member",
        "stranger",
        "handler",
        "reviewer",
        "finance",
        "staff",
        "district",
    ]
    return st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(acts), st.sampled_from(people), amounts, st.integers(0, 100), operations), **size
    )  # fmt: skip


@pytest.fixture
def walks(w):
    """Three projects: the work has just begun; a contract is signed and billed; the warranty of the work has ended."""
    for number in range(5):
        firm(w, number)
    begun, signed, ended = (Walk(w, title=f"项目{n}") for n in range(3))
    for walk in (begun, signed):
        walk.to(Stage.IN_PROGRESS)
    ended.to(Stage.AFTERCARE)
    for walk in (signed, ended):
        with clock.at(walk.moment):
            if walk is signed:
                walk.begin()
            walk.bill("4000.00")
    ended.moment = ended.project.warranty_ends_at + timedelta(days=1)
    return [begun, signed, ended]


def told(what: str, tried: Counter) -> None:
    """Tell in a long run what was tried, and how often it was allowed."""
    allowed = {act: number for (act, was), number in sorted(tried.items()) if was}
    print(f"\n{what}: {tried.total()} steps, {sum(allowed.values())} allowed: {allowed}")


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_acts_breaks_a_promise(walks):
    cast, tried = Cast(walks[0].w), Counter()
    projects = [walk.project for walk in walks]
    forms = st.sampled_from([UUID(int=number) for number in range(1, 40)])  # some are used twice

    @settings(
        max_examples=max(3, STEPS // 25),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(steps([*ACTS] * 4 + [*SELDOM], forms, min_size=10, max_size=40))
    def live(story):
        with transaction.atomic(), clock.at(walks[-1].moment):
            for which, act, who, amount, pick, operation in story:
                tried[act, take(cast, projects[which].pk, act, who, amount, pick, operation)] += 1
                check_promises(projects)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            assert list(verification.verify_ledger()) == []
            transaction.set_rollback(True)

    live()
    told("one after the other", tried)
    assert {was for _act, was in tried} == {True, False}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_people_acting_at_the_same_moment_break_none_either(walks):
    """Each story is taken on from where the one before ended, so nothing of it can be made shorter."""
    cast, tried, faults = Cast(walks[0].w), [], []
    projects = [walk.project for walk in walks]

    def live_on(story):
        try:
            with clock.at(walks[-1].moment):
                for which, act, who, amount, pick, operation in story:
                    tried.append((act, take(cast, projects[which].pk, act, who, amount, pick, operation)))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    @settings(
        max_examples=1 + STEPS // (AT_ONCE * OF_ONE),  # the first one is always the simplest there is
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.tuples(*[steps([*ACTS], st.uuids(), min_size=OF_ONE, max_size=OF_ONE)] * AT_ONCE))
    def live(stories):
        threads = [threading.Thread(target=live_on, args=[story]) for story in stories]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert not faults
        check_promises(projects)

    live()
    told("at once", Counter(tried))
    assert {was for _act, was in tried} == {True, False}
    assert list(verification.verify_ledger()) == []
