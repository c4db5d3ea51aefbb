"""``/kit``: every component of the UI kit in its states, in a real layout. Also the reference of the visual checks."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from buron.kernel.forms import ChoiceButtons, DateInput, DropZone, TextsField
from buron.kernel.models import Office
from buron.kernel.screens import public_screen
from buron.kernel.texts import LANGUAGE_NAMES

KINDS = [("hotel", "Hôtel"), ("gite", "Gîte ou meublé"), ("camping", "Camping"), ("refuge", "Refuge")]
PARTIES = [("1", "Seul"), ("2", "Couple"), ("3", "Famille"), ("4", "Amis"), ("5", "Groupe")]
PARTY_ICONS = {"1": "user", "2": "heart", "3": "baby", "4": "users", "5": "flag"}
CHANNELS = [("desk", "Au comptoir"), ("phone", "Par téléphone"), ("mail", "Par courriel")]
SUBJECTS = [("walk", "Randonnée"), ("food", "Restauration"), ("heritage", "Patrimoine")]


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(
        label=_("Nom de la fiche"), help_text=_("Tel qu’il est écrit sur place."), max_length=80
    )
    kind = forms.ChoiceField(label=_("Type"), choices=KINDS, required=False)
    opened_on = forms.DateField(label=_("Ouvert depuis le"), widget=DateInput, required=False)
    beds = forms.IntegerField(label=_("Nombre de lits"), min_value=0, required=False)
    email = forms.EmailField(label=_("Courriel"), required=False)
    title = TextsField(label=_("Accroche"), languages=("fr", "en"), required=False)
    story = TextsField(label=_("Descriptif"), long=True, required=False)
    channel = forms.ChoiceField(
        label=_("Arrivé par"), choices=CHANNELS, widget=forms.RadioSelect, required=False
    )
    subjects = forms.MultipleChoiceField(
        label=_("Sujets"), choices=SUBJECTS, widget=forms.CheckboxSelectMultiple, required=False
    )
    party = forms.ChoiceField(
        label=_("Qui est venu ?"), choices=PARTIES, widget=ChoiceButtons(icons=PARTY_ICONS), required=False
    )
    notes = forms.CharField(label=_("Remarques"), widget=forms.Textarea({"rows": 3}), required=False)
    picture = forms.FileField(label=_("Photo"), widget=DropZone, required=False)
    agreed = forms.BooleanField(
        label=_("L’hébergeur accepte que la photo soit publiée"),
        help_text=_("À demander une fois par photo."),
        required=False,
    )


@dataclass(frozen=True)
class SampleUser:
    """Somebody signed in, for the top bar."""

    name: str = "Anaïs Roucou"
    email: str = "anais@example.org"
    is_authenticated: bool = True

    def __str__(self) -> str:
        return self.name


def _entry(title: str, icon: str, *, active: bool = False, badge: int | None = None) -> dict[str, Any]:
    return {"title": title, "url": "#main", "icon": icon, "active": active, "badge": badge}


MENU = [
    {
        "group_title": "Accueil",
        "entries": [
            _entry("Comptoir", "concierge-bell", active=True),
            _entry("Demandes", "inbox", badge=3),
            _entry("Journée", "calendar-check"),
        ],
    },
    {
        "group_title": "Offre",
        "entries": [
            _entry("Fiches", "layers"),
            _entry("Agenda", "calendar-days"),
            _entry("Sélections", "bookmark"),
            _entry("Sources", "plug"),
        ],
    },
    {
        "group_title": "Chiffres",
        "entries": [_entry("Tableau de bord", "gauge"), _entry("Rapport d’activité", "book-open")],
    },
    {"group_title": "Office", "entries": [_entry("Territoire", "map"), _entry("Réglages", "settings")]},
]

FICHES = [
    {
        "id": "1",
        "title": "Cascade de Faillitoux",
        "url": "#fiche",
        "icon": "waves",
        "kind": "Site naturel",
        "place": "Thiézac · 4 km",
        "note": "Sentier facile, vingt minutes depuis le parking.",
        "badge": "Ouvert aujourd’hui",
        "tone": "good",
        "text": "Site naturel, Thiézac",
    },
    {
        "id": "2",
        "title": "Auberge du Plateau",
        "url": "#fiche",
        "icon": "utensils",
        "kind": "Restaurant",
        "place": "Vic-sur-Cère · 200 m",
        "note": "Truffade, menu du jour à midi.",
        "badge": "Ferme à 14 h",
        "tone": "warn",
        "text": "Restaurant, Vic-sur-Cère",
    },
    {
        "id": "3",
        "title": "Musée des Burons",
        "url": "#fiche",
        "icon": "landmark",
        "kind": "Musée",
        "place": "Saint-Clément · 9 km",
        "note": "",
        "badge": "Fermé jusqu’au 1er mai",
        "tone": "bad",
        "text": "Musée, Saint-Clément",
    },
]

ROWS = [
    {"desk": "Vic-sur-Cère", "acts": 3124, "visitors": 7810, "share": 53.2, "change": 4.1, "state": "good"},
    {"desk": "Thiézac", "acts": 1460, "visitors": 3602, "share": 24.5, "change": -3.3, "state": "warn"},
    {
        "desk": "Polminhac (saisonnier)",
        "acts": 1291,
        "visitors": 3269,
        "share": 22.3,
        "change": None,
        "state": "",
    },
]

CHANGES = [
    {"label": "Téléphone", "before": "04 71 00 00 00", "after": "04 71 00 00 01"},
    {"label": "Capacité", "before": 12, "after": 14},
    {"label": "Label", "before": None, "after": "Tourisme et handicap"},
]

JOBS = [
    {
        "id": 1,
        "title": "Import d’Apidae",
        "state": "running",
        "done": 1240,
        "total": 3100,
        "message": "Fiches lues.",
    },
    {"id": 2, "title": "Rapport 2024 en PDF", "state": "done", "message": "Prêt depuis 12 secondes."},
    {"id": 3, "title": "Flux DATAtourisme", "state": "failed", "message": "L’adresse ne répond pas."},
]

SECTIONS = [
    ("fondations", _("Fondations")),
    ("actions", _("Actions")),
    ("choix", _("Choix au comptoir")),
    ("fiches", _("Fiches")),
    ("chiffres", _("Chiffres")),
    ("tableaux", _("Tableaux et listes")),
    ("formulaires", _("Formulaires")),
    ("messages", _("Messages et attente")),
    ("parcours", _("Onglets et étapes")),
    ("historique", _("Historique")),
    ("carte", _("Carte")),
]
SWATCHES = (
    "paper", "surface", "sunken", "line", "ink", "basalt", "gentian", "gentian-tint", "meadow", "meadow-tint", "straw",
    "straw-tint", "salers", "salers-tint", "lake", "lake-tint", "lichen", "lichen-tint",
)  # fmt: skip

ICONS = (
    "buron", "concierge-bell", "notebook-pen", "search", "map-pin", "mountain", "footprints", "waves",
    "snowflake", "tree-pine", "bed-double", "tent", "utensils", "wheat", "store", "landmark", "castle",
    "ticket", "party-popper", "bike", "calendar-days", "clock", "accessibility", "dog", "baby", "star",
    "languages", "qr-code", "printer", "mail", "send", "gauge", "chart-column", "book-open", "target",
    "handshake", "shield-check", "merge", "history", "leaf",
)  # fmt: skip


def sample_map() -> dict[str, Any]:
    """Points, a track and communes, as a room would give them."""

    def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
        geometry = {"type": kind, "coordinates": coordinates}
        return {"type": "Feature", "geometry": geometry, "properties": properties}

    positions = {"1": [2.668, 45.012], "2": [2.625, 44.981], "3": [2.585, 45.031]}
    points = [
        feature("Point", positions[f["id"]], id=f["id"], title=f["title"], url=f["url"], text=f["text"])
        for f in FICHES
    ]
    crowd = [
        feature("Point", [2.6 + i * 0.0011, 44.962], id=f"c{i}", title=f"Hébergement {i}") for i in range(7)
    ]
    track = feature("LineString", [[2.668, 45.012], [2.66, 45.02], [2.648, 45.018], [2.64, 45.03]])
    communes = [
        feature("Point", position, role="commune", title=name)
        for name, position in (
            ("Thiézac", [2.663, 45.015]),
            ("Vic-sur-Cère", [2.624, 44.979]),
            ("Polminhac", [2.577, 44.952]),
        )
    ]
    return {"type": "FeatureCollection", "features": [*communes, track, *points, *crowd]}


def _context() -> dict[str, Any]:
    wrong = SampleForm(
        {"name": "", "beds": "-2", "email": "anais(at)exemple", "party": "2", "channel": "fax"},
        auto_id="wrong_%s",
    )
    return {
        "office": Office(slug="haute-planeze", name="Office de tourisme de Haute-Planèze"),
        "user": SampleUser(),
        "menu": MENU,
        "search_url": "#main",
        "sections": SECTIONS,
        "swatches": SWATCHES,
        "icons": ICONS,
        "form": SampleForm(initial={"name": "Buron de la Tuilière", "title": {"fr": "Un toit de lauze"}}),
        "wrong": wrong,
        "fiches": FICHES,
        "rows": ROWS,
        "changes": CHANGES,
        "languages": LANGUAGE_NAMES,
        "page": Paginator(range(342), 20).page(4),
        "day": dt.date(2024, 4, 12),
        "geojson": sample_map(),
        "crumbs": [{"title": "Offre", "url": "#main"}, {"title": "Fiches", "url": "#main"}, {"title": "Kit"}],
        "jobs": JOBS,
        "steps": ["Fichier", "Correspondances", "Vérification", "Import"],
    }


@public_screen("shows the components of the interface; holds no data")
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "kernel/kit/page.html", _context())


@public_screen("shows the frame of public pages; holds no data")
def public(request: HttpRequest) -> HttpResponse:
    choices = [
        {"code": code, "name": name, "url": f"?langue={code}"} for code, name in LANGUAGE_NAMES.items()
    ]
    current = request.GET.get("langue", "fr")
    return render(request, "kernel/kit/public.html", _context() | {"choices": choices, "current": current})


@public_screen("shows the frame of the sign-in pages; holds no data")
def sign_in(request: HttpRequest) -> HttpResponse:
    return render(request, "kernel/kit/sign_in.html")


@public_screen("makes a sample message; writes nothing")
def message(request: HttpRequest) -> HttpResponse:
    """A toast with an undo button, as a service's view would answer."""
    return _toast(
        {"text": "Acte d’accueil enregistré : couple, Puy-de-Dôme.", "undo": request.path + "/annuler"}
    )


@public_screen("answers the undo button of the sample message; writes nothing")
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    return _toast({"text": "L’acte a été annulé.", "level": "info"})


def _toast(detail: dict[str, str]) -> HttpResponse:
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({"toast": detail})
    return response
