"""Paper ballots of a secret round: printed, handed out against a mark on the roll, entered by two, accounted for.

Online and paper exclude each other, for both mark the same roll entry. Nothing says which paper somebody got: the
officer takes the next one of a mixed heap, and neither its serial number nor an order is written down.
"""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.models import (
    PaperBallot,
    PaperEntry,
    Protocol,
    RollEntry,
    SetAside,
    Shift,
    Station,
    VoteChannel,
    VotingRound,
)
from deliberation.readings import read_alike
from deliberation.rounds import ballot_box, ballot_spec
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import Refused, require
from panlong.tools import spelling
from projects import verbs
from projects.transitions import lock_row

MAX_PAPERS = 2000  # printed at once


# --- Stations ------------------------------------------------------------------------------------------------------
@transaction.atomic
def set_up_station(round: VotingRound, *, by: User, name: str, place: str, operation: UUID) -> Station:
    """Set up a station of a secret round before its voting ends; return it."""
    verbs.require_permission(rules.may_run_stations(by, round))
    earlier = Station.objects.filter(operation=operation).first()
    if earlier:
        return earlier
    round = lock_row(round)
    require(round.secret, _("Paper ballots are for secret rounds."))
    require(round.is_open, _("The round is closed."))
    try:
        with transaction.atomic():
            station = Station.objects.create(round=round, name=name, place=place, operation=operation)
    except IntegrityError:
        raise Refused(_("There is a station of this name already."), field="name") from None
    audit.record("set_up_station", by=by, target=round, area_code=round.area.code, station=name)
    return station


@transaction.atomic
def give_shift(
    station: Station, *, by: User, officer: User, starts_at: datetime, ends_at: datetime, operation: UUID
) -> Shift:
    """Let `officer` hand out papers at `station` from `starts_at` to `ends_at`."""
    verbs.require_permission(rules.may_run_stations(by, station.round))
    earlier = Shift.objects.filter(operation=operation).first()
    if earlier:
        return earlier
    require(
        rules.may_hand_out_paper(officer, station.round),
        _("This person holds no post that serves at stations."),
        field="officer",
    )
    require(ends_at > starts_at, _("A shift ends after it begins."), field="ends_at")
    shift = Shift.objects.create(
        station=station, officer=officer, starts_at=starts_at, ends_at=ends_at, operation=operation
    )
    audit.record(
        "give_shift", by=by, target=station.round, area_code=station.round.area.code, station=station.name, officer=officer.pk
    )  # fmt: skip
    return shift


@transaction.atomic
def print_papers(station: Station, *, by: User, number: int) -> list[PaperBallot]:
    """Make `number` serial numbers for papers of `station` and return them; print them with `sheets`."""
    verbs.require_permission(rules.may_run_stations(by, station.round))
    round = lock_row(station.round)
    require(round.is_open, _("The round is closed."))
    require(
        1 <= number <= MAX_PAPERS,
        _("Print between 1 and %(most)d papers at once.") % {"most": MAX_PAPERS},
        field="number",
    )
    papers = PaperBallot.objects.bulk_create(
        PaperBallot(station=station, serial=spelling.draw_code(10, 5)) for _paper in range(number)
    )
    audit.record(
        "print_papers", by=by, target=round, area_code=round.area.code, station=station.name, number=number
    )
    return papers


# --- Handing out ---------------------------------------------------------------------------------------------------
def hand_out(station: Station, *, by: User, voter: User, operation: UUID, helped: bool = False) -> RollEntry:
    """Mark `voter` on the roll and give them a paper; `helped`: officer `by` fills it in for them and is named.

    The voter cannot vote online any more from this moment. A repeat of the same form returns the mark.
    """
    round = station.round
    verbs.require_permission(rules.may_hand_out_paper(by, round))
    now = clock.now()
    on_duty = Shift.objects.filter(station=station, officer=by, starts_at__lte=now, ends_at__gt=now).exists()
    require(on_duty, _("You have no shift at this station now."))
    sql_now, moment = clock.db_now_sql()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Two officers who take the last paper at once: the second one sees the first.
            station = lock_row(station)
            if station.papers.count() <= station.marks.count():
                return _why_no_paper(_entry_of(round, voter), operation, all_handed_out=True)
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [ballot_box.BALLOT_BOX, round.pk])
            cursor.execute(
                f"""
                UPDATE deliberation_rollentry entry
                SET marked_at = {sql_now}, way = %s, helper_id = %s, station_id = %s, operation = %s
                FROM deliberation_votinground round
                WHERE entry.round_id = %s AND entry.voter_id = %s AND entry.marked_at IS NULL AND entry.struck_by_id IS NULL
                  AND round.id = entry.round_id AND round.closed_at IS NULL AND round.opens_at <= {sql_now} AND round.closes_at > {sql_now}
                """,
                [
                    *moment, VoteChannel.ASSISTED if helped else VoteChannel.PAPER, by.pk if helped else None, station.pk, operation,
                    round.pk, voter.pk, *moment, *moment,
                ],
            )  # fmt: skip
            is_marked = cursor.rowcount == 1
    except IntegrityError:
        is_marked = False
    entry = _entry_of(round, voter)
    if is_marked and entry:
        audit.record("hand_out_paper", by=by, target=round, area_code=round.area.code, station=station.name)
        return entry
    return _why_no_paper(entry, operation)


def _entry_of(round: VotingRound, voter: User) -> RollEntry | None:
    return RollEntry.objects.filter(round=round, voter=voter, struck_by__isnull=True).first()


def _why_no_paper(entry: RollEntry | None, operation: UUID, *, all_handed_out: bool = False) -> RollEntry:
    """Return the mark that the same form made before, or raise Refused with the reason why no paper is given."""
    if entry is None:
        raise Refused(_("This person is not on the roll."), field="voter")
    if entry.marked_at and entry.operation == operation:
        return entry
    if entry.marked_at:
        raise Refused(_("This person has voted already or holds a paper."), field="voter")
    shared = entry.shares_vote_of_id and RollEntry.objects.filter(
        round=entry.round_id, shares_vote_of=entry.shares_vote_of_id, marked_at__isnull=False
    )
    if shared and shared.exists():
        raise Refused(_("Somebody of this household has voted already."), field="voter")
    require(not all_handed_out, _("All printed papers of this station are handed out; print more."))
    raise Refused(_("The round is closed; no paper is handed out."))


# --- Entering ------------------------------------------------------------------------------------------------------
@transaction.atomic
def enter_ballot(round: VotingRound, *, by: User, serial: str, marks: bytes) -> PaperEntry:
    """Write down what `by` reads on the paper `serial` from the urn, after voting has ended; once a person.

    A paper counts when two people entered the same; when two differ a third reads it. A void paper is all blank.
    """
    verbs.require_permission(rules.may_enter_papers(by, round))
    require(round.closes_at <= clock.now(), _("Papers are entered after voting has ended."))
    form = ballot_spec.ballot_spec(round.pk)
    require(
        marks == form.blank or form.is_valid(marks),
        _("No valid ballot looks like this; enter it as void."),
        field="candidates",
    )
    paper = _lock_paper(round, serial)
    _require_sealed(lock_row(round))
    require(
        paper.set_asides.count() < 2,
        _("Two people found that this paper was not in the urn."),
        field="serial",
    )
    entries = list(paper.entries.all())
    own = next((one for one in entries if one.by_id == by.pk), None)
    if own and bytes(own.marks) == marks:
        return own
    require(
        own is None,
        _("You have entered this paper already, and differently; another person must read it."),
        field="serial",
    )
    require(
        settled_papers(entries) is None,
        _("Two people have entered this paper already, and they agree."),
        field="serial",
    )
    entry = PaperEntry.objects.create(paper=paper, by=by, marks=marks, at=clock.now())
    audit.record("enter_paper", by=by, target=round, area_code=round.area.code, serial=paper.serial)
    return entry


def _lock_paper(round: VotingRound, serial: str) -> PaperBallot:
    paper = (
        PaperBallot.objects.select_for_update(of=("self",))
        .filter(station__round=round, serial=serial.strip().upper())
        .first()
    )
    if paper is None:
        raise Refused(_("This round has no paper of this number."), field="serial")
    return paper


@transaction.atomic
def set_aside(round: VotingRound, *, by: User, serial: str, reason: str) -> SetAside:
    """Say that the paper `serial` was entered although it was not in the urn; when two people say so it is not counted."""
    verbs.require_permission(rules.may_enter_papers(by, round))
    paper = _lock_paper(round, serial)
    _require_sealed(lock_row(round))
    own = paper.set_asides.filter(by=by).first()
    if own:
        return own
    require(paper.entries.exists(), _("Nobody entered this paper."), field="serial")
    require(
        paper.set_asides.count() < 2,
        _("Two people found that this paper was not in the urn."),
        field="serial",
    )
    said = SetAside.objects.create(paper=paper, by=by, reason=reason, at=clock.now())
    audit.record(
        "set_paper_aside", by=by, target=round, area_code=round.area.code, serial=paper.serial, reason=reason
    )
    return said


def half_set_aside(round: VotingRound) -> list[str]:
    """Return the serial numbers of which one person says that they were not in the urn, and nobody else yet."""
    papers = PaperBallot.objects.filter(station__round=round).annotate(said=Count("set_asides"))
    return list(papers.filter(said=1).values_list("serial", flat=True))


def _require_sealed(round: VotingRound) -> None:
    """Raise Refused once the box of locked `round` is open: what is published counts the papers of that moment."""
    require(
        round.closed_at is None and not round.is_being_counted,
        _("The box is open already; no paper and no count sheet joins it any more."),
    )
    require(round.given_up_at is None, _("This vote was given up."))


def settled_papers(entries) -> bytes | None:
    """Return the marks that two people entered alike, None while there are none."""
    return read_alike(bytes(one.marks) for one in entries)


def _readings(round: VotingRound) -> dict[int, dict[str, list[PaperEntry]]]:
    """Return the entries by station and serial number, without papers that two people set aside."""
    found: dict[int, dict[str, list[PaperEntry]]] = defaultdict(lambda: defaultdict(list))
    papers = PaperBallot.objects.filter(station__round=round).annotate(said=Count("set_asides"))
    entries = PaperEntry.objects.filter(paper__in=papers.filter(said__lt=2))
    for entry in entries.select_related("paper"):
        found[entry.paper.station_id][entry.paper.serial].append(entry)
    return found


def unsettled_papers(round: VotingRound) -> list[str]:
    """Return the serial numbers of papers that another person must still enter."""
    return [
        serial
        for papers in _readings(round).values()
        for serial, entries in papers.items()
        if settled_papers(entries) is None
    ]


def marks_of(round: VotingRound) -> list[bytes]:
    """Return the marks of all papers that two people entered alike."""
    agreed = (settled_papers(entries) for papers in _readings(round).values() for entries in papers.values())
    return [marks for marks in agreed if marks is not None]


# --- Accounting ----------------------------------------------------------------------------------------------------
@transaction.atomic
def write_protocol(
    station: Station,
    *,
    by: User,
    used: int,
    spoilt: int,
    unused: int,
    scan,
    taken_away: int = 0,
    reason: str = "",
) -> Protocol:
    """Write the count sheet of `station` after voting: all papers printed for it are accounted for, or it is refused.

    `used` in the urn, `spoilt` and given back for another, `unused`, `taken_away` by voters who kept theirs. With a
    `reason` it takes the place of the one written before, which stays on record. A repeat returns the one that is there.
    """
    round = lock_row(station.round)
    verbs.require_permission(rules.may_run_stations(by, round) or station.shifts.filter(officer=by).exists())
    earlier, counted = protocol_of(station), (used, spoilt, unused, taken_away)
    if earlier and _counts_of(earlier) == counted and reason in ("", earlier.reason):
        return earlier
    require(round.closes_at <= clock.now(), _("The count sheet is written after voting has ended."))
    _require_sealed(round)
    require(
        earlier is None or reason.strip() != "",
        _("There is a count sheet with other numbers already; say why this one takes its place."),
        field="reason",
    )
    issued, marked = station.papers.count(), station.marks.count()
    require(
        issued == used + spoilt + unused + taken_away,
        _("%(issued)d papers were printed for this station, but %(sum)d are accounted for.")
        % {"issued": issued, "sum": used + spoilt + unused + taken_away},
        field="used",
    )
    require(
        marked == used + taken_away,
        _("%(marked)d voters were given a paper, but %(sum)d papers are in the urn or were taken away.")
        % {"marked": marked, "sum": used + taken_away},
        field="used",
    )
    protocol = Protocol.objects.create(
        station=station, issued=issued, used=used, spoilt=spoilt, unused=unused, taken_away=taken_away, scan=scan, by=by, at=clock.now(),
        reason=reason if earlier else "",
    )  # fmt: skip
    audit.record(
        "write_protocol", by=by, target=round, area_code=round.area.code, station=station.name,
        issued=issued, used=used, spoilt=spoilt, unused=unused, taken_away=taken_away, reason=protocol.reason,
    )  # fmt: skip
    return protocol


def _counts_of(protocol: Protocol) -> tuple[int, int, int, int]:
    return protocol.used, protocol.spoilt, protocol.unused, protocol.taken_away


def protocol_of(station: Station) -> Protocol | None:
    """Return the protocol of `station` that counts, the newest one; None while there is none."""
    return station.protocols.order_by("pk").last()


def require_complete(round: VotingRound) -> None:
    """Raise Refused unless every station's papers are accounted for and entered."""
    readings = _readings(round)
    for station in round.stations.all():
        protocol = protocol_of(station)
        if protocol is None:
            if station.papers.exists():
                raise Refused(_("The count sheet of “%(station)s” is missing.") % {"station": station})
            continue
        entered = readings.get(station.pk, {})
        waiting = [serial for serial, entries in entered.items() if settled_papers(entries) is None]
        if waiting:
            raise Refused(
                _("Paper %(serial)s of “%(station)s” must be entered by another person.")
                % {"serial": waiting[0], "station": station}
            )
        if len(entered) != protocol.used:
            raise Refused(
                _("“%(station)s” had %(used)d papers in its urn; %(entered)d are entered.")
                % {"station": station, "used": protocol.used, "entered": len(entered)}
            )


def taken_away(round: VotingRound) -> int:
    """Return how many papers voters kept, by the protocols."""
    return sum(one.taken_away for one in map(protocol_of, round.stations.all()) if one)
