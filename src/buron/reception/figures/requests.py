"""The figures of requests: how many by channel, how they were answered, how fast, with what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Dashboard, Indicator, Panel
from buron.kernel.counting import Count, Cut, Label, month_cut
from buron.kernel.figures import Column, Value
from buron.kernel.periods import Period
from buron.kernel.texts import LANGUAGE_NAMES
from buron.reception.models import Enclosure, Enquiry
from buron.reception.queries.lists import Labels
from buron.reception.rules import delays

if TYPE_CHECKING:
    from buron.kernel.contributions import Text

VIEW = "reception.view"
INBOX = _("Demandes reçues à distance et leurs réponses")


def _labels(key: str) -> Label:
    known = Labels()
    return lambda code: known.get(key, code)


def _languages() -> Label:
    return lambda code: LANGUAGE_NAMES.get(code, code)


def _plain() -> Label:
    return str


def _anything(period: Period) -> bool:
    """Whether the office received any request by the end of the period: before, nobody was counting."""
    return Enquiry.objects.filter(received_on__lte=period.end).exists()


def received(period: Period) -> QuerySet[Enquiry]:
    """Requests of a period; machines' mail and what was closed without an answer are not requests."""
    return (
        Enquiry.objects.filter(received_on__range=(period.start, period.end))
        .exclude(state=Enquiry.State.CLOSED, answered_on=None)
        .select_related("office")
        .order_by("-received_on", "-pk")
    )


def answered(period: Period) -> QuerySet[Enquiry]:
    """Requests whose first answer left in a period."""
    return (
        Enquiry.objects.filter(answered_on__range=(period.start, period.end))
        .select_related("office")
        .annotate(due_days=F("delay_days"))
        .order_by("-answered_on", "-pk")
    )


COLUMNS = (
    Column("day", "Reçue le", "date"),
    Column("number", "Demande"),
    Column("channel", "Canal"),
    Column("language", "Langue"),
    Column("answered", "Répondue le", "date"),
    Column("delay", "Jours ouvrés", "integer"),
)


def _line(one: Enquiry) -> Sequence[object]:
    return (
        one.received_on,
        f"nº {one.pk}",
        CHANNEL_NAMES.get(one.channel, one.channel),
        LANGUAGE_NAMES.get(one.language, one.language),
        one.answered_on,
        one.delay_days,
        reverse("reception_request", kwargs={"office": one.office.slug, "pk": one.pk}),
    )


CHANNEL_NAMES = {"email": "Courriel", "web": "Contact web", "phone": "Téléphone", "letter": "Courrier"}
CHANNEL = Cut("channel", _("Canal"), "channel", partial(_labels, "channel"))
LANGUAGE = Cut("language", _("Langue"), "language", _languages)
MODE = Cut("answer_mode", _("Mode de réponse"), "answer_mode", partial(_labels, "answer_mode"))


def _median(values: Sequence[Any]) -> Value:
    middle = delays.median([value for value in values if value is not None])
    return None if middle is None else Decimal(str(middle))


def _in_time(values: Sequence[Any]) -> Value:
    """Share of the answers that took no longer than the office's delay, in hundredths."""
    from buron.kernel.models import Office
    from buron.kernel.tenancy import current_office_id
    from buron.reception.services.requests.common import RequestSettings

    known = [value for value in values if value is not None]
    if not known:
        return None
    most = RequestSettings.of(Office.objects.get(pk=current_office_id())).answer_days
    return Decimal(sum(value <= most for value in known) * 100) / len(known)


def _count(
    base: Callable[[Period], QuerySet[Enquiry]],
    *cuts: Cut,
    month: str,
    measured: str = "pk",
    measure: Callable[[Sequence[Any]], Value] = len,
) -> Count:
    return Count(
        base=base,
        columns=COLUMNS,
        line=_line,
        cuts=(*cuts, month_cut(month, _("Mois"))),
        measured=measured,
        measure=measure,
        known_since=_anything,
        shares=measured == "pk",
    )


REQUESTS = _count(received, CHANNEL, LANGUAGE, month="received_on")
ANSWERS = _count(answered, MODE, CHANNEL, month="answered_on")
DELAY = _count(answered, CHANNEL, month="answered_on", measured="delay_days", measure=_median)


def sent(period: Period) -> QuerySet[Enclosure]:
    """The e-brochures that left with an answer in a period."""
    return (
        Enclosure.objects.filter(
            brochure__isnull=False, message__sent_on__range=(period.start, period.end), message__state="sent"
        )
        .select_related("message", "brochure")
        .order_by("-message__sent_on", "-pk")
    )


def _brochure_line(one: Enclosure) -> Sequence[object]:
    language = one.brochure.language if one.brochure else ""
    return one.message.sent_on, one.title, LANGUAGE_NAMES.get(language, language)


BROCHURES = Count(
    base=sent,
    columns=(
        Column("day", "Envoyée le", "date"),
        Column("title", "E-brochure"),
        Column("language", "Langue"),
    ),
    line=_brochure_line,
    cuts=(
        Cut("title", _("E-brochure"), "title", _plain),
        Cut("language", _("Langue"), "brochure__language", _languages),
        month_cut("message__sent_on", _("Mois")),
    ),
    known_since=_anything,
)


def _indicator(
    key: str, count: Count, number: int, title: Text, definition: Text, unit: Text, **more: Any
) -> Indicator:
    return Indicator(
        key=f"reception.{key}",
        title=title,
        definition=definition,
        unit=unit,
        source=INBOX,
        compute=count.compute,
        rows=count.rows,
        permission=VIEW,
        number=number,
        dimensions=count.dimensions,
        **more,
    )


IN_TIME = _count(answered, CHANNEL, month="answered_on", measured="delay_days", measure=_in_time)

INDICATORS = (
    _indicator(
        "requests",
        REQUESTS,
        7,
        _("Demandes reçues à distance"),
        _(
            "Courriels, courriers, formulaires et appels notés dans la boîte des demandes, par canal. Les messages de "
            "machines et ce qui a été classé sans réponse ne sont pas comptés."
        ),
        _("demandes"),
    ),
    _indicator(
        "request_answers",
        ANSWERS,
        8,
        _("Réponses aux demandes"),
        _("Demandes dont la première réponse est partie pendant la période, par mode de réponse."),
        _("réponses"),
    ),
    _indicator(
        "request_delay",
        DELAY,
        9,
        _("Délai de réponse"),
        _(
            "Médiane des jours ouvrés entre l’arrivée d’une demande et le départ de sa première réponse ; une réponse "
            "du jour même compte zéro. Samedis, dimanches et jours fériés ne sont pas ouvrés."
        ),
        _("jours ouvrés"),
        decimals=1,
        better="down",
    ),
    _indicator(
        "requests_in_time",
        IN_TIME,
        9,
        _("Demandes répondues dans le délai"),
        _("Part des premières réponses parties dans le délai que l’office s’est fixé, en jours ouvrés."),
        "%",
        decimals=1,
        formula=_("réponses dans le délai ÷ réponses"),
        better="up",
    ),
    _indicator(
        "brochures_sent",
        BROCHURES,
        27,
        _("E-brochures envoyées"),
        _("E-brochures parties avec une réponse, une fois par envoi, jointes ou données par leur adresse."),
        _("e-brochures"),
        better="up",
    ),
)

DASHBOARDS = (
    Dashboard(
        "reception.requests",
        _("Demandes"),
        VIEW,
        (
            Panel("reception.requests", "key"),
            Panel("reception.request_delay", "key"),
            Panel("reception.requests_in_time", "key"),
            Panel("reception.brochures_sent", "key"),
            Panel("reception.requests", "months", title=_("Demandes au fil du temps"), wide=True),
            Panel("reception.requests", "shares", split="channel", title=_("Par canal")),
            Panel("reception.request_answers", "shares", split="answer_mode", title=_("Modes de réponse")),
            Panel("reception.request_delay", "table", split="channel", title=_("Délai par canal")),
            Panel("reception.brochures_sent", "bars", split="title", title=_("E-brochures"), limit=8),
        ),
        order=14,
    ),
)
