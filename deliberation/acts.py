"""The acts of this room."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deliberation import forms, meetings, polls, reviews, rules, selection
from deliberation.models import Meeting, Resolution, Score
from panlong import clock
from panlong.acts import Act, ActForm
from projects import rules as project_rules
from projects.forms import ImplementerForm
from projects.models import IssueLevel
from projects.stages import Stage


def poll_is_open(user) -> Q:
    return Q(support_polls__closed_at__isnull=True, support_polls__closes_at__gt=clock.now())


def review_is_open(user) -> Q:
    return Q(reviews__closed_at__isnull=True, reviews__closes_at__gt=clock.now())


def minutes_missing(user) -> Q:
    return Q(
        pk__in=Meeting.objects.filter(minutes_at__isnull=True, starts_at__lte=clock.now()).values("project")
    )


def ready_to_leave_deliberation(user) -> Q:
    agreed = Meeting.objects.filter(agreed=True).values("project")
    return Q(pk__in=agreed, task_group__elected_at__isnull=False)


def _scores_of_this_sitting(user):
    from django.db.models import Count, OuterRef, Subquery
    from django.db.models.functions import Coalesce

    ended = (
        Resolution.objects.filter(project=OuterRef("project"))
        .order_by()
        .values("project")
        .annotate(n=Count("id"))
        .values("n")
    )
    return (
        Score.objects.filter(member=user)
        .annotate(ended=Coalesce(Subquery(ended), 0))
        .filter(sitting=F("ended") + 1)
    )


def own_points_missing(user) -> Q:
    return ~Q(pk__in=_scores_of_this_sitting(user).values("project"))


def may_withdraw(user, project) -> bool:
    return project_rules.may_edit(user, project) or (
        project.stage == Stage.POOLED and project_rules.may_lead_community(user, project)
    )


def run_answer(project, by, form: ActForm):
    return polls.answer(project, by=by, **form.facts())


ACTS = (
    Act(
        "screen", _("Check the proposal"), frozenset({Stage.SCREENING}), project_rules.may_screen,
        lambda project, by, form: polls.screen(project, by=by, **form.facts()), _("The check is on record."), form=forms.ScreeningForm, turn=True,
        hint=_("Check it against what is funded. When it passes, the households of the place are asked."),
    ),
    Act(
        "support", _("Say whether your household wants it"), frozenset({Stage.SUPPORT_POLL}), rules.may_answer_poll,
        run_answer, _("Thank you. The answer of your household is on record; you can change it until the poll closes."), form=forms.OwnSupportForm,
        hint=_("One answer per household; you can change it until the poll closes. Two thirds of all households must agree."), waiting=poll_is_open,
    ),
    Act(
        "support-at-the-door", _("Take down a household's answer"), frozenset({Stage.SUPPORT_POLL}), rules.may_help_households,
        run_answer, _("The answer is on record, with your name as the helper."), form=forms.HelpSupportForm, waiting=poll_is_open,
    ),
    Act(
        "close-poll", _("Close the poll"), frozenset({Stage.SUPPORT_POLL}), rules.may_close_poll,
        lambda project, by, form: polls.close_now(project, by=by), _("The poll is closed and its result published."),
        hint=_("Before its time a poll closes only when two thirds of all households agree."), waiting=lambda user: Q(support_polls__closed_at__isnull=True),
    ),
    Act(
        "withdraw", _("Withdraw the project"), frozenset({Stage.DRAFT, Stage.SCREENING, Stage.RETURNED, Stage.SUPPORT_POLL, Stage.DELIBERATION, Stage.POOLED}), may_withdraw,
        lambda project, by, form: polls.withdraw(project, by=by, **form.facts()), _("Withdrawn."), form=forms.RecuseForm, grave=True,
    ),
    Act(
        "call-meeting", _("Call a meeting"), frozenset({Stage.DELIBERATION}), rules.may_call_meeting,
        lambda project, by, form: meetings.call(project, by=by, **form.facts()), _("The meeting is called and the notice published."), form=forms.MeetingForm,
        hint=_("The neighbours are told at least three days ahead."), waiting=lambda user: ~Q(meetings__agreed=True) & ~minutes_missing(user), turn=True,
    ),
    Act(
        "minutes", _("Write the minutes"), frozenset({Stage.DELIBERATION}), project_rules.may_write_minutes,
        lambda project, by, form: meetings.write_minutes(by=by, **form.facts()), _("The minutes are published."), form=forms.MinutesForm,
        hint=_("It counts as agreed when two thirds of those entitled came and more than half of those present were in favour."),
        waiting=minutes_missing, turn=True,
    ),
    Act(
        "pool", _("Take it into the pool"), frozenset({Stage.DELIBERATION}), project_rules.may_organise,
        lambda project, by, form: meetings.pool(project, by=by), _("It is in the pool now."), turn=True,
        hint=_("For 24 months. The community puts pooled projects to the vote."),
        waiting=lambda user: ready_to_leave_deliberation(user) & Q(level__gt=IssueLevel.RESIDENTS, budget__gt=0),
    ),
    Act(
        "solve", _("Let the residents begin"), frozenset({Stage.DELIBERATION}), project_rules.may_organise,
        lambda project, by, form: meetings.solve_by_residents(project, by=by, **form.facts()), _("The work begins."), form=ImplementerForm, turn=True,
        hint=_("A level 1 issue needs no public money and goes straight to work."),
        waiting=lambda user: ready_to_leave_deliberation(user) & Q(level=IssueLevel.RESIDENTS),
    ),
    Act(
        "score", _("Give your points"), frozenset({Stage.SELECTION}), rules.may_score,
        lambda project, by, form: selection.score(project, by=by, **form.facts()), _("Your points are on record."), form=forms.ScoreForm, turn=True,
        waiting=own_points_missing,
    ),
    Act(
        "recuse", _("Step aside"), frozenset({Stage.SELECTION}), rules.may_recuse,
        lambda project, by, form: selection.recuse(project, by=by, **form.facts()), _("You stepped aside."), form=forms.RecuseForm,
        hint=_("If the project is yours, your family's or your company's."), waiting=lambda user: own_points_missing(user) & ~Q(recusals__member=user),
    ),
    Act(
        "resolve", _("Write the resolution"), frozenset({Stage.SELECTION}), rules.may_resolve,
        lambda project, by, form: selection.resolve(project, by=by, **form.facts()), _("The resolution is published."), form=forms.ResolutionForm, turn=True,
        hint=_("Two thirds of the members must have given their points."),
    ),
    Act(
        "accept", _("Accept the work"), frozenset({Stage.ACCEPTANCE}), project_rules.may_accept,
        lambda project, by, form: reviews.accept(project, by=by, **form.facts()), _("Recorded."), form=forms.AcceptanceForm, turn=True,
        hint=_("After acceptance the households of the place rate the work for seven days."),
    ),
    Act(
        "rate", _("Rate the work"), frozenset({Stage.SATISFACTION_REVIEW}), rules.may_rate,
        lambda project, by, form: reviews.rate(project, by=by, **form.facts()), _("Thank you. Your household's rating is on record."), form=forms.OwnRatingForm,
        hint=_("One rating per household; it counts for all of you. The totals are published, without names."),
        waiting=review_is_open,
    ),
    Act(
        "rate-at-the-door", _("Take down a household's rating"), frozenset({Stage.SATISFACTION_REVIEW}), rules.may_help_households,
        lambda project, by, form: reviews.rate(project, by=by, **form.facts()), _("The rating is on record, with your name as the helper."), form=forms.HelpRatingForm,
        waiting=review_is_open,
    ),
)  # fmt: skip
