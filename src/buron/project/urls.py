"""Addresses: accounts and public pages first, then each office under its slug."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from buron.kernel import views as kernel
from buron.kernel.rest import make_api

ROOMS = (
    "territory",
    "directory",
    "offer",
    "lodging",
    "reception",
    "tourist_tax",
    "publishing",
    "observatory",
)

handler404 = "buron.kernel.views.errors.not_found"
handler500 = "buron.kernel.views.errors.fault"

api = make_api()
for _room in ROOMS:
    if find_spec(f"buron.{_room}.rest"):
        api.add_router("", import_module(f"buron.{_room}.rest").router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", kernel.home, name="home"),
    path("", include("buron.kernel.kit_urls")),
    path("sante", kernel.health, name="health"),
    path("cartes/<slug:slug>.pmtiles", kernel.map_tiles, name="kernel_map_tiles"),
    path("comptes/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("invitation/<str:token>/", kernel.accept, name="invitation"),
]
urlpatterns += [
    path("", include(f"buron.{room}.public_urls")) for room in ROOMS if find_spec(f"buron.{room}.public_urls")
]
urlpatterns += [
    path("<slug:office>/", include("buron.kernel.urls")),
    *(path("<slug:office>/", include(f"buron.{room}.urls")) for room in ROOMS),
]
