"""What each household said in a poll: its own word at any time, everybody's to the households of the place once it is closed."""

from deliberation.households.doors import Door
from deliberation.models import Support, SupportPoll
from panlong.accounts.groups import walking_order
from panlong.accounts.models import Household, User
from projects.models import Project


def last_closed_poll(project: Project) -> SupportPoll | None:
    """Return the last poll about `project` that is closed."""
    return project.support_polls.filter(closed_at__isnull=False).first()


def own_answers(user: User, poll: SupportPoll) -> list[Support]:
    """Return what the households of `user` are on record with in `poll`, each with who brought it in."""
    homes = [one.household_id for one in user.current_memberships]
    return list(poll.answers.filter(household__in=homes).select_related("by", "helper", "household__area"))


def may_read_names(user: User, poll: SupportPoll) -> bool:
    """Say whether `user` lives in a household that had a voice in closed `poll`."""
    homes = [one.household_id for one in user.current_memberships]
    return poll.closed_at is not None and poll.roll.filter(household__in=homes).exists()


def answers_by_home(poll: SupportPoll) -> list[Door]:
    """Return every household of the roll of `poll` with its answer, in walking order."""
    homes = Household.objects.filter(pk__in=poll.roll.values("household")).select_related("area")
    answers = {one.household_id: one for one in poll.answers.select_related("helper")}
    return [Door(home, answers.get(home.pk)) for home in sorted(homes, key=walking_order)]
