"""What waits behind the reception's entries of the side menu."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from buron.kernel.actors import Actor
from buron.kernel.contributions import MenuBadge
from buron.reception.models import Enquiry, LiaisonNote
from buron.reception.queries.liaison import unread
from buron.reception.queries.requests import to_answer
from buron.reception.services.acts import author_id


def _unread_by(actor: Actor) -> QuerySet[LiaisonNote]:
    return unread(author_id(actor), timezone.localdate())


def _to_answer(actor: Actor) -> QuerySet[Enquiry]:
    return to_answer()


def _unread_said(count: int) -> str:
    return ngettext("%(n)s entrée non lue", "%(n)s entrées non lues", count) % {"n": count}


def _to_answer_said(count: int) -> str:
    return ngettext("%(n)s demande à traiter", "%(n)s demandes à traiter", count) % {"n": count}


LIAISON = MenuBadge(_unread_by, _unread_said)
REQUESTS = MenuBadge(_to_answer, _to_answer_said)
