"""Proposals that ask for the same: of one community, at any stage, found by sound and meaning."""

from panlong.areas.models import Level
from panlong.tools.likeness import ALIKE, likeness
from projects.models import Project
from projects.stages import Stage

MAX_READ = 600  # projects of a community that are compared, the newest first
MAX_SHOWN = 5
GONE = (Stage.DRAFT, Stage.WITHDRAWN, Stage.REJECTED, Stage.MERGED)


def similar_projects(project: Project, *, reader) -> list[Project]:
    """Return the projects of the same community that `reader` may read and that ask for nearly the same, the likest first."""
    community = project.area.code_at(Level.COMMUNITY)
    others = (
        Project.objects.readable_by(reader)
        .within(community)
        .exclude(pk=project.pk)
        .exclude(stage__in=GONE)
        .select_related("area")
        .defer("plan", "aftercare_plan", "revision")
    )
    title = project.revision.get("title", project.title)
    problem = project.revision.get("problem", project.problem)
    scored = [(likeness(title, problem, one.title, one.problem), one) for one in others[:MAX_READ]]
    alike = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].pk))
    return [one for _score, one in alike[:MAX_SHOWN]]
