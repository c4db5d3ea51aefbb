"""Figures of the partner-run desks, of the unmet requests and of the incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Indicator
from buron.kernel.figures import Column
from buron.reception.figures import acts
from buron.reception.figures.acts import Spec, percent_of
from buron.reception.figures.axes import BY_PARTNER, dimensions
from buron.reception.figures.plain import Counted, Part, identifier
from buron.reception.figures.specs import EVERY
from buron.reception.models import LiaisonNote, UnmetRequest
from buron.reception.queries.unmet import LIST, standing, theme_labels
from buron.territory.models import Desk
from buron.territory.reference import commune_name

VIEW = "reception.view"
PARTNER = "partner"

PARTNER_ACTS = Spec("partner_acts", base=BY_PARTNER, splits=EVERY)
PARTNER_SHARE = Spec("partner_share", "run_by", splits=("run_by", *EVERY), value=percent_of(PARTNER))


def _desks(codes: Iterable[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in Desk.objects.values_list("pk", "name")}


def _themes(codes: Iterable[str]) -> Mapping[str, str]:
    labels = theme_labels()
    return {code: labels.get(LIST, code) for code in codes}


def _communes(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: commune_name(code) for code in codes}


def _channels(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: str(label) for code, label in UnmetRequest.Channel.choices}


def _states(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: str(label) for code, label in LiaisonNote.State.choices}


DESK = Part("desk", _("Bureau"), "desk_id", _desks, None, identifier)

UNMET_COLUMNS = (
    Column("day", "Jour", "date"),
    Column("theme", "Thème"),
    Column("words", "Demande"),
    Column("insee", "Commune"),
    Column("channel", "Par où"),
    Column("desk", "Bureau"),
    Column("told", "Transmise le", "date"),
)


def _unmet_page(rows: QuerySet[Any], offset: int, limit: int) -> Sequence[Sequence[object]]:
    labels = theme_labels()
    return [
        (
            one.day,
            labels.get(LIST, one.theme, one.day),
            one.words,
            commune_name(one.insee),
            str(one.get_channel_display()),
            str(one.desk or ""),
            one.letter.sent_at.date() if one.letter and one.letter.sent_at else None,
            reverse("reception_unmet_request", kwargs={"office": one.office.slug, "pk": one.pk}),
        )
        for one in rows.select_related("desk", "letter", "office").defer("letter__document")[
            offset : offset + limit
        ]
    ]


UNMET = Counted(
    standing,
    {
        "theme": Part("theme", _("Thème"), "theme", _themes),
        "insee": Part("insee", _("Commune"), "insee", _communes, ""),
        "channel": Part("channel", _("Par où"), "channel", _channels),
        "desk": DESK,
    },
    UNMET_COLUMNS,
    _unmet_page,
)

INCIDENT_COLUMNS = (
    Column("day", "Jour", "date"),
    Column("desk", "Bureau"),
    Column("place", "Lieu"),
    Column("state", "État"),
    Column("id", "Entrée n°", "integer"),
)


def _incidents() -> QuerySet[LiaisonNote]:
    return LiaisonNote.objects.filter(is_incident=True)


def _incident_page(rows: QuerySet[Any], offset: int, limit: int) -> Sequence[Sequence[object]]:
    """Without the words of the entries: they are the team's, and may name people."""
    return [
        (
            one.day,
            str(one.desk or ""),
            one.place,
            str(one.get_state_display()),
            one.pk,
            reverse("reception_liaison_note", kwargs={"office": one.office.slug, "pk": one.pk}),
        )
        for one in rows.select_related("desk", "office")[offset : offset + limit]
    ]


INCIDENTS = Counted(
    _incidents,
    {"desk": DESK, "state": Part("state", _("État"), "state", _states)},
    INCIDENT_COLUMNS,
    _incident_page,
)

ACTS_SOURCE = _("Actes des points partenaires, par leur lien ou leurs feuilles")

INDICATORS = (
    Indicator(
        key="reception.partner_acts",
        title=_("Accueils des points partenaires"),
        definition=_(
            "Actes d’accueil des bureaux tenus par un partenaire (agence postale, commerce, association), comptés par "
            "leur lien ou saisis par l’office d’après leurs feuilles."
        ),
        unit=_("actes"),
        source=ACTS_SOURCE,
        compute=partial(acts.compute, PARTNER_ACTS),
        rows=partial(acts.rows_of, PARTNER_ACTS),
        permission=VIEW,
        dimensions=dimensions(*PARTNER_ACTS.splits),
    ),
    Indicator(
        key="reception.partner_share",
        title=_("Part des points partenaires"),
        definition=_("Part des actes d’accueil qui viennent des bureaux tenus par un partenaire."),
        unit="%",
        source=ACTS_SOURCE,
        compute=partial(acts.compute, PARTNER_SHARE),
        rows=partial(acts.rows_of, PARTNER_SHARE),
        permission=VIEW,
        dimensions=dimensions(*PARTNER_SHARE.splits),
        decimals=1,
        formula=_("actes des points partenaires ÷ actes"),
    ),
    Indicator(
        key="reception.unmet",
        title=_("Demandes sans réponse"),
        definition=_(
            "Ce que des visiteurs ont demandé et que personne n’a pu leur donner, noté au comptoir, à la borne ou dans "
            "le courrier. Une demande répétée compte chaque fois."
        ),
        unit=_("demandes"),
        source=_("Demandes sans réponse notées par l’office"),
        compute=UNMET.compute,
        rows=UNMET.rows,
        permission=VIEW,
        dimensions=UNMET.dimensions,
    ),
    Indicator(
        key="reception.incidents",
        title=_("Incidents"),
        definition=_("Incidents écrits dans le cahier de liaison de l’équipe, clos ou non."),
        unit=_("incidents"),
        source=_("Cahier de liaison"),
        compute=INCIDENTS.compute,
        rows=INCIDENTS.rows,
        permission=VIEW,
        dimensions=INCIDENTS.dimensions,
        better="down",
    ),
)
