"""What a person does to a fiche: create, edit, hide, archive, say that it is right.

An edit never changes what a source said: it lies over it, path by path (see :mod:`buron.offer.rules`), survives
every import, and can be dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.body import Body
from buron.offer.body_check import body_problems
from buron.offer.columns import columns_of
from buron.offer.models import Fiche
from buron.offer.rules import (
    BadPath,
    check_path,
    compose,
    local_of,
    value_at,
    with_override,
    without_override,
)
from buron.offer.services import _index
from buron.offer.services.compose import (
    keep_own_bodies,
    recompose,
    share_body,
    write_body,
)

EDIT = "offer.edit"


class BadFiche(ValueError):
    """What was typed cannot be kept; ``problems`` are French sentences."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def create_fiche(*, actor: Actor, body: Mapping[str, Any], state: str = Fiche.State.PUBLISHED) -> Fiche:
    """A fiche that the office makes itself; all of it counts as the office's edits, should a source know it later."""
    actor.require(EDIT)
    _check_state(state)
    problems = body_problems(dict(body))
    if problems:
        raise BadFiche(*problems)
    local = local_of(body)
    composed = compose([], local)
    _check_columns(composed)
    now = timezone.now()
    fiche = Fiche(office_id=actor.office_id, local=local, state=state)
    write_body(fiche, composed, now=now)
    fiche.checked_on = timezone.localdate(now)
    fiche.save(update_fields=["checked_on"])
    journal.record(
        actor=actor,
        action="offer.fiche.created",
        target=fiche,
        after={"kind": fiche.kind, "name": fiche.name, "state": fiche.state},
    )
    _index.index([fiche.pk])
    return fiche


@transaction.atomic
def edit_fiche(*, actor: Actor, fiche: Fiche, values: Mapping[str, Any]) -> Fiche:
    """Lay several edits over a fiche at once, path to value; ``None`` hides what the source says.

    A value that is the one already shown is left out, so that saving a form unchanged edits nothing.
    """
    actor.require(EDIT)
    fiche = _locked(fiche)
    changed = {path: value for path, value in values.items() if value_at(fiche.body, _path(path)) != value}
    if not changed:
        return fiche
    local = dict(fiche.local)
    for path, value in changed.items():
        _check_value(fiche, path, value)
        local = with_override(local, path, value)
    _check_named(fiche, local)
    before = {path: value_at(fiche.body, path) for path in changed}
    _store_local(fiche, local)
    journal.record(actor=actor, action="offer.fiche.edited", target=fiche, before=before, after=dict(changed))
    return fiche


def override(*, actor: Actor, fiche: Fiche, path: str, value: Any) -> Fiche:
    """One edit (see :func:`edit_fiche`)."""
    return edit_fiche(actor=actor, fiche=fiche, values={path: value})


@transaction.atomic
def drop_override(*, actor: Actor, fiche: Fiche, path: str) -> Fiche:
    """Give a path back to what the sources say of it."""
    actor.require(EDIT)
    fiche = _locked(fiche)
    local = without_override(fiche.local, _path(path))
    if local == fiche.local:
        return fiche
    if not fiche.records.exists():
        raise BadFiche("Cette fiche n’a pas de source : il n’y a rien à rétablir.")
    before = value_at(fiche.body, path)
    _store_local(fiche, local)
    journal.record(
        actor=actor,
        action="offer.fiche.edit_dropped",
        target=fiche,
        before={path: before},
        after={path: value_at(fiche.body, path)},
    )
    return fiche


def publish(*, actor: Actor, fiche: Fiche) -> Fiche:
    """Show a fiche everywhere."""
    return _change_state(actor, fiche, Fiche.State.PUBLISHED, "offer.fiche.published")


def hide(*, actor: Actor, fiche: Fiche) -> Fiche:
    """Keep a fiche for the office only."""
    return _change_state(actor, fiche, Fiche.State.HIDDEN, "offer.fiche.hidden")


def archive(*, actor: Actor, fiche: Fiche) -> Fiche:
    """Put a fiche away: it is found no more, and kept."""
    return _change_state(actor, fiche, Fiche.State.ARCHIVED, "offer.fiche.archived")


@transaction.atomic
def mark_checked(*, actor: Actor, fiche: Fiche, day: dt.date | None = None) -> Fiche:
    """Say that the content of a fiche is right, today or on a day past."""
    actor.require(EDIT)
    fiche = _locked(fiche)
    today = timezone.localdate()
    day = day or today
    if day > today:
        raise BadFiche("Une fiche ne peut pas être vérifiée à une date à venir.")
    if fiche.checked_on is not None and fiche.checked_on >= day:
        return fiche
    before, fiche.checked_on = fiche.checked_on, day
    fiche.save(update_fields=["checked_on", "updated_at"])
    journal.record(
        actor=actor,
        action="offer.fiche.checked",
        target=fiche,
        before={"checked_on": before.isoformat() if before else None},
        after={"checked_on": day.isoformat()},
    )
    _index.index([fiche.pk])
    return fiche


@transaction.atomic
def _change_state(actor: Actor, fiche: Fiche, state: str, action: str) -> Fiche:
    actor.require(EDIT)
    fiche = _locked(fiche)
    if fiche.state == state:
        return fiche
    before, fiche.state = fiche.state, state
    fiche.hidden_by_source = False
    fiche.save(update_fields=["state", "hidden_by_source", "updated_at"])
    journal.record(
        actor=actor, action=action, target=fiche, before={"state": before}, after={"state": fiche.state}
    )
    _index.index([fiche.pk])
    return fiche


def _locked(fiche: Fiche) -> Fiche:
    """The fiche as it is now, kept from other writers until the transaction ends."""
    found = Fiche.objects.select_for_update().get(pk=fiche.pk)
    if found.merged_into_id is not None:
        raise BadFiche("Cette fiche a été réunie à une autre : défaites d’abord la réunion.")
    return found


def _store_local(fiche: Fiche, local: dict[str, Any]) -> None:
    keep_own_bodies(fiche)
    fiche.local = local
    fiche.save(update_fields=["local"])
    recompose([fiche.pk], now=timezone.now())
    fiche.refresh_from_db()
    share_body(fiche)
    _index.index([fiche.pk])


def _path(path: str) -> str:
    try:
        check_path(path)
    except BadPath:
        raise BadFiche(f"Le champ « {path} » n’existe pas.") from None
    return path


def _check_value(fiche: Fiche, path: str, value: Any) -> None:
    """Only what is edited is checked: what a source says badly elsewhere is not the editor's doing."""
    edited = compose([fiche.body], with_override({}, path, value))
    field = path.split(".")[0]
    alone = {"kind": fiche.kind, "name": {"fr": fiche.name}, **_only(edited, field)}
    problems = [problem for problem in body_problems(alone) if problem.startswith(field)]
    if problems and value is not None:
        raise BadFiche(*problems)
    _check_columns(edited)


def _check_named(fiche: Fiche, local: Mapping[str, Any]) -> None:
    """What no source knows has its kind and its name from the office alone, and must keep them."""
    alone = compose([], local)
    if not (alone.get("kind") and alone.get("name")) and not fiche.records.exists():
        raise BadFiche("Une fiche a toujours un type et un nom.")


def _only(body: Body, field: str) -> dict[str, Any]:
    value = body.get(field)
    return {} if value is None else {field: value}


def _check_columns(body: Body) -> None:
    try:
        columns_of(body)
    except ValueError as error:
        raise BadFiche(f"La fiche ne peut pas être enregistrée : {error}.") from error


def _check_state(state: str) -> None:
    if state not in Fiche.State.values:
        raise BadFiche(f"L’état « {state} » n’existe pas.")
