"""Reads of the directory that have more than one caller."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from buron.directory import rules
from buron.directory.models import Party

MOST_FOUND = 20
MOST_DOUBLES = 12
YEARS_OF_SILENCE = 3
DAYS_TO_ANSWER = 60


class Double(NamedTuple):
    """A contact that may be the same, and why one thinks so (French)."""

    party: Party
    reason: str


def current() -> QuerySet[Party]:
    """The contacts that are neither erased nor merged."""
    return Party.objects.filter(erased_at=None, merged_into=None)


def find_parties(
    words: str = "", role: str = "", *, kind: str = "", limit: int | None = MOST_FOUND
) -> QuerySet[Party]:
    """Contacts whose names, e-mail or city hold every word, accents and case aside, in order of names.

    ``limit`` bounds the answer (None for a list that is cut into pages).
    """
    found = current()
    for word in words.split()[:8]:
        found = found.filter(_holds(word))
    if role:
        found = found.filter(roles__code=role, roles__until=None)
    if kind:
        found = found.filter(kind=kind)
    return found if limit is None else found[:limit]


def _holds(word: str) -> Q:
    if "@" in word:
        return Q(email_key__startswith=rules.email_key(word))
    parts = rules.fold(word).replace(".", " ").split()
    condition = Q()
    for part in parts:
        condition &= Q(search_words__contains=f" {part}")
    if word.isdigit() and len(word) >= 4:
        condition |= Q(postcode=word) | Q(siret__startswith=word)
    return condition if parts else Q()


def party_by_email(email: str) -> Party | None:
    """The contact that has this address, the most recent one when several share it."""
    key = rules.email_key(email)
    return current().filter(email_key=key).order_by("-pk").first() if key else None


def likely_doubles(party: Party, *, limit: int = MOST_DOUBLES) -> list[Double]:
    """Contacts that may be the same: same e-mail, same SIRET, same name in the same city, same telephone."""
    others = current().exclude(pk=party.pk)
    found: dict[int, Double] = {}
    for condition, reason in _likeness(party):
        for other in others.filter(condition).order_by("pk")[:limit]:
            found.setdefault(other.pk, Double(other, reason))
    return list(found.values())[:limit]


def doubles_of(**description: str) -> list[Double]:
    """The same for a contact that is being typed and has no number yet."""
    typed = Party(**description)
    typed.email_key = rules.email_key(typed.email)
    typed.siret = "".join(typed.siret.split())
    return likely_doubles(typed)


def _likeness(party: Party) -> list[tuple[Q, str]]:
    tests: list[tuple[Q, str]] = []
    if party.email_key:
        tests.append((Q(email_key=party.email_key), "même adresse électronique"))
    if party.siret:
        tests.append((Q(siret=party.siret), "même SIRET"))
    if party.organisation_name:
        tests.append((_begins(party.organisation_name), "même raison sociale"))
    if party.last_name and party.first_name:
        tests.append((_begins(party.last_name, party.first_name), "même nom et même prénom"))
    numbers = [number for number in (party.phone, party.mobile) if number]
    if numbers:
        tests.append((Q(phone__in=numbers) | Q(mobile__in=numbers), "même téléphone"))
    return tests


def _begins(*names: str) -> Q:
    """Contacts whose words begin with these names, accents and case aside on both engines."""
    words = rules.search_words(*names)
    return Q(search_words=words) | Q(search_words__startswith=f"{words} ") if words else Q(pk=None)


def shared_emails() -> QuerySet[Party]:
    """Contacts whose e-mail address another contact has too, side by side."""
    keys = current().exclude(email_key="").values("email_key").annotate(n=Count("pk")).filter(n__gt=1)
    return current().filter(email_key__in=keys.values("email_key")).order_by("email_key", "pk")


def shared_names() -> QuerySet[Party]:
    """Contacts that have the same words (name, first name, start of the e-mail, city) as another."""
    words = current().exclude(search_words="").values("search_words").annotate(n=Count("pk")).filter(n__gt=1)
    return current().filter(search_words__in=words.values("search_words")).order_by("search_words", "pk")


def silent_since(today: dt.date) -> dt.date:
    """The day before which a last contact is too old: three years (CNIL, commercial prospection)."""
    return today.replace(year=today.year - YEARS_OF_SILENCE, day=min(today.day, 28))


def to_ask_again(today: dt.date) -> QuerySet[Party]:
    """Silent contacts that nobody asked yet; hosts, partners and other professionals are kept for their own reasons."""
    return _silent(today).filter(asked_again_on=None)


def to_erase(today: dt.date) -> QuerySet[Party]:
    """Silent contacts that were asked and did not answer in time."""
    return _silent(today).filter(asked_again_on__lte=today - dt.timedelta(days=DAYS_TO_ANSWER))


def _silent(today: dt.date) -> QuerySet[Party]:
    professional = Q(roles__until=None) & Q(roles__code__isnull=False) & ~Q(roles__code="visitor")
    kept = current().filter(professional).values("pk")
    return current().filter(last_contact_on__lt=silent_since(today)).exclude(pk__in=kept).order_by("pk")
