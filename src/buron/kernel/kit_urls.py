"""Addresses of the UI kit page."""

from django.urls import URLPattern, path

from buron.kernel import kit

urlpatterns: list[URLPattern] = [
    path("", kit.page, name="kit"),
    path("/public", kit.public, name="kit_public"),
    path("/entree", kit.sign_in, name="kit_sign_in"),
    path("/message", kit.message, name="kit_message"),
    path("/message/annuler", kit.undo, name="kit_undo"),
]
