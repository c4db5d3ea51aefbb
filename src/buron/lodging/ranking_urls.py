"""Addresses of the star ranking inside an office. The tablet's service worker governs the folder above its address."""

from django.urls import path

from buron.lodging.views import ranking_deeds, ranking_setup, ranking_tablet, rankings

urlpatterns = [
    path("classement/", rankings.rankings, name="lodging_rankings"),
    path("classement/nouvelle/", rankings.ranking_new, name="lodging_ranking_new"),
    path(
        "classement/habilitations/",
        ranking_setup.ranking_accreditations,
        name="lodging_ranking_accreditations",
    ),
    path(
        "classement/habilitations/<int:pk>/fin/",
        ranking_setup.ranking_accreditation_end,
        name="lodging_ranking_accreditation_end",
    ),
    path("classement/regle/", ranking_setup.ranking_scoring, name="lodging_ranking_scoring"),
    path("classement/courriels/", ranking_setup.ranking_mails_list, name="lodging_ranking_mails"),
    path("classement/courriels/<int:pk>/", ranking_setup.ranking_mail, name="lodging_ranking_mail"),
    path("classement/tablette/", ranking_tablet.tablet, name="lodging_tablet"),
    path("classement/tablette/veilleur.js", ranking_tablet.tablet_worker, name="lodging_tablet_worker"),
    path("classement/tablette/fermee/", ranking_tablet.tablet_closed, name="lodging_tablet_closed"),
    path("classement/tablette/visites.json", ranking_tablet.tablet_visits, name="lodging_tablet_visits"),
    path("classement/tablette/<int:pk>/envoi/", ranking_tablet.tablet_send, name="lodging_tablet_send"),
    path("classement/tablette/<int:pk>/photo/", ranking_tablet.tablet_photo, name="lodging_tablet_photo"),
    path("classement/photos/<int:pk>.jpg", ranking_tablet.visit_photo, name="lodging_visit_photo"),
    path("classement/<int:pk>/", rankings.ranking, name="lodging_ranking"),
    path("classement/<int:pk>/modifier/", rankings.ranking_edit, name="lodging_ranking_edit"),
    path("classement/<int:pk>/photos.pdf", rankings.ranking_photos, name="lodging_ranking_photos"),
    path("classement/<int:pk>/complet/", ranking_deeds.ranking_complete, name="lodging_ranking_complete"),
    path("classement/<int:pk>/retirer/", ranking_deeds.ranking_withdraw, name="lodging_ranking_withdraw"),
    path(
        "classement/<int:pk>/manque/", ranking_deeds.ranking_ask_missing, name="lodging_ranking_ask_missing"
    ),
    path("classement/<int:pk>/rendez-vous/", ranking_deeds.ranking_schedule, name="lodging_ranking_schedule"),
    path("classement/<int:pk>/rendez-vous.ics", rankings.ranking_ical, name="lodging_ranking_ical"),
    path(
        "classement/<int:pk>/visite/annuler/",
        ranking_deeds.ranking_visit_cancel,
        name="lodging_ranking_visit_cancel",
    ),
    path(
        "classement/<int:pk>/visite/terminer/",
        ranking_deeds.ranking_visit_finish,
        name="lodging_ranking_visit_finish",
    ),
    path(
        "classement/<int:pk>/visite/rouvrir/",
        ranking_deeds.ranking_visit_reopen,
        name="lodging_ranking_visit_reopen",
    ),
    path("classement/<int:pk>/avis/", ranking_deeds.ranking_decide, name="lodging_ranking_decide"),
    path("classement/<int:pk>/remis/", ranking_deeds.ranking_notify, name="lodging_ranking_notify"),
    path("classement/<int:pk>/refus/", ranking_deeds.ranking_refuse, name="lodging_ranking_refuse"),
    path("classement/<int:pk>/acquis/", ranking_deeds.ranking_acquire, name="lodging_ranking_acquire"),
    path(
        "classement/<int:pk>/certificat.pdf", rankings.ranking_certificate, name="lodging_ranking_certificate"
    ),
]
