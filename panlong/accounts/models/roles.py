"""Roles of posts, and rows that hold for a time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panlong import clock


class CurrentQuerySet(models.QuerySet):
    def current(self):
        """Those in force now."""
        now = clock.now()
        return self.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now)


class Role(models.TextChoices):
    BUILDING_HEAD = "building_head", _("Building head")
    TEN_HOUSEHOLD_HEAD = "ten_household_head", _("Ten-household head")
    GRID_WORKER = "grid_worker", _("Grid worker")
    VOLUNTEER = "volunteer", _("Volunteer")
    PARTY_DELEGATE = "party_delegate", _("Party delegate")
    CONGRESS_DEPUTY = "congress_deputy", _("Deputy to the people's congress")
    CPPCC_MEMBER = "cppcc_member", _("Member of the political consultative conference")
    DELEGATE = "delegate", _("Delegate, of a kind not told")  # appointed before the three were told apart
    COMMUNITY_STAFF = "community_staff", _("Community staff")
    COMMITTEE_MEMBER = "committee_member", _("Member of the resolution committee")
    STREET_HANDLER = "street_handler", _("Street office: handler")
    STREET_REVIEWER = "street_reviewer", _("Street office: reviewer")
    STREET_FINANCE = "street_finance", _("Street office: finance")
    CO_LEADER = "co_leader", _("District: co-leader")
    DISTRICT_STAFF = "district_staff", _("District: staff")
    AUDITOR = "auditor", _("Auditor, residents' supervision")
    ADMINISTRATOR = "administrator", _("System administrator")


# 两代表一委员: they screen and convene; in votes they watch, and take nothing down.
DELEGATE_ROLES = {Role.PARTY_DELEGATE, Role.CONGRESS_DEPUTY, Role.CPPCC_MEMBER, Role.DELEGATE}
ORGANISER_ROLES = {Role.BUILDING_HEAD, Role.TEN_HOUSEHOLD_HEAD, Role.GRID_WORKER, *DELEGATE_ROLES}
HEAD_ROLES = {Role.BUILDING_HEAD, Role.TEN_HOUSEHOLD_HEAD}
STREET_ROLES = {Role.STREET_HANDLER, Role.STREET_REVIEWER, Role.STREET_FINANCE}
DISTRICT_ROLES = {Role.CO_LEADER, Role.DISTRICT_STAFF}
OFFICIAL_ROLES = {Role.COMMUNITY_STAFF, *STREET_ROLES, *DISTRICT_ROLES, Role.AUDITOR, Role.ADMINISTRATOR}
EVERY_AREA_READERS = {*DISTRICT_ROLES, Role.AUDITOR}
