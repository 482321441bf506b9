"""What keeps a project in the pool beyond its time: the council said so at a meeting that was called for it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation.models.council.meetings import Meeting
from panlong.tools.triggers import decided_for_good


class Reconfirmation(models.Model):
    """`meeting` was called to say whether its project stays in the pool; `stays_until` once it agreed.

    `pooled_since` is the stay in the pool that it is about: a meeting about an earlier one keeps nothing.
    """

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="reconfirmation")
    reason = models.TextField(_("why it is still wanted"), max_length=1000)
    pooled_since = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    stays_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at=None, stays_until=None)
                | Q(taken_at__isnull=False, stays_until__isnull=False),
                name="a_reconfirmation_says_until_when",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="reconfirmations_stay", operation=pgtrigger.Delete),
            decided_for_good("a_reconfirmation_is_taken_once", "taken_at"),
            pgtrigger.Trigger(
                name="the_council_keeps_it_in_the_pool",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__taken_at__isnull=False),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM deliberation_meeting WHERE id = NEW.meeting_id AND agreed) THEN
                        RAISE EXCEPTION 'no meeting agreed that it stays in the pool' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)
