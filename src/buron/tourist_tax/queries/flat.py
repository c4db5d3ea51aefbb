"""The forfait of a lodging for a year, from what the council voted and what the register knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.queries.terms import book, facts_of, holding_in, in_force
from buron.tourist_tax.rules import (
    Band,
    CalculationError,
    DeclaredTotal,
    FlatCharge,
    LineCharge,
    MonthCharge,
    Rates,
    abatement_for,
    flat_charge,
    lawful_surtaxes,
    nights_open,
)
from buron.tourist_tax.rules.derivation import explain_flat


def flat_of_year(
    lodging: Lodging, year: int, *, capacity: int, openings: Sequence[tuple[dt.date, dt.date]]
) -> MonthCharge:
    """What a year at the forfait comes to, as the service that records it takes it.

    Every day of the year must be under one decision. Raises :class:`TaxError`.
    """
    try:
        found, first = _charge(lodging, year, capacity, openings)
    except CalculationError as error:
        raise TaxError(str(error)) from error
    line = LineCharge(
        DeclaredTotal(0), 0, 0, found.shares, found.category, tuple(explain_flat(found, book().law, first))
    )
    return MonthCharge(dt.date(year, 1, 1), (line,))


def _charge(
    lodging: Lodging, year: int, capacity: int, openings: Sequence[tuple[dt.date, dt.date]]
) -> tuple[FlatCharge, dt.date]:
    terms = book()
    first = dt.date(year, 1, 1)
    rates = next((one for one in terms.rates_for(lodging.insee) if one.in_force(first)), None)
    if rates is None:
        raise TaxError(_("Aucune délibération n’est enregistrée pour %(year)s.") % {"year": year})
    known = facts_of(lodging, terms.law)
    key = known.category_on(openings[0][0] if openings else first, terms.law)
    line = terms.law.categories[key].line
    if (rates.regimes or {}).get(terms.law.categories[key].nature) != "forfait" or line not in rates.tariffs:
        raise TaxError(_("Cet hébergement n’est pas au forfait : il déclare ses nuitées chaque mois."))
    nights = nights_open(year, openings, rates.seasons)
    found = flat_charge(
        capacity=capacity,
        nights=nights,
        tariff=rates.tariffs[line],
        abatement=abatement_for(nights, _bands(rates, terms.law.categories[key].nature, lodging.insee)),
        surtaxes=lawful_surtaxes(terms.law, first, known.department, rates.department_tax),
        policy=terms.policy,
        category=key,
    )
    return found, first


def _bands(rates: Rates, nature: str, insee: str) -> list[Band]:
    begun = [one for one in holding_in(in_force(), insee) if one.valid_from == rates.valid_from]
    decision = begun[0] if begun else None
    if decision is None:
        return []
    return [
        Band(one.nights_from, one.nights_to, one.percent)
        for one in decision.abatements.all()
        if one.nature in ("", nature)
    ]
