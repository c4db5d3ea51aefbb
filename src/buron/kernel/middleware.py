"""What is answered when the server cannot: a name that it does not know, a disk or a database that cannot take more."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

NAME = re.compile(r"[A-Za-z0-9.:\[\]-]{1,253}")

NOTHING_LOST = "Rien n’a été enregistré à moitié ; votre saisie est à refaire quand ce sera réparé."
SILENT = "La base de données ne répond pas."
BROKEN = "La base est abîmée. Gardez une copie du dossier de données, puis restaurez la dernière sauvegarde."
SAYINGS = (
    ("disk is full", "Le disque du serveur est plein. Libérez de la place, puis recommencez."),
    (
        "readonly",
        "Le dossier de données est en lecture seule. Rendez-lui le droit d’écriture, puis recommencez.",
    ),
    ("locked", "La base de données est occupée. Recommencez dans un instant."),
    ("unable to open", "Le dossier de données n’est plus accessible. Vérifiez le disque du serveur."),
    ("not a database", BROKEN),
    ("malformed", BROKEN),
    ("disk i/o", "Le disque du serveur ne répond pas bien. Vérifiez-le avant de continuer."),
)
FAULTS = {
    errno.ENOSPC: SAYINGS[0][1],
    errno.EDQUOT: SAYINGS[0][1],
    errno.EROFS: SAYINGS[1][1],
    errno.EACCES: SAYINGS[1][1],
}


def saying(error: Exception) -> str | None:
    """The sentence for a fault of the storage; None for any other error."""
    if isinstance(error, DatabaseError):
        text = str(error).lower()
        otherwise = SILENT if isinstance(error, OperationalError) else None
        return next((sentence for mark, sentence in SAYINGS if mark in text), otherwise)
    return FAULTS.get(error.errno or 0) if isinstance(error, OSError) else None


class StorageFaults:
    """Answers 503 with a sentence that says what happened and what to do, as a page or as JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        sentence = saying(exception)
        if sentence is None:
            return None
        logger.error("storage fault on %s %s: %s", request.method, request.path, exception)
        message = f"{sentence} {NOTHING_LOST}"
        if "json" in request.headers.get("Accept", "") or request.content_type == "application/json":
            return JsonResponse({"message": message, "detail": message}, status=503)
        return HttpResponse(render_to_string("503.html", {"reason": message}), status=503)


class KnownHost:
    """Answers 400 to a name that is not in ``BURON_HOSTS``, and says in the page and in the log what to set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            return unknown_host(request)
        return self.get_response(request)


def unknown_host(request: HttpRequest) -> HttpResponse:
    """The page; the name comes from outside, so it is cut, and proposed only when it looks like a name."""
    asked = request.META.get("HTTP_HOST", "").rpartition("@")[2][:253]
    name = asked.rsplit(":", 1)[0] if not asked.endswith("]") else asked
    proposed = name if NAME.fullmatch(name) else "buron.votre-office.fr"
    wanted = ",".join(dict.fromkeys((*settings.ALLOWED_HOSTS, proposed)))
    logger.error("Buron ne répond pas au nom %r : s’il est le vôtre, réglez BURON_HOSTS=%s", name, wanted)
    return HttpResponse(render_to_string("unknown_host.html", {"host": name, "wanted": wanted}), status=400)
