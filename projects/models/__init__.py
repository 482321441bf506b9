"""The project and what is recorded about it."""

from projects.models.group import GivingUpWord, GroupChoice, Handover
from projects.models.heard import HeardNote
from projects.models.intake import CHECKS, Appeal, Evidence
from projects.models.merges import Merge
from projects.models.plan import PlanVersion
from projects.models.plan_changes import Line, PlanDraft
from projects.models.project import (
    LIGHTS,
    Channel,
    IssueLevel,
    Kind,
    Project,
    ProjectQuerySet,
    Theme,
    as_read,
    concerning_heads,
    yuan_field,
)
from projects.models.records import (
    Acceptance,
    Comment,
    Inspection,
    Photo,
    ProgressReport,
    ProjectEvent,
    Screening,
    TaskGroupMember,
)
from projects.models.regulation import Regulation, SolvedByRule

__all__ = [
    "CHECKS",
    "LIGHTS",
    "Acceptance",
    "Appeal",
    "Channel",
    "Comment",
    "Evidence",
    "GivingUpWord",
    "GroupChoice",
    "Handover",
    "HeardNote",
    "Inspection",
    "IssueLevel",
    "Kind",
    "Line",
    "Merge",
    "Photo",
    "PlanDraft",
    "PlanVersion",
    "ProgressReport",
    "Project",
    "ProjectEvent",
    "ProjectQuerySet",
    "Regulation",
    "Screening",
    "SolvedByRule",
    "TaskGroupMember",
    "Theme",
    "as_read",
    "concerning_heads",
    "yuan_field",
]
