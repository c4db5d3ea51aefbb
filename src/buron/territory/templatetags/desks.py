"""The way to the desks and their hours, from every page that a visitor reads."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from buron.kernel.models import Office
from buron.territory.queries.desks_shown import desks_path

register = template.Library()


@register.simple_tag
def desks_link(office: Office, language: str) -> SafeString:
    """A link to the public page of the office's desks, in the language of the page."""
    path = desks_path(office.slug, language)
    return format_html('<a href="{}">{}</a>', path, _("Nos bureaux et leurs horaires"))
