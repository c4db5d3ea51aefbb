"""The reasons for which a desk does not open as planned: common ones, renamed, completed, retired by the office."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.territory.errors import TerritoryError
from buron.territory.models import OpeningReason

BEGINNING = dt.date(1900, 1, 1)
"""Common reasons are valid for every year that an office may enter."""

CORE = (
    ("departure", "Départ d’un agent"),
    ("sick_leave", "Arrêt maladie"),
    ("leave", "Congés"),
    ("training", "Formation, réunion"),
    ("understaffed", "Manque de personnel"),
    ("works", "Travaux dans le bureau"),
    ("premises", "Local occupé"),
    ("breakdown", "Panne, coupure"),
    ("weather", "Intempéries, route coupée"),
    ("event", "Événement, affluence"),
    ("outing", "Agent en sortie hors les murs"),
    ("other", "Autre motif"),
)


def setup_reasons(*, actor: Actor) -> int:
    """Give the office the common reasons that it lacks; doing it again makes none."""
    with transaction.atomic():
        known = set(OpeningReason.objects.values_list("code", flat=True))
        missing = [
            OpeningReason(
                office_id=actor.office_id,
                code=code,
                label=label,
                core=True,
                valid_from=BEGINNING,
                position=10 * rank,
            )
            for rank, (code, label) in enumerate(CORE, 1)
            if code not in known
        ]
        OpeningReason.objects.bulk_create(missing)
        if missing:
            journal.record(actor=actor, action="territory.reasons.set_up", after={"reasons": len(missing)})
    return len(missing)


def add_reason(*, actor: Actor, label: str, valid_from: dt.date | None = None) -> OpeningReason:
    """Add a reason of the office's own."""
    actor.require("territory.plan")
    label = _label(label)
    with transaction.atomic():
        others = list(OpeningReason.objects.order_by("position"))
        if any(one.label.casefold() == label.casefold() and one.valid_until is None for one in others):
            raise TerritoryError(_("Ce motif existe déjà."), "label")
        reason = OpeningReason.objects.create(
            office_id=actor.office_id,
            code=_free_code(label, {one.code for one in others}),
            label=label,
            valid_from=valid_from or timezone.localdate(),
            position=(others[-1].position if others else 0) + 10,
        )
        journal.record(actor=actor, action="territory.reason.added", target=reason, after={"label": label})
    return reason


def rename_reason(
    *, actor: Actor, reason: OpeningReason, label: str, valid_from: dt.date | None = None
) -> OpeningReason:
    """Call a reason otherwise from a day on; gaps before keep the word of their day."""
    actor.require("territory.plan")
    label, start = _label(label), valid_from or timezone.localdate()
    with transaction.atomic():
        held = OpeningReason.objects.select_for_update().get(pk=reason.pk)
        if held.valid_until is not None:
            raise TerritoryError(_("Ce nom n’est plus en usage : renommez celui qui l’est."), "label")
        before = held.label
        if start <= held.valid_from:
            held.label = label
        else:
            held.valid_until = start - dt.timedelta(days=1)
            held.save(update_fields=["valid_until"])
            held.pk, held._state.adding = None, True
            held.label, held.valid_from, held.valid_until = label, start, None
        held.save()
        journal.record(
            actor=actor,
            action="territory.reason.renamed",
            target=held,
            before={"label": before},
            after={"label": label, "valid_from": start.isoformat()},
        )
    return held


def retire_reason(*, actor: Actor, reason: OpeningReason) -> OpeningReason:
    """Stop offering a reason after today; the gaps that it explains keep it."""
    actor.require("territory.plan")
    with transaction.atomic():
        held = OpeningReason.objects.select_for_update().get(pk=reason.pk)
        if held.valid_until is not None:
            return held
        if not OpeningReason.objects.filter(valid_until=None).exclude(pk=held.pk).exists():
            raise TerritoryError(_("La liste garde au moins un motif."))
        held.valid_until = max(timezone.localdate(), held.valid_from)
        held.save(update_fields=["valid_until"])
        journal.record(
            actor=actor, action="territory.reason.retired", target=held, before={"label": held.label}
        )
    return held


def _label(text: str) -> str:
    label = " ".join(text.split())
    if not label:
        raise TerritoryError(_("Donnez un nom à ce motif."), "label")
    return label[:80]


def _free_code(label: str, taken: set[str]) -> str:
    """Own codes begin with ``own-``, so that no common code ever meets them."""
    stem = "own-" + (slugify(label)[:30] or "motif")
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code
