"""The indicators that count acts: what each is about, and how it may be cut."""

from __future__ import annotations

from django.db.models import Q

from buron.reception.figures.acts import Spec, percent_of
from buron.reception.figures.axes import FOREIGN
from buron.reception.rules.facts import FRANCE, UNKNOWN_COUNTRY
from buron.reception.rules.lists import REMOTE_CHANNELS

PLACE = ("desk", "channel", "month", "day", "weekday", "hour", "entry")
WHO = (
    "party",
    "origin",
    "origin_region",
    "origin_department",
    "origin_country",
    "stay",
    "lodging",
    "theme",
    "language",
)
EVERY = (*PLACE, *WHO, "answer_mode", "outcome")

ACTS = Spec("acts", splits=EVERY)
REMOTE = Spec("remote", "channel", Q(channel__in=REMOTE_CHANNELS), splits=EVERY)
ANSWERS = Spec("answers", "answer_mode", splits=EVERY)
FRENCH = Spec("french", "origin_department", Q(origin_country=FRANCE), splits=EVERY)
FOREIGN_SHARE = Spec("foreign_share", "origin", splits=EVERY, value=percent_of(FOREIGN))
FOREIGN_COUNTRIES = Spec(
    "foreign_countries",
    "origin_country",
    Q(origin_country__isnull=False) & ~Q(origin_country__in=(FRANCE, UNKNOWN_COUNTRY)),
    splits=EVERY,
)
PARTY = Spec("party", "party", splits=EVERY)
STAY = Spec("stay", "stay", splits=EVERY)
LODGING = Spec("lodging", "lodging", splits=EVERY)
THEMES = Spec("themes", "theme", demands=True, splits=EVERY)
LANGUAGES = Spec("languages", "language", splits=EVERY)
OUTCOMES = Spec("outcomes", "outcome", splits=EVERY)
FAIRS = Spec("fairs", base=Q(channel="fair"), splits=EVERY)
