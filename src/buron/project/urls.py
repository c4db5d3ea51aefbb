"""Addresses: accounts and public pages first, then each office under its slug."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from buron.kernel import views as kernel

ROOMS = ("territory", "offer", "reception", "observatory")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", kernel.home, name="home"),
    path("kit", include("buron.kernel.kit_urls")),
    path("sante", kernel.health, name="health"),
    path("comptes/", include("allauth.urls")),
    path("<slug:office>/", kernel.office_home, name="office_home"),
]
urlpatterns += [path("<slug:office>/", include(f"buron.{room}.urls")) for room in ROOMS]
