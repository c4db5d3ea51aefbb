"""What the desk needs to open without network: the version of its files, who is signed in, what its script knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.actors import Actor
from buron.kernel.kept_pages import files_version
from buron.kernel.models import Office
from buron.offer.queries.ideas import offline_ideas
from buron.reception.rules.themes import as_told
from buron.reception.services.acts import author_id
from buron.territory.models import Desk

DEFAULT_DAYS = 7
MOST_DAYS = 31

CONTACTS = {
    "phone": _("Téléphone"),
    "mobile": _("Mobile"),
    "fax": _("Télécopie"),
    "email": _("Courriel"),
    "web": _("Site"),
    "booking": _("Réservation"),
    "facebook": "Facebook",
    "instagram": "Instagram",
    "twitter": "X",
    "other": _("Contact"),
}
"""What a way of reaching somebody is called at the desk."""

WORDS = {
    "nothing": _("rien en attente"),
    "one": _("1 acte en attente"),
    "many": _("{n} actes en attente"),
    "any_one": _("1 saisie en attente"),
    "any_many": _("{n} saisies en attente"),
    "refused_any_one": _("1 saisie à corriger"),
    "refused_any_many": _("{n} saisies à corriger"),
    "kind_unmet": _("demande sans réponse : {text}"),
    "kind_note": _("cahier de liaison : {text}"),
    "kind_tally": _("feuille de bâtonnage du {day}, {n} accueils"),
    "kept_beside": _("Gardé sur ce poste : cela partira avec le retour du réseau."),
    "tally_missing": _("Dites le bureau, le jour, le moment, le canal et le nombre d’accueils."),
    "kept_tally": _("Feuille gardée sur ce poste : elle partira avec le retour du réseau."),
    "full_beside": _(
        "La mémoire de ce poste est pleine : ceci n’a pas pu y être gardé. Cela reste à l’écran."
    ),
    "refused_one": _("1 acte à corriger"),
    "refused_many": _("{n} actes à corriger"),
    "offer": _("offre du {when}"),
    "no_offer": _("l’offre n’est pas encore sur ce poste"),
    "receiving": _("l’offre arrive : {done} sur {total}"),
    "down": _("hors réseau"),
    "full": _("mémoire du poste pleine : l’offre n’est plus renouvelée"),
    "full_thumbs": _("mémoire du poste pleine : des photos manquent"),
    "full_outbox": _(
        "La mémoire de ce poste est pleine : l’accueil n’a pas pu y être gardé. Il reste à l’écran ; rétablissez le "
        "réseau ou libérez de la place, puis « Terminer » à nouveau."
    ),
    "kept": _("Accueil gardé sur ce poste : il partira avec le retour du réseau."),
    "kept_session": _(
        "Votre session est terminée. L’accueil est gardé sur ce poste : reconnectez-vous, il partira aussitôt."
    ),
    "taken_back": _("Accueil repris : il est revenu à l’écran."),
    "gone": _("Cet accueil est déjà parti : annulez-le depuis la liste des actes."),
    "sent_one": _("1 acte en attente est parti."),
    "sent_many": _("{n} actes en attente sont partis."),
    "aside": _("Un acte est gardé de côté par l’office : une personne décidera."),
    "session": _("session terminée : reconnectez-vous pour envoyer"),
    "stuck": _("Le serveur n’a pas su répondre pour cet acte : il sera essayé à nouveau."),
    "no_code": _("Sans réseau, le code ne mènerait à rien : imprimez le carnet."),
    "no_mail": _("Sans réseau, rien ne peut partir par courriel : imprimez le carnet."),
    "resumed": _("L’accueil en cours est revenu à l’écran."),
    "unknown": _("Des fiches du carnet ne sont pas sur ce poste ({n}) : leur nom seul est imprimé."),
    "open": _("ouvert"),
    "closed": _("fermé"),
    "details": _("Détails (→)"),
    "none": _("Aucune fiche ne correspond à « {text} »."),
    "corrected": _("Rien pour « {text} » ; voici « {corrected} »"),
    "more_one": _("et une autre fiche : précisez"),
    "more_many": _("et {n} autres fiches : précisez"),
    "ideas_known_one": _("une fiche le dit"),
    "ideas_known": _("{n} fiches le disent"),
    "ideas_unsaid_one": _("une autre ne dit rien"),
    "ideas_unsaid": _("{n} autres ne disent rien"),
    "ideas_none": _("Aucune fiche ouverte aujourd’hui ne convient."),
    "ideas_why": _("Pourquoi ces idées ?"),
    "ideas_order": _(
        "Ordre hors ligne : ce qui est dit, puis ce qui est ouvert aujourd’hui, puis le plus proche (10, 25, 50 km) ; "
        "entre égaux, l’ordre change chaque jour et d’un bureau à l’autre. Le compte de ce qui a été montré n’est pas "
        "connu sans réseau."
    ),
    "ideas_partners": _("Les partenaires passent avant leurs égaux (choix de l’office)."),
    "ideas_unknown": _("non renseigné"),
    "ideas_hours_unknown": _("ouverture non renseignée"),
    "partner": _("partenaire"),
    "opening": _("Ouverture"),
    "dates": _("Dates"),
    "prices": _("Tarifs"),
    "address": _("Adresse"),
    "cancelled": _("Annulé"),
    **{f"contact_{kind}": name for kind, name in CONTACTS.items()},
    "correct": _("Corriger"),
    "discard": _("Supprimer"),
    "send": _("Envoyer maintenant"),
    "discard_sure": _("Supprimer cet acte du poste ? Il ne sera jamais compté."),
    "busy_screen": _("Finissez d’abord l’accueil qui est à l’écran."),
    "by": _("par {name}"),
    "waiting": _("en attente"),
    "day": _("Jour de l’accueil"),
}


def offline_days(office: Office) -> int:
    """Days during which a desk opens without the network after it was last signed in (``reception.offline_days``)."""
    chosen = office.settings.get("reception", {}).get("offline_days")
    return chosen if isinstance(chosen, int) and 1 <= chosen <= MOST_DAYS else DEFAULT_DAYS


def addresses(slug: str) -> dict[str, str]:
    """What the script of the desk asks for."""
    names = {
        "manifest": "reception_offline_manifest",
        "entries": "reception_offline_entries",
        "thumbs": "reception_offline_thumbs",
        "replay": "reception_offline_replay",
        "worker": "reception_offline_worker",
        "asides": "reception_asides",
        "desk": "reception_desk",
        "place": "reception_place",
        "tally": "reception_tally",
    }
    return {key: reverse(name, kwargs={"office": slug}) for key, name in names.items()}


def page_knowledge(office: Office, actor: Actor) -> dict[str, Any]:
    """What the script of a page that keeps entries is told: who is signed in, where they go, in which words."""
    return {
        "office": {"slug": office.slug, "name": office.name},
        "user": {"id": author_id(actor), "name": actor.label},
        "days": offline_days(office),
        "at": timezone.now().isoformat(),
        "version": files_version(),
        "addresses": addresses(office.slug),
        "words": {key: str(text) for key, text in WORDS.items()},
    }


def desk_knowledge(office: Office, actor: Actor, desk: Desk, desks: Sequence[Desk]) -> dict[str, Any]:
    """What the desk's script is told once, and keeps for the days without network."""
    return {
        **page_knowledge(office, actor),
        "desk": {"id": desk.pk, "name": desk.name, "lat": desk.latitude, "lon": desk.longitude},
        "contact": " · ".join(filter(None, [office.name, desk.phone or office.phone, office.website])),
        "themes": as_told(),
        "ideas": offline_ideas(desks),
    }
