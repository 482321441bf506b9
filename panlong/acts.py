"""What a person can do with a project: one table row per act, from which pages, desk and admin are made.

Each app lists its acts in its own ``acts.py``; panlong.portal.acts joins the lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise

Text = str | Promise


class ActForm(forms.Form):
    """The form of an act. `operation` makes a repeat of the same form harmless."""

    operation = forms.UUIDField(widget=forms.HiddenInput, required=True)

    def __init__(self, *args, project, user, **kwargs):
        self.project, self.user = project, user
        super().__init__(*args, **kwargs)
        self.fields["operation"].initial = uuid4
        self.order_fields([name for name in self.fields if name != "operation"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def look_again(self) -> str:
        """Return what is to be read once more before the valid form is acted on; '' when nothing is."""
        return ""

    def hidden(self) -> list[tuple[str, str]]:
        """Return (name, value) of everything that was sent, to send it once more."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        return [(name, value) for name, values in sent.lists() if name in self.fields for value in values]

    def verb_kwargs(self) -> dict[str, Any]:
        """Return the cleaned data as keyword arguments of the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "operation"}


def nothing_more(user) -> Q:
    return Q()


@dataclass(frozen=True)
class Act:
    """One act.

    `may` says whether the person may, `stages` when it is legal, `condition` (on Project, given the
    person) whether the facts call for it. `on_desk`: the project waits for it, so it stands on the person's desk.
    `watch` is told of each try, with the request and the project. `page` is the address of an act that has pages of its
    own, given the project's number; it has neither form nor verb here. `desk` is narrower than `condition`: what the act waits for on the desk.
    `button` is what the button says where the label is a question. `lacks` says of a project what is missing before the act is possible.
    """

    name: str
    label: Text
    stages: frozenset[str]
    may: Callable[[Any, Any], bool]
    run: Callable[[Any, Any, ActForm], Any] | None = None
    success_message: Text = ""
    form: type[ActForm] = ActForm
    hint: Text = ""
    condition: Callable[[Any], Q] = nothing_more
    on_desk: bool = False
    irreversible: bool = False
    watch: Callable[[Any, Any], None] | None = None
    page: str = ""
    desk: Callable[[Any], Q] | None = None
    button: Text = ""
    lacks: Callable[[Any], list[str]] | None = None
