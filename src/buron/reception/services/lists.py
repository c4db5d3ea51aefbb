"""The office's closed lists: made from the common core, then renamed, completed and retired by the office."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.folding import fold
from buron.reception.models import ListItem
from buron.reception.rules.facts import FactsError
from buron.reception.rules.lists import CORE, LIST_TITLES, core_codes

BEGINNING = dt.date(1900, 1, 1)
"""Common items are valid for every act that an office may import."""

LABEL_LENGTH = 80


def setup_lists(*, actor: Actor) -> int:
    """Give the office the common items that it lacks; returns how many were made. Doing it again makes none."""
    actor.require("reception.lists")
    with transaction.atomic():
        known = set(ListItem.objects.filter(core=True).values_list("key", "code"))
        missing = [
            ListItem(
                office_id=actor.office_id,
                key=key,
                code=item.code,
                label=item.label,
                core=True,
                core_code=item.code,
                valid_from=BEGINNING,
                position=10 * rank,
                shortcut=item.shortcut,
                icon=item.icon,
            )
            for key, items in CORE.items()
            for rank, item in enumerate(items, 1)
            if (key, item.code) not in known
        ]
        ListItem.objects.bulk_create(missing)
        if missing:
            journal.record(actor=actor, action="reception.lists.set_up", after={"items": len(missing)})
    return len(missing)


def add_list_item(
    *,
    actor: Actor,
    key: str,
    label: str,
    core_code: str = "",
    valid_from: dt.date | None = None,
    shortcut: str = "",
    icon: str = "",
) -> ListItem:
    """Add an item of the office's own. ``core_code`` says what it adds up to when offices are summed."""
    actor.require("reception.lists")
    label = _label(label)
    if key not in CORE:
        raise FactsError("key", "Cette liste n’existe pas.")
    if core_code and core_code not in core_codes(key):
        raise FactsError("core_code", f"« {core_code} » n’est pas un code commun de cette liste.")
    if shortcut and not (len(shortcut) == 1 and shortcut.isdigit()):
        raise FactsError("shortcut", "Le raccourci est un chiffre de 0 à 9.")
    with transaction.atomic():
        others = list(ListItem.objects.filter(key=key).order_by("position"))
        if any(fold(item.label) == fold(label) and item.valid_until is None for item in others):
            raise FactsError("label", f"« {label} » existe déjà dans la liste « {LIST_TITLES[key]} ».")
        item = ListItem.objects.create(
            office_id=actor.office_id,
            key=key,
            code=_free_code(label, {item.code for item in others} | core_codes(key)),
            label=label,
            core_code=core_code,
            valid_from=valid_from or timezone.localdate(),
            position=(others[-1].position if others else 0) + 10,
            shortcut=shortcut,
            icon=icon,
        )
        journal.record(
            actor=actor,
            action="reception.list_item.added",
            target=item,
            after={"key": key, "code": item.code, "label": label, "core_code": core_code},
        )
    return item


def rename_list_item(
    *, actor: Actor, item: ListItem, label: str, valid_from: dt.date | None = None
) -> ListItem:
    """Show another word for the same thing from a day on: a new version, and the old one keeps its acts' word."""
    actor.require("reception.lists")
    label = _label(label)
    start = valid_from or timezone.localdate()
    with transaction.atomic():
        item = ListItem.objects.select_for_update().get(pk=item.pk)
        if item.valid_until is not None:
            raise FactsError("label", "Cette version est close : renommez celle qui est en usage.")
        if start < item.valid_from:
            raise FactsError("valid_from", "Le nouveau nom commence avant la version qu’il remplace.")
        before = item.label
        if start == item.valid_from:
            item.label = label
            item.save(update_fields=["label"])
        else:
            item = _next_version(item, label, start)
        journal.record(
            actor=actor,
            action="reception.list_item.renamed",
            target=item,
            before={"label": before},
            after={"label": label, "valid_from": start.isoformat()},
        )
    return item


def _next_version(item: ListItem, label: str, start: dt.date) -> ListItem:
    item.valid_until = start - dt.timedelta(days=1)
    item.save(update_fields=["valid_until"])
    item.pk = None
    item._state.adding = True
    item.label, item.valid_from, item.valid_until = label, start, None
    item.save()
    return item


def retire_list_item(*, actor: Actor, item: ListItem, last_day: dt.date | None = None) -> ListItem:
    """Stop offering an item after a day (today by default); its acts keep it, and late entries before still may."""
    actor.require("reception.lists")
    end = last_day or timezone.localdate()
    with transaction.atomic():
        item = ListItem.objects.select_for_update().get(pk=item.pk)
        if item.valid_until is not None:
            return item
        if end < item.valid_from:
            raise FactsError("last_day", "Le dernier jour précède le premier.")
        _refuse_emptying(item)
        item.valid_until = end
        item.save(update_fields=["valid_until"])
        journal.record(
            actor=actor,
            action="reception.list_item.retired",
            target=item,
            before={"valid_until": None},
            after={"valid_until": end.isoformat()},
        )
    return item


def _refuse_emptying(item: ListItem) -> None:
    if item.key == "channel" and item.code == "counter":
        raise FactsError("item", "Le comptoir est le canal de l’écran d’accueil : il reste.")
    if not ListItem.objects.filter(key=item.key, valid_until=None).exclude(pk=item.pk).exists():
        raise FactsError("item", "Une liste garde au moins une réponse.")


def arrange_list(*, actor: Actor, key: str, codes: Sequence[str]) -> None:
    """Put a list in an order and deal the digits again: the first nine answers get 1 to 9, "does not know" 0.

    Codes that are not named keep their place after the others.
    """
    actor.require("reception.lists")
    with transaction.atomic():
        items = list(ListItem.objects.select_for_update().filter(key=key))
        rank = {code: place for place, code in enumerate(codes)}
        items.sort(key=lambda item: (rank.get(item.code, len(rank)), item.position))
        places = {code: place for place, code in enumerate(dict.fromkeys(item.code for item in items), 1)}
        digits = _digits(items)
        for item in items:
            item.position, item.shortcut = 10 * places[item.code], digits.get(item.code, "")
        ListItem.objects.bulk_update(items, ["position", "shortcut"])
        journal.record(
            actor=actor, action="reception.list.arranged", after={"key": key, "codes": list(places)}
        )


def _digits(items: Sequence[ListItem]) -> dict[str, str]:
    used = dict.fromkeys(item.code for item in items if item.valid_until is None)
    dealt = iter("123456789")
    return {code: "0" if code == "unknown" else next(dealt, "") for code in used}


def _label(text: str) -> str:
    label = " ".join(text.split())
    if not label:
        raise FactsError("label", "Donnez un nom à cette réponse.")
    if len(label) > LABEL_LENGTH:
        raise FactsError("label", f"Un nom est limité à {LABEL_LENGTH} caractères.")
    return label


def _free_code(label: str, taken: set[str]) -> str:
    """A code that no other item has or had: own codes start with ``own-``, so that no core code ever meets them."""
    stem = "own-" + (re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")[:30] or "x")
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code
