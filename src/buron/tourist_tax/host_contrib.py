"""What the hosts' pages give to the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed, MenuEntry, Permission, Schedule, Setting

GROUP = _("Taxe de séjour")
CALENDARS_JOB = "tourist_tax.read_calendars"

HOST_SCHEDULES = (Schedule(CALENDARS_JOB, CALENDARS_JOB, at="04:20"),)

HOST_PERMISSIONS = (
    Permission(
        "tourist_tax.hosts",
        _("Donner leur lien aux hébergeurs et répondre à leurs corrections"),
        frozenset({"taxe", "direction"}),
    ),
)
HOST_MENU = (
    MenuEntry(
        key="tourist_tax.hosts",
        title=_("Hébergeurs et déclarations"),
        url_name="tourist_tax_hosts",
        icon="house",
        permission="tourist_tax.accounts",
        group=GROUP,
        order=610,
    ),
)
HOST_SETTINGS = (
    Setting(
        "tourist_tax.link_days",
        _("Durée des liens des hébergeurs"),
        _("Passé ce délai, l’hébergeur demande un nouveau lien. Les liens déjà donnés gardent leur date."),
        _("jours"),
        default=400,
        minimum=30,
        maximum=1100,
    ),
    Setting(
        "tourist_tax.second_step",
        _("Demander aux hébergeurs un code reçu par courriel"),
        _("Après le lien, sur chaque nouvel appareil. Sans code, le lien suffit."),
        "",
        default=0,
        minimum=0,
        maximum=1,
    ),
)
HOST_DEEDS = (
    Deed("tourist_tax.host_link.opened", _("Lien donné à un hébergeur")),
    Deed("tourist_tax.host_link.revoked", _("Lien d’un hébergeur coupé")),
    Deed("tourist_tax.host_link.sent", _("Lien d’un hébergeur envoyé")),
    Deed("tourist_tax.attestation.stated", _("Location par plateformes seulement attestée")),
    Deed("tourist_tax.attestation.withdrawn", _("Attestation retirée")),
    Deed("tourist_tax.facts.proposed", _("Correction proposée par un hébergeur")),
    Deed("tourist_tax.facts.accepted", _("Correction d’un hébergeur acceptée")),
    Deed("tourist_tax.facts.refused", _("Correction d’un hébergeur refusée")),
    Deed("tourist_tax.paying_terms.changed", _("Moyens de paiement des hébergeurs changés")),
    Deed("tourist_tax.stay.added", _("Séjours ajoutés au registre")),
    Deed("tourist_tax.stay.changed", _("Séjour du registre corrigé")),
    Deed("tourist_tax.stay.removed", _("Séjour retiré du registre")),
    Deed("tourist_tax.calendar.added", _("Calendrier de réservations ajouté")),
    Deed("tourist_tax.calendar.removed", _("Calendrier de réservations retiré")),
)
