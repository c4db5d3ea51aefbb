"""Addresses of the outings and of the count of opening days."""

from django.urls import path

from buron.reception.views import outings

urlpatterns = [
    path("accueil/sorties/", outings.outings_list, name="reception_outings"),
    path("accueil/sorties/nouvelle/", outings.outing_new, name="reception_outing_new"),
    path("accueil/sorties/<int:pk>/", outings.outing_page, name="reception_outing"),
    path("accueil/sorties/<int:pk>/modifier/", outings.outing_edit, name="reception_outing_edit"),
    path("accueil/sorties/<int:pk>/recevoir/", outings.outing_start, name="reception_outing_start"),
    path("accueil/sorties/<int:pk>/jour/", outings.outing_day, name="reception_outing_day"),
    path("accueil/sorties/<int:pk>/bilan/", outings.outing_tell, name="reception_outing_tell"),
    path(
        "accueil/sorties/jours/<int:pk>/retirer/",
        outings.outing_day_remove,
        name="reception_outing_day_remove",
    ),
    path("accueil/jours-comptes/", outings.count, name="reception_opening_count"),
]
