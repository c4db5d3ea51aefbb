"""Addresses of the reception inside an office."""

from django.urls import path

from buron.reception import offline_urls, outing_urls, printed_urls, request_urls, team_urls
from buron.reception.views import acts, carnets, counters, desk, doors, exports, imports, lists, tally

urlpatterns = [
    path("accueil/", desk.desk_screen, name="reception_desk"),
    path("accueil/poste/", desk.place, name="reception_place"),
    path("accueil/recherche/", desk.search_hits, name="reception_search"),
    path("accueil/fiches/<int:pk>/", desk.card, name="reception_card"),
    path("accueil/enregistrer/", desk.record, name="reception_record"),
    path("accueil/comptes-du-jour/", desk.counts, name="reception_counts"),
    path("accueil/apres-coup/", acts.late, name="reception_late"),
    path("accueil/batonnage/", tally.tally, name="reception_tally"),
    path("accueil/lots/<int:pk>/annuler/", tally.batch_cancel, name="reception_batch_cancel"),
    path("accueil/actes/", acts.acts_list, name="reception_acts"),
    path("accueil/actes/actes.<str:form>", exports.acts_file, name="reception_acts_file"),
    path("accueil/actes/<int:pk>/", acts.act_page, name="reception_act"),
    path("accueil/actes/<int:pk>/reprendre/", desk.undo, name="reception_act_undo"),
    path("accueil/actes/<int:pk>/corriger/", acts.act_amend, name="reception_act_amend"),
    path("accueil/actes/<int:pk>/annuler/", acts.act_cancel, name="reception_act_cancel"),
    path("accueil/actes/<int:pk>/retablir/", acts.act_restore, name="reception_act_restore"),
    path("accueil/carnets/", carnets.carnets, name="reception_carnets"),
    path("accueil/carnets/nouveau/", carnets.carnet_make, name="reception_carnet_make"),
    path("accueil/carnets/<int:pk>/", carnets.carnet_page, name="reception_carnet"),
    path("accueil/carnets/<int:pk>/carnet.pdf", carnets.carnet_pdf_file, name="reception_carnet_pdf"),
    path("accueil/carnets/<int:pk>/envoyer/", carnets.carnet_send, name="reception_carnet_send"),
    path("accueil/carnets/<int:pk>/fermer/", carnets.carnet_revoke, name="reception_carnet_revoke"),
    path("accueil/compteurs/", counters.counters, name="reception_counters"),
    path("accueil/compteurs/compteurs.<str:form>", exports.counters_file, name="reception_counters_file"),
    path("accueil/compteurs/bureaux/<slug:slug>/", doors.door, name="reception_door"),
    path(
        "accueil/compteurs/bureaux/<slug:slug>/appareil/",
        doors.device_install,
        name="reception_device_install",
    ),
    path("accueil/compteurs/appareils/<int:pk>/cle/", doors.device_key, name="reception_device_key"),
    path("accueil/compteurs/appareils/<int:pk>/couper/", doors.device_revoke, name="reception_device_revoke"),
    path(
        "accueil/compteurs/appareils/<int:pk>/retirer/", doors.device_remove, name="reception_device_remove"
    ),
    path("accueil/compteurs/<int:pk>/retirer/", counters.counter_remove, name="reception_counter_remove"),
    path("accueil/listes/", lists.all_lists, name="reception_lists"),
    path("accueil/listes/reponses/<int:pk>/renommer/", lists.item_rename, name="reception_item_rename"),
    path("accueil/listes/reponses/<int:pk>/retirer/", lists.item_retire, name="reception_item_retire"),
    path("accueil/listes/<slug:key>/", lists.one_list, name="reception_list"),
    path("accueil/listes/<slug:key>/ordre/", lists.list_arrange, name="reception_list_arrange"),
    path("accueil/reprises/", imports.imports, name="reception_imports"),
    path("accueil/reprises/<int:pk>/", imports.one_import, name="reception_import"),
    path("accueil/reprises/<int:pk>/appliquer/", imports.import_apply, name="reception_import_apply"),
    path("accueil/reprises/<int:pk>/abandonner/", imports.import_discard, name="reception_import_discard"),
    *outing_urls.urlpatterns,
    *printed_urls.urlpatterns,
    *team_urls.urlpatterns,
    *offline_urls.urlpatterns,
    *request_urls.urlpatterns,
]
