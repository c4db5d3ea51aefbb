"""Addresses of the desk without network. The service worker governs the folder above its own address, no more."""

from django.urls import path

from buron.reception.views import offline

urlpatterns = [
    path("accueil/veilleur.js", offline.offline_worker, name="reception_offline_worker"),
    path("accueil/hors-ligne/offre/", offline.offline_manifest, name="reception_offline_manifest"),
    path("accueil/hors-ligne/fiches/", offline.offline_entries, name="reception_offline_entries"),
    path("accueil/hors-ligne/vignettes/", offline.offline_thumbs, name="reception_offline_thumbs"),
    path("accueil/hors-ligne/envoi/", offline.offline_replay, name="reception_offline_replay"),
    path("accueil/hors-ligne/page/<slug:which>/", offline.offline_page, name="reception_offline_page"),
    path("accueil/de-cote/", offline.asides, name="reception_asides"),
    path("accueil/de-cote/<int:pk>/decider/", offline.aside_settle, name="reception_aside_settle"),
]
