"""The acts of this room."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from panlong import clock
from panlong.acts import Act
from panlong.policy.sentences import with_parameters
from projects import comments, forms, progress, rules, task_group
from projects.forms import group as group_forms
from projects.journey import appealing, caring, deliberating, implementing, levels, proposing
from projects.models import (
    Comment,
    GivingUpWord,
    Handover,
    Project,
    ProjectEvent,
    Screening,
    TaskGroupMember,
)
from projects.stages import ENDED, PRIVATE, SUSPENDABLE, WITH_WORK, Stage

OPEN_STAGES = frozenset(Stage) - ENDED - PRIVATE


CANDIDATE_STAGES = frozenset({*task_group.CHOOSING, *task_group.WITH_GROUP})


def _candidates(**facts) -> Exists:
    return Exists(TaskGroupMember.objects.filter(project=OuterRef("pk"), **facts))


def has_group(user) -> Q:
    return Q(_candidates(elected_at__isnull=False))


def is_no_candidate(user) -> Q:
    return ~Q(_candidates(user=user, declined_at=None))


def wants_candidates(user) -> Q:
    """The group is still to be chosen, or somebody has left it."""
    return (
        Q(stage=Stage.SUPPORT_POLL)
        | Q(stage=Stage.DELIBERATION) & ~has_group(user)
        | task_group.has_vacancy()
    )


def is_asked(user) -> Q:
    return Q(_candidates(**task_group.ASKED, user=user))


def has_asked(user) -> Q:
    asked = TaskGroupMember.objects.filter(**task_group.ASKED, project=OuterRef("pk"))
    return Q(Exists(asked.exclude(user=user)))


def has_asked_without_account(user) -> Q:
    return Q(_candidates(**task_group.ASKED, home__isnull=False))


def has_handover(user) -> Q:
    return Q(Exists(Handover.objects.filter(project=OuterRef("pk"), taker=user, confirmed_at=None)))


def may_be_appealed(user) -> Q:
    """It was the check that refused it, and nobody has appealed yet."""
    last = Screening.objects.filter(project=OuterRef("pk")).order_by("-at", "-pk").values("verdict")[:1]
    refused = Project.objects.alias(last=Subquery(last)).filter(last=Screening.Verdict.REJECTED, appeal=None)
    return Q(pk__in=refused.values("pk"))


def has_open_appeal(user) -> Q:
    return Q(appeal__isnull=False, appeal__decided_at__isnull=True)


def has_not_given_up(user) -> Q:
    said = GivingUpWord.objects.filter(project=OuterRef("pk"), by=user, stage_since=OuterRef("stage_since"))
    return Q(~Exists(said))


def waits_for_help(user) -> Q:
    """It was taken a level up, and nobody there has said anything yet."""
    steps = ProjectEvent.objects.filter(project=OuterRef("pk"), act__in=levels.STEPS).order_by("-at", "-pk")
    asked = Project.objects.alias(last=Subquery(steps.values("act")[:1])).filter(last="escalate")
    return Q(pk__in=asked.values("pk"))


def may_take_duty(user, project) -> bool:
    return rules.is_in_task_group(user, project) or rules.may_lead_community(user, project)


ACTS = (
    Act(
        "revise", _("Change what was asked for"), frozenset({Stage.RETURNED}), rules.may_edit,
        lambda project, by, form: proposing.edit_proposal(project, by=by, **form.verb_kwargs()), _("Saved. Now hand it in again."), form=forms.EditForm, on_desk=True,
    ),
    Act(
        "draft", _("Go on writing"), frozenset({Stage.DRAFT}), rules.may_edit, page="projects:draft", on_desk=True,
    ),
    Act(
        "edit", _("Change the proposal"), frozenset({Stage.SCREENING}), rules.may_edit,
        lambda project, by, form: proposing.edit_proposal(project, by=by, **form.verb_kwargs()), _("Saved."), form=forms.EditForm,
    ),
    Act(
        "submit", _("Hand in the proposal"), frozenset({Stage.DRAFT, Stage.RETURNED}), rules.may_edit,
        lambda project, by, form: proposing.submit_proposal(project, by=by), with_parameters(
            ngettext_lazy(
                "Handed in. An organiser checks it within %(days)s working day.",
                "Handed in. An organiser checks it within %(days)s working days.", "days",
            ), days="screening_days",
        ),
        hint=with_parameters(
            ngettext_lazy(
                "An organiser of your area who is not you checks the proposal within %(days)s working day. Then the households are asked.",
                "An organiser of your area who is not you checks the proposal within %(days)s working days. Then the households are asked.",
                "days",
            ), days="screening_days",
        ), form=forms.SubmitForm, on_desk=True,
    ),
    Act(
        "appeal", _("Appeal to the community"), frozenset({Stage.REJECTED}), rules.may_appeal,
        lambda project, by, form: appealing.appeal_to_community(project, by=by, **form.verb_kwargs()), _("The community looks at it again and answers you."), form=forms.AppealForm,
        hint=with_parameters(
            ngettext_lazy(
                "Once, within %(days)s working day of the refusal.", "Once, within %(days)s working days of the refusal.", "days",
            ), days="appeal_days",
        ), condition=may_be_appealed,
    ),
    Act(
        "decide-appeal", _("Answer the appeal"), frozenset({Stage.REJECTED}), rules.may_decide_appeal,
        lambda project, by, form: appealing.decide_appeal(project, by=by, **form.verb_kwargs()), _("The proposer is told."), form=forms.DecideAppealForm,
        condition=has_open_appeal, on_desk=True,
    ),
    Act(
        "stand", _("Stand for the task group"), CANDIDATE_STAGES, rules.may_stand_for_task_group,
        lambda project, by, form: task_group.stand_for_task_group(project, by=by), _("Thank you. The neighbours decide who forms the task group."),
        hint=_("The task group writes the minutes, collects quotations, keeps the books and reports on the work."),
        condition=lambda user: is_no_candidate(user) & wants_candidates(user),
    ),
    Act(
        "put-forward", _("Put a neighbour forward for the task group"), CANDIDATE_STAGES, rules.may_put_forward,
        lambda project, by, form: task_group.put_forward(project, by=by, **form.verb_kwargs()), _("They are asked, and are a candidate when they accept."), form=group_forms.PutForwardForm,
        hint=_("Whoever you put forward is asked first. Somebody without an account is put forward by an organiser and accepts on paper."),
        condition=lambda user: wants_candidates(user),
    ),
    Act(
        "answer-candidacy", _("Say whether you stand for the task group"), CANDIDATE_STAGES, rules.may_stand_for_task_group,
        lambda project, by, form: task_group.answer_candidacy(project, by=by, **form.verb_kwargs()), _("Thank you. Your answer is on record."), form=group_forms.AnswerCandidacyForm,
        hint=_("A neighbour put you forward. The task group writes the minutes, collects quotations, keeps the books and reports on the work."),
        condition=is_asked, on_desk=True,
    ),
    Act(
        "accept-on-paper", _("Record that a candidate accepted on paper"), CANDIDATE_STAGES, rules.may_record_acceptance,
        lambda project, by, form: task_group.accept_on_paper(project, by=by, **form.verb_kwargs()), _("They are a candidate now."), form=group_forms.AcceptOnPaperForm,
        condition=has_asked, on_desk=True, desk=has_asked_without_account,
    ),
    Act(
        "resign", _("Leave the task group"), frozenset(task_group.WITH_GROUP), rules.is_in_task_group,
        lambda project, by, form: task_group.resign(project, by=by, **form.verb_kwargs()), _("You have left; the other member is told what is open."), form=group_forms.ResignForm,
        hint=_("Hand over what is open to another member. The neighbours then choose somebody in your place."), irreversible=True,
    ),
    Act(
        "take-over", _("Confirm that you took over"), frozenset(task_group.WITH_GROUP), rules.is_in_task_group,
        lambda project, by, form: task_group.confirm_handover(project, by=by), _("It is on record that you took over."), form=group_forms.TakeOverForm,
        condition=has_handover, on_desk=True,
    ),
    Act(
        "form-task-group", _("Record the task group"), frozenset(task_group.WITH_GROUP), rules.may_organise,
        lambda project, by, form: task_group.form_task_group(project, by=by, **form.verb_kwargs()), _("The task group is on record."), form=group_forms.TaskGroupForm,
        hint=_("Record whom the neighbours put forward."), condition=lambda user: Q(stage=Stage.DELIBERATION) & ~has_group(user) | task_group.has_vacancy(), on_desk=True,
    ),
    Act(
        "escalate", _("Take it one level up"), frozenset({Stage.DELIBERATION}), rules.may_escalate,
        lambda project, by, form: levels.escalate_issue(project, by=by, **form.verb_kwargs()), _("The issue is one level up."), form=forms.EscalateForm,
        hint=_("One level at a time, with proof of what was tried."), condition=lambda user: Q(level__lt=3),
    ),
    Act(
        "answer-level", _("Say what you do about it"), frozenset({Stage.DELIBERATION}), rules.may_help_at_level,
        lambda project, by, form: levels.answer_at_level(project, by=by, **form.verb_kwargs()), _("The proposer and the task group are told."), form=forms.LevelAnswerForm,
        hint=_("The residents could not solve it by themselves and ask for your help."), condition=waits_for_help, on_desk=True,
    ),
    Act(
        "hand-back", _("Hand it back one level down"), frozenset({Stage.DELIBERATION}), rules.may_help_at_level,
        lambda project, by, form: levels.hand_back_issue(project, by=by, **form.verb_kwargs()), _("It is one level lower, and those concerned are told."), form=forms.HandBackForm,
        hint=_("When it can be solved one level lower, say how."),
    ),
    Act(
        "end-without-group", _("End it for want of a task group"), frozenset({Stage.DELIBERATION}), rules.may_lead_community,
        lambda project, by, form: deliberating.end_without_group(project, by=by, **form.verb_kwargs()), _("It is ended, and everybody concerned is told."), form=forms.ReasonForm, irreversible=True,
        hint=_("The households wanted it, but nobody is in a task group. The reason is published with a notice to which people may object."),
        condition=lambda user: ~has_group(user),
    ),
    Act(
        "give-up", _("Give the project up"), frozenset({Stage.DELIBERATION, Stage.POOLED}), rules.is_in_task_group,
        lambda project, by, form: deliberating.give_up_project(project, by=by, **form.verb_kwargs()), _("Your word is on record."), form=forms.ReasonForm, irreversible=True,
        hint=_("It ends when more than half of the task group's members have said so, each with a reason; a notice tells the reasons."),
        condition=has_not_given_up,
    ),
    Act(
        "progress", _("Report progress"), frozenset({Stage.IN_PROGRESS}), rules.may_report_progress,
        lambda project, by, form: progress.report_progress(project, by=by, **form.verb_kwargs()), _("Published."), form=forms.ProgressForm,
        hint=with_parameters(
            ngettext_lazy(
                "At least every day, with a photo where you can.", "At least every %(days)s days, with a photo where you can.", "days"
            ), days="progress_days",
        ),
    ),
    Act(
        "finished", _("Report the work as finished"), frozenset({Stage.IN_PROGRESS}), rules.may_report_progress,
        lambda project, by, form: implementing.report_finished(project, by=by, **form.verb_kwargs()), _("Reported. The community looks at the work now."), form=forms.FinishedForm,
    ),
    Act(
        "take-duty", _("Name who answers for aftercare"), WITH_WORK, may_take_duty,
        lambda project, by, form: caring.take_duty(project, by=by, **form.verb_kwargs()), _("Published."), form=forms.DutyForm,
        condition=lambda user: Q(duty_taken_at__isnull=True), on_desk=True,
    ),
    Act(
        "inspect", _("Record an inspection"), frozenset({Stage.AFTERCARE}), rules.may_inspect,
        lambda project, by, form: progress.report_inspection(project, by=by, **form.verb_kwargs()), _("Recorded."), form=forms.InspectionForm,
    ),
    Act(
        "suspend", _("Suspend the project"), frozenset(SUSPENDABLE), rules.may_interrupt,
        lambda project, by, form: implementing.suspend_project(project, by=by, **form.verb_kwargs()), _("The project is suspended."), form=forms.ReasonForm, irreversible=True,
    ),
    Act(
        "resume", _("Let the project go on"), frozenset({Stage.SUSPENDED}), rules.may_interrupt,
        lambda project, by, form: implementing.resume_project(project, by=by), _("The project goes on."), on_desk=True,
        hint=_("It goes on where it was suspended; an interrupted public notice starts anew."),
    ),
    Act(
        "start-work", _("Begin the work"), frozenset({Stage.PUBLICITY}), rules.may_lead_community,
        lambda project, by, form: implementing.start_work(project, by=by), _("The work begins."),
        hint=_("The portal does this by itself when the public notice has run its time."),
        condition=lambda user: Q(stage_due__lte=clock.now()), on_desk=True,
    ),
    Act(
        "comment", _("Say something"), OPEN_STAGES, rules.may_comment,
        lambda project, by, form: comments.post_comment(project, by=by, **form.verb_kwargs()), _("Your comment is published."), form=forms.CommentForm,
        hint=with_parameters(
            ngettext_lazy(
                "Your name appears with it, shortened unless you agreed to have it published. %(most)s comment a day about a project.",
                "Your name appears with it, shortened unless you agreed to have it published. At most %(most)s comments a day about a project.",
                "most",
            ), most="comments_a_day",
        ),
    ),
    Act(
        "answer-question", _("Answer a question"), OPEN_STAGES, rules.is_in_task_group,
        lambda project, by, form: comments.post_comment(project, by=by, **form.verb_kwargs()), _("Your answer is published."), form=forms.AnswerForm,
        condition=lambda user: Q(pk__in=Comment.objects.unanswered().values("project")), on_desk=True,
    ),
    Act(
        "hide-comment", _("Hide a comment"), frozenset(Stage), rules.may_hide_comments,
        lambda project, by, form: comments.hide_comment(by=by, **form.verb_kwargs()), _("The comment is hidden."), form=forms.HideCommentForm,
        hint=_("For comments that insult, advertise or tell private things about others; never because they disagree."),
        condition=lambda user: Q(pk__in=Comment.objects.filter(hidden_by=None).values("project")),
    ),
)  # fmt: skip
