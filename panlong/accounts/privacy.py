"""What people agree to, and how everything about them is forgotten (个人信息保护法 §13–17, 31, 47)."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from panlong import audit, clock
from panlong.accounts.models import (
    OFFICIAL_ROLES,
    Membership,
    OutgoingSms,
    PasswordAttempt,
    PhoneChange,
    RosterLine,
    SignInCode,
    User,
)
from panlong.crypto import keyed_hash
from panlong.errors import NotPermitted, require

# The privacy notice: a new number whenever templates/accounts/privacy_notice.html changes; everybody is asked again.
VERSION = 2


def days_kept() -> dict[str, int]:
    """Return after how many days what is said in the privacy notice is deleted, by name."""
    return {
        "codes": settings.KEEP_CODES_DAYS,
        "attempts": settings.KEEP_ATTEMPTS_DAYS,
        "texts": settings.KEEP_TEXTS_DAYS,
        "traces": settings.KEEP_TRACES_DAYS,
        "device": settings.KEEP_DEVICE_DAYS,
    }


def needs_to_agree(user: User) -> bool:
    """Say whether `user` has not agreed to the privacy notice as it is now."""
    return user.notice_version < VERSION


@transaction.atomic
def record_agreement(user: User) -> None:
    """Write down that `user` agrees to the present privacy notice."""
    if needs_to_agree(user):
        user.notice_version = VERSION
        user.save(update_fields=["notice_version"])
        audit.record("agree_to_privacy_notice", by=user, target=user, version=VERSION)


@transaction.atomic
def publish_name(user: User, *, agrees: bool) -> None:
    """Write down whether `user` agrees to have the name published; this may be taken back at any time."""
    if user.name_is_public != agrees:
        user.name_is_public = agrees
        user.save(update_fields=["name_is_public"])
        audit.record("agree_to_publish_name" if agrees else "take_back_name", by=user, target=user)


def children_of(user: User) -> list[User]:
    """Return the people under 14 who live in a household of `user`, for whose data a guardian answers."""
    homes = [membership.household_id for membership in user.current_memberships]
    living = Membership.objects.current().filter(household__in=homes).values("user")
    young = User.objects.filter(pk__in=living, birth_year__gt=clock.today().year - 14, is_active=True)
    return list(young.exclude(pk=user.pk).select_related("guardian")) if user.is_adult() else []


@transaction.atomic
def guard(child: User, *, by: User, agrees: bool) -> None:
    """Let `by`, an adult of the same household, agree to `child`'s use of the portal, or take that back."""
    child = User.objects.select_for_update(of=("self",)).get(pk=child.pk)
    if child not in children_of(by):
        raise NotPermitted(_("This is not a child of your household."))
    if agrees and child.guardian_agreed_at is None:
        child.guardian, child.guardian_agreed_at = by, clock.now()
    elif not agrees and child.guardian_agreed_at is not None:
        child.guardian, child.guardian_agreed_at = None, None
        child.sign_in_round += 1
    else:
        return
    child.save(update_fields=["guardian", "guardian_agreed_at", "sign_in_round"])
    audit.record("guardian_agrees" if agrees else "guardian_takes_back", by=by, target=child)


@transaction.atomic
def sign_out_everywhere(user: User) -> None:
    """End every session of `user`, this one too."""
    User.objects.select_for_update().get(pk=user.pk)
    user.sign_in_round += 1
    user.save(update_fields=["sign_in_round"])
    audit.record("sign_out_everywhere", by=user, target=user)


def require_may_close(user: User) -> None:
    """Raise Refused for officials: their account belongs to their post and is ended by the administrator."""
    is_official = user.is_superuser or bool(user.username)
    is_official = is_official or user.posts.current().filter(role__in=OFFICIAL_ROLES).exists()
    require(
        not is_official,
        _("The account of an official is ended by the administrator, together with the post."),
    )


@transaction.atomic
def forget_person(user: User) -> User:
    """Forget who `user` is, and return what is left: name, number, year of birth and all copies in this room go, posts end.

    What was done stays, by “Resident 17”: votes, money, and that somebody lives there, so no count changes.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    require_may_close(user)
    now = clock.now()
    codes = SignInCode.objects.filter(phone_hash=user.phone_hash or "-")
    of_codes = [f"sign-in:{pk}" for pk in codes.values_list("pk", flat=True)]
    OutgoingSms.objects.filter(Q(key__startswith=f"message:{user.pk}:") | Q(key__in=of_codes)).delete()
    codes.delete()
    PasswordAttempt.objects.filter(username_hash=keyed_hash(f"user:{user.username or ''}")).delete()
    RosterLine.objects.filter(
        Q(person=user.pk) | Q(near_person=user.pk) | Q(phone_hash=user.phone_hash or "-")
    ).delete()
    user.roster_steps.filter(decided_at__isnull=True).update(changes={})
    user.merged.update(name="", name_key="", birth_year=None, name_is_public=False)
    PhoneChange.objects.filter(user=user).delete()
    user.roster_requests.update(text="", answer="", building="", unit="", room="")
    user.roster_requests.filter(decided_at__isnull=True).delete()
    user.posts.current().update(until=now)
    user.wards.update(guardian=None, guardian_agreed_at=None)
    user.name, user.username, user.phone_hash, user.phone_cipher, user.birth_year = "", None, None, "", None
    user.name_is_public = user.wants_sms = user.is_active = False
    user.guardian, user.guardian_agreed_at = None, None
    user.sign_in_round += 1
    user.set_unusable_password()
    user.save()
    audit.record("close_account", by=user, target=user)
    return user
