"""Addresses of the territory inside an office."""

from django.urls import URLPattern, path

from buron.territory import views

urlpatterns: list[URLPattern] = [
    path("territoire/", views.territory, name="territory"),
    path("territoire/intercommunalite/", views.epci_choice, name="territory_epci"),
    path("territoire/intercommunalite/<str:siren>/", views.epci_preview, name="territory_epci_preview"),
    path("territoire/communes/ajouter/", views.commune_add, name="territory_commune_add"),
    path("territoire/communes/<str:insee>/", views.commune, name="territory_commune"),
    path("territoire/communes/<str:insee>/retirer/", views.commune_remove, name="territory_commune_remove"),
    path("territoire/communes/<str:insee>/oublier/", views.commune_forget, name="territory_commune_forget"),
    path("territoire/nouveau-bureau/", views.desk_new, name="territory_desk_new"),
    path("territoire/bureaux/<slug:slug>/", views.desk_edit, name="territory_desk"),
    path("territoire/bureaux/<slug:slug>/fermer/", views.desk_close, name="territory_desk_close"),
    path("territoire/bureaux/<slug:slug>/rouvrir/", views.desk_reopen, name="territory_desk_reopen"),
    path("territoire/marques/nouvelle/", views.brand_new, name="territory_brand_new"),
    path("territoire/marques/rejoindre/", views.brand_join, name="territory_brand_join"),
    path("territoire/marques/<slug:slug>/quitter/", views.brand_leave, name="territory_brand_leave"),
    path("territoire/marques/<slug:slug>/code/", views.brand_code, name="territory_brand_code"),
    path("ouverture/", views.openings, name="territory_openings"),
    path("ouverture/tableau/", views.opening_table, name="territory_opening_table"),
    path("ouverture/motifs/", views.opening_reasons, name="territory_opening_reasons"),
    path("ouverture/motifs/<int:pk>/", views.reason_change, name="territory_reason_change"),
    path("ouverture/periodes/<int:pk>/", views.season_edit, name="territory_season"),
    path("ouverture/periodes/<int:pk>/retirer/", views.season_remove, name="territory_season_remove"),
    path("ouverture/bureaux/<slug:slug>/", views.opening_year, name="territory_opening_year"),
    path("ouverture/bureaux/<slug:slug>/prevoir/", views.opening_plan, name="territory_opening_plan"),
    path("ouverture/bureaux/<slug:slug>/ecart/", views.opening_gap, name="territory_opening_gap"),
    path("ouverture/bureaux/<slug:slug>/recopier/", views.opening_copy, name="territory_opening_copy"),
    path("ouverture/bureaux/<slug:slug>/periode/", views.season_new, name="territory_season_new"),
    path("calendrier/", views.calendar, name="territory_calendar"),
]
