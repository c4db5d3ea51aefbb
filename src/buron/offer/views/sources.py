"""Screens of the sources: the list, a new one, its settings, the meaning of its fields."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.offer import services
from buron.offer.forms.imports import MappingForm, NewSourceForm, PayloadForm, SourceForm
from buron.offer.models import Run, Source, SourceList
from buron.offer.queries.sources import open_doubts, source_lines
from buron.offer.sources import CONNECTORS, recognise_payload
from buron.offer.sources.base import Item
from buron.offer.sources.mapping import FieldProposal
from buron.offer.sources.readers import PayloadError, PayloadReader, open_reader

SURE_ENOUGH = 40
"""Score of the recognition under which a person says what a file is."""
MOST_CATEGORIES = 40
SAMPLE = 300


@screen("offer.import")
def sources(request: OfficeRequest) -> HttpResponse:
    """All sources, with what to do next."""
    context = {"lines": source_lines(), "doubts": open_doubts().count(), "connectors": CONNECTORS}
    return render(request, "offer/imports/sources.html", context)


@screen("offer.import")
def source_new(request: OfficeRequest) -> HttpResponseBase:
    """A new source, from a file or an address, then its first reading."""
    form = NewSourceForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _make_source(request, form.cleaned_data)
        except (services.ImportProblem, PayloadError) as error:
            form.add_error(None, str(error))
        else:
            return _next_of(request, run)
    status = 422 if form.errors else 200
    return render(
        request, "offer/imports/new.html", {"form": form, "connectors": CONNECTORS.values()}, status=status
    )


def _make_source(request: OfficeRequest, data: dict[str, Any]) -> Run:
    file: UploadedFile[Any] | None = data["file"]
    connector = data["connector"] or (_recognised(file) if file else "")
    source = services.create_source(
        actor=request.actor,
        name=data["name"] or _free_name(CONNECTORS[connector].label),
        connector=connector,
        location=data["location"],
    )
    return services.begin_run(actor=request.actor, source=source, upload=upload_of(file) if file else None)


def _recognised(file: UploadedFile[Any]) -> str:
    """The connector of a dropped file; :class:`ImportProblem` when it is not clear."""
    with _on_disk(file) as path, open_reader(path) as reader:
        found = recognise_payload(reader)
    if not found or found[0][1] < SURE_ENOUGH:
        raise services.ImportProblem(
            _(
                "Ce fichier n’est pas reconnu. S’il vient bien d’un des systèmes proposés, choisissez-le dans la liste."
            )
        )
    return found[0][0].key


@contextmanager
def _on_disk(file: UploadedFile[Any]) -> Iterator[Path]:
    """The dropped file as a path that keeps its name, which messages tell."""
    with tempfile.TemporaryDirectory(prefix="buron-") as folder:
        path = Path(folder) / (Path(file.name or "").name[-100:] or "fichier")
        if isinstance(file, TemporaryUploadedFile):
            path.symlink_to(file.temporary_file_path())
        else:
            path.write_bytes(file.read())
            file.seek(0)
        yield path


def _free_name(name: str) -> str:
    taken = set(Source.objects.values_list("name", flat=True))
    return next(one for one in (name, *(f"{name} {number}" for number in range(2, 1000))) if one not in taken)


def upload_of(file: UploadedFile[Any]) -> services.Upload:
    """A dropped file as the services take it."""
    return services.Upload(file.name or "fichier", lambda: iter(file.chunks()))


def _next_of(request: OfficeRequest, run: Run) -> HttpResponseBase:
    """Where to go once a run is begun: settle the fields first where they differ from one provider to the next."""
    source = run.source
    if run.payload and CONNECTORS[source.connector].needs_mapping and not source.settings.get("mapping"):
        return redirect("offer_source_mapping", office=request.office.slug, pk=source.pk)
    try:
        services.launch_reading(actor=request.actor, run=run)
    except services.ImportProblem as error:
        messages.error(request, str(error))
    return redirect("offer_run", office=request.office.slug, pk=run.pk)


@screen("offer.import")
def source_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One source: a file to read now, its settings, its past runs."""
    source = get_object_or_404(Source, pk=pk)
    form = SourceForm.of(source, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_source(actor=request.actor, source=source, **form.changes(source))
        except services.ImportProblem as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Les réglages sont enregistrés."))
            return redirect("offer_source", office=request.office.slug, pk=source.pk)
    context = {
        "source": source,
        "connector": CONNECTORS[source.connector],
        "form": form,
        "payload_form": PayloadForm(),
        "page": page_of(request, Run.objects.filter(source=source).select_related("job"), size=20),
        "shown_location": services.place_shown(source.location),
        "line": next(line for line in source_lines() if line.source.pk == source.pk),
        "lists": SourceList.objects.filter(source=source).select_related("selection")[:200],
    }
    return render(request, "offer/imports/source.html", context, status=422 if form.errors else 200)


@require_POST
@screen("offer.import")
def source_read(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Read a dropped file, or the address of the source."""
    source = get_object_or_404(Source, pk=pk)
    form = PayloadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("file", [])))
        return redirect("offer_source", office=request.office.slug, pk=pk)
    file = form.cleaned_data["file"]
    try:
        run = services.begin_run(actor=request.actor, source=source, upload=upload_of(file) if file else None)
    except services.ImportProblem as error:
        messages.error(request, str(error))
        return redirect("offer_source", office=request.office.slug, pk=pk)
    return _next_of(request, run)


@screen("offer.import")
def source_mapping(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """What each field means, with what a sample holds; saving it reads the sample's file with it."""
    source = get_object_or_404(Source, pk=pk)
    connector = CONNECTORS[source.connector]
    sample = services.sample_of(source)
    if not connector.needs_mapping or sample is None:
        messages.info(request, _("Déposez d’abord un fichier : ses champs seront proposés ici."))
        return redirect("offer_source", office=request.office.slug, pk=pk)
    try:
        with open_reader(sample) as reader:
            proposals = connector.discover(reader, source.settings)  # type: ignore[attr-defined]
            categories = _categories(source, reader, proposals)
    except PayloadError as error:
        messages.error(request, str(error))
        return redirect("offer_source", office=request.office.slug, pk=pk)
    form = MappingForm(
        posted(request),
        proposals=proposals,
        settings=source.settings,
        categories=categories,
        fixed=connector.fixed,
    )
    if request.method == "POST" and form.is_valid():
        return _keep_mapping(request, source, form)
    context = {"source": source, "form": form, "connector": connector}
    return render(request, "offer/imports/mapping.html", context, status=422 if form.errors else 200)


def _keep_mapping(request: OfficeRequest, source: Source, form: MappingForm) -> HttpResponseBase:
    try:
        source = services.change_source(actor=request.actor, source=source, settings=form.settings())
        run = Run.objects.filter(source=source).exclude(payload="").select_related("source", "job")[0]
        run = services.read_again(actor=request.actor, source=source, run=run)
    except services.ImportProblem as error:
        messages.error(request, str(error))
        return redirect("offer_source", office=request.office.slug, pk=source.pk)
    return redirect("offer_run", office=request.office.slug, pk=run.pk)


def _categories(source: Source, reader: PayloadReader, proposals: list[FieldProposal]) -> list[str]:
    """The values met in the field that says the kind, so that each can be given one."""
    mapping = source.settings.get("mapping")
    field = mapping.get("kind") if isinstance(mapping, dict) else None
    if not field:
        field = next((proposal.field for proposal in proposals if proposal.target == "kind"), None)
    if not isinstance(field, str):
        return []
    met: dict[str, None] = {}
    for number, event in enumerate(CONNECTORS[source.connector].read(reader, settings=source.settings)):
        value = (
            event.parsed.get(field) if isinstance(event, Item) and isinstance(event.parsed, dict) else None
        )
        if isinstance(value, str) and value.strip():
            met.setdefault(" ".join(value.split())[:120])
        if number >= SAMPLE or len(met) >= MOST_CATEGORIES:
            break
    return list(met)
