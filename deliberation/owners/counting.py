"""Counting an owners' vote: exactly, by owners (heads) and by exclusive area (m²), and closing it.

民法典 第278条 第二款: two thirds or more of area and of owners take part; then more than half of those on both counts agree,
or three quarters or more for items 6 to 8. 以上 includes the number (第1259条).
"""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import COUNT, Matter, OwnersVote
from deliberation.owners import ballots
from deliberation.owners.opening import STAGES, page_of, people_of
from deliberation.owners.words import DIFFERS, common_word
from deliberation.rounds.tally import owners_decide
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import require
from panlong.notices.facts import OwnersResultFacts
from panlong.notices.messages import tell
from panlong.tools import sweeps
from projects import verbs
from projects.transitions import lock_row


@dataclass(frozen=True)
class Count:
    """What there is on the roll, what took part, and what was in favour; areas in m² with two decimals."""

    owners: int
    exclusive_area: Decimal
    owners_voting: int
    area_voting: Decimal
    owners_for: int
    area_for: Decimal
    undelivered: int

    def decides(self, *, special: bool) -> bool:
        """Say whether the owners decided; never while an owner was not proven to have had the ballot."""
        return self.undelivered == 0 and owners_decide(
            owners=self.owners, area=self.exclusive_area, owners_voting=self.owners_voting, area_voting=self.area_voting,
            owners_for=self.owners_for, area_for=self.area_for, special=special,
        )  # fmt: skip


def count_vote(vote: OwnersVote) -> Count:
    """Return what `vote` stands at now, counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(vote="%s"), [vote.pk])
        return Count(*cursor.fetchone())


def count_anew(vote: OwnersVote) -> Count:
    """Return the same, counted here from every row, for whoever verifies what the database counted."""
    heads: list[tuple[str | None, Decimal]] = []
    undelivered = 0
    for owner in vote.heads.prefetch_related("flats", "words", "deliveries"):
        words, areas = list(owner.words.all()), [flat.area for flat in owner.flats.all()]
        if areas:
            heads.append((common_word(words), sum(areas, Decimal(0))))
            undelivered += not words and not owner.deliveries.all()
    voting = [area for word, area in heads if word not in {None, DIFFERS}]
    agreeing = [area for word, area in heads if word == "yes"]
    every = [area for _word, area in heads]
    nothing = Decimal(0)
    return Count(
        len(every), sum(every, nothing), len(voting), sum(voting, nothing), len(agreeing), sum(agreeing, nothing), undelivered
    )  # fmt: skip


def verify_result(vote: OwnersVote) -> list[str]:
    """Return what is wrong with the result of closed `vote` when every row is counted anew; nothing wrong: an empty list."""
    count = count_anew(vote)
    wrong = [
        _("Owners' vote: %(name)s is %(stored)s, and counted anew %(counted)s.")
        % {"name": name, "stored": getattr(vote, name), "counted": value}
        for name, value in asdict(count).items()
        if getattr(vote, name) != value
    ]
    if vote.passed != (not vote.given_up and count.decides(special=vote.is_special)):
        wrong.append(_("Owners' vote: what was decided does not follow from what was counted."))
    return wrong


def missing_for_closing(vote: OwnersVote) -> dict[str, int]:
    """Return what stands in the way of closing `vote` by itself: owners not handed the ballot, ballots read by one only."""
    return {"undelivered": count_vote(vote).undelivered, "half_read": ballots.half_read(vote)}


@transaction.atomic
def close_vote(vote: OwnersVote, *, by: User | None) -> OwnersVote:
    """Close an owners' vote after its last hour and publish the result.

    By itself (`by` None) only when nothing is missing; a worker closes it all the same, and where an owner was not
    proven to have had the ballot nothing is decided.
    """
    project = lock_row(vote.project)
    vote = lock_row(vote)
    if vote.closed_at is not None:
        return vote
    require(vote.is_over, _("The owners' vote lasts until %(due)s.") % {"due": clock.until(vote.closes_at)})
    if by is not None:
        verbs.require_permission(rules.may_run_owners_vote(by, project))
    else:
        require(
            not any(missing_for_closing(vote).values()),
            _(
                "Deliveries or second readings are missing; somebody of the community or street completes them."
            ),
        )
    ended = "" if project.stage in STAGES else str(project.get_stage_display())
    return _record_result(vote, by=by, given_up=ended)


@transaction.atomic
def give_up_vote(vote: OwnersVote, *, by: User, reason: str) -> OwnersVote:
    """End an open owners' vote without a decision, with a reason that everybody reads; another one may be called."""
    project = lock_row(vote.project)
    vote = lock_row(vote)
    verbs.require_permission(rules.may_run_owners_vote(by, project))
    if vote.closed_at is not None:
        require(vote.given_up == reason, _("The owners' vote is closed."))
        return vote
    return _record_result(vote, by=by, given_up=reason)


def _record_result(vote: OwnersVote, *, by: User | None, given_up: str = "") -> OwnersVote:
    count, project = count_vote(vote), vote.project
    for name, value in asdict(count).items():
        setattr(vote, name, value)
    vote.closed_at, vote.given_up = clock.now(), given_up
    vote.passed = not given_up and count.decides(special=vote.is_special)
    vote.save()
    facts = OwnersResultFacts(
        about=verbs.notice_facts(project), matter=str(vote.matter), question=vote.question, special=vote.is_special, owners=count.owners,
        exclusive_area=f"{count.exclusive_area:.2f}", owners_voting=count.owners_voting, owners_for=count.owners_for, area_voting=f"{count.area_voting:.2f}", area_for=f"{count.area_for:.2f}",
        undelivered=count.undelivered, passed=vote.passed, given_up=given_up,
    )  # fmt: skip
    vote.result_notice = verbs.announce(project, facts, by=by)
    vote.save(update_fields=["result_notice"])
    act = "close_owners_vote" if not given_up else "give_up_owners_vote"
    verbs.note_event(
        project, act, by=by, note=given_up or str(Matter(vote.matter).label), notice=vote.result_notice
    )
    audit.record(act, by=by, target=project, area_code=project.area.code, passed=vote.passed)
    tell(
        people_of(vote.people.values_list("user", flat=True)), "owners_result", f"owners-result-{vote.pk}",
        link=page_of(project), project=project.title,
    )  # fmt: skip
    return vote


def close_due() -> int:
    """Close the owners' votes whose time is over and of which nothing is missing; return how many. Safe to run twice."""
    over = OwnersVote.objects.filter(closed_at__isnull=True, closes_at__lte=clock.now()).select_related("project__area")  # fmt: skip
    ready = [vote.pk for vote in over if not any(missing_for_closing(vote).values())]
    return sweeps.run_each(OwnersVote.objects.filter(pk__in=ready), lambda vote: close_vote(vote, by=None))
