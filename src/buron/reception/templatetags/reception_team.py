"""What stands beside the desk: the liaison book and the unmet requests, one tap away."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from buron.reception.queries.liaison import colleagues, new_to
from buron.reception.queries.unmet import commune_choices
from buron.reception.services.acts import author_id

register = template.Library()


@register.inclusion_tag("reception/parts/desk_team_links.html", takes_context=True)
def desk_team_links(context: Context) -> dict[str, Any]:
    """The two buttons of the desk's header, with how much of the book is new."""
    actor = context["actor"]
    reads = actor.can("reception.liaison")
    news = new_to(author_id(actor), timezone.localdate()) if reads else None
    return {"office": context["office"], "reads": reads, "news": news}


@register.inclusion_tag("reception/parts/desk_team.html", takes_context=True)
def desk_team(context: Context) -> dict[str, Any]:
    """The two dialogs; ``desk``, ``channel`` and ``lists`` come from the desk's own page."""
    lists = context["lists"]
    return {
        "office": context["office"],
        "desk": context["desk"],
        "channel": context["channel"],
        "reads": context["actor"].can("reception.liaison"),
        "kinds": lists["liaison"],
        "themes": lists["unmet"],
        "people": [str(user) for user in colleagues(context["office"].pk)],
        "communes": commune_choices(context["office"]),
    }
