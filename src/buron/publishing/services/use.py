"""What kiosks say: their use, and that they are on.

These writes make no entry in the journal: a kiosk speaks every few minutes, nobody decided anything, and the batches
with their identifiers say already what came when.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.publishing.models import Kiosk, KioskDay, KioskUse, UseBatch
from buron.publishing.rules import OLDEST_USE, WHOLE_DAY, gaps
from buron.publishing.themes import LANGUAGES, SCREENS, THEMES

SPEAK = "publishing.device"
MANAGE = "publishing.kiosks"
MOST_IN_A_BATCH = 2000
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Touch:
    """One interaction, as old as ``ago`` seconds when it was sent: the kiosk's clock is never believed."""

    ago: int
    screen: str
    theme: str | None
    language: str
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Beat:
    """What a kiosk says of itself; None: it does not know. ``on`` lists how long ago it was on, in seconds."""

    content_version: str = ""
    content_age: int | None = None
    storage_used: int | None = None
    storage_quota: int | None = None
    waiting: int | None = None
    fault: str = ""
    updated: str = ""
    """The moment of the office's last wish for an update, once it is done."""
    on: Sequence[int] = ()


def _own(actor: Actor, kiosk: Kiosk) -> None:
    actor.require(SPEAK)
    if kiosk.office_id != actor.office_id:
        raise PermissionDenied("Cette borne est celle d’un autre office.")


def record_use(
    *,
    actor: Actor,
    kiosk: Kiosk,
    client_id: uuid.UUID,
    touches: Sequence[Touch],
    now: dt.datetime | None = None,
) -> UseBatch:
    """Count a batch of interactions, once whatever is sent again.

    A touch that cannot be (in the future, older than :data:`OLDEST_USE`, a screen or a language that kiosks do not
    have) is refused alone and counted as refused; the others are kept.
    """
    _own(actor, kiosk)
    now = now or timezone.now()
    kept = [touch for touch in touches[:MOST_IN_A_BATCH] if is_possible(touch)]
    with transaction.atomic():
        # One at a time: the pauses between interactions are those of this kiosk.
        Kiosk.objects.select_for_update(of=("self",)).get(pk=kiosk.pk)
        batch, is_new = UseBatch.objects.get_or_create(
            kiosk=kiosk,
            client_id=client_id,
            defaults={
                "office_id": actor.office_id,
                "taken": len(kept),
                "refused": len(touches) - len(kept),
            },
        )
        if is_new:
            _insert(kiosk, [(now - dt.timedelta(seconds=touch.ago), touch) for touch in kept])
    return batch


def is_possible(touch: Touch) -> bool:
    """Whether a kiosk of ours can have sent it."""
    return (
        0 <= touch.ago <= OLDEST_USE.total_seconds()
        and touch.screen in SCREENS
        and (touch.theme is None or touch.theme in THEMES)
        and touch.language in LANGUAGES
    )


def _insert(kiosk: Kiosk, moments: Iterable[tuple[dt.datetime, Touch]]) -> None:
    """Write rows and make the pauses right, those of the row that follows them included."""
    dated = sorted(((at.replace(microsecond=0), touch) for at, touch in moments), key=lambda pair: pair[0])
    if not dated:
        return
    rows = [_row(kiosk, at, touch) for at, touch in dated]
    KioskUse.objects.bulk_create(rows, batch_size=AT_ONCE)
    _mend_gaps(kiosk, dated[0][0], dated[-1][0])


def _row(kiosk: Kiosk, at: dt.datetime, touch: Touch) -> KioskUse:
    local = timezone.localtime(at)
    return KioskUse(
        office_id=kiosk.office_id,
        kiosk=kiosk,
        at=at,
        day=local.date(),
        hour=local.hour,
        screen=touch.screen,
        theme=touch.theme,
        language=touch.language,
        is_estimated=touch.is_estimated,
    )


def _mend_gaps(kiosk: Kiosk, first: dt.datetime, last: dt.datetime) -> None:
    uses = KioskUse.objects.filter(kiosk=kiosk).order_by("at", "pk")
    before = uses.filter(at__lt=first).last()
    after = uses.filter(at__gt=last).first()
    touched = [*uses.filter(at__gte=first, at__lte=last), *([after] if after else [])]
    changed = []
    for row, gap in zip(
        touched, gaps((one.at for one in touched), before.at if before else None), strict=True
    ):
        if row.gap != gap:
            row.gap = gap
            changed.append(row)
    KioskUse.objects.bulk_update(changed, ["gap"], batch_size=AT_ONCE // 4)


def record_beat(*, actor: Actor, kiosk: Kiosk, beat: Beat, now: dt.datetime | None = None) -> Kiosk:
    """Keep what a kiosk says of itself, and the hours at which it was on or heard."""
    _own(actor, kiosk)
    now = now or timezone.now()
    said = {
        "last_seen_at": now,
        "content_version": beat.content_version[:64],
        "content_at": _before(now, beat.content_age),
        "storage_used": beat.storage_used,
        "storage_quota": beat.storage_quota,
        "waiting": beat.waiting,
        "fault": beat.fault[:200],
    }
    moments = [at for ago in beat.on if (at := _before(now, ago)) is not None]
    with transaction.atomic():
        Kiosk.objects.select_for_update(of=("self",)).get(pk=kiosk.pk)
        Kiosk.objects.filter(pk=kiosk.pk).update(**said)
        if kiosk.update_asked_at and beat.updated == kiosk.update_asked_at.isoformat():
            Kiosk.objects.filter(pk=kiosk.pk, updated_at=None).update(updated_at=now)
        _mark(kiosk, moments, [now])
    kiosk.refresh_from_db()
    return kiosk


def _before(now: dt.datetime, ago: int | None) -> dt.datetime | None:
    if ago is None or not 0 <= ago <= OLDEST_USE.total_seconds():
        return None
    return now - dt.timedelta(seconds=ago)


def _mark(kiosk: Kiosk, on: Iterable[dt.datetime], online: Iterable[dt.datetime]) -> None:
    masks: dict[dt.date, list[int]] = {}
    for place, moments in enumerate((on, online)):
        for moment in moments:
            local = timezone.localtime(moment)
            masks.setdefault(local.date(), [0, 0])[place] |= 1 << local.hour
    rows = {row.day: row for row in KioskDay.objects.filter(kiosk=kiosk, day__in=masks)}
    for day, (lit, heard) in masks.items():
        row = rows.get(day)
        if row is None:
            KioskDay.objects.create(
                office_id=kiosk.office_id, kiosk=kiosk, day=day, on_hours=lit | heard, online_hours=heard
            )
        elif (row.on_hours | lit | heard, row.online_hours | heard) != (row.on_hours, row.online_hours):
            row.on_hours, row.online_hours = row.on_hours | lit | heard, row.online_hours | heard
            row.save(update_fields=["on_hours", "online_hours"])


def record_past_use(
    *,
    actor: Actor,
    kiosk: Kiosk,
    uses: Sequence[tuple[dt.datetime, str, str | None, str]],
    days: Sequence[tuple[dt.date, int, int]],
) -> int:
    """Take over what a kiosk counted before Buron: interactions (moment, screen, theme, language) and days
    (day, mask of hours on, mask of hours online). Only for a kiosk that has none yet. Gives the rows written.
    """
    actor.require(MANAGE)
    ordered = sorted(uses, key=lambda use: use[0])
    pauses = gaps(use[0] for use in ordered)
    with transaction.atomic():
        Kiosk.objects.select_for_update(of=("self",)).get(pk=kiosk.pk)
        if KioskUse.objects.filter(kiosk=kiosk).exists() or KioskDay.objects.filter(kiosk=kiosk).exists():
            raise PermissionDenied("Cette borne a déjà un usage enregistré : il serait compté deux fois.")
        rows = []
        for (at, screen, theme, language), pause in zip(ordered, pauses, strict=True):
            row = _row(kiosk, at, Touch(0, screen, theme, language))
            row.gap = pause
            rows.append(row)
        KioskUse.objects.bulk_create(rows, batch_size=AT_ONCE)
        KioskDay.objects.bulk_create(
            KioskDay(
                office_id=kiosk.office_id,
                kiosk=kiosk,
                day=day,
                on_hours=on & WHOLE_DAY,
                online_hours=online & WHOLE_DAY,
            )
            for day, on, online in days
        )
        journal.record(
            actor=actor,
            action="publishing.use.taken_over",
            target=kiosk,
            after={"uses": len(rows), "days": len(days)},
        )
    return len(rows)


def purge_batches(before: dt.datetime) -> int:
    """Forget the identifiers of batches that no kiosk can send again."""
    return UseBatch.objects.filter(received_at__lt=before).delete()[0]
