"""Addresses of the ground floor inside an office."""

from django.urls import path

from buron.kernel import views

urlpatterns = [
    path("", views.office_home, name="office_home"),
    path("equipe/", views.members, name="kernel_members"),
    path("equipe/<int:pk>/", views.member_roles, name="kernel_member_roles"),
    path("equipe/<int:pk>/retirer/", views.member_remove, name="kernel_member_remove"),
    path(
        "equipe/<int:pk>/double-authentification/",
        views.member_second_factor,
        name="kernel_member_second_factor",
    ),
    path(
        "equipe/invitations/<int:pk>/retirer/", views.invitation_withdraw, name="kernel_invitation_withdraw"
    ),
    path("premiers-pas/", views.first_steps_page, name="kernel_first_steps"),
    path("office/", views.office_settings, name="kernel_office"),
    path("cles/", views.tokens, name="kernel_tokens"),
    path("cles/<int:pk>/revoquer/", views.token_revoke, name="kernel_token_revoke"),
    path("reglages/", views.settings_page, name="kernel_settings"),
    path("exports/", views.exports_page, name="kernel_exports"),
    path("exports/<str:key>/<slug:form>/", views.export_file, name="kernel_export"),
    path("conservation/", views.retention_rules, name="kernel_retention"),
    path("taches/", views.jobs, name="kernel_jobs"),
    path("taches/<int:pk>/relancer/", views.job_retry, name="kernel_job_retry"),
    path("journal/", views.journal, name="kernel_journal"),
    path("taches/<int:pk>/", views.job_status, name="job_status"),
]
