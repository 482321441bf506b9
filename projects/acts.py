"""The acts of this room."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.acts import Act
from projects import forms, lifecycle, rules
from projects.models import Comment
from projects.stages import ENDED, PRIVATE, SUSPENDABLE, WITH_WORK, Stage

OPEN_STAGES = frozenset(Stage) - ENDED - PRIVATE


def has_group(user) -> Q:
    return Q(task_group__elected_at__isnull=False)


def may_submit(user, project) -> bool:
    return rules.may_edit(user, project) or (user.pk is not None and user.pk == project.taken_down_by_id)


def may_take_duty(user, project) -> bool:
    return rules.is_in_task_group(user, project) or rules.may_lead_community(user, project)


ACTS = (
    Act(
        "edit", _("Change the proposal"), frozenset({Stage.DRAFT, Stage.RETURNED}), rules.may_edit,
        lambda project, by, form: lifecycle.edit(project, by=by, **form.facts()), _("Saved."), form=forms.EditForm,
    ),
    Act(
        "submit", _("Hand in the proposal"), frozenset({Stage.DRAFT, Stage.RETURNED}), may_submit,
        lambda project, by, form: lifecycle.submit(project, by=by), _("Handed in. An organiser checks it within five working days."),
        hint=_("An organiser of your area who is not you checks the proposal within five working days. Then the households are asked."), turn=True,
    ),
    Act(
        "stand", _("Stand for the task group"), frozenset({Stage.SUPPORT_POLL, Stage.DELIBERATION}), rules.may_stand_for_task_group,
        lambda project, by, form: lifecycle.stand_for_task_group(project, by=by), _("Thank you. The neighbours decide who forms the task group."),
        hint=_("The task group writes the minutes, collects quotations, keeps the books and reports on the work."),
        waiting=lambda user: ~Q(task_group__user=user),
    ),
    Act(
        "form-task-group", _("Record the task group"), frozenset({Stage.DELIBERATION}), rules.may_organise,
        lambda project, by, form: lifecycle.form_task_group(project, by=by, **form.facts()), _("The task group is on record."), form=forms.TaskGroupForm,
        hint=_("Record whom the neighbours put forward."), waiting=lambda user: ~has_group(user), turn=True,
    ),
    Act(
        "escalate", _("Take it one level up"), frozenset({Stage.DELIBERATION}), rules.may_escalate,
        lambda project, by, form: lifecycle.escalate(project, by=by, **form.facts()), _("The issue is one level up."), form=forms.EscalateForm,
        hint=_("One level at a time, with proof of what was tried."), waiting=lambda user: Q(level__lt=3),
    ),
    Act(
        "reconfirm", _("Keep it in the pool"), frozenset({Stage.POOLED}), rules.may_lead_community,
        lambda project, by, form: lifecycle.reconfirm(project, by=by, **form.facts()), _("It stays in the pool."), form=forms.ReconfirmForm,
    ),
    Act(
        "progress", _("Report progress"), frozenset({Stage.IN_PROGRESS}), rules.may_report_progress,
        lambda project, by, form: lifecycle.report_progress(project, by=by, **form.facts()), _("Published."), form=forms.ProgressForm,
        hint=_("At least every seven days, with a photo where you can."),
    ),
    Act(
        "finished", _("Report the work as finished"), frozenset({Stage.IN_PROGRESS}), rules.may_report_progress,
        lambda project, by, form: lifecycle.report_finished(project, by=by, **form.facts()), _("Reported. The community looks at the work now."), form=forms.FinishedForm,
    ),
    Act(
        "take-duty", _("Name who answers for aftercare"), WITH_WORK, may_take_duty,
        lambda project, by, form: lifecycle.take_duty(project, by=by, **form.facts()), _("Published."), form=forms.DutyForm,
        waiting=lambda user: Q(duty_taken_at__isnull=True), turn=True,
    ),
    Act(
        "inspect", _("Record an inspection"), frozenset({Stage.AFTERCARE}), rules.may_inspect,
        lambda project, by, form: lifecycle.inspect(project, by=by, **form.facts()), _("Recorded."), form=forms.InspectionForm,
    ),
    Act(
        "suspend", _("Suspend the project"), frozenset(SUSPENDABLE), rules.may_interrupt,
        lambda project, by, form: lifecycle.suspend(project, by=by, **form.facts()), _("The project is suspended."), form=forms.ReasonForm, grave=True,
    ),
    Act(
        "resume", _("Let the project go on"), frozenset({Stage.SUSPENDED}), rules.may_interrupt,
        lambda project, by, form: lifecycle.resume(project, by=by), _("The project goes on."), turn=True,
        hint=_("It goes on where it was suspended; an interrupted public notice starts anew."),
    ),
    Act(
        "start-work", _("Begin the work"), frozenset({Stage.PUBLICITY}), rules.may_lead_community,
        lambda project, by, form: lifecycle.start_work(project, by=by), _("The work begins."),
        hint=_("The portal does this by itself when the public notice has run its time."),
        waiting=lambda user: Q(stage_due__lte=clock.now()), turn=True,
    ),
    Act(
        "comment", _("Say something"), OPEN_STAGES, rules.may_comment,
        lambda project, by, form: lifecycle.comment(project, by=by, **form.facts()), _("Your comment is published."), form=forms.CommentForm,
        hint=_("Your name appears with it, shortened unless you agreed to have it published."),
    ),
    Act(
        "hide-comment", _("Hide a comment"), frozenset(Stage), rules.may_hide_comments,
        lambda project, by, form: lifecycle.hide_comment(by=by, **form.facts()), _("The comment is hidden."), form=forms.HideCommentForm,
        hint=_("For comments that insult, advertise or tell private things about others; never because they disagree."),
        waiting=lambda user: Q(pk__in=Comment.objects.filter(hidden_by=None).values("project")),
    ),
)  # fmt: skip
