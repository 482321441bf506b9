"""What a person can do with a project: one table row per act, from which pages, desk and admin are made.

Each app lists its acts in its own ``acts.py``; panlong.pages.acts joins the lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Q
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

    def facts(self) -> dict[str, Any]:
        """Return the cleaned data as keyword arguments of the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "operation"}


def nothing_more(user) -> Q:
    return Q()


@dataclass(frozen=True)
class Act:
    """One act.

    `may` says whether the person may, `stages` when it is legal, `waiting` (a condition on Project, given the
    person) whether the facts call for it. `turn`: the project waits for it, so it stands on the person's desk.
    """

    name: str
    label: Text
    stages: frozenset[str]
    may: Callable[[Any, Any], bool]
    run: Callable[[Any, Any, ActForm], Any]
    done: Text
    form: type[ActForm] = ActForm
    hint: Text = ""
    waiting: Callable[[Any], Q] = nothing_more
    turn: bool = False
    grave: bool = False
