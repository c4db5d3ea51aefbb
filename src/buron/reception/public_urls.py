"""Public addresses of the reception."""

from django.urls import path, register_converter

from buron.reception.views import counter_push, partner_page, public, request_public


class TokenConverter:
    """The token of a carnet: 22 to 43 characters of the URL-safe alphabet."""

    regex = "[A-Za-z0-9_-]{22,43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "carnet_token")

urlpatterns = [
    path("c/<carnet_token:token>/", public.carnet, name="reception_public_carnet"),
    path("c/<carnet_token:token>/carnet.pdf", public.carnet_file, name="reception_public_carnet_pdf"),
    path("c/<carnet_token:token>/agenda/<int:pk>.ics", public.event_file, name="reception_public_event"),
    path("demande/<slug:site>/", request_public.public_form, name="reception_public_request"),
    path("p/", partner_page.partner_page, name="reception_partner_page"),
    path("p/veilleur.js", partner_page.partner_worker, name="reception_partner_worker"),
    path("p/bureau", partner_page.partner_state, name="reception_partner_state"),
    path("p/visiteur", partner_page.partner_record, name="reception_partner_record"),
    path("p/compteur", counter_push.counter_push, name="reception_counter_push"),
    path("p/annuler", partner_page.partner_undo, name="reception_partner_undo"),
]
