"""What neighbours say about a project."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.errors import require
from projects import rules
from projects.models import Comment, Project
from projects.transitions import lock_row
from projects.verbs import USED_ALREADY, require_permission


@transaction.atomic
def post_comment(project: Project, *, by: User, text: str, operation: UUID) -> Comment:
    """Say something about a public project; the same `operation` says it once."""
    require_permission(rules.may_comment(by, project))
    require(project.is_public and not project.has_ended, _("This project takes no comments now."))
    lock_row(project)  # two comments at once are counted one after the other
    _require_room_for_one_more(project, by, operation)
    comment, is_new = Comment.objects.get_or_create(
        operation=operation, defaults={"project": project, "by": by, "text": text, "at": clock.now()}
    )
    require((comment.project_id, comment.by_id) == (project.pk, by.pk), USED_ALREADY)
    if is_new:
        audit.record("comment", by=by, target=comment, area_code=project.area.code)
    return comment


def _require_room_for_one_more(project: Project, by: User, operation: UUID) -> None:
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Comment.objects.filter(project=project, by=by, at__gte=midnight).exclude(operation=operation)
    most = policy.number("comments_a_day")
    require(
        today.count() < most,
        ngettext(
            "You have said something here %(most)d time today. Tomorrow you can say more.",
            "You have said something here %(most)d times today. Tomorrow you can say more.",
            most,
        ) % {"most": most},
        field="text",
    )  # fmt: skip


@transaction.atomic
def hide_comment(comment: Comment, *, by: User, reason: str) -> Comment:
    """Hide a comment that breaks the house rules; the reason stands in its place. Once hidden it stays so."""
    comment = (
        Comment.objects.select_for_update(of=("self",)).select_related("project__area").get(pk=comment.pk)
    )
    require_permission(rules.may_hide_comments(by, comment.project))
    if comment.hidden_by_id:
        return comment
    comment.hidden_by, comment.hidden_reason = by, reason
    comment.save(update_fields=["hidden_by", "hidden_reason"])
    audit.record("hide_comment", by=by, target=comment, area_code=comment.project.area.code, reason=reason)
    return comment
