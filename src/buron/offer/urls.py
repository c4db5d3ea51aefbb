"""Addresses of the offer inside an office."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, path

from buron.offer import views
from buron.offer.views.exports import offer_export
from buron.offer.views.ideas import ideas_rules

urlpatterns: list[URLPattern] = [
    path("offre/", views.search_screen, name="offer_search"),
    path("offre/carte.geojson", views.map_data, name="offer_map_data"),
    path("offre/export.<slug:form>", offer_export, name="offer_export"),
    path("offre/fiches/nouvelle/", views.fiche_new, name="offer_fiche_new"),
    path("offre/fiches/<int:pk>/", views.fiche_page, name="offer_fiche"),
    path("offre/fiches/<int:pk>/historique/", views.fiche_history, name="offer_fiche_history"),
    path("offre/fiches/<int:pk>/verifiee/", views.fiche_checked, name="offer_fiche_checked"),
    path("offre/fiches/<int:pk>/retablir/", views.fiche_revert, name="offer_fiche_revert"),
    path("offre/fiches/<int:pk>/etat/<slug:state>/", views.fiche_state, name="offer_fiche_state"),
    path("offre/fiches/<int:pk>/trace/", views.fiche_track, name="offer_fiche_track"),
    path("offre/fiches/<int:pk>/photos/", views.photos_page, name="offer_photos"),
    path("offre/fiches/<int:pk>/photos/ordre/", views.photos_arrange, name="offer_photos_arrange"),
    path("offre/fiches/<int:pk>/photos/<int:photo_pk>/", views.photo_edit, name="offer_photo_edit"),
    path(
        "offre/fiches/<int:pk>/photos/<int:photo_pk>/retirer/", views.photo_remove, name="offer_photo_remove"
    ),
    path(
        "offre/fiches/<int:pk>/photos/<int:photo_pk>/remettre/",
        views.photo_restore,
        name="offer_photo_restore",
    ),
    path(
        "offre/fiches/<int:pk>/photos/<int:photo_pk>/fichier/",
        views.photo_original,
        name="offer_photo_original",
    ),
    path("offre/fiches/<int:pk>/modifier/", views.fiche_edit, name="offer_fiche_edit"),
    path("offre/fiches/<int:pk>/modifier/<slug:tab>/", views.fiche_edit, name="offer_fiche_edit"),
    path("offre/idees/", ideas_rules, name="offer_ideas"),
    path("offre/fraicheur/", views.freshness, name="offer_freshness"),
    path("offre/fraicheur/verifier/", views.freshness_check, name="offer_freshness_check"),
    path("offre/selections/", views.selections, name="offer_selections"),
    path("offre/selections/nouvelle/", views.selection_new, name="offer_selection_new"),
    path("offre/selections/<int:pk>/", views.selection_page, name="offer_selection"),
    path("offre/selections/<int:pk>/reglages/", views.selection_edit, name="offer_selection_edit"),
    path("offre/selections/<int:pk>/recherche/", views.selection_query, name="offer_selection_query"),
    path("offre/selections/<int:pk>/ordre/", views.selection_change, name="offer_selection_change"),
    path("offre/selections/<int:pk>/supprimer/", views.selection_delete, name="offer_selection_delete"),
]
if find_spec("buron.offer.urls_imports"):
    urlpatterns += import_module("buron.offer.urls_imports").import_patterns
