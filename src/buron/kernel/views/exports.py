"""Every export of the house on one screen, as CSV or XLSX, for a period where it has one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.contributions import Export, exports
from buron.kernel.documents.tabular import csv_bytes, xlsx_bytes
from buron.kernel.downloads import attachment
from buron.kernel.figures import Rows
from buron.kernel.formats import date_text
from buron.kernel.forms import DateInput
from buron.kernel.screens import OfficeRequest, forbidden, screen

CHUNK = 1000
MOST_ROWS = 100_000
"""More would hold a server's memory; a shorter period gives the rest."""
FORMS = ("csv", "xlsx")


class PeriodForm(forms.Form):
    """From a day to another, either of which may be left out."""

    start = forms.DateField(label=gettext_lazy("Du"), required=False, widget=DateInput)
    end = forms.DateField(label=gettext_lazy("Au"), required=False, widget=DateInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            raise forms.ValidationError(_("La fin est avant le début."))
        return data

    @property
    def parameters(self) -> dict[str, str]:
        """What the export is asked with."""
        return {name: day.isoformat() for name, day in self.cleaned_data.items() if day}


@screen("kernel.exports")
def exports_page(request: OfficeRequest) -> HttpResponseBase:
    """What may be downloaded by this person."""
    return render(request, "kernel/exports.html", {"exports": _allowed(request), "form": PeriodForm()})


@screen("kernel.exports")
def export_file(request: OfficeRequest, key: str, form: str) -> HttpResponseBase:
    """One export as a file; a nonsense period is told on the screen instead."""
    export = exports.find(key)
    if export is None or form not in FORMS:
        raise Http404("no such export")
    if not request.actor.can(export.permission):
        return forbidden(request, export.permission)
    period = PeriodForm(request.GET if export.by_period else {})
    if not period.is_valid():
        context = {"exports": _allowed(request), "form": period, "refused": key}
        return render(request, "kernel/exports.html", context, status=422)
    rows = export.rows(period.parameters)
    if rows.total > MOST_ROWS:
        period.add_error(None, _("Plus de 100 000 lignes : choisissez une période plus courte."))
        context = {"exports": _allowed(request), "form": period, "refused": key}
        return render(request, "kernel/exports.html", context, status=422)
    return _file(export, form, rows, request.office.name, period.parameters)


def _allowed(request: OfficeRequest) -> list[Export]:
    held = [export for export in exports if request.actor.can(export.permission)]
    return sorted(held, key=lambda export: str(export.title))


def _file(export: Export, form: str, rows: Rows, office: str, asked: dict[str, str]) -> HttpResponseBase:
    if form == "csv":
        content = csv_bytes(rows.columns, _all(rows))
    else:
        content = xlsx_bytes(
            rows.columns, _all(rows), title=str(export.title), notes=_notes(asked), source=office
        )
    return attachment(content, "-".join([export.filename, *asked.values()]) + f".{form}")


def _notes(asked: dict[str, str]) -> list[str]:
    days = {name: date_text(dt.date.fromisoformat(day)) for name, day in asked.items()}
    told = [_("Fait le %(day)s.") % {"day": date_text(timezone.localdate())}]
    if days:
        told.append(
            _("Période : du %(start)s au %(end)s.")
            % {"start": days.get("start", _("début")), "end": days.get("end", _("dernier jour"))}
        )
    return told


def _all(rows: Rows) -> Iterator[Sequence[Any]]:
    width = len(rows.columns)
    for start in range(0, rows.total, CHUNK):
        for row in rows.page(start, CHUNK):
            yield [_local(value) for value in row[:width]]


def _local(value: Any) -> Any:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
