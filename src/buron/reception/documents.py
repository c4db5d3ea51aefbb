"""The carnet on paper and in a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from buron.kernel.charts.table import Column, Row, Table
from buron.kernel.documents.blocks import (
    Block,
    Card,
    Cards,
    Contact,
    Document,
    Image,
    Paragraph,
    Prose,
    QrCode,
)
from buron.kernel.documents.typst import pdf_bytes
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import text_in
from buron.offer.models import Fiche, Session
from buron.offer.queries import FicheCard
from buron.offer.queries.media import photos_of
from buron.reception.models import Carnet
from buron.reception.queries.carnets import CarnetCard, day_text
from buron.reception.rules.lists import STAY_DAYS
from buron.territory.queries.desks_shown import desks_over

PARIS = ZoneInfo("Europe/Paris")
CONTACTS = ("phone", "mobile", "web", "booking", "email")
MOST_CONTACTS = 3
USUAL_DAYS = 7
"""Days whose hours are printed when the visitor did not say how long he stays."""


def carnet_pdf(carnet: Carnet, lines: Sequence[CarnetCard], language: str, link: str) -> bytes:
    """The carnet as an accessible PDF, with the code that leads to its page."""
    with translation.override(language):
        return pdf_bytes(carnet_document(carnet, lines, language, link), style="carnet")


def carnet_document(carnet: Carnet, lines: Sequence[CarnetCard], language: str, link: str) -> Document:
    """The carnet as blocks, in the active language."""
    office, desk = carnet.office, carnet.desk
    pictures = _pictures(carnet, [line.card.id for line in lines], language)
    blocks: list[Block] = [Prose(carnet.message)] if carnet.message else []
    blocks += [
        Cards([_card(line, pictures.get(line.card.id)) for line in lines]),
        QrCode(link, _("Ce carnet sur votre téléphone, jusqu’au %s") % day_text(carnet.expires_on)),
        *_desks(carnet),
        Paragraph(
            " · ".join(filter(None, [desk.name, desk.phone or office.phone, desk.email or office.email]))
        ),
    ]
    return Document(
        title=carnet.title or _("Votre carnet"),
        subtitle=desk.name,
        organisation=office.name,
        date_text=formats.date_format(timezone.localdate(carnet.given_at), "DATE_FORMAT"),
        language=language,
        footer=" · ".join(filter(None, [office.name, office.phone, office.website])),
        toc=False,
        blocks=blocks,
    )


def _desks(carnet: Carnet) -> list[Block]:
    """The hours of the desks from today to the end of the stay; nothing when none is known to open."""
    today = timezone.localdate()
    with office_scope(carnet.office):
        days = STAY_DAYS.get((carnet.act and carnet.act.stay) or "", USUAL_DAYS)
        arrived = timezone.localdate(carnet.given_at)
        found = desks_over(today, max(today, arrived + dt.timedelta(days=days - 1)))
    rows: list[Row] = [
        ["" if rank else one.desk.name, when, hours]
        for one in found
        for rank, (when, hours) in enumerate(one.runs)
    ]
    columns = [Column(_("Bureau")), Column(_("Jours")), Column(_("Horaires"))]
    return [Table(columns, rows, _("Nos bureaux pendant votre séjour"))] if rows else []


def _card(line: CarnetCard, picture: Image | None) -> Card:
    """A card for paper: the opening as the editor wrote it, for paper is read on other days."""
    card = line.card
    facts = " · ".join(f"{name} : {value}" for name, value in card.route)
    return Card(
        name=card.name,
        kind=card.subkind if translation.get_language() == "fr" and card.subkind else card.kind_label,
        commune=card.commune,
        distance_text=line.distance,
        opening_text=" · ".join(line.sessions) or card.opening_text or line.opening,
        text="\n".join(filter(None, [line.note, card.short])),
        details=list(filter(None, [facts, card.prices_text])),
        contacts=_contacts(card),
        picture=picture,
    )


def _pictures(carnet: Carnet, ids: Sequence[int], language: str) -> dict[int, Image]:
    """The office's own photos; those that a source hosts are not fetched to be printed."""
    with office_scope(carnet.office):
        photos = photos_of(ids, timezone.localdate())
    return {
        pk: Image(Path(found[0].file.path), text_in(found[0].alt, language), credit=found[0].credit)
        for pk, found in photos.items()
    }


def _contacts(card: FicheCard) -> list[Contact]:
    found = [one for kind in CONTACTS for one in card.contacts if one.type == kind]
    return [Contact(one.label, one.value, one.href) for one in found[:MOST_CONTACTS]]


def event_calendar(carnet: Carnet, fiche_id: int, language: str, today: dt.date) -> bytes | None:
    """The coming dates of a fiche of the carnet as an iCalendar file; None when it has none."""
    with office_scope(carnet.office):
        fiche = Fiche.objects.filter(pk=fiche_id, state=Fiche.State.PUBLISHED).first()
        item = carnet.items.filter(fiche_id=fiche_id).exists()
        sessions = (
            list(Session.objects.filter(fiche_id=fiche_id, end__gte=today)[:50]) if fiche and item else []
        )
    if fiche is None or not sessions:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Buron//Carnet//FR")
    calendar.add("version", "2.0")
    for session in sessions:
        calendar.add_component(_event(fiche, session, carnet, language))
    return bytes(calendar.to_ical())


def _event(fiche: Fiche, session: Session, carnet: Carnet, language: str) -> Event:
    event = Event()
    event.add("uid", f"{fiche.pk}-{session.start:%Y%m%d}-{session.pk}@{carnet.office.slug}.buron")
    event.add("dtstamp", fiche.updated_at.astimezone(dt.UTC))
    event.add("summary", fiche.body.get("name", {}).get(language) or fiche.name)
    start, end = _bounds(session)
    event.add("dtstart", start)
    event.add("dtend", end)
    address = fiche.body.get("address", {})
    place = ", ".join(filter(None, [*address.get("lines", []), address.get("city", "")]))
    if place:
        event["location"] = vText(place)
    if fiche.latitude is not None and fiche.longitude is not None:
        event.add("geo", (fiche.latitude, fiche.longitude))
    return event


def _bounds(session: Session) -> tuple[dt.date | dt.datetime, dt.date | dt.datetime]:
    """Whole days when no hour is known (the end is excluded, as iCalendar wants), else one run of hours."""
    if session.opens is None or session.end != session.start:
        return session.start, session.end + dt.timedelta(days=1)
    start = dt.datetime.combine(session.start, session.opens, PARIS)
    if session.closes is None:
        return start, start + dt.timedelta(hours=1)
    end = dt.datetime.combine(session.start, session.closes, PARIS)
    return start, end if end > start else end + dt.timedelta(days=1)
