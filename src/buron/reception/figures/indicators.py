"""The indicators of the reception, by their rank in the reference list of tourist offices' indicators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Indicator
from buron.reception.figures import acts, derived, specs, visitors
from buron.reception.figures.acts import Spec
from buron.reception.figures.axes import dimensions

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

VIEW = "reception.view"
ACTS = _("actes")
DESK_LOG = _("Actes d’accueil enregistrés par l’office")
COUNTERS = _("Compteurs de passage des bureaux")


def _counted(
    spec: Spec,
    title: Text,
    definition: Text,
    *,
    number: int | None = None,
    unit: Text = ACTS,
    decimals: int = 0,
    formula: Text = "",
) -> Indicator:
    return Indicator(
        key=f"reception.{spec.key}",
        title=title,
        definition=definition,
        unit=unit,
        source=DESK_LOG,
        compute=partial(acts.compute, spec),
        rows=partial(acts.rows_of, spec),
        permission=VIEW,
        number=number,
        dimensions=dimensions(*_subject_first(spec)),
        decimals=decimals,
        formula=formula,
    )


def _subject_first(spec: Spec) -> tuple[str, ...]:
    """The figure's own screen draws its first dimension: what it is about, rather than the desks."""
    return tuple(sorted(spec.splits, key=lambda key: key != spec.subject))


INDICATORS = (
    _counted(
        specs.ACTS,
        _("Actes d’accueil"),
        _(
            "Contacts qualifiés par un conseiller en séjour, tous bureaux et tous canaux ; un acte peut concerner "
            "plusieurs personnes. Les actes annulés ne sont pas comptés."
        ),
        number=1,
    ),
    Indicator(
        key="reception.visitors",
        title=_("Visiteurs"),
        definition=_(
            "Passages lus par les compteurs placés aux portes des bureaux, divisés par deux quand l’appareil compte "
            "les entrées et les sorties. Un jour sans relevé n’est pas un jour sans visiteur."
        ),
        unit=_("visiteurs"),
        source=COUNTERS,
        compute=visitors.compute,
        rows=visitors.rows,
        permission=VIEW,
        number=2,
        dimensions=dimensions(*visitors.SPLITS),
        formula=_("entrées, ou (entrées + sorties) ÷ 2"),
        better="up",
    ),
    Indicator(
        key="reception.visitors_per_act",
        title=_("Visiteurs par acte"),
        definition=_(
            "Visiteurs des compteurs pour un acte d’accueil au comptoir, aux bureaux qui ont un compteur : plus le "
            "rapport est élevé, plus il y a de visiteurs que l’on n’a pas qualifiés."
        ),
        unit=_("visiteurs par acte"),
        source=_("Compteurs et actes d’accueil"),
        compute=derived.visitors_per_act,
        rows=derived.visitors_per_act_rows,
        permission=VIEW,
        number=3,
        dimensions=dimensions(*derived.PER_ACT.splits),
        decimals=2,
        formula=_("visiteurs ÷ actes au comptoir"),
    ),
    _counted(
        specs.REMOTE,
        _("Appels, courriels, courriers et contacts web"),
        _("Demandes reçues à distance, par canal."),
        number=7,
        unit=_("demandes"),
    ),
    _counted(
        specs.ANSWERS,
        _("Modes de réponse"),
        _("Actes d’accueil selon la façon dont l’office a répondu."),
        number=8,
    ),
    _counted(
        specs.FRENCH,
        _("Origine des visiteurs français"),
        _(
            "Actes d’accueil de visiteurs venus de France, par département ou région de domicile. Parts calculées sur "
            "ceux dont le département est connu."
        ),
        number=10,
    ),
    _counted(
        specs.FOREIGN_SHARE,
        _("Part des visiteurs étrangers"),
        _(
            "Actes d’accueil de visiteurs domiciliés hors de France, rapportés à ceux où la provenance a été demandée."
        ),
        number=11,
        unit="%",
        decimals=1,
        formula=_("actes de visiteurs étrangers ÷ actes où la provenance a été demandée"),
    ),
    _counted(
        specs.FOREIGN_COUNTRIES,
        _("Pays des visiteurs étrangers"),
        _("Actes d’accueil de visiteurs domiciliés hors de France, par pays."),
    ),
    _counted(
        specs.PARTY,
        _("Type de clientèle"),
        _("Actes d’accueil par type de clientèle. Parts calculées sur les actes où il a été noté."),
        number=12,
    ),
    _counted(
        specs.STAY,
        _("Durée de séjour"),
        _(
            "Actes d’accueil par classe de durée de séjour. Parts calculées sur les actes où elle a été demandée."
        ),
        number=13,
    ),
    _counted(
        specs.LODGING,
        _("Hébergement"),
        _(
            "Actes d’accueil par type d’hébergement utilisé ou cherché. Parts calculées sur les actes où il a été "
            "demandé."
        ),
        number=14,
    ),
    _counted(
        specs.THEMES,
        _("Thèmes des demandes"),
        _(
            "Demandes par thème : un acte compte une fois dans chacun de ses thèmes, déduits des fiches montrées puis "
            "corrigés par le conseiller. Parts calculées sur l’ensemble des demandes."
        ),
        number=15,
        unit=_("demandes"),
    ),
    _counted(
        specs.LANGUAGES,
        _("Langues"),
        _("Actes d’accueil par langue de l’échange. Parts calculées sur les actes où elle a été notée."),
        number=16,
    ),
    _counted(
        derived.OUTREACH,
        _("Accueil hors les murs : actes"),
        _("Actes d’accueil enregistrés hors des bureaux (marchés, fêtes, villages de vacances)."),
        number=17,
    ),
    _counted(
        specs.FAIRS,
        _("Accueil sur les salons"),
        _("Actes d’accueil enregistrés sur un stand, lors d’un salon."),
        number=18,
    ),
    Indicator(
        key="reception.not_asked",
        title=_("Taux de « non renseigné »"),
        definition=_(
            "Part des réponses qui manquent aux quatre questions de l’accueil : type de clientèle, provenance, durée "
            "de séjour, hébergement. « Ne sait pas » est une réponse."
        ),
        unit="%",
        source=DESK_LOG,
        compute=derived.not_asked,
        rows=derived.not_asked_rows,
        permission=VIEW,
        number=20,
        dimensions=(derived.QUESTION, *dimensions(*derived.UNASKED_SPLITS)),
        decimals=1,
        formula=_("réponses manquantes ÷ (4 × actes)"),
        better="down",
    ),
    _counted(
        specs.OUTCOMES,
        _("Suites données"),
        _(
            "Actes d’accueil selon la suite donnée à la demande. Parts calculées sur les actes où elle a été notée."
        ),
    ),
)
