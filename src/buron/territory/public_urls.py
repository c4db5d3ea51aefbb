"""Public addresses of the territory: the desks and their hours. Read before the offer's, whose pages stand beside."""

from django.urls import path, register_converter

from buron.territory.views.public import public_desks


class DeskLanguageConverter:
    """A public language other than French, which has the address without a language."""

    regex = "en|de|nl|es"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DeskLanguageConverter, "desk_language")

urlpatterns = [
    path("p/<slug:site>/bureaux", public_desks, name="territory_public_desks"),
    path("p/<slug:site>/<desk_language:language>/bureaux", public_desks, name="territory_public_desks_in"),
]
