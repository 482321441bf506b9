"""Opening a voting round."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from nacl.public import PrivateKey

from deliberation import rules
from deliberation.models import (
    BallotKind,
    Candidate,
    ConflictPair,
    CustodianKey,
    TieRule,
    VotingRound,
    VotingUnit,
    WinnerRule,
)
from deliberation.rounds import ballot_box, roll
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.areas.models import Area
from panlong.errors import require
from panlong.notices.facts import RoundFacts
from panlong.notices.messages import tell
from panlong.notices.publishing import publish
from projects import verbs
from projects.journey import planning, selecting
from projects.models import Project


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
    whose: str = VotingUnit.PERSON,
    ballot_kind: str = BallotKind.APPROVE,
    rule: str = WinnerRule.GREEDY,
    tie_rule: str = TieRule.COST,
    conflicts: Iterable[tuple[Project, Project]] = (),
    custodians: Collection[CustodianKey] = (),
    shares_needed: int = 0,
) -> VotingRound:
    """Open a round among pooled `projects` of `area`, freeze its roll, and announce it; return the round.

    `budget` is what the chosen projects may cost in subsidies together (yuan). The seed that decides ties is
    announced with the round. Of two projects in `conflicts` only one can be chosen. With `custodians` the round is
    secret: `shares_needed` of them open its box together.
    """
    verbs.require_permission(rules.may_open_round(by, area))
    lock_projects(project.pk for project in projects)
    earlier = VotingRound.objects.filter(operation=operation).first()
    if earlier:
        return earlier
    conflicts, keys = list(conflicts), list(custodians)
    _check_the_plan(area, projects, closes_at, budget, most_choices, ballot_kind, rule, conflicts)
    check_custodians(area, keys, shares_needed)
    now = clock.now()
    private = PrivateKey.generate() if keys else None
    seed = hashlib.sha256(f"{operation}:{now.isoformat()}".encode()).hexdigest()[:16]
    try:
        with transaction.atomic():
            round = VotingRound.objects.create(
                area=area, title=title, opens_at=now, closes_at=closes_at, budget=budget, most_choices=most_choices,
                least_votes=least_votes, quorum=quorum, opened_by=by, operation=operation, draw_seed=seed, whose=whose,
                ballot_kind=ballot_kind, rule=rule, tie_rule=tie_rule, secret=private is not None,
                most_cost=budget if ballot_kind == BallotKind.BUDGET else None,
                public_key=bytes(private.public_key) if private else None, shares_needed=shares_needed if private else None,
            )  # fmt: skip
    except IntegrityError:  # the same form, sent twice at once with other projects
        return VotingRound.objects.get(operation=operation)
    candidates = _add_candidates(round, projects, conflicts)
    if private:
        ballot_box.give_out_shares(round, private, keys)
    voters = roll.freeze_roll(round)
    require(voters > 0, _("Nobody in this area is on the roll."))
    _announce_round(round, candidates, projects, voters, by=by)
    _record_opening(round, projects, keys, voters)
    return round


def _add_candidates(
    round: VotingRound, projects: list[Project], conflicts: list[tuple[Project, Project]]
) -> list[Candidate]:
    versions = planning.current_versions(projects)
    candidates = Candidate.objects.bulk_create(
        Candidate(
            round=round,
            project=one,
            version=versions.get(one.pk),
            code=str(one.pk),
            title=one.title,
            cost=one.subsidy_planned,
        )
        for one in projects
    )
    _write_conflicts(round, candidates, conflicts)
    return candidates


def _announce_round(
    round: VotingRound, candidates: list[Candidate], projects: list[Project], voters: int, *, by: User
) -> None:
    """Publish the round, note it in its projects, and tell the residents."""
    area, closes_at = round.area, round.closes_at
    round.notice = publish(_announcement(round, candidates, voters), area, by=by, ends_at=closes_at)
    round.save(update_fields=["notice"])
    for project in projects:
        selecting.record_put_to_vote(project, by=by, closes_at=closes_at, notice=round.notice)
    tell(
        residents_of(area),
        "round",
        f"round-{round.pk}",
        link=round.get_absolute_url(),
        round=round.title,
        due=clock.until(closes_at),
    )


def _record_opening(
    round: VotingRound, projects: list[Project], keys: list[CustodianKey], voters: int
) -> None:
    audit.record(
        "open_round",
        by=round.opened_by,
        target=round,
        area_code=round.area.code,
        voters=voters,
        projects=[p.pk for p in projects],
        custodians=[key.custodian_id for key in keys],
    )


def _check_the_plan(area, projects, closes_at, budget, most_choices, ballot_kind, rule, conflicts) -> None:
    require(bool(projects), _("Choose at least one project from the pool."), field="projects")
    require(closes_at > clock.now(), _("The round must close in the future."), field="closes_at")
    require(
        ballot_kind != BallotKind.APPROVE or most_choices <= len(projects),
        _("There are fewer projects than choices."),
        field="most_choices",
    )
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
    require(
        not conflicts or rule != WinnerRule.EQUAL_SHARES,
        _("Equal shares knows no projects that exclude each other; choose another rule."),
        field="rule",
    )
    require(
        ballot_kind != BallotKind.JUDGE or rule != WinnerRule.EQUAL_SHARES,
        _("Equal shares counts choices, not yes and no; choose another rule."),
        field="rule",
    )
    for pair in conflicts:
        require(
            len({one.pk for one in pair} & {one.pk for one in projects}) == 2,
            _("Projects that exclude each other must both be on the ballot."),
            field="conflicts",
        )


def check_custodians(area: Area, keys: list[CustodianKey], needed: int) -> None:
    if not keys and not needed:
        return
    require(
        2 <= needed <= len(keys) <= ballot_box.MAX_CUSTODIANS,
        _("Choose at least two custodians, and how many of them open the box together: two or more, not more than there are."),
        field="custodians",
    )  # fmt: skip
    for key in keys:
        require(
            rules.may_keep_key(key.custodian, area),
            _("%(name)s holds no post that keeps a box any more.") % {"name": key.custodian},
            field="custodians",
        )
    ready = set(ballot_box.ready_keys(area).values_list("pk", flat=True))
    require(
        {key.pk for key in keys} <= ready,
        _("A custodian has made another key since; load the page anew."),
        field="custodians",
    )


def _write_conflicts(round: VotingRound, candidates: list[Candidate], conflicts) -> None:
    of_project = {one.project_id: one for one in candidates}
    pairs = {tuple(sorted((of_project[a.pk].pk, of_project[b.pk].pk))) for a, b in conflicts}
    ConflictPair.objects.bulk_create(
        ConflictPair(round=round, first_id=first, second_id=second) for first, second in sorted(pairs)
    )


def _announcement(round: VotingRound, candidates: list[Candidate], voters: int) -> RoundFacts:
    titles = {one.pk: one.title for one in candidates}
    custodians = [str(one.key.custodian) for one in round.shares.select_related("key__custodian")]
    return RoundFacts(
        round=round.title, area=round.area.name, closes=clock.until(round.closes_at), budget=f"{round.budget:.2f}", voters=voters,
        most_choices=round.most_choices, least_votes=round.least_votes, quorum=round.quorum, seed=round.draw_seed,
        projects=[{"title": one.title, "cost": f"{one.cost:.2f}", "place": one.place} for one in candidates],
        whose=round.whose, ballot=round.ballot_kind, rule=round.rule, tie_rule=round.tie_rule, secret=round.secret,
        custodians=custodians, shares_needed=round.shares_needed or 0, public_key=bytes(round.public_key or b"").hex(),
        conflicts=[[titles[one.first_id], titles[one.second_id]] for one in round.conflicts.all()],
    )  # fmt: skip


def lock_projects(ids) -> None:
    """Lock the projects before the notice takes its number, as all verbs do: else two could wait for each other."""
    list(Project.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
