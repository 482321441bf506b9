"""Lists on paper of a support poll: printed by building, signed at the doors, read by two people."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.common import PERSON
from deliberation.models.polls import SupportPoll
from panlong import clock
from panlong.accounts.models import Household
from panlong.areas.models import Area


class PollSheet(models.Model):
    """One sheet of the list of a building; printed again it is the same one."""

    poll = models.ForeignKey(SupportPoll, models.PROTECT, related_name="sheets")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    serial = models.CharField(_("number of the list"), max_length=12, unique=True)
    printed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["area__code", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "area", "number"], name="a_list_is_printed_once_and_again"
            )
        ]
        triggers = [pgtrigger.Protect(name="sheets_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.serial


class SheetLine(models.Model):
    """A household's line on a sheet."""

    sheet = models.ForeignKey(PollSheet, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_household_a_line"),
            models.UniqueConstraint(fields=["sheet", "household"], name="one_line_a_household"),
        ]
        triggers = [pgtrigger.Protect(name="lines_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class SheetReading(models.Model):
    """What one person reads on a signed sheet: an answer or nothing for each line. A line counts when two read the same.

    `marks` are the answers by the number of the line; who comes third reads only the lines about which the others differ.
    """

    sheet = models.ForeignKey(PollSheet, models.PROTECT, related_name="readings")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    marks = models.JSONField()
    scan = models.FileField(upload_to="sheets/", blank=True)  # the first one photographs it
    scan_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "by"], name="each_reads_a_sheet_once"),
            models.UniqueConstraint(fields=["sheet"], condition=~Q(scan_digest=""), name="one_photo_a_sheet"),
            models.UniqueConstraint(
                fields=["scan_digest"], condition=~Q(scan_digest=""), name="one_sheet_a_photo"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="readings_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="a_closed_poll_reads_no_sheet",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM deliberation_supportpoll p JOIN deliberation_pollsheet s ON s.poll_id = p.id
                    WHERE s.id = NEW.sheet_id AND p.closed_at IS NULL;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the poll is closed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
