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
    Setting(
        "reception.town_letters_day",
        _("Départ des courriers aux communes"),
        _(
            "Les courriers du mois passé se préparent le 1er. À partir de ce jour du mois, ceux qui attendent encore "
            "partent par courriel, relus ou non, si l’adresse de la mairie est connue. 0 : une personne les envoie."
        ),
        _("jour du mois"),
        default=0,
        minimum=0,
        maximum=28,
    ),
)
