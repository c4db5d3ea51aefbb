"""Platforms: drop a file, say what its columns are, match what is not known, look at what does not agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Min, QuerySet, Sum
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.gestures import refusals_beside
from buron.kernel.models import Job
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.views.jobs import plain_error
from buron.lodging.models import Lodging
from buron.tourist_tax import platform_forms as asked
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.figures.sums import read_month
from buron.tourist_tax.models import Payment, Platform, PlatformFile, PlatformFinding, PlatformLine
from buron.tourist_tax.queries.platforms import near, owed_by_platform, unmatched
from buron.tourist_tax.rules.platform_fields import FIELDS, SINGLE
from buron.tourist_tax.services import platforms as services
from buron.tourist_tax.services.payments import record_payment

READ, WRITE, MONEY = "tourist_tax.accounts", "tourist_tax.declare", "tourist_tax.collect"


@screen(READ)
def platforms(request: OfficeRequest) -> HttpResponseBase:
    """The files, what they left to settle, and what each platform owes."""
    form = asked.PlatformFileForm(posted(request), request.FILES or None)
    if request.method == "POST":
        request.actor.require(WRITE)
        if form.is_valid() and (file := _start(request, form)):
            return redirect("tourist_tax_platform_file", office=request.office.slug, pk=file.pk)
    return _home(request, form, asked.PlatformPaymentForm(initial={"received_on": timezone.localdate()}))


def _home(
    request: OfficeRequest, form: asked.PlatformFileForm, payment: asked.PlatformPaymentForm
) -> HttpResponseBase:
    files = PlatformFile.objects.select_related("platform").defer("payload")
    context = {
        "form": form,
        "payment": payment,
        "names": sorted({*asked.USUAL, *Platform.objects.values_list("name", flat=True)}),
        "files": page_of(request, files, size=20),
        "unmatched": unmatched().count(),
        "findings": _counts(),
        "platforms": owed_by_platform(),
        "may_write": request.actor.can(WRITE),
        "may_collect": request.actor.can(MONEY),
    }
    wrong = form.errors or payment.errors
    return render(request, "tourist_tax/platforms.html", context, status=422 if wrong else 200)


def _counts() -> list[dict[str, Any]]:
    """How many findings of each check wait."""
    waiting = dict(
        PlatformFinding.objects.filter(gone=False, state=PlatformFinding.State.TODO)
        .order_by()
        .values_list("kind")
        .annotate(Count("pk"))
    )
    return [
        {"kind": key, "title": title, "count": waiting.get(key, 0)}
        for key, title in PlatformFinding.Kind.choices
    ]


def _start(request: OfficeRequest, form: asked.PlatformFileForm) -> PlatformFile | None:
    said = form.cleaned_data
    name = " ".join(said["platform"].split())
    try:
        platform = Platform.objects.filter(name__iexact=name).first()
        platform = platform or services.add_platform(actor=request.actor, name=name)
        return services.start_file(
            actor=request.actor, platform=platform, name=said["file"].name, payload=said["file"].read()
        )
    except TaxError as error:
        form.add_error("platform" if error.field == "name" else "file", str(error))
    return None


@screen(READ)
def platform_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Match the columns and see what it gives; once in, what it brought."""
    file = get_object_or_404(PlatformFile.objects.select_related("platform"), pk=pk)
    if file.state != PlatformFile.State.DRAFT:
        lines = file.lines.select_related("lodging", "platform")
        context = {
            "file": file,
            "page": page_of(request, lines),
            "form": asked.BecauseForm(),
            "may_write": request.actor.can(WRITE),
        }
        return render(request, "tourist_tax/platform_done.html", context)
    job = services.last_job(file)
    if job is not None and not job.is_over:
        return render(request, "tourist_tax/platform_running.html", {"file": file, "job": job})
    form = asked.MappingForm(posted(request), initial={"nights_mean": file.nights_mean})
    if request.method == "POST":
        request.actor.require(WRITE)
        if form.is_valid():
            titles = services.open_table(bytes(file.payload or b""), file.name).titles
            mapping = _mapping(request.POST, titles)
            services.map_file(actor=request.actor, file=file, mapping=mapping, **form.cleaned_data)
            file.refresh_from_db()
    found = services.asked_preview(actor=request.actor, file=file, again="relire" in request.GET)
    if isinstance(found, Job):
        return render(request, "tourist_tax/platform_reading.html", {"file": file, "job": found})
    context = {
        "file": file,
        "form": form,
        "fields": _fields(file, found),
        "found": found,
        "more_refused": max(0, found["refused"] - services.SHOWN),
        "failed": plain_error(job.error) if job and job.state == job.State.FAILED else "",
        "may_write": request.actor.can(WRITE),
    }
    return render(request, "tourist_tax/platform_file.html", context, status=422 if form.errors else 200)


def _mapping(said: Mapping[str, str], titles: Sequence[str]) -> dict[str, str]:
    """Columns by place, so that a title may be anything."""
    found = {}
    for field in FIELDS:
        text = said.get(f"column:{field.key}", "")
        if text.isdecimal() and len(text) < 6 and int(text) < len(titles):
            found[field.key] = titles[int(text)]
    return found


def _fields(file: PlatformFile, found: services.Preview) -> list[dict[str, Any]]:
    titles, samples = found["titles"], found["samples"]
    places = {title: place for place, title in enumerate(titles)}
    single = {one.key for one in SINGLE}
    return [
        {
            "key": field.key,
            "title": field.title,
            "single": field.key in single,
            "place": places.get(file.mapping.get(field.key, "")),
            "sample": " · ".join(samples.get(file.mapping.get(field.key, ""), ())),
            "columns": list(enumerate(titles)),
        }
        for field in FIELDS
    ]


@screen(WRITE)
@require_POST
def platform_file_apply(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Ask for a file to be entered; its page follows the work."""
    file = get_object_or_404(PlatformFile.objects.defer("payload"), pk=pk)
    try:
        services.ask_to_apply(actor=request.actor, file=file)
    except TaxError as error:
        messages.error(request, str(error))
    return redirect("tourist_tax_platform_file", office=request.office.slug, pk=pk)


@screen(WRITE)
@require_POST
def platform_file_discard(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Forget a file that did not enter."""
    file = get_object_or_404(PlatformFile.objects.defer("payload"), pk=pk)
    try:
        services.discard_file(actor=request.actor, file=file)
        messages.success(request, _("Fichier abandonné : rien n’est entré."))
    except TaxError as error:
        messages.error(request, str(error))
    return redirect("tourist_tax_platforms", office=request.office.slug)


@screen(WRITE)
@require_POST
def platform_file_undo(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take a file back whole."""
    file = get_object_or_404(PlatformFile.objects.defer("payload"), pk=pk)
    try:
        services.undo_file(actor=request.actor, file=file, because=request.POST.get("because", ""))
        messages.success(request, _("Fichier annulé : des écritures contraires sont au compte."))
    except TaxError as error:
        messages.error(request, str(error))
    return redirect("tourist_tax_platform_file", office=request.office.slug, pk=pk)


@screen(READ)
def platform_unmatched(request: OfficeRequest) -> HttpResponseBase:
    """The announcements that no lodging answers to, the most money first."""
    page = page_of(request, unmatched(), size=20)
    for one in page.object_list:
        one["near"] = near(one["insee"], one["name"], one["address"])
    context = {"page": page, "may_write": request.actor.can(WRITE)}
    return render(request, "tourist_tax/platform_unmatched.html", context)


@screen(WRITE)
@require_POST
def platform_match(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Say which lodging an announcement is."""
    line = get_object_or_404(PlatformLine.objects.filter(live=True, detailed=True), pk=pk)
    form = asked.MatchForm(request.POST)
    if form.is_valid():
        lodging: Lodging = form.cleaned_data["lodging"]
        count = services.match_listing(actor=request.actor, line=line, lodging=lodging)
        messages.success(
            request,
            _("%(count)s lignes rapprochées de %(lodging)s ; les prochains fichiers suivront.")
            % {"count": count, "lodging": lodging},
        )
    else:
        messages.error(request, _("Aucun hébergement n’a ce numéro au registre."))
    return redirect("tourist_tax_platform_unmatched", office=request.office.slug)


@screen(READ)
def platform_checks(request: OfficeRequest) -> HttpResponseBase:
    """What does not agree, by check and state."""
    found = PlatformFinding.objects.filter(gone=False).select_related("lodging", "platform", "line")
    kind, state = request.GET.get("controle", ""), request.GET.get("etat", PlatformFinding.State.TODO)
    if kind in PlatformFinding.Kind.values:
        found = found.filter(kind=kind)
    if state in PlatformFinding.State.values:
        found = found.filter(state=state)
    context = {
        "page": page_of(request, found, size=20),
        "kinds": _counts(),
        "states": PlatformFinding.State.choices,
        "kind": kind,
        "state": state,
        "difference": found.aggregate(Sum("difference"))["difference__sum"],
        "may_write": request.actor.can(WRITE),
    }
    return render(request, "tourist_tax/platform_checks.html", context)


@screen(WRITE)
@require_POST
def platform_finding(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Say what was done of a finding."""
    finding = get_object_or_404(PlatformFinding, pk=pk)
    form = asked.FindingForm(request.POST)
    try:
        if not form.is_valid():
            raise TaxError(_("Choisissez un état de la liste."))
        services.settle_finding(actor=request.actor, finding=finding, **form.cleaned_data)
        messages.success(request, _("Constat mis à jour."))
    except TaxError as error:
        messages.error(request, str(error))
    return redirect("tourist_tax_platform_checks", office=request.office.slug)


@screen(READ)
def platform_lines(request: OfficeRequest) -> HttpResponseBase:
    """Lines as the platforms sent them: of a lodging, of a month, of a finding."""
    lines = PlatformLine.objects.filter(live=True).select_related("lodging", "platform", "file")
    lines = lines.defer("file__payload")
    for name, field in (("hebergement", "lodging_id"), ("ligne", "pk"), ("plateforme", "platform_id")):
        text = request.GET.get(name, "")
        if text.isdecimal() and len(text) < 18:
            lines = lines.filter(**{field: int(text)})
    try:
        lines = lines.filter(month=read_month(request.GET["mois"])) if "mois" in request.GET else lines
    except ValueError:
        lines = lines.none()
    lines = lines.order_by("-month", "pk")
    return render(
        request, "tourist_tax/platform_lines.html", {"page": page_of(request, lines), "sums": _sums(lines)}
    )


def _sums(lines: QuerySet[PlatformLine]) -> dict[str, Any]:
    found: dict[str, Any] = lines.order_by().aggregate(
        count=Count("pk"),
        nights=Sum("nights"),
        collected=Sum("collected"),
        first=Min("month"),
        last=Max("month"),
    )
    return found


@screen(MONEY)
@require_POST
def platform_payment(request: OfficeRequest) -> HttpResponseBase:
    """Enter what a platform paid over; it settles its declarations, the earliest first."""
    payment = asked.PlatformPaymentForm(request.POST)
    if payment.is_valid():
        said = payment.cleaned_data
        with refusals_beside(payment):
            made = record_payment(
                actor=request.actor,
                method=Payment.Method.PLATFORM,
                amount=said["amount"],
                received_on=said["received_on"],
                platform=said["platform"].name,
                reference=said["reference"],
            )
            messages.success(request, _("%(payment)s enregistré.") % {"payment": made})
            return redirect("tourist_tax_platforms", office=request.office.slug)
    return _home(request, asked.PlatformFileForm(), payment)


@screen(WRITE)
@require_POST
def platform_settings(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Count a platform with the lodgings or apart."""
    platform = get_object_or_404(Platform, pk=pk)
    services.update_platform(
        actor=request.actor, platform=platform, with_natures=request.POST.get("with_natures") == "1"
    )
    messages.success(request, _("Le bilan compte désormais cette plateforme ainsi."))
    return redirect("tourist_tax_platforms", office=request.office.slug)
