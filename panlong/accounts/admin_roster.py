"""The roster in the admin: hand a file in, see line by line what it would do, take it over or put it away."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import jobs
from panlong.accounts import faults, roster, sheets, tasks
from panlong.accounts.admin_base import reach
from panlong.accounts.admin_spreadsheets import ImportsAndExportsRows
from panlong.accounts.models import RosterFile, RosterLine
from panlong.areas.models import Area

LINES_A_PAGE = 100
HELP = {
    "area_code": gettext_lazy("code of the courtyard or building"),
    "building": gettext_lazy("name of the building in this courtyard, such as 3; laid out when it is new; may be empty"),
    "unit": gettext_lazy("may be empty"),
    "room": gettext_lazy("such as 0501"),
    "floor_area": gettext_lazy("square metres, may be empty"),
    "name": gettext_lazy("may be empty: then the row is the household alone"),
    "phone": gettext_lazy("mobile number, may be empty; a number on record is the same person"),
    "birth_year": gettext_lazy("four digits, may be empty"),
    "is_owner": gettext_lazy("1 or 0"),
    "is_head": gettext_lazy("1 for the one who speaks for the household"),
}  # fmt: skip


class RosterForm(forms.Form):
    import_file = forms.FileField(
        label=gettext_lazy("File (.xlsx or .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    ends_absent = forms.BooleanField(
        label=gettext_lazy("Who lives in a household of this file and is not in it has moved out"),
        required=False,
    )

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > sheets.MOST_BYTES:
            raise forms.ValidationError(faults.sentence("", "too_large", {}))
        if file.name.rpartition(".")[2].lower() not in sheets.READERS:
            raise forms.ValidationError(faults.sentence("", "ending", {}))
        return file


class ImportsRoster(ImportsAndExportsRows):
    """The pages of the roster below the list of households."""

    def get_urls(self):
        see, put_away, take = (
            self.admin_site.admin_view(one) for one in (self.see, self.put_away, self.take)
        )
        return [
            path("import/<int:pk>/", see, name="accounts_household_roster"),
            path("import/<int:pk>/take/", take, name="accounts_household_roster_take"),
            path("import/<int:pk>/put-away/", put_away, name="accounts_household_roster_put_away"),
            *super().get_urls(),
        ]

    def import_action(self, request, **kwargs):
        """Choose a file; a worker reads it."""
        self._require_importer(request)
        form = RosterForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload, codes = form.cleaned_data["import_file"], reach(request.user, self.importers)
            file = roster.receive(
                upload.name,
                upload.read(),
                by=request.user,
                codes=codes,
                ends_absent=form.cleaned_data["ends_absent"],
            )
            return HttpResponseRedirect(self._work(request, file, tasks.read_roster).get_absolute_url())
        aliases: dict[str, list[str]] = {}
        for alias, name in roster.aliases.items():
            aliases.setdefault(name, []).append(alias)
        context = {
            "form": form,
            "columns": [(name, aliases.get(name, []), text) for name, text in HELP.items()],
            "most_rows": roster.MOST_ROWS,
            "earlier": self._files(request)[:10],
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return self._page(request, "admin/accounts/household/choose_roster.html", context, status)

    def process_import(self, request, **kwargs):
        """There is no other way in than by a file that was handed in and looked at."""
        self._require_importer(request)
        return HttpResponseRedirect(reverse("admin:accounts_household_import"))

    def see(self, request, pk: int):
        """What each line of a file would do, and why lines are refused."""
        file = self._file(request, pk)
        what = request.GET.get("what", "")
        lines = file.lines.all()
        if what in RosterLine.What.values:
            lines = lines.filter(what=what)
        number = [(choice, choice.label, file.counts.get(choice, 0)) for choice in RosterLine.What]
        context = {
            "file": file,
            "told": roster.told(file) if file.state != RosterFile.State.READING else [],
            "page": Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("p")),
            "what": what,
            "numbers": [one for one in number if one[2]],
            "columns": [_(faults.LABELS[name]) for name in roster.COLUMNS],
            "is_ready": file.state == RosterFile.State.READY,
            "is_refused": file.state == RosterFile.State.REFUSED,
            "is_over": file.state in {RosterFile.State.TAKEN, RosterFile.State.DROPPED},
        }
        return self._page(request, "admin/accounts/household/roster.html", context)

    def take(self, request, pk: int):
        """Let a worker take the file over, all of it or nothing."""
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:accounts_household_roster", args=[pk]))
        file = self._file(request, pk)
        if file.state != RosterFile.State.READY:
            messages.warning(request, _("This file cannot be taken over; hand it in anew."))
            return HttpResponseRedirect(reverse("admin:accounts_household_roster", args=[pk]))
        return HttpResponseRedirect(self._work(request, file, tasks.take_roster).get_absolute_url())

    def put_away(self, request, pk: int):
        """Forget a file."""
        if request.method == "POST":
            roster.put_away(self._file(request, pk))
            messages.info(request, _("The file was put away; nothing was changed."))
        return HttpResponseRedirect(reverse("admin:accounts_household_import"))

    def _require_importer(self, request) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _files(self, request):
        """Return the files that are this person's business: handed in for areas that are theirs."""
        mine = reach(request.user, self.importers)
        files = RosterFile.objects.select_related("by")
        wanted = [
            file.pk for file in files[:500] if file.codes and all(_lies_in(code, mine) for code in file.codes)
        ]
        return files.filter(pk__in=wanted)

    def _file(self, request, pk: int) -> RosterFile:
        self._require_importer(request)
        file = get_object_or_404(RosterFile, pk=pk)
        mine = reach(request.user, self.importers)
        if not all(_lies_in(code, mine) for code in file.codes):
            raise Http404
        return file

    def _work(self, request, file: RosterFile, task):
        link = reverse("admin:accounts_household_roster", args=[file.pk])
        area = Area.objects.filter(code__in=file.codes).first()
        return jobs.start(file.name or _("Roster"), task, by=request.user, area=area, link=link, file=file.pk)

    def _page(self, request, template: str, context: dict, status: int = HTTPStatus.OK):
        request.current_app = self.admin_site.name
        everywhere = {**self.admin_site.each_context(request), "title": _("Roster"), "opts": self.opts}
        return TemplateResponse(request, template, everywhere | context, status=status)


def _lies_in(code: str, codes: list[str]) -> bool:
    return any(code.startswith(one) for one in codes)
