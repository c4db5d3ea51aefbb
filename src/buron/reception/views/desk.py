"""The desk: one screen where a visitor is searched for, shown, handed a carnet and counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.actors import Actor
from buron.kernel.kept_pages import keepable
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.texts import LANGUAGE_NAMES
from buron.kernel.whole import whole
from buron.offer.ideas import SITUATIONS
from buron.offer.kinds import kind_icon
from buron.offer.queries import Hit, Point, SearchQuery, cards, search
from buron.offer.queries.facets import distance_text
from buron.reception.models import Act, Outing
from buron.reception.queries.desk import day_count, often_shown
from buron.reception.queries.lists import items_on
from buron.reception.queries.origins import quick
from buron.reception.queries.printed.stock import desk_documents
from buron.reception.rules.facts import UNDO, FactsError
from buron.reception.rules.themes import theme_of
from buron.reception.services import ActConflict, cancel_act, record_act, setup_lists
from buron.reception.services.acts import author_id
from buron.reception.shell import CONTACTS, desk_knowledge
from buron.reception.views.entries import body_of, entry_of
from buron.territory.models import Desk
from buron.territory.queries import desks, office_department

PLACE = "reception_place"
HITS = 12
LONGEST_SEARCH = 120

WORDS = {
    "recorded": _("Accueil enregistré."),
    "undo": _("Annuler"),
    "undone": _("Accueil annulé : il est revenu à l’écran."),
    "offline": _(
        "Le serveur ne répond pas. L’accueil n’est pas encore enregistré : il reste à l’écran. Vérifiez le réseau, "
        "puis « Terminer » à nouveau."
    ),
    "deaf": _("Le serveur ne répond pas : la recherche reprendra avec le réseau. L’accueil reste à l’écran."),
    "session": _(
        "Votre session est terminée. L’accueil reste à l’écran : reconnectez-vous dans un autre onglet, puis "
        "« Terminer » à nouveau."
    ),
    "failed": _(
        "L’accueil n’a pas pu être enregistré. Il reste à l’écran : recommencez, et prévenez l’administration si cela "
        "se reproduit."
    ),
    "added": _("ajoutée au carnet"),
    "removed": _("retirée du carnet"),
    "remove": _("Retirer du carnet"),
    "sent": _("Le carnet part par courriel."),
    "empty": _("Rien n’est saisi. « Terminer » encore une fois compte un accueil sans réponse."),
    "cleared": _("Écran effacé."),
    "restore": _("Remettre"),
    "unread": _("non relevé"),
    "blocked": _("Le navigateur a bloqué le document : autorisez les fenêtres de ce site."),
}


def chosen_place(request: OfficeRequest, among: Sequence[Desk] | None = None) -> tuple[Desk, str] | None:
    """The desk and the channel that the person said she is at, while both exist.

    ``among``: the office's desks, when they were read already.
    """
    kept = request.session.get(PLACE, {}).get(str(request.office.pk))
    if not kept:
        return None
    number = kept.get("desk")
    known = desks().filter(pk=number) if among is None else among
    today = timezone.localdate()
    desk = next((one for one in known if one.pk == number and one.is_active_on(today)), None)
    return (desk, str(kept.get("channel", ""))) if desk else None


@screen("reception.record")
@require_GET
def desk_screen(request: OfficeRequest) -> HttpResponseBase:
    """The desk screen, or the question of where one is."""
    known = list(desks())
    place = chosen_place(request, known)
    lists = items_on(timezone.localdate())
    if not lists["channel"]:
        setup_lists(actor=Actor.system("reception.lists", request.office))
        lists = items_on(timezone.localdate())
    if place is None or place[1] not in {item.code for item in lists["channel"]}:
        return redirect("reception_place", office=request.office.slug)
    context = _desk_context(request, place, lists)
    context["offline"] = desk_knowledge(request.office, request.actor, place[0], known)
    return keepable(render(request, "reception/desk.html", context))


def _desk_context(request: OfficeRequest, place: tuple[Desk, str], lists: dict[str, Any]) -> dict[str, Any]:
    desk, channel = place
    today = timezone.localdate()
    origins = quick(desk.pk, today, office_department(request.office) or "")
    return {
        "desk": desk,
        "outing": _outing_here(request),
        "channel": channel,
        "lists": lists,
        "origins": origins,
        "count": day_count(desk.pk, author_id(request.actor), today),
        "often": hits_of_ids(often_shown(desk.pk, today), desk),
        "ideas": _ideas(request),
        "documents": desk_documents(desk, today),
        "languages": LANGUAGE_NAMES.items(),
        "urls": _urls(request),
        "search_url": "",
        "without_htmx": True,  # the desk has its own scripts, and must be light on a slow line
        "undo_seconds": int(UNDO.total_seconds()),
        "words": {key: str(text) for key, text in WORDS.items()},
    }


def _ideas(request: OfficeRequest) -> dict[str, Any]:
    slug = request.office.slug
    return {
        "situations": SITUATIONS,
        "address": reverse("reception_ideas", kwargs={"office": slug, "situation": "situation"}),
        "shown": reverse("reception_ideas_shown", kwargs={"office": slug}),
    }


def _urls(request: OfficeRequest) -> dict[str, str]:
    slug = request.office.slug
    found = {
        name: reverse(f"reception_{name}", kwargs={"office": slug})
        for name in ("record", "search", "carnet_make", "counts")
    }
    outing = _outing_id(request)
    if outing:
        found["record"] += f"?sortie={outing}"
    return found


def _outing_id(request: OfficeRequest) -> int | None:
    """The outing from whose page the desk was opened."""
    kept = request.session.get(PLACE, {}).get(str(request.office.pk), {}).get("outing")
    return int(kept) if kept else None


def _outing_here(request: OfficeRequest) -> Outing | None:
    """The same while it holds; no question is asked at an ordinary desk."""
    pk = _outing_id(request)
    return Outing.objects.filter(pk=pk, cancelled_at=None).first() if pk else None


@screen("reception.record")
def place(request: OfficeRequest) -> HttpResponseBase:
    """Where one is, and how visitors come there: said once, seen all day."""
    today = timezone.localdate()
    found = list(desks(active_on=today))
    lists = items_on(today)
    if request.method == "POST":
        desk = next((one for one in found if str(one.pk) == request.POST.get("desk")), None)
        channel = request.POST.get("channel", "")
        if desk is not None and channel in {item.code for item in lists["channel"]}:
            kept = request.session.get(PLACE, {})
            request.session[PLACE] = {
                **kept,
                str(request.office.pk): {"desk": desk.pk, "channel": channel},
            }
            return redirect("reception_desk", office=request.office.slug)
    context = {
        "desks": found,
        "channels": lists["channel"],
        "current": chosen_place(request),
        "refused": request.method == "POST",
        "can_add": request.actor.can("territory.manage"),
    }
    return render(request, "reception/place.html", context, status=422 if request.method == "POST" else 200)


# -- Searching ---------------------------------------------------------------------------------------------


@screen("reception.record")
@require_GET
def search_hits(request: OfficeRequest) -> HttpResponseBase:
    """The answers to what is being typed: nearest and open today first."""
    desk = find_desk(request.GET.get("bureau", ""))
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    if not text:
        hits = hits_of_ids(often_shown(desk.pk, timezone.localdate()), desk)
        return render(request, "reception/parts/hits.html", {"hits": hits, "often": True})
    point = point_of(desk)
    result = search(SearchQuery(text=text, near=point, day=timezone.localdate(), page_size=HITS))
    context = {
        "hits": [_line(hit) for hit in result.hits],
        "total": result.total,
        "more": max(0, result.total - len(result.hits)),
        "corrected": result.corrected,
        "text": text,
    }
    return render(request, "reception/parts/hits.html", context)


def point_of(desk: Desk) -> Point | None:
    """Where the desk is, when it is somewhere."""
    if desk.latitude is None or desk.longitude is None:
        return None
    return Point(desk.latitude, desk.longitude)


def hits_of_ids(ids: list[int], desk: Desk) -> list[dict[str, Any]]:
    """Lines for fiches that are known already, in their order."""
    if not ids:
        return []
    point = point_of(desk)
    found = search(SearchQuery(fiches=tuple(ids), near=point, day=timezone.localdate(), page_size=len(ids)))
    by_id = {hit.id: hit for hit in found.hits}
    return [_line(by_id[pk]) for pk in ids if pk in by_id]


def _line(hit: Hit) -> dict[str, Any]:
    return {
        "hit": hit,
        "icon": kind_icon(hit.kind),
        "theme": theme_of(hit.kind, hit.subkind) or "",
        "distance": distance_text(hit.distance_m) if hit.distance_m is not None else "",
    }


@screen("reception.record")
@require_GET
def card(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """What the adviser reads aloud: hours, telephone, prices."""
    found = cards([pk])
    if not found:
        raise Http404("no such fiche")
    contacts = [
        (contact, contact.label or CONTACTS.get(contact.type, CONTACTS["other"]))
        for contact in found[0].contacts
    ]
    return render(request, "reception/parts/card.html", {"card": found[0], "contacts": contacts})


def find_desk(value: str) -> Desk:
    """A desk of the office by what an address says; :class:`Http404` when there is none."""
    found = Desk.objects.filter(pk=whole(value) or 0).first()
    if found is None:
        raise Http404("no such desk")
    return found


# -- Recording ---------------------------------------------------------------------------------------------


def _outing(value: str) -> Outing | None:
    """The outing whose screen it is; one that was given up meanwhile is left out, the welcome is not lost."""
    number = whole(value)
    return Outing.objects.filter(pk=number, cancelled_at=None).first() if number else None


@screen("reception.record")
@require_POST
def record(request: OfficeRequest) -> HttpResponseBase:
    """Record the welcome that the screen sends; the same one twice is one act."""
    try:
        entry = entry_of(body_of(request))
        desk = Desk.objects.filter(pk=entry.desk).first()
        if desk is None:
            raise FactsError("desk", "Ce bureau n’existe plus : rechargez la page.")
        act = record_act(
            actor=request.actor,
            client_id=entry.client_id,
            desk=desk,
            facts=entry.facts,
            occurred_at=timezone.now() - dt.timedelta(seconds=entry.age),
            outing=_outing(request.GET.get("sortie", "")),
        )
    except FactsError as error:
        return JsonResponse({"field": error.field, "message": str(error)}, status=422)
    except ActConflict as error:
        return JsonResponse({"field": "client_id", "message": str(error)}, status=409)
    return JsonResponse(_recorded(request, act), status=200)


def _counts(request: OfficeRequest, desk_id: int) -> dict[str, object]:
    return day_count(desk_id, author_id(request.actor), timezone.localdate()).as_json()


@screen("reception.record")
@require_GET
def counts(request: OfficeRequest) -> HttpResponseBase:
    """The counts of the day, for a page that was kept or whose waiting acts have left."""
    return JsonResponse(_counts(request, find_desk(request.GET.get("bureau", "")).pk))


def _recorded(request: OfficeRequest, act: Act) -> dict[str, Any]:
    slug = request.office.slug
    return {
        "act": act.pk,
        "undo": reverse("reception_act_undo", kwargs={"office": slug, "pk": act.pk}),
        "page": reverse("reception_act", kwargs={"office": slug, "pk": act.pk}),
        "counts": _counts(request, act.desk_id),
        "message": gettext("Accueil enregistré."),
    }


@screen("reception.record")
@require_POST
def undo(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take back the act that was just recorded."""
    act = Act.objects.filter(pk=pk).first()
    if act is None:
        raise Http404("no such act")
    try:
        act = cancel_act(actor=request.actor, act=act)
    except FactsError:
        message = gettext("Le délai d’une minute est passé : annulez l’acte depuis sa page.")
        return JsonResponse({"message": message}, status=409)
    counts = _counts(request, act.desk_id)
    return JsonResponse({"counts": counts, "message": gettext("Accueil annulé : il est revenu à l’écran.")})
