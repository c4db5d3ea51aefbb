"""The ways that rooms offer at the foot of public pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from buron.kernel.models import Office
from buron.kernel.public_links import public_links as links

register = template.Library()


@register.simple_tag
def public_links(office: Office, language: str) -> SafeString:
    """What the rooms offer in this office, each on a line of its own."""
    found = ((path, one.title) for one in links if (path := one.path(office, language)))
    return format_html_join("", '<br><a href="{}">{}</a>', found)
