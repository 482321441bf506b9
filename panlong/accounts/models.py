"""People: who they are, where they live, which post they hold until when."""

from functools import cached_property

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.accounts import faults, phones
from panlong.areas.models import Area, within

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
    notice_version = models.PositiveSmallIntegerField(
        _("version of the privacy notice agreed to"), default=0, editable=False
    )
    guardian = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="wards", verbose_name=_("guardian")
    )
    guardian_agreed_at = models.DateTimeField(_("guardian agreed on"), null=True, editable=False)
    sign_in_round = models.PositiveIntegerField(default=0, editable=False)
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


class RosterFile(models.Model):
    """A roster that was handed in: read and judged row by row, then taken over as a whole by one confirmation."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READY = "ready", _("waits for confirmation")
        REFUSED = "refused", _("refused")
        TAKING = "taking", _("being taken over")
        TAKEN = "taken", _("taken over")
        DROPPED = "dropped", _("put away")

    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("handed in by"),
        help_text=_("Empty: at the server's own command line."),
    )  # fmt: skip
    codes = models.JSONField(default=list)  # the areas in which it may change anything
    name = models.CharField(_("file"), max_length=200)
    sealed = models.BinaryField(null=True)  # the file, encrypted, until it is read
    ends_absent = models.BooleanField(_("who is not in the file has moved out"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READING)
    faults = models.JSONField(default=list)  # of the file as a whole, as its lines have them
    counts = models.JSONField(default=dict)  # how many lines are new, changed, …
    digest = models.CharField(max_length=64, blank=True)  # of what was shown: it must still be so at the end
    received_at = models.DateTimeField(_("handed in"), default=clock.now)
    taken_at = models.DateTimeField(_("taken over"), null=True)

    class Meta:
        verbose_name = _("roster file")
        verbose_name_plural = _("roster files")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class RosterLine(models.Model):
    """One line of a roster file, and what it will do. Gone once the file is taken over or put away.

    The columns that point at records have no foreign keys: some of these records are made only at the end.
    """

    class What(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("as it is")
        REFUSED = "refused", _("refused")
        MOVED_OUT = "moved_out", _("moved out")

    file = models.ForeignKey(RosterFile, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("line"))
    area_code = models.CharField(max_length=40)
    building = models.CharField(max_length=80)
    unit = models.CharField(max_length=40)
    room = models.CharField(max_length=40)
    floor_area = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    name = models.CharField(max_length=60)
    phone_hash = models.CharField(max_length=64)
    phone_cipher = models.CharField(max_length=255)
    birth_year = models.PositiveSmallIntegerField(null=True)
    is_owner = models.BooleanField(default=False)
    is_head = models.BooleanField(default=False)
    area = models.BigIntegerField(null=True)
    home = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    membership = models.BigIntegerField(null=True)
    new_phone = models.BooleanField(default=False)  # of somebody who has another on record
    what = models.CharField(_("what happens"), max_length=10, choices=What.choices, blank=True)
    faults = models.JSONField(default=list)  # [column, name of the fault, facts]
    changes = models.JSONField(default=dict)  # column → [before, after]

    class Meta:
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["file", "what", "number"], name="lines_by_what")]

    @property
    def masked_phone(self) -> str:
        return phones.mask(phones.decrypt(self.phone_cipher)) if self.phone_cipher else ""

    @property
    def told_faults(self) -> list[str]:
        """Return why the line is refused, in sentences of the active language."""
        return [faults.sentence(*fault) for fault in self.faults]

    @property
    def told_changes(self) -> list[str]:
        """Return what the line changes, in sentences of the active language."""
        told = []
        for column, (before, after) in self.changes.items():
            if column == "phone_waits":
                told.append(faults.labelled("phone", gettext("another number, waits for a second person")))
            elif column == "phone":
                told.append(faults.labelled("phone", gettext("the first one")))
            else:
                words = [
                    {True: gettext("yes"), False: gettext("no"), None: "–", "": "–"}.get(one, one)
                    for one in (before, after)
                ]
                told.append(faults.labelled(column, f"{words[0]} → {words[1]}"))
        return told


class PhoneChange(models.Model):
    """Another number for somebody on record: it takes effect when a second person, or whom it concerns, confirms it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="phone_changes", verbose_name=_("person"))
    phone_hash = models.CharField(max_length=64)
    phone_cipher = models.CharField(max_length=255)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked on"), default=clock.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True)
    accepted = models.BooleanField(_("accepted"), null=True)

    class Meta:
        verbose_name = _("change of a phone number")
        verbose_name_plural = _("changes of phone numbers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(decided_at__isnull=True), name="one_open_phone_change"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="a_second_person_confirms_a_phone"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def masked_phone(self) -> str:
        return phones.mask(phones.decrypt(self.phone_cipher)) if self.phone_cipher else ""


class RosterRequest(models.Model):
    """What a resident asks of the roster: to be taken into a household, or to have an entry put right."""

    class Kind(models.TextChoices):
        JOIN = "join", _("asks to be taken into a household")
        CORRECT = "correct", _("asks for a correction")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    user = models.ForeignKey(User, models.PROTECT, related_name="roster_requests", verbose_name=_("person"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    building = models.CharField(_("building"), max_length=40, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    room = models.CharField(_("room"), max_length=20, blank=True)
    is_owner = models.BooleanField(_("owner"), default=False)
    moves = models.BooleanField(_("has moved out of the other homes"), default=False)
    text = models.TextField(_("what is asked"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked on"), default=clock.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True)
    accepted = models.BooleanField(_("accepted"), null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("request to the roster")
        verbose_name_plural = _("requests to the roster")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("user")), name="nobody_decides_their_own_request"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, accepted__isnull=True)
                | Q(decided_at__isnull=False, accepted__isnull=False),
                name="a_decided_request_says_how",
            ),
            models.UniqueConstraint(
                fields=["user", "area", "building", "unit", "room"],
                condition=Q(decided_at__isnull=True, kind="join"),
                name="one_open_request_per_home",
            ),
        ]

    def __str__(self) -> str:
        place = " ".join(part for part in (self.area.name, self.building, self.unit, self.room) if part)
        return f"{self.user} · {place}"


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
