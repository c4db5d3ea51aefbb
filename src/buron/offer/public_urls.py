"""Addresses of the offer outside any office: photos, and the public pages in five languages."""

from django.urls import URLPattern, path, register_converter

from buron.offer.views import public
from buron.offer.views.photo_file import photo_file


class PublicLanguageConverter:
    """A public language other than French, which has the addresses without a language."""

    regex = "en|de|nl|es"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicLanguageConverter, "public_language")

IN = "p/<slug:site>/<public_language:language>"
urlpatterns: list[URLPattern] = [
    path("p/photos/<int:pk>-<slug:digest>/<int:width>.jpg", photo_file, name="offer_photo"),
    path("p/<slug:site>/", public.home, name="offer_public_home"),
    path(f"{IN}/", public.home, name="offer_public_home_in"),
    path("p/<slug:site>/s/<slug:selection>", public.selection, name="offer_public_selection"),
    path(f"{IN}/s/<slug:selection>", public.selection, name="offer_public_selection_in"),
    path(
        "p/<slug:site>/s/<slug:selection>.<slug:form>",
        public.selection_file,
        name="offer_public_selection_file",
    ),
    path("p/<slug:site>/<slug:fiche>.ics", public.dates, name="offer_public_dates"),
    path("p/<slug:site>/<slug:fiche>.gpx", public.track, name="offer_public_track"),
    path("p/<slug:site>/<slug:fiche>", public.fiche, name="offer_public_fiche"),
    path(f"{IN}/<slug:fiche>", public.fiche, name="offer_public_fiche_in"),
]
