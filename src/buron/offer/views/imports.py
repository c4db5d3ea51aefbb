"""Screens of a run: its progress, what it would change, what it refused, the decision."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from buron.kernel.screens import OfficeRequest, screen
from buron.offer import services
from buron.offer.fields import path_name, value_text
from buron.offer.imports.stage import Entry, Stage
from buron.offer.models import Fiche, Run
from buron.offer.sources import CONNECTORS

PAGE_SIZE = 25
SHOWN_LENGTH = 400
TITLES = {
    "created": gettext_lazy("Nouvelles"),
    "linked": gettext_lazy("Liées"),
    "updated": gettext_lazy("Modifiées"),
    "returned": gettext_lazy("Revenues"),
    "missing": gettext_lazy("Absentes"),
    "deleted": gettext_lazy("Supprimées"),
    "refused": gettext_lazy("Refusées"),
}
EXPLAINED = {
    "created": gettext_lazy("Ces fiches n’étaient pas dans l’offre."),
    "linked": gettext_lazy(
        "Une autre source, ou l’office, a déjà ces fiches : elles y sont jointes par leur identifiant."
    ),
    "updated": gettext_lazy(
        "Ce que la source a changé, champ par champ. Vos modifications restent par-dessus."
    ),
    "returned": gettext_lazy("Elles manquaient et sont de nouveau dans la source."),
    "missing": gettext_lazy("Elles ne sont plus dans la source : elles restent dans l’offre, signalées."),
    "deleted": gettext_lazy(
        "La source dit les avoir retirées : elles sont masquées, sauf celles que vous avez modifiées."
    ),
    "refused": gettext_lazy("Elles n’ont pas pu être lues ; les autres ne sont pas touchées."),
}


@screen("offer.import")
def run_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """One run."""
    run = _run(pk)
    stage = services.stage_of(run)
    context: dict[str, Any] = {
        "run": run,
        "source": run.source,
        "counts": _counts(run),
        "job": job_shown(run),
        "needs_fields": _needs_fields(run),
        "may_map": CONNECTORS[run.source.connector].needs_mapping and bool(run.payload),
        "crumbs": _crumbs(request, run),
    }
    if stage is not None and run.state != Run.State.READING:
        context |= _comparison(request, run, stage)
    return render(request, "offer/imports/run.html", context)


def _run(pk: int) -> Run:
    return get_object_or_404(Run.objects.select_related("source", "job"), pk=pk)


def _crumbs(request: OfficeRequest, run: Run) -> list[dict[str, str]]:
    slug = request.office.slug
    return [
        {"title": _("Sources"), "url": reverse("offer_sources", kwargs={"office": slug})},
        {
            "title": run.source.name,
            "url": reverse("offer_source", kwargs={"office": slug, "pk": run.source_id}),
        },
        {"title": _("Import n° %(number)s") % {"number": run.pk}, "url": ""},
    ]


def _needs_fields(run: Run) -> bool:
    """Whether the run waits for somebody to say what the fields mean."""
    waits = run.state == Run.State.READING and bool(run.payload) and not run.is_at_work
    needs = CONNECTORS[run.source.connector].needs_mapping
    return waits and needs and not run.source.settings.get("mapping")


def _counts(run: Run) -> list[tuple[str, Any, int]]:
    return [(key, title, getattr(run, key)) for key, title in TITLES.items()]


def _comparison(request: OfficeRequest, run: Run, stage: Stage) -> dict[str, Any]:
    """The page of the comparison that is asked for: by default the first kind of change that there is."""
    first = next((key for key, _title, count in _counts(run) if count), "created")
    status = request.GET.get("voir", first)
    status = status if status in TITLES else first
    text = request.GET.get("q", "").strip()[:80].replace("\x00", "")
    number = request.GET.get("page", "1")
    entries, total, page = _page(stage, status, text, number)
    return {
        "status": status,
        "explained": EXPLAINED[status],
        "text": text,
        "total": total,
        "page": page,
        "lines": _lines(entries),
    }


class _Counted:
    """As many things as the stage counted, for the paginator; the things themselves are already read."""

    def __init__(self, total: int) -> None:
        self._total = total

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, place: slice) -> list[None]:
        return [None] * len(range(*place.indices(self._total)))


def _page(stage: Stage, status: str, text: str, number: str) -> tuple[list[Entry], int, Page[Any]]:
    _none, total = stage.page(status, limit=0, text=text)
    page: Page[Any] = Paginator(_Counted(total), PAGE_SIZE).get_page(number)  # type: ignore[arg-type]
    entries, total = stage.page(status, offset=(page.number - 1) * PAGE_SIZE, limit=PAGE_SIZE, text=text)
    return entries, total, page


def _lines(entries: list[Entry]) -> list[dict[str, Any]]:
    """The entries with their changes in words; those that an edit of the office hides are said to be."""
    ids = [entry.fiche_id for entry in entries if entry.fiche_id]
    edits = dict(Fiche.objects.filter(pk__in=ids).values_list("pk", "local")) if ids else {}
    return [
        {
            "entry": entry,
            "changes": [
                {
                    "label": _label(change.path, edits.get(entry.fiche_id or 0, {})),
                    "before": value_text(change.path, change.before)[:SHOWN_LENGTH],
                    "after": value_text(change.path, change.after)[:SHOWN_LENGTH],
                }
                for change in entry.changes
            ],
        }
        for entry in entries
    ]


def _label(path: str, local: dict[str, Any]) -> str:
    names = {
        "source_updated": _("Mise à jour dans la source"),
        "aliases": _("Identifiants ailleurs"),
        "machine": _("Textes traduits par une machine"),
    }
    name = names.get(path) or path_name(path)
    hidden = path in local or path.split(".")[0] in local
    return _("%(field)s, masqué par votre modification") % {"field": name} if hidden else name


def job_shown(run: Run) -> dict[str, Any] | None:
    """The progress of a run that is at work, as the component wants it."""
    if not run.is_at_work or run.job is None:
        return None
    titles: dict[str, str] = {
        Run.State.READING: _("Lecture de la source"),
        Run.State.APPLIED: _("Entrée dans la recherche"),
    }
    return {
        "id": run.job.pk,
        "title": titles.get(run.state, _("Enregistrement")),
        "done": run.job.done,
        "total": run.job.total,
        "state": "running",
        "message": run.job.message or _("En attente d’un processus libre…"),
    }


@screen("offer.import")
def run_progress(request: OfficeRequest, pk: int) -> HttpResponse:
    """The progress, asked for by the page every second; it tells the page to come back when the work is over."""
    run = _run(pk)
    job = job_shown(run)
    if job is None:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    url = reverse("offer_run_progress", kwargs={"office": request.office.slug, "pk": pk})
    return render(request, "kernel/components/job.html", {"job": job, "url": url})


@require_POST
@screen("offer.import")
def run_read(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Launch a reading that waits."""
    return _do(request, _run(pk), lambda run: services.launch_reading(actor=request.actor, run=run))


@require_POST
@screen("offer.import")
def run_apply(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Apply; a held run needs the box that says that somebody checked."""
    confirmed = request.POST.get("confirme") == "oui"
    run = _run(pk)
    response = _do(
        request, run, lambda one: services.launch_applying(actor=request.actor, run=one, confirmed=confirmed)
    )
    run.refresh_from_db()
    if run.state == Run.State.APPLIED:
        messages.success(request, _("L’import est appliqué."))
    return response


@require_POST
@screen("offer.import")
def run_discard(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give the comparison up."""
    return _do(request, _run(pk), lambda run: services.discard_run(actor=request.actor, run=run))


def _do(request: OfficeRequest, run: Run, work: Any) -> HttpResponseBase:
    try:
        work(run)
    except services.ImportProblem as error:
        messages.error(request, str(error))
    return redirect("offer_run", office=request.office.slug, pk=run.pk)


@screen("offer.import")
def run_refusals(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """All the refused records with their reasons, as a table to send to whoever keeps the source."""
    run = _run(pk)
    stage = services.stage_of(run)
    rows = (
        stage.rows("SELECT external_id, name, reason FROM item WHERE status = 'refused' ORDER BY n")
        if stage is not None
        else ((one["source_id"], one["name"], one["reason"]) for one in run.refusals)
    )
    writer = csv.writer(_Echo(), delimiter=";")
    lines = (writer.writerow([_harmless(cell) for cell in row]) for row in rows)
    head = "\ufeff" + writer.writerow([_("Identifiant"), _("Nom"), _("Raison")])
    response = StreamingHttpResponse([head, *lines], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refus-import-{run.pk}.csv"'
    return response


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _harmless(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell or "")
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
