"""Half a day counted with sticks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.reception.models import Act, ActTheme, Batch
from buron.reception.queries.lists import Labels, codes_on, versions
from buron.reception.queries.origins import parse
from buron.reception.rules import tally as rules
from buron.reception.rules.lists import LIST_TITLES
from buron.reception.rules.tally import Sheet, TalliedAct, TallyError
from buron.reception.services.acts import author_id, late_moment
from buron.reception.services.drafts import Moment
from buron.territory.models import Desk

MIDDLE = {"morning": 10, "afternoon": 15, "day": 12}
"""Hour that stands for each half-day in the order of lists; the act's own hour stays unknown."""

HALVES = {"morning": "matin", "afternoon": "après-midi", "day": "journée"}

COLUMNS = ("party", "origin", "stay", "lodging", "language")


def record_tally(
    *,
    actor: Actor,
    client_id: UUID,
    desk: Desk,
    day: dt.date,
    half: str,
    channel: str,
    sheet: Sheet,
) -> Batch:
    """Record a tally sheet as ``sheet.total`` anonymous acts.

    Columns are ``party``, ``origin`` (``FR-15``, ``BE``), ``stay``, ``lodging``, ``language``. The same
    ``client_id`` gives the same batch. :class:`TallyError` when the sheet does not add up.
    """
    actor.require("reception.record")
    moment = replace(late_moment(actor, day, MIDDLE.get(half, 12)), hour=None)
    if half not in HALVES:
        raise TallyError("half", "Choisissez le matin, l’après-midi ou la journée.")
    rules.check(sheet, {**LIST_TITLES, "origin": "Provenance"})
    _check_codes(sheet, channel, day)
    try:
        with transaction.atomic():
            return _insert(actor, client_id, desk, half, channel, sheet, moment)
    except IntegrityError:
        existing = Batch.objects.filter(client_id=client_id).first()
        if existing is None:
            raise
        return existing


def _check_codes(sheet: Sheet, channel: str, day: dt.date) -> None:
    codes = codes_on(day)
    if channel not in codes["channel"]:
        raise TallyError("channel", "Ce canal n’est pas dans la liste de ce jour-là.")
    for column, counts in sheet.columns.items():
        if column not in COLUMNS:
            raise TallyError(column, "Cette colonne n’existe pas.")
        for code in counts:
            known = parse(code) is not None if column == "origin" else code in codes[column]
            if not known:
                raise TallyError(column, f"« {code[:40]} » n’est pas une réponse de cette liste.")
    for code in sheet.themes:
        if code not in codes["theme"]:
            raise TallyError("themes", f"« {code[:40]} » n’est pas un thème de ce jour-là.")


def _insert(
    actor: Actor, client_id: UUID, desk: Desk, half: str, channel: str, sheet: Sheet, moment: Moment
) -> Batch:
    label = Labels(versions()).get("channel", channel)
    batch = Batch.objects.create(
        office_id=actor.office_id,
        client_id=client_id,
        kind=Batch.Kind.TALLY,
        state=Batch.State.APPLIED,
        name=f"{moment.day:%d/%m/%Y} {HALVES[half]}, {desk} ({label})"[:200],
        mapping={
            "total": sheet.total,
            "columns": {name: dict(counts) for name, counts in sheet.columns.items()},
            "themes": dict(sheet.themes),
        },
        lines=1,
        rows=sheet.total,
        author_id=author_id(actor),
        applied_at=timezone.now(),
    )
    _insert_acts(actor, batch, desk, channel, moment, rules.deal(sheet))
    journal.record(actor=actor, action="reception.tally.recorded", target=batch, after=batch.mapping)
    return batch


def _insert_acts(
    actor: Actor, batch: Batch, desk: Desk, channel: str, moment: Moment, dealt: list[TalliedAct]
) -> None:
    now = timezone.now()
    acts = [
        Act(
            office_id=actor.office_id,
            client_id=uuid5(batch.client_id, str(rank)),
            desk=desk,
            recorded_at=now,
            channel=channel,
            entry=Act.Entry.TALLY,
            author_id=batch.author_id,
            batch=batch,
            **moment.columns,
            **_answers(one),
        )
        for rank, one in enumerate(dealt)
    ]
    Act.objects.bulk_create(acts)
    ActTheme.objects.bulk_create(
        ActTheme(office_id=actor.office_id, act=act, theme=code)
        for act, one in zip(acts, dealt, strict=True)
        for code in one.themes
    )


def _answers(one: TalliedAct) -> dict[str, str | None]:
    answers: dict[str, str | None] = dict(one.answers)
    origin = parse(answers.pop("origin", None) or "")
    if origin is not None:
        answers |= {"origin_country": origin.country, "origin_department": origin.department}
    return answers
