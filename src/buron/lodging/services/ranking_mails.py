"""Mails of the star ranking: written by the program, read over and sent by a person."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.mails import has_server
from buron.directory.models import Party
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.errors import LodgingError
from buron.lodging.models import Ranking, RankingDecision, RankingMail, RankingRequest, Visit
from buron.lodging.papers.certificate import certificate_pdf
from buron.lodging.papers.ical import appointment_file
from buron.lodging.queries import declarants_on
from buron.lodging.ranking.clocks import clocks_on
from buron.lodging.ranking_texts import (
    Words,
    appointment_words,
    certificate_words,
    expiry_words,
    missing_words,
)
from buron.lodging.services.ranking_decisions import notify_decision
from buron.lodging.services.ranking_requests import RANK

Kind, State = RankingMail.Kind, RankingMail.State
MOST_ALERTS = 500


def draft_missing(*, actor: Actor, request: RankingRequest) -> RankingMail:
    """Write what the file lacks."""
    return _draft(actor, Kind.MISSING, request, missing_words(request))


def draft_appointment(*, actor: Actor, visit: Visit) -> RankingMail:
    """Write when the visit is."""
    return _draft(actor, Kind.APPOINTMENT, visit.request, appointment_words(visit))


def draft_certificate(*, actor: Actor, decision: RankingDecision) -> RankingMail:
    """Write the decision; sending it hands the certificate over."""
    words = certificate_words(decision, clocks_on(decision.decided_on).refusal_days)
    return _draft(actor, Kind.CERTIFICATE, decision.request, words)


def save_mail(*, actor: Actor, mail: RankingMail, to: str, subject: str, text: str) -> RankingMail:
    """Change the words of a draft."""
    actor.require(RANK)
    with transaction.atomic():
        held = _waiting(mail)
        held.to, held.subject, held.text = to.strip(), subject.strip(), text.strip()
        try:
            held.full_clean()
        except ValidationError as error:
            raise LodgingError.of(error) from error
        held.save(update_fields=["to", "subject", "text"])
        journal.record(actor=actor, action="lodging.ranking_mail.saved", target=held, label=_label(held))
    return held


def drop_mail(*, actor: Actor, mail: RankingMail) -> RankingMail:
    """It will not be sent."""
    actor.require(RANK)
    with transaction.atomic():
        held = _waiting(mail)
        held.state = State.DROPPED
        held.save(update_fields=["state"])
        journal.record(actor=actor, action="lodging.ranking_mail.dropped", target=held, label=_label(held))
    return held


def send_mail(*, actor: Actor, mail: RankingMail) -> RankingMail:
    """Hand a draft to the mail server, with its paper; that of a certificate starts the clock of the refusal.

    Raises :class:`LodgingError` when it cannot leave, and nothing is said to be sent.
    """
    actor.require(RANK)
    if not has_server():
        raise LodgingError(
            _("Il n’y a pas de serveur de courriel : imprimez, ou envoyez de votre messagerie.")
        )
    with transaction.atomic():
        held = _waiting(mail)
        if not held.to:
            raise LodgingError(_("À quelle adresse l’envoyer ?"), "to")
        _hand_over(held)
        held.state, held.sent_at = State.SENT, timezone.now()
        held.save(update_fields=["state", "sent_at"])
        journal.record(actor=actor, action="lodging.ranking_mail.sent", target=held, label=_label(held))
        decision = _decision(held)
        if decision is not None and decision.notified_on is None:
            notify_decision(actor=actor, decision=decision, day=timezone.localdate())
    return held


def draft_alerts(*, actor: Actor, day: dt.date) -> int:
    """Write the reminders of rankings that end within six, three or one months, once each; how many were written.

    Rankings that are already being renewed, and those that another one follows, are left in peace.
    """
    actor.require(RANK)
    horizon = day + dt.timedelta(days=31 * max(clocks_on(day).alert_months))
    busy = RankingRequest.objects.filter(
        stage__in=("received", "complete", "scheduled", "visited", "decided", "notified")
    )
    found = (
        Ranking.objects.filter(valid_from__lte=day, valid_until__range=(day, horizon))
        .filter(lodging__nature="meubles", lodging__closed_on=None, lodging__merged_into=None)
        .exclude(lodging__in=busy.values("lodging"))
        .select_related("lodging__office")
        .order_by("valid_until", "pk")[:MOST_ALERTS]
    )
    written = set(RankingMail.objects.filter(kind=Kind.EXPIRY).values_list("ranking_id", "months"))
    due = [(one, one.valid_until and clocks_on(day).alert_due(one.valid_until, day)) for one in found]
    todo = [(one, months) for one, months in due if months and (one.pk, months) not in written]
    parties = declarants_on([one.lodging_id for one, _months in todo], day)
    for ranking, months in todo:
        _alert(actor, ranking, months, parties.get(ranking.lodging_id))
    return len(todo)


@transaction.atomic
def _alert(actor: Actor, ranking: Ranking, months: int, party: Party | None) -> None:
    subject, text = expiry_words(ranking, months)
    mail, made = RankingMail.objects.get_or_create(
        kind=Kind.EXPIRY,
        ranking=ranking,
        months=months,
        defaults={
            "office_id": actor.office_id,
            "party": party,
            "to": party.email if party else "",
            "subject": subject[:200],
            "text": text,
        },
    )
    if made:
        journal.record(actor=actor, action="lodging.ranking_mail.drafted", target=mail, label=_label(mail))


def _draft(actor: Actor, kind: str, request: RankingRequest, words: Words) -> RankingMail:
    """A draft; the one that waits for the same thing is written anew."""
    actor.require(RANK)
    with transaction.atomic():
        mail = RankingMail.objects.filter(
            request=request, kind=kind, state=State.DRAFT
        ).first() or RankingMail(office_id=actor.office_id, request=request, kind=kind)
        mail.party, mail.to = request.party, request.party.email
        mail.subject, mail.text = words[0][:200], words[1]
        mail.save()
        journal.record(actor=actor, action="lodging.ranking_mail.drafted", target=mail, label=_label(mail))
    return mail


def _waiting(mail: RankingMail) -> RankingMail:
    held = RankingMail.objects.select_for_update().get(pk=mail.pk)
    if held.state != State.DRAFT:
        raise LodgingError(_("Ce courriel est déjà parti ou écarté."))
    return held


def _label(mail: RankingMail) -> str:
    return str(mail.get_kind_display())


def _decision(mail: RankingMail) -> RankingDecision | None:
    if mail.kind != Kind.CERTIFICATE:
        return None
    return RankingDecision.objects.filter(request=mail.request_id).first()


def _hand_over(mail: RankingMail) -> None:
    office = mail.office
    message = EmailMessage(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        reply_to=[office.email] if office.email else None,
    )
    decision = _decision(mail)
    if decision is not None:
        message.attach(f"certificat-{decision.number}.pdf", certificate_pdf(decision), "application/pdf")
    if mail.kind == Kind.APPOINTMENT:
        visit = Visit.objects.filter(request=mail.request_id, cancelled_at=None).first()
        if visit is not None:
            message.attach("rendez-vous.ics", appointment_file(visit), "text/calendar")
    try:
        message.send()
    except OSError as error:
        raise LodgingError(
            _("Le serveur de courriel n’a pas pris le message : réessayez plus tard.")
        ) from error
