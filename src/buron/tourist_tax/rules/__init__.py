"""The calculation of the tourist tax as pure functions: no Django, no clock, no database.

``charge`` taxes nights that are alike, ``assess_stay`` a stay night by night under the terms that ``timetable`` finds,
``flat_charge`` a capacity; ``explain_*`` print how an amount came about; ``check_*`` compare with the law.
"""

from buron.kernel.periods import end_of_month
from buron.tourist_tax.rules.categories import category_of
from buron.tourist_tax.rules.charge import charge, half_up
from buron.tourist_tax.rules.derivation import Step, explain_charge, explain_flat, explain_stay
from buron.tourist_tax.rules.flat import Band, FlatCharge, abatement_for, flat_charge, nights_open
from buron.tourist_tax.rules.interest import late_interest, months_late
from buron.tourist_tax.rules.limits import (
    Finding,
    check_abatement,
    check_adoption,
    check_rate,
    check_tariff,
    lawful_cap,
    majority,
)
from buron.tourist_tax.rules.month import (
    EXEMPTIONS,
    DeclaredStay,
    DeclaredTotal,
    LineCharge,
    MonthCharge,
    assess_month,
)
from buron.tourist_tax.rules.stay import LONGEST_STAY, Stay, TermsOn, assess_stay, birthday
from buron.tourist_tax.rules.timetable import (
    WHOLE_YEAR,
    Lodging,
    Ranking,
    Rates,
    Regime,
    Season,
    lawful_surtaxes,
    timetable,
)
from buron.tourist_tax.rules.values import (
    Assessment,
    CalculationError,
    Cents,
    Charge,
    Fixed,
    Gap,
    NotTaxed,
    Parts,
    Policy,
    Proportional,
    Run,
    Shares,
    Surtax,
    Terms,
    check_percent,
    shares_of,
)

__all__ = [
    "EXEMPTIONS",
    "LONGEST_STAY",
    "WHOLE_YEAR",
    "Assessment",
    "Band",
    "CalculationError",
    "Cents",
    "Charge",
    "DeclaredStay",
    "DeclaredTotal",
    "Finding",
    "Fixed",
    "FlatCharge",
    "Gap",
    "LineCharge",
    "Lodging",
    "MonthCharge",
    "NotTaxed",
    "Parts",
    "Policy",
    "Proportional",
    "Ranking",
    "Rates",
    "Regime",
    "Run",
    "Season",
    "Shares",
    "Stay",
    "Step",
    "Surtax",
    "Terms",
    "TermsOn",
    "abatement_for",
    "assess_month",
    "assess_stay",
    "birthday",
    "category_of",
    "charge",
    "check_abatement",
    "check_adoption",
    "check_percent",
    "check_rate",
    "check_tariff",
    "end_of_month",
    "explain_charge",
    "explain_flat",
    "explain_stay",
    "flat_charge",
    "half_up",
    "late_interest",
    "lawful_cap",
    "lawful_surtaxes",
    "majority",
    "months_late",
    "nights_open",
    "shares_of",
    "timetable",
]
