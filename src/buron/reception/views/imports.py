"""Past years from a table: drop a file, match its columns, look, apply."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from buron.kernel.forms import DropZone
from buron.kernel.gestures import refused
from buron.kernel.jobs import enqueue
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.reception.forms.common import choices_of
from buron.reception.models import Batch
from buron.reception.queries import origins
from buron.reception.queries.lists import Labels, versions
from buron.reception.rules.facts import FactsError
from buron.reception.services import apply_import, discard_import, map_import, start_import
from buron.reception.services.imports import FIELDS, Mapping, Plan, Planned
from buron.reception.services.imports.fields import NOT_ASKED, REFUSE
from buron.reception.services.imports.files import planned, read_sheet
from buron.reception.sheets import MOST_BYTES, SheetError
from buron.territory.models import Desk

RECENT = 30
SHOWN = 20
BY_JOB = 3000
"""Rows beyond which the work is done by the worker, with its progress on screen."""


class FileForm(forms.Form):
    """A table of past acts or of counters."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Le fichier contient"),
        choices=[
            (Batch.Kind.ACTS, gettext_lazy("des actes d’accueil, un par ligne ou groupés avec un nombre")),
            (Batch.Kind.COUNTERS, gettext_lazy("des relevés de compteurs de passage")),
        ],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=gettext_lazy("Fichier CSV, XLSX ou ODS"), widget=DropZone, max_length=200)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Le fichier dépasse 10 Mo : coupez-le, par exemple par année."))
        return file


@screen("reception.import")
def imports(request: OfficeRequest) -> HttpResponseBase:
    """The files that were taken, and the place to drop another."""
    initial = {"client_id": uuid4(), "kind": request.GET.get("genre") or None}
    form = FileForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        batch = _start(request, form)
        if batch is not None:
            return redirect("reception_import", office=request.office.slug, pk=batch.pk)
    found = Batch.objects.exclude(kind=Batch.Kind.TALLY).select_related("author").defer("payload")
    context = {
        "form": form,
        "batches": found[:RECENT],
        "can_correct": request.actor.can("reception.correct"),
    }
    return render(request, "reception/imports.html", context, status=422 if form.errors else 200)


def _start(request: OfficeRequest, form: FileForm) -> Batch | None:
    said = form.cleaned_data
    try:
        return start_import(
            actor=request.actor,
            client_id=said["client_id"],
            kind=said["kind"],
            name=said["file"].name,
            payload=said["file"].read(),
        )
    except SheetError as error:
        form.add_error("file", str(error))
    except FactsError as error:
        refused(form, error)
    return None


@screen("reception.import")
def one_import(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Match the columns and the values, and see what would be made."""
    batch = get_object_or_404(Batch.objects.exclude(kind=Batch.Kind.TALLY), pk=pk)
    if batch.state != Batch.State.DRAFT:
        return render(request, "reception/import_done.html", {"batch": batch})
    plan = None
    if request.method == "POST":
        plan = map_import(actor=request.actor, batch=batch, mapping=mapping_of(batch, request.POST))
        batch.refresh_from_db()
    return render(request, "reception/import.html", _import_context(batch, plan))


def mapping_of(batch: Batch, said: MappingType[str, str]) -> Mapping:
    """The mapping of the form; what is not a column, a desk or a code is left out."""
    width = len(read_sheet(batch).titles)
    columns = {}
    for field in FIELDS[batch.kind]:
        text = said.get(f"column:{field.key}", "")
        if text.isdecimal() and int(text) < width:
            columns[field.key] = int(text)
    desk = said.get("desk", "")
    kept = Mapping.of_json(batch.mapping)
    values = {
        key: {
            text: said.get(f"value:{key}:{rank}", code)[:40]
            for rank, (text, code) in enumerate(codes.items())
        }
        for key, codes in kept.values.items()
        if key in columns and columns[key] == kept.columns.get(key)
    }
    return Mapping(
        columns=columns,
        desk=whole(desk),
        channel=said.get("channel", "")[:40],
        both_ways=said.get("both_ways") == "1",
        values=values,
    )


def _import_context(batch: Batch, plan: Plan | None) -> dict[str, Any]:
    sheet = read_sheet(batch)
    mapping = Mapping.of_json(batch.mapping)
    plan = plan or planned(batch, sheet)
    items = versions()
    labels = Labels(items)
    desks = {desk.pk: desk.name for desk in Desk.objects.all()}
    return {
        "batch": batch,
        "mapping": mapping,
        "fields": list(_fields(batch.kind, sheet, mapping)),
        "other_sheets": sheet.others,
        "values": list(_values(batch.kind, mapping, labels, desks)),
        "desks": desks.items(),
        "channels": choices_of(latest_items(labels, "channel", items), optional=False),
        "plan": plan,
        "preview": [_in_words(one, batch.kind, labels, desks) for one in plan.taken[:SHOWN]],
        "refused": plan.refused[:SHOWN],
        "more_refused": max(0, len(plan.refused) - SHOWN),
        "is_acts": batch.kind == Batch.Kind.ACTS,
    }


def latest_items(labels: Labels, key: str, items: Any) -> list[Any]:
    """The latest version of each item of a list, in order."""
    latest = {item.code: item for item in items if item.key == key}
    return [latest[code] for code in labels.codes(key)]


def _fields(kind: str, sheet: Any, mapping: Mapping) -> Iterator[dict[str, Any]]:
    for field in FIELDS[kind]:
        index = mapping.columns.get(field.key)
        sample = [] if index is None else list(dict.fromkeys(filter(None, sheet.column(index)[:200])))[:3]
        yield {
            "key": field.key,
            "title": field.title,
            "required": field.required,
            "index": index,
            "sample": " · ".join(sample),
            "columns": list(enumerate(sheet.titles)),
        }


def _values(
    kind: str, mapping: Mapping, labels: Labels, desks: MappingType[int, str]
) -> Iterator[dict[str, Any]]:
    titles = {field.key: field.title for field in FIELDS[kind]}
    for key, codes in mapping.values.items():
        if key == "desk":
            choices = [(str(pk), name) for pk, name in desks.items()]
        else:
            choices = [
                (NOT_ASKED, _("Non demandé")),
                *((code, labels.get(key, code)) for code in labels.codes(key)),
            ]
        yield {
            "key": key,
            "title": titles[key],
            "choices": [*choices, (REFUSE, _("Refuser ces lignes"))],
            "pairs": list(codes.items()),
            "unmatched": sum(code == REFUSE for code in codes.values()),
        }


def _in_words(one: Planned, kind: str, labels: Labels, desks: MappingType[int, str]) -> dict[str, Any]:
    columns = one.columns
    when = f"{columns['day']:%d/%m/%Y}" if columns["day"] == columns["until"] else f"{columns['day']:%m/%Y}"
    if (columns["until"] - columns["day"]).days > 31:
        when = f"{columns['day']:%Y}"
    if columns["hour"] is not None:
        when += f" {columns['hour']} h"
    words = {"line": one.line, "when": when, "desk": desks[columns["desk_id"]], "count": one.count}
    if kind == Batch.Kind.COUNTERS:
        return {**words, "count": columns["raw"], "said": _("÷ 2") if columns["both_ways"] else ""}
    said = [labels.get(key, columns[key]) for key in ("channel", "party", "stay", "lodging", "language")]
    said.insert(2, origins.label(columns["origin_country"], columns["origin_department"]))
    said += [labels.get("theme", code) for code in one.themes]
    return {**words, "said": ", ".join(filter(None, said))}


@screen("reception.import")
@require_POST
def import_apply(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Make the rows; a long file is made by the worker."""
    batch = get_object_or_404(Batch.objects.exclude(kind=Batch.Kind.TALLY), pk=pk)
    if batch.state == Batch.State.DRAFT and planned(batch).count > BY_JOB:
        job = enqueue(
            request.actor, "reception.apply_import", key=f"reception-import:{batch.pk}", batch_id=batch.pk
        )
        return render(request, "reception/import_running.html", {"batch": batch, "job": job})
    try:
        batch = apply_import(actor=request.actor, batch=batch)
    except FactsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le fichier est repris."))
    return redirect("reception_import", office=request.office.slug, pk=batch.pk)


@screen("reception.import")
@require_POST
def import_discard(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Forget a file that was not applied."""
    batch = get_object_or_404(Batch.objects.exclude(kind=Batch.Kind.TALLY), pk=pk)
    try:
        discard_import(actor=request.actor, batch=batch)
    except FactsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le fichier est abandonné : rien n’a été pris."))
    return redirect("reception_imports", office=request.office.slug)
