"""Addresses of the UI kit page."""

from django.urls import URLPattern, path

from buron.kernel import kit

urlpatterns: list[URLPattern] = [
    path("kit", kit.page, name="kit"),
    path("kit/public", kit.public, name="kit_public"),
    path("kit/entree", kit.sign_in, name="kit_sign_in"),
    path("kit/message", kit.message, name="kit_message"),
    path("kit/message/annuler", kit.undo, name="kit_undo"),
]
