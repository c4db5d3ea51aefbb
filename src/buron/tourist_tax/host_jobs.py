"""Work for the hosts done outside of a page: links, codes and receipts by mail, calendars read at night."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

from django.utils.translation import gettext_lazy as _

from buron.directory.models import Party
from buron.kernel.actors import Actor
from buron.kernel.jobs import JobContext, JobError, job
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.host_contrib import CALENDARS_JOB
from buron.tourist_tax.host_mails import send_code_mail, send_link_mail, send_receipt_mail
from buron.tourist_tax.models import CalendarFeed, Declaration, HostLink
from buron.tourist_tax.queries.hosts import hosts
from buron.tourist_tax.services.hosts import mark_link_sent, new_code, open_host_link
from buron.tourist_tax.services.monthly import RECEIPT_JOB
from buron.tourist_tax.services.register import read_feed

LINKS_JOB = "tourist_tax.mail_links"
CODE_JOB = "tourist_tax.mail_code"
MOST_FEEDS = 2_000


@job(LINKS_JOB, max_attempts=2, title=_("Envoyer leur lien aux hébergeurs"))
def mail_links(context: JobContext, *, site: str, party_ids: list[int] | None = None) -> None:
    """Send their link to the hosts that have an address and did not get it yet; begun again, it goes on."""
    if context.actor is None:
        raise JobError("Cette tâche ne se fait que pour un office.")
    found = hosts().exclude(email="")
    if party_ids is not None:
        found = found.filter(pk__in=party_ids)
    parties = list(found)
    refused = 0
    for done, party in enumerate(parties, 1):
        refused += not _mail_link(context.actor, party, site, again=party_ids is not None)
        context.progress(done, len(parties), str(_("%d adresse(s) refusée(s)") % refused) if refused else "")
    context.finish({"sent": len(parties) - refused, "refused": refused})


def _mail_link(actor: Actor, party: Party, site: str, *, again: bool) -> bool:
    link = open_host_link(actor=actor, party=party)
    if link.mailed_at is not None and not again:
        return True
    try:
        send_link_mail(link, site)
    except SMTPRecipientsRefused:
        return False
    mark_link_sent(actor=actor, link=link)
    return True


@job(CODE_JOB, max_attempts=1, title=_("Envoyer un code à un hébergeur"))
def mail_code(context: JobContext, *, link_id: int) -> None:
    """Make a code and send it; what it is stands nowhere but in the mail."""
    link = HostLink.objects.filter(pk=link_id, revoked_at=None).select_related("party__office").first()
    if link is not None and link.party.email:
        send_code_mail(link, new_code(link))


@job(RECEIPT_JOB, max_attempts=3, title=_("Envoyer un récépissé de déclaration"))
def mail_receipt(context: JobContext, *, declaration_id: int) -> None:
    """Send the receipt to the host, when it has an address."""
    found = Declaration.objects.select_related("party", "lodging", "office").filter(pk=declaration_id).first()
    if found is None or found.party is None or not found.party.email:
        return
    try:
        send_receipt_mail(found)
    except SMTPRecipientsRefused as error:
        raise JobError("L’adresse de l’hébergeur est refusée : corrigez-la sur sa fiche.") from error


@job(CALENDARS_JOB, max_attempts=1, title=_("Lire les calendriers des hébergeurs"))
def read_calendars(context: JobContext) -> None:
    """Read every kept calendar; a fault stays beside its address for the host to see."""
    offices = [context.office] if context.office else list(Office.objects.order_by("pk"))
    for office in offices:
        with office_scope(office):
            actor = Actor.system(CALENDARS_JOB, office)
            for feed in CalendarFeed.objects.select_related("lodging").order_by("pk")[:MOST_FEEDS]:
                try:
                    read_feed(actor=actor, feed=feed)
                except TaxError:
                    continue
