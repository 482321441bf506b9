"""The one way a verb says no."""


class Refused(Exception):
    """An act that the rules do not allow now; `reason` is one sentence for the person who tried, in their language.

    `field` names the form field that the reason belongs to, where there is one.
    """

    def __init__(self, reason, *, field: str | None = None):
        super().__init__(reason)
        self.reason = reason
        self.field = field


class NotYours(Refused):
    """The act exists, but this person may not do it."""


def require(allowed: bool, reason, *, field: str | None = None) -> None:
    """Raise Refused with `reason` unless `allowed`."""
    if not allowed:
        raise Refused(reason, field=field)
