"""What the observatory checks of itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from buron.kernel.contributions import Health
from buron.observatory.models import FrozenReport
from buron.observatory.services import digest_of


def frozen_copies() -> Health:
    """Every frozen report is still the one that was frozen, in the office in scope."""
    altered = [
        f"{copy.report.year} n° {copy.number}"
        for copy in FrozenReport.objects.select_related("report").iterator(chunk_size=20)
        if digest_of(copy.content) != copy.digest
    ]
    if not altered:
        return Health("ok", _("Les rapports figés sont intacts."))
    return Health(
        "error",
        _("Des rapports figés ont été modifiés hors de Buron : %s.") % ", ".join(altered),
        _("Remettez-les d’une sauvegarde, ou gardez les PDF qui en ont été tirés."),
    )
