"""The office: the tenant to which every row belongs."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

# First parts of addresses that are not an office's.
RESERVED_SLUGS = frozenset(
    {
        "api",
        "admin",
        "c",
        "comptes",
        "carnet",
        "cartes",
        "choix",
        "demande",
        "hebergeur",
        "i18n",
        "kit",
        "media",
        "public",
        "sante",
        "static",
        "favicon.ico",
        "robots.txt",
    }
)

slug_validator = RegexValidator(
    r"\A[a-z0-9][a-z0-9-]{1,48}[a-z0-9]\Z",
    "L’adresse courte s’écrit en minuscules sans accent, chiffres et tirets, de 3 à 50 caractères.",
)


def not_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError("Cette adresse courte est réservée ; choisissez-en une autre.")


class Office(models.Model):
    """A tourist office. ``settings`` holds choices that have a default everywhere they are read."""

    slug = models.CharField(max_length=50, unique=True, validators=[slug_validator, not_reserved])
    name = models.CharField(max_length=120)
    siren = models.CharField(max_length=9, blank=True)
    epci_siren = models.CharField(max_length=9, blank=True)
    department = models.CharField(max_length=3, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    website = models.URLField(blank=True)
    address = models.TextField(blank=True)
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
