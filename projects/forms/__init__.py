from django import forms
from django.utils.translation import gettext_lazy as _

from panlong.acts import ActForm
from panlong.areas.models import Area, Level
from panlong.fields import CountField, DayField, PhotoField, WordsField, label_rows, offer_choices, yes_no
from projects import comments, task_group
from projects.journey import levels
from projects.journey.duplicates import finding
from projects.models import Appeal, Comment, IssueLevel, Kind, Project, Regulation, Theme
from projects.stages import Stage


def words_of_a_proposal() -> dict[str, forms.Field]:
    """Return the fields in which a proposal is written, for the first draft and for changing it."""
    return {
        "title": forms.CharField(
            label=_("Title"), max_length=60, help_text=_("Short, as you would say it to a neighbour.")
        ),
        "problem": WordsField(label=_("What is wrong today?"), max_length=3000),
        "plan": WordsField(label=_("What should be done?"), max_length=3000),
        "kind": forms.ChoiceField(
            label=_("Kind"),
            choices=Kind.choices,
            widget=forms.RadioSelect,
            help_text=_(
                "Works: something is built or repaired. Service: somebody does something for us. Goods: something is bought."
            ),
        ),
        "theme": forms.ChoiceField(label=_("Theme"), choices=[("", _("please choose")), *Theme.choices]),
        "level": forms.TypedChoiceField(
            label=_("Who can solve it?"),
            choices=IssueLevel.choices[: IssueLevel.STREET],
            coerce=int,
            initial=IssueLevel.STREET,
            help_text=_("If you are not sure, leave it as it is."),
        ),
        "beneficiaries": CountField(label=_("How many people benefit?"), min_value=1, max_value=2_000_000),
        "touches_common_parts": forms.BooleanField(
            label=_("It touches roof, outer walls, stairs or pipes that all own together."), required=False
        ),
    }


def photo_of_today() -> PhotoField:
    return PhotoField(
        label=_("A photo of how it is today"),
        required=False,
        help_text=_("It helps the neighbours to see what you mean. No faces, please."),
    )


class EditForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = words_of_a_proposal()
        del fields["level"]
        fields["kind"].required = fields["theme"].required = False  # settled by whoever checks it
        for name, field in fields.items():
            field.initial = self.project.revision.get(name, getattr(self.project, name))
            self.fields[name] = field
        if not self.project.is_public:
            self.fields["photo"] = photo_of_today()


class SubmitForm(ActForm):
    """Nothing to fill in; what the neighbours ask for already is shown before it is handed in."""

    @property
    def similar(self) -> list[Project]:
        return finding.similar_projects(self.project, reader=self.user)


class DisownForm(ActForm):
    reason = WordsField(label=_("What is not right?"), max_length=1000, rows=3)


class AppealForm(ActForm):
    words = WordsField(label=_("Why should it be looked at again?"), max_length=2000)


class DecideAppealForm(ActForm):
    upheld = yes_no(_("It is checked again, by somebody else"), _("The refusal stands"), label=_("Decision"))
    answer = WordsField(label=_("Answer to the proposer"), max_length=2000)

    @property
    def appeal(self):
        return Appeal.objects.select_related("by").filter(project=self.project).first()

    @property
    def refusal(self):
        return self.project.screenings.select_related("by").last()


class ReasonForm(ActForm):
    reason = WordsField(label=_("Reason"), max_length=2000, help_text=_("It is published with the notice."))


class EscalateForm(ActForm):
    proof = WordsField(label=_("What was tried so far, and why was it not enough?"), max_length=2000)
    photo = PhotoField(
        label=_("Photo that proves it"),
        help_text=_("A letter, an answer, minutes. Only those who check see it."),
    )
    from_level = forms.TypedChoiceField(widget=forms.HiddenInput, choices=IssueLevel.choices, coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_level"].initial = self.project.level


class HandBackForm(ActForm):
    reason = WordsField(label=_("Why can it be solved one level lower, and how?"), max_length=2000)
    from_level = forms.TypedChoiceField(widget=forms.HiddenInput, choices=IssueLevel.choices, coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_level"].initial = self.project.level


class LevelAnswerForm(ActForm):
    """What is done; the district may name a rule that solves it, or enter the one that it led to."""

    words = WordsField(label=_("What is done, by whom and until when?"), max_length=2000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.project.level != IssueLevel.DISTRICT:
            return
        self.fields["rule"] = forms.ModelChoiceField(
            label=_("A rule that solves it"), queryset=Regulation.objects.all(), required=False,
            empty_label=_("none, or a new one below"),
        )  # fmt: skip
        self.fields["title"] = forms.CharField(
            label=_("Name of a new rule that it led to"), max_length=120, required=False
        )
        self.fields["summary"] = WordsField(label=_("What does it settle?"), max_length=2000, required=False)
        self.fields["issued_on"] = DayField(label=_("Issued on"), required=False)
        self.fields["address"] = forms.URLField(
            label=_("Where its text stands"), max_length=300, required=False, assume_scheme="https"
        )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("title"):
            for name in ("summary", "issued_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Say this of a new rule."))
        return data

    def verb_kwargs(self):
        data, new = self.cleaned_data, None
        if data.get("title"):
            new = levels.NewRule(data["title"], data["summary"], data["issued_on"], data["address"])
        return {"words": data["words"], "rule": data.get("rule"), "new_rule": new}


class ProgressForm(ActForm):
    percent = CountField(label=_("Percent done"), min_value=0, max_value=100)
    text = WordsField(label=_("What was done?"), max_length=3000)
    photo = PhotoField(label=_("Photo"), required=False)
    caption = forms.CharField(label=_("What the photo shows"), max_length=120, required=False)

    def verb_kwargs(self):
        return self.cleaned_data


class FinishedForm(ActForm):
    text = WordsField(label=_("What is there now?"), max_length=1000)
    photo = PhotoField(label=_("Photo of the finished work"), required=False)


class DutyForm(ActForm):
    responsible_person = forms.CharField(
        label=_("Who answers for it?"), max_length=60, help_text=_("A name that may be published.")
    )
    plan = WordsField(label=_("How is it kept up, and who pays for that?"), max_length=3000)


class InspectionForm(ActForm):
    text = WordsField(label=_("What did you find?"), max_length=2000)

    def verb_kwargs(self):
        return self.cleaned_data


class CommentForm(ActForm):
    text = WordsField(label=_("Your comment"), max_length=1000, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        answerable = Comment.objects.filter(project=self.project, parent=None)
        self.fields["parent"] = forms.ModelChoiceField(
            queryset=answerable, required=False, widget=forms.HiddenInput
        )
        if self.project.task_group.filter(elected_at__isnull=False).exists() and not self.data.get("parent"):
            self.fields["is_question"] = forms.BooleanField(
                label=_("It is a question to the task group"), required=False
            )

    def verb_kwargs(self):
        return self.cleaned_data


class AnswerForm(ActForm):
    """Answer one of the questions that wait for the task group."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"] = forms.ModelChoiceField(
            label=_("Question"), queryset=comments.open_questions(self.project).select_related("by"),
            widget=forms.RadioSelect, empty_label=None,
        )  # fmt: skip
        label_rows(self.fields["parent"], lambda one: f"{one.by.public_name}: {one.text}")
        self.fields["text"] = WordsField(label=_("Answer"), max_length=1000, rows=3)

    def verb_kwargs(self):
        return self.cleaned_data


class HideCommentForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"] = forms.ModelChoiceField(
            label=_("Comment"),
            queryset=Comment.objects.filter(project=self.project, hidden_by=None).select_related("by"),
            widget=forms.RadioSelect,
            empty_label=None,
        )
        label_rows(self.fields["comment"], lambda one: f"{one.by.public_name}: {one.text}")
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=200, help_text=_("It stands in the place of the comment.")
        )


class PlaceFilterForm(forms.Form):
    """Filters by place, theme and kind; whatever is not understood is left out, never an error page."""

    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]),
        to_field_name="code",
        required=False,
        empty_label=_("all"),
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("all")), *Theme.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *Kind.choices], required=False)

    def wanted(self) -> dict:
        """Return what was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FilterForm(PlaceFilterForm):
    """Filters of the list of all projects."""

    q = forms.CharField(label=_("Search"), max_length=60, required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_choices(
            self.fields["stage"], [("", _("all")), *((stage.value, stage.label) for stage in Stage)]
        )
        self.order_fields(["q", "area", "stage"])


class ImplementerForm(ActForm):
    """Who carries the project out: a body by its name, or a capable resident (能人)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["implementer"] = forms.CharField(
            label=_("Who carries it out?"),
            max_length=120,
            required=False,
            initial=self.project.implementer,
            help_text=_("A company, an association, the task group; not needed when you choose a resident."),
        )
        self.fields["implementing_person"] = forms.ModelChoiceField(
            label=_("A resident who carries it out"),
            queryset=task_group.those_who_stood(self.project).exclude(pk=self.user.pk),
            required=False,
            empty_label=_("nobody in particular"),
            help_text=_("Then this person may not score, accept or rate the project."),
        )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not data.get("implementer") and not data.get("implementing_person") and not self.errors:
            self.add_error("implementer", _("Say who carries it out."))
        return data
