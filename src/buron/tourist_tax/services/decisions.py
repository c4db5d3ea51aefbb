"""What the council voted: drafted, checked against the law, put in force, withdrawn; and its collection periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.formats import date_text
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.law import Law, current_law
from buron.tourist_tax.models import (
    Abatement,
    CollectionPeriod,
    Decision,
    DecisionRegime,
    DecisionSeason,
    Tariff,
)
from buron.tourist_tax.rules import (
    CalculationError,
    Finding,
    Season,
    check_percent,
)
from buron.tourist_tax.rules.decision import Remark, check_decision
from buron.tourist_tax.rules.rhythm import MONTHS_OF, cut_year

DECIDE = "tourist_tax.decide"
MOST_TEXT_BYTES = 20 * 1024 * 1024
DESCRIBED = (
    *("title", "council", "siren", "reference", "voted_on", "notified_on", "valid_from", "valid_until"),
    *("percent", "department_tax", "rent_threshold_night", "rent_threshold_week", "rent_threshold_month"),
    *("communes", "source", "source_note"),
)


@dataclass(frozen=True, slots=True)
class Voted:
    """The content of a decision: tariffs in cents by line, régimes by nature, seasons, abatements.

    An abatement is (nature or empty, nights from, nights to or None, percent).
    """

    tariffs: Mapping[str, int] = field(default_factory=dict)
    regimes: Mapping[str, str] = field(default_factory=dict)
    seasons: Sequence[Season] = ()
    abatements: Sequence[tuple[str, int, int | None, Decimal]] = ()


def draft_decision(*, actor: Actor, voted: Voted, **description: Any) -> Decision:
    """Note what is voted or to be voted. Raises :class:`TaxError` on what cannot be read, not on unlawful amounts."""
    actor.require(DECIDE)
    with transaction.atomic():
        decision = Decision(office_id=actor.office_id)
        _describe(decision, description)
        _save(decision)
        _write(actor, decision, voted)
        journal.record(
            actor=actor, action="tourist_tax.decision.drafted", target=decision, after=_journaled(decision)
        )
    return decision


def update_draft(
    *, actor: Actor, decision: Decision, changes: Mapping[str, Any], voted: Voted | None = None
) -> Decision:
    """Correct a draft; what is in force is replaced by another decision, never edited."""
    actor.require(DECIDE)
    with transaction.atomic():
        held = _locked(decision, Decision.State.DRAFT)
        before = _journaled(held)
        _describe(held, changes)
        _save(held)
        if voted is not None:
            for rows in (held.tariffs, held.regimes, held.seasons, held.abatements):
                rows.all().delete()
            _write(actor, held, voted)
        old, new = journal.changes(before, _journaled(held))
        if new:
            journal.record(
                actor=actor, action="tourist_tax.decision.updated", target=held, before=old, after=new
            )
    return held


def enter_into_force(*, actor: Actor, decision: Decision) -> Decision:
    """Apply a decision from its date. Refused with the article where it contradicts verified law."""
    actor.require(DECIDE)
    with transaction.atomic():
        held = _locked(decision, Decision.State.DRAFT)
        if held.voted_on is None:
            raise TaxError(_("Indiquez le jour du vote."), "voted_on")
        refused = [found for found in findings(held) if found.level == "refused"]
        if refused:
            raise TaxError(" ".join(_sentence(found) for found in refused))
        _check_alone(held)
        held.state, held.entered_into_force_at = Decision.State.IN_FORCE, timezone.now()
        try:
            with transaction.atomic():
                held.save(update_fields=["state", "entered_into_force_at"])
        except IntegrityError as error:
            raise _taken(held) from error
        journal.record(
            actor=actor,
            action="tourist_tax.decision.entered_into_force",
            target=held,
            after=_journaled(held),
        )
    return held


def withdraw_decision(*, actor: Actor, decision: Decision, because: str) -> Decision:
    """Take a decision out of force or throw a draft away; the reason is kept. Amounts already declared do not move."""
    actor.require(DECIDE)
    if not because.strip():
        raise TaxError(_("Dites pourquoi la délibération est retirée."), "withdrawn_because")
    with transaction.atomic():
        held = Decision.objects.select_for_update().get(pk=decision.pk)
        if held.state == Decision.State.WITHDRAWN:
            return held
        before = held.state
        held.state, held.withdrawn_because = Decision.State.WITHDRAWN, because.strip()[:300]
        held.save(update_fields=["state", "withdrawn_because"])
        journal.record(
            actor=actor,
            action="tourist_tax.decision.withdrawn",
            target=held,
            before={"state": before},
            after={"because": held.withdrawn_because},
        )
    return held


def notify_decision(*, actor: Actor, decision: Decision, notified_on: dt.date) -> Decision:
    """Note that the decision was entered in DELTA for the DGFiP; a later day corrects an earlier one."""
    actor.require(DECIDE)
    if notified_on > timezone.localdate():
        raise TaxError(_("Ce jour n’est pas encore venu."), "notified_on")
    with transaction.atomic():
        held = Decision.objects.select_for_update().get(pk=decision.pk)
        if held.state == Decision.State.WITHDRAWN:
            raise TaxError(_("Cette délibération a été retirée."))
        if held.voted_on is not None and notified_on < held.voted_on:
            raise TaxError(_("La notification vient après le vote."), "notified_on")
        before, held.notified_on = held.notified_on, notified_on
        held.save(update_fields=["notified_on"])
        journal.record(
            actor=actor,
            action="tourist_tax.decision.notified",
            target=held,
            before={"notified_on": str(before) if before else None},
            after={"notified_on": str(notified_on)},
        )
    return held


def attach_text(*, actor: Actor, decision: Decision, name: str, content: bytes) -> Decision:
    """Keep the PDF of the délibération, whatever its state; the former file goes when the new one is kept."""
    actor.require(DECIDE)
    if not content.startswith(b"%PDF-"):
        raise TaxError(_("Ce fichier n’est pas un PDF : enregistrez le texte en PDF."), "text")
    if len(content) > MOST_TEXT_BYTES:
        raise TaxError(_("Le PDF dépasse 20 Mo : réduisez-le."), "text")
    with transaction.atomic():
        held = Decision.objects.select_for_update().get(pk=decision.pk)
        former = held.text.name
        held.text.save(f"{actor.office_id}-{held.pk}.pdf", ContentFile(content), save=False)
        held.save(update_fields=["text"])
        journal.record(
            actor=actor, action="tourist_tax.decision.text_attached", target=held, after={"name": name[:200]}
        )
        if former:
            storage = held.text.storage
            transaction.on_commit(lambda: storage.delete(former))
    return held


def open_periods(
    *,
    actor: Actor,
    year: int,
    rhythm: str,
    declare_days: int,
    pay_days: int,
    decision: Decision | None = None,
) -> list[CollectionPeriod]:
    """Open the collection periods of a year; those that exist stay as they are, whatever their dates.

    Delays are days after the end of each period. Raises :class:`TaxError`.
    """
    actor.require(DECIDE)
    if rhythm not in MONTHS_OF:
        raise TaxError(_("Choisissez un rythme de perception."), "rhythm")
    if not (1990 <= year <= 2100 and 0 < declare_days <= 366 and 0 < pay_days <= 366):
        raise TaxError(_("Indiquez une année, et des délais d’un jour à un an."), "year")
    opened = []
    with transaction.atomic():
        for number, cut in enumerate(cut_year(year, rhythm, declare_days, pay_days), start=1):
            if CollectionPeriod.objects.filter(first__lte=cut.last, last__gte=cut.first).exists():
                continue
            opened.append(
                CollectionPeriod.objects.create(
                    office_id=actor.office_id,
                    decision=decision,
                    title=_period_title(rhythm, number, cut.first),
                    first=cut.first,
                    last=cut.last,
                    declare_by=cut.declare_by,
                    pay_by=cut.pay_by,
                )
            )
        if opened:
            journal.record(
                actor=actor,
                action="tourist_tax.periods.opened",
                after={"year": year, "rhythm": rhythm, "count": len(opened)},
            )
    return opened


def findings(decision: Decision, law: Law | None = None) -> list[Finding]:
    """What of a decision does not stand with the law, refusals first."""
    return [remark.finding for remark in remarks(decision, law)]


def remarks(decision: Decision, law: Law | None = None) -> list[Remark]:
    """The same, each with the field that it is about."""
    return check_decision(
        law or current_law(),
        valid_from=decision.valid_from,
        voted_on=decision.voted_on,
        tariffs={tariff.line: tariff.cents for tariff in decision.tariffs.all()},
        percent=decision.percent,
        abatements=[one.percent for one in decision.abatements.all()],
        notified_on=decision.notified_on,
    )


def _check_alone(held: Decision) -> None:
    """No other decision of the same places begins on the same day."""
    others = Decision.objects.select_for_update().filter(
        state=Decision.State.IN_FORCE, valid_from=held.valid_from
    )
    if any(not one.communes or not held.communes or set(one.communes) & set(held.communes) for one in others):
        raise _taken(held)


def _taken(held: Decision) -> TaxError:
    return TaxError(
        _("Une délibération en vigueur commence déjà le %(day)s : retirez-la d’abord.")
        % {"day": date_text(held.valid_from)},
        "valid_from",
    )


def _sentence(found: Finding) -> str:
    cite = f" ({found.article})" if found.article else ""
    return f"{found.message[:1].upper()}{found.message[1:]}{cite}."


def _period_title(rhythm: str, number: int, first: dt.date) -> str:
    names = {
        "month": f"{first:%m/%Y}",
        "quarter": f"{number}{'er' if number == 1 else 'e'} trimestre {first.year}",
        "quadrimestre": f"{number}{'er' if number == 1 else 'e'} quadrimestre {first.year}",
        "half": f"{number}{'er' if number == 1 else 'e'} semestre {first.year}",
        "year": f"Année {first.year}",
    }
    return names[rhythm]


def _locked(decision: Decision, state: str) -> Decision:
    held = Decision.objects.select_for_update().get(pk=decision.pk)
    if held.state != state:
        raise TaxError(_("Cette délibération n’est plus un projet : enregistrez-en une nouvelle."))
    return held


def _describe(decision: Decision, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(DESCRIBED)
    if unknown:
        raise TaxError(_("Champ inconnu : %(names)s.") % {"names": ", ".join(sorted(unknown))})
    for name, value in changes.items():
        setattr(decision, name, value.strip() if isinstance(value, str) else value)


def _save(decision: Decision) -> None:
    try:
        if decision.percent is not None:
            decision.percent = Decimal(decision.percent)
            check_percent(decision.percent, _("Le taux"), 100)
        decision.full_clean()
    except ValidationError as error:
        raise TaxError.of(error) from error
    except CalculationError as error:
        raise TaxError(str(error), "percent") from error
    decision.save()


def _write(actor: Actor, decision: Decision, voted: Voted) -> None:
    law = current_law()
    _check_voted(law, voted)
    of = {"office_id": actor.office_id, "decision": decision}
    Tariff.objects.bulk_create(Tariff(**of, line=line, cents=value) for line, value in voted.tariffs.items())
    DecisionRegime.objects.bulk_create(
        DecisionRegime(**of, nature=nature, regime=regime) for nature, regime in voted.regimes.items()
    )
    DecisionSeason.objects.bulk_create(
        DecisionSeason(**of, first=_packed(season.first), last=_packed(season.last))
        for season in voted.seasons
    )
    Abatement.objects.bulk_create(
        Abatement(**of, nature=nature, nights_from=least, nights_to=most, percent=percent)
        for nature, least, most, percent in voted.abatements
    )


def _check_voted(law: Law, voted: Voted) -> None:
    lines = {key for key, line in law.lines.items() if not line.proportional}
    if unknown := sorted(set(voted.tariffs) - lines):
        raise TaxError(_("Ligne de tarif inconnue : %(name)s.") % {"name": unknown[0]}, "tariffs")
    if any(not 0 <= value <= 10_000 for value in voted.tariffs.values()):
        raise TaxError(_("Un tarif va de 0 à 100 € par personne et par nuit."), "tariffs")
    if unknown := sorted(set(voted.regimes) - set(law.natures)):
        raise TaxError(_("Nature d’hébergement inconnue : %(name)s.") % {"name": unknown[0]}, "regimes")
    if not set(voted.regimes.values()) <= set(DecisionRegime.Regime.values):
        raise TaxError(_("Le régime est au réel ou au forfait."), "regimes")
    if voted.regimes.get("sans_classement") == DecisionRegime.Regime.FORFAIT:
        raise TaxError(
            _("Les hébergements sans classement sont toujours au réel (%(article)s).")
            % {"article": law.cite("regime.by_nature")},
            "regimes",
        )
    for _nature, least, most, percent in voted.abatements:
        if not (0 <= least <= 366 and (most is None or least <= most <= 366) and 0 <= percent <= 100):
            raise TaxError(_("Un abattement va d’un nombre de nuits à un autre, de 0 à 100 %."), "abatements")


def _packed(day: tuple[int, int]) -> int:
    return day[0] * 100 + day[1]


def _journaled(decision: Decision) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in DESCRIBED:
        value = getattr(decision, name)
        found[name] = str(value) if isinstance(value, dt.date | Decimal) else value
    found["tariffs"] = {tariff.line: tariff.cents for tariff in decision.tariffs.all()}
    found["seasons"] = [[season.first, season.last] for season in decision.seasons.all()]
    found["abatements"] = [
        [one.nature, one.nights_from, one.nights_to, str(one.percent)] for one in decision.abatements.all()
    ]
    found["regimes"] = {one.nature: one.regime for one in decision.regimes.all()}
    return found
