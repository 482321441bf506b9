"""People, households, who lives where, and who holds which post."""

from functools import cached_property

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from panlong import clock, crypto
from panlong.accounts import phones
from panlong.accounts.models.keys import KeyField
from panlong.accounts.models.roles import OFFICIAL_ROLES, CurrentQuerySet, Role
from panlong.areas.models import Area, within
from panlong.tools import spelling

GUARDED_BELOW = 14  # years of age


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, phone: str = "", username: str | None = None, password: str | None = None, **fields
    ) -> "User":
        """Create a person: residents by `phone`, officials by `username` and `password`."""
        user = self.model(username=username or None, **fields)
        if phone:
            user.set_phone(phone)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, username: str, password: str, **fields) -> "User":
        return self.create_user(username=username, password=password, is_superuser=True, **fields)

    def by_phone(self, phone: str) -> "User | None":
        return self.filter(phone_hash=crypto.keyed_hash(phone)).first()


class User(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(
        _("user name"), max_length=60, unique=True, null=True, blank=True, help_text=_("Officials only.")
    )
    name = models.CharField(_("name"), max_length=40, blank=True)
    name_key = KeyField(lambda person: spelling.name_key(person.name), max_length=60)
    name_is_public = models.BooleanField(_("agrees to have the name published"), default=False)
    phone_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    phone_cipher = models.CharField(max_length=255, blank=True, editable=False)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    wants_sms = models.BooleanField(_("wants text messages"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    notice_version = models.PositiveSmallIntegerField(
        _("version of the privacy notice agreed to"), default=0, editable=False
    )
    guardian = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="wards", verbose_name=_("guardian")
    )
    guardian_agreed_at = models.DateTimeField(_("guardian agreed on"), null=True, editable=False)
    sign_in_round = models.PositiveIntegerField(default=0, editable=False)
    # This row was a second one of the same person; what it did before stays under its number.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("twin")
    )
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = UserManager()
    second_factor_missing = False  # set by the sign-in middleware for a session without one

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(guardian=F("id")), name="nobody_is_their_own_guardian"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | Q(is_active=False, phone_hash__isnull=True) & ~Q(merged_into=F("id")),
                name="who_was_merged_acts_no_more",
            ),
        ]
        indexes = [models.Index(fields=["name_key"], condition=~Q(name_key=""), name="people_by_name")]
        triggers = [
            pgtrigger.Trigger(
                name="homes_know_the_name",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("name_key"),
                condition=pgtrigger.Condition("OLD.name_key IS DISTINCT FROM NEW.name_key"),
                func="""
                    UPDATE accounts_membership m SET name_key = NEW.name_key, namesake = (
                        SELECT coalesce(max(o.namesake) + 1, 0) FROM accounts_membership o
                        WHERE o.household_id = m.household_id AND o.name_key = NEW.name_key AND o.until IS NULL AND o.id <> m.id)
                    WHERE m.user_id = NEW.id AND m.until IS NULL;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name or _("Resident %(number)s") % {"number": self.pk}

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name

    @property
    def public_name(self) -> str:
        """The name as strangers see it: whole by consent, otherwise the surname and two stars."""
        if self.name_is_public or not self.name:
            return str(self)
        return f"{self.name[0]}**"

    def set_phone(self, phone: str) -> None:
        """Set the phone number in memory; raise ValidationError when it is not one."""
        phone = phones.normalise_phone(phone)
        self.phone_hash, self.phone_cipher = crypto.keyed_hash(phone), crypto.encrypt_text(phone)

    @property
    def phone(self) -> str:
        return crypto.decrypt_text(self.phone_cipher) if self.phone_cipher else ""

    @property
    def masked_phone(self) -> str:
        return phones.mask_phone(self.phone) if self.phone_cipher else ""

    @property
    def is_staff(self) -> bool:
        """May enter the admin: holders of an official post, with their second factor, and the administrator."""
        return (self.is_superuser and not self.second_factor_missing) or any(
            post.role in OFFICIAL_ROLES for post in self.current_posts
        )

    @cached_property
    def current_posts(self) -> list["Post"]:
        """The posts held now; official ones only with a second factor."""
        posts = self.posts.current().select_related("area")
        return [post for post in posts if not (self.second_factor_missing and post.role in OFFICIAL_ROLES)]

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        return list(self.memberships.current().select_related("household__area"))

    def holds(self, roles, area: Area) -> bool:
        """Say whether the person now holds a post of one of `roles` in `area` or in one that contains it."""
        return area.lies_in([post.area.code for post in self.current_posts if post.role in roles])

    def areas_of(self, roles) -> list[Area]:
        """Return the areas in which the person now holds a post of one of `roles`."""
        return [post.area for post in self.current_posts if post.role in roles]

    def household_in(self, area: Area) -> "Household | None":
        """Return the person's present household in `area`, the first of several; None when they do not live there."""
        return next(iter(self.households_in(area)), None)

    def households_in(self, area: Area) -> list["Household"]:
        """Return the person's present households in `area`: who has two homes there speaks for each."""
        return [one.household for one in self.current_memberships if area.covers(one.household.area)]

    def _get_session_auth_hash(self, secret=None) -> str:
        """Return what every session of this person carries: it changes with the password and with `sign_in_round`."""
        value = f"{self.password}:{self.sign_in_round}" if self.sign_in_round else self.password
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def needs_guardian(self) -> bool:
        """Under 14 by the year of birth and without a guardian's consent (个人信息保护法 §31)."""
        young = self.birth_year is not None and clock.today().year - self.birth_year < GUARDED_BELOW
        return young and self.guardian_agreed_at is None

    def is_adult(self) -> bool:
        """18 or over as far as the roster tells; whoever has no year of birth on it was checked at the door."""
        return self.birth_year is None or clock.today().year - self.birth_year >= 18


class Household(models.Model):
    """One dwelling, the unit that supports, and votes where a rule says one vote a household."""

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="households", verbose_name=_("courtyard or building")
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    room = models.CharField(_("room"), max_length=20)
    floor_area = models.DecimalField(
        _("floor area (m²)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    # 十户联保: the ten-household group it belongs to, an area below its building or courtyard.
    group = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="group_households", verbose_name=_("ten-household group")
    )  # fmt: skip
    door_key = KeyField(lambda home: spelling.door_key(home.unit, home.room), max_length=60)
    # Another row for the same door, from before there were keys; it is merged by two people (deliberation.twins).
    twin_of = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="twins")
    merged_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["area__code", "unit", "room"]
        constraints = [
            models.UniqueConstraint(fields=["area", "unit", "room"], name="one_household_per_room"),
            models.UniqueConstraint(
                fields=["area", "door_key"], condition=Q(twin_of__isnull=True), name="one_household_per_door"
            ),
            models.CheckConstraint(
                condition=Q(twin_of__isnull=True, merged_at__isnull=True)
                | Q(twin_of__isnull=False) & ~Q(twin_of=F("id")),
                name="a_merged_household_says_into_which",
            ),
            models.CheckConstraint(
                condition=Q(floor_area__isnull=True) | Q(floor_area__gt=0), name="floor_area_is_positive"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_group_lies_in_its_building",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("group_id", "area_id"),
                condition=pgtrigger.Q(new__group__isnull=False),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM areas_area WHERE id = NEW.group_id AND level = 'group' AND parent_id = NEW.area_id) THEN
                        RAISE EXCEPTION 'a household belongs to a group of its own building' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.area.name} {self.unit} {self.room}".replace("  ", " ")


class Membership(models.Model):
    """A person belongs to a household for a time; moving house ends one and begins another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="memberships", verbose_name=_("household")
    )
    is_owner = models.BooleanField(_("owner"), default=False)
    is_head = models.BooleanField(_("speaks for the household"), default=False)
    since = models.DateTimeField(_("since"), default=clock.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    # The key of the person's name, kept by triggers; `namesake` counts those of one name who were told apart.
    name_key = models.CharField(max_length=60, blank=True, default="", editable=False)
    namesake = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of household")
        verbose_name_plural = _("members of households")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "household"],
                condition=Q(until__isnull=True),
                name="one_membership_per_household",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(until__isnull=True, is_head=True),
                name="one_head_per_household",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["household", "name_key", "namesake"],
                condition=Q(until__isnull=True) & ~Q(name_key=""),
                name="one_person_of_a_name_per_household",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="members_have_their_name",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    NEW.name_key := (SELECT name_key FROM accounts_user WHERE id = NEW.user_id);
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="nobody_lives_in_a_merged_home",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("household_id"),
                func="""
                    IF EXISTS (SELECT 1 FROM accounts_household WHERE id = NEW.household_id AND merged_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'this household was merged into another' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.household}"


class PostQuerySet(CurrentQuerySet):
    def within(self, *areas):
        return self.filter(within(areas))

    def serving(self, area: Area):
        """Posts whose power reaches `area`: held there or in an area that contains it."""
        return self.filter(area__code__in=area.codes_above())


class Post(models.Model):
    """A role in an area for a time. It ends by its date, never by deletion."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts", verbose_name=_("area"))
    since = models.DateTimeField(_("since"), default=clock.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    appointed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("appointed by")
    )
    deputy_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name=_("stands in for"),
        help_text=_("The post whose holder is away; a deputy has its power for the time given."),
    )  # fmt: skip

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["area__code", "role", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(appointed_by=F("user")), name="nobody_appoints_themselves"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "area"], condition=Q(until__isnull=True), name="one_post_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(deputy_for__isnull=True) | Q(until__isnull=False),
                name="deputies_serve_for_a_time",
            ),
        ]
        triggers = [pgtrigger.Protect(name="posts_are_ended_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.area}"
