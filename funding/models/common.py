"""Sources of money, and what several models of money share."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

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


def yuan_field(name, **options):
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
