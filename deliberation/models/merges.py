"""What a merge of two proposals carried from the one support poll into the other."""

import pgtrigger
from django.db import models

from deliberation.models.polls import SupportPoll
from panlong.accounts.models import Household
from projects.models import Merge


class CarriedAnswer(models.Model):
    """The answer of a household that counts in `poll` since `merge`; `before` is what stood there, None if nothing did.

    Both are the columns of Support, moments and keys as JSON has them.
    """

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="carried")
    poll = models.ForeignKey(SupportPoll, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    carried = models.JSONField()
    before = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "household"], name="one_answer_carried_a_household")
        ]
        triggers = [
            pgtrigger.Protect(name="carried_answers_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
