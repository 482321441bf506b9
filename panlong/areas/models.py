"""The one tree of areas: district → street → community → courtyard → building → ten-household group.

The first three levels carry the official division codes (6, 9 and 12 digits); below them we append our own
three-digit parts behind a hyphen, so that "lies in" is always "the code starts with".
"""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

models.CharField.register_lookup(Length)

CODE_PATTERN = r"^\d{6}(\d{3}(\d{3}(-\d{3}){0,3})?)?$"


class Level(models.TextChoices):
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")
    COURTYARD = "courtyard", _("Courtyard")
    BUILDING = "building", _("Building")
    GROUP = "group", _("Ten-household group")


CODE_LENGTHS = {
    Level.DISTRICT: 6,
    Level.STREET: 9,
    Level.COMMUNITY: 12,
    Level.COURTYARD: 16,
    Level.BUILDING: 20,
    Level.GROUP: 24,
}


def within(areas, field: str = "area__code") -> Q:
    """Return the one scoping condition of the portal: rows whose area is one of `areas` or lies below one.

    `areas` are Area objects or codes; `field` is the path to the area's code from the queried model.
    No areas: a condition that nothing meets.
    """
    condition = Q(pk__in=[])
    for area in areas:
        condition |= Q(**{f"{field}__startswith": getattr(area, "code", area)})
    return condition


class AreaQuerySet(models.QuerySet):
    def within(self, *areas) -> "AreaQuerySet":
        """Return the areas that are one of `areas` or lie below one."""
        return self.filter(within(areas, field="code"))

    def above(self, area: "Area") -> "AreaQuerySet":
        """Return `area` and all areas that contain it, the largest first."""
        return self.filter(code__in=area.codes_above()).order_by("code")


class Area(models.Model):
    code = models.CharField(
        _("code"),
        max_length=24,
        unique=True,
        validators=[RegexValidator(CODE_PATTERN, _("Not an area code."))],
    )
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("lies in")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE_PATTERN), name="area_code_is_wellformed"),
            models.CheckConstraint(
                condition=Q(level=Level.DISTRICT, parent__isnull=True)
                | (~Q(level=Level.DISTRICT) & Q(parent__isnull=False)),
                name="only_the_district_has_no_parent",
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(level=level) | Q(code__length=length),
                    name=f"a_{level.value}_code_has_its_length",
                )
                for level, length in CODE_LENGTHS.items()
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="code_extends_parent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__parent__isnull=False),
                func=pgtrigger.Func(
                    """
                    IF NOT EXISTS (SELECT 1 FROM {meta.db_table} WHERE id = NEW.parent_id
                                   AND starts_with(NEW.code, code) AND length(NEW.code) > length(code)) THEN
                        RAISE EXCEPTION 'the code of an area begins with the code of the area it lies in'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                    """
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this area; that of its courtyard where it is too small to have one."""
        return reverse("pages:area", args=[self.code[: CODE_LENGTHS[Level.COURTYARD]]])

    def covers(self, other: "Area") -> bool:
        """Say whether `other` is this area or lies in it."""
        return other.lies_in([self.code])

    def lies_in(self, codes: list[str]) -> bool:
        """Say whether this is an area with one of `codes` or lies in one."""
        return self.code.startswith(tuple(codes))

    def codes_above(self) -> list[str]:
        """Return the codes of this area and of all that contain it, the district's first."""
        return [self.code[:length] for length in CODE_LENGTHS.values() if length <= len(self.code)]

    def code_at(self, level: Level) -> str:
        """Return the code of the area of `level` that contains this one ('' when this one is larger)."""
        length = CODE_LENGTHS[level]
        return self.code[:length] if len(self.code) >= length else ""


def next_code(parent: Area) -> str:
    """Return the next free code of our own below community or courtyard `parent`."""
    last = (
        Area.objects.filter(parent=parent, code__startswith=f"{parent.code}-")
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
    )
    number = int(last[len(parent.code) + 1 :]) + 1 if last else 1
    return f"{parent.code}-{number:03d}"
