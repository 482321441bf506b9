"""The acts of this room."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from deliberation import merging, pooling, rules
from deliberation.council import changes, interests, meetings, reconfirming
from deliberation.forms import council as council_forms
from deliberation.forms import households as household_forms
from deliberation.forms.merging import MergeForm, UnmergeForm
from deliberation.forms.owners import AskOwnersForm
from deliberation.forms.screening import ScreeningForm
from deliberation.households import opinions, polls, reviews
from deliberation.models import (
    Meeting,
    OwnerFlat,
    OwnersRollFile,
    OwnersVote,
    OwnersWord,
    PollHousehold,
    Rating,
    RecusalRequest,
    RecusalVote,
    ReviewHousehold,
    Score,
    SittingItem,
    Support,
)
from deliberation.owners import opening
from panlong import clock
from panlong.accounts.groups import living_in
from panlong.acts import Act
from panlong.areas.models import within
from panlong.policy.sentences import with_parameters
from projects import rules as project_rules
from projects.forms import DisownForm, ImplementerForm
from projects.journey import proposing
from projects.models import IssueLevel, Merge
from projects.stages import MERGEABLE, PRIVATE, Stage

WITH_WORDS = frozenset(
    {Stage.IN_PROGRESS, Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE, Stage.CLOSED}
)
PUBLISHED_STAGES = frozenset(Stage) - PRIVATE


def poll_is_open(user) -> Q:
    return Q(support_polls__closed_at__isnull=True, support_polls__closes_at__gt=clock.now())


def review_is_open(user) -> Q:
    return Q(reviews__closed_at__isnull=True, reviews__closes_at__gt=clock.now())


def review_is_undecided(user) -> Q:
    return Q(reviews__closed_at__isnull=True, reviews__undecided_since__isnull=False)


def words_wait(user) -> Q:
    """Somebody wrote words with a rating, the review is closed, and nobody has looked at them."""
    waiting = Rating.objects.filter(review__closed_at__isnull=False, look=None).exclude(words="")
    return Q(pk__in=waiting.values("review__project"))


def doors_to_ask_in_poll(user) -> Q:
    """At doors of one's own nobody has answered yet."""
    said = Support.objects.filter(poll=OuterRef("poll"), household=OuterRef("household"))
    mine = PollHousehold.objects.filter(living_in(user.areas_of(rules.HELPERS), "household__"))
    waiting = mine.filter(~Exists(said), poll__closed_at__isnull=True, poll__closes_at__gt=clock.now())
    return Q(pk__in=waiting.values("poll__project"))


def doors_to_ask_in_review(user) -> Q:
    said = Rating.objects.filter(review=OuterRef("review"), household=OuterRef("household"))
    mine = ReviewHousehold.objects.filter(living_in(user.areas_of(rules.HELPERS), "household__"))
    waiting = mine.filter(~Exists(said), review__closed_at__isnull=True, review__closes_at__gt=clock.now())
    return Q(pk__in=waiting.values("review__project"))


def owners_are_asked(user) -> Q:
    """The owners decide by a vote of their own."""
    return pooling.owners_are_asked()


def owners_not_asked_for(user) -> Q:
    return ~owners_are_asked(user)


def owners_wait(user) -> Q:
    """Nobody has asked them yet, a roll waits for its second person, or a flat of one's own has not spoken."""
    runs = Q(within(user.areas_of(rules.OWNERS_VOTE_RUNNERS)))
    agreed = OwnersVote.objects.filter(project=OuterRef("pk"), passed=True)
    ready = OwnersRollFile.objects.filter(project=OuterRef("pk"), state=OwnersRollFile.State.READY).exclude(
        by=user
    )
    still = OwnersVote.objects.filter(project=OuterRef("pk"), closed_at__isnull=True)
    late = still.filter(closes_at__lte=clock.now())
    to_ask = (
        Q(budget__gt=0)
        & ~Q(Exists(agreed))
        & ~Q(Exists(still))
        & ~Q(owners_rolls__state=OwnersRollFile.State.READY)
    )
    said = OwnersWord.objects.filter(owner=OuterRef("owner"))
    mine = OwnerFlat.objects.filter(
        living_in(user.areas_of(rules.HELPERS), "household__"), vote__closed_at__isnull=True
    )
    silent = mine.filter(~Exists(said), vote__closes_at__gt=clock.now()).values("vote__project")
    return runs & (to_ask | Q(Exists(ready)) | Q(Exists(late))) | Q(pk__in=silent)


def minutes_missing(user) -> Q:
    return Q(pk__in=Meeting.objects.without_minutes().values("project"))


def meeting_awaited(user) -> Q:
    return Q(pk__in=Meeting.objects.awaited().values("project"))


def no_meeting_in_sight(user) -> Q:
    """Nothing is called or to be written down, and a meeting is still missing before the project can go on."""
    return ~pooling.whole(*pooling.MEETINGS) & ~minutes_missing(user) & ~meeting_awaited(user)


def no_reconfirmation_called(user) -> Q:
    return ~Q(pk__in=reconfirming.pending().values("meeting__project"))


def own_points_missing(user) -> Q:
    """The points are shut, and this member has not handed any in."""
    given = Score.objects.filter(
        member=user, project=OuterRef("project"), sitting=OuterRef("number"), turn=OuterRef("turn")
    )
    present = SittingItem.objects.filter(settled_at__isnull=True)
    done = present.filter(Q(opened_at__isnull=False) | Exists(given))
    return ~Q(pk__in=done.values("project"))


def recusal_to_decide(user) -> Q:
    """A resident asks that another member step aside, and this one has not said anything yet."""
    said = RecusalVote.objects.filter(request=OuterRef("pk"), member=user)
    asked = RecusalRequest.objects.filter(granted__isnull=True).exclude(member=user)
    return Q(pk__in=asked.filter(~Exists(said)).values("item__project"))


ACTS = (
    Act(
        "screen", _("Check the proposal"), frozenset({Stage.SCREENING}), project_rules.may_screen,
        lambda project, by, form: polls.screen_proposal(project, by=by, **form.verb_kwargs()), _("The check is on record."), form=ScreeningForm, on_desk=True,
        hint=_("Check it against the two lists. When it passes, the households of the place are asked."),
    ),
    Act(
        "support", _("Say whether your household wants it"), frozenset({Stage.SUPPORT_POLL}), rules.may_answer_poll,
        lambda project, by, form: polls.answer_poll(project, by=by, **form.verb_kwargs()), _("Thank you. The answer of your household is on record; you can change it until the poll closes."), form=household_forms.OwnSupportForm,
        hint=_("One answer per household; you can change it until the poll closes."), condition=poll_is_open,
        button=_("Hand in the answer"),
    ),
    Act(
        "support-at-the-door", _("Go from door to door"), frozenset({Stage.SUPPORT_POLL}), rules.may_help_households,
        page="deliberation:doors", condition=poll_is_open, on_desk=True, desk=doors_to_ask_in_poll,
    ),
    Act(
        "ask-owners", _("Let the owners decide by a vote of their own"), frozenset({Stage.SUPPORT_POLL, *opening.STAGES}), rules.may_run_owners_vote,
        lambda project, by, form: opening.ask_owners(project, by=by, **form.verb_kwargs()), _("From now on it waits for the owners' vote."),
        form=AskOwnersForm, condition=owners_not_asked_for, irreversible=True,
        hint=_("Where it touches roof, outer walls, stairs or pipes, article 278 of the Civil Code lets the owners decide."),
    ),
    Act(
        "owners-vote", _("Owners' vote"), frozenset(opening.STAGES), rules.may_serve_owners, page="deliberation:owners",
        condition=owners_are_asked, on_desk=True, desk=owners_wait,
    ),
    Act(
        "close-poll", _("Close the poll"), frozenset({Stage.SUPPORT_POLL}), rules.may_close_poll,
        lambda project, by, form: polls.close_now(project, by=by), _("The poll is closed and its result published."),
        hint=_("Before its time a poll closes only when so many of all households agree as its rule asks for."), condition=lambda user: Q(support_polls__closed_at__isnull=True),
    ),
    Act(
        "withdraw", _("Withdraw the project"), frozenset(proposing.BEFORE_CONSENT), project_rules.may_take_back,
        lambda project, by, form: polls.withdraw_proposal(project, by=by, **form.verb_kwargs()), _("Withdrawn."), form=council_forms.RecuseForm, irreversible=True,
    ),
    Act(
        "disown", _("This is not my proposal"), frozenset({Stage.DRAFT, Stage.SCREENING, Stage.RETURNED, Stage.SUPPORT_POLL}), project_rules.may_disown,
        lambda project, by, form: polls.disown_proposal(project, by=by, **form.verb_kwargs()), _("It is ended, and who wrote it down is told."), form=DisownForm, irreversible=True,
        hint=_("Somebody wrote this down in the name of the proposer. If it is not what was said, it ends here."),
    ),
    Act(
        "merge", _("Merge it into another proposal"), frozenset(MERGEABLE), project_rules.may_merge,
        lambda project, by, form: merging.merge_projects(project, by=by, **form.verb_kwargs()), _("The two are one now. Both proposers are told."), form=MergeForm,
        hint=with_parameters(
            ngettext_lazy(
                "One of them goes on with both proposers and the voices of both. Into an open poll only if that stays open for at least %(days)s day.",
                "One of them goes on with both proposers and the voices of both. Into an open poll only if that stays open for at least %(days)s days.",
                "days",
            ), days="merge_poll_days",
        ),
    ),
    Act(
        "unmerge", _("Undo the merge"), frozenset({Stage.MERGED}), project_rules.may_merge,
        lambda project, by, form: merging.unmerge_project(project, by=by, **form.verb_kwargs()), _("The two go on by themselves again. Both proposers are told."), form=UnmergeForm,
        hint=with_parameters(
            ngettext_lazy(
                "Within %(days)s day of the merge.", "Within %(days)s days of the merge.", "days",
            ), days="merge_undo_days",
        ), condition=lambda user: Q(pk__in=Merge.objects.in_force().filter(undo_until__gt=clock.now()).values("gone")),
    ),
    Act(
        "call-meeting", _("Call a meeting"), frozenset(meetings.MEETING_STAGES), rules.may_call_meeting,
        lambda project, by, form: meetings.call_meeting(project, by=by, **form.verb_kwargs()), _("The meeting is called and the notice published."), form=council_forms.CallMeetingForm,
        hint=with_parameters(
            ngettext_lazy(
                "The neighbours are told at least %(days)s day ahead.", "The neighbours are told at least %(days)s days ahead.", "days"
            ), days="meeting_notice_days",
        ), on_desk=True,
        desk=lambda user: Q(stage=Stage.DELIBERATION) & no_meeting_in_sight(user),
    ),
    Act(
        "ask-households-again", _("Ask the households again"), frozenset({Stage.DELIBERATION}), project_rules.may_organise,
        lambda project, by, form: polls.ask_households_again(project, by=by), _("The households are asked."), on_desk=True,
        hint=_("Place or kind of the project changed since they said yes."), condition=lambda user: polls.to_be_asked_again(),
    ),
    Act(
        "move-meeting", _("Move a meeting"), PUBLISHED_STAGES, rules.may_call_meeting,
        lambda project, by, form: changes.move_meeting(by=by, **form.verb_kwargs()), _("The meeting is moved; all who were invited are told."),
        form=council_forms.MoveMeetingForm, hint=_("Everybody who was invited is told, and a notice says it."), condition=meeting_awaited,
    ),
    Act(
        "cancel-meeting", _("Cancel a meeting"), PUBLISHED_STAGES, rules.may_call_meeting,
        lambda project, by, form: changes.cancel_meeting(by=by, **form.verb_kwargs()), _("The meeting is cancelled; all who were invited are told."),
        form=council_forms.CancelMeetingForm, hint=_("Everybody who was invited is told, and a notice says it."), condition=meeting_awaited,
    ),
    Act(
        "not-held", _("Record that a meeting was not held"), PUBLISHED_STAGES, rules.may_call_meeting,
        lambda project, by, form: changes.record_not_held(by=by, **form.verb_kwargs()), _("It is on record that the meeting was not held."),
        form=council_forms.NotHeldForm, hint=_("It gets no minutes. Another meeting can be called at once."), condition=minutes_missing,
    ),
    Act(
        "minutes", _("Write the minutes"), PUBLISHED_STAGES, project_rules.may_write_minutes, page="deliberation:minutes-of",
        condition=minutes_missing, on_desk=True,
    ),
    Act(
        "pool", _("Take it into the pool"), frozenset({Stage.DELIBERATION}), project_rules.may_organise,
        lambda project, by, form: pooling.pool_project(project, by=by), _("It is in the pool now."), on_desk=True,
        hint=with_parameters(
            ngettext_lazy(
                "For %(months)s month. The community puts pooled projects to the vote.",
                "For %(months)s months. The community puts pooled projects to the vote.", "months",
            ), months="pool_months",
        ),
        condition=lambda user: pooling.whole() & Q(level__gt=IssueLevel.RESIDENTS), lacks=pooling.what_is_missing,
    ),
    Act(
        "reconfirm", _("Let the council say whether it stays in the pool"), frozenset({Stage.POOLED}), rules.may_call_meeting,
        lambda project, by, form: reconfirming.call_reconfirmation(project, by=by, **form.verb_kwargs()), _("The meeting is called and the notice published."),
        form=council_forms.ReconfirmForm, condition=no_reconfirmation_called,
        hint=with_parameters(
            ngettext_lazy(
                "When the meeting agrees, it stays for another %(months)s month.", "When the meeting agrees, it stays for another %(months)s months.",
                "months",
            ), months="pool_months",
        ),
    ),
    Act(
        "solve", _("Let the residents begin"), frozenset({Stage.DELIBERATION}), project_rules.may_organise,
        lambda project, by, form: pooling.solve_by_residents(project, by=by, **form.verb_kwargs()), _("The work begins."), form=ImplementerForm, on_desk=True,
        hint=_("A level 1 issue needs no public money and goes straight to work."),
        condition=lambda user: pooling.whole() & Q(level=IssueLevel.RESIDENTS), lacks=pooling.what_is_missing,
    ),
    Act(
        "score", _("Give your points"), frozenset({Stage.SELECTION}), rules.may_score, page="deliberation:points-of", on_desk=True,
        condition=own_points_missing,
    ),
    Act(
        "recuse", _("Step aside"), frozenset({Stage.SELECTION}), rules.may_recuse,
        lambda project, by, form: interests.recuse_member(project, by=by, **form.verb_kwargs()), _("You stepped aside; it is published."), form=council_forms.StepAsideForm,
        hint=_("If the project is yours, your family's or your company's."), condition=lambda user: own_points_missing(user) & ~Q(recusals__member=user),
    ),
    Act(
        "ask-recusal", _("Ask that a member step aside"), frozenset({Stage.SELECTION}), interests.may_ask_for_recusal,
        lambda project, by, form: interests.ask_for_recusal(project, by=by, **form.verb_kwargs()), _("The other members decide on it and tell you their reasons."),
        form=council_forms.AskRecusalForm, hint=_("If a member, the family or the firm of a member has a part in this project. Request and decision are published."),
        condition=lambda user: ~Q(sitting_items__settled_at__isnull=True, sitting_items__opened_at__isnull=False),
    ),
    Act(
        "decide-recusal", _("Say whether another member steps aside"), frozenset({Stage.SELECTION}), rules.may_score,
        lambda project, by, form: interests.vote_on_recusal(by=by, **form.verb_kwargs()), _("It is on record."), form=council_forms.DecideRecusalForm, on_desk=True,
        condition=recusal_to_decide,
    ),
    Act(
        "resolve", _("Write the resolution"), frozenset({Stage.SELECTION}), rules.may_resolve, page="deliberation:sitting-of", on_desk=True,
    ),
    Act(
        "accept", _("Accept the work"), frozenset({Stage.ACCEPTANCE}), project_rules.may_accept,
        lambda project, by, form: reviews.accept_work(project, by=by, **form.verb_kwargs()), _("Recorded."), form=household_forms.AcceptanceForm, on_desk=True,
        hint=with_parameters(
            ngettext_lazy(
                "After acceptance the households of the place rate the work for %(days)s day.",
                "After acceptance the households of the place rate the work for %(days)s days.", "days",
            ), days="review_days",
        ),
    ),
    Act(
        "rate", _("Rate the work"), frozenset({Stage.SATISFACTION_REVIEW}), rules.may_rate,
        lambda project, by, form: reviews.rate_project(project, by=by, **form.verb_kwargs()), _("Thank you. Your household's rating is on record."), form=household_forms.OwnRatingForm,
        hint=_("One rating per household; it counts for all of you. The totals are published, without names."),
        condition=review_is_open,
    ),
    Act(
        "decide-review", _("Decide how the review goes on"), frozenset({Stage.SATISFACTION_REVIEW}), rules.may_decide_review,
        lambda project, by, form: reviews.decide_review(project, by=by, **form.verb_kwargs()), _("Decided and published."), form=household_forms.DecideReviewForm,
        hint=_("Too few households answered, however often the review was prolonged."), condition=review_is_undecided, on_desk=True,
    ),
    Act(
        "look-at-words", _("Look at the residents' words"), WITH_WORDS, rules.may_look_at_words,
        lambda project, by, form: opinions.look_at_words(project, by=by, **form.verb_kwargs()), _("Published what may be read."), form=household_forms.LookAtWordsForm,
        hint=_("Only for personal data. That a remark is unpleasant is no reason to hide it; how many are hidden, and why, is published."),
        condition=words_wait, on_desk=True,
    ),
    Act(
        "rate-at-the-door", _("Go from door to door"), frozenset({Stage.SATISFACTION_REVIEW}), rules.may_help_households,
        page="deliberation:doors", condition=review_is_open, on_desk=True, desk=doors_to_ask_in_review,
    ),
)  # fmt: skip
