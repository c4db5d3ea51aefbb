"""A document that holds every block, with what people really type in it."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image as Pillow

from buron.kernel.charts import BarChart, HeatCalendar, LineChart, Series, Share, ShareChart
from buron.kernel.documents.blocks import (
    Block,
    Card,
    Cards,
    Cell,
    ChartBlock,
    Column,
    Columns,
    Contact,
    Document,
    Heading,
    Image,
    KeyFigure,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Prose,
    QrCode,
    Sources,
    Table,
)

NASTY = '#let x = 1 *étoile* _souligné_ $x^2$ <script>alert(1)</script> & "guillemets" \\ ` @ref //'


def picture(colour: str = "green", size: tuple[int, int] = (320, 200)) -> bytes:
    buffer = io.BytesIO()
    Pillow.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


BARS = BarChart(
    title="Actes d'accueil",
    unit="actes",
    categories=["mai", "juin", "juillet"],
    series=[
        Series("2024", [120, 240, None], reference=True),
        Series("2025", [130, 230, 410], provisional_from=2),
    ],
)
LINES = LineChart(
    title="Visiteurs", categories=["2023", "2024", "2025"], series=[Series("", [900, 1100, 1250])]
)
SHARES = ShareChart(title="Origine", items=[Share("Cantal", 30), Share("Ailleurs", 70)], not_asked=12)
YEAR = HeatCalendar(title="Jours", year=2025, values={dt.date(2025, 7, day): day for day in range(1, 32)})

TABLE = Table(
    [
        Column("Bureau"),
        Column("Actes", "integer"),
        Column("Évolution", "evolution"),
        Column("Recettes", "amount"),
    ],
    [
        ["Vic-sur-Cère", Cell(1234, "/massif/actes?bureau=1"), 3.25, 1856100],
        ["Thiézac", None, -11.6, None],
        ["=1+1", 12, 0, 50],
    ],
    "Actes par bureau",
    "Source : registre de l'accueil.",
    ["Ensemble", 1246, 1.2, 1856150],
)


def every_block() -> list[Block]:
    return [
        Heading(1, "L'année en bref", anchor="bref"),
        KeyFigures(
            [
                KeyFigure("Actes", "1 246", "+3,2 % sur un an", 1, "Tous bureaux", href="/massif/actes"),
                KeyFigure("Visiteurs", "2 411", "−1,4 %", -1, provisional=True),
                KeyFigure("Jours", "312", "comme en 2024", 0),
            ]
        ),
        Paragraph("Un **gras**, un *italique*, [un lien](https://exemple.fr) et [une partie](#bref)."),
        Prose("Un paragraphe :\n\n- un\n- deux\n\n1. premier\n2. second\n\nFin !"),
        Heading(3, "Trop profond"),
        TABLE,
        ChartBlock(BARS, "Juillet est provisoire.", with_table=True, source_note="Source : registre."),
        Columns([[ChartBlock(SHARES)], [Paragraph("À côté."), ChartBlock(LINES)]]),
        ChartBlock(YEAR),
        Note("method", "Un **acte** est une demande traitée."),
        Note("warning", "Attention à la marche."),
        PageBreak(),
        Heading(1, "Offre"),
        Image(picture(), "Une prairie", credit="L'office", caption="En juin"),
        QrCode("https://exemple.fr/r/1", "Le rapport en ligne"),
        Cards(
            [
                Card(
                    "Cascade",
                    "Site naturel",
                    "Vic-sur-Cère",
                    "à 2 km",
                    "Ouvert aujourd'hui",
                    "Une gorge.",
                    ["Gratuit"],
                    [Contact("Tél.", "04 00 00 00 00", "tel:+33400000000")],
                    Image(picture("blue"), "La cascade"),
                    "https://exemple.fr/c/1",
                ),
                Card(NASTY),
            ]
        ),
        Heading(1, "L'année en bref"),
        Paragraph(NASTY),
        Sources(["Registre, 1 246 actes", NASTY]),
    ]


def whole(**changes: object) -> Document:
    options: dict[str, object] = {
        "title": "Rapport d'activité 2025",
        "subtitle": "Accueil et offre",
        "organisation": "Office du Massif",
        "date_text": "12 mars 2026",
        "footer": "1 place du Foirail",
        "numbered": True,
        "meta": {"Période": "2025", "État": "provisoire"},
        "blocks": every_block(),
        "logo": Image(picture("red", (80, 80)), "Logo"),
        **changes,
    }
    return Document(**options)
