"""The roster: one row of a spreadsheet is one person in one household (or a household nobody is known of).

Used by the import and by the form for one member. A row that repeats what is on record changes nothing; a later
row corrects. A phone number that is on record is the same person. Nothing here commits: the caller holds the
transaction, so that a file is taken as a whole or not at all.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from panlong import clock
from panlong.accounts import phones
from panlong.accounts.models import OFFICIAL_ROLES, Household, Membership, User
from panlong.areas.models import Area, Level, within

COLUMNS = (
    "area_code",
    "unit",
    "room",
    "floor_area",
    "name",
    "phone",
    "birth_year",
    "is_owner",
    "is_head",
)
LIVED_IN = {Level.COURTYARD, Level.BUILDING, Level.GROUP}
NEW, CHANGED, UNCHANGED = "new", "update", "skip"
YES = {"1", "1.0", "true", "yes", "y", "是", "√", "✓", "x"}
NO = {"", "0", "0.0", "false", "no", "n", "否"}


@dataclass
class Outcome:
    """What one row did."""

    what: str
    household: Household
    person: User | None = None
    membership: Membership | None = None


class Roster:
    """Takes rows into the roster of the areas in `codes`, for one file."""

    def __init__(self, codes, *, by: User, rows=()):
        """`rows` (dicts) are what is going to be taken: all that is on record about them is read at once."""
        self.codes, self.by = codes, by
        self.areas: dict[str, Area | None] = {}
        self.households: dict[tuple, Household] = {}
        self.people: dict[str, User] = {}
        self.members: dict[int, list[Membership]] = {}
        self.heads: dict[int, int] = {}
        self.seen: set[tuple] = set()
        self._read(rows)

    def take(self, row: dict) -> Outcome:
        """Take one row; raise ValidationError (by column) when it cannot be."""
        data = self._clean(row)
        household, outcome = self._household(data)
        if not data["name"] and not data["phone"]:
            if data["is_owner"] or data["is_head"] or data["birth_year"]:
                raise ValidationError({"name": _("Name the person.")})
            return Outcome(outcome, household)
        key = (household.pk, data["phone"] or data["name"])
        if key in self.seen:
            raise ValidationError(_("This person stands in the file twice for the same household."))
        self.seen.add(key)
        person, did = self._person(data, household)
        membership, joined = self._membership(data, household, person)
        return Outcome(_stronger(outcome, did, joined), household, person, membership)

    # --- one row ------------------------------------------------------------------------------------------
    def _clean(self, row: dict) -> dict:
        errors: dict = {}
        data = {name: str(row.get(name) or "").strip() for name in COLUMNS}

        def check(name, convert):
            try:
                data[name] = convert(data[name])
            except ValidationError as error:
                errors[name] = error

        for name in ("unit", "room", "name"):
            if len(data[name]) > (40 if name == "name" else 20):
                errors[name] = ValidationError(_("Too long."))
        if not data["room"]:
            errors["room"] = ValidationError(_("The room is missing."))
        check("area_code", self._area)
        check("floor_area", _square_metres)
        check("phone", lambda text: phones.normalise(text) if text else "")
        check("birth_year", _year)
        check("is_owner", _yes_or_no)
        check("is_head", _yes_or_no)
        if errors:
            raise ValidationError(errors)
        return data

    def _area(self, code: str) -> Area:
        if not code:
            raise ValidationError(_("The area code is missing."))
        if not any(code.startswith(mine) for mine in self.codes):
            raise ValidationError(_("%(code)s is not in your area.") % {"code": code})
        if code not in self.areas:
            self.areas[code] = Area.objects.filter(code=code).first()
        area = self.areas[code]
        if area is None:
            raise ValidationError(_("There is no area with the code %(code)s.") % {"code": code})
        if area.level not in LIVED_IN:
            raise ValidationError(
                _("People live in a courtyard or building; %(area)s is larger.") % {"area": area}
            )
        return area

    def _household(self, data) -> tuple[Household, str]:
        area, floor_area = data["area_code"], data["floor_area"]
        key = (area.pk, data["unit"], data["room"])
        household = self.households.get(key)
        if household is None:
            household = Household(area=area, unit=data["unit"], room=data["room"], floor_area=floor_area)
            household.full_clean(validate_unique=False, validate_constraints=False)
            household.save()
            self.households[key] = household
            self.members[household.pk] = []
            return household, NEW
        if floor_area is not None and household.floor_area != floor_area:
            household.floor_area = floor_area
            household.save(update_fields=["floor_area"])
            return household, CHANGED
        return household, UNCHANGED

    def _person(self, data, household) -> tuple[User, str]:
        name, phone, year = data["name"], data["phone"], data["birth_year"]
        person = self.people.get(phones.keyed_hash(phone)) if phone else None
        if person is None:
            person = self._namesake(name, household)
            if person is not None and phone and person.phone_hash:
                raise ValidationError(
                    {"phone": _("This is not the number on record; a number is not changed by a file.")}
                )
        if person is None:
            person = User(name=name, birth_year=year)
            if phone:
                person.set_phone(phone)
                self.people[person.phone_hash] = person
            person.set_unusable_password()
            person.save()
            return person, NEW
        changed = []
        if phone and not person.phone_hash:
            person.set_phone(phone)
            self.people[person.phone_hash] = person
            changed += ["phone_hash", "phone_cipher"]
        for field, value in (("name", name), ("birth_year", year)):
            old = getattr(person, field)
            if value and value != old:
                if old and not self._may_correct(person):
                    raise ValidationError(
                        {field: _("This number belongs to a person who is on record otherwise, elsewhere.")}
                    )
                setattr(person, field, value)
                changed.append(field)
        if changed:
            person.save(update_fields=changed)
        return person, CHANGED if changed else UNCHANGED

    def _namesake(self, name: str, household) -> User | None:
        return next((m.user for m in self.members[household.pk] if name and m.user.name == name), None)

    def _may_correct(self, person: User) -> bool:
        """Only of people of one's own area who hold no office, and never of oneself."""
        if person.pk == self.by.pk or person.username or person.is_superuser:
            return False
        if any(post.role in OFFICIAL_ROLES for post in person.posts.current()):
            return False
        homes = person.memberships.current().select_related("household__area")
        return all(any(home.household.area.code.startswith(code) for code in self.codes) for home in homes)

    def _membership(self, data, household, person) -> tuple[Membership, str]:
        present = self.members[household.pk]
        membership = next((m for m in present if m.user_id == person.pk), None)
        if data["is_head"]:
            if self.heads.get(household.pk, person.pk) != person.pk:
                raise ValidationError(
                    {"is_head": _("The file names two people who speak for this household.")}
                )
            self.heads[household.pk] = person.pk
            for other in present:
                if other.is_head and other.user_id != person.pk:
                    other.is_head = False
                    other.save(update_fields=["is_head"])
        if membership is None:
            membership = Membership(
                user=person,
                household=household,
                is_owner=data["is_owner"],
                is_head=data["is_head"],
                since=clock.now(),
            )
            membership.save()
            present.append(membership)
            return membership, NEW
        changed = [name for name in ("is_owner", "is_head") if getattr(membership, name) != data[name]]
        for name in changed:
            setattr(membership, name, data[name])
        if changed:
            membership.save(update_fields=changed)
        return membership, CHANGED if changed else UNCHANGED

    # --- what is on record --------------------------------------------------------------------------------
    def _read(self, rows) -> None:
        codes = {str(row.get("area_code") or "").strip() for row in rows}
        mine = Area.objects.filter(within(self.codes, field="code"), code__in=codes)
        self.areas = {area.code: area for area in mine}
        hashes = set()
        for row in rows:
            try:
                hashes.add(phones.keyed_hash(phones.normalise(str(row.get("phone") or ""))))
            except ValidationError:
                continue  # said at the row
        self.people = {person.phone_hash: person for person in User.objects.filter(phone_hash__in=hashes)}
        for household in Household.objects.filter(area__in=mine).select_related("area"):
            self.households[(household.area_id, household.unit, household.room)] = household
            self.members[household.pk] = []
        by_pk = {person.pk: person for person in self.people.values()}
        for membership in (
            Membership.objects.current().filter(household__area__in=mine).select_related("user")
        ):
            membership.user = by_pk.get(membership.user_id, membership.user)
            self.members[membership.household_id].append(membership)


def _stronger(*outcomes: str) -> str:
    """A row is new when the person is new to the household, changed when anything is."""
    if outcomes[-1] == NEW:
        return NEW
    return CHANGED if set(outcomes) - {UNCHANGED} else UNCHANGED


def _square_metres(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text).quantize(Decimal("0.01"))
        sensible = 0 < number < 1_000_000
    except InvalidOperation:
        raise ValidationError(_("Not a number.")) from None
    if not sensible:
        raise ValidationError(_("Check the floor area."))
    return number


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not 1900 <= int(text) <= clock.today().year:
        raise ValidationError(_("Check the year of birth."))
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValidationError(_("Write 1 or 0."))
