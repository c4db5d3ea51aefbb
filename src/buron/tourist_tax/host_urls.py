"""Addresses of the hosts' pages: the same ones for the host, for the agent who types, for the agent who looks."""

from __future__ import annotations

from django.urls import URLPattern, path

from buron.tourist_tax.views import host_account as account
from buron.tourist_tax.views import host_agents as agents
from buron.tourist_tax.views import host_entrance as entrance
from buron.tourist_tax.views import host_month as month
from buron.tourist_tax.views import host_offline as offline
from buron.tourist_tax.views import host_ranking as ranking
from buron.tourist_tax.views import host_register as register
from buron.tourist_tax.views.door import Page, as_agent, as_host

READ: tuple[tuple[str, str, Page], ...] = (
    ("home", "", month.home),
    ("account", "compte/", account.account),
    ("statement", "etat/<int:pk>.pdf", account.statement),
    ("history", "historique/", account.history),
    ("receipt", "declaration/<int:pk>/", month.receipt),
    ("receipt_file", "declaration/<int:pk>.pdf", month.receipt_file),
    ("lodging", "hebergement/<int:lodging>/", account.lodging),
    ("tariffs", "hebergement/<int:lodging>/tarifs.pdf", account.tariffs),
    ("mairie", "hebergement/<int:lodging>/mairie.pdf", account.mairie),
    ("certificate", "hebergement/<int:lodging>/etoiles/<int:pk>.pdf", ranking.certificate),
)
WRITTEN: tuple[tuple[str, str, Page], ...] = (
    ("ranking", "hebergement/<int:lodging>/etoiles/", ranking.ranking),
    ("pay", "compte/carte/", account.pay),
    ("unattest", "hebergement/<int:lodging>/attestation/<int:pk>/retirer/", account.unattest),
    ("flat", "hebergement/<int:lodging>/forfait/<int:year>/", account.flat),
    ("choose", "hebergement/<int:lodging>/<str:month>/", month.choose),
    ("total", "hebergement/<int:lodging>/<str:month>/total/", month.total),
    ("check", "hebergement/<int:lodging>/<str:month>/verifier/<str:kind>/", month.check),
    ("send", "hebergement/<int:lodging>/<str:month>/envoyer/<str:kind>/", month.send),
    ("register", "hebergement/<int:lodging>/<str:month>/sejours/", register.register),
    ("refill", "hebergement/<int:lodging>/<str:month>/sejours/reprendre/", register.refill),
    ("file", "hebergement/<int:lodging>/<str:month>/sejours/fichier/", register.file),
    ("calendar", "hebergement/<int:lodging>/<str:month>/sejours/calendrier/", register.calendar),
    ("model", "hebergement/<int:lodging>/registre/modele.csv", register.model),
    ("stay", "hebergement/<int:lodging>/registre/<int:pk>/", register.stay),
    ("feed", "hebergement/<int:lodging>/calendrier/<int:pk>/", register.feed),
)
WITHOUT_NETWORK: tuple[tuple[str, str, Page], ...] = (
    ("kept", "sans-reseau/", offline.kept),
    ("waited", "hebergement/<int:lodging>/<str:month>/attente/<str:kind>/", offline.waited),
    ("stay_waited", "hebergement/<int:lodging>/registre/attente/", register.stay_waited),
)
BEHIND = "taxe-de-sejour/hebergeurs/<int:party>"


def public_patterns() -> list[URLPattern]:
    """What a host opens by its link."""
    return [
        path("hebergeur/", entrance.entrance, name="tax_host_entrance"),
        path("hebergeur/ouvrir/", entrance.open_pages, name="tax_host_open"),
        path("hebergeur/code/", entrance.code, name="tax_host_code"),
        path("hebergeur/quitter/", entrance.leave, name="tax_host_leave"),
        path("hebergeur/veilleur.js", offline.worker, name="tax_host_worker"),
        path("hebergeur/hors-ligne/<slug:which>/", offline.away, name="tax_host_away"),
        *(
            path(f"hebergeur/page/{route}", as_host(page), name=f"tax_host_{name}")
            for name, route, page in (*READ, *WRITTEN, *WITHOUT_NETWORK)
        ),
    ]


def office_patterns() -> list[URLPattern]:
    """What an agent opens inside its office."""
    return [
        path("taxe-de-sejour/hebergeurs/", agents.host_list, name="tourist_tax_hosts"),
        path("taxe-de-sejour/hebergeurs/liens/", agents.host_mail_all, name="tourist_tax_host_mail_all"),
        path("taxe-de-sejour/hebergeurs/courriers/", agents.host_letters, name="tourist_tax_host_letters"),
        path("taxe-de-sejour/hebergeurs/corrections/", agents.proposals, name="tourist_tax_proposals"),
        path(
            "taxe-de-sejour/hebergeurs/corrections/<int:pk>/",
            agents.proposal_answer,
            name="tourist_tax_proposal_answer",
        ),
        path("taxe-de-sejour/hebergeurs/paiement/", agents.paying_terms, name="tourist_tax_paying_terms"),
        path("taxe-de-sejour/hebergeurs/<int:pk>/", agents.host, name="tourist_tax_host"),
        path("taxe-de-sejour/hebergeurs/<int:pk>/lien/", agents.host_link, name="tourist_tax_host_link"),
        *(
            path(f"{BEHIND}/saisie/{route}", as_agent(page), name=f"tourist_tax_for_{name}")
            for name, route, page in (*READ, *WRITTEN)
        ),
        *(
            path(f"{BEHIND}/vue/{route}", as_agent(page, look=True), name=f"tourist_tax_look_{name}")
            for name, route, page in READ
        ),
    ]
