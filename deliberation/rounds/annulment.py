"""Annulling a secret vote whose box cannot be opened; it takes two people."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import GivingUp, VotingRound
from deliberation.rounds import roll
from deliberation.rounds.counting import lock_box, require_shut_box
from deliberation.rounds.opening import lock_projects
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import require
from panlong.notices.facts import RoundAnnulledFacts
from panlong.notices.messages import tell
from panlong.notices.publishing import publish
from projects import verbs
from projects.journey import selecting
from projects.transitions import lock_row


@transaction.atomic
def propose_annulment(round: VotingRound, *, by: User, reason: str, operation: UUID) -> GivingUp:
    """Propose to give up a secret round whose box cannot be opened any more; another person must confirm."""
    verbs.require_permission(rules.may_open_round(by, round.area))
    earlier = GivingUp.objects.filter(operation=operation).first()
    if earlier:
        return earlier
    require_shut_box(lock_row(round))
    giving_up = GivingUp.objects.create(
        round=round, reason=reason, operation=operation, proposed_by=by, proposed_at=clock.now()
    )
    audit.record("propose_giving_up", by=by, target=round, area_code=round.area.code, reason=reason)
    return giving_up


@transaction.atomic
def annul_round(giving_up: GivingUp, *, by: User) -> VotingRound:
    """Confirm as a second person that a round is given up, announce it and let its projects back into the pool.

    Nothing is counted. The shares are wiped, so that nobody ever reads the ballots, also when they turn up again.
    The projects can be put to a new vote at once. A repeat returns the round as it is.
    """
    verbs.require_permission(rules.may_confirm_giving_up(by, giving_up.round))
    round, giving_up = lock_box(giving_up.round), lock_row(giving_up)
    if giving_up.confirmed_by_id:
        return round
    require(giving_up.proposed_by_id != by.pk, _("Somebody other than the proposer must confirm it."))
    require_shut_box(round)
    giving_up.confirmed_by, giving_up.confirmed_at = by, clock.now()
    giving_up.save(update_fields=["confirmed_by", "confirmed_at"])
    projects = [one.project for one in round.candidates.select_related("project") if one.project]
    lock_projects(project.pk for project in projects)
    titles = [one.title for one in projects]
    facts = RoundAnnulledFacts(
        round=round.title, area=round.area.name, given_up=giving_up.reason, titles=titles
    )
    round.given_up_at, round.result_notice = clock.now(), publish(facts, round.area, by=by)
    round.save(update_fields=["given_up_at", "result_notice"])
    round.shares.update(sealed=b"")
    for project in projects:
        selecting.record_vote_annulled(project, by=by, reason=giving_up.reason, notice=round.result_notice)
    voters = User.objects.filter(pk__in=roll.on_roll(round).values("voter"))
    tell(voters, "vote_given_up", f"round-{round.pk}", link=round.get_absolute_url(), round=round.title)
    audit.record("give_up", by=by, target=round, area_code=round.area.code, reason=giving_up.reason)
    return round
