"""Template tags of the UI kit; see docs/develop/ui.md and the page ``/kit``.

Tags only choose words and markup: whatever needs a decision or a query has been settled by the view.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import blake2s
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from buron.kernel import formats, pmtiles
from buron.kernel.contributions import deeds
from buron.kernel.jobs.declare import declared
from buron.kernel.models import JournalEntry, Office

register = template.Library()

Number = int | float | Decimal
SPRITE = "kernel/icons.svg"
UNDO = "undo:"


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """A drawing of the sprite; without ``label`` it is decoration and readers skip it."""
    href = f"{static(SPRITE)}#{name}"
    css = f"icon {classes}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, href)


@register.simple_tag
def badge(text: object, tone: str = "", icon: str = "", dot: bool = False) -> SafeString:
    """A short state. Tones: info, good, warn, bad, accent, provisional; none is neutral."""
    css = " ".join(["badge", *([f"badge--{tone}"] if tone else []), *(["badge--dot"] if dot else [])])
    drawing = _icon(icon) if icon else ""
    return format_html('<span class="{}">{}{}</span>', css, drawing, text)


_icon = icon


@register.simple_tag
def field(bound: BoundField, width: str = "") -> SafeString:
    """A field with its label, help and errors; ``width`` is ``short`` or ``medium``."""
    if not width:
        return bound.as_field_group()
    return bound.form.render("kernel/forms/field.html", {"field": bound, "width": width})


@register.simple_tag
def error_summary(form: BaseForm, focus: bool = True) -> SafeString | str:
    """What is to be corrected, at the top of the form, each line leading to its field; it takes the focus."""
    if not form.is_bound or not form.errors:
        return ""
    lines = [
        {"id": bound.id_for_label or bound.auto_id, "label": bound.label, "error": bound.errors[0]}
        for bound in form
        if bound.errors and not bound.is_hidden
    ]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    form_errors = [*form.non_field_errors(), *hidden]
    context = {
        "lines": lines,
        "form_errors": form_errors,
        "total": len(lines) + len(form_errors),
        "focus": focus,
    }
    return render_to_string("kernel/components/error_summary.html", context)


@register.simple_tag
def evolution(value: Number | None, better: str = "up", decimals: int = 1) -> SafeString:
    """A change in hundredths, with its sign. ``better`` says which way is good news: up, down or none."""
    if value is None:
        return format_html('<span class="evolution">{}</span>', formats.UNKNOWN)
    shown = formats.rounded(value, decimals)
    drawing = "minus" if shown == 0 else "trending-up" if shown > 0 else "trending-down"
    css = "evolution"
    if shown and better in ("up", "down"):
        css += " evolution--good" if (shown > 0) == (better == "up") else " evolution--bad"
    text = formats.percent(value, decimals, signed=True)
    return format_html('<span class="{}">{}{}</span>', css, _icon(drawing), text)


_NO_EVOLUTION = object()


@register.simple_tag(takes_context=True)
def keyfigure(
    context: Context,
    label: str,
    value: Number | str | None,
    unit: str = "",
    evolution: Any = _NO_EVOLUTION,
    **options: Any,
) -> SafeString:
    """A key figure that opens on its rows.

    ``value`` is a number, a text already written, or ``None`` for what is not known. Options: ``href`` (the rows),
    ``decimals``, ``better``, ``against`` ("par rapport à 2023"), ``period``, ``definition`` with ``source`` and
    ``formula``, ``n``, ``not_asked`` (hundredths), ``provisional``.
    """
    text = value if isinstance(value, str) else formats.number(value, options.get("decimals"))
    values = {
        **dict.fromkeys(("n", "href", "definition", "source", "formula", "against", "period", "not_asked")),
        "better": "up",
        "provisional": False,
        **options,
        "request": context.get("request"),
        "label": label,
        "text": text,
        "unit": unit,
        "unknown": value is None,
        "with_evolution": evolution is not _NO_EVOLUTION,
        "evolution": evolution,
    }
    return render_to_string("kernel/components/keyfigure.html", values)


@register.simple_tag(takes_context=True)
def definition(context: Context, label: str, text: str, source: str = "", formula: str = "") -> SafeString:
    """An "i" that opens what a figure means."""
    values = {"label": label, "text": text, "source": source, "formula": formula}
    return render_to_string(
        "kernel/components/definition.html", values | {"id": _unique_id(context.get("request"), label)}
    )


def _unique_id(request: HttpRequest | None, label: str) -> str:
    """The same page gives the same identifiers; the same label twice on a page gets two."""
    base = f"def-{blake2s(str(label).encode(), digest_size=4).hexdigest()}"
    if request is None:
        return base
    used: dict[str, int] = request.__dict__.setdefault("_kit_ids", {})
    used[base] = used.get(base, 0) + 1
    return base if used[base] == 1 else f"{base}-{used[base]}"


@register.simple_tag
def empty_state(
    title: str, text: str = "", icon: str = "inbox", action: str = "", action_url: str = ""
) -> SafeString:
    """What to show instead of an empty list: what would be here, and how to begin."""
    values = {"title": title, "text": text, "icon_name": icon, "action": action, "action_url": action_url}
    return render_to_string("kernel/components/empty.html", values)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> SafeString | str:
    """Links to the other pages, with the filters of the address kept; nothing when there is only one page."""
    if page.paginator.num_pages < 2:
        return ""
    request: HttpRequest | None = context.get("request")
    values = {
        "page": page,
        "previous": _page_url(request, parameter, page.number - 1) if page.has_previous() else "",
        "next": _page_url(request, parameter, page.number + 1) if page.has_next() else "",
        "pages": list(_page_links(request, parameter, page)),
    }
    return render_to_string("kernel/components/pagination.html", values)


def _page_url(request: HttpRequest | None, parameter: str, number: int) -> str:
    if request is None:
        return f"?{parameter}={number}"
    query = request.GET.copy()
    query[parameter] = str(number)
    return f"?{query.urlencode()}"


def _page_links(
    request: HttpRequest | None, parameter: str, page: Page[Any]
) -> Iterator[tuple[int | str, str]]:
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        linked = isinstance(number, int) and number != page.number
        yield number, _page_url(request, parameter, int(number)) if linked else ""


@register.simple_block_tag
def notice(content: str, tone: str = "info", icon: str = "") -> SafeString:
    """A message that stays in the page. Tones: info, good, warn, bad."""
    drawings = {"good": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}
    css = "notice" if tone == "info" else f"notice notice--{tone}"
    drawing = _icon(icon or drawings.get(tone, "info"))
    return format_html('<div class="{}">{}<div>{}</div></div>', css, drawing, content)


@register.simple_block_tag
def card(content: str, title: str = "", id: str = "") -> SafeString:
    """A surface that holds one subject."""
    head = format_html('<h2 class="card__title">{}</h2>', title) if title else ""
    anchor = format_html(' id="{}"', id) if id else ""
    return format_html('<section class="card"{}>{}{}</section>', anchor, head, content)


@register.simple_block_tag
def dialog(content: str, id: str, title: str, kind: str = "", opened: bool = False) -> SafeString:
    """A native dialog, opened by ``data-dialog-open="id"``. Kinds: ``wide``, ``drawer``; ``opened`` shows it at once.

    The content brings ``<div class="dialog__body">`` and, when it asks something, ``<div class="dialog__foot">``.
    """
    css = {"wide": "dialog--wide", "drawer": "drawer"}.get(kind, "dialog")
    values = {"content": content, "id": id, "title": title, "css": css, "opened": opened}
    return render_to_string("kernel/components/dialog.html", values)


@register.simple_tag(takes_context=True)
def map_tiles(context: Context, given: str = "") -> str:
    """The address of the map background: the one that the page gives, else the office's own file, else nothing."""
    office = context.get("office")
    if given or not isinstance(office, Office) or not pmtiles.place_of(office).is_file():
        return given
    return reverse("kernel_map_tiles", kwargs={"slug": office.slug})


@register.simple_tag
def map_locale() -> str:
    """The words of the map's own buttons, as JSON for a data attribute."""
    words = {
        "NavigationControl.ZoomIn": _("Agrandir"),
        "NavigationControl.ZoomOut": _("Réduire"),
        "AttributionControl.ToggleAttribution": _("Sources de la carte"),
        "Map.Title": _("Carte"),
        "Popup.Close": _("Fermer"),
        "CooperativeGesturesHandler.WindowsHelpText": _("Ctrl et molette pour agrandir la carte"),
        "CooperativeGesturesHandler.MacHelpText": _("⌘ et molette pour agrandir la carte"),
        "CooperativeGesturesHandler.MobileHelpText": _("Deux doigts pour déplacer la carte"),
    }
    return json.dumps(words, ensure_ascii=False)


@register.simple_tag
def menu_shortcuts(menu: Sequence[dict[str, Any]] | None, count: int = 4) -> list[dict[str, Any]]:
    """The first entries of the menu, for the bar at the bottom of a phone."""
    return [entry for group in menu or () for entry in group["entries"]][:count]


@register.filter
def choice_digit(index: object) -> str:
    """The key of a choice by its rank from 0: 1 to 9, then 0; none beyond."""
    rank = int(index) if str(index).isdigit() else 99  # type: ignore[call-overload]
    return str((rank + 1) % 10) if rank < 10 else ""


@register.filter
def initials(name: object) -> str:
    """Two letters for a person."""
    words = [word for word in str(name).replace("@", " ").replace("-", " ").split() if word]
    return "".join(word[0] for word in words[:2])


@register.filter
def undo_url(extra_tags: str | None) -> str:
    """The address in a message's ``extra_tags="undo:/…"``; only an address of this site."""
    for tag in (extra_tags or "").split():
        address = tag.removeprefix(UNDO)
        if tag.startswith(UNDO) and address.startswith("/") and not address.startswith("//"):
            return address
    return ""


@register.filter
def deed(action: str) -> str:
    """What the journal says of an action, in words; one that no room declares any more is said so, with its key."""
    found = deeds.find(action)
    return str(found.title) if found else _("Action d’une autre version (%(key)s)") % {"key": action}


@register.filter
def who(entry: JournalEntry) -> str:
    """Who did what an entry of the journal tells: a person's name, or the program with what it was doing."""
    if entry.actor_kind != "system":
        return entry.actor_label
    job = declared.find(entry.actor_id)
    if job is not None:
        return _("Buron, tâche « %(title)s »") % {"title": job.title}
    return _("Buron, de lui-même") if "." in entry.actor_id else entry.actor_label


@register.filter
def or_dash(value: object) -> object:
    """Unknown and empty become a dash; zero stays zero."""
    return "—" if value is None or value == "" else value


@register.filter
def fr_number(value: Number | None, decimals: int | None = None) -> str:
    """``12 345,6``."""
    return formats.number(value, decimals)


@register.filter
def fr_percent(value: Number | None, decimals: int = 1) -> str:
    """``12,3 %``, from hundredths."""
    return formats.percent(value, decimals)


@register.filter
def fr_amount(cents: int | None) -> str:
    """``18 561,00 €``, from integer cents."""
    return formats.amount(cents)


@register.filter(expects_localtime=True)
def fr_date(value: dt.date | None) -> str:
    """``12 avril 2024``; a moment keeps its hour."""
    return formats.datetime_text(value) if isinstance(value, dt.datetime) else formats.date_text(value)
