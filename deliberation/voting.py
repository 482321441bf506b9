"""Voting rounds: opened, voted in, closed and counted."""

import hashlib
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Exists
from django.utils.translation import gettext as _

from deliberation import roll, rules, tally
from deliberation.models import Ballot, Candidate, Choice, RollEntry, VotingRound, Way
from panlong import audit, clock, sweeps
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.areas.models import Area
from panlong.errors import Refused, require
from panlong.notices.messages import tell
from panlong.notices.models import Kind
from panlong.notices.publishing import publish
from projects import lifecycle
from projects.models import Project
from projects.stages import Stage


@transaction.atomic
def open_round(
    area: Area,
    *,
    by: User,
    title: str,
    projects: list[Project],
    closes_at: datetime,
    budget: Decimal,
    operation: UUID,
    most_choices: int = 3,
    least_votes: int = 1,
    quorum: int = 1,
) -> VotingRound:
    """Open a round among pooled `projects` of `area`, freeze its roll, and announce it; return the round.

    `budget` is what the chosen projects may cost in subsidies together (yuan). The seed that decides ties is
    announced with the round.
    """
    lifecycle.may(rules.may_open_round(by, area))
    _lock_projects(project.pk for project in projects)
    earlier = VotingRound.objects.filter(operation=operation).first()
    if earlier:
        return earlier
    require(bool(projects), _("Choose at least one project from the pool."), field="projects")
    require(closes_at > clock.now(), _("The round must close in the future."), field="closes_at")
    require(most_choices <= len(projects), _("There are fewer projects than choices."), field="most_choices")
    for project in projects:
        require(
            area.covers(project.area),
            _("“%(project)s” lies outside of the area.") % {"project": project.title},
            field="projects",
        )
        require(
            project.subsidy_planned <= budget,
            _("“%(project)s” costs more than the budget.") % {"project": project.title},
            field="budget",
        )
    now = clock.now()
    seed = hashlib.sha256(f"{operation}:{now.isoformat()}".encode()).hexdigest()[:16]
    try:
        with transaction.atomic():
            round = VotingRound.objects.create(
                area=area, title=title, opens_at=now, closes_at=closes_at, budget=budget, most_choices=most_choices,
                least_votes=least_votes, quorum=quorum, opened_by=by, operation=operation, draw_seed=seed,
            )  # fmt: skip
    except IntegrityError:  # the same form, sent twice at once with other projects
        return VotingRound.objects.get(operation=operation)
    candidates = Candidate.objects.bulk_create(
        Candidate(round=round, project=project, cost=project.subsidy_planned) for project in projects
    )
    voters = roll.freeze(round)
    require(voters > 0, _("Nobody in this area is on the roll."))
    facts = {
        "round": title, "area": area.name, "closes": clock.until(closes_at), "budget": f"{budget:.2f}", "voters": voters,
        "most_choices": most_choices, "least_votes": least_votes, "quorum": quorum, "seed": round.draw_seed,
        "projects": [{"title": one.project.title, "cost": f"{one.cost:.2f}"} for one in candidates],
    }  # fmt: skip
    round.notice = publish(Kind.ROUND, area, facts, by=by, ends_at=closes_at)
    round.save(update_fields=["notice"])
    for project in projects:
        lifecycle.put_to_vote(project, by=by, closes_at=closes_at, notice=round.notice)
    tell(
        residents_of(area),
        "round",
        f"round-{round.pk}",
        link=round.get_absolute_url(),
        round=title,
        due=clock.until(closes_at),
    )
    audit.record(
        "open_round",
        by=by,
        target=round,
        area_code=area.code,
        voters=voters,
        projects=[p.pk for p in projects],
    )
    return round


def _lock_projects(ids) -> None:
    """Lock the projects before the notice takes its number, as all verbs do: else two could wait for each other."""
    list(Project.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def cast(
    round: VotingRound,
    *,
    voter: User,
    candidates: list[int],
    operation: UUID,
    way: str = Way.ONLINE,
    helper: User | None = None,
) -> Ballot:
    """Cast the ballot of `voter` for `candidates` (ids) and return it; a repeat returns the one that is there.

    One short transaction: the roll entry is marked if it is unmarked and PostgreSQL's clock says the round is
    open, and the ballot is written. Unique constraints keep it to one across online and paper.
    """
    if not 1 <= len(set(candidates)) <= round.most_choices:
        raise Refused(
            _("Choose between 1 and %(most)d projects.") % {"most": round.most_choices}, field="candidates"
        )
    try:
        with transaction.atomic():
            return _cast(
                round,
                voter=voter,
                candidates=sorted(set(candidates)),
                operation=operation,
                way=way,
                helper=helper,
            )
    except IntegrityError:
        # The same form twice at once, or a project that is not on this ballot.
        if ballot := Ballot.objects.filter(round=round, roll_entry__voter=voter).first():
            return ballot
        raise Refused(_("Choose projects of this ballot only."), field="candidates") from None


def _cast(
    round: VotingRound, *, voter: User, candidates: list[int], operation: UUID, way: str, helper: User | None
) -> Ballot:
    # Closing takes the same lock exclusively: no ballot is written while the box is counted.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [BALLOT_BOX, round.pk])
    is_open = VotingRound.objects.filter(
        pk=round.pk, closed_at__isnull=True, opens_at__lte=clock.db_now(), closes_at__gt=clock.db_now()
    )
    marked = RollEntry.objects.filter(
        Exists(is_open), round=round, voter=voter, marked_at__isnull=True
    ).update(marked_at=clock.db_now(), way=way, helper=helper)
    if not marked:
        return _why_not(round, voter)
    entry = RollEntry.objects.get(round=round, voter=voter)
    ballot = Ballot.objects.create(round=round, roll_entry=entry, operation=operation)
    Choice.objects.bulk_create(Choice(ballot=ballot, candidate_id=candidate) for candidate in candidates)
    return ballot


BALLOT_BOX = 530103  # the class of advisory locks that guard ballot boxes


def _why_not(round: VotingRound, voter: User) -> Ballot:
    """Return the ballot that is there already, or raise Refused with the reason why none can be cast."""
    entry = RollEntry.objects.filter(round=round, voter=voter).select_related("ballot").first()
    if entry is None:
        raise Refused(_("You are not on the roll of this round."))
    if entry.marked_at and hasattr(entry, "ballot"):
        return entry.ballot
    if entry.marked_at:
        raise Refused(_("You have voted on paper already."))
    raise Refused(_("The round is closed; your vote was not counted."))


def count(round: VotingRound) -> dict[int, int]:
    """Return the votes of each candidate by id, from the ballots."""
    votes = dict(Choice.objects.filter(ballot__round=round).values_list("candidate").annotate(Count("id")))
    return {pk: votes.get(pk, 0) for pk in round.candidates.values_list("pk", flat=True)}


@transaction.atomic
def close(round: VotingRound, *, by: User | None = None) -> VotingRound:
    """Close a round whose time is over, count it, announce the result and move its projects; repeatable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BALLOT_BOX, round.pk])
    round = VotingRound.objects.select_for_update(of=("self",)).select_related("area").get(pk=round.pk)
    if round.closed_at:
        return round
    require(round.closes_at <= clock.now(), _("The round is still open."))
    votes, turnout = count(round), round.ballots.count()
    _lock_projects(round.candidates.values_list("project", flat=True))
    candidates = list(round.candidates.select_related("project"))
    chosen = []
    if turnout >= round.quorum:
        entrants = [tally.Entrant(one.pk, one.cost, votes[one.pk]) for one in candidates]
        chosen = tally.greedy(
            entrants, budget=round.budget, least_votes=round.least_votes, seed=round.draw_seed
        )
    for one in candidates:
        one.votes, one.chosen = votes[one.pk], one.pk in chosen
    Candidate.objects.bulk_update(candidates, ["votes", "chosen"])
    ranked = sorted(candidates, key=lambda one: (-(one.votes or 0), one.cost))
    facts = {
        "round": round.title, "area": round.area.name, "turnout": turnout, "voters": round.roll.count(), "quorum": round.quorum,
        "budget": f"{round.budget:.2f}",
        "projects": [{"title": one.project.title, "votes": one.votes, "cost": f"{one.cost:.2f}", "chosen": one.chosen} for one in ranked],
    }  # fmt: skip
    notice = publish(Kind.ROUND_RESULT, round.area, facts, by=by)
    round.closed_at, round.turnout, round.result_notice = clock.now(), turnout, notice
    round.save(update_fields=["closed_at", "turnout", "result_notice"])
    audit.record("close_round", by=by, target=round, area_code=round.area.code, turnout=turnout)
    for one in candidates:
        if one.project.stage == Stage.VOTING:
            lifecycle.record_vote(
                one.project, by=by, chosen=one.pk in chosen, votes=votes[one.pk], notice=notice
            )
    return round


def close_due() -> int:
    """Close the rounds whose time is over; return how many."""
    due = VotingRound.objects.filter(closed_at__isnull=True, closes_at__lte=clock.now()).order_by("pk")
    return sweeps.each(due, close)
