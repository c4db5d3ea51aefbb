"""What a ranking request still lacks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from buron.lodging.models import RankingRequest


def missing_papers(request: RankingRequest) -> list[str]:
    """What the form (CERFA 11819) asks and the file does not say, in French; empty when it is whole."""
    lodging, party = request.lodging, request.party
    asked = (
        (request.signed_on is not None, _("le formulaire signé")),
        (
            bool(lodging.declaration_number or lodging.registration_number),
            _("le récépissé de déclaration en mairie ou le numéro d’enregistrement"),
        ),
        (bool(lodging.address), _("l’adresse du meublé")),
        (bool(party.address or party.email), _("l’adresse du demandeur")),
        (bool(request.dwelling), _("le type de logement")),
        (request.floor is not None, _("l’étage")),
        (bool(request.capacity), _("le nombre de personnes accueillies")),
        (bool(request.surface), _("la surface habitable")),
        (bool(request.rooms), _("la description des pièces")),
    )
    return [name for known, name in asked if not known]
