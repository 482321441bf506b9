"""What several models of deliberation share."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class VoteChannel(models.TextChoices):
    """How an answer or a vote came in."""

    ONLINE = "online", _("online")
    ASSISTED = "assisted", _("with a helper")
    PAPER = "paper", _("on paper")


def helper_is_named(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(way=VoteChannel.ASSISTED, helper__isnull=False)
        | ~Q(way=VoteChannel.ASSISTED) & Q(helper__isnull=True),
        name=name,
    )


def own_words_stay(name: str) -> pgtrigger.Trigger:
    """A household's own answer is not replaced by a list or a helper, and what it signed not by a helper."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__way=VoteChannel.ONLINE) & ~pgtrigger.Q(new__way=VoteChannel.ONLINE)
        | pgtrigger.Q(old__way=VoteChannel.PAPER, new__way=VoteChannel.ASSISTED),
        func="RAISE EXCEPTION 'a household keeps its own answer' USING ERRCODE = 'check_violation';",
    )


# Whether `person` proposed `project`, carries it out, or is in its task group (projects.rules.is_party).
IS_PARTY = """
    EXISTS (SELECT 1 FROM projects_project p WHERE p.id = {project} AND {person} IN (p.proposer_id, p.implementing_person_id))
    OR EXISTS (SELECT 1 FROM projects_merge m JOIN projects_project g ON g.id = m.gone_id
               WHERE m.kept_id = {project} AND m.undone_at IS NULL AND g.proposer_id = {person})
    OR EXISTS (SELECT 1 FROM projects_taskgroupmember t WHERE t.project_id = {project} AND t.user_id = {person} AND t.elected_at IS NOT NULL)
"""


def household_has_a_voice(name: str, *, parent: str, parents: str, roll: str) -> pgtrigger.Trigger:
    """Only households frozen on the `roll` at the opening answer; helpers are no party to the project."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("project", "bigint")],
        func=f"""
            IF NOT EXISTS (SELECT 1 FROM {roll} WHERE {parent} = NEW.{parent} AND household_id = NEW.household_id) THEN
                RAISE EXCEPTION 'the household is not on the roll' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.helper_id IS NOT NULL THEN
                SELECT project_id INTO project FROM {parents} WHERE id = NEW.{parent};
                IF {IS_PARTY.format(project="project", person="NEW.helper_id")} THEN
                    RAISE EXCEPTION 'the helper is a party to the project' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )


def no_project_of_their_own(name: str, *, person: str, also: str = "") -> pgtrigger.Trigger:
    """Nobody decides on a project to which they are a party."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF {IS_PARTY.format(project="NEW.project_id", person=f"NEW.{person}")} {also} THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def square_metres(name):
    return models.DecimalField(name, max_digits=12, decimal_places=2, null=True)
