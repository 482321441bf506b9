"""Who came to a meeting: by the list, by the code at the door, or by a photo of the sheet that was signed."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON
from deliberation.models.council.bodies import CouncilMember
from deliberation.models.council.meetings import Meeting
from deliberation.models.council.parties import PartyInvitation
from panlong import clock
from panlong.accounts.models import Household

# One seat of a meeting, of whichever unit it counts; `person` where everybody may come.
SEATS = ("household", "member", "invitation", "person")
MINUTES_WRITTEN = """
    PERFORM 1 FROM deliberation_meeting m WHERE m.id = {row}.meeting_id AND m.minutes_at IS NULL AND m.called_off = '' FOR SHARE OF m;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'what came of the meeting is on record already' USING ERRCODE = 'check_violation';
    END IF;
    RETURN {row};
"""


class Attendance(models.Model):
    class Way(models.TextChoices):
        LIST = "list", _("by the list")
        CODE = "code", _("by the code at the door")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(CouncilMember, models.PROTECT, null=True, related_name="+")
    invitation = models.ForeignKey(PartyInvitation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["meeting", seat],
                    condition=Q(**{f"{seat}__isnull": False}),
                    name=f"{seat}_comes_once",
                )
                for seat in SEATS
            ),
            models.CheckConstraint(
                condition=Q(
                    *(Q(**{f"{one}__isnull": one != seat for one in SEATS}) for seat in SEATS),
                    _connector=Q.OR,
                ),
                name="one_seat_is_taken",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="who_came_is_settled_by_the_minutes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=MINUTES_WRITTEN.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="who_came_stays_after_the_minutes",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=MINUTES_WRITTEN.format(row="OLD"),
            ),
            pgtrigger.Protect(name="who_came_is_not_rewritten", operation=pgtrigger.Update),
        ]


class SignInSheet(models.Model):
    """A photo of the sheet that those who came signed; it has names, so those read it who may write the minutes."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="sheets")
    photo = models.FileField(upload_to="meetings/")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="sheets_of_meetings_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
