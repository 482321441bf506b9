"""Where each yuan comes from, who approved it, whom it went to, for what."""

import hashlib
from decimal import ROUND_DOWN, Decimal

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from panlong import clock, policy
from panlong.areas.models import Area
from panlong.notices.models import Notice
from panlong.triggers import never_emptied
from projects.models import Project

PERSON = settings.AUTH_USER_MODEL


class Source(models.TextChoices):
    SELF_RAISED = "self_raised", _("Raised by the residents")
    DISTRICT = "district", _("District subsidy")
    STREET = "street", _("Street subsidy")
    PUBLIC_UNIT = "public_unit", _("Public units")
    CORPORATE = "corporate", _("Company donations")
    MAINTENANCE = "maintenance", _("Housing maintenance fund")
    OTHER = "other", _("Other")


SUBSIDIES = (Source.DISTRICT, Source.STREET)
OWN_SOURCES = tuple(source for source in Source if source not in SUBSIDIES)


def yuan(name, **options):
    """A positive amount in yuan with two decimals."""
    return models.DecimalField(
        name, max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))], **options
    )


def no_own_interest(name: str, *people: str, project: str = "NEW.project_id") -> pgtrigger.Trigger:
    """Return a trigger that keeps proposer, implementing resident and task group out of the columns `people`.

    `project` is the SQL of the project's key. The rules say the same in words (funding.rules).
    """
    columns = ", ".join(f"NEW.{person}_id" for person in people)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF EXISTS (SELECT 1 FROM projects_project WHERE id = {project}
                       AND (proposer_id IN ({columns}) OR implementing_person_id IN ({columns})))
               OR EXISTS (SELECT 1 FROM projects_taskgroupmember WHERE project_id = {project}
                          AND elected_at IS NOT NULL AND user_id IN ({columns})) THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def reversed_by_its_reversal(name: str) -> pgtrigger.Trigger:
    """Return a trigger that lets a paper be marked as reversed with the reversal of its entry only."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
            IF NEW.is_reversed <> EXISTS (SELECT 1 FROM funding_entry WHERE reverses_id = NEW.entry_id) THEN
                RAISE EXCEPTION 'a paper is reversed by its reversal' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


INVOICES = 2026_1127  # key of the advisory locks: bills and vouchers of one invoice at the same moment see each other


def invoice_not_in(table: str, name: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses an invoice which is in force in `table` already."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=~pgtrigger.Q(new__invoice_number=""),
        func=f"""
            PERFORM pg_advisory_xact_lock({INVOICES}, hashtext(NEW.invoice_number));
            IF EXISTS (SELECT 1 FROM {table} WHERE invoice_number = NEW.invoice_number AND NOT is_reversed) THEN
                RAISE EXCEPTION 'each invoice counts once in the whole district' USING ERRCODE = 'unique_violation';
            END IF;
            RETURN NEW;
        """,
    )


# --- Ledger ----------------------------------------------------------------------------------------------------
# Which way money goes: what kind of entry takes it out of which kinds of accounts, and into which. A project gets money
# by a receipt or a payment only. A reversal takes the way back.
WAYS = {
    "appropriation": (["outside"], ["envelope"]),
    "allotment": (["envelope"], ["envelope"]),
    "grant": (["envelope"], ["grant"]),
    "payment": (["grant"], ["cash"]),
    "receipt": (["outside"], ["cash"]),
    "bill": (["payable", "retention"], ["outside"]),
    "spending": (["cash"], ["outside", "payable", "retention"]),
    "return": (["cash"], ["envelope", "outside"]),
    "release": (["grant", "cash"], ["envelope"]),  # out of cash in the first releases
}
WITHOUT_PROJECT = "('appropriation', 'allotment')"
REVERSIBLE = "('receipt', 'bill', 'spending')"
NOT_UNDER_WAY = (
    "('aftercare', 'closed', 'terminated', 'withdrawn', 'rejected')"  # unspent money is given back
)


def astray(which: str) -> str:
    """Return the SQL of the keys of entries, of those that `which` selects (e), whose money goes another way than theirs."""
    ways = [f"{kind} out of {account}" for kind, (out_of, _into) in WAYS.items() for account in out_of]
    ways += [f"{kind} into {account}" for kind, (_out_of, into) in WAYS.items() for account in into]
    allowed = ", ".join(f"'{way}'" for way in ways)
    return f"""
        SELECT e.id FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
        WHERE {which} AND (
            e.kind <> 'reversal' AND e.kind || CASE WHEN p.amount > 0 THEN ' into ' ELSE ' out of ' END || a.kind NOT IN ({allowed})
            OR a.project_id IS NOT NULL AND a.project_id IS DISTINCT FROM e.project_id
            OR (e.project_id IS NULL) <> (e.kind IN {WITHOUT_PROJECT})
            OR a.kind = 'cash' AND e.kind = 'receipt' AND a.source IN ('district', 'street')
            OR a.kind = 'cash' AND e.kind = 'payment' AND a.source NOT IN ('district', 'street')
            OR e.kind = 'reversal' AND NOT EXISTS (SELECT 1 FROM funding_entry r WHERE r.id = e.reverses_id
                                                   AND r.kind IN {REVERSIBLE} AND r.project_id = e.project_id))
    """


def not_undone(which: str) -> str:
    """Return the SQL of the keys of reversals, of those that `which` selects (e), that do not undo their entry exactly."""
    return f"""
        SELECT e.id FROM funding_entry e WHERE e.reverses_id IS NOT NULL AND {which} AND EXISTS (
            SELECT 1 FROM funding_posting p WHERE p.entry_id IN (e.id, e.reverses_id) GROUP BY p.account_id HAVING sum(p.amount) <> 0)
    """


class Account(models.Model):
    class Kind(models.TextChoices):
        OUTSIDE = "outside", _("Outside party")
        ENVELOPE = "envelope", _("Yearly envelope")
        GRANT = "grant", _("Approved, not yet paid")
        CASH = "cash", _("In the project's hands")
        PAYABLE = "payable", _("Owed to suppliers")
        RETENTION = "retention", _("Kept back until the warranty ends")

    OWING = (Kind.PAYABLE, Kind.RETENTION)  # their balance is what is owed, below zero or zero

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("area")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("project")
    )
    source = models.CharField(_("source"), max_length=15, choices=Source.choices, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "year", "project", "source"],
                nulls_distinct=False,
                name="one_account_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="envelope", area__isnull=False, year__isnull=False, project__isnull=True, source=""
                )
                | Q(kind="outside", area__isnull=True, year__isnull=True, project__isnull=True)
                | Q(
                    kind__in=["grant", "payable", "retention"],
                    area__isnull=True,
                    year__isnull=True,
                    project__isnull=False,
                    source="",
                )
                | (
                    Q(kind="cash", area__isnull=True, year__isnull=True, project__isnull=False)
                    & ~Q(source="")
                ),
                name="an_account_is_of_one_kind",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="accounts_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            # The maintenance fund keeps to what is owned in common (民法典 §281); see funding.budgets.
            pgtrigger.Trigger(
                name="the_maintenance_fund_keeps_to_common_parts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__source="maintenance", new__project__isnull=False),
                func="""
                    IF NOT (SELECT touches_common_parts FROM projects_project WHERE id = NEW.project_id) THEN
                        RAISE EXCEPTION 'the maintenance fund is for common parts' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        parts = [self.get_kind_display(), self.area, self.year, self.project, self.get_source_display()]
        return " · ".join(str(part) for part in parts if part)


class Entry(models.Model):
    """One booking; its postings sum to zero. Corrected only by a reversal."""

    class Kind(models.TextChoices):
        APPROPRIATION = "appropriation", _("Money put into the envelope")
        ALLOTMENT = "allotment", _("Money moved to a smaller area's envelope")
        GRANT = "grant", _("Subsidy approved")
        PAYMENT = "payment", _("Subsidy paid")
        RECEIPT = "receipt", _("Money received")
        BILL = "bill", _("Bill of a supplier")
        SPENDING = "spending", _("Money spent")
        RETURN = "return", _("Unspent money given back")
        RELEASE = "release", _("Approved money released")
        REVERSAL = "reversal", _("Reversal")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="entries")
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    memo = models.CharField(_("for"), max_length=300)
    operation = models.UUIDField(unique=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | ~Q(kind="reversal") & Q(reverses__isnull=True),
                name="a_reversal_names_what_it_reverses",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="entries_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("entries_never_emptied"),
            pgtrigger.Trigger(
                name="entry_has_postings",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT count(*) FROM funding_posting WHERE entry_id = NEW.id) < 2 THEN
                        RAISE EXCEPTION 'an entry has two postings or more' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="entry_is_linked",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM funding_link WHERE kind = 'entry' AND row_id = NEW.id) THEN
                        RAISE EXCEPTION 'an entry is in its chain' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="nothing_is_given_back_while_under_way",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__kind="return"),
                func=f"""
                    IF NOT EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id AND stage IN {NOT_UNDER_WAY}) THEN
                        RAISE EXCEPTION 'what is left is given back when the project is over' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk} · {self.memo}"


class Posting(models.Model):
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings", verbose_name=_("ledger entry"))
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings", verbose_name=_("account"))
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="no_empty_posting")]
        triggers = [
            pgtrigger.Protect(name="postings_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("postings_never_emptied"),
            pgtrigger.Trigger(
                name="postings_balance",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=[("sign", "integer")],
                func="""
                    IF (SELECT sum(amount) FROM funding_posting WHERE entry_id = NEW.entry_id) <> 0 THEN
                        RAISE EXCEPTION 'the postings of an entry sum to zero' USING ERRCODE = 'check_violation';
                    END IF;
                    SELECT CASE WHEN kind IN ('payable', 'retention') THEN -1 ELSE 1 END INTO sign
                    FROM funding_account WHERE id = NEW.account_id AND kind <> 'outside' FOR UPDATE;
                    IF FOUND AND sign * (SELECT sum(amount) FROM funding_posting WHERE account_id = NEW.account_id) < 0 THEN
                        RAISE EXCEPTION 'this account may not be overdrawn' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="an_entry_in_its_chain_is_complete",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM funding_link WHERE kind = 'entry' AND row_id = NEW.entry_id) THEN
                        RAISE EXCEPTION 'an entry in its chain gets no more postings' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="money_goes_the_way_of_its_entry",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=f"""
                    IF EXISTS ({astray("e.id = NEW.entry_id")}) OR EXISTS ({not_undone("e.id = NEW.entry_id")}) THEN
                        RAISE EXCEPTION 'money goes the way of its entry' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="only_what_is_approved_is_reserved",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=[("whose", "bigint")],
                func="""
                    SELECT project_id INTO whose FROM funding_account WHERE id = NEW.account_id AND kind = 'grant';
                    IF FOUND AND (SELECT sum(amount) FROM funding_posting WHERE account_id = NEW.account_id) > (
                        SELECT coalesce(sum(g.amount - (SELECT coalesce(sum(t.amount), 0) FROM funding_tranche t
                                                        WHERE t.grant_id = g.id AND t.paid_at IS NOT NULL)), 0)
                        FROM funding_grant g WHERE g.project_id = whose AND g.released_at IS NULL) THEN
                        RAISE EXCEPTION 'only what is approved is reserved' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:,.2f}"


# --- Plan ------------------------------------------------------------------------------------------------------
class BudgetLine(models.Model):
    project = models.ForeignKey(Project, models.PROTECT, related_name="budget_lines")
    name = models.CharField(_("what for"), max_length=80)
    amount = yuan(_("amount (yuan)"))

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class PlannedShare(models.Model):
    project = models.ForeignKey(Project, models.PROTECT, related_name="planned_shares")
    source = models.CharField(_("source"), max_length=15, choices=Source.choices)
    amount = yuan(_("amount (yuan)"))

    class Meta:
        verbose_name = _("planned share")
        verbose_name_plural = _("planned shares")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["project", "source"], name="one_share_per_source")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} · {self.amount:,.2f}"


# --- Street review (综合审定) and grant --------------------------------------------------------------------------
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
    total = yuan(_("what it costs (yuan)"))
    subsidy = yuan(_("subsidy asked for (yuan)"))

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
    amount = yuan(_("amount (yuan)"))
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
    amount = yuan(_("amount (yuan)"))
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
    amount = yuan(_("new amount of the subsidy (yuan)"))
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


# --- Money in and out of a project --------------------------------------------------------------------------------
class Pledge(models.Model):
    """Somebody promises money; receipts keep the promise. No figure of money counts what is only promised."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="pledges")
    number = models.CharField(_("number"), max_length=40, unique=True)
    source = models.CharField(_("source"), max_length=15, choices=[(s.value, s.label) for s in OWN_SOURCES])
    giver = models.CharField(_("from whom"), max_length=80)
    giver_is_public = models.BooleanField(_("agrees to have the name published"), default=False)
    amount = yuan(_("amount (yuan)"))
    pledged_on = models.DateField(_("promised on"))
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    operation = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["pledged_on", "id"]
        triggers = [pgtrigger.Protect(name="pledges_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number} · {self.amount:,.2f}"

    @property
    def public_giver(self) -> str:
        return self.giver if self.giver_is_public else ""


class GiftInKind(models.Model):
    """Goods or labour that somebody gave; what it is worth is written down apart from money and never added to it."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("Goods")
        LABOUR = "labour", _("Labour")

    project = models.ForeignKey(Project, models.PROTECT, related_name="gifts_in_kind")
    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    giver = models.CharField(_("from whom"), max_length=80)
    giver_is_public = models.BooleanField(_("agrees to have the name published"), default=False)
    what = models.CharField(_("what was given"), max_length=120)
    quantity = models.CharField(_("how much"), max_length=40)
    worth = yuan(_("worth (yuan)"))
    valued_by = models.CharField(_("how the worth was found"), max_length=120)
    given_on = models.DateField(_("given on"))
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    operation = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("gift in kind")
        verbose_name_plural = _("gifts in kind")
        ordering = ["given_on", "id"]
        triggers = [pgtrigger.Protect(name="gifts_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number} · {self.what}"

    @property
    def public_giver(self) -> str:
        return self.giver if self.giver_is_public else ""


class Contribution(models.Model):
    """Money received from a source other than the subsidies. The portal records it; it collects none online (慈善法 §26)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="contributions")
    number = models.CharField(_("receipt number"), max_length=40, unique=True)
    source = models.CharField(_("source"), max_length=15, choices=[(s.value, s.label) for s in OWN_SOURCES])
    giver = models.CharField(_("from whom"), max_length=80)
    giver_is_public = models.BooleanField(_("agrees to have the name published"), default=False)
    amount = yuan(_("amount (yuan)"))
    is_lower_bound = models.BooleanField(_("the true amount is higher"), default=False)
    received_on = models.DateField(_("received on"))
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="contribution")
    note = models.CharField(_("note"), max_length=200, blank=True)
    pledge = models.ForeignKey(
        Pledge, models.PROTECT, null=True, blank=True, related_name="receipts", verbose_name=_("pledge")
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source__in=["district", "street"]), name="subsidies_come_by_grant"
            )
        ]
        triggers = [pgtrigger.Protect(name="receipts_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number} · {self.amount:,.2f}"

    @property
    def public_giver(self) -> str:
        return self.giver if self.giver_is_public else ""

    @property
    def is_reversed(self) -> bool:
        return hasattr(self.entry, "reversed_by")


class Paper(models.Model):
    """What an invoice says, with its photos and its booking: a bill, or the voucher of what was paid."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="%(class)ss")
    purpose = models.CharField(_("for"), max_length=120)
    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("budget line"),
    )
    amount = yuan(_("amount (yuan)"))
    scan = models.ImageField(_("photo of the invoice"), upload_to="vouchers/%Y/%m/", blank=True)
    scan_digest = models.CharField(_("SHA-256 of the photo"), max_length=64, blank=True)
    public_scan = models.ImageField(_("photo for the public"), upload_to="vouchers/%Y/%m/", blank=True)
    public_scan_digest = models.CharField(_("SHA-256 of the photo for the public"), max_length=64, blank=True)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="%(class)s")
    is_reversed = models.BooleanField(_("reversed"), default=False)
    scan_page: str  # the name of the address of its photos

    class Meta:
        abstract = True


class Bill(Paper):
    """What a supplier asks for. It is owed from then on, less what the contract keeps back until the warranty ends."""

    scan_page = "funding:bill-scan"

    contract = models.ForeignKey(
        "Contract", models.PROTECT, null=True, blank=True, related_name="bills", verbose_name=_("contract")
    )
    payee = models.CharField(_("supplier"), max_length=80)
    kept = models.DecimalField(_("kept back of it (yuan)"), max_digits=12, decimal_places=2)
    billed_on = models.DateField(_("day of the bill"))
    invoice_number = models.CharField(_("invoice number"), max_length=40)

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        ordering = ["billed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice_number"], condition=Q(is_reversed=False), name="each_invoice_is_billed_once"
            ),
            models.CheckConstraint(
                condition=Q(kept=0) | Q(kept__gt=0, kept__lt=F("amount"), contract__isnull=False),
                name="only_a_contract_keeps_some_of_a_bill_back",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="bills_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="bills_are_not_rewritten", exclude=["is_reversed"]),
            reversed_by_its_reversal("a_reversed_bill_has_its_reversal"),
            invoice_not_in("funding_voucher", "no_bill_for_the_invoice_of_a_voucher"),
            pgtrigger.Trigger(
                name="bills_do_not_exceed_their_contract",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__contract__isnull=False),
                declare=[("agreed", "numeric"), ("percent", "numeric")],
                func="""
                    PERFORM 1 FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
                    SELECT amount, retention_percent INTO agreed, percent
                    FROM funding_contract WHERE id = NEW.contract_id AND project_id = NEW.project_id;
                    IF agreed IS NULL OR NEW.kept > NEW.amount * percent / 100
                       OR NEW.amount + (SELECT coalesce(sum(amount), 0) FROM funding_bill
                                        WHERE contract_id = NEW.contract_id AND NOT is_reversed) > agreed THEN
                        RAISE EXCEPTION 'bills come to no more than their contract' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="a_bill_that_was_paid_is_not_reversed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.is_reversed AND EXISTS (SELECT 1 FROM funding_voucher WHERE bill_id = NEW.id AND NOT is_reversed) THEN
                        RAISE EXCEPTION 'first the payments of a bill are reversed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_number} · {self.payee} · {self.amount:,.2f}"


class Voucher(Paper):
    """The paper behind every spending. A reversed one stays readable, and its invoice may be entered anew.

    What is bought over the counter has its own invoice; a payment of a bill has that of the bill.
    """

    scan_page = "funding:scan"

    payee = models.CharField(_("paid to"), max_length=80)
    source = models.CharField(_("out of"), max_length=15, choices=Source.choices)
    spent_on = models.DateField(_("spent on"))
    invoice_number = models.CharField(_("invoice number"), max_length=40, blank=True)
    bill = models.ForeignKey(
        Bill, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("bill")
    )
    is_retention = models.BooleanField(_("pays what was kept back"), default=False)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["spent_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice_number"],
                condition=Q(is_reversed=False) & ~Q(invoice_number=""),
                name="each_invoice_once_in_the_district",
            ),
            models.CheckConstraint(
                condition=Q(bill__isnull=True, is_retention=False) & ~Q(invoice_number="")
                | Q(bill__isnull=False, invoice_number=""),
                name="an_invoice_of_its_own_or_that_of_the_bill",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="vouchers_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="vouchers_are_not_rewritten", exclude=["is_reversed"]),
            reversed_by_its_reversal("a_reversed_voucher_has_its_reversal"),
            invoice_not_in("funding_bill", "no_voucher_for_the_invoice_of_a_bill"),
            pgtrigger.Trigger(
                name="a_supplier_under_contract_sends_bills",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__bill__isnull=True),
                func="""
                    IF EXISTS (SELECT 1 FROM funding_contract c JOIN funding_supplierchoice s ON s.id = c.choice_id
                               JOIN funding_quotation q ON q.id = s.quotation_id
                               WHERE c.project_id = NEW.project_id AND q.supplier = NEW.payee) THEN
                        RAISE EXCEPTION 'the supplier under contract is paid by its bills' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="who_recorded_a_bill_does_not_pay_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__bill__isnull=False),
                func="""
                    IF EXISTS (SELECT 1 FROM funding_bill WHERE id = NEW.bill_id AND recorded_by_id = NEW.recorded_by_id) THEN
                        RAISE EXCEPTION 'somebody else pays a bill than who recorded it' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="no_more_is_paid_than_is_owed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__bill__isnull=False),
                declare=[("due", "numeric")],
                func="""
                    PERFORM 1 FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
                    SELECT CASE WHEN NEW.is_retention THEN kept ELSE amount - kept END INTO due
                    FROM funding_bill WHERE id = NEW.bill_id AND project_id = NEW.project_id AND NOT is_reversed;
                    IF due IS NULL OR NEW.amount > due - (SELECT coalesce(sum(amount), 0) FROM funding_voucher
                            WHERE bill_id = NEW.bill_id AND is_retention = NEW.is_retention AND NOT is_reversed) THEN
                        RAISE EXCEPTION 'no more is paid than is owed' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.is_retention AND NOT EXISTS (
                            SELECT 1 FROM projects_project p, funding_entry e WHERE p.id = NEW.project_id AND e.id = NEW.entry_id
                            AND (p.warranty_ends_at <= e.at OR p.warranty_ends_at IS NULL AND p.stage = 'terminated')) THEN
                        RAISE EXCEPTION 'what is kept back is paid when the warranty ends' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} · {self.purpose} · {self.amount:,.2f}"

    @property
    def invoice(self) -> str:
        """The number of the invoice that was paid."""
        return self.bill.invoice_number if self.bill else self.invoice_number

    @property
    def pictured(self) -> Paper:
        """Which paper has the photo that everybody sees: the voucher, or the bill that it pays."""
        return self.bill if self.bill and not self.public_scan else self


# --- Suppliers ---------------------------------------------------------------------------------------------------
class QuotationRound(models.Model):
    """A call for prices. What suppliers answer stays sealed until the deadline; then all of it is opened together."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="quotation_rounds")
    wanted = models.TextField(_("what is wanted"), max_length=2000)
    called_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    called_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(_("prices are taken until"))
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of quotations")
        verbose_name_plural = _("rounds of quotations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(opened_at__isnull=True), name="one_round_of_quotations_open"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("called_at"))
                & (Q(opened_at__isnull=True) | Q(opened_at__gte=F("closes_at"))),
                name="nothing_is_opened_before_the_deadline",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_call_is_not_rewritten", exclude=["opened_by", "opened_at"]),
            pgtrigger.Protect(
                name="opened_is_opened",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__opened_at__isnull=False),
            ),
            pgtrigger.Protect(name="calls_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.closes_at:%Y-%m-%d}"


class SupplierInvitation(models.Model):
    """A supplier may hand in its price itself, at an address that only it was given; of the address a hash is kept."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="supplier_invitations")
    round = models.ForeignKey(QuotationRound, models.PROTECT, related_name="invitations")
    supplier = models.CharField(_("supplier"), max_length=80)
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    void_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invitation of a supplier")
        verbose_name_plural = _("invitations of suppliers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "uscc"],
                condition=Q(void_at__isnull=True),
                name="one_valid_address_per_supplier",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="an_invitation_is_not_rewritten", exclude=["void_at"]),
            pgtrigger.Protect(
                name="void_is_void",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__void_at__isnull=False),
            ),
            pgtrigger.Protect(name="invitations_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="invited_while_prices_are_taken",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM funding_quotationround r WHERE r.id = NEW.round_id AND r.project_id = NEW.project_id
                                   AND r.opened_at IS NULL AND NEW.invited_at < r.closes_at) THEN
                        RAISE EXCEPTION 'suppliers are invited while prices are taken' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} · {self.uscc}"


class Quotation(models.Model):
    """A supplier's one price. The task group chooses; the street checks the procedure only.

    In a round the price is None until all of them are opened; until then it is in `sealed`, which nobody can read
    without the portal's key. Below the amount that needs a round it is written down at once. It was typed in by a
    member of the group (`collected_by`) or handed in by the supplier itself (`invitation`); the photo of its offer is
    sealed like the price.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="quotations")
    round = models.ForeignKey(QuotationRound, models.PROTECT, null=True, related_name="quotations")
    supplier = models.CharField(_("supplier"), max_length=80)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    price = yuan(_("price (yuan)"), null=True)
    sealed = models.TextField(blank=True)
    ties = models.CharField(_("ties to people of the project"), max_length=200, blank=True)
    note = models.CharField(_("what is offered"), max_length=300, blank=True)
    collected_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    invitation = models.OneToOneField(SupplierInvitation, models.PROTECT, null=True, related_name="quotation")
    offer = models.FileField(_("photo of the offer, sealed"), upload_to="offers/%Y/%m/", blank=True)
    offer_digest = models.CharField(_("SHA-256 of the sealed photo"), max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["price", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "supplier"], name="one_price_per_supplier"),
            models.UniqueConstraint(
                fields=["project", "uscc"], condition=~Q(uscc=""), name="one_price_per_company"
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=True, sealed="", price__isnull=False)
                | Q(round__isnull=False) & ~Q(sealed="") & ~Q(uscc=""),
                name="a_price_in_a_round_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(collected_by__isnull=False, invitation__isnull=True)
                | Q(collected_by__isnull=True, invitation__isnull=False, round__isnull=False),
                name="typed_in_by_the_group_or_handed_in_by_the_supplier",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_price_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="a_price_is_final", exclude=["price"]),
            pgtrigger.Protect(
                name="a_price_is_opened_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__price__isnull=False),
            ),
            pgtrigger.Trigger(
                name="sealed_until_all_are_opened",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.round_id IS NOT NULL AND EXISTS (
                        SELECT 1 FROM funding_quotationround r WHERE r.id = NEW.round_id
                        AND (r.opened_at IS NULL AND (NEW.price IS NOT NULL OR NEW.at >= r.closes_at)
                             OR r.opened_at IS NOT NULL AND NEW.price IS NULL OR r.project_id <> NEW.project_id)) THEN
                        RAISE EXCEPTION 'prices are taken until the deadline and opened together' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="handed_in_by_who_was_invited",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.invitation_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_supplierinvitation i WHERE i.id = NEW.invitation_id AND i.round_id = NEW.round_id
                        AND i.uscc = NEW.uscc AND i.supplier = NEW.supplier AND i.void_at IS NULL) THEN
                        RAISE EXCEPTION 'a price is handed in by the supplier that was invited' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.supplier if self.price is None else f"{self.supplier} · {self.price:,.2f}"

    @property
    def receipt_code(self) -> str:
        """What tells its supplier that the sealed price is there, unchanged: the start of its fingerprint (SHA-256)."""
        digest = hashlib.sha256(self.sealed.encode()).hexdigest()[:16].upper() if self.sealed else ""
        return "-".join(digest[start : start + 4] for start in range(0, len(digest), 4))


class SupplierChoice(models.Model):
    """The task group's choice; out of fewer than three quotations it counts once the street office agrees."""

    class Approval(models.TextChoices):
        NOT_NEEDED = "not_needed", _("not needed")
        WAITING = "waiting", _("waits for the street office")
        APPROVED = "approved", _("approved by the street office")
        REFUSED = "refused", _("refused by the street office")

    project = models.ForeignKey(Project, models.PROTECT, related_name="supplier_choices")
    quotation = models.ForeignKey(Quotation, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reasons = models.TextField(_("reasons"), max_length=2000)
    too_few_because = models.TextField(_("why fewer than three"), max_length=1000, blank=True)
    approval = models.CharField(
        _("approval"), max_length=10, choices=Approval.choices, default=Approval.NOT_NEEDED
    )
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("choice of the supplier")
        verbose_name_plural = _("choices of the supplier")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=~Q(approval="refused"), name="one_supplier_per_project"
            ),
            models.CheckConstraint(
                condition=Q(
                    approval__in=["not_needed", "waiting"], decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(approval__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="the_street_decides_on_a_choice_by_name",
            ),
            models.CheckConstraint(condition=~Q(by=F("decided_by")), name="who_chooses_does_not_approve"),
        ]
        triggers = [
            no_own_interest("own_choices_are_not_approved", "decided_by"),
            pgtrigger.Trigger(
                name="collector_does_not_choose_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM funding_quotation WHERE project_id = NEW.project_id AND collected_by_id IS DISTINCT FROM NEW.by_id) THEN
                        RAISE EXCEPTION 'who collected all quotations does not choose' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.ReadOnly(
                name="choices_are_not_rewritten",
                exclude=["approval", "decided_by", "decided_at", "decision_reason"],
            ),
            pgtrigger.Protect(
                name="choices_stay",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__approval="waiting"),
            ),
            pgtrigger.Protect(name="choices_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.quotation} · {self.get_approval_display()}"

    @property
    def counts(self) -> bool:
        return self.approval in {self.Approval.NOT_NEEDED, self.Approval.APPROVED}


class Contract(models.Model):
    """What was signed with the chosen supplier. Retention: at most 3 % (建设工程质量保证金管理办法 §7)."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="contract")
    choice = models.OneToOneField(SupplierChoice, models.PROTECT, related_name="contract")
    number = models.CharField(_("number of the contract"), max_length=40)
    amount = yuan(_("amount (yuan)"))
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("work begins on"))
    ends_on = models.DateField(_("work ends on"))
    retention_percent = models.DecimalField(
        _("kept back until the warranty ends (%)"), max_digits=4, decimal_places=2
    )
    warranty_months = models.PositiveSmallIntegerField(_("warranty (months)"))
    supplier_is_small = models.BooleanField(_("the supplier is a small or medium enterprise"), default=True)
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retention_percent__gte=0, retention_percent__lte=3),
                name="at_most_3_percent_kept_back",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=F("signed_on"), ends_on__gte=F("starts_on")),
                name="sign_then_begin_then_end",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="contracts_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="a_contract_is_with_the_chosen_supplier",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM funding_supplierchoice c JOIN funding_quotation q ON q.id = c.quotation_id
                        WHERE c.id = NEW.choice_id AND c.project_id = NEW.project_id
                        AND c.approval IN ('not_needed', 'approved') AND NEW.amount <= q.price) THEN
                        RAISE EXCEPTION 'a contract is with the chosen supplier, at most at its price' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.amount:,.2f}"

    @property
    def supplier(self) -> str:
        return self.choice.quotation.supplier

    @property
    def retention(self) -> Decimal:
        """What is kept back until the warranty ends, in yuan."""
        return self.retention_of(self.amount)

    def retention_of(self, amount: Decimal) -> Decimal:
        """Return what is kept back of a bill of `amount` yuan, never a cent above its percentage."""
        return (amount * self.retention_percent / 100).quantize(Decimal("0.01"), ROUND_DOWN)


# --- Proof that nothing was altered (funding.chain) ---------------------------------------------------------------
class Link(models.Model):
    """A row of money as it was when it became final, tied to the link before it in its project's chain."""

    chain = models.BigIntegerField(_("chain"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=40)
    row_id = models.BigIntegerField(_("row"))
    at = models.DateTimeField(_("at"))
    facts = models.TextField(_("columns"))
    previous = models.CharField(_("digest before"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("link of the chain")
        verbose_name_plural = _("links of the chain")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="one_link_of_a_number")]
        indexes = [models.Index(fields=["kind", "row_id"], name="links_of_a_row")]
        triggers = [
            pgtrigger.Protect(name="links_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("links_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}-{self.number} {self.digest[:12]}"


class Seal(models.Model):
    """One digest over all links since the seal before; published in a notice, and written down outside of the database."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("at"))
    previous = models.CharField(_("digest before"), max_length=64, blank=True)
    last_link = models.BigIntegerField(_("last link"))
    links = models.PositiveIntegerField(_("number of links"))
    digest = models.CharField(_("digest"), max_length=64)
    notice = models.OneToOneField(
        Notice, models.PROTECT, null=True, related_name="+", verbose_name=_("notice")
    )

    class Meta:
        verbose_name = _("seal of the ledger")
        verbose_name_plural = _("seals of the ledger")
        ordering = ["day"]
        triggers = [
            pgtrigger.ReadOnly(name="seals_are_not_rewritten", exclude=["notice"]),
            pgtrigger.Protect(
                name="seals_are_published_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__notice__isnull=False),
            ),
            pgtrigger.Protect(name="seals_stay", operation=pgtrigger.Delete),
            never_emptied("seals_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.digest[:12]}"


# --- Statements of the bank ----------------------------------------------------------------------------------------
class BankStatement(models.Model):
    """A statement of the bank's, to compare our payments with. No number of an account is kept."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    name = models.CharField(_("file"), max_length=120)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    uploaded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("statement of the bank")
        verbose_name_plural = _("statements of the bank")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["area", "digest"], name="each_statement_once")]

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """A payment as the bank tells it."""

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    day = models.DateField(_("day"))
    reference = models.CharField(_("bank reference"), max_length=60)
    amount = yuan(_("amount (yuan)"))
    payee = models.CharField(_("paid to"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.reference} · {self.amount:,.2f}"


# --- Sums that the pages read (funding.totals); derived from the postings, all of them -------------------------------
class Figures(models.Model):
    """The figures of disclosure and what is left, in yuan."""

    received = models.DecimalField(max_digits=16, decimal_places=2)
    approved = models.DecimalField(max_digits=16, decimal_places=2)
    paid = models.DecimalField(max_digits=16, decimal_places=2)
    spent = models.DecimalField(max_digits=16, decimal_places=2)
    returned = models.DecimalField(max_digits=16, decimal_places=2)
    left = models.DecimalField(max_digits=16, decimal_places=2)
    owed = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    kept = models.DecimalField(max_digits=16, decimal_places=2, default=0)

    class Meta:
        abstract = True


class ProjectTotal(Figures):
    """The money of a project by year and source; year 0 means all years, source '' all sources."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=15, blank=True)

    class Meta:
        verbose_name = _("sum of a project")
        verbose_name_plural = _("sums of projects")
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source"], name="one_sum_of_a_project")
        ]
        indexes = [
            models.Index(
                fields=["year", "source", "-approved", "-received", "project"], name="projects_by_their_money"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year} {self.source}"


class AreaTotal(Figures):
    """The money of a community by theme, year and source: the sum of these rows, of which each booking adds one."""

    community = models.CharField(max_length=12)
    theme = models.CharField(max_length=15)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=15)

    class Meta:
        verbose_name = _("sum of a community")
        verbose_name_plural = _("sums of communities")

    def __str__(self) -> str:
        return f"{self.community} {self.theme} {self.year} {self.source}"


class EnvelopeTotal(models.Model):
    """What was put into an envelope and what is left of it, in yuan."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="+")
    put_in = models.DecimalField(max_digits=16, decimal_places=2)
    left = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("sum of an envelope")
        verbose_name_plural = _("sums of envelopes")

    def __str__(self) -> str:
        return str(self.account)


# --- Shared facilities ---------------------------------------------------------------------------------------------
class SharedFacility(models.Model):
    """A public unit opens something of its own to the residents; counted apart from money."""

    unit = models.CharField(_("public unit"), max_length=80, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="facilities", verbose_name=_("area"))
    facility = models.CharField(_("what it opens"), max_length=120)
    opened_on = models.DateField(_("open since"))

    class Meta:
        verbose_name = _("shared facility")
        verbose_name_plural = _("shared facilities")
        ordering = ["unit"]

    def __str__(self) -> str:
        return f"{self.unit} · {self.facility}"
