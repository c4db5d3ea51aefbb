"""A first set of ready answers in five languages, for an office to put its own words into."""

from __future__ import annotations

STARTERS: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    (
        "Envoi de documentation",
        {
            "fr": "Votre demande de documentation",
            "en": "Your request for information",
            "de": "Ihre Informationsanfrage",
            "nl": "Uw informatieaanvraag",
            "es": "Su solicitud de información",
        },
        {
            "fr": (
                "Bonjour {prenom|Madame, Monsieur},\n\n"
                "Merci de l’intérêt que vous portez à notre territoire. Vous trouverez avec ce message la "
                "documentation que vous nous avez demandée le {date_demande}.\n\n"
                "Nous restons à votre disposition pour préparer votre séjour.\n\n"
                "{conseiller}\n{office}\n{telephone|}"
            ),
            "en": (
                "Dear {prenom|Sir or Madam},\n\n"
                "Thank you for your interest in our area. With this message you will find the information that "
                "you asked us for on {date_demande}.\n\n"
                "We are happy to help you prepare your stay.\n\n"
                "{conseiller}\n{office}\n{telephone|}"
            ),
            "de": (
                "Guten Tag {prenom|sehr geehrte Damen und Herren},\n\n"
                "vielen Dank für Ihr Interesse an unserer Region. Mit dieser Nachricht erhalten Sie die "
                "Unterlagen, um die Sie uns am {date_demande} gebeten haben.\n\n"
                "Gern helfen wir Ihnen bei der Vorbereitung Ihres Aufenthalts.\n\n"
                "{conseiller}\n{office}\n{telephone|}"
            ),
            "nl": (
                "Beste {prenom|mevrouw, meneer},\n\n"
                "Hartelijk dank voor uw belangstelling voor onze streek. Bij dit bericht vindt u de documentatie"
                " waarom u ons op {date_demande} hebt gevraagd.\n\n"
                "Wij helpen u graag bij de voorbereiding van uw verblijf.\n\n"
                "{conseiller}\n{office}\n{telephone|}"
            ),
            "es": (
                "Buenos días, {prenom|señora, señor}:\n\n"
                "Gracias por su interés por nuestro territorio. Con este mensaje encontrará la documentación que"
                " nos pidió el {date_demande}.\n\n"
                "Estamos a su disposición para preparar su estancia.\n\n"
                "{conseiller}\n{office}\n{telephone|}"
            ),
        },
    ),
    (
        "Nous cherchons pour vous",
        {
            "fr": "Nous avons bien reçu votre demande",
            "en": "We have received your request",
            "de": "Wir haben Ihre Anfrage erhalten",
            "nl": "Wij hebben uw vraag ontvangen",
            "es": "Hemos recibido su solicitud",
        },
        {
            "fr": (
                "Bonjour {prenom|Madame, Monsieur},\n\n"
                "Nous avons bien reçu votre demande du {date_demande} et cherchons la réponse la plus juste. "
                "Nous vous écrivons dès que nous l’avons.\n\n"
                "{conseiller}\n{office}"
            ),
            "en": (
                "Dear {prenom|Sir or Madam},\n\n"
                "We have received your request of {date_demande} and are looking for the best answer. We will "
                "write to you as soon as we have it.\n\n"
                "{conseiller}\n{office}"
            ),
            "de": (
                "Guten Tag {prenom|sehr geehrte Damen und Herren},\n\n"
                "wir haben Ihre Anfrage vom {date_demande} erhalten und suchen die beste Antwort. Wir schreiben "
                "Ihnen, sobald wir sie haben.\n\n"
                "{conseiller}\n{office}"
            ),
            "nl": (
                "Beste {prenom|mevrouw, meneer},\n\n"
                "Wij hebben uw vraag van {date_demande} ontvangen en zoeken het beste antwoord. Wij schrijven u "
                "zodra wij het hebben.\n\n"
                "{conseiller}\n{office}"
            ),
            "es": (
                "Buenos días, {prenom|señora, señor}:\n\n"
                "Hemos recibido su solicitud del {date_demande} y buscamos la mejor respuesta. Le escribiremos "
                "en cuanto la tengamos.\n\n"
                "{conseiller}\n{office}"
            ),
        },
    ),
)
