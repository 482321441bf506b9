"""People: who they are, where they live, which post they hold until when."""

from functools import cached_property

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.accounts import phones
from panlong.areas.models import Area, within


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
        return self.filter(phone_hash=phones.keyed_hash(phone)).first()


class User(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(
        _("user name"), max_length=60, unique=True, null=True, blank=True, help_text=_("Officials only.")
    )
    name = models.CharField(_("name"), max_length=40, blank=True)
    name_is_public = models.BooleanField(_("agrees to have the name published"), default=False)
    phone_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    phone_cipher = models.CharField(max_length=255, blank=True, editable=False)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    wants_sms = models.BooleanField(_("wants text messages"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = UserManager()
    second_factor_missing = False  # set by the sign-in middleware for a session without one

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["id"]

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
        phone = phones.normalise(phone)
        self.phone_hash, self.phone_cipher = phones.keyed_hash(phone), phones.encrypt(phone)

    @property
    def phone(self) -> str:
        return phones.decrypt(self.phone_cipher) if self.phone_cipher else ""

    @property
    def masked_phone(self) -> str:
        return phones.mask(self.phone) if self.phone_cipher else ""

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
        return any(post.role in roles and post.area.covers(area) for post in self.current_posts)

    def areas_of(self, roles) -> list[Area]:
        """Return the areas in which the person now holds a post of one of `roles`."""
        return [post.area for post in self.current_posts if post.role in roles]

    def household_in(self, area: Area) -> "Household | None":
        """Return the person's present household in `area`, None when they do not live there."""
        return next((m.household for m in self.current_memberships if area.covers(m.household.area)), None)

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

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["area__code", "unit", "room"]
        constraints = [
            models.UniqueConstraint(fields=["area", "unit", "room"], name="one_household_per_room"),
            models.CheckConstraint(
                condition=Q(floor_area__isnull=True) | Q(floor_area__gt=0), name="floor_area_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area.name} {self.unit} {self.room}".replace("  ", " ")


class CurrentQuerySet(models.QuerySet):
    def current(self):
        """Those in force now."""
        now = clock.now()
        return self.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now)


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
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.household}"


class Role(models.TextChoices):
    BUILDING_HEAD = "building_head", _("Building head")
    TEN_HOUSEHOLD_HEAD = "ten_household_head", _("Ten-household head")
    GRID_WORKER = "grid_worker", _("Grid worker")
    VOLUNTEER = "volunteer", _("Volunteer")
    DELEGATE = "delegate", _("Delegate or committee member")
    COMMUNITY_STAFF = "community_staff", _("Community staff")
    COMMITTEE_MEMBER = "committee_member", _("Member of the resolution committee")
    STREET_HANDLER = "street_handler", _("Street office: handler")
    STREET_REVIEWER = "street_reviewer", _("Street office: reviewer")
    STREET_FINANCE = "street_finance", _("Street office: finance")
    CO_LEADER = "co_leader", _("District: co-leader")
    DISTRICT_STAFF = "district_staff", _("District: staff")
    AUDITOR = "auditor", _("Auditor, residents' supervision")
    ADMINISTRATOR = "administrator", _("System administrator")


ORGANISER_ROLES = {Role.BUILDING_HEAD, Role.TEN_HOUSEHOLD_HEAD, Role.GRID_WORKER, Role.DELEGATE}
STREET_ROLES = {Role.STREET_HANDLER, Role.STREET_REVIEWER, Role.STREET_FINANCE}
DISTRICT_ROLES = {Role.CO_LEADER, Role.DISTRICT_STAFF}
OFFICIAL_ROLES = {Role.COMMUNITY_STAFF, *STREET_ROLES, *DISTRICT_ROLES, Role.AUDITOR, Role.ADMINISTRATOR}
EVERY_AREA_READERS = {*DISTRICT_ROLES, Role.AUDITOR}


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
        ]
        triggers = [pgtrigger.Protect(name="posts_are_ended_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.area}"


class SignInCode(models.Model):
    """A code sent to a phone. The rows are also what the sending limits are counted from."""

    phone_hash = models.CharField(max_length=64, db_index=True)
    address_hash = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="five_tries_a_code")]


class PasswordAttempt(models.Model):
    """A try at an official's password or second factor; five failures in 15 minutes lock the account for 15."""

    username_hash = models.CharField(max_length=64, db_index=True)
    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    succeeded = models.BooleanField()


class OutgoingSms(models.Model):
    """The outbox: a text message is a row first, sent by a worker after commit, found again by a sweep."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    key = models.CharField(_("delivery key"), max_length=120, unique=True)
    topic = models.CharField(_("topic"), max_length=40)
    phone_cipher = models.CharField(max_length=255)
    text_cipher = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(_("due at"), auto_now_add=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    failure = models.CharField(_("failure"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("outgoing text message")
        verbose_name_plural = _("outgoing text messages")
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="waiting_sms")]

    def __str__(self) -> str:
        return self.key

    @property
    def masked_phone(self) -> str:
        return phones.mask(phones.decrypt(self.phone_cipher))

    @property
    def text(self) -> str:
        return phones.decrypt(self.text_cipher)
