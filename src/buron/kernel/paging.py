"""Every list is bounded: one way to cut it into pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: Any, *, size: int = PAGE_SIZE, name: str = "page") -> Page[Any]:
    """The page that the address asks for; a nonsense number gives the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get(name))
