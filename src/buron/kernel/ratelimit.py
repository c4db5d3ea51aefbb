"""Rate limits counted in the database: they hold across processes, survive restarts and fail closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from buron.kernel.models import RateWindow


def allow(key: str, *, limit: int, per_seconds: int, now: float | None = None) -> bool:
    """Count one attempt and say whether it is within the limit; a database that does not answer says no."""
    window = int((time.time() if now is None else now) // per_seconds) * per_seconds
    try:
        with transaction.atomic():
            return _count(key, window) <= limit
    except DatabaseError:
        return False


def _count(key: str, window: int) -> int:
    rows = RateWindow.objects.filter(key=key, window=window)
    if rows.update(count=F("count") + 1) == 0:
        try:
            with transaction.atomic():
                RateWindow.objects.create(key=key, window=window, count=1)
        except IntegrityError:
            rows.update(count=F("count") + 1)
    return rows.values_list("count", flat=True).get()


def purge(*, older_than_seconds: int = 86400) -> int:
    """Forget windows that no limit looks at any more."""
    return RateWindow.objects.filter(window__lt=int(time.time()) - older_than_seconds).delete()[0]


def client_address(request: HttpRequest) -> str:
    """The address that the limit counts; behind a declared proxy, the last one that the proxy added."""
    from django.conf import settings

    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_HTTPS and forwarded:
        return str(forwarded.split(",")[-1].strip())[:60]
    return str(request.META.get("REMOTE_ADDR", ""))[:60]


def limited(
    name: str, *, limit: int, per_seconds: int, methods: tuple[str, ...] = ("POST",)
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Refuse a view with 429 and a clear page beyond ``limit`` requests per client address and window."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            key = f"{name}:{client_address(request)}"
            if request.method in methods and not allow(key, limit=limit, per_seconds=per_seconds):
                return render(request, "429.html", status=429)
            return view(request, *args, **kwargs)

        return counted

    return decorate
