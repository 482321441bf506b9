"""The double-entry ledger. These rules of accounting hold in the database itself."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.models.common import PERSON, SUBSIDIES, Source
from panlong import clock
from panlong.areas.models import Area
from panlong.tools.triggers import never_emptied
from projects.models import Project
from projects.stages import NOTHING_COMES_IN

# Which way money goes: what kind of entry takes it out of which kinds of accounts, and into which. A project gets money
# by a receipt or a payment only. A reversal takes the way back.
ALLOWED_FLOWS = {
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
REVERSIBLE = ("receipt", "bill", "spending")
NOT_UNDER_WAY = (
    f"({', '.join(repr(str(stage)) for stage in NOTHING_COMES_IN)})"  # unspent money is given back
)


def misrouted_entries_sql(which: str) -> str:
    """Return the SQL of the keys of entries, of those that `which` selects (e), whose money goes another way than theirs."""
    ways = [
        f"{kind} out of {account}" for kind, (out_of, _into) in ALLOWED_FLOWS.items() for account in out_of
    ]
    ways += [f"{kind} into {account}" for kind, (_out_of, into) in ALLOWED_FLOWS.items() for account in into]
    allowed = ", ".join(f"'{way}'" for way in ways)
    subsidies = tuple(str(source) for source in SUBSIDIES)
    return f"""
        SELECT e.id FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
        WHERE {which} AND (
            e.kind <> 'reversal' AND e.kind || CASE WHEN p.amount > 0 THEN ' into ' ELSE ' out of ' END || a.kind NOT IN ({allowed})
            OR a.project_id IS NOT NULL AND a.project_id IS DISTINCT FROM e.project_id
            OR (e.project_id IS NULL) <> (e.kind IN {WITHOUT_PROJECT})
            OR a.kind = 'cash' AND e.kind = 'receipt' AND a.source IN {subsidies}
            OR a.kind = 'cash' AND e.kind = 'payment' AND a.source NOT IN {subsidies}
            OR e.kind = 'reversal' AND NOT EXISTS (SELECT 1 FROM funding_entry r WHERE r.id = e.reverses_id
                                                   AND r.kind IN {REVERSIBLE} AND r.project_id = e.project_id))
    """


def inexact_reversals_sql(which: str) -> str:
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
            # The maintenance fund keeps to what is owned in common (民法典 §281); see funding.subsidies.budgets.
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
                    IF EXISTS ({misrouted_entries_sql("e.id = NEW.entry_id")}) OR EXISTS ({inexact_reversals_sql("e.id = NEW.entry_id")}) THEN
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
