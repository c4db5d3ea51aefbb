"""The letters that invite to declare, in one file, each address behind the window of its envelope."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from buron.directory.papers.letters import Letter, letters_pdf, signature, text
from buron.kernel import formats
from buron.kernel.models import Office
from buron.lodging.models import Invitation


def usual_text(office: Office) -> str:
    """What is written when nobody changed it; ``{hébergement}`` becomes the name of each lodging."""
    reach = " · ".join(part for part in (office.phone, office.email) if part)
    return _(
        "Madame, Monsieur,\n\n"
        "Votre hébergement « {hébergement} » est proposé à des visiteurs, et nous ne trouvons pas de déclaration de "
        "taxe de séjour à son nom.\n\n"
        "Qui loue à des visiteurs, même quelques nuits par an, déclare son hébergement à la mairie, recueille la taxe "
        "de séjour auprès d’eux et la reverse (code général des collectivités territoriales, articles L2333-26 et "
        "suivants). Si vous louez par une plateforme seulement, c’est elle qui la recueille : dites-le-nous.\n\n"
        "Si vous ne louez pas, ou si vous louez à l’année, un mot suffit : nous le noterons, et vous ne recevrez pas "
        "d’autre courrier.\n\n"
        "Nous vous aidons volontiers : %(reach)s."
    ) % {"reach": reach or office.name}


def invitation_letters(office: Office, invitations: Sequence[Invitation]) -> bytes:
    """Their letters as PDF; at least one."""
    letters = [
        Letter(
            address=one.address.splitlines(),
            date=formats.date_text(one.sent_on),
            subject=_("Taxe de séjour : déclarer votre hébergement"),
            blocks=[*text(*one.text.split("\n\n")), signature(office.name)],
        )
        for one in invitations
    ]
    return letters_pdf(office, letters, _("Invitations à déclarer"))
