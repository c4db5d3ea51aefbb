"""What a program writes, by the same services as a person. Nothing is deleted: a fiche is archived."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.http import parse_etags
from ninja import Status
from ninja.errors import HttpError, ValidationError

from buron.kernel.rest import ApiRequest, rest
from buron.offer import services
from buron.offer.models import Fiche
from buron.offer.rest.base import WRITES, router
from buron.offer.rest.describe import described
from buron.offer.rest.parameters import aware
from buron.offer.rest.reading import FicheId, answer
from buron.offer.rest.schemas import FicheEdit, FicheFull, FicheIn, StateIn

DEEPEST = 12
"""Levels of a body, and some: what is deeper is nonsense."""
PRECISION = dt.timedelta(milliseconds=1)
"""Instants are sent cut to the millisecond."""
CHANGED = "La fiche a changé depuis que vous l’avez lue : relisez-la, puis recommencez."
STATES: dict[str, Callable[..., Fiche]] = {
    "published": services.publish,
    "hidden": services.hide,
    "archived": services.archive,
}
Answer = TypeVar("Answer")


@router.post("/fiches", response={201: FicheFull, **WRITES}, url_name="create_fiche")
@rest("offer.edit")
def create_fiche(request: ApiRequest, response: HttpResponse, wanted: FicheIn) -> Any:
    """Créer une fiche de l’office."""
    body = readable(wanted.body, "body")
    fiche = _told(lambda: services.create_fiche(actor=request.actor, body=body, state=wanted.state))
    told = answer(request, response, fiche)
    response["Location"] = told["url"]
    return Status(201, told)


@router.patch("/fiches/{fiche_id}", response={200: FicheFull, **WRITES}, url_name="edit_fiche")
@rest("offer.edit")
def edit_fiche(request: ApiRequest, response: HttpResponse, fiche_id: FicheId, wanted: FicheEdit) -> Any:
    """Modifier des champs d’une fiche, par-dessus ce que disent ses sources, ou leur rendre des champs."""
    values = readable(wanted.values, "values")
    with transaction.atomic():
        fiche = _unchanged(request, fiche_id, wanted.updated_at)
        fiche = _told(lambda: _edited(request, fiche, values, wanted.restore))
    return answer(request, response, fiche)


@router.post("/fiches/{fiche_id}/state", response={200: FicheFull, **WRITES}, url_name="fiche_state")
@rest("offer.edit")
def change_state(request: ApiRequest, response: HttpResponse, fiche_id: FicheId, wanted: StateIn) -> Any:
    """Publier, masquer ou archiver une fiche."""
    with transaction.atomic():
        fiche = _unchanged(request, fiche_id, wanted.updated_at)
        try:
            fiche = STATES[wanted.state](actor=request.actor, fiche=fiche)
        except services.BadFiche as error:
            raise HttpError(409, str(error)) from error
    return answer(request, response, fiche)


def _edited(request: ApiRequest, fiche: Fiche, values: dict[str, Any], restore: list[str]) -> Fiche:
    if values:
        fiche = services.edit_fiche(actor=request.actor, fiche=fiche, values=values)
    for path in restore:
        fiche = services.drop_override(actor=request.actor, fiche=fiche, path=path)
    return fiche


def _told(write: Callable[[], Answer]) -> Answer:
    """Run a service; what it refuses is told as the errors of a body are."""
    try:
        return write()
    except services.BadFiche as error:
        raise ValidationError([_problem("body", problem) for problem in error.problems]) from error


def _problem(place: str, sentence: str) -> dict[str, Any]:
    return {"type": "value_error", "loc": (place,), "ctx": {"error": sentence.rstrip(".")}}


def _unchanged(request: ApiRequest, fiche_id: int, read_at: dt.datetime | None) -> Fiche:
    """The fiche, kept from other writers, if it still is as the client read it."""
    fiche = Fiche.objects.select_for_update().filter(pk=fiche_id).first()
    if fiche is None:
        raise Http404(str(fiche_id))
    if not _expected(request, fiche):
        raise HttpError(412, CHANGED)
    if read_at is not None and abs(aware(read_at) - fiche.updated_at) >= PRECISION:
        raise HttpError(409, CHANGED)
    return fiche


def _expected(request: ApiRequest, fiche: Fiche) -> bool:
    """Whether the fiche still has one of the tags that the client names, when it names any."""
    # A tag that compression made weak names the same state.
    tags = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-Match", ""))}
    return not tags or "*" in tags or described(request, fiche, request.office.slug)[1] in tags


def readable(value: dict[str, Any], place: str) -> dict[str, Any]:
    """The value, if every text in it can be stored and it is not absurdly deep."""
    problem = _unreadable(value, DEEPEST)
    if problem:
        raise ValidationError([_problem(place, problem)])
    return value


def _unreadable(value: Any, levels: int) -> str:
    if levels < 0:
        return "Trop de niveaux imbriqués"
    if isinstance(value, str):
        bad = "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value)
        return "Un texte contient un caractère illisible" if bad else ""
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    if not isinstance(inner, list):
        return ""
    return next((problem for item in inner if (problem := _unreadable(item, levels - 1))), "")
