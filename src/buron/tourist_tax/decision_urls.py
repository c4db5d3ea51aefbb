"""Addresses of the council's decisions."""

from django.urls import path

from buron.tourist_tax.views import decision_papers as papers
from buron.tourist_tax.views import decisions, delta, tariff_public

BASE = "taxe-de-sejour/deliberations/"

urlpatterns = [
    path(BASE, decisions.decisions, name="tourist_tax_decisions"),
    path(f"{BASE}nouvelle/", decisions.decision_new, name="tourist_tax_decision_new"),
    path(f"{BASE}verifier/", decisions.decision_check, name="tourist_tax_decision_check"),
    path(f"{BASE}<int:pk>/", decisions.decision, name="tourist_tax_decision"),
    path(f"{BASE}<int:pk>/modifier/", decisions.decision_edit, name="tourist_tax_decision_edit"),
    path(f"{BASE}<int:pk>/en-vigueur/", decisions.decision_enter, name="tourist_tax_decision_enter"),
    path(f"{BASE}<int:pk>/retirer/", decisions.decision_withdraw, name="tourist_tax_decision_withdraw"),
    path(f"{BASE}<int:pk>/notifier/", decisions.decision_notify, name="tourist_tax_decision_notify"),
    path(f"{BASE}<int:pk>/texte.pdf", decisions.decision_text, name="tourist_tax_decision_text"),
    path(f"{BASE}<int:pk>/simulation/", papers.simulation, name="tourist_tax_simulation"),
    path(f"{BASE}<int:pk>/simulation.xlsx", papers.simulation_xlsx, name="tourist_tax_simulation_xlsx"),
    path(f"{BASE}<int:pk>/tarifs/", papers.tariffs, name="tourist_tax_tariffs"),
    path(f"{BASE}<int:pk>/tarifs.pdf", papers.tariffs_pdf, name="tourist_tax_tariffs_pdf"),
    path(
        f"{BASE}<int:pk>/notification.xlsx",
        papers.notice_file,
        {"kind": "xlsx"},
        name="tourist_tax_notice_xlsx",
    ),
    path(
        f"{BASE}<int:pk>/notification.xml", papers.notice_file, {"kind": "xml"}, name="tourist_tax_notice_xml"
    ),
    path("taxe-de-sejour/tarifs/", papers.tariffs_now, name="tourist_tax_tariffs_now"),
    path("taxe-de-sejour/fichier-national/", delta.delta, name="tourist_tax_delta"),
    path("taxe-de-sejour/fichier-national/<int:pk>/", delta.delta_file, name="tourist_tax_delta_file"),
    path(
        "taxe-de-sejour/fichier-national/propositions/<int:pk>/prendre/",
        delta.delta_take,
        name="tourist_tax_delta_take",
    ),
    path("taxe-de-sejour/periodes/", decisions.periods, name="tourist_tax_periods"),
]
public_patterns = [
    path("taxe-de-sejour/<slug:site>/tarifs/", tariff_public.public_tariffs, name="tax_public_tariffs"),
    path(
        "taxe-de-sejour/<slug:site>/tarifs.pdf",
        tariff_public.public_tariffs_pdf,
        name="tax_public_tariffs_pdf",
    ),
]
