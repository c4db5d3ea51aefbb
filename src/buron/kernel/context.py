"""What every page knows: the office, the side menu, the public languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, TypedDict

from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from buron.kernel.actors import Actor
from buron.kernel.contributions import MenuEntry, menu
from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import LANGUAGE_NAMES


class Badge(TypedDict):
    count: int
    said: str


class MenuLine(TypedDict):
    title: str
    url: str
    icon: str
    active: bool
    badge: Callable[[], Badge | None]
    """Counted when it is drawn: an answer without the menu asks for nothing."""


class MenuGroup(TypedDict):
    group_title: str
    entries: list[MenuLine]
    active: bool
    """Whether the page being shown is in it."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor of all pages."""
    office: Office | None = getattr(request, "office", None)
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "office": office,
        "actor": actor,
        "menu": SimpleLazyObject(partial(menu_of, office, actor, request.path)) if office and actor else [],
        "search_url": search_address(office, actor) if office and actor else "",
        "public_languages": LANGUAGE_NAMES,
    }


def search_address(office: Office, actor: Actor) -> str:
    """Where the search box of every page sends what was typed; empty when nothing may be searched."""
    for entry in menu:
        if entry.answers_search and actor.can(entry.permission):
            return reverse(entry.url_name, kwargs={"office": office.slug})
    return ""


def first_address(office: Office, actor: Actor, roles: Sequence[str]) -> str:
    """Where somebody's day begins: the first screen meant for one of the roles, else the first of the menu."""
    held = [entry for entry in sorted(menu, key=lambda entry: entry.order) if actor.can(entry.permission)]
    meant = [entry for entry in held if entry.first_for & frozenset(roles)]
    first = next(iter(meant or held), None)
    return reverse(first.url_name, kwargs={"office": office.slug}) if first else ""


def menu_of(office: Office, actor: Actor, path: str) -> list[MenuGroup]:
    """The menu of somebody in an office, grouped in the order of the entries; the longest matching
    address is the active one.
    """
    held: list[tuple[MenuEntry, str]] = [
        (entry, reverse(entry.url_name, kwargs={"office": office.slug}))
        for entry in sorted(menu, key=lambda entry: entry.order)
        if actor.can(entry.permission)
    ]
    active = max((url for _, url in held if path.startswith(url)), key=len, default="")
    badges = Badges(office, actor, [entry for entry, _ in held])
    groups: dict[str, MenuGroup] = {}
    for entry, url in held:
        title = str(entry.group)
        group = groups.setdefault(title, {"group_title": title, "entries": [], "active": False})
        group["entries"].append(
            {
                "title": str(entry.title),
                "url": url,
                "icon": entry.icon,
                "active": url == active,
                "badge": partial(badges.of, entry),
            }
        )
        group["active"] |= url == active
    return list(groups.values())


class Badges:
    """What waits behind the entries of a menu, in one query, asked when the first badge is drawn."""

    def __init__(self, office: Office, actor: Actor, entries: Sequence[MenuEntry]) -> None:
        self._office, self._actor, self._entries = office, actor, entries

    def of(self, entry: MenuEntry) -> Badge | None:
        """The badge of an entry; None when it has none, or when nothing waits."""
        count = self._counts.get(entry.key, 0) if entry.badge else 0
        return {"count": count, "said": entry.badge.said(count)} if entry.badge and count else None

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        with office_scope(self._office):
            asked = {one.key: _count_of(one.badge.rows(self._actor)) for one in self._entries if one.badge}
            found = Office.objects.filter(pk=self._office.pk).values_list(*asked.values()).get()
        return dict(zip(asked, found, strict=True))


def _count_of(rows: QuerySet[Any]) -> Subquery:
    counted = rows.order_by().annotate(_rows=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("_rows"))
