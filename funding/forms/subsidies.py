"""Forms of applications, review and tranches."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.ledger import queries
from funding.models import Check, StreetReview
from funding.subsidies.amendments import current_change
from funding.subsidies.applications import plan_of
from funding.subsidies.street_review import current_review, review_to_approve
from funding.subsidies.tranches import next_tranche
from panlong.acts import ActForm
from panlong.fields import WordsField, YuanField, label_rows, yes_no
from panlong.notices.models import Objection
from projects.forms import ImplementerForm, ReasonForm
from projects.verbs import open_objections


class ApplyForm(ActForm):
    words = WordsField(label=_("Why the subsidy is needed"), max_length=2000)

    @property
    def what_is_applied_for(self):
        return plan_of(self.project)


class ApproveGrantForm(ActForm):
    approved = yes_no(_("Approve"), _("Back to the handler"), label=_("Decision"))
    reason = WordsField(label=_("Reason, unless approved"), max_length=1000, required=False, rows=3)

    @property
    def review(self):
        return review_to_approve(self.project)


class AskChangeForm(ActForm):
    amount = YuanField(label=_("New amount of the subsidy (yuan)"))
    reason = WordsField(label=_("Reason"), max_length=1000)


class ChangeForm(ActForm):
    approved = yes_no(_("Agree"), _("Refuse"), label=_("Decision"))
    reason = WordsField(label=_("Reason, if refused"), max_length=1000, required=False, rows=3)

    @property
    def change(self):
        return current_change(self.project)


class FiguresForm(ActForm):
    """An act about all the money there is: its page tells the figures first."""

    @property
    def money(self):
        return queries.money_of(self.project)


class TerminateForm(ReasonForm, FiguresForm):
    pass


class HandleForm(ImplementerForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checks"] = forms.MultipleChoiceField(
            label=_("What holds"), choices=Check.choices, widget=forms.CheckboxSelectMultiple, required=False
        )
        self.fields["subsidy"] = YuanField(
            label=_("Subsidy proposed (yuan)"), min_value=Decimal(0), initial=self.project.subsidy_planned
        )
        self.fields["opinion"] = WordsField(label=_("Opinion"), max_length=2000)
        self.fields["not_all"] = forms.BooleanField(
            label=_("Not all of it holds: the project cannot be approved as it is"), required=False
        )
        self.order_fields(["checks", "not_all", "subsidy"])

    def clean(self):
        cleaned = super().clean()
        all_hold = set(cleaned.get("checks", ())) == set(Check.values)
        if not all_hold and not cleaned.get("not_all"):
            self.add_error("checks", _("Tick what holds. If some of it does not, say so below."))
        if all_hold and cleaned.get("not_all"):
            self.add_error("not_all", _("Everything is ticked above."))
        cleaned.pop("not_all", None)
        return cleaned


class DecideForm(ActForm):
    verdict = forms.ChoiceField(
        label=_("Decision"), choices=StreetReview.Verdict.choices, widget=forms.RadioSelect
    )
    reason = WordsField(label=_("Reason, unless approved"), max_length=2000, required=False, rows=3)

    @property
    def review(self):
        return current_review(self.project)


class TrancheForm(FiguresForm):
    @property
    def tranche(self):
        return next_tranche(self.project)


class QuestionForm(TrancheForm):
    reason = WordsField(label=_("What is missing"), max_length=1000, rows=3)


class PayForm(TrancheForm):
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=60)

    def verb_kwargs(self):
        return self.cleaned_data


class ObjectionAnswerForm(ActForm):
    """The answer to an objection and what follows: nothing, a corrected notice, or that the decision is undone."""

    FINDINGS = (
        ("dismissed", _("The objection is not right")),
        ("corrected", _("Something in the notice is wrong; it is corrected in public")),
        ("upheld", _("The objection is right: the decision is undone and taken anew")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = Objection.objects.filter(pk__in=open_objections(self.project).values("pk")).exclude(
            Q(by=self.user) | Q(notice__published_by=self.user)
        )
        self.fields["objection"] = forms.ModelChoiceField(
            label=_("Objection"), queryset=waiting, widget=forms.RadioSelect, empty_label=None
        )
        label_rows(self.fields["objection"], lambda one: one.text)
        self.fields["finding"] = forms.ChoiceField(
            label=_("Finding"), choices=self.FINDINGS, widget=forms.RadioSelect
        )
        self.fields["text"] = WordsField(label=_("Answer"), max_length=4000)
        self.fields["correction"] = WordsField(
            label=_("Only when the notice is corrected: what is wrong in it, and what is right?"),
            max_length=3000, required=False, help_text=_("It is published as a correction of the notice."),
        )  # fmt: skip

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("finding") == "corrected" and not data.get("correction"):
            self.add_error("correction", _("Say what is wrong in the notice, and what is right."))
        return data

    def verb_kwargs(self) -> dict[str, Any]:
        data = super().verb_kwargs()
        finding = data.pop("finding")
        correction = data["correction"] if finding == "corrected" else ""
        return {**data, "upheld": finding == "upheld", "correction": correction}
