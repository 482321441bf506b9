"""Forms of budgets and plans."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from funding.models import Source
from funding.subsidies import budgets
from funding.subsidies.budgets import MAX_SUM
from panlong.acts import ActForm
from panlong.fields import CountField, WordsField, YuanField
from projects.journey import planning
from projects.models import Kind, Line

BUDGET_ROWS = 8


class DrawnByThePage(Protocol):
    helper: FormHelper


def style_plainly(form: DrawnByThePage) -> None:
    """Let the page draw the <form> element around the fields."""
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.disable_csrf = True


class BudgetForm(ActForm):
    """The plan as a whole: what is done and where, the lines of the budget and who pays, how long, by whom, and afterwards."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = planning.current_version(self.project)
        project, version = self.project, self.version
        self.fields["plan"] = WordsField(
            label=_("What should be done?"), max_length=3000, initial=project.plan
        )
        self.fields["area"] = forms.ModelChoiceField(
            label=_("Where?"), queryset=budgets.places_for(project), initial=project.area, empty_label=None
        )
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=project.kind)
        rows = [self._add_line(number) for number in range(1, BUDGET_ROWS + 1)]
        shares = version.shares if version else {}
        for source in Source:
            self.fields[f"share_{source}"] = YuanField(
                label=source.label, required=False, min_value=Decimal(0), initial=shares.get(source)
            )
        self.fields["duration_days"] = CountField(
            label=_("Days of work"),
            min_value=1,
            max_value=3650,
            required=False,
            initial=version and version.duration_days,
        )
        self.fields["implementer"] = forms.CharField(
            label=_("Who could carry it out?"), max_length=120, required=False, initial=version and version.implementer,
            help_text=_("An idea; who does it is settled later."),
        )  # fmt: skip
        self.fields["aftercare"] = WordsField(
            label=_("How is it kept up afterwards, and who pays for that?"), max_length=1000, rows=3, required=False,
            initial=version and version.aftercare,
        )  # fmt: skip
        shown = version is not None and version.total > 0
        self.fields["reason"] = WordsField(
            label=_("Why is the plan changed?"),
            max_length=1000,
            rows=2,
            required=shown,
            help_text=_("It is published."),
        )
        if not shown:
            del self.fields["reason"]
        self.helper.layout = Layout(
            "operation",
            Fieldset(_("What and where"), "plan", "area", "kind"),
            Fieldset(_("What it costs"), *rows),
            Fieldset(_("Who pays for it (yuan)"), *(f"share_{source}" for source in Source)),
            Fieldset(_("How and afterwards"), "duration_days", "implementer", "aftercare"),
            *(["reason"] if shown else []),
        )

    def _add_line(self, number: int) -> Div:
        """Add the fields of line `number`; it is a lump sum, or so many units at a price each."""
        lines = self.version.lines if self.version else []
        line = lines[number - 1] if number <= len(lines) else {}
        named = {"number": number}
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("What for (%(number)d)") % named,
            max_length=80,
            required=number == 1,
            initial=line.get("item"),
        )
        self.fields[f"quantity_{number}"] = forms.DecimalField(
            label=_("Quantity (%(number)d)") % named, min_value=Decimal("0.01"), max_digits=9, decimal_places=2, required=False,
            initial=line.get("quantity"),
        )  # fmt: skip
        self.fields[f"unit_{number}"] = forms.CharField(
            label=_("Unit (%(number)d)") % named, max_length=10, required=False, initial=line.get("unit")
        )
        self.fields[f"price_{number}"] = YuanField(
            label=_("Price of one (%(number)d)") % named, required=False, initial=line.get("price")
        )
        self.fields[f"amount_{number}"] = YuanField(
            label=_("Yuan (%(number)d)") % named, required=False, initial=line.get("sum")
        )
        return Div(
            Div(f"name_{number}", css_class="col-12 col-md-4"),
            Div(f"quantity_{number}", css_class="col-6 col-md-2"),
            Div(f"unit_{number}", css_class="col-6 col-md-2"),
            Div(f"price_{number}", css_class="col-6 col-md-2"),
            Div(f"amount_{number}", css_class="col-6 col-md-2"),
            css_class="row g-2",
        )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        for number in range(1, BUDGET_ROWS + 1):
            self._clean_line(number)
        amounts = {n: data.get(f"amount_{n}") or Decimal(0) for n in range(1, BUDGET_ROWS + 1)}
        if sum(amounts.values()) > MAX_SUM:
            largest = max(amounts, key=lambda n: amounts[n])
            self.add_error(f"amount_{largest}", _("The lines come to more than the portal can write down."))
        return data

    def _clean_line(self, number: int) -> None:
        """Work out the sum of a line from quantity and price, or say what it lacks."""
        data = self.cleaned_data
        quantity, price = data.get(f"quantity_{number}"), data.get(f"price_{number}")
        if any(f"{field}_{number}" in self.errors for field in ("quantity", "price", "amount")):
            return
        if (quantity is None) != (price is None):
            missing = "price" if price is None else "quantity"
            self.add_error(
                f"{missing}_{number}", _("A line with a quantity has a price, too; or leave both empty.")
            )
            return
        if quantity is not None and price is not None:
            total = (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if data.get(f"amount_{number}") not in (None, total):
                self.add_error(
                    f"amount_{number}", _("Quantity times price is %(sum)s yuan.") % {"sum": f"{total:.2f}"}
                )
            data[f"amount_{number}"] = total
        if bool(data.get(f"name_{number}")) != bool(data.get(f"amount_{number}")):
            self.add_error(f"name_{number}", _("A line has both a purpose and an amount."))

    def verb_kwargs(self):
        data = self.cleaned_data
        lines = [
            Line(*(data[f"{part}_{n}"] for part in ("name", "amount", "quantity", "unit", "price")))
            for n in range(1, BUDGET_ROWS + 1)
            if data[f"name_{n}"]
        ]
        words = ("plan", "area", "kind", "duration_days", "implementer", "aftercare")
        return {
            "lines": lines,
            "shares": {source.value: data[f"share_{source}"] or Decimal(0) for source in Source},
            "reason": data.get("reason", ""),
            **{name: data[name] for name in words},
        }


class CorrectPlanForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"] = WordsField(
            label=_("What should be done?"), max_length=3000, initial=self.project.plan
        )
        self.fields["changes"] = WordsField(label=_("What is different, and why?"), max_length=1000, rows=3)
