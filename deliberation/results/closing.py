"""Closing a round, opening its box and publishing the result."""

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.council import sittings
from deliberation.models import Candidate, OpenedBallot, SealedBallot, VotingRound, WinnerRule
from deliberation.results import result_files
from deliberation.rounds import ballot_box, ballot_spec, paper, roll, tally
from deliberation.rounds.counting import ballot_patterns, lock_box, work_out_result
from deliberation.rounds.opening import lock_projects
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import require
from panlong.notices.facts import RoundResultFacts
from panlong.notices.messages import tell
from panlong.notices.publishing import publish
from panlong.tools import sweeps
from panlong.tools.transactions import checked_at_once
from projects import verbs
from projects.journey import selecting
from projects.stages import Stage


@transaction.atomic
def close_round(round: VotingRound, *, by: User | None = None) -> VotingRound:
    """Close a named round whose time is over, count it, announce the result and move its projects; repeatable."""
    round = lock_box(round)
    if round.closed_at:
        return round
    require(round.closes_at <= clock.now(), _("The round is still open."))
    require(not round.secret, _("The box is opened by its custodians."))
    return publish_result(round, by=by)


@transaction.atomic
def open_box(round: VotingRound, *, by: User, passphrases: dict[int, str]) -> VotingRound:
    """Open the box of a secret round with the `passphrases` of its custodians, by number of share; once, in one go.

    Every sealed ballot is opened and checked, those on paper join them, all are shuffled and counted; then the
    shares are wiped, so that the box is never opened again. It stays in this request, for the key must not travel.
    Equal shares may take minutes: its ballots are counted by a worker (`tasks.count_round`), which needs no key.
    """
    verbs.require_permission(rules.may_open_box(by, round))
    round = lock_box(round)
    if round.closed_at or round.is_being_counted:
        return round
    require(round.secret and round.closes_at <= clock.now(), _("The round is still open."))
    require(round.given_up_at is None, _("This vote was given up."))
    paper.require_complete(round)
    key = ballot_box.recover_key(round, passphrases)
    form = ballot_spec.ballot_spec(round.pk)
    sealed = [bytes(one) for one in SealedBallot.objects.filter(round=round).values_list("sealed", flat=True)]
    opened, invalid = ballot_box.open_ballots(key, sealed, form)
    opened += paper.marks_of(round)
    ballot_box.shuffle_ballots(opened)
    with checked_at_once():
        OpenedBallot.objects.bulk_create(
            (OpenedBallot(round=round, marks=one) for one in opened), batch_size=5000
        )
    round.shares.update(sealed=b"")
    audit.record(
        "open_box",
        by=by,
        target=round,
        area_code=round.area.code,
        invalid=invalid,
        shares=sorted(passphrases),
    )
    return round if round.rule == WinnerRule.EQUAL_SHARES else publish_result(round, by=by)


@transaction.atomic
def count_opened(round: VotingRound, *, by: User | None = None, step: tally.Step = None) -> VotingRound:
    """Count the ballots of a box that was opened before; repeatable. For `step` see `tally.choose`."""
    round = lock_box(round)
    return publish_result(round, by=by, step=step) if round.is_being_counted else round


def publish_result(round: VotingRound, *, by: User | None, step: tally.Step = None) -> VotingRound:
    """Count the ballots of locked `round`, write and announce the result, move its projects."""
    result = work_out_result(round, ballot_patterns(round), step=step)
    counted, turnout = result.count, result.count.ballots
    lock_projects(round.candidates.values_list("project", flat=True))
    candidates = list(round.candidates.select_related("project__area").order_by("pk"))
    for one, votes, against in zip(candidates, counted.votes, counted.against, strict=True):
        one.votes, one.against, one.chosen = votes, against, one.code in result.chosen
    Candidate.objects.bulk_update(candidates, ["votes", "against", "chosen"])
    round.closed_at, round.turnout = clock.now(), turnout
    if round.notice_id:
        files = result_files.file_contents(round)
        facts = _outcome(round, candidates, result_files.file_fingerprints(files))
        round.result_notice = publish(facts, round.area, by=by)
        transaction.on_commit(lambda: result_files.store_files(round, files), robust=True)
    round.save(update_fields=["closed_at", "turnout", "result_notice"])
    audit.record("close_round", by=by, target=round, area_code=round.area.code, turnout=turnout)
    for one in candidates:
        if one.project and round.result_notice and one.project.stage == Stage.VOTING:
            selecting.record_vote(
                one.project, by=by, chosen=bool(one.chosen), votes=one.votes or 0, notice=round.result_notice
            )
    sittings.begin_for_round(round)
    return round


def _outcome(round: VotingRound, candidates: list[Candidate], sums: dict[str, str]) -> RoundResultFacts:
    ranked = sorted(candidates, key=lambda one: (-(one.votes or 0), one.cost))
    return RoundResultFacts(
        round=round.title, area=round.area.name, turnout=round.turnout or 0, voters=roll.roll_size(round), quorum=round.quorum,
        budget=f"{round.budget:.2f}", sums=sums,
        projects=[
            {"title": one.title, "votes": one.votes or 0, "cost": f"{one.cost:.2f}", "chosen": bool(one.chosen), "place": one.place}
            for one in ranked
        ],
    )  # fmt: skip


# --- Deadlines and receipts ----------------------------------------------------------------------------------------
def close_due() -> int:
    """Close the named rounds whose time is over, and call the custodians of the secret ones; return how many closed."""
    due = VotingRound.objects.filter(
        closed_at__isnull=True, given_up_at__isnull=True, closes_at__lte=clock.now()
    ).order_by("pk")
    for round in due.filter(secret=True):
        _call_custodians(round)
    return sweeps.run_each(due.filter(secret=False), close_round)


def _call_custodians(round: VotingRound) -> None:
    people = User.objects.filter(pk__in=round.shares.values("key__custodian"))
    tell(
        people, "box_to_open", f"round-{round.pk}", link=f"{round.get_absolute_url()}box/", round=round.title
    )
