"""Pages of what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from buron.kernel.screens import public_screen


@public_screen("a page that does not exist belongs to nobody")
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@public_screen("a fault is said to whoever meets it")
def fault(request: HttpRequest) -> HttpResponse:
    """Without context processors: the database may be what failed."""
    from django.template.loader import render_to_string

    return HttpResponse(render_to_string("500.html"), status=500)
