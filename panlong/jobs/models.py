"""Jobs: long work that somebody asked for."""

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("did not work out")

    title = models.CharField(_("title"), max_length=200)
    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, related_name="+")
    link = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    facts = models.JSONField(default=dict)
    failure = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["created_at"], condition=Q(ended_at__isnull=True), name="open_jobs")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=["waiting", "running"])
                | Q(ended_at__isnull=False, state__in=["done", "failed"]),
                name="an_ended_job_has_an_end",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])

    @property
    def progress_key(self) -> str:
        return f"job-{self.pk}"

    def step(self, done: int, total: int) -> None:
        """Tell how far the work is; kept outside the database, whose transaction nobody sees until it ends.

        A Redis that is away costs the progress, never the work.
        """
        cache.set(self.progress_key, (done, total), 3600)

    @property
    def progress(self) -> tuple[int, int] | None:
        """Return (done, total), None when it is not known."""
        return cache.get(self.progress_key)
