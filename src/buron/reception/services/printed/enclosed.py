"""Documents put into envelopes: what a letter carries leaves the stock of the desk that sends it, once it has left."""

from __future__ import annotations

from collections import Counter
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel.actors import Actor
from buron.reception.models import Enclosure, Enquiry, EnquiryMessage
from buron.reception.queries.printed.stock import edition_enclosed
from buron.reception.services.printed.catalogue import place_of_desk
from buron.reception.services.printed.handed import Cause, Shelf, settle
from buron.territory.models import Desk


def sending_desk(enquiry: Enquiry) -> Desk | None:
    """The desk that answers a request: its own, else the office's first; None when the office has none."""
    return enquiry.desk or Desk.objects.order_by("position", "pk").first()


def settle_enclosed(actor: Actor, letter: EnquiryMessage) -> None:
    """Make the movements of the stock equal to what a letter carries: a copy of each document once it has left, none
    when it is put back among those to print.

    Inside the letter's transaction, and under its own right. A document of which no edition is in use moves
    nothing, and
    the letter says so.
    """
    day = letter.sent_on or timezone.localdate()
    name = uuid5(NAMESPACE_URL, f"buron:{letter.office_id}:letter:{letter.pk}")
    reason = _("Courrier de la demande nº %(pk)s") % {"pk": letter.enquiry_id}
    wanted = _wanted(letter) if letter.state == EnquiryMessage.State.SENT else Counter()
    settle(actor, wanted, Cause(name, day, {"letter": letter}, reason))


def _wanted(letter: EnquiryMessage) -> Counter[Shelf]:
    found: Counter[Shelf] = Counter()
    carried = Enclosure.objects.filter(message=letter, printed__isnull=False).select_related("printed")
    desk = sending_desk(letter.enquiry) if carried else None
    if desk is None:
        return found
    place = place_of_desk(desk)
    for line in carried:
        edition = edition_enclosed(line.printed_id or 0, letter.enquiry.language, place, timezone.localdate())
        if edition is None:
            _say_unmoved(letter, line.title)
        else:
            found[edition.pk, place.pk] += 1
    return found


def _say_unmoved(letter: EnquiryMessage, title: str) -> None:
    text = _("« %(title)s » : aucune édition en cours, le stock n’a pas changé.") % {"title": title}
    if text not in letter.remarks:
        letter.remarks = [*letter.remarks, text]
        letter.save(update_fields=["remarks"])
