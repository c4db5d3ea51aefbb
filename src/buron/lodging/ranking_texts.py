"""The mails of the star ranking, as they are proposed: a person reads them over before they leave."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import formats
from buron.lodging.models import Ranking, RankingDecision, RankingRequest, Visit
from buron.lodging.queries.ranking_files import missing_papers

Words = tuple[str, str]
"""Subject, then text."""


def stars_text(stars: int) -> str:
    """« 3 étoiles »."""
    return f"{stars} étoile{'s' if stars > 1 else ''}"


def missing_words(request: RankingRequest) -> Words:
    """What the file still lacks."""
    lines = "\n".join(f"- {one}" for one in missing_papers(request))
    text = _(
        "Bonjour,\n\nNous avons bien reçu votre demande de classement pour « %(lodging)s » (%(stars)s). "
        "Pour convenir d’une visite, il nous manque :\n\n%(lines)s\n\n"
        "Vous pouvez répondre à ce courriel.\n\n%(office)s"
    ) % {
        "lodging": request.lodging.name,
        "stars": stars_text(request.requested_stars),
        "lines": lines,
        "office": request.office.name,
    }
    return _("Classement de « %s » : ce qu’il manque à votre dossier") % request.lodging.name, text


def appointment_words(visit: Visit) -> Words:
    """When, who comes, what to prepare."""
    request = visit.request
    at = timezone.localtime(visit.appointment)
    text = _(
        "Bonjour,\n\nLa visite de classement de « %(lodging)s » est fixée au %(day)s à %(hour)s. "
        "%(visitor)s viendra pour l’office ; comptez de 45 minutes à 2 heures.\n\n"
        "Le logement doit être tel qu’un client le trouve : propre, lits faits ou literie visible, vaisselle et "
        "ustensiles rangés à leur place, eau et électricité ouvertes.\n\n"
        "Le rendez-vous est joint pour votre agenda. S’il ne vous convient pas, répondez à ce courriel.\n\n%(office)s"
    ) % {
        "lodging": request.lodging.name,
        "day": formats.date_text(at.date(), weekday=True),
        "hour": f"{at:%H h %M}",
        "visitor": visit.visitor.name,
        "office": request.office.name,
    }
    return _("Classement de « %s » : rendez-vous") % request.lodging.name, text


def certificate_words(decision: RankingDecision, days: int) -> Words:
    """The decision, what the host may do and until when."""
    request = decision.request
    values = {
        "lodging": request.lodging.name,
        "stars": stars_text(decision.stars),
        "days": days,
        "office": request.office.name,
    }
    if decision.favourable:
        text = _(
            "Bonjour,\n\nVous trouverez ci-joint le certificat de visite de « %(lodging)s » : le rapport de contrôle, "
            "la grille renseignée et notre proposition, %(stars)s.\n\n"
            "Vous avez %(days)s jours à compter de sa réception pour refuser cette proposition, en répondant à ce "
            "courriel. Sans refus de votre part, le classement est acquis, pour cinq ans.\n\n%(office)s"
        )
    else:
        text = _(
            "Bonjour,\n\nVous trouverez ci-joint le certificat de visite de « %(lodging)s ». La catégorie demandée "
            "(%(stars)s) n’est pas atteinte : le rapport dit ce qui manque. Une nouvelle visite est possible quand "
            "vous y aurez remédié.\n\n%(office)s"
        )
    return _("Classement de « %s » : certificat de visite") % request.lodging.name, text % values


def expiry_words(ranking: Ranking, months: int) -> Words:
    """A ranking ends soon."""
    until = ranking.valid_until
    text = _(
        "Bonjour,\n\nLe classement de « %(lodging)s » (%(stars)s) prend fin le %(day)s. Sans renouvellement, "
        "l’hébergement redevient non classé ce jour-là : le tarif de la taxe de séjour et "
        "votre fiche changeront en conséquence.\n\n"
        "Pour le renouveler, il suffit de nous renvoyer le formulaire de demande : nous prendrons rendez-vous.\n\n"
        "%(office)s"
    ) % {
        "lodging": ranking.lodging.name,
        "stars": stars_text(ranking.stars),
        "day": formats.date_text(until),
        "office": ranking.lodging.office.name,
    }
    left = _("dans un mois") if months == 1 else _("dans %s mois") % months
    return _("Le classement de « %(lodging)s » prend fin %(left)s") % {
        "lodging": ranking.lodging.name,
        "left": left,
    }, text
