"""Forms of the task group: put forward, accept, record who was chosen and how, leave and take over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.accounts.models import User
from panlong.acts import ActForm
from panlong.areas.models import Area, Level
from panlong.fields import (
    CountField,
    DayField,
    DoorField,
    NameField,
    PhotoField,
    WordsField,
    label_rows,
    yes_no,
)
from panlong.policy.sentences import with_parameters
from projects import rules, task_group
from projects.models import Handover, TaskGroupMember


class PutForwardForm(ActForm):
    name = NameField(label=_("Name of the neighbour"), max_length=40)
    room = DoorField(label=_("Room number"), max_length=20, help_text=_("As on the door, such as 0302."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        buildings = Area.objects.filter(level=Level.BUILDING, parent=self.project.area).order_by("code")
        if buildings:
            self.fields["building"] = forms.ModelChoiceField(
                label=_("Building"), queryset=buildings, required=False, empty_label=_("please choose")
            )
            self.order_fields(["name", "building"])
        if rules.may_organise(self.user, self.project):
            self.fields["name"].help_text = _(
                "Who has no account is put forward by name and room and accepts on paper."
            )


class AnswerCandidacyForm(ActForm):
    accepts = yes_no(_("I stand for the task group"), _("I do not stand"), label=_("Your answer"))


class AcceptOnPaperForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = TaskGroupMember.objects.filter(**task_group.ASKED, project=self.project).exclude(
            user=self.user
        )
        self.fields["member"] = forms.ModelChoiceField(
            label=_("Candidate"), queryset=asked.select_related("user", "home__area"), empty_label=None
        )
        label_rows(
            self.fields["member"], lambda one: f"{one.user} · {one.home}" if one.home else str(one.user)
        )
        self.fields["proof"] = PhotoField(
            label=_("Photo of the signed sheet"), help_text=_("Only those who check see it.")
        )


class TaskGroupForm(ActForm):
    """Pick the task group from the residents who stood or accepted, and say how they were chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = TaskGroupMember.objects.filter(project=self.project).select_related("user")
        self.candidates = [one for one in rows if one.is_willing]
        stood = rows.filter(pk__in=[one.pk for one in self.candidates])
        chosen = [one.pk for one in self.candidates if one.elected_at] or [one.pk for one in self.candidates]
        self.fields["chosen_on"] = DayField(
            label=_("On which day did the neighbours choose?"), initial=clock.today
        )
        self.fields["attendance"] = forms.CharField(
            label=_("Where, and who was there?"), max_length=300,
            help_text=_("For example: in the yard, one person of each of 31 households; chaired by the building head."),
        )  # fmt: skip
        self.fields["present"] = CountField(
            label=_("How many people were there?"), min_value=1, max_value=100_000
        )
        self.fields["members"] = forms.ModelMultipleChoiceField(
            label=_("Members"), queryset=stood, widget=forms.CheckboxSelectMultiple, initial=chosen,
            help_text=with_parameters(
                _("An odd number, at least %(least)s. Only residents who stood for it are listed."), least="task_group_size"
            ),
        )  # fmt: skip
        self.fields["leader"] = forms.ModelChoiceField(label=_("Leader"), queryset=stood)
        self.fields["bookkeeper"] = forms.ModelChoiceField(label=_("Bookkeeper"), queryset=stood)
        for field in ("members", "leader", "bookkeeper"):
            label_rows(self.fields[field], lambda member: str(member.user))
        for one in self.candidates:
            self.fields[f"voices_{one.pk}"] = CountField(
                label=_("Voices for %(name)s") % {"name": one.user}, required=False, max_value=100_000
            )

    def verb_kwargs(self):
        data = self.cleaned_data
        voices = {one.pk: data.get(f"voices_{one.pk}") or 0 for one in self.candidates}
        how = task_group.Choosing(data["chosen_on"], data["attendance"], data["present"], voices)
        chosen = {name: data[name] for name in ("leader", "bookkeeper")}
        return {**chosen, "members": list(data["members"]), "choosing": how}


class ResignForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)
    what_is_open = WordsField(
        label=_("What is open, and where are papers, keys and money?"), max_length=2000,
        help_text=_("Minutes, quotations, invoices, what was promised to neighbours."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = User.objects.filter(task_groups__project=self.project, task_groups__elected_at__isnull=False)
        self.fields["taker"] = forms.ModelChoiceField(
            label=_("Who takes over?"), queryset=others.exclude(pk=self.user.pk)
        )


class TakeOverForm(ActForm):
    """Nothing to fill in: what was handed over is shown."""

    @property
    def handovers(self):
        waiting = Handover.objects.filter(project=self.project, taker=self.user, confirmed_at=None)
        return waiting.select_related("leaver")
