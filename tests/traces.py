"""What an act left behind: whom it told, what the audit and the timeline say."""

from datetime import timedelta
from decimal import Decimal

from panlong import clock
from panlong.accounts.models import User
from panlong.audit.models import AuditEntry
from panlong.notices import publishing
from panlong.notices.facts import PoolFacts
from panlong.notices.kinds import Kind
from panlong.notices.models import Message, Notice
from panlong.policy import workdays
from projects import verbs
from projects.models import Project
from tests.notices.samples import samples


def told(topic: str) -> set[User]:
    """Return the people who were told about `topic`."""
    return {one.person for one in Message.objects.filter(topic=topic).select_related("person")}


def audited(act: str) -> AuditEntry:
    """Return the one audit row of `act`; there must be one and no more."""
    return AuditEntry.objects.get(act=act)


def last_of(project: Project) -> tuple:
    """Return (act, actor, note) of the newest line of the timeline."""
    event = project.events.order_by("pk").last()
    return event.act, event.actor, event.note


def notice_for(project: Project, kind: str = "round") -> Notice:
    """Publish a notice that an upper room would have published."""
    return publishing.publish(samples()[Kind(kind)], project.area, by=None)


def object_to_something(project: Project, *, by: User):
    """File an objection of `by` to a notice about `project`."""
    facts = PoolFacts(about=verbs.notice_facts(project), due="2027-01-01")
    notice = verbs.announce(project, facts, by=None)
    verbs.note_event(project, "pool", by=None, notice=notice)
    return publishing.object_to(notice, by=by, text="不同意。")


def in_working_days(days: int):
    """Return when a term of `days` working days that begins now is over."""
    return workdays.after_working_days(clock.now(), days)


def in_months(months: int):
    """Return when a term of `months` that begins now is over."""
    return workdays.after_months(clock.now(), months)


def later(**term):
    """Freeze the clock so much later."""
    return clock.at(clock.now() + timedelta(**term))


BUDGET = {"budget": Decimal(10000), "subsidy_planned": Decimal(8000)}
