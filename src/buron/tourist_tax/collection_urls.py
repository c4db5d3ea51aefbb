"""Addresses of collection: the agent's, and the few that the card gateway and the payer open."""

from __future__ import annotations

from django.urls import URLPattern, path

from buron.tourist_tax.views import collect_account as accounts
from buron.tourist_tax.views import collect_board as board
from buron.tourist_tax.views import collect_cases as cases
from buron.tourist_tax.views import collect_money as money
from buron.tourist_tax.views import collect_public as public

ROOT = "taxe-de-sejour/encaissement"
ROUTES = (
    ("board", "", board.board),
    ("account", "comptes/<int:pk>/", board.account),
    ("line", "ecritures/<int:pk>/", accounts.line),
    ("line_undo", "ecritures/<int:pk>/annuler/", accounts.line_undo),
    ("split", "comptes/<int:pk>/repartir/", accounts.split),
    ("remission", "comptes/<int:pk>/remise/", accounts.remission),
    ("remission_paper", "remises/<int:pk>/piece/", accounts.remission_paper),
    ("pay", "comptes/<int:pk>/payer/", money.pay),
    ("credit", "comptes/<int:pk>/credit/", money.credit),
    ("give_back", "comptes/<int:pk>/rendre/", money.give_back),
    ("carry", "comptes/<int:pk>/reporter/", money.carry),
    ("interest", "comptes/<int:pk>/interets/", money.charge_interest),
    ("open", "comptes/<int:pk>/procedure/", cases.open_procedure),
    ("payment", "paiements/<int:pk>/", money.payment),
    ("cancel", "paiements/<int:pk>/annuler/", money.cancel),
    ("receipt", "paiements/<int:pk>/quittance.pdf", money.receipt),
    ("period", "periodes/<int:pk>/", board.period),
    ("issue", "periodes/<int:pk>/emettre/", board.issue),
    ("close", "periodes/<int:pk>/clore/", board.close),
    ("posted", "periodes/<int:pk>/courriers-partis/", board.posted_letters),
    ("remind", "periodes/<int:pk>/relances/", board.remind),
    ("reminder_letters", "periodes/<int:pk>/relances/courriers/", board.reminder_letters),
    ("rhythm", "relances/", board.rhythm),
    ("batch", "lots/<int:pk>/", board.batch_file),
    ("statement", "etats/<int:pk>.pdf", board.statement_file),
    ("bank", "banque/", money.bank_files),
    ("columns", "banque/<int:pk>/colonnes/", money.columns),
    ("sure", "banque/sures/", money.confirm_sure),
    ("bank_line", "banque/lignes/<int:pk>/", money.bank_line),
    ("confirm", "banque/lignes/<int:pk>/encaisser/", money.confirm),
    ("ignore", "banque/lignes/<int:pk>/ecarter/", money.ignore),
    ("card", "carte/", money.card),
    ("procedures", "procedures/", cases.procedures),
    ("procedure", "procedures/<int:pk>/", cases.procedure),
    ("hold", "procedures/<int:pk>/nuitees/", cases.hold),
    ("end", "procedures/<int:pk>/clore/", cases.close),
    ("advance", "procedures/<int:pk>/etape/<slug:step>/", cases.advance),
    ("paper", "procedures/<int:pk>/<slug:name>.pdf", cases.paper),
    ("claims", "reclamations/", cases.claim_list),
    ("claim_new", "reclamations/nouvelle/", cases.claim_new),
    ("claim", "reclamations/<int:pk>/", cases.claim),
    ("claim_papers", "reclamations/<int:pk>/pieces/", cases.claim_papers),
    ("claim_decide", "reclamations/<int:pk>/decider/", cases.claim_decide),
    ("claim_refund", "reclamations/<int:pk>/rembourser/", cases.claim_refund),
    ("claim_paper", "reclamations/pieces/<int:pk>/", cases.claim_paper),
)


def office_patterns() -> list[URLPattern]:
    """What an agent opens inside its office."""
    return [path(f"{ROOT}/{route}", view, name=f"tourist_tax_collect_{name}") for name, route, view in ROUTES]


def public_patterns() -> list[URLPattern]:
    """What the gateway and the payer open."""
    return [
        path("payer/notification/", public.notification, name="tourist_tax_payfip_notification"),
        path("payer/retour/<uuid:key>/", public.back, name="tourist_tax_payfip_back"),
        path("payer/essai/<str:id_op>/", public.simulator, name="tourist_tax_payfip_page"),
    ]
