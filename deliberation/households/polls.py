"""Support polls: screening opens one, households answer, the deadline or an organiser closes it."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.households.assisted_answers import answering_household, replaced_answer, tell_household
from deliberation.models import PollSheet, Support, SupportPoll, VoteChannel
from deliberation.rounds import roll
from panlong import audit, clock, policy
from panlong.accounts import people
from panlong.accounts.models import Household, User
from panlong.areas.models import Area, within
from panlong.errors import Refused, require
from panlong.policy import workdays
from panlong.tools import sweeps
from projects import verbs
from projects.journey import deliberating, planning, proposing, screening, taking_down
from projects.models import PlanVersion, Project, Screening
from projects.models.plan_changes import asks_households_again
from projects.stages import Stage
from projects.transitions import lock_row

# What a poll keeps from its beginning.
RULES = ("support_percent", "support_poll_days", "support_early_percent")


@transaction.atomic
def screen_proposal(
    project: Project, *, by: User, verdict: str, places: Iterable[Area] = (), **found
) -> Project:
    """Screen a proposal; when it passes, open its support poll for 14 days (D) among all households of the place.

    With `places`, buildings of it, only their households are asked. `found` is what
    `projects.journey.screening.record_screening` takes: reason, ground, checks, settled, seen.
    """
    if verdict != Screening.Verdict.PASSED:
        return screening.record_screening(project, by=by, verdict=verdict, **found)
    area, asked = (found.get("settled") or {}).get("area", project.area), list(places)
    require(
        all(area.covers(place) for place in asked),
        _("Only parts of the project's place can be asked."),
        field="places",
    )
    now = clock.now()
    households = _households_to_ask(area, asked, now)
    kept, share = _rule_at(now, area)
    project = screening.record_screening(
        project, by=by, verdict=verdict, poll_closes_at=kept["closes_at"], share=share, places=asked, **found
    )
    _open(project, households, kept).places.set(asked)
    return project


def _households_to_ask(area: Area, places: list[Area], now: datetime) -> list[Household]:
    """Return the households of `area`, of `places` in it where there are any; raise Refused when there are none."""
    everybody = people.households_at(area, moment=now)
    households = list(everybody.filter(within(places)) if places else everybody)
    require(
        bool(households), _("No household of this place is on the roster yet; without households no poll.")
    )
    return households


def _rule_at(now: datetime, area: Area) -> tuple[dict[str, Any], str]:
    """Return the fields of a poll that keep the parameters in force `now` in `area`, and the share that must agree in words."""
    rules_now = policy.rules_of(RULES, area=area)
    share = policy.share_of(rules_now["support_percent"].value)
    early = policy.share_of(rules_now["support_early_percent"].value)
    kept = {
        "opens_at": now,
        "closes_at": workdays.after_days(now, int(rules_now["support_poll_days"].value)),
        "share_parts": share.numerator,
        "share_of": share.denominator,
        "early_parts": early.numerator,
        "early_of": early.denominator,
        "rules": [_applied(rule) for rule in rules_now.values()],
    }
    return kept, policy.write_share(share)


def _open(project: Project, households: list[Household], kept: dict[str, Any]) -> SupportPoll:
    poll = SupportPoll.objects.create(
        project=project, version=planning.version_to_show(project), households=len(households), **kept
    )
    roll.freeze_poll(poll, households)
    return poll


def households_asked_again(project: Project) -> bool:
    """Say whether the households said yes to another place or another kind of project than the plan is about now."""
    version = planning.current_version(project)
    poll = project.support_polls.filter(passed=True).select_related("version__area").first()
    seen = poll.version if poll else None
    return version is not None and seen is not None and asks_households_again(seen, version)


def to_be_asked_again() -> Q:
    """Return the condition on Project of those to whose households' last yes another place or kind belonged."""
    newest = PlanVersion.objects.newest().filter(project=OuterRef("project"))
    later = SupportPoll.objects.filter(
        project=OuterRef("project"), passed=True, opens_at__gt=OuterRef("opens_at")
    )
    said_yes = SupportPoll.objects.filter(~Exists(later), passed=True, version__isnull=False).annotate(
        area_now=Subquery(newest.values("area")[:1]), kind_now=Subquery(newest.values("kind")[:1])
    )
    other = ~Q(version__area=F("area_now")) | ~Q(version__kind=F("kind_now"))
    return Q(pk__in=said_yes.filter(other).values("project"))


@transaction.atomic
def ask_households_again(project: Project, *, by: User) -> Project:
    """Ask the households once more, after place or kind of the project changed since they said yes."""
    project = lock_row(project)
    now = clock.now()
    households = _households_to_ask(project.area, [], now)
    require(households_asked_again(project), _("The households said yes to this place and kind already."))
    kept, share = _rule_at(now, project.area)
    project = deliberating.record_asked_again(project, by=by, poll_closes_at=kept["closes_at"], share=share)
    _open(project, households, kept)
    return project


def _applied(rule: policy.Rule) -> dict:
    since = rule.since.isoformat() if rule.since else ""
    return {
        "key": rule.key,
        "value": f"{rule.value.normalize():f}",
        "place": rule.place,
        "since": since,
        "basis": rule.basis,
    }


def open_poll(project: Project) -> SupportPoll | None:
    """Return the poll of `project` that takes answers now."""
    return SupportPoll.objects.filter(project=project, closed_at__isnull=True).first()


def lock_open_poll(project: Project) -> SupportPoll:
    """Return the poll of `project` that takes answers now, locked; raise Refused when there is none."""
    poll = (
        SupportPoll.objects.select_for_update(of=("self",), no_key=True)
        .filter(project=project, closed_at__isnull=True)
        .first()
    )
    if poll is None or poll.closes_at <= clock.now():
        raise Refused(_("The support poll is closed."))
    return poll


@transaction.atomic
def answer_poll(
    project: Project,
    *,
    by: User,
    agrees: bool | None,
    words: str = "",
    household: Household | None = None,
    home: Household | None = None,
) -> Support:
    """Record whether a household wants the project; it abstains when `agrees` is None, and may say why in `words`.

    One answer a household; it may change until the poll closes, and everybody of the household is told.

    A resident answers for their own household, for `home` where they have several; an organiser may take down the answer of `household` at the
    door and is named as its helper, unless the household has answered itself.
    """
    verbs.require_permission(household is not None or rules.may_answer_poll(by, project))
    household, way = answering_household(project, by=by, helped=household, home=home)
    return _store_answer(lock_open_poll(project), household, by=by, agrees=agrees, words=words, **way)


def record_signed_answer(
    sheet: PollSheet, household: Household, *, agrees: bool | None, by: User
) -> Support | None:
    """Let what `household` signed on `sheet` be its answer; None when it has spoken for itself. The poll is locked."""
    own = sheet.poll.answers.filter(household=household, way=VoteChannel.ONLINE).first()
    if own is not None:
        return None
    return _store_answer(
        sheet.poll, household, by=by, agrees=agrees, words="", way=VoteChannel.PAPER, sheet=sheet
    )


def _store_answer(poll: SupportPoll, household: Household, *, by: User, **said) -> Support:
    """Store what `household` said in locked `poll` in place of what it said before, and tell its people."""
    project = poll.project
    said = {"helper": None, "sheet": None, "by": by, **said}
    way = {"way": said["way"], "helper": said["helper"]}
    earlier = replaced_answer(poll.answers, poll.roll, household, way)
    before = Support.objects.filter(poll=poll, household=household, **said).first()
    if before is not None:
        return before  # the same form once more
    support, _is_new = Support.objects.update_or_create(
        poll=poll, household=household, defaults={**said, "at": clock.now()}
    )
    tell_household(project, household, voice=support.voice, way=way, by=by)
    audit.record(
        "answer_poll",
        by=by,
        target=project,
        area_code=project.area.code,
        household=household.pk,
        way=way["way"],
        **earlier,
    )
    return support


def count_answers(poll: SupportPoll) -> tuple[int, int, int]:
    """Return how many households agreed, how many opposed and how many abstained."""
    said = Counter(poll.answers.values_list("agrees", flat=True))
    return said[True], said[False], said[None]


def _record_result(poll: SupportPoll, counts: tuple[int, int, int], passed: bool) -> None:
    poll.closed_at, poll.passed = clock.now(), passed
    poll.agreed, poll.opposed, poll.abstained = counts
    poll.save(update_fields=["closed_at", "agreed", "opposed", "abstained", "passed"])


@transaction.atomic
def close_poll(poll: SupportPoll, *, by: User | None) -> SupportPoll:
    """Close a poll: at its deadline (`by` None), or earlier by an organiser once enough of all households agree.

    Enough is what its rule asked for when it began (domain rules, B: two thirds (D)).
    """
    project = lock_row(poll.project)
    poll = lock_row(poll)
    if poll.closed_at:
        return poll
    agreed, opposed, abstained = count_answers(poll)
    passed = poll.is_enough(agreed)
    if by is not None:
        verbs.require_permission(rules.may_close_poll(by, project))
    if poll.closes_at > clock.now():
        require(
            by is not None and poll.may_close_early(agreed),
            _("Before its time a poll closes only when at least %(share)s of all households agree.")
            % {"share": policy.write_share(max(poll.share, poll.early_share))},
        )
    _record_result(poll, (agreed, opposed, abstained), passed)
    if project.stage == Stage.SUPPORT_POLL:
        screening.record_support(
            project, by=by, passed=passed, households=poll.households, agreed=agreed, opposed=opposed,
            abstained=abstained, share=policy.write_share(poll.share),
        )  # fmt: skip
    return poll


def close_now(project: Project, *, by: User) -> SupportPoll:
    """Close the last poll of `project`, see `close`."""
    poll = project.support_polls.first()
    if poll is None:
        raise Refused(_("There is no poll about this project."))
    return close_poll(poll, by=by)


@transaction.atomic
def withdraw_proposal(project: Project, *, by: User, reason: str) -> Project:
    """Withdraw a project; an open poll ends with it, without a result that counts."""
    return _end_open_poll(proposing.record_withdrawal(project, by=by, reason=reason))


@transaction.atomic
def disown_proposal(project: Project, *, by: User, reason: str) -> Project:
    """End what was taken down for somebody who says that it is not theirs; an open poll ends with it."""
    return _end_open_poll(taking_down.record_disowned(project, by=by, reason=reason))


def _end_open_poll(project: Project) -> Project:
    poll = SupportPoll.objects.select_for_update().filter(project=project, closed_at__isnull=True).first()
    if poll:
        end_without_result(poll)
    return project


def end_without_result(poll: SupportPoll) -> None:
    """Close locked `poll` because what it asks about has ended; what was answered stays on record."""
    _record_result(poll, count_answers(poll), False)


def ask_anew(project: Project, ended: SupportPoll, *, begin: Callable[[datetime], Project]) -> Project:
    """Ask the households of `project` once more, after its poll `ended` without a result; `begin` moves the stage.

    What they said to the ended poll counts in the new one; they may change it until it closes.
    """
    places = list(ended.places.all())
    now = clock.now()
    households = _households_to_ask(project.area, places, now)
    kept, _share = _rule_at(now, project.area)
    project = begin(kept["closes_at"])
    poll = _open(project, households, kept)
    poll.places.set(places)
    on_roll = {one.pk for one in households}
    names = ("household_id", "by_id", "agrees", "words", "at", "way", "helper_id", "sheet_id")
    for one in ended.answers.filter(household__in=on_roll):
        Support.objects.create(poll=poll, **{name: getattr(one, name) for name in names})
    due = clock.until(kept["closes_at"])
    told = [one for place in places or [project.area] for one in people.residents_of(place)]
    verbs.tell_about(project, told, "support_poll", due=due)
    return project


def close_due() -> int:
    """Close the polls whose time is over; return how many. Safe to run twice or on two machines."""
    due = SupportPoll.objects.filter(closed_at__isnull=True, closes_at__lte=clock.now()).order_by("pk")
    return sweeps.run_each(due, lambda poll: close_poll(poll, by=None))
