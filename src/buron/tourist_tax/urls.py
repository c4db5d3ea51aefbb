"""Addresses of the tourist tax inside an office."""

from django.urls import path

from buron.tourist_tax import collection_urls, decision_urls, platform_urls, views
from buron.tourist_tax.host_urls import office_patterns

urlpatterns = [
    *collection_urls.office_patterns(),
    *office_patterns(),
    *decision_urls.urlpatterns,
    *platform_urls.urlpatterns,
    path("taxe-de-sejour/calcul/", views.calculator, name="tourist_tax_calculator"),
    path("taxe-de-sejour/regle/", views.law_in_force, name="tourist_tax_law"),
]
