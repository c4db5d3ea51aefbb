"""WSGI entry point, used by the server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buron.project.settings")


def _settle() -> None:
    """Load every room's addresses and views now, and keep what stands for good out of the collector's sight.

    A full collection walks every object that it tracks: half a million of them after the start, 0.3 s during which
    no thread of this process answers. What the start has made never dies: frozen, it costs no collection any more.
    """
    get_resolver().url_patterns  # noqa: B018 - reading it imports the views
    gc.collect()
    gc.freeze()


application = get_wsgi_application()
_settle()
