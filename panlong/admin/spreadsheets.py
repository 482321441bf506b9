"""Import and export in the admin: spreadsheets as Chinese offices make them, all or nothing, audited.

Built on django-import-export: its forms, preview and formats; scoping, audit and row errors are ours.
"""

import uuid
import zlib
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus

import tablib
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import resources
from import_export.admin import ExportMixin, ImportExportMixin, ImportMixin
from import_export.formats import base_formats
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import RowResult

from panlong import audit, crypto, spreadsheets
from panlong.admin.base import EXPORTERS, NOBODY, area_codes_of, sentence_of
from panlong.fields import refuse_hidden
from panlong.file_errors import Unreadable
from panlong.spreadsheets import MARK, kept, looks_like_formula, neutralised

MAX_ROWS = 5000
MAX_EXPORTED = 50_000
KEPT_SECONDS = 3600
LINE = "__line__"  # a column of our own: in which line of the file a row stands


def read_table(sheet: spreadsheets.Sheet) -> tablib.Dataset:
    """Return a short table as a dataset of texts, with the line of each row."""
    dataset = tablib.Dataset(headers=[*sheet.head, LINE])
    for line, cells in sheet.rows:
        dataset.append([*cells, line])
        if len(dataset) > MAX_ROWS:
            raise Unreadable("too_many_rows", most=MAX_ROWS)
    return dataset


class Csv(base_formats.CSV):
    """CSV as Excel in China writes and reads it: GB18030 or UTF-8 in, UTF-8 with a byte order mark out."""

    CONTENT_TYPE = "text/csv; charset=utf-8"

    def get_title(self):
        return "csv"

    def is_binary(self):
        return True  # we decode ourselves

    def get_read_mode(self):
        return "rb"

    def create_dataset(self, in_stream, **kwargs):
        return read_table(spreadsheets.read_csv(in_stream))

    def _escape_formulae(self, dataset):
        escape(dataset, kept)

    def export_data(self, dataset, **kwargs):
        return MARK.encode() + super().export_data(dataset, **kwargs).encode()


class Xlsx(base_formats.XLSX):
    """The first sheet of an Excel file; a formula is read as its text, and refused like any other."""

    def get_title(self):
        return "xlsx"

    def create_dataset(self, in_stream, **kwargs):
        return read_table(spreadsheets.read_xlsx(in_stream))

    def _escape_formulae(self, dataset):
        escape(dataset)

    def export_data(self, dataset, **kwargs):
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415  (slow to load, seldom needed)

        for _number in range(len(dataset)):
            row = dataset.lpop()
            dataset.append(
                [ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in row]
            )
        return dataset_export(self, dataset)


class Xls(Xlsx):
    """A table of an older Excel, or what systems call one; it is read only."""

    def get_extension(self):
        return "xls"

    def create_dataset(self, in_stream, **kwargs):
        return read_table(spreadsheets.read_sheet("table.xls", in_stream))


def dataset_export(file_format, dataset):
    if settings.IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT:
        escape(dataset)
    return dataset.export("xlsx")


def escape(dataset, how=neutralised) -> None:
    """Make the cells of `dataset` harmless in place: `how` is one of sheets' ways to write a cell."""
    for _number in range(len(dataset)):
        dataset.append([how(cell) for cell in dataset.lpop()])


class SealedStorage:
    """Keeps an uploaded file between preview and confirmation: encrypted, for an hour, for every web process.

    Its name is a random one that only the person's own page knows; a roster never lies in a folder.
    """

    def __init__(self, name=None, **options):
        self.name = name

    def save(self, data: bytes) -> None:
        self.name = uuid.uuid4().hex
        cache.set(self._key, crypto.seal_bytes(zlib.compress(data)), KEPT_SECONDS)

    def read(self) -> bytes | None:
        sealed = cache.get(self._key)
        return zlib.decompress(crypto.unseal_bytes(sealed)) if sealed else None

    def remove(self) -> None:
        cache.delete(self._key)

    @property
    def _key(self) -> str:
        return f"admin-import:{self.name}"


# --- Forms ----------------------------------------------------------------------------------------------------
class ChooseFileForm(ImportForm):
    """The file says by its name what it is."""

    import_file = spreadsheets.TableField(label=gettext_lazy("File"))

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.extensions = [file_format().get_extension() for file_format in formats]
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()

    @property
    def media(self):
        return forms.Media()

    def clean(self):
        data = super().clean()
        if file := data.get("import_file"):
            data["format"] = str(self.extensions.index(spreadsheets.ending_of(file.name)))
        return data


class ConfirmForm(ConfirmImportForm):
    import_file_name = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    format = forms.TypedChoiceField(
        coerce=str, choices=[("0", "xlsx"), ("1", "csv"), ("2", "xls")], widget=forms.HiddenInput
    )


class ChooseFormatForm(ExportForm):
    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].label = _("File")
        self.fields["format"].choices = [
            (str(number), {"xlsx": _("Excel (.xlsx)"), "csv": _("Text table (.csv)")}[f().get_extension()])
            for number, f in enumerate(formats)
        ]
        self.fields["format"].initial = "0"


FORMATS: list[type[Xlsx] | type[Csv]] = [Xlsx, Csv]
READ_FORMATS = [*FORMATS, Xls]


# --- Import ---------------------------------------------------------------------------------------------------
class RowsResource(resources.ModelResource):
    """Rows that are taken one by one by `take`; a refused row says why, and then nothing of the file is taken."""

    columns: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    aliases: dict[str, str] = {}

    def __init__(self, *, user=None, codes=(), **kwargs):
        super().__init__()
        self.user, self.codes = user, codes

    def begin(self, rows: list[dict]) -> None:
        """Look at the whole file before its first row is taken."""

    def take(self, row: dict) -> tuple[str, object, list[str]]:
        """Take one row and return (new, update or skip; what it became; the cells of the preview)."""
        raise NotImplementedError

    def get_import_fields(self):
        return []

    def get_user_visible_fields(self):
        return []

    def get_diff_headers(self):
        return list(self.columns)

    def _check_import_id_fields(self, headers):
        return

    def before_import(self, dataset, **kwargs):
        dataset.headers = [self.aliases.get(name, name) for name in dataset.headers]
        missing = [name for name in self.needed if name not in dataset.headers]
        if missing:
            dataset.wipe()  # otherwise each row would be refused as well
            raise ValidationError(_("The file has no column %(columns)s.") % {"columns": ", ".join(missing)})
        self.begin(dataset.dict)

    def import_row(self, row, instance_loader, **kwargs):
        result = RowResult()
        result.line = row.pop(LINE)
        shown = {name: row.get(name, "") for name in self.columns}
        try:
            errors = {
                name: ValidationError(_("This looks like a formula: %(text)s") % {"text": text[:40]})
                for name, text in shown.items()
                if looks_like_formula(text)
            }
            if errors:
                raise ValidationError(errors)
            for text in shown.values():
                refuse_hidden(text)
            with transaction.atomic():
                result.import_type, result.instance, result.diff = self.take(row)
        except (ValidationError, DatabaseError) as error:
            if isinstance(error, DatabaseError):
                error = ValidationError(sentence_of(error))
            error.line = result.line  # type: ignore[attr-defined]  # the page of what was refused shows it
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, error
        return result

    def after_import(self, dataset, result, **kwargs):
        refused = result.has_errors() or result.has_validation_errors()
        if not kwargs.get("dry_run") and not refused:
            audit.record(
                "import",
                by=self.user,
                area_code=self.codes[0] if len(self.codes) == 1 else "",
                model=self._meta.model._meta.model_name,
                rows=result.total_rows,
                new=result.totals[RowResult.IMPORT_TYPE_NEW],
                changed=result.totals[RowResult.IMPORT_TYPE_UPDATE],
            )


class ImportsRows(ImportMixin):
    """Adds "Import" to an admin class: choose a file, see what each row will do, confirm."""

    importers: frozenset[str] = NOBODY
    import_resource: type[RowsResource]
    import_help: dict = {}  # column → what it holds
    import_form_class = ChooseFileForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = SealedStorage
    skip_admin_log = True
    import_formats = READ_FORMATS

    def has_import_permission(self, request):
        return bool(area_codes_of(request.user, self.importers))

    def get_import_resource_classes(self, request):
        return [self.import_resource]

    def get_import_resource_kwargs(self, request, **kwargs):
        return {"user": request.user, "codes": area_codes_of(request.user, self.importers)}

    def get_import_data_kwargs(self, request=None, form=None, **kwargs):
        return {"rollback_on_validation_errors": True}

    def get_import_context_data(self, **kwargs):
        also: dict[str, list[str]] = {}
        for alias, name in self.import_resource.aliases.items():
            also.setdefault(name, []).append(alias)
        columns = [(name, also.get(name, []), text) for name, text in self.import_help.items()]
        return {"import_columns": columns, "most_rows": MAX_ROWS}

    def add_data_read_fail_error_to_form(self, form, e):
        form.add_error("import_file", str(e) if isinstance(e, Unreadable) else _("The file cannot be read."))

    def import_action(self, request, **kwargs):
        response = super().import_action(request, **kwargs)
        context = getattr(response, "context_data", {})
        result = context.get("result")
        if result is not None:
            context["lines"] = _lines(result)
            context["result_refused"] = result.has_errors() or result.has_validation_errors()
        if context.get("form") is not None and (context["form"].errors or context.get("result_refused")):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def process_import(self, request, **kwargs):
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_confirm_form(request) if request.method == "POST" else None
        if form is None or not form.is_valid():
            return HttpResponseRedirect(self._address("import"))
        storage = SealedStorage(name=form.cleaned_data["import_file_name"])
        data = storage.read()
        if data is None:
            messages.warning(request, _("The file was put away meanwhile; choose it once more, please."))
            return HttpResponseRedirect(self._address("import"))
        dataset = READ_FORMATS[int(form.cleaned_data["format"])]().create_dataset(data)
        result = self.process_dataset(dataset, form, request)
        if result.has_errors() or result.has_validation_errors():
            context = {
                **self.admin_site.each_context(request),
                **self.get_import_context_data(),
                "title": _("Import"),
                "opts": self.opts,
                "form": self.get_import_form_class(request)(READ_FORMATS, [self.import_resource]),
                "result": result,
                "lines": _lines(result),
                "result_refused": True,
            }
            return TemplateResponse(request, self.import_template_name, context, status=HTTPStatus.CONFLICT)
        storage.remove()
        messages.success(
            request,
            _("Taken over: %(new)d new, %(changed)d changed, %(same)d as they were.")
            % {
                "new": result.totals["new"],
                "changed": result.totals["update"],
                "same": result.totals["skip"],
            },
        )
        return HttpResponseRedirect(self._address("changelist"))

    def _address(self, page: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")


def _lines(result) -> list[dict]:
    """Return what the preview shows of each refused row, or of all rows when none is."""
    refused = [
        {
            "number": row.error.line,
            "errors": [
                *(f"{name}: {' '.join(texts)}" for name, texts in row.field_specific_errors.items()),
                *row.non_field_specific_errors,
            ],
        }
        for row in result.invalid_rows
    ]
    if refused or result.base_errors:
        return refused
    return [{"number": row.line, "what": row.import_type, "cells": row.diff} for row in result.rows]


# --- Export ---------------------------------------------------------------------------------------------------
class TableResource(resources.ModelResource):
    """What an export holds: `table` is (column, how it is read from the row) pairs."""

    table: tuple = ()

    def export(self, queryset=None, *, force_native_type=False, **kwargs):
        dataset = tablib.Dataset(headers=[str(name) for name, _read in self.table])
        for row in self.iter_queryset(queryset):
            dataset.append([_cell(read(row), native=force_native_type) for _name, read in self.table])
        return dataset


def _cell(value, *, native: bool):
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
        return value if native else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return 1 if value else 0
    if value is None:
        return ""
    return value if native and isinstance(value, int | Decimal) else str(value)


class ExportsRows(ExportMixin):
    """Adds "Export" to an admin class, for the roles that may, of what they see; the audit knows how many rows."""

    exporters: frozenset[str] = EXPORTERS
    export_resource: type[TableResource]
    export_form_class = ChooseFormatForm
    export_formats = FORMATS

    def has_export_permission(self, request):
        return bool(area_codes_of(request.user, self.exporters))

    def get_export_resource_classes(self, request):
        return [self.export_resource]

    def get_export_queryset(self, request):
        return super().get_export_queryset(request).filter(self.scope(request.user, self.exporters))

    def get_export_data(self, file_format, request, queryset, **kwargs):
        if not self.has_export_permission(request):
            raise PermissionDenied
        if queryset.count() > MAX_EXPORTED:
            raise ValueError(
                _("More than %(most)d rows at once; filter the list first, please.") % {"most": MAX_EXPORTED}
            )
        data = self.export_resource().export(queryset, force_native_type=isinstance(file_format, Xlsx))
        codes = area_codes_of(request.user, self.exporters)
        audit.record(
            "export",
            by=request.user,
            area_code=codes[0] if len(codes) == 1 else "",
            model=self.opts.model_name,
            rows=len(data),
            format=file_format.get_extension(),
            filters=sorted(request.GET),
        )
        return file_format.export_data(data)

    def get_export_context_data(self, **kwargs):
        return {"export_columns": [str(name) for name, _read in self.export_resource.table]}

    def init_request_context_data(self, request, form):
        return {
            **self.get_export_context_data(),
            **self.admin_site.each_context(request),
            "title": _("Export"),
            "form": form,
            "opts": self.opts,
            "count": self.get_export_queryset(request).count(),
        }


class ImportsAndExportsRows(ImportsRows, ExportsRows, ImportExportMixin):
    """Both."""
