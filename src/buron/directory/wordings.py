"""What a person agrees to, word for word. The words that were shown are copied into each consent, as its proof."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from buron.kernel.texts import Texts, text_in

NEWSLETTER = "newsletter"
PRO_NEWS = "pro_news"

PURPOSES = {
    NEWSLETTER: _("Lettre d’information aux visiteurs"),
    PRO_NEWS: _("Lettre aux professionnels"),
}

CHANNELS = {
    "web": _("Formulaire en ligne"),
    "mail": _("Courriel"),
    "phone": _("Téléphone"),
    "letter": _("Courrier"),
    "counter": _("Au comptoir"),
    "again": _("Renouvelé par son lien"),
    "import": _("Repris d’un fichier"),
}

_WORDINGS: dict[str, Texts] = {
    NEWSLETTER: {
        "fr": "J’accepte de recevoir par courriel la lettre d’information de {office}. Je peux retirer cet accord "
        "à tout moment par le lien de chaque envoi.",
        "en": "I agree to receive the newsletter of {office} by e-mail. I can withdraw this consent at any time "
        "with the link in every message.",
        "de": "Ich bin damit einverstanden, den Newsletter von {office} per E-Mail zu erhalten. Ich kann diese "
        "Einwilligung jederzeit über den Link in jeder Nachricht widerrufen.",
        "nl": "Ik ga ermee akkoord de nieuwsbrief van {office} per e-mail te ontvangen. Ik kan deze toestemming "
        "op elk moment intrekken via de link in elk bericht.",
        "es": "Acepto recibir por correo electrónico el boletín de {office}. Puedo retirar este consentimiento en "
        "cualquier momento mediante el enlace de cada envío.",
    },
    PRO_NEWS: {
        "fr": "J’accepte de recevoir par courriel la lettre de {office} aux professionnels. Je peux retirer cet "
        "accord à tout moment par le lien de chaque envoi."
    },
}


def wording_of(purpose: str, language: str, office: str) -> str:
    """The words of a purpose in a language (French when it is not written in it), naming the office."""
    return text_in(_WORDINGS[purpose], language).format(office=office)
