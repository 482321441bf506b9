"""Merging two proposals that ask for the same, and parting them again."""

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panlong.acts import ActForm
from panlong.fields import WordsField, label_rows
from projects.journey.duplicates import merging
from projects.models import Project


class MergeForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        possible = merging.possible_targets(self.project, by=self.user)
        likest_first = Case(*(When(pk=one.pk, then=place) for place, one in enumerate(possible)), default=0)
        rows = Project.objects.filter(pk__in=[one.pk for one in possible]).select_related("area")
        self.fields["kept"] = forms.ModelChoiceField(
            label=_("Into which proposal?"), widget=forms.RadioSelect, empty_label=None, queryset=rows.order_by(likest_first),
            help_text=_("It stays, with both proposers and the voices of both. Those that ask for nearly the same stand first."),
        )  # fmt: skip
        label_rows(
            self.fields["kept"], lambda one: f"{one.title} · {one.area.name} · {one.get_stage_display()}"
        )
        self.fields["reason"] = WordsField(
            label=_("Why are they the same?"), max_length=1000, rows=3, help_text=_("Both proposers read it, and it is published with the notice.")
        )  # fmt: skip

    def look_again(self) -> str:
        return gettext(
            "“%(gone)s” goes into “%(kept)s”. Its page stays and says so. Both proposers and all households whose answer moves are told."
        ) % {"gone": self.project.title, "kept": self.cleaned_data["kept"].title}  # fmt: skip


class UnmergeForm(ActForm):
    reason = WordsField(
        label=_("Why is the merge undone?"), max_length=1000, rows=3, help_text=_("Both proposers read it, and it is published with the notice.")
    )  # fmt: skip
