"""Uploaded photos: re-encoded, bounded, stripped of everything but the pixels."""

import hashlib
from functools import partial
from io import BytesIO
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from panlong.enqueue import enqueue_soon

MAX_PIXELS = 50_000_000
LONGEST_SIDE = 1600
SMALL = 480  # width of the version for phones, in pixels
MAKE_SMALL = "panlong.jobs.tasks.make_small"
FORMATS = ("JPEG", "PNG", "WEBP")


def clean_photo(upload) -> ContentFile:
    """Return `upload` as a JPEG under a random name; raise ValidationError when it is no photo we can take.

    Metadata (place, camera, comments) goes: Pillow would keep a JPEG comment, hence ``info.clear()``.
    """
    if upload.size > settings.MAX_PHOTO_BYTES:
        raise ValidationError(
            _("This photo is too large; the limit is %(most)d MB.")
            % {"most": settings.MAX_PHOTO_BYTES // 2**20}
        )
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("This photo has too many pixels."))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except ValidationError:
        raise
    except Exception:  # a parser of hostile bytes may raise anything
        raise ValidationError(_("This file is not a photo in JPEG, PNG or WebP format.")) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info.clear()
    buffer = BytesIO()
    upright.save(buffer, "JPEG", quality=82, optimize=True)
    return ContentFile(buffer.getvalue(), name=f"{uuid4().hex}.jpg")


def digest_of(photo: ContentFile) -> str:
    """Return the SHA-256 of a cleaned photo, by which the same picture is known again."""
    digest = hashlib.sha256(photo.read()).hexdigest()
    photo.seek(0)
    return digest


def small_name(name: str) -> str:
    """Return the name of the small version of the stored photo `name`."""
    return f"{name.removesuffix('.jpg')}_w{SMALL}.jpg"


def original_name(name: str) -> str:
    """Return the name of the stored photo that `name`, itself or its small version, belongs to."""
    return name.removesuffix(f"_w{SMALL}.jpg") + ".jpg" if name.endswith(f"_w{SMALL}.jpg") else name


def delete(stored) -> None:
    """Delete the photo in field file `stored` and its small version."""
    for name in (stored.name, small_name(stored.name)):
        stored.storage.delete(name)


def keep_small(stored) -> None:
    """Write the small version of the photo in field file `stored` beside it."""
    _write_small(stored.storage, stored.name)


def keep_small_soon(stored) -> None:
    """Let a worker write the small version of the photo in field file `stored`, once the transaction holds.

    Until then, and if the call is lost until the next sweep, whoever asks for the small version gets the photo itself.
    """
    transaction.on_commit(partial(enqueue_soon, MAKE_SMALL, stored.name))


def make_small(name: str) -> bool:
    """Write the small version of the stored photo `name`, unless it is there or the photo is gone; say whether it was written."""
    if default_storage.exists(small_name(name)) or not default_storage.exists(name):
        return False
    _write_small(default_storage, name)
    return True


def _write_small(storage: Storage, name: str) -> None:
    with storage.open(name, "rb") as file, Image.open(file, formats=FORMATS) as image:
        image.thumbnail((SMALL, 2 * SMALL))
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=78, optimize=True, progressive=True)
    storage.save(small_name(name), ContentFile(buffer.getvalue()))
