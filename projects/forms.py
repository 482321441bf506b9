from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from panlong.accounts.models import Membership, User
from panlong.acts import ActForm
from panlong.areas.models import Area, Level, within
from panlong.fields import CountField, PhotoField, WordsField
from projects import lifecycle, rules
from projects.models import Channel, Comment, IssueLevel, Kind, TaskGroupMember, Theme
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
        "beneficiaries": CountField(label=_("How many people benefit?"), least=1, most=2_000_000),
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


def places_of(user):
    """Return the areas that `user` may propose for: where they live and all around it up to the community, and
    for organisers all places they serve."""
    codes = set()
    for membership in user.current_memberships:
        codes |= {code for code in membership.household.area.codes_above() if len(code) >= 12}
    places = Area.objects.filter(code__in=codes)
    serves = [post.area for post in user.current_posts if rules.is_organiser(user, post.area)]
    if serves:
        places = places | Area.objects.within(*serves).exclude(level__in=[Level.DISTRICT, Level.STREET])
    return places.order_by("-code")


def residents_served_by(user):
    """Return the residents for whom organiser `user` may take a proposal down, never themselves."""
    serves = [post.area for post in user.current_posts if rules.is_organiser(user, post.area)]
    living = Membership.objects.current().filter(within(serves, field="household__area__code"))
    return User.objects.filter(is_active=True, pk__in=living.values("user")).exclude(pk=user.pk)


class ProposeForm(forms.Form):
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["area"] = forms.ModelChoiceField(
            label=_("Where?"), queryset=places_of(user), empty_label=None
        )
        self.fields.update(words_of_a_proposal())
        self.fields["photo"] = photo_of_today()
        if user.current_posts:
            self.fields["channel"] = forms.ChoiceField(
                label=_("How did it reach you?"), choices=Channel.choices, initial=Channel.ONLINE
            )
            self.fields["proposer"] = forms.ModelChoiceField(
                label=_("Whose proposal is it, if it came another way?"), queryset=residents_served_by(user), required=False,
                help_text=_("You are named as the one who took it down."),
            )  # fmt: skip
            self.fields["evidence"] = forms.CharField(
                label=_("Evidence, if it came another way"), max_length=300, required=False
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class EditForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = words_of_a_proposal()
        if self.project.stage != Stage.DRAFT:
            del fields["level"]
        for name, field in fields.items():
            field.initial = self.project.revision.get(name, getattr(self.project, name))
            self.fields[name] = field
        if not self.project.is_public:
            self.fields["photo"] = photo_of_today()


class ReasonForm(ActForm):
    reason = WordsField(label=_("Reason"), max_length=2000, help_text=_("It is published with the notice."))


class TaskGroupForm(ActForm):
    """Pick the task group from the residents who stood for it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stood = TaskGroupMember.objects.filter(project=self.project).select_related("user")
        self.fields["members"] = forms.ModelMultipleChoiceField(
            label=_("Members"), queryset=stood, widget=forms.CheckboxSelectMultiple, initial=[one.pk for one in stood],
            help_text=_("An odd number, at least three. Only residents who stood for it are listed."),
        )  # fmt: skip
        self.fields["leader"] = forms.ModelChoiceField(label=_("Leader"), queryset=stood)
        self.fields["bookkeeper"] = forms.ModelChoiceField(label=_("Bookkeeper"), queryset=stood)
        for field in ("members", "leader", "bookkeeper"):
            self.fields[field].label_from_instance = lambda member: str(member.user)

    def facts(self):
        return {**super().facts(), "members": list(self.cleaned_data["members"])}


class EscalateForm(ActForm):
    proof = WordsField(label=_("What was tried so far, and why was it not enough?"), max_length=2000)
    from_level = forms.TypedChoiceField(widget=forms.HiddenInput, choices=IssueLevel.choices, coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_level"].initial = self.project.level


class ReconfirmForm(ActForm):
    reason = WordsField(label=_("Why is it still wanted?"), max_length=1000)


class ProgressForm(ActForm):
    percent = CountField(label=_("Percent done"), least=0, most=100)
    text = WordsField(label=_("What was done?"), max_length=3000)
    photo = PhotoField(label=_("Photo"), required=False)
    caption = forms.CharField(label=_("What the photo shows"), max_length=120, required=False)

    def facts(self):
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

    def facts(self):
        return self.cleaned_data


class CommentForm(ActForm):
    text = WordsField(label=_("Your comment"), max_length=1000, rows=3)

    def facts(self):
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
        self.fields["comment"].label_from_instance = lambda one: f"{one.by.public_name}: {one.text}"
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=200, help_text=_("It stands in the place of the comment.")
        )


class FilterForm(forms.Form):
    """Filters of the project list; whatever is not understood is left out, never an error page."""

    q = forms.CharField(label=_("Search"), max_length=60, required=False)
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]),
        to_field_name="code",
        required=False,
        empty_label=_("all"),
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("all")), *Theme.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *Kind.choices], required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _("all")), *((stage.value, stage.label) for stage in Stage)]

    def wanted(self) -> dict:
        """Return what was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


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
            queryset=lifecycle.those_who_stood(self.project).exclude(pk=self.user.pk),
            required=False,
            empty_label=_("nobody in particular"),
            help_text=_("Then this person may not score, accept or rate the project."),
        )

    def clean(self):
        data = super().clean()
        if not data.get("implementer") and not data.get("implementing_person") and not self.errors:
            self.add_error("implementer", _("Say who carries it out."))
        return data
