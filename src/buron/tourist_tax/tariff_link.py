"""The way to the posted tariffs, from the public pages of the office and from those of its hosts."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.kernel.models import Office
from buron.kernel.public_links import PublicLink, public_links
from buron.tourist_tax.models import Decision


def tariff_path(office: Office, language: str) -> str:
    """The public page of the tariffs that apply today; empty while no decision applies."""
    today = timezone.localdate()
    voted = Decision.objects.filter(office=office, state=Decision.State.IN_FORCE, valid_from__lte=today)
    if not voted.exclude(valid_until__lt=today).exists():
        return ""
    return f"{reverse('tax_public_tariffs', kwargs={'site': office.slug})}?langue={language}"


def page_address(request: HttpRequest, office: Office, language: str) -> str:
    """The public page as it is printed beside its code."""
    path = reverse("tax_public_tariffs", kwargs={"site": office.slug})
    return request.build_absolute_uri(f"{path}?langue={language}")


public_links.register(PublicLink("tourist_tax.tariffs", _("Taxe de séjour : les tarifs"), tariff_path))
