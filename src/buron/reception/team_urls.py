"""Addresses of what the team keeps beside the acts: partner-run desks, liaison book, unmet requests."""

from django.urls import path

from buron.reception.views import liaison, partners, unmet, unmet_letters

urlpatterns = [
    path("accueil/points/", partners.partners, name="reception_partners"),
    path("accueil/points/bureaux/<int:pk>/ouvrir/", partners.partner_open, name="reception_partner_open"),
    path(
        "accueil/points/bureaux/<int:pk>/feuille.pdf", partners.partner_sheet, name="reception_partner_sheet"
    ),
    path("accueil/points/<int:pk>/", partners.partner_link, name="reception_partner_link"),
    path("accueil/points/<int:pk>/affiche.pdf", partners.partner_poster, name="reception_partner_poster"),
    path("accueil/points/<int:pk>/changer/", partners.partner_renew, name="reception_partner_renew"),
    path("accueil/points/<int:pk>/couper/", partners.partner_revoke, name="reception_partner_revoke"),
    path("accueil/liaison/", liaison.book, name="reception_liaison"),
    path("accueil/liaison/ecrire/", liaison.note_write, name="reception_liaison_write"),
    path("accueil/liaison/nouveau/", liaison.book_news, name="reception_liaison_news"),
    path("accueil/liaison/semaine.pdf", liaison.week_file, name="reception_liaison_week"),
    path("accueil/liaison/<int:pk>/", liaison.note_page, name="reception_liaison_note"),
    path("accueil/liaison/<int:pk>/suite/", liaison.note_step, name="reception_liaison_step"),
    path("accueil/liaison/<int:pk>/rouvrir/", liaison.note_reopen, name="reception_liaison_reopen"),
    path("accueil/liaison/<int:pk>/lu/", liaison.note_read, name="reception_liaison_read"),
    path("accueil/sans-reponse/", unmet.requests, name="reception_unmet"),
    path("accueil/sans-reponse/noter/", unmet.request_record, name="reception_unmet_record"),
    path("accueil/sans-reponse/regrouper/", unmet.requests_group, name="reception_unmet_group"),
    path("accueil/sans-reponse/<int:pk>/", unmet.request_page, name="reception_unmet_request"),
    path("accueil/sans-reponse/<int:pk>/retirer/", unmet.request_cancel, name="reception_unmet_cancel"),
    path("accueil/sans-reponse/groupes/<int:pk>/separer/", unmet.group_split, name="reception_unmet_split"),
    path("accueil/sans-reponse/courriers/", unmet_letters.letters, name="reception_unmet_letters"),
    path(
        "accueil/sans-reponse/courriers/preparer/",
        unmet_letters.letters_prepare,
        name="reception_unmet_prepare",
    ),
    path("accueil/sans-reponse/courriers/<int:pk>/", unmet_letters.letter, name="reception_unmet_letter"),
    path(
        "accueil/sans-reponse/courriers/<int:pk>/courrier.pdf",
        unmet_letters.letter_file,
        name="reception_unmet_letter_pdf",
    ),
    path(
        "accueil/sans-reponse/courriers/<int:pk>/envoyer/",
        unmet_letters.letter_send,
        name="reception_unmet_letter_send",
    ),
    path(
        "accueil/sans-reponse/courriers/<int:pk>/abandonner/",
        unmet_letters.letter_discard,
        name="reception_unmet_letter_discard",
    ),
]
