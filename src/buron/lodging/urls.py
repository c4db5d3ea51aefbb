"""Addresses of the lodging register inside an office."""

from buron.lodging import ranking_urls, register_urls

urlpatterns = [*register_urls.urlpatterns, *ranking_urls.urlpatterns]
