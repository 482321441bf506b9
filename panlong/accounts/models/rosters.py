"""Roster files, and requests to correct the roster."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panlong import clock, crypto, file_errors
from panlong.accounts import phones
from panlong.accounts.models.people import Household, Membership, User
from panlong.areas.models import Area


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
    taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )

    class Meta:
        verbose_name = _("roster file")
        verbose_name_plural = _("roster files")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(taken_by=F("by")), name="a_second_person_takes_a_roster")
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_roster_is_taken_by_somebody",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="taken", new__by__isnull=False, new__taken_by__isnull=True)
                & ~pgtrigger.Q(old__state="taken"),
            )
        ]

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
    name_key = models.CharField(max_length=80, default="")
    door_key = models.CharField(max_length=100, default="")
    # Whom or which home on record the line may mean in another spelling, and what the worker said to that.
    near_person = models.BigIntegerField(null=True)
    near_home = models.BigIntegerField(null=True)
    near_words = models.JSONField(default=dict)  # "person", "home" → how it is on record
    same_person = models.BooleanField(null=True)
    same_home = models.BooleanField(null=True)
    what = models.CharField(_("what happens"), max_length=10, choices=What.choices, blank=True)
    faults = models.JSONField(default=list)  # [column, name of the fault, facts]
    changes = models.JSONField(default=dict)  # column → [before, after]

    class Meta:
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["file", "what", "number"], name="lines_by_what")]

    @property
    def masked_phone(self) -> str:
        return phones.mask_phone(crypto.decrypt_text(self.phone_cipher)) if self.phone_cipher else ""

    @property
    def questions(self) -> list[tuple[str, str, str, bool | None]]:
        """Return what the worker is asked about the line, as (what, as it stands here, as it is on record, the answer)."""
        door = " ".join(part for part in (self.building, self.unit, self.room) if part)
        asked = (
            ("home", self.near_home, door, self.same_home),
            ("person", self.near_person, self.name, self.same_person),
        )
        return [
            (what, here, self.near_words.get(what, ""), answer) for what, near, here, answer in asked if near
        ]

    @property
    def told_faults(self) -> list[str]:
        """Return why the line is refused, in sentences of the active language."""
        return [file_errors.sentence(*fault) for fault in self.faults]

    @property
    def told_changes(self) -> list[str]:
        """Return what the line changes, in sentences of the active language."""
        told = []
        for column, (before, after) in self.changes.items():
            if column == "phone_waits":
                told.append(
                    file_errors.labelled("phone", gettext("another number, waits for a second person"))
                )
            elif column == "phone":
                told.append(file_errors.labelled("phone", gettext("the first one")))
            else:
                words = [
                    {True: gettext("yes"), False: gettext("no"), None: "–", "": "–"}.get(one, one)
                    for one in (before, after)
                ]
                told.append(file_errors.labelled(column, f"{words[0]} → {words[1]}"))
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
        return phones.mask_phone(crypto.decrypt_text(self.phone_cipher)) if self.phone_cipher else ""


class RosterStep(models.Model):
    """A change of the roster by hand: somebody asks for it, another one confirms it, and only then it is done.

    `changes` holds field → [before, after], and the fields alone once it is decided. Of two rows that are one person
    or one home the `twin` goes.
    """

    class Kind(models.TextChoices):
        HOME = "home", _("a household is put right")
        MEMBER = "member", _("a member of a household is put right")
        PERSON = "person", _("a person is put right")
        MERGE_PEOPLE = "merge_people", _("two entries are one person")
        MERGE_HOMES = "merge_homes", _("two entries are one household")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    home = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="+", verbose_name=_("household")
    )
    member = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name=_("member of household")
    )
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="roster_steps", verbose_name=_("person")
    )
    twin_home = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="+", verbose_name=_("twin")
    )
    twin_person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("twin"))
    changes = models.JSONField(_("what changes"), default=dict)
    report = models.JSONField(default=list)  # what a merge found, as [name, facts]
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked on"), default=clock.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True)
    accepted = models.BooleanField(_("accepted"), null=True)

    class Meta:
        verbose_name = _("change of the roster")
        verbose_name_plural = _("changes of the roster")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="a_second_person_confirms_a_step"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, accepted__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, accepted__isnull=False, decided_by__isnull=False),
                name="a_decided_step_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["kind", "home", "member", "person", "twin_home", "twin_person"],
                condition=Q(decided_at__isnull=True),
                nulls_distinct=False,
                name="one_open_step_for_a_row",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("twin_person")) & ~Q(home=F("twin_home")), name="a_twin_is_another_row"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="steps_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_step_is_decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.person or self.home or self.member}"


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
