"""What the journal says of this room's actions."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed

DEEDS = (
    Deed("observatory.dashboard.assigned", _("Suivi d’un tableau de bord réglé")),
    Deed("observatory.external_figure.recorded", _("Chiffre lu ailleurs noté")),
    Deed("observatory.external_figure.removed", _("Chiffre lu ailleurs retiré")),
    Deed("observatory.prose.written", _("Texte du rapport écrit")),
    Deed("observatory.report.frozen", _("Rapport figé")),
    Deed("observatory.report.reopened", _("Rapport rouvert")),
    Deed("observatory.report.set_up", _("Rapport réglé")),
    Deed("observatory.series_break.noted", _("Rupture de série notée")),
    Deed("observatory.series_break.removed", _("Rupture de série retirée")),
)
