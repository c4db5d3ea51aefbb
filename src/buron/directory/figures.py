"""The figures of the directory: who agreed to be written to, and who was erased."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.directory.models import Consent, Erasure
from buron.directory.wordings import CHANNELS, PURPOSES
from buron.kernel.contributions import Indicator
from buron.kernel.counting import Count, Cut, Label
from buron.kernel.figures import Column
from buron.kernel.periods import Period
from buron.kernel.texts import LANGUAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

VIEW = "directory.view"


def named(names: Mapping[str, Any]) -> Label:
    """Labels from a fixed table; an unknown code is its own name."""
    return lambda code: str(names.get(code, code))


def in_force(period: Period) -> QuerySet[Consent]:
    """The agreements that held at the end of the last day of a period (or hold now)."""
    end = min(period.end, timezone.localdate())
    after = Q(withdrawn_at=None) | Q(withdrawn_at__date__gt=end)
    return Consent.objects.filter(after, given_at__date__lte=end, party__merged_into=None).order_by("-pk")


def _anybody(period: Period) -> bool:
    return Consent.objects.filter(given_at__date__lte=period.end).exists()


def _consent_line(consent: Consent) -> Sequence[object]:
    return (
        timezone.localdate(consent.given_at),
        str(PURPOSES.get(consent.purpose, consent.purpose)),
        str(CHANNELS.get(consent.channel, consent.channel)),
        LANGUAGE_NAMES.get(consent.language, consent.language),
        f"Contact nº {consent.party_id}",
    )


CONSENTS = Count(
    base=in_force,
    columns=(
        Column("day", "Donné le", "date"),
        Column("purpose", "Pour"),
        Column("channel", "Moyen"),
        Column("language", "Langue"),
        Column("party", "Contact"),
    ),
    line=_consent_line,
    cuts=(
        Cut("purpose", _("Pour"), "purpose", partial(named, PURPOSES)),
        Cut("way", _("Moyen"), "channel", partial(named, CHANNELS)),
        Cut("language", _("Langue"), "language", partial(named, LANGUAGE_NAMES)),
    ),
    known_since=_anybody,
)


def erased(period: Period) -> QuerySet[Erasure]:
    """The lines of the register in a period."""
    return Erasure.objects.filter(erased_at__date__range=(period.start, period.end)).order_by("-pk")


def _erasure_line(line: Erasure) -> Sequence[object]:
    return timezone.localdate(line.erased_at), line.get_reason_display(), line.count, line.author


ERASED = Count(
    base=erased,
    columns=(
        Column("day", "Date", "date"),
        Column("reason", "Motif"),
        Column("count", "Contacts", "integer"),
        Column("author", "Par"),
    ),
    line=_erasure_line,
    cuts=(Cut("reason", _("Motif"), "reason", partial(named, dict(Erasure.Reason.choices))),),
    measured="count",
    measure=sum,
    known_since=_anybody,
    shares=False,
)

INDICATORS = (
    Indicator(
        key="directory.consents",
        title=_("Contacts qui ont donné leur accord"),
        definition=_(
            "Accords d’être écrit, usage par usage, en vigueur au dernier jour de la période. Un accord retiré n’est "
            "plus compté à partir du jour du retrait ; ceux d’un contact effacé depuis ne le sont plus du tout."
        ),
        unit=_("accords"),
        source=_("Répertoire de l’office : accords avec leur preuve"),
        compute=CONSENTS.compute,
        rows=CONSENTS.rows,
        permission=VIEW,
        number=36,
        dimensions=CONSENTS.dimensions,
        better="up",
    ),
    Indicator(
        key="directory.erased",
        title=_("Contacts effacés"),
        definition=_(
            "Contacts effacés pendant la période, d’après le registre des effacements : sans nouvelles depuis trois "
            "ans, à la demande de la personne, ou saisis par erreur."
        ),
        unit=_("contacts"),
        source=_("Registre des effacements"),
        compute=ERASED.compute,
        rows=ERASED.rows,
        permission=VIEW,
        number=36,
        dimensions=ERASED.dimensions,
    ),
)
