from datetime import timedelta

from django.db import models


class DemoClock(models.Model):
    """How far the demo is ahead of the true time; one row."""

    offset = models.DurationField(default=timedelta())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_demo_clock"),
            models.CheckConstraint(condition=models.Q(offset__gte=timedelta()), name="the_demo_goes_forward"),
        ]
