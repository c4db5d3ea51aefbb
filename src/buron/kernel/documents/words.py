"""The few words that writers add to a document, in the language of the document rather than of the person who prints
it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Labels of one language; ``page`` takes the page and the number of pages."""

    contents: str
    page: str
    source: str
    sources: str
    figures: str
    unknown: str
    unknown_short: str
    provisional: str
    method: str
    info: str
    warning: str
    subject: str
    picture: str
    unreadable: str
    scan: str
    yes: str
    no: str

    def note(self, kind: str) -> str:
        """The title of a note of this kind."""
        return {"provisional": self.provisional, "method": self.method, "warning": self.warning}.get(
            kind, self.info
        )


WORDS = {
    "fr": Words(
        contents="Sommaire",
        page="Page {page} sur {total}",
        source="Source",
        sources="Sources",
        figures="Les chiffres",
        unknown="non renseigné",
        unknown_short="n. r.",
        provisional="Provisoire",
        method="Méthode",
        info="À savoir",
        warning="Attention",
        subject="Objet",
        picture="Photo",
        unreadable="image illisible",
        scan="Code à scanner",
        yes="oui",
        no="non",
    ),
    "en": Words(
        contents="Contents",
        page="Page {page} of {total}",
        source="Source",
        sources="Sources",
        figures="The figures",
        unknown="not known",
        unknown_short="n/k",
        provisional="Provisional",
        method="Method",
        info="Good to know",
        warning="Please note",
        subject="Subject",
        picture="Photo",
        unreadable="unreadable picture",
        scan="Code to scan",
        yes="yes",
        no="no",
    ),
    "de": Words(
        contents="Inhalt",
        page="Seite {page} von {total}",
        source="Quelle",
        sources="Quellen",
        figures="Die Zahlen",
        unknown="keine Angabe",
        unknown_short="k. A.",
        provisional="Vorläufig",
        method="Methode",
        info="Gut zu wissen",
        warning="Achtung",
        subject="Betreff",
        picture="Foto",
        unreadable="Bild nicht lesbar",
        scan="Code zum Scannen",
        yes="ja",
        no="nein",
    ),
    "nl": Words(
        contents="Inhoud",
        page="Pagina {page} van {total}",
        source="Bron",
        sources="Bronnen",
        figures="De cijfers",
        unknown="niet opgegeven",
        unknown_short="n.o.",
        provisional="Voorlopig",
        method="Methode",
        info="Goed om te weten",
        warning="Let op",
        subject="Onderwerp",
        picture="Foto",
        unreadable="afbeelding onleesbaar",
        scan="Code om te scannen",
        yes="ja",
        no="nee",
    ),
    "es": Words(
        contents="Índice",
        page="Página {page} de {total}",
        source="Fuente",
        sources="Fuentes",
        figures="Las cifras",
        unknown="no consta",
        unknown_short="n. c.",
        provisional="Provisional",
        method="Método",
        info="Para saber",
        warning="Atención",
        subject="Asunto",
        picture="Foto",
        unreadable="imagen ilegible",
        scan="Código para escanear",
        yes="sí",
        no="no",
    ),
}


def words(language: str) -> Words:
    """The labels of a language (``fr``, ``fr-FR``); French when it has none."""
    return WORDS.get(language.split("-")[0].lower(), WORDS["fr"])
