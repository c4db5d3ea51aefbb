"""The steps of a platform's file: kept, mapped, entered whole, undone whole."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.jobs import enqueue
from buron.kernel.models import Job
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import Platform, PlatformFile, PlatformLine
from buron.tourist_tax.rules.platform_fields import FIELDS
from buron.tourist_tax.services.platforms.checks import run_checks
from buron.tourist_tax.services.platforms.lines import (
    enter_totals,
    index_of,
    match_lines,
    recount,
    undo_totals,
)
from buron.tourist_tax.services.platforms.previews import forget_preview
from buron.tourist_tax.services.platforms.reading import (
    Reading,
    open_table,
    proposed,
    read_file,
    refusals,
)

DECLARE = "tourist_tax.declare"
APPLY_JOB = "tourist_tax.apply_platform_file"
Progress = Callable[[int, str], None]
"""Lines done, and what is being done."""
KEYS = {one.key for one in FIELDS}


def add_platform(*, actor: Actor, name: str, with_natures: bool = False) -> Platform:
    """Name a platform that sends files. Raises :class:`TaxError`."""
    actor.require(DECLARE)
    name, key = " ".join(name.split()), slugify(name)[:40]
    if not key or len(name) > 40:
        raise TaxError(_("Donnez le nom de la plateforme, en 40 caractères au plus."), "name")
    try:
        with transaction.atomic():
            platform = Platform.objects.create(
                office_id=actor.office_id, key=key, name=name, with_natures=with_natures
            )
            journal.record(actor=actor, action="tourist_tax.platform.added", target=platform)
    except IntegrityError as error:
        raise TaxError(_("Cette plateforme est déjà dans la liste."), "name") from error
    return platform


def update_platform(*, actor: Actor, platform: Platform, with_natures: bool) -> Platform:
    """Choose whether its money is counted with the lodgings or with the digital operators."""
    actor.require(DECLARE)
    with transaction.atomic():
        held = Platform.objects.select_for_update().get(pk=platform.pk)
        if held.with_natures != with_natures:
            held.with_natures = with_natures
            held.save(update_fields=["with_natures"])
            journal.record(
                actor=actor,
                action="tourist_tax.platform.updated",
                target=held,
                after={"with_natures": with_natures},
            )
    return held


def start_file(*, actor: Actor, platform: Platform, name: str, payload: bytes) -> PlatformFile:
    """Keep a file and propose how to read it; refused when the same one is already in. Raises :class:`TaxError`."""
    actor.require(DECLARE)
    digest = hashlib.sha256(payload).hexdigest()
    twin = PlatformFile.objects.filter(platform=platform, digest=digest, state=PlatformFile.State.APPLIED)
    if held := twin.first():
        raise TaxError(
            _("Ce fichier est déjà entré le %(day)s.")
            % {"day": f"{timezone.localtime(held.applied_at):%d/%m/%Y}"},
            "file",
        )
    table = open_table(payload, name)
    platform.refresh_from_db(fields=["mapping"])
    with transaction.atomic():
        file = PlatformFile.objects.create(
            office_id=actor.office_id,
            platform=platform,
            name=name[:200],
            digest=digest,
            payload=payload,
            mapping=proposed(table, platform.mapping),
            rows=len(table.rows),
        )
        journal.record(
            actor=actor, action="tourist_tax.platform_file.started", target=file, after={"rows": file.rows}
        )
    return file


def map_file(
    *,
    actor: Actor,
    file: PlatformFile,
    mapping: Mapping[str, str],
    nights_mean: str,
    default_month: dt.date | None = None,
) -> PlatformFile:
    """Keep how a file is read."""
    actor.require(DECLARE)
    if nights_mean not in PlatformFile.Nights.values:
        raise TaxError(_("Dites ce que compte la colonne des nuits."), "nights_mean")
    with transaction.atomic():
        held = _draft(file)
        table = open_table(bytes(held.payload or b""), held.name)
        held.mapping = {key: title for key, title in mapping.items() if key in KEYS and title in table.titles}
        held.nights_mean = nights_mean
        held.default_month = default_month.replace(day=1) if default_month else None
        held.save(update_fields=["mapping", "nights_mean", "default_month"])
    return held


def ask_to_apply(*, actor: Actor, file: PlatformFile) -> Job:
    """Ask for a file to be entered by a job; asked twice, it is one job. Raises :class:`TaxError`."""
    actor.require(DECLARE)
    with transaction.atomic():
        _draft(file)
        return enqueue(actor, APPLY_JOB, key=f"{APPLY_JOB}:{file.pk}", file_id=file.pk)


def last_job(file: PlatformFile) -> Job | None:
    """The latest job that was asked to enter a file."""
    asked = Job.objects.filter(office_id=file.office_id, name=APPLY_JOB, args__file_id=file.pk)
    return asked.order_by("-pk").first()


def apply_file(*, actor: Actor, file: PlatformFile, progress: Progress | None = None) -> PlatformFile:
    """Enter a file whole: lines, matches, declarations, account, checks. What is already in is left aside.

    It is read before the transaction of its writing begins, so that others wait less; ``progress`` hears of both.
    """
    actor.require(DECLARE)
    tell = progress or (lambda done, message: None)
    kept = PlatformFile.objects.filter(pk=file.pk).first()
    found = read_file(kept, progress=lambda done: tell(done, _("Lecture des lignes"))) if kept else None
    if kept and found:
        tell(kept.rows, _("Rapprochement, déclarations et compte"))
    try:
        with transaction.atomic():
            return _apply(actor, file, kept, found)
    except IntegrityError as error:
        raise TaxError(_("Ce fichier vient d’entrer par quelqu’un d’autre : rechargez la page.")) from error


_READ_BY = ("mapping", "nights_mean", "default_month")


def _apply(
    actor: Actor, file: PlatformFile, kept: PlatformFile | None, found: Reading | None
) -> PlatformFile:
    platform = Platform.objects.select_for_update().get(pk=file.platform_id)
    held = PlatformFile.objects.select_for_update().get(pk=file.pk)
    if held.state == PlatformFile.State.APPLIED:
        return held
    held = _draft(held)
    if found is None or any(getattr(kept, name) != getattr(held, name) for name in _READ_BY):
        found = read_file(held)
    if found.problems:
        raise TaxError(" ".join(found.problems))
    fresh = _fresh(platform, found)
    if not fresh:
        raise TaxError(_("Aucune ligne nouvelle : tout ce que dit ce fichier est déjà entré ou refusé."))
    held.repeated = len(found.lines) - len(fresh)
    held.refusals, held.refused = list(refusals(found)), len(found.refused)
    index = index_of(platform)
    match_lines(actor, platform, fresh, index)
    enter_totals(actor, platform, [one for one in fresh if not one.detailed])
    accounts = {(one.lodging_id, one.month) for one in fresh if one.lodging_id}
    recount(actor, platform, accounts, held.name, index.by_pk, fresh)
    PlatformLine.objects.bulk_create(fresh, batch_size=500)
    platform.mapping = held.mapping
    platform.save(update_fields=["mapping"])
    held.taken, held.collected = len(fresh), sum(one.collected or 0 for one in fresh)
    held.state, held.applied_at = PlatformFile.State.APPLIED, timezone.now()
    held.save()
    forget_preview(held)
    run_checks(actor=actor, months={one.month for one in fresh}, platform=platform)
    journal.record(
        actor=actor,
        action="tourist_tax.platform_file.applied",
        target=held,
        after={"lines": held.taken, "repeated": held.repeated, "refused": held.refused},
    )
    return held


def _fresh(platform: Platform, found: Reading) -> list[PlatformLine]:
    """The lines that are not in yet; a booking that is in under another amount is refused, never added to it."""
    living = PlatformLine.objects.filter(platform=platform, live=True)
    keys = set(living.values_list("key", flat=True))
    bookings = set(
        living.exclude(reference="").values_list("reference", "listing", "arrival", "departure", "month")
    )
    fresh = []
    for line in found.lines:
        if line.key in keys:
            continue
        booking = (line.reference, line.listing, line.arrival, line.departure, line.month)
        if line.reference and booking in bookings:
            found.refused.append(
                (
                    line.position,
                    _("Réservation déjà entrée avec d’autres montants : annulez l’ancien fichier."),
                )
            )
            continue
        fresh.append(line)
    return fresh


def undo_file(*, actor: Actor, file: PlatformFile, because: str) -> PlatformFile:
    """Take a file back whole: its lines count no more, the account takes the contrary entries."""
    actor.require(DECLARE)
    if not because.strip():
        raise TaxError(_("Dites pourquoi le fichier est annulé."), "because")
    with transaction.atomic():
        platform = Platform.objects.select_for_update().get(pk=file.platform_id)
        held = PlatformFile.objects.select_for_update().get(pk=file.pk)
        if held.state == PlatformFile.State.UNDONE:
            return held
        if held.state != PlatformFile.State.APPLIED:
            raise TaxError(_("Ce fichier n’est pas entré : abandonnez-le plutôt."))
        lines = list(held.lines.filter(live=True).select_related("ledger"))
        held.lines.update(live=False)
        undo_totals(actor, [one for one in lines if not one.detailed], because.strip())
        accounts = {(one.lodging_id, one.month) for one in lines if one.lodging_id}
        recount(actor, platform, accounts, held.name, _lodgings([pk for pk, _month in accounts]))
        held.state, held.undone_because = PlatformFile.State.UNDONE, because.strip()[:300]
        held.save(update_fields=["state", "undone_because"])
        run_checks(actor=actor, months={one.month for one in lines}, platform=platform)
        journal.record(
            actor=actor,
            action="tourist_tax.platform_file.undone",
            target=held,
            after={"because": held.undone_because, "lines": len(lines)},
        )
    return held


def discard_file(*, actor: Actor, file: PlatformFile) -> None:
    """Forget a file that did not enter."""
    actor.require(DECLARE)
    with transaction.atomic():
        held = _draft(file)
        journal.record(actor=actor, action="tourist_tax.platform_file.discarded", after={"name": held.name})
        forget_preview(held)
        held.delete()


def _draft(file: PlatformFile) -> PlatformFile:
    held = PlatformFile.objects.select_for_update().filter(pk=file.pk).first()
    if held is None or held.state != PlatformFile.State.DRAFT:
        raise TaxError(_("Ce fichier n’attend plus d’être vérifié."))
    return held


def _lodgings(ids: Sequence[int]) -> dict[int, Lodging]:
    return {one.pk: one for one in Lodging.objects.filter(pk__in=ids).prefetch_related("rankings")}
