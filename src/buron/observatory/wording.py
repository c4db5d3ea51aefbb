"""Figures as French text: a value with its unit, an evolution with its sign, what is provisional."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buron.kernel import formats
from buron.kernel.contributions import Indicator
from buron.kernel.figures import Figure, Value
from buron.observatory.rules import Evolution, Tone, UnitKind, unit_kind

NBSP = formats.NO_BREAK_SPACE


def kind_of(indicator: Indicator) -> UnitKind:
    return unit_kind(str(indicator.unit))


def bare(indicator: Indicator, value: Value) -> str:
    """A value without the name of its unit, but with its sign (``%``, ``€``)."""
    kind = kind_of(indicator)
    if value is None:
        return formats.UNKNOWN
    if kind == "percent":
        return formats.percent(value, indicator.decimals)
    if kind == "amount":
        return formats.amount(int(value))
    return formats.number(value, indicator.decimals)


def unit_name(indicator: Indicator) -> str:
    """The unit when it is a word; empty when it is already said by a sign."""
    return str(indicator.unit) if kind_of(indicator) == "number" else ""


def euros(indicator: Indicator, value: Value) -> Decimal | None:
    """A value as people print it: amounts in euros, the rest as it is."""
    if value is None:
        return None
    return Decimal(value) / 100 if kind_of(indicator) == "amount" else Decimal(value)


@dataclass(frozen=True, slots=True)
class Moved:
    """An evolution ready to be shown: ``text`` has the sign, ``icon`` the direction, ``tone`` says
    whether it is good.
    """

    text: str
    tone: Tone
    icon: str
    spoken: str


def moved(evolution: Evolution) -> Moved | None:
    """An evolution as text; ``None`` when it is not known."""
    if evolution.change is None:
        return None
    if evolution.points:
        text = f"{formats.number(evolution.change, 1, signed=True)}{NBSP}pt"
    else:
        text = formats.percent(evolution.change, 1, signed=True)
    rounded = formats.rounded(evolution.change, 1)
    icon = "trending-up" if rounded > 0 else "trending-down" if rounded < 0 else "minus"
    tone: Tone = evolution.tone if rounded else "neutral"
    return Moved(text, tone, icon, _spoken(tone))


def _spoken(tone: Tone) -> str:
    return {"good": _("favorable"), "bad": _("défavorable"), "neutral": ""}[tone]


def sample(figure: Figure) -> str:
    """``n = 5 752``."""
    return f"n{NBSP}={NBSP}{formats.number(figure.n)}"


def not_asked(figure: Figure) -> str:
    """How many rows do not say what is asked, with their share; empty when all do."""
    if not figure.not_asked:
        return ""
    text = ngettext(
        "%(count)s ligne sans réponse (%(share)s), hors des parts",
        "%(count)s lignes sans réponse (%(share)s), hors des parts",
        figure.not_asked,
    )
    return text % {
        "count": formats.number(figure.not_asked),
        "share": formats.percent(figure.not_asked_share),
    }


def silent_share(figure: Figure) -> str:
    """« 10,7 % sans réponse »; empty when every row answers."""
    if not figure.not_asked:
        return ""
    return _("%s sans réponse") % formats.percent(figure.not_asked_share)


def state_of(figure: Figure) -> str:
    """``provisoire`` or ``définitif``."""
    return _("provisoire") if figure.provisional else _("définitif")
