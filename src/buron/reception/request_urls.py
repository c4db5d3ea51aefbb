"""Addresses of requests inside an office."""

from django.urls import path

from buron.reception.views import request_outbox as outbox
from buron.reception.views import request_setup as setup
from buron.reception.views import requests

urlpatterns = [
    path("demandes/", requests.inbox, name="reception_requests"),
    path("demandes/nouvelle/", requests.request_new, name="reception_request_new"),
    path("demandes/relever/", setup.read_now, name="reception_requests_read"),
    path("demandes/envois/", outbox.outbox, name="reception_outbox"),
    path("demandes/envois/courriers.pdf", outbox.letters, name="reception_letters"),
    path("demandes/envois/partis/", outbox.letters_printed, name="reception_letters_printed"),
    path("demandes/envois/pas-partis/", outbox.letters_back, name="reception_letters_back"),
    path("demandes/reglages/", setup.setup, name="reception_requests_setup"),
    path("demandes/reglages/boites/ajouter/", setup.mailbox, name="reception_mailbox_new"),
    path("demandes/reglages/boites/<int:pk>/", setup.mailbox, name="reception_mailbox"),
    path("demandes/reglages/boites/<int:pk>/arreter/", setup.mailbox_stop, name="reception_mailbox_stop"),
    path("demandes/reglages/modeles/ajouter/", setup.template, name="reception_template_new"),
    path("demandes/reglages/modeles/<int:pk>/", setup.template, name="reception_template"),
    path(
        "demandes/reglages/modeles/<int:pk>/retirer/", setup.template_retire, name="reception_template_retire"
    ),
    path("demandes/reglages/brochures/ajouter/", setup.brochure_add, name="reception_brochure_add"),
    path(
        "demandes/reglages/brochures/<int:pk>/retirer/",
        setup.brochure_retire,
        name="reception_brochure_retire",
    ),
    path("demandes/<int:pk>/", requests.request_page, name="reception_request"),
    path("demandes/<int:pk>/confier/", requests.request_assign, name="reception_request_assign"),
    path("demandes/<int:pk>/classer/", requests.request_close, name="reception_request_close"),
    path("demandes/<int:pk>/rouvrir/", requests.request_reopen, name="reception_request_reopen"),
    path("demandes/messages/<int:pk>/reprendre/", outbox.answer_withdraw, name="reception_answer_withdraw"),
    path("demandes/messages/<int:pk>/relancer/", outbox.answer_retry, name="reception_answer_retry"),
    path("demandes/messages/<int:pk>/revenu/", outbox.letter_returned, name="reception_letter_returned"),
    path(
        "demandes/messages/<int:pk>/original.eml",
        requests.message_original,
        name="reception_message_original",
    ),
    path("demandes/pieces/<int:pk>/", requests.file_download, name="reception_request_file"),
]
