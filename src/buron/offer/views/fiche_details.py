"""What the page of a fiche says beyond its card, so that nothing that a source sent stays out of sight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buron.kernel.formats import NO_BREAK_SPACE, date_text, number
from buron.kernel.texts import LANGUAGE_NAMES, text_in
from buron.offer.body import Body, Route
from buron.offer.models import Fiche, SourceRecord
from buron.offer.opening import opening_sentences, parse_day, session_sentences
from buron.offer.queries.media import secure
from buron.offer.queries.wording import says_again
from buron.offer.views.public_words import Line, fact_lines

TEXT_FIELDS = ("short", "description", "practical")
TERMS = {
    "amenities": gettext_lazy("Équipements"),
    "services": gettext_lazy("Services"),
    "accessibility": gettext_lazy("Accessibilité"),
    "themes": gettext_lazy("Thèmes"),
    "audiences": gettext_lazy("Publics"),
}
_MEDIA = {
    "document": gettext_lazy("Document"),
    "video": gettext_lazy("Vidéo"),
    "webcam": gettext_lazy("Webcam"),
    "map": gettext_lazy("Plan"),
    "track": gettext_lazy("Trace"),
}
_PRACTICES = {
    "hiking": gettext_lazy("à pied"),
    "mtb": gettext_lazy("VTT"),
    "road_bike": gettext_lazy("vélo"),
    "horse": gettext_lazy("à cheval"),
    "trail_running": gettext_lazy("course en sentier"),
    "snowshoe": gettext_lazy("raquettes"),
    "ski": gettext_lazy("ski"),
    "road": gettext_lazy("route"),
    "boat": gettext_lazy("bateau"),
    "diving": gettext_lazy("plongée"),
}
MOST_DATES = 400
"""Dates written out on the page; a fiche may hold thousands."""


class Terms(NamedTuple):
    """A list of terms; ``unnamed`` counts those whose words the source did not send."""

    name: str
    labels: list[str]
    unnamed: int


class Elsewhere(NamedTuple):
    """A document, or another fiche that a source points to; without an address when it is not in the offer."""

    name: str
    kind: str
    fiche: int | None = None
    url: str = ""


def details_of(fiche: Fiche, records: Sequence[SourceRecord]) -> dict[str, Any]:
    """What the template reads."""
    body = fiche.body
    opening = body.get("opening") or {}
    sessions = body.get("sessions", ())
    return {
        "texts": texts_of(body),
        "opening_written": (opening.get("text") or {}).get("fr", ""),
        "opening_rules": opening_sentences(opening),
        "dates": session_sentences(sessions[:MOST_DATES]),
        "more_dates": max(0, len(sessions) - MOST_DATES),
        "facts": [*_labels(body), *_route(body.get("route") or {}), *fact_lines(body), *_identity(body)],
        "terms": terms_of(body),
        "documents": _documents(body),
        "related": _related(body, records),
    }


def texts_of(body: Body) -> list[dict[str, Any]]:
    """What is written in each language, French first, those made by a machine marked.

    A summary with which the description begins is not said twice. The name, the opening and the prices of the
    other languages are said with them: those in French have their own places on the page.
    """
    machine = set(body.get("machine", ()))
    texts: dict[str, Any] = {field: body.get(field) or {} for field in ("name", *TEXT_FIELDS)}
    texts["opening"] = (body.get("opening") or {}).get("text") or {}
    texts["prices"] = (body.get("prices") or {}).get("text") or {}
    found = []
    for code, language in LANGUAGE_NAMES.items():
        said = {field: values.get(code, "") for field, values in texts.items()}
        if says_again(said["description"], said["short"]):
            said["short"] = ""
        if code == "fr":
            said["opening"] = said["prices"] = ""
        if code == "fr" or said["name"] == texts["name"].get("fr"):
            said["name"] = ""
        if any(said.values()):
            by_machine = any(f"{field}.{code}" in machine for field in TEXT_FIELDS)
            found.append({"code": code, "language": language, "machine": by_machine, **said})
    return found


def terms_of(body: Body) -> list[Terms]:
    """The lists of terms that are not empty."""
    fields: dict[str, Any] = dict(body)
    found = []
    for field, name in TERMS.items():
        terms = fields.get(field) or ()
        labels = [term["label"] for term in terms if term.get("label")]
        if terms:
            found.append(
                Terms(str(name), list(dict.fromkeys(labels)), sum(not term.get("label") for term in terms))
            )
    return found


def _labels(body: Body) -> list[Line]:
    """Rankings and labels that begin or end on a known day; all their names are among the tags."""
    return [
        Line(label.get("label") or _("Label"), " ".join(filter(None, (label.get("value"), dates))))
        for label in body.get("labels", ())
        if (dates := _dates(label.get("start"), label.get("end")))
    ]


def _dates(start: str | None, end: str | None) -> str:
    first, last = parse_day(start), parse_day(end)
    if first and last:
        return _("du %(start)s au %(end)s") % {"start": date_text(first), "end": date_text(last)}
    if first:
        return _("depuis le %(day)s") % {"day": date_text(first)}
    return _("jusqu’au %(day)s") % {"day": date_text(last)} if last else ""


def _route(route: Route) -> list[Line]:
    """What is known of a walk besides what its card says."""
    known = (route.get("altitude_min"), route.get("altitude_max"))
    heights = [number(height) for height in known if height is not None]
    practices = [str(_PRACTICES.get(key, key)) for key in route.get("activities", ())]
    lines = [
        (_("Dénivelé négatif"), _metres(route.get("descent_m"))),
        (_("Altitude"), f"{f'{NO_BREAK_SPACE}– '.join(heights)}{NO_BREAK_SPACE}m" if heights else ""),
        (_("Jours"), number(days) if (days := route.get("days")) else ""),
        (_("Pratique"), ", ".join(practices)),
    ]
    return [Line(name, text) for name, text in lines if text]


def _metres(value: int | None) -> str:
    return "" if value is None else f"{number(value)}{NO_BREAK_SPACE}m"


def _identity(body: Body) -> list[Line]:
    """Numbers and conditions that only the office needs."""
    taxed = (body.get("prices") or {}).get("tax_included")
    included = {True: _("comprise dans les prix"), False: _("en plus des prix")}
    lines = [
        (_("Taxe de séjour"), "" if taxed is None else included[taxed]),
        (_("Numéro d’enregistrement"), body.get("registration_number", "")),
        (_("SIRET"), body.get("siret", "")),
    ]
    return [Line(name, text) for name, text in lines if text]


def _documents(body: Body) -> list[Elsewhere]:
    """Media that are not pictures: what they are called, and where they are."""
    return [
        Elsewhere(
            text_in(media.get("title")) or text_in(media.get("legend")) or media["url"].rpartition("/")[2],
            str(_MEDIA[media["type"]]) + _until(media.get("until")),
            url=secure(media["url"]),
        )
        for media in body.get("media", ())
        if media.get("type") in _MEDIA and media.get("url", "").startswith(("https://", "http://"))
    ]


def _until(day: str | None) -> str:
    last = parse_day(day)
    if last is None or last >= dt.date(2200, 1, 1):
        return ""
    return ", " + _("publiable jusqu’au %(day)s") % {"day": date_text(last)}


def _related(body: Body, records: Sequence[SourceRecord]) -> list[Elsewhere]:
    """The other records that a source points to, with their fiche when it is in the offer."""
    links = body.get("links", ())
    if not links:
        return []
    known = SourceRecord.objects.filter(
        source__in={record.source_id for record in records},
        external_id__in=[link["source_id"] for link in links if "source_id" in link],
    )
    fiches = {record.external_id: record.fiche for record in known.select_related("fiche")}
    found = []
    for link in links:
        fiche = fiches.get(link.get("source_id", ""))
        name = link.get("name") or (fiche.name if fiche else link.get("source_id", ""))
        kind = link.get("rel", "").replace("_", " ")
        found.append(Elsewhere(name, kind, fiche.pk if fiche else None))
    return found
