"""A column that holds what all spellings of a name or a door share, so that the database can compare them."""

from collections.abc import Callable
from typing import Any

from django.db import models


class KeyField(models.CharField):
    """A text made from the other columns of its row whenever the row is written; see panlong.tools.spelling.

    It is written with `save()` and `bulk_create()`. Whoever writes single columns names it beside them.
    """

    def __init__(self, make: Callable[[Any], str] | None = None, **options):
        self.make = make
        super().__init__(**{"editable": False, "blank": True, "default": "", **options})

    def pre_save(self, model_instance, add):
        key = self.make(model_instance)[: self.max_length] if self.make else ""
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self):
        """Stand in migrations as the plain column it is: they import nothing of ours."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options
