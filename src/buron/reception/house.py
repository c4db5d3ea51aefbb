"""What the reception's tables are called and where their rows are seen; the durations that an office chooses."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Place, Setting

PLACES = (
    Place("reception.act", _("Acte d’accueil"), "reception_act", "reception.view"),
    Place("reception.batch", _("Reprise ou feuille de bâtonnage"), "reception_import", "reception.import"),
    Place("reception.carnet", _("Carnet"), "reception_carnet", "reception.view"),
    Place("reception.counterreading", _("Relevé de compteur")),
    Place("reception.listitem", _("Réponse d’une liste")),
)

SETTINGS = (
    Setting(
        "reception.carnet_days",
        _("Durée des carnets des visiteurs"),
        _("Passé ce délai, l’adresse du carnet ne répond plus. Les carnets déjà remis gardent leur date."),
        _("jours"),
        default=45,
        minimum=1,
        maximum=730,
    ),
    Setting(
        "reception.offline_days",
        _("Ouverture du comptoir sans internet"),
        _("Combien de temps un poste déjà connecté peut encore ouvrir l’accueil quand le réseau manque."),
        _("jours"),
        default=7,
        minimum=1,
        maximum=31,
    ),
)
