"""Bringing a file of lodgings in: upload, columns, what it would do, then taking it over."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.gestures import attempt, refusals_beside
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.lodging import forms, tables
from buron.lodging.errors import LodgingError
from buron.lodging.models import RegisterFile
from buron.lodging.services import files
from buron.lodging.views.register import EDIT

SHOWN_LINES = 50


@screen(EDIT)
def file_list(request: OfficeRequest) -> HttpResponseBase:
    """The files that came in, and a new one."""
    sent = request.FILES if request.method == "POST" else None
    form = forms.FileForm(posted(request), sent, initial={"target": RegisterFile.Target.REGISTER})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_beside(form):
            if file.size > files.MOST_BYTES:
                raise LodgingError(_("Le fichier dépasse 20 Mo : coupez-le par commune."), "file")
            made = files.start_file(
                actor=request.actor,
                target=form.cleaned_data["target"],
                name=file.name,
                payload=file.read(),
                complete=form.cleaned_data["complete"],
            )
            return _to(request, made)
    rows = RegisterFile.objects.defer("payload")
    context = {"form": form, "page": page_of(request, rows, size=20)}
    return render(request, "lodging/files.html", context, status=422 if form.errors else 200)


@screen(EDIT)
@require_GET
def file_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One file: its columns and what it would do, or what it did."""
    file = get_object_or_404(RegisterFile, pk=pk)
    context = {"file": file, "columns": [], "reading": None}
    if file.state == RegisterFile.State.READ:
        table = files.open_table(bytes(file.payload or b""), file.name)
        reading = files.read_file(file, table)
        context |= {
            "titles": [(title, ", ".join(table.samples(title))) for title in table.titles if title],
            "columns": [(one.key, one.title, file.mapping.get(one.key, "")) for one in tables.FIELDS],
            "reading": reading,
            "counts": reading.counts,
            "lines": [line for line in reading.lines if line.deed != files.SAME][:SHOWN_LINES],
            "refused": reading.refused[:SHOWN_LINES],
            "rows": len(table.rows),
        }
    return render(request, "lodging/file.html", context)


@screen(EDIT)
@require_POST
def file_map(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Which column is which field."""
    file = get_object_or_404(RegisterFile, pk=pk)
    mapping = {one.key: request.POST.get(f"c-{one.key}", "")[:300] for one in tables.FIELDS}
    attempt(request, _("Les colonnes sont enregistrées."), files.map_file, file=file, mapping=mapping)
    return _to(request, file)


@screen(EDIT)
@require_POST
def file_apply(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take it over."""
    file = get_object_or_404(RegisterFile, pk=pk)
    attempt(request, _("Le fichier est repris."), files.apply_file, file=file)
    return _to(request, file)


@screen(EDIT)
@require_POST
def file_discard(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Put it aside."""
    file = get_object_or_404(RegisterFile, pk=pk)
    if attempt(request, _("Le fichier est abandonné."), files.discard_file, file=file):
        return redirect("lodging_files", office=request.office.slug)
    return _to(request, file)


def _to(request: OfficeRequest, file: RegisterFile) -> HttpResponseBase:
    return redirect("lodging_file", office=request.office.slug, pk=file.pk)
