"""Reminders: computed from what is due now, told once (the message's unique key sees to that)."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from panlong import clock, policy
from panlong.accounts.models import ORGANISER_ROLES, STREET_ROLES, Post, Role, User
from panlong.accounts.people import serving
from panlong.accounts.signin import ALARM
from panlong.audit.models import AuditEntry
from panlong.notices.messages import tell
from projects.models import Project
from projects.stages import ENDED, Stage

WHO_IS_LATE = {
    Stage.SCREENING: {*ORGANISER_ROLES, Role.COMMUNITY_STAFF},
    Stage.DELIBERATION: {*ORGANISER_ROLES, Role.COMMUNITY_STAFF},
    Stage.STREET_REVIEW: STREET_ROLES,
    Stage.PUBLICITY: {Role.COMMUNITY_STAFF},
    Stage.AFTERCARE: {Role.COMMUNITY_STAFF},
}


@shared_task
def remind() -> int:
    """Tell those whose turn it is that a stage is overdue, and task groups that progress is; return how many messages."""
    return _remind_overdue() + _remind_progress() + _ring_alarm()


def _remind_overdue() -> int:
    told = 0
    late = (
        Project.objects.filter(stage__in=WHO_IS_LATE, stage_due__lte=clock.now())
        .exclude(stage__in=ENDED)
        .select_related("area")
    )
    for project in late.iterator(chunk_size=200):
        due = clock.until(project.stage_due)
        people = serving(project.area, WHO_IS_LATE[project.stage])
        told += tell(
            people,
            "overdue",
            f"project-{project.pk}-{project.stage}-{due}",
            link=project.get_absolute_url(),
            project=project.title,
            due=due,
        )
    return told


def _remind_progress() -> int:
    told = 0
    silent_since = clock.now() - timedelta(days=policy.number("progress_days"))
    silent = Project.objects.filter(stage=Stage.IN_PROGRESS, last_progress_at__lte=silent_since)
    for project in silent.prefetch_related("task_group__user").iterator(chunk_size=200):
        people = [member.user for member in project.task_group.all() if member.elected_at]
        occasion = f"project-{project.pk}-{timezone.localdate(project.last_progress_at).isoformat()}"
        told += tell(
            people, "progress_overdue", occasion, link=project.get_absolute_url(), project=project.title
        )
    return told


def _ring_alarm() -> int:
    """Tell the administrators that the site's limit of sign-in codes was reached."""
    told = 0
    recent = AuditEntry.objects.filter(act=ALARM, at__gt=clock.now() - timedelta(days=1))
    posts = Post.objects.current().filter(role=Role.ADMINISTRATOR)
    for alarm in recent:
        people = User.objects.filter(is_active=True, pk__in=posts.values("user"))
        told += tell(people, "sign_in_alarm", f"alarm-{alarm.pk}", link="/admin/", **alarm.details)
    return told
