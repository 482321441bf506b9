"""Voting rounds: opened, voted in, closed, counted."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeGuard
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from nacl.public import PrivateKey

from deliberation import ballots, boxes, paper, published, roll, rules, tally
from deliberation.models import (
    BallotKind,
    Candidate,
    ConflictPair,
    CustodianKey,
    GivingUp,
    OpenedBallot,
    RollEntry,
    SealedBallot,
    TieRule,
    VotingRound,
    Way,
    Whose,
    WinnerRule,
)
from panlong import audit, clock, sweeps
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.areas.models import Area
from panlong.bulk import checked_at_once
from panlong.errors import Refused, require
from panlong.notices.messages import tell
from panlong.notices.models import Kind
from panlong.notices.publishing import publish
from panlong.transitions import lock
from projects import lifecycle
from projects.models import Project
from projects.stages import Stage


# --- Opening -------------------------------------------------------------------------------------------------------
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
    whose: str = Whose.PERSON,
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
    lifecycle.may(rules.may_open_round(by, area))
    _lock_projects(project.pk for project in projects)
    earlier = VotingRound.objects.filter(operation=operation).first()
    if earlier:
        return earlier
    conflicts, keys = list(conflicts), list(custodians)
    _check_the_plan(area, projects, closes_at, budget, most_choices, ballot_kind, rule, conflicts)
    _check_custodians(area, keys, shares_needed)
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
    candidates = Candidate.objects.bulk_create(
        Candidate(round=round, project=one, code=str(one.pk), title=one.title, cost=one.subsidy_planned)
        for one in projects
    )
    _write_conflicts(round, candidates, conflicts)
    if private:
        boxes.give_out_shares(round, private, keys)
    voters = roll.freeze(round)
    require(voters > 0, _("Nobody in this area is on the roll."))
    round.notice = publish(
        Kind.ROUND, area, _announcement(round, candidates, voters), by=by, ends_at=closes_at
    )
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
        custodians=[key.custodian_id for key in keys],
    )
    return round


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


def _check_custodians(area: Area, keys: list[CustodianKey], needed: int) -> None:
    if not keys and not needed:
        return
    require(
        2 <= needed <= len(keys) <= boxes.MOST_CUSTODIANS,
        _("Choose at least two custodians, and how many of them open the box together: two or more, not more than there are."),
        field="custodians",
    )  # fmt: skip
    for key in keys:
        require(
            rules.may_keep_key(key.custodian, area),
            _("%(name)s holds no post that keeps a box any more.") % {"name": key.custodian},
            field="custodians",
        )
    ready = set(boxes.ready_keys(area).values_list("pk", flat=True))
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


def _announcement(round: VotingRound, candidates: list[Candidate], voters: int) -> dict:
    titles = {one.pk: one.title for one in candidates}
    custodians = [str(one.key.custodian) for one in round.shares.select_related("key__custodian")]
    return {
        "round": round.title, "area": round.area.name, "closes": clock.until(round.closes_at), "budget": f"{round.budget:.2f}", "voters": voters,
        "most_choices": round.most_choices, "least_votes": round.least_votes, "quorum": round.quorum, "seed": round.draw_seed,
        "projects": [{"title": one.title, "cost": f"{one.cost:.2f}", "place": one.place} for one in candidates],
        "whose": round.whose, "ballot": round.ballot_kind, "rule": round.rule, "tie_rule": round.tie_rule, "secret": round.secret,
        "custodians": custodians, "shares_needed": round.shares_needed or 0,
        "public_key": bytes(round.public_key or b"").hex(),
        "conflicts": [[titles[one.first_id], titles[one.second_id]] for one in round.conflicts.all()],
    }  # fmt: skip


def _lock_projects(ids) -> None:
    """Lock the projects before the notice takes its number, as all verbs do: else two could wait for each other."""
    list(Project.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


# --- Casting -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Receipt:
    """What a voter is told: the code of a sealed ballot ('' in a named round, or when it is another form's), and
    whether it was cast just now."""

    code: str
    is_new: bool


def prepare(form: ballots.Form, marks: bytes) -> bytes:
    """Return what is put into the box for `marks`: sealed in a secret round."""
    return boxes.seal(form, marks) if form.secret else marks


def cast(
    round: VotingRound,
    *,
    voter: User,
    candidates: Collection[int],
    operation: UUID,
    against: Collection[int] = (),
    way: str = Way.ONLINE,
    helper: User | None = None,
) -> Receipt:
    """Cast the ballot of `voter` for `candidates` (ids) and return its receipt; see `put_in_box`."""
    form = ballots.form_of(round.pk)
    content = prepare(form, form.mark(candidates, against))
    return put_in_box(form, voter=voter, content=content, operation=operation, way=way, helper=helper)


def put_in_box(
    form: ballots.Form,
    *,
    voter: User,
    content: bytes,
    operation: UUID,
    way: str = Way.ONLINE,
    helper: User | None = None,
) -> Receipt:
    """Put `content` (see `prepare`) into the box for `voter`; a repeat finds the ballot that is there.

    One short transaction, sent in one message: the roll entry is marked if it is unmarked and PostgreSQL's clock says
    the round is open, and the ballot is written. Unique constraints keep it to one across online and paper, and in a
    household.
    """
    code = boxes.code_of(content) if form.secret else ""
    mark, values = _mark(form, voter, way, helper, operation)
    if form.secret:
        into, chosen = (
            "deliberation_sealedballot (round_id, code, sealed) SELECT round_id, %s, %s",
            [code, content],
        )
    else:
        into, chosen = (
            "deliberation_ballot (round_id, roll_entry_id, marks) SELECT round_id, id, %s",
            [content],
        )
    # Closing takes the same lock exclusively: no ballot is written while the box is counted. It is a statement of its
    # own, for the second one must not see what was true before the lock was there.
    wait = "SELECT pg_advisory_xact_lock_shared(%s, %s)", [boxes.BALLOT_BOX, form.round]
    put = f"WITH marked AS ({mark}) INSERT INTO {into} FROM marked", [*values, *chosen]
    try:
        is_cast = _in_one_message(wait, put) == 1
    except IntegrityError:  # the household's vote, the same form at the same moment, or the round is counted
        is_cast = False
    if is_cast:
        return Receipt(code, is_new=True)
    return _why_not(form, voter, operation, code)


def _in_one_message(first: tuple[str, list], second: tuple[str, list]) -> int:
    """Run two statements as one transaction and return how many rows the second one wrote.

    PostgreSQL runs the statements of one message as one transaction: nothing is waited for between them. Within a
    transaction that is there already they are sent one by one, so that a refusal undoes them alone.
    """
    if connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(*first)
            cursor.execute(*second)
            return cursor.rowcount
    with connection.cursor() as cursor:
        cursor.execute(f"{first[0]}; {second[0]}", [*first[1], *second[1]])
        cursor.nextset()
        return cursor.rowcount


def _mark(
    form: ballots.Form, voter: User, way: str, helper: User | None, operation: UUID
) -> tuple[str, list]:
    """Return the statement that marks the roll entry of `voter`, and its parameters.

    The round's hours are known, for they never change; whether it was counted is asked by the ballot's trigger.
    """
    now, moment = clock.db_now_sql()
    return f"""
        UPDATE deliberation_rollentry SET marked_at = {now}, way = %s, helper_id = %s, operation = %s
        WHERE round_id = %s AND voter_id = %s AND marked_at IS NULL AND struck_by_id IS NULL
          AND {now} >= %s AND {now} < %s
        RETURNING id, round_id
    """, [
        *moment, way, helper and helper.pk, operation, form.round, voter.pk, *moment, form.opens_at, *moment, form.closes_at,
    ]  # fmt: skip


def _why_not(form: ballots.Form, voter: User, operation: UUID, code: str) -> Receipt:
    """Return the receipt of the ballot that is there already, or raise Refused with the reason why none can be cast."""
    entry = RollEntry.objects.filter(round=form.round, voter=voter, struck_by__isnull=True).first()
    if _has_voted_online(entry):
        return Receipt(code if entry.operation == operation and _is_in_box(form, code) else "", is_new=False)
    _require_voice(entry)
    require(not RollEntry.objects.filter(operation=operation).exists(), lifecycle.USED_ALREADY)
    raise Refused(_("The round is closed; your vote was not counted."))


def _is_in_box(form: ballots.Form, code: str) -> bool:
    """Say whether the sealed ballot of `code` is in the box: a form that was changed makes one at every second look."""
    return form.secret and SealedBallot.objects.filter(round=form.round, code=code).exists()


def require_may_vote(round: VotingRound, entry: RollEntry | None) -> None:
    """Raise Refused unless the voter of `entry` can still cast a ballot: asked before the second look, and again in the box."""
    first_counts = _("You had voted already; your first ballot counts, and it counts once.")
    require(not _has_voted_online(entry), first_counts)
    _require_voice(entry)
    require(round.is_open, _("The round is closed; your vote was not counted."))


def _has_voted_online(entry: RollEntry | None) -> TypeGuard[RollEntry]:
    return entry is not None and entry.marked_at is not None and entry.station_id is None


def _require_voice(entry: RollEntry | None) -> None:
    """Raise Refused unless the voter is on the roll, and neither on paper nor by the household has voted."""
    if entry is None:
        raise Refused(_("You are not on the roll of this round."))
    require(entry.marked_at is None or entry.station_id is None, _("You have voted on paper already."))
    require(
        not household_has_voted(entry),
        _("Somebody of your household has voted already; a household has one vote in this round."),
    )


def household_has_voted(entry: RollEntry) -> bool:
    """Say whether the one vote that the household of `entry` has together was cast."""
    return (
        entry.shares_vote_of_id is not None
        and RollEntry.objects.filter(
            round=entry.round_id, shares_vote_of=entry.shares_vote_of_id, marked_at__isnull=False
        ).exists()
    )


# --- Counting ------------------------------------------------------------------------------------------------------
def patterns(round: VotingRound) -> Counter[bytes]:
    """Return how often each pattern of marks was cast, from the ballots that can be read."""
    rows = round.opened_ballots if round.secret else round.ballots
    return Counter(bytes(marks) for marks in rows.values_list("marks", flat=True).iterator(chunk_size=10_000))


def count(round: VotingRound) -> dict[int, int]:
    """Return the votes of each candidate by id, from the ballots."""
    keys = ballots.form_of(round.pk).keys
    return dict(zip(keys, tally.count(patterns(round), len(keys)).votes, strict=True))


@dataclass(frozen=True)
class Result:
    """A count and what it chooses: codes in the order chosen; none without quorum."""

    count: tally.Count
    chosen: list[str]


def work_out(round: VotingRound, cast: Counter[bytes], *, rule: str = "", step: tally.Step = None) -> Result:
    """Count `cast` and choose by the round's rule, or by another `rule`. Nothing is written; for `step` see `tally.choose`."""
    candidates = list(round.candidates.order_by("pk"))
    counted = tally.count(cast, len(candidates))
    if counted.ballots < round.quorum:
        return Result(counted, [])
    excluded: dict[int, set[str]] = {}
    codes = {one.pk: one.code for one in candidates}
    for pair in round.conflicts.all():
        excluded.setdefault(pair.first_id, set()).add(codes[pair.second_id])
        excluded.setdefault(pair.second_id, set()).add(codes[pair.first_id])
    entrants = [
        tally.Entrant(one.code, one.cost, votes, against, frozenset(excluded.get(one.pk, ())))
        for one, votes, against in zip(candidates, counted.votes, counted.against, strict=True)
    ]
    return Result(counted, tally.choose(entrants, terms_of(round, rule), cast, step))


def terms_of(round: VotingRound, rule: str = "") -> tally.Terms:
    """Return by which terms the count of `round` becomes a choice."""
    return tally.Terms(
        rule=rule or round.rule,
        budget=round.budget,
        least_votes=round.least_votes,
        seed=round.draw_seed,
        by_lot_alone=round.tie_rule == TieRule.LOT,
    )


# --- Closing -------------------------------------------------------------------------------------------------------
def _lock_box(round: VotingRound) -> VotingRound:
    """Return `round` read afresh once every ballot under way is in its box, and let none in until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [boxes.BALLOT_BOX, round.pk])
    return VotingRound.objects.select_for_update(of=("self",)).select_related("area").get(pk=round.pk)


@transaction.atomic
def close(round: VotingRound, *, by: User | None = None) -> VotingRound:
    """Close a named round whose time is over, count it, announce the result and move its projects; repeatable."""
    round = _lock_box(round)
    if round.closed_at:
        return round
    require(round.closes_at <= clock.now(), _("The round is still open."))
    require(not round.secret, _("The box is opened by its custodians."))
    return finish(round, by=by)


@transaction.atomic
def open_box(round: VotingRound, *, by: User, passphrases: dict[int, str]) -> VotingRound:
    """Open the box of a secret round with the `passphrases` of its custodians, by number of share; once, in one go.

    Every sealed ballot is opened and checked, those on paper join them, all are shuffled and counted; then the
    shares are wiped, so that the box is never opened again. It stays in this request, for the key must not travel.
    Equal shares may take minutes: its ballots are counted by a worker (`tasks.count_round`), which needs no key.
    """
    lifecycle.may(rules.may_open_box(by, round))
    round = _lock_box(round)
    if round.closed_at or round.is_being_counted:
        return round
    require(round.secret and round.closes_at <= clock.now(), _("The round is still open."))
    require(round.given_up_at is None, _("This vote was given up."))
    paper.require_complete(round)
    key = boxes.recover(round, passphrases)
    form = ballots.form_of(round.pk)
    sealed = [bytes(one) for one in SealedBallot.objects.filter(round=round).values_list("sealed", flat=True)]
    opened, invalid = boxes.open_ballots(key, sealed, form)
    opened += paper.marks_of(round)
    boxes.shuffle(opened)
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
    return round if round.rule == WinnerRule.EQUAL_SHARES else finish(round, by=by)


@transaction.atomic
def count_opened(round: VotingRound, *, by: User | None = None, step: tally.Step = None) -> VotingRound:
    """Count the ballots of a box that was opened before; repeatable. For `step` see `tally.choose`."""
    round = _lock_box(round)
    return finish(round, by=by, step=step) if round.is_being_counted else round


def finish(round: VotingRound, *, by: User | None, step: tally.Step = None) -> VotingRound:
    """Count the ballots of locked `round`, write and announce the result, move its projects."""
    result = work_out(round, patterns(round), step=step)
    counted, turnout = result.count, result.count.ballots
    _lock_projects(round.candidates.values_list("project", flat=True))
    candidates = list(round.candidates.select_related("project__area").order_by("pk"))
    for one, votes, against in zip(candidates, counted.votes, counted.against, strict=True):
        one.votes, one.against, one.chosen = votes, against, one.code in result.chosen
    Candidate.objects.bulk_update(candidates, ["votes", "against", "chosen"])
    round.closed_at, round.turnout = clock.now(), turnout
    if round.notice_id:
        files = published.texts(round)
        facts = _outcome(round, candidates, published.sums(files))
        round.result_notice = publish(Kind.ROUND_RESULT, round.area, facts, by=by)
        transaction.on_commit(lambda: published.put(round, files), robust=True)
    round.save(update_fields=["closed_at", "turnout", "result_notice"])
    audit.record("close_round", by=by, target=round, area_code=round.area.code, turnout=turnout)
    for one in candidates:
        if one.project and round.result_notice and one.project.stage == Stage.VOTING:
            lifecycle.record_vote(
                one.project, by=by, chosen=bool(one.chosen), votes=one.votes or 0, notice=round.result_notice
            )
    return round


def _outcome(round: VotingRound, candidates: list[Candidate], sums: dict[str, str]) -> dict:
    ranked = sorted(candidates, key=lambda one: (-(one.votes or 0), one.cost))
    return {
        "round": round.title, "area": round.area.name, "turnout": round.turnout, "voters": roll.size(round), "quorum": round.quorum,
        "budget": f"{round.budget:.2f}",
        "projects": [{"title": one.title, "votes": one.votes, "cost": f"{one.cost:.2f}", "chosen": one.chosen, "place": one.place} for one in ranked],
        "sums": sums,
    }  # fmt: skip


# --- Giving up -----------------------------------------------------------------------------------------------------
@transaction.atomic
def propose_giving_up(round: VotingRound, *, by: User, reason: str, operation: UUID) -> GivingUp:
    """Propose to give up a secret round whose box cannot be opened any more; another person must confirm."""
    lifecycle.may(rules.may_open_round(by, round.area))
    earlier = GivingUp.objects.filter(operation=operation).first()
    if earlier:
        return earlier
    _require_shut_box(lock(round))
    giving_up = GivingUp.objects.create(
        round=round, reason=reason, operation=operation, proposed_by=by, proposed_at=clock.now()
    )
    audit.record("propose_giving_up", by=by, target=round, area_code=round.area.code, reason=reason)
    return giving_up


@transaction.atomic
def give_up(giving_up: GivingUp, *, by: User) -> VotingRound:
    """Confirm as a second person that a round is given up, announce it and let its projects back into the pool.

    Nothing is counted. The shares are wiped, so that nobody ever reads the ballots, also when they turn up again.
    The projects can be put to a new vote at once. A repeat returns the round as it is.
    """
    lifecycle.may(rules.may_confirm_giving_up(by, giving_up.round))
    round, giving_up = _lock_box(giving_up.round), lock(giving_up)
    if giving_up.confirmed_by_id:
        return round
    require(giving_up.proposed_by_id != by.pk, _("Somebody else than the proposer must confirm it."))
    _require_shut_box(round)
    giving_up.confirmed_by, giving_up.confirmed_at = by, clock.now()
    giving_up.save(update_fields=["confirmed_by", "confirmed_at"])
    projects = [one.project for one in round.candidates.select_related("project") if one.project]
    _lock_projects(project.pk for project in projects)
    facts = {
        "round": round.title, "area": round.area.name, "given_up": giving_up.reason, "titles": [one.title for one in projects]
    }  # fmt: skip
    round.given_up_at, round.result_notice = (
        clock.now(),
        publish(Kind.ROUND_RESULT, round.area, facts, by=by),
    )
    round.save(update_fields=["given_up_at", "result_notice"])
    round.shares.update(sealed=b"")
    for project in projects:
        lifecycle.give_up_vote(project, by=by, reason=giving_up.reason, notice=round.result_notice)
    voters = User.objects.filter(pk__in=roll.on_roll(round).values("voter"))
    tell(voters, "vote_given_up", f"round-{round.pk}", link=round.get_absolute_url(), round=round.title)
    audit.record("give_up", by=by, target=round, area_code=round.area.code, reason=giving_up.reason)
    return round


def _require_shut_box(round: VotingRound) -> None:
    require(
        round.waits_for_custodians,
        _("Only a secret vote that is over and whose box was not opened can be given up."),
    )


# --- Deadlines and receipts ----------------------------------------------------------------------------------------
def close_due() -> int:
    """Close the named rounds whose time is over, and call the custodians of the secret ones; return how many closed."""
    due = VotingRound.objects.filter(
        closed_at__isnull=True, given_up_at__isnull=True, closes_at__lte=clock.now()
    ).order_by("pk")
    for round in due.filter(secret=True):
        _call_custodians(round)
    return sweeps.each(due.filter(secret=False), close)


def _call_custodians(round: VotingRound) -> None:
    people = User.objects.filter(pk__in=round.shares.values("key__custodian"))
    tell(
        people, "box_to_open", f"round-{round.pk}", link=f"{round.get_absolute_url()}box/", round=round.title
    )


def send_receipt(round: VotingRound, code: str, *, by: User) -> bool:
    """Put the receipt `code` of a secret round among the messages of `by`, once; return False when it is no code of it.

    Only somebody who voted online has one. It names the sealed ballot and shows nothing of the choice.
    """
    voted = round.roll.filter(voter=by, marked_at__isnull=False, station__isnull=True).exists()
    if not voted or not SealedBallot.objects.filter(round=round, code=code).exists():
        return False
    tell(
        [by],
        "receipt",
        f"round-{round.pk}",
        link=f"{round.get_absolute_url()}find/",
        round=round.title,
        code=code,
    )
    return True
