"""What every page knows: the office, the side menu, the public languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from django.http import HttpRequest
from django.urls import reverse

from buron.kernel.actors import Actor
from buron.kernel.contributions import MenuEntry, menu
from buron.kernel.models import Office
from buron.kernel.texts import LANGUAGE_NAMES


class MenuLine(TypedDict):
    title: str
    url: str
    icon: str
    active: bool


class MenuGroup(TypedDict):
    group_title: str
    entries: list[MenuLine]
    active: bool
    """Whether the page being shown is in it."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor of all pages."""
    office: Office | None = getattr(request, "office", None)
    actor: Actor | None = getattr(request, "actor", None)
    groups = menu_of(office, actor, request.path) if office and actor else []
    search = search_address(office, actor) if office and actor else ""
    return {
        "office": office,
        "actor": actor,
        "menu": groups,
        "search_url": search,
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
    groups: dict[str, MenuGroup] = {}
    for entry, url in held:
        title = str(entry.group)
        group = groups.setdefault(title, {"group_title": title, "entries": [], "active": False})
        group["entries"].append(
            {"title": str(entry.title), "url": url, "icon": entry.icon, "active": url == active}
        )
        group["active"] |= url == active
    return list(groups.values())
