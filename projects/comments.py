"""What neighbours say about a project."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.errors import require
from panlong.notices.messages import tell
from projects import rules
from projects.models import Comment, Project
from projects.transitions import lock_row
from projects.verbs import USED_ALREADY, require_permission

THREADS = 20  # comments on a page, each with what was said to it


@transaction.atomic
def post_comment(
    project: Project,
    *,
    by: User,
    text: str,
    operation: UUID,
    parent: Comment | None = None,
    is_question: bool = False,
) -> Comment:
    """Say something about a public project, or answer `parent`; the same `operation` says it once.

    A question is told to the task group; what one of its members says to it is its answer, and whoever asked is told.
    """
    answers = parent is not None and parent.is_question and rules.is_in_task_group(by, project)
    require_permission(answers or rules.may_comment(by, project))
    require(project.is_public and not project.has_ended, _("This project takes no comments now."))
    lock_row(project)  # two comments at once are counted one after the other
    _require_room_for_one_more(project, by, operation)
    if parent is not None:
        _require_answerable(parent, project)
    comment, is_new = Comment.objects.get_or_create(
        operation=operation,
        defaults={
            "project": project, "by": by, "text": text, "at": clock.now(), "parent": parent, "is_answer": answers,
            "is_question": is_question and parent is None,
        },
    )  # fmt: skip
    require((comment.project_id, comment.by_id) == (project.pk, by.pk), USED_ALREADY)
    if is_new:
        audit.record("comment", by=by, target=comment, area_code=project.area.code)
        _tell_who_waits(comment)
    return comment


def _require_answerable(parent: Comment, project: Project) -> None:
    require(parent.project_id == project.pk and parent.parent_id is None, _("Answer what was said first."))
    require(parent.hidden_by_id is None, _("This comment was hidden meanwhile; it takes no answer."))


def _tell_who_waits(comment: Comment) -> None:
    """Tell the task group of a question, and whoever asked of its answer."""
    project, title = comment.project, comment.project.title
    link = f"{project.get_absolute_url()}#comments"
    if comment.is_question:
        group = [
            member.user
            for member in project.task_group.all()
            if member.elected_at and member.user != comment.by
        ]
        tell(group, "asked", f"comment-{comment.pk}", link=link, project=title)
    if comment.is_answer and comment.parent and comment.parent.by != comment.by:
        tell([comment.parent.by], "answered", f"comment-{comment.pk}", link=link, project=title)


def open_questions(project: Project):
    """Return the questions to the task group of `project` that none of its members has answered (a queryset)."""
    return Comment.objects.unanswered().filter(project=project)


def threads_of(project: Project, number: str | None = None) -> dict:
    """Return a page of what was said about `project`, oldest first; without a `number` the newest page.

    `threads` are (comment, what was said to it), `answered` the numbers of the questions that are. Three queries.
    """
    pages = Paginator(project.comments.filter(parent=None).select_related("by"), THREADS)
    page = pages.get_page(number or pages.num_pages)
    first = list(page.object_list)
    replies: dict[int, list[Comment]] = {}
    answered = set()
    for one in Comment.objects.filter(parent__in=first).select_related("by"):
        assert one.parent_id is not None, "only answers were asked for"
        replies.setdefault(one.parent_id, []).append(one)
        if one.is_answer and not one.hidden_by_id:
            answered.add(one.parent_id)
    threads = [(one, replies.get(one.pk, [])) for one in first]
    return {"threads": threads, "answered": answered, "comment_page": page}


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
