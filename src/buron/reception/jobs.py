"""Work of the reception done outside of a request."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.actors import Actor
from buron.kernel.contributions import Schedule
from buron.kernel.jobs import JobContext, JobError, job
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.reception.mails import send_carnet_mail
from buron.reception.models import Batch, Carnet, UnmetLetter
from buron.reception.rules.facts import FactsError
from buron.reception.services import apply_import
from buron.reception.services.carnets import SEND_JOB
from buron.reception.services.unmet_letters import SEND_JOB as LETTER_JOB
from buron.reception.services.unmet_letters import prepare_month, send_waiting
from buron.reception.town_mails import send_letter_mail

TOWNS_JOB = "reception.tell_towns"
SCHEDULES = (Schedule(TOWNS_JOB, TOWNS_JOB, at="06:40"),)


@job(TOWNS_JOB, max_attempts=1, title=_("Préparer les courriers du mois aux communes"))
def tell_towns(context: JobContext) -> None:
    """Every day: prepare the letters of the month that is over, and send those that the office lets leave."""
    today = timezone.localdate()
    for office in Office.objects.order_by("pk"):
        actor = Actor.system(TOWNS_JOB, office)
        with office_scope(office):
            prepare_month(actor=actor, today=today)
            send_waiting(actor=actor, today=today)


@job(SEND_JOB, max_attempts=6, forget_args=True, title=_("Envoyer un carnet par courriel"))
def send_carnet(context: JobContext, *, carnet_id: int, email: str, link: str) -> None:
    """Send a carnet; the address goes away with the arguments, whether it succeeded or not."""
    carnet = Carnet.objects.filter(pk=carnet_id).first()
    if carnet is None or carnet.revoked_at is not None or carnet.token is None:
        return
    send_carnet_mail(carnet, email, link)


@job("reception.apply_import", max_attempts=3, title=_("Reprendre des années passées"))
def apply(context: JobContext, *, batch_id: int) -> None:
    """Make the rows of a long file, in one transaction."""
    batch = Batch.objects.get(pk=batch_id)
    if context.actor is None:
        raise JobError("Cette tâche ne se fait que pour un office.")
    context.progress(0, batch.lines, "Reprise en cours")
    try:
        batch = apply_import(actor=context.actor, batch=batch)
    except FactsError as error:
        raise JobError(str(error)) from error
    context.progress(batch.lines, batch.lines, "Terminé")


@job(LETTER_JOB, max_attempts=6, title=_("Envoyer un courrier à une commune"))
def send_town_letter(context: JobContext, *, letter_id: int) -> None:
    """Send a letter to a commune, once: what has left is not sent again."""
    letter = UnmetLetter.objects.select_related("office").filter(pk=letter_id).first()
    if letter is None or letter.state != UnmetLetter.State.SENT or letter.delivered_at is not None:
        return
    send_letter_mail(letter)
    UnmetLetter.objects.filter(pk=letter.pk, delivered_at=None).update(delivered_at=timezone.now())
