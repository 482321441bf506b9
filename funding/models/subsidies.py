"""Applications, street review (综合审定), subsidies and their tranches."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.models.common import PERSON, Source, no_own_interest, yuan_field
from funding.models.ledger import Account, Entry
from panlong import clock, policy
from projects.models import Project


class Check(models.TextChoices):
    IN_RANGE = "in_range", _("In the range of what is funded")
    NOT_TWICE = "not_twice", _("Not funded elsewhere")
    CONSENT = "consent", _("The residents' consent is proved")
    BUDGET = "budget", _("The budget is reasonable")
    SAFETY = "safety", _("Safety is provided for")
    SELF_FUNDING = "self_funding", _("The residents' own share is secured")


class Application(models.Model):
    """The task group's application for a subsidy: the budget, who pays which share, and the offers, as they were then."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="applications")
    number = models.CharField(_("number"), max_length=40, unique=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    words = models.TextField(_("why the subsidy is needed"), max_length=2000)
    lines = models.JSONField()
    shares = models.JSONField()
    quotations = models.JSONField()
    total = yuan_field(_("what it costs (yuan)"))
    subsidy = yuan_field(_("subsidy asked for (yuan)"))

    class Meta:
        verbose_name = _("application for a subsidy")
        verbose_name_plural = _("applications for a subsidy")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(subsidy__lt=F("total")), name="a_subsidy_is_not_all_of_it")
        ]
        triggers = [
            pgtrigger.Protect(name="applications_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.subsidy:,.2f}"


class StreetReview(models.Model):
    """One sitting of the street office: the handler checks, the reviewer decides, two different people.

    Where money is asked for, a third one approves (Approval).
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approve")
        RETURNED = "returned", _("Ask for corrections (once, all points)")
        REFUSED = "refused", _("Refuse")

    project = models.ForeignKey(Project, models.PROTECT, related_name="street_reviews")
    handler = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(default=clock.now)
    checks = models.JSONField(default=list)  # of Check
    opinion = models.TextField(_("opinion"), max_length=2000)
    subsidy = models.DecimalField(_("subsidy (yuan)"), max_digits=12, decimal_places=2)
    implementer = models.CharField(_("carried out by"), max_length=120)
    implementing_person = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("implementing resident")
    )
    district_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    district_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("street review")
        verbose_name_plural = _("street reviews")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(reviewed_at__isnull=True), name="one_open_street_review"
            ),
            models.CheckConstraint(condition=~Q(handler=F("reviewer")), name="handler_is_not_reviewer"),
            models.CheckConstraint(condition=Q(subsidy__gte=0), name="subsidy_not_negative"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, verdict="")
                | Q(reviewed_at__isnull=False, reviewer__isnull=False) & ~Q(verdict=""),
                name="a_decision_has_its_reviewer",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="screener_and_implementer_do_not_approve",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.implementing_person_id IN (NEW.handler_id, NEW.reviewer_id, NEW.district_by_id)
                       OR EXISTS (SELECT 1 FROM projects_screening WHERE project_id = NEW.project_id AND by_id = NEW.reviewer_id) THEN
                        RAISE EXCEPTION 'screener, implementer and approver are different people' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            no_own_interest("own_projects_are_not_reviewed", "handler", "reviewer", "district_by"),
            pgtrigger.Protect(
                name="decisions_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__reviewed_at__isnull=False),
            ),
        ]

    @property
    def points(self) -> list[tuple[str, bool]]:
        """Return each point of the list and whether it holds."""
        return [(str(point.label), point.value in self.checks) for point in Check]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_verdict_display() or _('waits for the decision')}"


class Approval(models.Model):
    """The third pair of eyes before public money is reserved: who may approve depends on the amount."""

    review = models.OneToOneField(StreetReview, models.PROTECT, related_name="approval")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    approved = models.BooleanField(_("approved"))
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("approval of a subsidy")
        verbose_name_plural = _("approvals of subsidies")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="approvals_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            no_own_interest(
                "own_subsidies_are_not_approved",
                "by",
                project="(SELECT project_id FROM funding_streetreview WHERE id = NEW.review_id)",
            ),
            pgtrigger.Trigger(
                name="three_people_decide_on_a_subsidy",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM funding_streetreview r WHERE r.id = NEW.review_id AND r.verdict = 'approved'
                                   AND NEW.by_id <> r.handler_id AND NEW.by_id <> r.reviewer_id
                                   AND NEW.by_id IS DISTINCT FROM r.implementing_person_id)
                       OR EXISTS (SELECT 1 FROM projects_screening s JOIN funding_streetreview r ON r.project_id = s.project_id
                                  WHERE r.id = NEW.review_id AND s.by_id = NEW.by_id) THEN
                        RAISE EXCEPTION 'handler, reviewer and approver are three people' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} · {self.by}"


class Grant(models.Model):
    """A subsidy approved for a project and reserved in an envelope."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="grants")
    envelope = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount = yuan_field(_("amount (yuan)"))
    approved_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("subsidy")
        verbose_name_plural = _("subsidies")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(released_at__isnull=True), name="one_grant_in_force"
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_grant_is_not_rewritten", exclude=["released_at"]),
            pgtrigger.Trigger(
                name="a_grant_is_approved_and_capped",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("approved", "numeric"), ("paid", "numeric")],
                func=f"""
                    SELECT coalesce(sum(t.amount), 0) INTO paid FROM funding_tranche t
                    JOIN funding_grant g ON g.id = t.grant_id WHERE g.project_id = NEW.project_id AND t.paid_at IS NOT NULL;
                    SELECT amount INTO approved FROM (
                        SELECT r.subsidy AS amount, a.at FROM funding_approval a JOIN funding_streetreview r ON r.id = a.review_id
                        WHERE r.project_id = NEW.project_id AND a.approved
                        UNION ALL SELECT c.amount, c.approved_at FROM funding_grantchange c
                        WHERE c.project_id = NEW.project_id AND c.approved_at IS NOT NULL
                    ) decided ORDER BY at DESC LIMIT 1;
                    IF approved IS NULL OR NEW.amount + paid > approved THEN
                        RAISE EXCEPTION 'a subsidy is approved before it is reserved' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.amount + paid > (SELECT {policy.sql("cap_", "p.kind", "NEW.approved_at")}
                                            FROM projects_project p WHERE p.id = NEW.project_id) THEN
                        RAISE EXCEPTION 'a subsidy is at most the cap of its kind' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.amount:,.2f}"

    @property
    def source(self) -> str:
        area = self.envelope.area
        return Source.DISTRICT if area is not None and area.level == "district" else Source.STREET


class Tranche(models.Model):
    """A part of a grant: asked for, checked, approved and paid by four different people."""

    class Condition(models.IntegerChoices):
        CONTRACT = 1, _("Contract")
        MIDPOINT = 2, _("Half of the work")
        ACCEPTED = 3, _("Acceptance and satisfaction")
        WARRANTY = 4, _("End of the warranty")

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="tranches")
    number = models.PositiveSmallIntegerField(_("part"), choices=Condition.choices)
    amount = yuan_field(_("amount (yuan)"))
    requested_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(null=True)
    bank_reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="tranche")

    class Meta:
        verbose_name = _("part of the subsidy")
        verbose_name_plural = _("parts of the subsidy")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="each_part_once"),
            models.UniqueConstraint(
                fields=["bank_reference"], condition=~Q(bank_reference=""), name="each_bank_reference_once"
            ),
            models.CheckConstraint(
                condition=~Q(requested_by=F("checked_by")), name="applicant_does_not_check"
            ),
            models.CheckConstraint(
                condition=~Q(requested_by=F("approved_by")), name="applicant_does_not_approve"
            ),
            models.CheckConstraint(condition=~Q(requested_by=F("paid_by")), name="applicant_does_not_pay"),
            models.CheckConstraint(
                condition=~Q(checked_by=F("approved_by")), name="checker_does_not_approve"
            ),
            models.CheckConstraint(condition=~Q(checked_by=F("paid_by")), name="checker_does_not_pay"),
            models.CheckConstraint(condition=~Q(approved_by=F("paid_by")), name="approver_does_not_pay"),
            models.CheckConstraint(
                condition=(Q(checked_by__isnull=True) | Q(requested_by__isnull=False))
                & (Q(approved_by__isnull=True) | Q(checked_by__isnull=False))
                & (Q(paid_by__isnull=True) | Q(approved_by__isnull=False)),
                name="request_check_approve_pay_in_order",
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True, entry__isnull=True)
                | Q(paid_by__isnull=False, entry__isnull=False),
                name="paid_means_booked",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="amounts_stay", fields=["grant", "number", "amount"]),
            pgtrigger.Trigger(
                name="parts_are_not_more_than_the_whole",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM funding_grant WHERE id = NEW.grant_id FOR UPDATE;
                    IF NEW.amount + (SELECT coalesce(sum(amount), 0) FROM funding_tranche WHERE grant_id = NEW.grant_id)
                       > (SELECT amount FROM funding_grant WHERE id = NEW.grant_id) THEN
                        RAISE EXCEPTION 'the parts of a subsidy are not more than the whole' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="a_part_is_paid_as_it_was_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__entry__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM funding_entry e JOIN funding_grant g ON g.id = NEW.grant_id
                        JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
                        WHERE e.id = NEW.entry_id AND e.kind = 'payment' AND e.project_id = g.project_id
                        AND a.kind = 'cash' AND a.project_id = g.project_id AND p.amount = NEW.amount) THEN
                        RAISE EXCEPTION 'a part is paid as it was approved' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            no_own_interest(
                "own_projects_are_not_paid",
                "checked_by",
                "approved_by",
                "paid_by",
                project="(SELECT project_id FROM funding_grant WHERE id = NEW.grant_id)",
            ),
            pgtrigger.Protect(
                name="paid_is_paid",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__paid_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.get_number_display()} · {self.amount:,.2f}"

    @property
    def state(self) -> str:
        return (
            "paid"
            if self.paid_at
            else "approved"
            if self.approved_at
            else "checked"
            if self.checked_at
            else "requested"
            if self.requested_at
            else "waiting"
        )

    @property
    def state_name(self):
        return TRANCHE_STATES[self.state]


TRANCHE_STATES = {
    "waiting": _("not asked for yet"),
    "requested": _("asked for"),
    "checked": _("checked"),
    "approved": _("approved"),
    "paid": _("paid"),
}


class GrantChange(models.Model):
    """Another amount for a subsidy in force; asked for, checked, reviewed and approved by four different people."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="grant_changes")
    amount = yuan_field(_("new amount of the subsidy (yuan)"))
    reason = models.TextField(_("reason"), max_length=1000)
    requested_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(_("reason of the refusal"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("change of a subsidy")
        verbose_name_plural = _("changes of subsidies")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(approved_at__isnull=True, refused_at__isnull=True),
                name="one_change_of_a_subsidy_open",
            ),
            models.CheckConstraint(
                condition=~Q(requested_by=F("checked_by"))
                & ~Q(requested_by=F("reviewed_by"))
                & ~Q(requested_by=F("approved_by"))
                & ~Q(checked_by=F("reviewed_by"))
                & ~Q(checked_by=F("approved_by"))
                & ~Q(reviewed_by=F("approved_by")),
                name="four_people_change_a_subsidy",
            ),
            models.CheckConstraint(
                condition=(Q(reviewed_by__isnull=True) | Q(checked_by__isnull=False))
                & (Q(approved_by__isnull=True) | Q(reviewed_by__isnull=False))
                & (Q(approved_at__isnull=True) | Q(refused_at__isnull=True)),
                name="check_review_approve_a_change_in_order",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="a_change_is_not_rewritten",
                fields=["project", "amount", "reason", "requested_by", "requested_at"],
            ),
            no_own_interest("own_changes_are_not_approved", "checked_by", "reviewed_by", "approved_by"),
            pgtrigger.Protect(
                name="decided_changes_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False)
                | pgtrigger.Q(old__refused_at__isnull=False),
            ),
            pgtrigger.Protect(name="changes_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.amount:,.2f}"

    @property
    def step(self) -> str:
        """What was done last: requested, checked, reviewed, approved, refused."""
        for step in ("refused", "approved", "reviewed", "checked"):
            if getattr(self, f"{step}_at"):
                return step
        return "requested"
