"""The roster in the admin: hand a file in, see line by line what it would do, take it over or put it away."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import file_errors, jobs, spreadsheets
from panlong.accounts import tasks
from panlong.accounts.models import RosterFile, RosterLine
from panlong.accounts.roster import confirming, heads, reading
from panlong.accounts.roster.confirming import CONFIRMERS
from panlong.admin.base import area_codes_of
from panlong.admin.spreadsheets import ImportsAndExportsRows
from panlong.areas.models import Area
from panlong.errors import Refused

LINES_A_PAGE = 100
ASKED = "asked"
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
    import_file = spreadsheets.TableField(label=gettext_lazy("File"))
    ends_absent = forms.BooleanField(
        label=gettext_lazy("Who lives in a household of this file and is not in it has moved out"),
        required=False,
    )


class ImportsRoster(ImportsAndExportsRows):
    """The pages of the roster below the list of households."""

    def get_urls(self):
        see, put_away, take, answer = (
            self.admin_site.admin_view(one) for one in (self.see, self.put_away, self.take, self.answer)
        )
        return [
            path("import/<int:pk>/", see, name="accounts_household_roster"),
            path("import/<int:pk>/answer/", answer, name="accounts_household_roster_answer"),
            path("import/<int:pk>/take/", take, name="accounts_household_roster_take"),
            path("import/<int:pk>/put-away/", put_away, name="accounts_household_roster_put_away"),
            *super().get_urls(),
        ]

    def import_action(self, request, **kwargs):
        """Choose a file; a worker reads it."""
        self._require_importer(request)
        form = RosterForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload, codes = form.cleaned_data["import_file"], area_codes_of(request.user, self.importers)
            file = reading.receive_file(
                upload.name,
                upload.read(),
                by=request.user,
                codes=codes,
                ends_absent=form.cleaned_data["ends_absent"],
            )
            return HttpResponseRedirect(self._work(request, file, tasks.read_roster).get_absolute_url())
        aliases: dict[str, list[str]] = {}
        for alias, name in heads.aliases.items():
            aliases.setdefault(name, []).append(alias)
        context = {
            "form": form,
            "columns": [(name, aliases.get(name, []), text) for name, text in HELP.items()],
            "most_rows": reading.MAX_ROWS,
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
        elif what == ASKED:
            lines = lines.filter(Q(near_home__isnull=False) | Q(near_person__isnull=False))
        number = [(choice, choice.label, file.counts.get(choice, 0)) for choice in RosterLine.What]
        context = {
            "file": file,
            "told": reading.told(file) if file.state != RosterFile.State.READING else [],
            "page": Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("p")),
            "what": what,
            "numbers": [one for one in number if one[2]],
            "columns": [_(file_errors.LABELS[name]) for name in reading.COLUMNS],
            "is_ready": file.state == RosterFile.State.READY,
            "asked": lines_asked(file),
            "may_take": confirming.may_confirm(request.user, file) and not file.counts.get("questions"),
            "is_mine": file.by_id == request.user.pk,
            "has_room": self.has_import_permission(request),
            "is_refused": file.state == RosterFile.State.REFUSED,
            "is_over": file.state in {RosterFile.State.TAKEN, RosterFile.State.DROPPED},
        }
        return self._page(request, "admin/accounts/household/roster.html", context)

    def take(self, request, pk: int):
        """Let a worker take the file over, all of it or nothing."""
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:accounts_household_roster", args=[pk]))
        file = self._file(request, pk)
        refusal = ""
        if file.state != RosterFile.State.READY:
            refusal = _("This file cannot be taken over; hand it in anew.")
        elif not confirming.may_confirm(request.user, file):
            refusal = _("Somebody else than who handed it in must confirm it.")
        elif file.counts.get("questions"):
            refusal = _("Answer the questions about these lines first.")
        elif request.POST.get("seen", "") != file.digest:
            refusal = _("The lines have changed since you looked; please look once more.")
        if refusal:
            messages.warning(request, refusal)
            return HttpResponseRedirect(reverse("admin:accounts_household_roster", args=[pk]))
        return HttpResponseRedirect(
            self._work(request, file, tasks.take_roster, seen=file.digest).get_absolute_url()
        )

    def answer(self, request, pk: int):
        """Keep what the worker says to questions about lines: same person or home, or another one."""
        file = self._file(request, pk)
        if request.method == "POST":
            self._require_importer(request)
            try:
                reading.answer_all(file, by=request.user, answers=_answers(request.POST))
            except Refused as refusal:
                messages.warning(request, str(refusal.reason))
            else:
                messages.info(request, _("The answers are kept; the lines were judged anew."))
        return HttpResponseRedirect(reverse("admin:accounts_household_roster", args=[pk]))

    def put_away(self, request, pk: int):
        """Forget a file."""
        if request.method == "POST":
            reading.put_away(self._file(request, pk))
            messages.info(request, _("The file was put away; nothing was changed."))
        return HttpResponseRedirect(reverse("admin:accounts_household_import"))

    def _require_importer(self, request) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _files(self, request):
        """Return the files that are this person's business: handed in for areas that are theirs."""
        mine = area_codes_of(request.user, CONFIRMERS)
        files = RosterFile.objects.select_related("by")
        wanted = [
            file.pk for file in files[:500] if file.codes and all(_lies_in(code, mine) for code in file.codes)
        ]
        return files.filter(pk__in=wanted)

    def _file(self, request, pk: int) -> RosterFile:
        mine = area_codes_of(request.user, CONFIRMERS)
        if not mine:
            raise PermissionDenied
        file = get_object_or_404(RosterFile, pk=pk)
        if not all(_lies_in(code, mine) for code in file.codes):
            raise Http404
        return file

    def _work(self, request, file: RosterFile, task, **arguments):
        link = reverse("admin:accounts_household_roster", args=[file.pk])
        area = Area.objects.filter(code__in=file.codes).first()
        return jobs.start_job(
            file.name or _("Roster"),
            task.name,
            by=request.user,
            area=area,
            link=link,
            file=file.pk,
            **arguments,
        )

    def _page(self, request, template: str, context: dict, status: int = HTTPStatus.OK):
        request.current_app = self.admin_site.name
        everywhere = {**self.admin_site.each_context(request), "title": _("Roster"), "opts": self.opts}
        return TemplateResponse(request, template, everywhere | context, status=status)


def lines_asked(file: RosterFile) -> int:
    """Return how many lines of a file are asked about, answered or not."""
    return file.lines.filter(Q(near_home__isnull=False) | Q(near_person__isnull=False)).count()


def _answers(sent) -> list[tuple[int, str, bool]]:
    """Return (line, what, same) of each answer that a form sent; what is not understood is left out."""
    answers = []
    for name, value in sent.items():
        what, _dash, pk = name.partition("-")
        if (
            what in {"home", "person"}
            and pk.isascii()
            and pk.isdigit()
            and len(pk) < 19
            and value in {"same", "other"}
        ):
            answers.append((int(pk), what, value == "same"))
    return answers


def _lies_in(code: str, codes: list[str]) -> bool:
    return any(code.startswith(one) for one in codes)
