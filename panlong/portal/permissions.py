"""Who may do what at which stage: docs/permissions.md, drawn by asking the rules themselves about invented people."""

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import NamedTuple

from django.contrib import admin
from django.utils import translation

from panlong.accounts import people
from panlong.accounts.models import (
    OFFICIAL_ROLES,
    Household,
    Membership,
    PhoneChange,
    Post,
    Role,
    RosterRequest,
    User,
)
from panlong.acts import Act
from panlong.admin import base
from panlong.admin.base import ScopedAdmin
from panlong.areas.models import Area, Level
from panlong.portal.acts import ACTS
from panlong.portal.admin.households import HouseholdAdmin
from panlong.portal.admin.posts import may_appoint
from projects.models import Merge, Project, Screening, TaskGroupMember
from projects.stages import Stage

PLACE = Area(pk=1, code="530103001001-001", name="courtyard", level=Level.COURTYARD)
PART = Area(pk=4, code="530103001001-001-001", name="building", level=Level.BUILDING)
NOBODY = "nobody"  # signed in, without a home in the place, without a post
RESIDENT = "resident"
PART_HEAD = "part_head"  # heads a building or ten households of the place
PART_HELPER = "part_helper"  # looks after a part of the place without heading it
# What ties a person to one project. The last two are only ever a reason against.
TIES = (
    "proposer", "joint_proposer", "taker_down", "implementer", "member", "leader", "bookkeeper", "screener", "recused",
)  # fmt: skip
AGAINST = ("proposer", "joint_proposer", "taker_down", "implementer", "member", "screener", "recused")
STANDINGS = (NOBODY, RESIDENT, *TIES, PART_HEAD, PART_HELPER, *Role.values)


class Rule(NamedTuple):
    """At `stages` the act is open to `who` (standings), but never to those tied by `never`."""

    act: str
    stages: tuple[str, ...]
    who: tuple[str, ...]
    never: tuple[str, ...]


def allows(act: Act, stage: str, *standings: str) -> bool:
    """Say whether the rules let somebody with all `standings` at once do `act` with a project at `stage`."""
    user = _somebody(standings)
    project = _project(stage, standings, user)
    return stage in act.stages and bool(act.may(user, project))


def _somebody(standings) -> User:
    user = User(pk=1)
    user.current_posts = [Post(user=user, role=role, area=PLACE) for role in standings if role in Role.values]
    if PART_HEAD in standings:
        user.current_posts.append(Post(user=user, role=Role.BUILDING_HEAD, area=PART))
    if PART_HELPER in standings:
        user.current_posts.append(Post(user=user, role=Role.GRID_WORKER, area=PART))
    homes = [Household(pk=1, area=PLACE, room="1")] if RESIDENT in standings else []
    user.current_memberships = [Membership(user=user, household=home) for home in homes]
    return user


def _project(stage: str, standings, user: User) -> Project:
    def mine(tie: str) -> int:
        return user.pk if tie in standings else 0

    project = Project(
        pk=1,
        area=PLACE,
        stage=stage,
        proposer_id=mine("proposer"),
        taken_down_by_id=mine("taker_down"),
        implementing_person_id=mine("implementer"),
    )
    duties = [duty for duty in TaskGroupMember.Duty.values if duty in standings]
    # Where prefetch_related() keeps what it found.
    project._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "task_group": [
            TaskGroupMember(user=user, duty=duty, elected_at=project.created_at) for duty in duties
        ],
        "taken_in": [Merge(gone=Project(proposer=user))] if "joint_proposer" in standings else [],
        "screenings": [Screening(by=user)] if "screener" in standings else [],
        "recusals": [project.recusals.model(member=user)] if "recused" in standings else [],
    }
    return project


def rules() -> list[Rule]:
    """Return all rules, act by act; stages at which the same people may stand in one rule."""
    found = []
    for act in ACTS.values():
        stages = [stage.value for stage in Stage if stage in act.stages]
        by_answer = sorted(
            ((_who(act, stage), _never(act, stage), stage) for stage in stages), key=lambda a: a[:2]
        )
        for (who, never), group in groupby(by_answer, key=lambda a: a[:2]):
            found.append(Rule(act.name, tuple(stage for *_answer, stage in group), who, never))
    return found


def _who(act: Act, stage: str) -> tuple[str, ...]:
    return tuple(one for one in STANDINGS if allows(act, stage, one))


def _never(act: Act, stage: str) -> tuple[str, ...]:
    """Return the ties that take the right away from somebody whose post or home would give it."""
    holders = [one for one in (RESIDENT, *Role.values) if allows(act, stage, one)]
    return tuple(tie for tie in AGAINST if any(not allows(act, stage, one, tie) for one in holders))


# --- Acts upon people: not of a project, so without stages --------------------------------------------------
SOMEBODY_ELSE = User(pk=2)
SOMEBODY_ELSE.current_posts = []
SOMEBODY_ELSE.current_memberships = [
    Membership(user=SOMEBODY_ELSE, household=Household(pk=2, area=PLACE, room="2"))
]


def _keeps_roster(user: User) -> bool:
    return base.is_covered(base.area_codes_of(user, HouseholdAdmin.importers), PLACE)


def _decides(user: User, kind: str) -> bool:
    return people.may_decide(user, RosterRequest(kind=kind, user=SOMEBODY_ELSE, area=PLACE))


def _appoints(role: str, user: User) -> bool:
    return may_appoint(user, role, PLACE)


def _decides_number(user: User) -> bool:
    return people.may_decide(user, PhoneChange(user=SOMEBODY_ELSE, asked_by_id=3, area=PLACE))


# name → (what it is, who may). Nobody decides what they asked for, or what is about themselves.
PEOPLE_ACTS: dict[str, tuple[str, Callable[[User], bool]]] = {
    "join-decide": ("Confirm that somebody lives where they say", lambda user: _decides(user, "join")),
    "correction-decide": ("Answer a request to correct the roster", lambda user: _decides(user, "correct")),
    "roster-import": ("Hand in and take over a roster", _keeps_roster),
    "number-decide": ("Confirm another number, as the second person", _decides_number),
    "number-see": (
        "See a whole number, with a reason",
        lambda user: people.may_see_phone(user, SOMEBODY_ELSE),
    ),
    **{
        f"appoint-{role}": (f"Appoint, and end the post: {role}", partial(_appoints, role))
        for role in Role.values
    },
}


def may_act_upon_people(act: str, *standings: str) -> bool:
    """Say whether somebody with all `standings` may take `act` upon somebody else in the place."""
    return bool(PEOPLE_ACTS[act][1](_somebody(standings)))


def people_rules() -> dict[str, tuple[str, ...]]:
    """Return {act: who may} of the acts upon people."""
    standings = (NOBODY, RESIDENT, *Role.values)
    return {act: tuple(one for one in standings if may_act_upon_people(act, one)) for act in PEOPLE_ACTS}


def admin_rules() -> list[tuple[str, ...]]:
    """Return (record, who reads, adds, changes, imports, exports) for every page of the administration."""
    found = []
    for model, its_admin in sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label):
        assert isinstance(its_admin, ScopedAdmin)
        reads = its_admin.readers | its_admin.changers
        sets = (
            reads,
            its_admin.adders,
            its_admin.changers,
            *(getattr(its_admin, name, ()) for name in ("importers", "exporters")),
        )
        found.append(
            (model._meta.label_lower, *(_list(role for role in Role.values if role in one) for one in sets))
        )
    return found


def page() -> str:
    """Return the whole of docs/permissions.md."""
    with translation.override("en"):
        lines = [
            f"| `{rule.act}` {ACTS[rule.act].label} | {_list(rule.stages)} | {_list(rule.who)} | {_list(rule.never)} |"
            for rule in rules()
        ]
        roles = [
            f"| `{role.value}` | {role.label} | {'yes' if role in OFFICIAL_ROLES else 'no'} |"
            for role in Role
        ]
    return (
        "# Who may do what\n\n"
        "Made by `./manage.py draw_permissions > docs/permissions.md`: the rules are asked about everybody, act by act,\n"
        "stage by stage. A test walks all of it and fails when this page lags behind the code.\n\n"
        "- What is not written here may not be done. Nobody acts without having signed in.\n"
        "- A post counts in its own area and all below it, from its first day to the moment it ends. A post of another\n"
        "  area, of a smaller one, one that has ended or not begun, is no post here; only `part_head`, who heads a building\n"
        "  or ten households of the courtyard, and `part_helper`, who looks after a part of it, count for what concerns these\n"
        "  households.\n"
        "- `nobody` is signed in without home or post there; `resident` has a household in the place; `proposer`,\n"
        "  `joint_proposer` (of what was merged into it), `taker_down` (wrote the proposal down for somebody), `implementer`, `member`, `leader`, `bookkeeper` (of the\n"
        "  task group), `screener`, `recused` are ties to the one project.\n"
        "- *Never* lists the ties that take away what a post or a home gives.\n\n"
        "| Act | At stage | Who | Never |\n|---|---|---|---|\n" + "\n".join(lines) + "\n\n"
        "## Posts\n\n| Post | Name | Needs password and second factor |\n|---|---|---|\n"
        + "\n".join(roles)
        + "\n\n## Homes, numbers, posts\n\n"
        "Upon somebody else in the place. Nobody decides what they asked for, confirms their own home, or appoints\n"
        "themselves; whom another number concerns may confirm it too. Everybody may ask to join, ask for a correction,\n"
        "move out, see, fetch and correct their own data, and close their account.\n\n"
        "| Act | What | Who |\n|---|---|---|\n"
        + "\n".join(
            f"| `{act}` | {PEOPLE_ACTS[act][0]} | {_list(who)} |" for act, who in people_rules().items()
        )
        + "\n\n## Administration\n\nPages of records, in the area of the post. Exports hold no whole number and are audited.\n\n"
        "| Record | Reads | Adds | Changes | Imports | Exports |\n|---|---|---|---|---|---|\n"
        + "\n".join(f"| `{cells[0]}` | {' | '.join(cells[1:])} |" for cells in admin_rules())
        + "\n"
    )


def _list(names) -> str:
    return ", ".join(names) or "–"


def read(text: str) -> list[Rule]:
    """Return the rules that the page `text` states."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].startswith("`"):
            stages, who, never = (
                tuple(name for name in cell.split(", ") if name != "–") for cell in cells[1:]
            )
            found.append(Rule(cells[0].split("`")[1], stages, who, never))
    return found
