"""Who has a part in a project (回避): what members declare before their first point, what residents ask for, and who steps in."""

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation import rules
from deliberation.council import sittings
from deliberation.models import (
    Interest,
    PointsDraft,
    Recusal,
    RecusalRequest,
    RecusalVote,
    Sitting,
    SittingItem,
    Substitute,
)
from deliberation.rounds.tally import draw, more_than_half
from panlong import audit, clock
from panlong.accounts.models import Role, User
from panlong.areas.models import Level
from panlong.errors import NotPermitted, require
from projects import rules as project_rules
from projects import verbs
from projects.models import Project
from projects.stages import Stage
from projects.transitions import lock_row


def _locked_item(project: Project) -> tuple[Project, SittingItem]:
    """Return the locked project and its item; raise Refused when it does not stand before the committee."""
    sittings.begin_sitting(project)
    project = lock_row(project)
    verbs.require_stage(project, Stage.SELECTION)
    item = sittings.require_item(project)
    item.project = project
    return project, item


# --- Declarations -----------------------------------------------------------------------------------------------
@transaction.atomic
def declare_no_interest(project: Project, *, by: User) -> Interest:
    """Declare that `by` has no part in `project`: neither they nor their family nor a firm of theirs; repeatable."""
    project, item = _locked_item(project)
    verbs.require_permission(sittings.may_give_points(by, project))
    declared, is_new = Interest.objects.get_or_create(item=item, member=by, defaults={"at": clock.now()})
    if is_new:
        audit.record("declare_no_interest", by=by, target=project, area_code=project.area.code)
    return declared


@transaction.atomic
def recuse_member(project: Project, *, by: User, reason: str, ground: str = Recusal.Ground.OTHER) -> Recusal:
    """Step aside from the decision on `project`, on a `ground` that is published with the reason."""
    project, item = _locked_item(project)
    verbs.require_permission(
        rules.may_recuse(by, project) or sittings.substitutes_of(project).filter(pk=by.pk).exists()
    )
    require(by.pk not in sittings.scorers_of(item), _("You have given your points already."))
    return _record_recusal(item, by, ground, reason, by=by)


def _record_recusal(item: SittingItem, member: User, ground: str, reason: str, *, by: User | None) -> Recusal:
    project = item.project
    recusal, is_new = Recusal.objects.get_or_create(
        project=project, member=member, defaults={"ground": ground, "reason": reason, "at": clock.now()}
    )
    if is_new:
        audit.record("recuse", by=by, target=project, area_code=project.area.code, reason=reason)
        PointsDraft.objects.filter(item=item, member=member).delete()
        sittings.open_points(lock_row(item.sitting))
    return recusal


# --- Asked for by residents ---------------------------------------------------------------------------------------
def may_ask_for_recusal(user: User, project: Project) -> bool:
    """Say whether `user` may ask that a member step aside: whoever lives in the area of the project."""
    return user.household_in(project.area) is not None


@transaction.atomic
def ask_for_recusal(project: Project, *, by: User, member: User, reason: str) -> RecusalRequest:
    """Ask, as a resident, that `member` step aside from `project`; the other members decide. One request about a member at a time."""
    verbs.require_permission(may_ask_for_recusal(by, project))
    project, item = _locked_item(project)
    require(item.opened_at is None, _("The points are open by now; object to the resolution instead."))
    require(
        sittings.members_of(project).filter(pk=member.pk).exists(),
        _("This person does not decide on the project."),
        field="member",
    )
    open_one = RecusalRequest.objects.filter(item=item, member=member, granted=None)
    require(not open_one.exists(), _("The others decide on such a request already."), field="member")
    asked = RecusalRequest.objects.create(item=item, member=member, by=by, reason=reason, at=clock.now())
    audit.record("ask_for_recusal", by=by, target=project, area_code=project.area.code, reason=reason)
    _tell_others(asked, project)
    return asked


def _tell_others(asked: RecusalRequest, project: Project) -> None:
    verbs.tell_about(
        project, others_of(asked), "recusal_asked", occasion=f"recusal-{asked.pk}", member=str(asked.member)
    )


def others_of(asked: RecusalRequest):
    """Return who decides on a request: the members who decide on the project, without the one it is about (a queryset)."""
    return sittings.members_of(asked.item.project).exclude(pk=asked.member_id)


@transaction.atomic
def vote_on_recusal(asked: RecusalRequest, *, by: User, grants: bool, reason: str) -> RecusalRequest:
    """Say as another member whether the one steps aside; as soon as more than half of the others say the same, it is decided."""
    _project, item = _locked_item(asked.item.project)
    asked = RecusalRequest.objects.select_for_update(of=("self",)).select_related("member").get(pk=asked.pk)
    asked.item = item
    require(asked.granted is None, _("This request is decided already."))
    if by.pk == asked.member_id or not others_of(asked).filter(pk=by.pk).exists():
        raise NotPermitted(verbs.NOT_YOURS)
    require(reason.strip() != "", _("Give the reasons."), field="reason")
    RecusalVote.objects.update_or_create(
        request=asked, member=by, defaults={"grants": grants, "reason": reason, "at": clock.now()}
    )
    said = list(asked.votes.filter(member__in=others_of(asked)).values_list("grants", flat=True))
    others = others_of(asked).count()
    if more_than_half(said.count(True), others):
        _decide(asked, item, granted=True)
    elif more_than_half(said.count(False), others):
        _decide(asked, item, granted=False)
    return asked


def _decide(asked: RecusalRequest, item: SittingItem, *, granted: bool) -> None:
    asked.granted, asked.decided_at = granted, clock.now()
    asked.save(update_fields=["granted", "decided_at"])
    project = item.project
    audit.record("decide_recusal", by=None, target=project, area_code=project.area.code, granted=granted)
    reasons = " ".join(asked.votes.filter(grants=granted).order_by("pk").values_list("reason", flat=True))
    if granted:
        _record_recusal(item, asked.member, Recusal.Ground.ASKED, reasons[:300], by=None)
    else:
        sittings.open_points(lock_row(item.sitting))
    verbs.tell_about(
        project, [asked.by], "recusal_granted" if granted else "recusal_refused",
        occasion=f"recusal-{asked.pk}", member=str(asked.member), reason=reasons,
    )  # fmt: skip


# --- Substitutes --------------------------------------------------------------------------------------------------
def lacks_members(item: SittingItem) -> bool:
    """Say whether those who may decide on `item` are too few, even if all of them give points."""
    return len(_deciders_of(item)) < sittings.needed_of(item)


def _deciders_of(item: SittingItem) -> set[int]:
    """Return the keys of those who decide on `item`, and of those who gave their points while they did."""
    return set(sittings.members_of(item.project).values_list("pk", flat=True)) | sittings.scorers_of(item)


@transaction.atomic
def call_substitutes(item: SittingItem, *, by: User) -> list[Substitute]:
    """Call as many members of the other committees of the street as are missing; who they are is drawn, not chosen.

    The lot is that of the public seed of the round. Refused when the street has not enough of them.
    """
    project, item = _locked_item(item.project)
    verbs.require_permission(rules.may_resolve(by, project))
    deciders = _deciders_of(item)
    missing = sittings.needed_of(item) - len(deciders)
    require(item.opened_at is None and missing > 0, _("There are enough members who may decide."))
    drawn = sorted(_eligible(item, deciders), key=lambda one: draw(item.sitting.seed, one.pk))[:missing]
    require(
        len(drawn) == missing,
        _(
            "The other committees of the street have too few members who may decide; the community appoints more."
        ),
    )
    called = [Substitute.objects.create(item=item, member=one, by=by, at=clock.now()) for one in drawn]
    audit.record(
        "call_substitutes",
        by=by,
        target=project,
        area_code=project.area.code,
        members=[one.pk for one in drawn],
    )
    verbs.tell_about(project, drawn, "to_score", occasion=f"substitute-{item.pk}")
    return called


def _eligible(item: SittingItem, taken: set[int]) -> list[User]:
    project = item.project
    street = project.area.code_at(Level.STREET) or project.area.code
    rows = User.objects.filter(
        is_active=True, posts__role=Role.COMMITTEE_MEMBER, posts__area__code__startswith=street
    ).distinct()
    aside = set(project.recusals.values_list("member", flat=True))
    sitting_here = set(sittings.members_in(project.area).values_list("pk", flat=True))
    return [
        one
        for one in rows
        if one.pk not in taken | aside | sitting_here
        and any(post.role == Role.COMMITTEE_MEMBER for post in one.current_posts)
        and not project_rules.is_party(one, project)
    ]


def disclosed(project: Project) -> dict:
    """Return what everybody may read of interests in `project`: who stepped aside on which ground, and what was asked and decided."""
    return {
        "sittings": project.sitting_items.filter(sitting__record__isnull=False).select_related("sitting"),
        "recusals": project.recusals.select_related("member").order_by("at"),
        "recusal_requests": RecusalRequest.objects.filter(item__project=project)
        .select_related("member")
        .prefetch_related("votes")
        .order_by("at"),
    }


def undeclared_items(user: User, sitting: Sitting) -> list[SittingItem]:
    """Return the items of `sitting` on which `user` decides and has not declared anything."""
    said = set(Interest.objects.filter(item__sitting=sitting, member=user).values_list("item", flat=True))
    return [
        one
        for one in sittings.open_items(sitting)
        if one.pk not in said and one.opened_at is None and sittings.may_give_points(user, one.project)
    ]
