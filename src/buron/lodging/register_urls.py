"""Addresses of the register inside an office."""

from django.urls import path

from buron.lodging.views import board, changes, files, invitations, register

PAGE = "hebergements/<int:pk>/"

urlpatterns = [
    path("hebergements/", register.register, name="lodging_register"),
    path("hebergements/registre/<slug:form>/", register.register_file, name="lodging_register_file"),
    path("hebergements/nouveau/", register.lodging_new, name="lodging_new"),
    path("hebergements/hebergeurs/", register.hosts, name="lodging_hosts"),
    path("hebergements/doublons/", changes.doubles, name="lodging_doubles"),
    path(PAGE, register.lodging, name="lodging_lodging"),
    path(f"{PAGE}modifier/", register.lodging_edit, name="lodging_edit"),
    path(f"{PAGE}declaration.pdf", register.declaration, name="lodging_declaration"),
    path(f"{PAGE}reunir/", changes.merge, name="lodging_merge"),
    path(f"{PAGE}distinct/", changes.distinct, name="lodging_distinct"),
    path(f"{PAGE}fin/", changes.close, name="lodging_close"),
    path(f"{PAGE}reprise/", changes.reopen, name="lodging_reopen"),
    path(f"{PAGE}hebergeurs/", changes.hosting_add, name="lodging_hosting_add"),
    path("hebergements/hebergeurs/<int:pk>/fin/", changes.hosting_end, name="lodging_hosting_end"),
    path(f"{PAGE}classements/", changes.ranking_add, name="lodging_ranking_add"),
    path("hebergements/classements/<int:pk>/fin/", changes.ranking_end, name="lodging_ranking_end"),
    path(f"{PAGE}fiche/", changes.fiche, name="lodging_fiche"),
    path(f"{PAGE}fiche/separer/", changes.fiche_unlink, name="lodging_fiche_unlink"),
    path(f"{PAGE}fiche/choisir/", changes.settle, name="lodging_settle"),
    path("hebergements/sources/", board.board, name="lodging_board"),
    path("hebergements/sources/offre/", board.read_offer, name="lodging_read_offer"),
    path("hebergements/sources/<int:pk>/", board.choices, name="lodging_choices"),
    path("hebergements/sources/<int:pk>/rapprocher/", board.match, name="lodging_match"),
    path("hebergements/sources/<int:pk>/inscrire/", board.enter, name="lodging_enter"),
    path("hebergements/sources/<int:pk>/ecarter/", board.ignore, name="lodging_ignore"),
    path("hebergements/sources/<int:pk>/rouvrir/", board.again, name="lodging_again"),
    path("hebergements/carte/", board.alone, name="lodging_map"),
    path("hebergements/carte/points/", board.alone_points, name="lodging_map_points"),
    path("hebergements/invitations/", invitations.invitation_list, name="lodging_invitations"),
    path("hebergements/invitations/nouvelles/", invitations.invitation_new, name="lodging_invitation_new"),
    path(
        "hebergements/invitations/<str:day>.pdf",
        invitations.invitation_papers,
        name="lodging_invitation_papers",
    ),
    path(
        "hebergements/invitations/<int:pk>/", invitations.invitation_answer, name="lodging_invitation_answer"
    ),
    path("hebergements/fichiers/", files.file_list, name="lodging_files"),
    path("hebergements/fichiers/<int:pk>/", files.file_page, name="lodging_file"),
    path("hebergements/fichiers/<int:pk>/colonnes/", files.file_map, name="lodging_file_map"),
    path("hebergements/fichiers/<int:pk>/reprendre/", files.file_apply, name="lodging_file_apply"),
    path("hebergements/fichiers/<int:pk>/abandonner/", files.file_discard, name="lodging_file_discard"),
]
