"""Addresses of the platforms' screens and of the yearly statement."""

from django.urls import path

from buron.tourist_tax.views import platforms, yearly

BASE = "taxe-de-sejour/plateformes/"

urlpatterns = [
    path(BASE, platforms.platforms, name="tourist_tax_platforms"),
    path(f"{BASE}fichiers/<int:pk>/", platforms.platform_file, name="tourist_tax_platform_file"),
    path(
        f"{BASE}fichiers/<int:pk>/entrer/", platforms.platform_file_apply, name="tourist_tax_platform_apply"
    ),
    path(
        f"{BASE}fichiers/<int:pk>/abandonner/",
        platforms.platform_file_discard,
        name="tourist_tax_platform_discard",
    ),
    path(f"{BASE}fichiers/<int:pk>/annuler/", platforms.platform_file_undo, name="tourist_tax_platform_undo"),
    path(f"{BASE}a-rapprocher/", platforms.platform_unmatched, name="tourist_tax_platform_unmatched"),
    path(f"{BASE}a-rapprocher/<int:pk>/", platforms.platform_match, name="tourist_tax_platform_match"),
    path(f"{BASE}controles/", platforms.platform_checks, name="tourist_tax_platform_checks"),
    path(f"{BASE}controles/<int:pk>/", platforms.platform_finding, name="tourist_tax_platform_finding"),
    path(f"{BASE}lignes/", platforms.platform_lines, name="tourist_tax_platform_lines"),
    path(f"{BASE}reversements/", platforms.platform_payment, name="tourist_tax_platform_payment"),
    path(f"{BASE}<int:pk>/reglage/", platforms.platform_settings, name="tourist_tax_platform_settings"),
    path("taxe-de-sejour/bilan/", yearly.statement, name="tourist_tax_statement"),
    path("taxe-de-sejour/bilan/depense/", yearly.spending, name="tourist_tax_spending"),
    path("taxe-de-sejour/bilan/<int:year>/emplois/", yearly.add_use, name="tourist_tax_use_add"),
    path("taxe-de-sejour/bilan/emplois/<int:pk>/retirer/", yearly.remove_use, name="tourist_tax_use_remove"),
]
