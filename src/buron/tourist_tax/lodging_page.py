"""What the tax shows on the page of a lodging: due, paid and late by year, missing months, last declaration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Q, Sum
from django.db.models.expressions import CombinedExpression
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buron.directory.holdings import Line
from buron.kernel import formats
from buron.lodging.hooks import Aspect, aspects
from buron.lodging.models import Lodging
from buron.lodging.queries import declarant_on
from buron.tourist_tax.models import Declaration, LedgerLine
from buron.tourist_tax.queries.hosts import tasks_of

YEARS = 3
MOST_MONTHS = 12


def lines_of(lodging: Lodging) -> Sequence[Line]:
    """The account of a lodging, from the ledger alone; what is not in it is not said."""
    today = timezone.localdate()
    return [*_years(lodging, today), *_missing(lodging, today), *_last(lodging)]


def _years(lodging: Lodging, today: dt.date) -> Iterator[Line]:
    whole = Sum("base") + Sum("department") + Sum("region")
    rows = (
        LedgerLine.objects.filter(lodging=lodging)
        .order_by("-period__first__year")
        .values_list("period__first__year")
        .annotate(
            due=whole_where(Q(payment__isnull=True)),
            left=whole,
            late=whole_where(Q(period__pay_by__lt=today)),
        )
    )
    for year, due, left, overdue in rows[:YEARS]:
        words = {"year": year, "due": formats.amount(due or 0), "paid": formats.amount((due or 0) - left)}
        text = _("%(year)s : %(due)s dus, %(paid)s payés") % words
        if left < 0:
            yield Line(text, state=_("%s payés de trop") % formats.amount(-left), tone="warn")
        elif (overdue or 0) > 0:
            yield Line(text, state=_("%s en retard") % formats.amount(overdue), tone="bad")
        elif left:
            yield Line(text, state=_("%s à payer") % formats.amount(left))
        else:
            yield Line(text, state=_("soldé"), tone="good")


def whole_where(condition: Q) -> CombinedExpression:
    """The sum of the three shares of some lines."""
    return (
        Sum("base", filter=condition) + Sum("department", filter=condition) + Sum("region", filter=condition)
    )


def _missing(lodging: Lodging, today: dt.date) -> Iterator[Line]:
    host = declarant_on(lodging, today)
    late = (
        [one for one in tasks_of(host, today) if one.lodging.pk == lodging.pk and one.is_late] if host else []
    )
    if late:
        months = ", ".join(f"{one.month:%m/%Y}" for one in late[:MOST_MONTHS])
        state = ngettext("%(n)s en retard", "%(n)s en retard", len(late)) % {"n": len(late)}
        yield Line(_("Mois non déclarés : %s") % months, state=state, tone="bad")


def _last(lodging: Lodging) -> Iterator[Line]:
    last = (
        Declaration.objects.filter(lodging=lodging, state=Declaration.State.SENT)
        .order_by("-month", "-pk")
        .first()
    )
    if last is None:
        return
    words = {
        "month": f"{last.month:%m/%Y}",
        "nights": formats.number(last.nights_taxed + last.nights_exempt),
        "amount": formats.amount(last.base + last.department + last.region),
        "channel": last.get_channel_display(),
    }
    text = _("Dernière déclaration : %(month)s, %(nights)s nuitées, %(amount)s (%(channel)s)") % words
    yield Line(text, day=timezone.localdate(last.sent_at) if last.sent_at else None)


def to_account(lodging: Lodging) -> tuple[str, str] | None:
    """The account of whoever declares for it today."""
    host = declarant_on(lodging, timezone.localdate())
    if host is None:
        return None
    where = {"office": lodging.office.slug, "pk": host.pk}
    return _("Ouvrir le compte"), reverse("tourist_tax_collect_account", kwargs=where)


aspects.register(
    Aspect(
        "tourist_tax.account",
        gettext_lazy("Taxe de séjour"),
        "tourist_tax.accounts",
        lines_of,
        action=to_account,
        empty=gettext_lazy("Aucune déclaration et aucune écriture pour cet hébergement."),
        order=20,
    )
)
