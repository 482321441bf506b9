"""Owners' votes of the demo (民法典 第278条): one that let a project into the pool, and one that is open."""

from datetime import timedelta
from uuid import uuid4

from deliberation.models import Delivery, Matter, OwnersDecision, OwnersVote, OwnersWord, VoteChannel
from deliberation.owners import counting, opening
from deliberation.owners.words import open_vote_of
from panlong import clock
from panlong.portal.demo.seed.history import Life, later
from panlong.portal.demo.seed.plan import Plan

DAYS = 15


def decide_in_minutes(plan: Plan) -> None:
    """Let the owners of a project of the past decide in the minutes of a meeting, as it was before there was a vote."""
    if plan.project.touches_common_parts and not plan.asks_owners:
        OwnersDecision.objects.create(project=plan.project, by_vote=False)


def begin_vote(plan: Plan) -> Life:
    """The community hands in the roll, the street confirms it."""
    yield later(1, 9)
    file = opening.hand_in_roll(
        plan.project, by=plan.team.staff, matter=Matter.USE_FUND, days=DAYS, operation=uuid4(),
        question=f"是否同意按现有方案实施“{plan.project.title}”，并使用住宅专项维修资金？",
    )  # fmt: skip
    opening.open_vote(file, by=plan.team.handler, seen=file.digest)


def vote_of(plan: Plan) -> OwnersVote:
    vote = open_vote_of(plan.project)
    assert vote is not None, "the vote is opened first"
    return vote


def hear_owners(plan: Plan, part: int) -> Life:
    """`part` per cent of the owners are handed the ballot and speak: some online, most at the door; each tenth is against."""
    yield later(3, 20)
    vote, organiser = vote_of(plan), plan.team.organiser
    heads = list(vote.heads.prefetch_related("people"))
    for_visitors = {user.pk for user in plan.town.people.values()}
    reached = [
        one
        for one in heads[: len(heads) * part // 100]
        if not {p.user_id for p in one.people.all()} & for_visitors
    ]
    Delivery.objects.bulk_create(
        Delivery(owner=one, how=Delivery.How.IN_PERSON, at=clock.now(), by=organiser, recorded_at=clock.now(), operation=uuid4())
        for one in reached
    )  # fmt: skip
    OwnersWord.objects.bulk_create(
        OwnersWord(owner=one, agrees=number % 10 != 9, at=clock.now(), **_speaks(one, organiser)) for number, one in enumerate(reached)
    )  # fmt: skip


def _speaks(owner, organiser) -> dict:
    person = next((one for one in owner.people.all() if one.user_id), None)
    if person is not None:
        return {"person": person, "by": person.user, "way": VoteChannel.ONLINE}
    return {"by": organiser, "way": VoteChannel.ASSISTED, "helper": organiser}


def hear_most(plan: Plan) -> Life:
    yield from hear_owners(plan, 92)


def hear_some(plan: Plan) -> Life:
    yield from hear_owners(plan, 40)


def close_vote(plan: Plan) -> Life:
    """Those who were not reached get the ballot by post, and the vote closes by itself."""
    yield later(4, 10)
    vote = vote_of(plan)
    Delivery.objects.bulk_create(
        Delivery(
            owner=one, how=Delivery.How.POST, at=clock.now(), note="EMS（演示）", by=plan.team.staff, recorded_at=clock.now(), operation=uuid4()
        )
        for one in vote.heads.filter(deliveries__isnull=True)
    )  # fmt: skip
    yield vote.closes_at + timedelta(minutes=5)
    counting.close_vote(vote, by=None)
