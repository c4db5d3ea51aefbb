"""Addresses of the printed documents and of the situational ideas inside an office."""

from django.urls import path

from buron.reception.views import exports, ideas
from buron.reception.views.printed import counts, rounds, stock

PRINTED = "accueil/documents/"

urlpatterns = [
    path("accueil/idees/montrees/", ideas.ideas_shown, name="reception_ideas_shown"),
    path("accueil/idees/<slug:situation>/", ideas.ideas_for, name="reception_ideas"),
    path(PRINTED, stock.stock, name="reception_printed"),
    path(f"{PRINTED}prevision/", stock.forecast, name="reception_print_forecast"),
    path(f"{PRINTED}titres/nouveau/", stock.title_new, name="reception_print_title_new"),
    path(f"{PRINTED}titres/<int:pk>/", stock.title_page, name="reception_print_title"),
    path(f"{PRINTED}titres/<int:pk>/retirer/", stock.title_retire, name="reception_print_title_retire"),
    path(f"{PRINTED}titres/<int:pk>/editions/", stock.edition_new, name="reception_print_edition_new"),
    path(f"{PRINTED}editions/<int:pk>/", stock.edition_page, name="reception_print_edition"),
    path(f"{PRINTED}lieux/", stock.places, name="reception_print_places"),
    path(f"{PRINTED}lieux/<int:pk>/", stock.place_page, name="reception_print_place"),
    path(f"{PRINTED}lieux/<int:pk>/retirer/", stock.place_retire, name="reception_print_place_retire"),
    path(f"{PRINTED}mouvements/", stock.movements, name="reception_print_movements"),
    path(
        f"{PRINTED}mouvements/mouvements.<str:form>",
        exports.movements_file,
        name="reception_print_movements_file",
    ),
    path(f"{PRINTED}mouvements/nouveau/", stock.movement_new, name="reception_print_movement_new"),
    path(f"{PRINTED}mouvements/<int:pk>/retirer/", stock.movement_undo, name="reception_print_movement_undo"),
    path(f"{PRINTED}inventaires/", counts.counts, name="reception_print_counts"),
    path(f"{PRINTED}inventaires/<int:pk>/", counts.count_page, name="reception_print_count"),
    path(f"{PRINTED}inventaires/<int:pk>/clore/", counts.count_close, name="reception_print_count_close"),
    path(
        f"{PRINTED}inventaires/<int:pk>/feuille.pdf", counts.count_sheet, name="reception_print_count_sheet"
    ),
    path(f"{PRINTED}tournees/", rounds.rounds, name="reception_print_rounds"),
    path(f"{PRINTED}tournees/<int:pk>/", rounds.round_page, name="reception_print_round"),
    path(f"{PRINTED}tournees/<int:pk>/emporter/", rounds.round_load, name="reception_print_round_load"),
    path(f"{PRINTED}tournees/<int:pk>/arrets/", rounds.stop_add, name="reception_print_stop_add"),
    path(f"{PRINTED}tournees/<int:pk>/terminer/", rounds.round_close, name="reception_print_round_close"),
    path(f"{PRINTED}tournees/<int:pk>/feuille.pdf", rounds.round_sheet, name="reception_print_round_sheet"),
    path(f"{PRINTED}arrets/<int:pk>/cocher/", rounds.stop_serve, name="reception_print_stop_serve"),
    path(f"{PRINTED}arrets/<int:pk>/deplacer/", rounds.stop_move, name="reception_print_stop_move"),
    path(f"{PRINTED}arrets/<int:pk>/retirer/", rounds.stop_remove, name="reception_print_stop_remove"),
]
