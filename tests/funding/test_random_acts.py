"""Random people take random acts, legal and illegal, alone and at once: no promise of the ledger ever breaks.

PANLONG_STEPS makes the run longer than the short one of every day.
"""

import os
import random
import threading
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding import books, changes, grants, ledger, queries, suppliers, verification
from funding.models import Account, Entry, Posting
from panlong import clock
from panlong.accounts.models import User
from panlong.errors import Refused, the_database_may_refuse
from projects import lifecycle
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, company

STEPS = int(os.environ.get("PANLONG_STEPS", "120"))
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
    books.receive(
        project, by=by, source=SOURCES[pick % 4], giver="邻居", amount=amount, received_on=clock.today(), operation=operation
    )  # fmt: skip


def spend(project, by, amount, pick, operation):
    books.spend(
        project, by=by, payee="店", purpose="料", source=SOURCES[pick % 4], amount=amount, spent_on=clock.today(),
        invoice_number=f"I{pick}", operation=operation,
    )  # fmt: skip


def reverse(project, by, amount, pick, operation):
    entries = list(Entry.objects.filter(project=project).order_by("pk"))
    books.reverse_entry(entries[pick % len(entries)], by=by, reason="记错", operation=operation)


def call(project, by, amount, pick, operation):
    suppliers.call(project, by=by, wanted="x", closes_at=clock.now() + timedelta(days=pick % 4))


def collect(project, by, amount, pick, operation):
    suppliers.collect(
        project, by=by, supplier=f"店{pick % 5}", price=amount, uscc=company(pick % 5) if pick % 7 else "", ties="x" * (pick % 2)
    )  # fmt: skip


def open_prices(project, by, amount, pick, operation):
    with clock.at(clock.now() + timedelta(days=pick % 5)):
        suppliers.open_prices(project, by=by)


def sign(project, by, amount, pick, operation):
    today = clock.today()
    suppliers.sign(
        project, by=by, number="x", amount=amount, signed_on=today, starts_on=today, ends_on=today, retention_percent=Decimal(pick % 5)
    )  # fmt: skip


def ask_change(project, by, amount, pick, operation):
    changes.ask(project, by=by, amount=amount, reason="x")


def pledge(project, by, amount, pick, operation):
    books.pledge(
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
    suppliers.choose(project, by=by, quotation=quotation, reasons="x", too_few_because="y" * (pick % 2))


def report(project, by, amount, pick, operation):
    lifecycle.report_progress(project, by=by, percent=pick % 101, text="x", operation=operation)


def pay(project, by, amount, pick, operation):
    grants.pay_tranche(project, by=by, bank_reference=f"B{operation}", operation=operation)


# Each act: who is the right one for it, and what it does.
ACTS = {
    "receive": ("bookkeeper", receive),
    "spend": ("member", spend),
    "reverse": ("leader", reverse),
    "call": ("leader", call),
    "collect": ("member", collect),
    "open": ("bookkeeper", open_prices),
    "sign": ("leader", sign),
    "pledge": ("bookkeeper", pledge),
    "ask change": ("leader", ask_change),
    "check change": ("handler", change_step(changes.check)),
    "review change": ("reviewer", change_step(changes.review)),
    "approve change": ("district", change_step(changes.approve)),
    "choose": ("leader", choose),
    "agree": ("handler", lambda project, by, amount, pick, operation: suppliers.decide(project, by=by, approved=bool(pick % 3), reason="x")),
    "report": ("leader", report),
    "request": ("leader", lambda project, by, amount, pick, operation: grants.request_tranche(project, by=by)),
    "check": ("handler", lambda project, by, amount, pick, operation: grants.check_tranche(project, by=by)),
    "approve": ("reviewer", lambda project, by, amount, pick, operation: grants.approve_tranche(project, by=by)),
    "pay": ("finance", pay),
    "give back": ("bookkeeper", lambda project, by, amount, pick, operation: books.give_back(project, by=by, operation=operation)),
    "suspend": ("reviewer", lambda project, by, amount, pick, operation: lifecycle.suspend(project, by=by, reason="x")),
    "resume": ("reviewer", lambda project, by, amount, pick, operation: lifecycle.resume(project, by=by)),
}  # fmt: skip
SELDOM = {"terminate": ("reviewer", lambda project, by, amount, pick, operation: grants.terminate(project, by=by, reason="x"))}  # fmt: skip
EVERY = ACTS | SELDOM


def take(cast: Cast, pk: int, act: str, who: str, amount: Decimal, pick: int, operation: UUID) -> bool:
    """Let somebody take an act; return whether it was allowed. Anything but a refusal is a fault."""
    right, run = EVERY[act]
    try:
        with the_database_may_refuse(), transaction.atomic():
            run(Project.objects.get(pk=pk), cast.person(who or right), amount, pick, operation)
    except Refused:
        return False
    return True


def check_promises(project: Project) -> None:
    """Check what must hold after every step."""
    money = queries.money_of(project)
    assert money.received + money.paid - money.spent - money.returned == money.left >= 0
    assert 0 <= money.paid <= Decimal(9000) and money.spent >= 0 and money.received >= 0
    for account in Account.objects.exclude(kind="outside"):
        assert ledger.balance(account) >= 0
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0


amounts = st.sampled_from([Decimal(text) for text in ("0.01", "1999.99", "2000", "2400", "8000.00", "99999")])
steps = st.lists(
    st.tuples(
        st.sampled_from([*ACTS] * 4 + [*SELDOM]),
        st.sampled_from(["", "", "", "proposer", "leader", "bookkeeper", "member", "stranger", "handler", "reviewer", "finance", "staff", "district"]),
        amounts,
        st.integers(0, 100),
        st.sampled_from([UUID(int=number) for number in range(1, 40)]),
    ),
    min_size=10,
    max_size=40,
)  # fmt: skip


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    return walk


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_acts_breaks_a_promise(walk):
    cast = Cast(walk.w)
    allowed = []

    @settings(
        max_examples=max(2, STEPS // 40),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(steps)
    def live(story):
        with transaction.atomic(), clock.at(walk.moment):
            for act, who, amount, pick, operation in story:
                allowed.append(take(cast, walk.project.pk, act, who, amount, pick, operation))
                check_promises(walk.project)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            assert list(verification.verify()) == []
            transaction.set_rollback(True)

    live()
    assert any(allowed) and not all(allowed)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_people_acting_at_the_same_moment_break_none_either(w):
    walks = [Walk(w, title=f"项目{n}") for n in range(2)]
    for walk in walks:
        walk.to(Stage.IN_PROGRESS)
    cast, faults, allowed = Cast(w), [], []
    moment = max(walk.moment for walk in walks)

    def live(seed):
        dice = random.Random(seed)
        try:
            with clock.at(moment):
                for _n in range(STEPS // 4):
                    act = dice.choice([*ACTS])
                    who = dice.choice(["", "", "", *cast.people])
                    amount = Decimal(dice.choice(["0.01", "500", "2000", "2400"]))
                    pk = dice.choice(walks).project.pk
                    allowed.append(take(cast, pk, act, who, amount, dice.randrange(100), uuid4()))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=live, args=[seed]) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120 + STEPS)
    assert not faults
    assert any(allowed)
    for walk in walks:
        check_promises(walk.project)
    assert list(verification.verify()) == []
