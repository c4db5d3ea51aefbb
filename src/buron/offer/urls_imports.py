"""Addresses of the sources, of their imports and of the duplicates, inside an office."""

from __future__ import annotations

from django.urls import URLPattern, path

from buron.offer.views import doubts, imports, sources

import_patterns: list[URLPattern] = [
    path("offre/sources/", sources.sources, name="offer_sources"),
    path("offre/sources/nouvelle/", sources.source_new, name="offer_source_new"),
    path("offre/sources/<int:pk>/", sources.source_page, name="offer_source"),
    path("offre/sources/<int:pk>/lire/", sources.source_read, name="offer_source_read"),
    path("offre/sources/<int:pk>/champs/", sources.source_mapping, name="offer_source_mapping"),
    path("offre/sources/imports/<int:pk>/", imports.run_page, name="offer_run"),
    path("offre/sources/imports/<int:pk>/avancement/", imports.run_progress, name="offer_run_progress"),
    path("offre/sources/imports/<int:pk>/lire/", imports.run_read, name="offer_run_read"),
    path("offre/sources/imports/<int:pk>/appliquer/", imports.run_apply, name="offer_run_apply"),
    path("offre/sources/imports/<int:pk>/abandonner/", imports.run_discard, name="offer_run_discard"),
    path("offre/sources/imports/<int:pk>/refus.csv", imports.run_refusals, name="offer_run_refusals"),
    path("offre/doublons/", doubts.doubts, name="offer_doubts"),
    path("offre/doublons/chercher/", doubts.doubts_find, name="offer_doubts_find"),
    path("offre/doublons/<int:pk>/", doubts.doubt_page, name="offer_doubt"),
    path("offre/doublons/<int:pk>/meme/", doubts.doubt_same, name="offer_doubt_same"),
    path("offre/doublons/<int:pk>/distinctes/", doubts.doubt_different, name="offer_doubt_different"),
    path("offre/doublons/<int:pk>/revenir/", doubts.doubt_reopen, name="offer_doubt_reopen"),
]
