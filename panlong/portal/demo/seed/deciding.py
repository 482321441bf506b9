"""A demo project from the idea to the approval."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypedDict
from uuid import uuid4

from django.utils import timezone

from deliberation import pooling, rounds, rules
from deliberation.council import committee, interests, kinds, meetings
from deliberation.council.ranking import Outcome
from deliberation.households import polls
from deliberation.models import (
    Criterion,
    Meeting,
    PartyOpinion,
    Sitting,
    Support,
    Unit,
    VoteChannel,
    VotingRound,
)
from deliberation.results import closing
from deliberation.rounds import ballot_box
from funding.models import Check, StreetReview
from funding.subsidies import applications, budgets, street_review
from panlong import clock
from panlong.accounts.models import Household, User
from panlong.portal.demo.seed import owners
from panlong.portal.demo.seed.history import Life, later
from panlong.portal.demo.seed.pictures import picture
from panlong.portal.demo.seed.plan import ALL_CHECKS, Ballot, Plan
from projects import progress, task_group
from projects.journey import implementing, levels, proposing, taking_down
from projects.models import IssueLevel, Photo, Project, Screening, TaskGroupMember
from projects.stages import Stage


def fresh(plan: Plan) -> Project:
    """Return the project of `plan` as it is now."""
    plan.project.refresh_from_db()
    return plan.project


def end_of_term(plan: Plan) -> datetime:
    """Return when the term of the stage ends in which the project of `plan` is now."""
    due = fresh(plan).stage_due
    assert due is not None, f"“{plan.project.title}” stands in a stage without a term"
    return due


def last_meeting(plan: Plan) -> Meeting:
    meeting = plan.project.meetings.last()
    assert meeting is not None, "a meeting is called before its minutes are written"
    return meeting


def close_support_poll(plan: Plan, by: User | None) -> None:
    poll = polls.open_poll(plan.project)
    assert poll is not None, "the poll opens with the screening"
    polls.close_poll(poll, by=by)


# --- To the pool ----------------------------------------------------------------------------------------------
def write_down(plan: Plan, **words) -> Life:
    idea, place = plan.idea, plan.place
    facts = {"place": place.area.name, "built": place.built}
    said = {
        "title": idea.title, "problem": idea.problem.format(**facts), "plan": idea.plan.format(**facts), "kind": idea.kind, "theme": idea.theme,
        "touches_common_parts": idea.common, "level": min(plan.level, IssueLevel.STREET), "beneficiaries": plan.beneficiaries, "source_note": plan.source_note,
    }  # fmt: skip
    by = words.pop("by", plan.proposer)
    write = taking_down.take_down_proposal if "proof" in words else proposing.propose_project
    plan.project = write(by=by, area=place.area, operation=uuid4(), **said | plan.words | words)
    return
    yield


def take_down(plan: Plan) -> Life:
    """A worker of the community takes the proposal down at home."""
    words = {
        "by": plan.team.staff,
        "proposer": plan.proposer,
        "channel": "visit",
        "evidence": "入户走访记录（演示），提议人签字",
        "proof": picture(Photo.Moment.POSTING),
    }
    yield from write_down(plan, **words)  # fmt: skip


def hand_in(plan: Plan) -> Life:
    yield later(1, 9)
    proposing.submit_proposal(plan.project, by=plan.project.taken_down_by or plan.proposer)


def be_screened(plan: Plan) -> Life:
    yield later(2, 15)
    polls.screen_proposal(
        plan.project, by=plan.team.organiser, verdict=Screening.Verdict.PASSED, checks=ALL_CHECKS
    )
    owners.decide_in_minutes(plan)


def find_support(plan: Plan, agreed: int | None = None, opposed: int = 2) -> Life:
    """Households answer the poll; when two thirds of them agree, the organiser closes it."""
    yield later(6, 19)
    households = plan.place.households
    agreed = agreed or (2 * len(households) + 2) // 3 + len(households) // 20
    write_support(plan, households[:agreed], agrees=True)
    write_support(plan, households[agreed : agreed + opposed], agrees=False)
    yield later(1)
    close_support_poll(plan, by=plan.team.organiser)


def write_support(plan: Plan, households: list[Household], *, agrees: bool) -> None:
    """Write the answers of `households` at once: some answer themselves, the organiser asks the others at the door."""
    poll = polls.open_poll(plan.project)
    Support.objects.bulk_create(
        Support(poll=poll, household=home, agrees=agrees, at=clock.now(), **answerer_of(plan, home))
        for home in households
    )


def answerer_of(plan: Plan, home: Household) -> dict:
    head = plan.place.heads.get(home.pk)
    if head:
        return {"by": head, "way": VoteChannel.ONLINE}
    return {"by": plan.team.organiser, "way": VoteChannel.ASSISTED, "helper": plan.team.organiser}


def stand(plan: Plan) -> Life:
    """Neighbours put themselves forward."""
    yield later(1, 18)
    if set(plan.group) & set(plan.town.people.values()):
        for user in plan.group:
            task_group.stand_for_task_group(plan.project, by=user)
    else:  # invented residents, of whom there are hundreds
        TaskGroupMember.objects.bulk_create(
            TaskGroupMember(project=plan.project, user=user, stood_at=clock.now()) for user in plan.group
        )


def form_group(plan: Plan) -> Life:
    yield from stand(plan)
    members = list(plan.project.task_group.all())
    present = max(len(plan.place.households) // 2, 2 * len(members))
    leader, bookkeeper = members[:2]
    task_group.form_task_group(
        plan.project, by=plan.team.organiser, members=members, leader=leader, bookkeeper=bookkeeper,
        choosing=task_group.Choosing(
            chosen_on=timezone.localdate(clock.now()), attendance=f"{plan.place.area.name}院内，每户一人，楼栋长主持", present=present,
            voices={one.pk: present * 3 // 4 - number for number, one in enumerate(members)},
        ),
    )  # fmt: skip
    if plan.level == IssueLevel.DISTRICT:
        levels.escalate_issue(
            plan.project,
            by=plan.team.organiser,
            proof="社区筹资后仍有缺口，街道年度经费不足，附两次协调会记录。",
            photo=picture(Photo.Moment.POSTING),
            from_level=IssueLevel.STREET,
        )


def call_meeting(plan: Plan, days: int = 4, platform: str = Meeting.Platform.ALL_HOUSEHOLDS) -> Life:
    yield later(1, 11)
    meetings.call_meeting(
        plan.project, by=plan.team.organiser, platform=platform, starts_at=later(days, 19), place=f"{plan.place.area.name}议事点",
        agenda=f"一、听取“{plan.project.title}”的入户意见；二、商议实施办法和各户分担；三、表决。", operation=uuid4(),
    )  # fmt: skip


def call_council(plan: Plan) -> Life:
    """The residents' council of the community meets."""
    yield from call_meeting(plan, platform=Meeting.Platform.COUNCIL)


class MeasuredOwners(TypedDict, total=False):
    """Floor area of the owners at a meeting, where common parts are touched."""

    area_present: Decimal
    area_in_favour: Decimal


def talk_with_parties(plan: Plan) -> Life:
    """Hold the six-party talk in the afternoon before the last meeting that was called."""
    council = last_meeting(plan)
    talk = meetings.call_meeting(
        plan.project, by=plan.team.organiser, platform=Meeting.Platform.SIX_PARTIES, starts_at=council.starts_at - timedelta(hours=4),
        place=f"{plan.place.area.name}议事点", agenda=f"六方会谈：“{plan.project.title}”的实施、费用和后续看管。", operation=uuid4(),
    )  # fmt: skip
    yield talk.starts_at + timedelta(hours=2)
    present = kinds.count_entitled(talk) or 0
    meetings.write_minutes(
        talk, by=plan.group[1], present=present, in_favour=present, against=0, minutes="各方逐一发言，意见附后。", decision="各方支持，按居民商定的办法推进。",
        opinions=[{"party": party, "attended": True, "words": said} for party, said in WORDS_OF_PARTIES.items()],
    )  # fmt: skip


def measured_owners(plan: Plan, meeting: Meeting, present: int, in_favour: int) -> MeasuredOwners:
    """Return the floor area of those present and in favour, where the owners decide in minutes."""
    if not rules.owners_decide_in_minutes(plan.project) or meeting.unit != Unit.HOUSEHOLDS:
        return {}
    area = meetings.entitled_area(meeting) * present // (kinds.count_entitled(meeting) or 1)
    return {"area_present": area, "area_in_favour": area * in_favour // present}


def write_minutes(plan: Plan, *, came: int = 80, against: int = 1, opinions=None) -> Life:
    """Write the minutes of the last meeting, to which `came` per cent of the households came."""
    meeting = last_meeting(plan)
    yield meeting.starts_at + timedelta(hours=2)
    entitled = kinds.count_entitled(meeting) or 0
    present = sum(one["attended"] for one in opinions) if opinions else entitled * came // 100
    agreed = present * meeting.quorum_of >= entitled * meeting.quorum_parts
    called = {Unit.HOUSEHOLDS: "户", Unit.MEMBERS: "名成员", Unit.PARTIES: "方"}[Unit(meeting.unit)]
    meetings.write_minutes(
        meeting, by=plan.group[1], present=present, **measured_owners(plan, meeting, present, present - against), in_favour=present - against, against=against, opinions=opinions,
        minutes=f"应到{entitled}{called}，实到{present}{called}。项目小组介绍入户了解的情况：{plan.project.problem}与会人员就费用分担、施工时间和完工后由谁看管逐项发言，"
        f"{'少数住户对分担办法有保留，已记录在案。' if against else '意见一致。'}",
        decision=f"同意按以下办法实施：{plan.project.plan}" if agreed else "到会不足规定的份额，本次不作决定，择日再议。",
    )  # fmt: skip


# What each of the six parties says where nothing in particular is told.
WORDS_OF_PARTIES = {
    PartyOpinion.Party.PARTY_ORGANISATION: "支持居民的意见，由社区党组织牵头协调。",
    PartyOpinion.Party.RESIDENTS_COMMITTEE: "同意，入户情况属实，协助公示。",
    PartyOpinion.Party.OWNERS_COMMITTEE: "同意，不动用业主另行约定的费用。",
    PartyOpinion.Party.PROPERTY_MANAGER: "配合施工，提供水电，完工后纳入日常巡查。",
    PartyOpinion.Party.RESIDENT_UNIT: "支持，可提供部分工具和场地。",
    PartyOpinion.Party.SOCIAL_ORGANISATION: "愿意组织志愿者参与看护。",
}


def hold_meeting(plan: Plan) -> Life:
    """The council meets in the evening; in the afternoon the six parties have talked, where there is a budget to go into the pool."""
    yield from call_meeting(plan)
    if plan.level != IssueLevel.RESIDENTS:
        yield from talk_with_parties(plan)
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
        duration_days=20,
        implementer=f"{plan.project.title}项目小组",
        aftercare="由项目小组轮值看管，每季检查一次，小修费用由受益住户分摊。",
    )


def enter_pool(plan: Plan) -> Life:
    yield later(1)
    pooling.pool_project(plan.project, by=plan.team.organiser)


# --- Vote, resolution, street ---------------------------------------------------------------------------------
def hold_round(ballot: Ballot) -> Life:
    """Open the round among its plans' projects, let residents vote, close it."""
    town = ballot.plans[0].town
    keepers = [town.people[f"committee_{number}"] for number in (1, 2, 3)] if ballot.secret else []
    made = [ballot_box.make_key(ballot.area, by=one) for one in keepers]
    round = rounds.open_round(
        ballot.area, by=ballot.staff, title=ballot.title, projects=[fresh(plan) for plan in ballot.plans],
        closes_at=ballot.closes, budget=Decimal(ballot.budget), operation=uuid4(), most_choices=min(5, len(ballot.plans)),
        custodians=[key for key, _words in made], shares_needed=2 if made else 0,
    )  # fmt: skip
    yield later(2, 20)
    eligible = [
        one.pk
        for one in round.candidates.all()
        if one.project is None or one.project.title not in ballot.losers
    ]
    roll = round.roll.select_related("voter").exclude(voter__in=town.people.values()).order_by("pk")
    for number, entry in enumerate(roll[: ballot.votes]):
        chosen = [eligible[number % len(eligible)], *town.random.sample(eligible, min(2, len(eligible)))]
        assert entry.voter is not None, "nobody has left the town yet"
        rounds.cast(round, voter=entry.voter, candidates=chosen, operation=uuid4())
    if not ballot.stays_open:
        yield ballot.closes
        if ballot.secret:
            words = dict(enumerate((words for _key, words in made[:2]), 1))
            closing.open_box(round, by=ballot.staff, passphrases=words)
        else:
            closing.close_round(round)
        if not ballot.is_undecided:
            yield from decide_round(round, ballot)


def decide_round(round: VotingRound, ballot: Ballot) -> Life:
    """The committee gives points to all that was chosen, and resolves on all of it at one sitting."""
    chosen = [plan for plan in ballot.plans if fresh(plan).stage == Stage.SELECTION]
    yield ballot.resolved_at - timedelta(hours=26)
    for plan in chosen:
        give_points_of(plan.team.committee, plan)
    yield ballot.resolved_at
    sitting = Sitting.objects.get(round=round)
    reasons = {plan.project.pk: reasons_of(plan) for plan in chosen}
    _contest, items, order = committee.standing_of(sitting)
    decisions = {
        item.project_id: committee.Decision(at.outcome == Outcome.CHOSEN, reasons[item.project_id])
        for item, at in zip(items, order, strict=True)
    }
    committee.resolve_sitting(sitting, by=ballot.staff, decisions=decisions)


def be_voted(plan: Plan) -> Life:
    assert plan.ballot is not None, "a project is voted on in a round"
    yield plan.ballot.closes + timedelta(hours=1)


def give_points_of(members: list[User], plan: Plan) -> None:
    for number, member in enumerate(members):
        points = {
            criterion: 13 + (number * 3 + place * 5 + plan.project.pk) % 7
            for place, criterion in enumerate(Criterion.values)
        }
        interests.declare_no_interest(plan.project, by=member)
        committee.give_scores(plan.project, by=member, points=points)


def reasons_of(plan: Plan) -> str:
    return f"受益居民{plan.beneficiaries}人，入户支持率过三分之二，居民自筹已有安排，问题由来已久，做法可供同类院落参照。社区党组织召集各方商议，一致同意上报。"


def be_resolved(plan: Plan) -> Life:
    """The committee resolves on it together with the others of its round."""
    assert plan.ballot is not None, "a project is voted on in a round"
    yield plan.ballot.resolved_at + timedelta(hours=1)
    yield from apply_for_subsidy(plan)


def apply_for_subsidy(plan: Plan) -> Life:
    """The task group applies for the subsidy, if there is to be one."""
    yield later(1, 10)
    if plan.subsidy:
        words = f"预算{plan.total:.0f}元，居民和单位已安排{plan.total - plan.subsidy:.0f}元，尚缺{plan.subsidy:.0f}元，申请补助。"
        applications.submit_application(plan.project, by=plan.group[0], words=words)


def be_handled(plan: Plan) -> Life:
    yield later(2, 10)
    street_review.record_handler_check(
        plan.project, by=plan.team.handler, checks=list(Check.values), subsidy=plan.subsidy, implementer=f"{plan.project.title}项目小组",
        opinion="材料齐全。现场查看与申报一致，预算单价在市场价范围内，未发现重复申报，建议同意。",
    )  # fmt: skip


def be_approved(plan: Plan) -> Life:
    yield from be_handled(plan)
    if plan.level == IssueLevel.DISTRICT:
        yield later(1, 15)
        street_review.consent_for_district(plan.project, by=plan.town.people["district"])
    yield later(1, 16)
    street_review.record_review(plan.project, by=plan.team.reviewer, verdict=StreetReview.Verdict.APPROVED)
    if plan.subsidy:
        yield later(0, 17)
        street_review.approve_subsidy(plan.project, by=plan.town.people["district"])


def begin_work(plan: Plan) -> Life:
    """The public notice runs its time; the portal begins the work by itself."""
    yield end_of_term(plan) + timedelta(hours=9)
    implementing.start_work(plan.project, by=None)


def solve_themselves(plan: Plan) -> Life:
    yield later(1)
    pooling.solve_by_residents(
        plan.project, by=plan.team.organiser, implementer=f"{plan.place.area.name}居民"
    )


def add_photo(plan: Plan, moment: str, caption: str) -> Photo:
    return progress.add_photo(
        plan.project, by=plan.group[0], photo=picture(moment), moment=moment, caption=caption
    )
