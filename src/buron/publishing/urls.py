"""Addresses of the room inside an office."""

from django.urls import URLPattern, path

from buron.publishing.views import fleet

urlpatterns: list[URLPattern] = [
    path("bornes/", fleet.kiosks, name="publishing_kiosks"),
    path("bornes/nouvelle", fleet.kiosk_new, name="publishing_kiosk_new"),
    path("bornes/reglages", fleet.kiosk_settings, name="publishing_kiosk_settings"),
    path("bornes/<int:pk>/", fleet.kiosk, name="publishing_kiosk"),
    path("bornes/<int:pk>/modifier", fleet.kiosk_edit, name="publishing_kiosk_edit"),
    path("bornes/<int:pk>/heures", fleet.kiosk_hours, name="publishing_kiosk_hours"),
    path("bornes/<int:pk>/entretien", fleet.kiosk_note, name="publishing_kiosk_note"),
    path("bornes/<int:pk>/lien", fleet.kiosk_link, name="publishing_kiosk_link"),
    path("bornes/<int:pk>/revoquer", fleet.kiosk_revoke, name="publishing_kiosk_revoke"),
    path("bornes/<int:pk>/retablir", fleet.kiosk_restore, name="publishing_kiosk_restore"),
    path("bornes/<int:pk>/mise-a-jour", fleet.kiosk_update, name="publishing_kiosk_update"),
    path(
        "bornes/<int:pk>/mise-a-jour/annuler",
        fleet.kiosk_update_withdraw,
        name="publishing_kiosk_update_withdraw",
    ),
    path("bornes/<int:pk>/retirer", fleet.kiosk_retire, name="publishing_kiosk_retire"),
    path("bornes/<int:pk>/remettre", fleet.kiosk_resume, name="publishing_kiosk_resume"),
]
