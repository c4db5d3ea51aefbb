"""The look of a DOCX, held by styles so that a change of style changes the document."""

from __future__ import annotations

from docx import Document as new_docx
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle

from buron.kernel.documents.docx.marks import borders, colour, element, shade

BODY_FONT, HEAD_FONT = "Calibri", "Georgia"
INK, MUTED = "1d2327", "59636b"


def new_file(language: str, accent: str) -> Docx:
    """An empty A4 file with the styles of the house."""
    file = new_docx()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    defaults = file.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("lang", val=_locale(language), eastAsia=_locale(language)))
    _builtin_styles(file, accent)
    _own_styles(file, accent)
    return file


def _locale(language: str) -> str:
    region = {"fr": "FR", "en": "GB", "de": "DE", "nl": "NL", "es": "ES"}
    code = language.split("-")[0].lower()
    return f"{code}-{region.get(code, code.upper())}"


def dress(
    style: ParagraphStyle,
    *,
    font: str = BODY_FONT,
    size: float = 10.5,
    ink: str = INK,
    bold: bool | None = None,
    space: tuple[float, float] = (0, 6),
) -> ParagraphStyle:
    """Font, size, colour and space of a style; the font also replaces the one of the theme."""
    style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, False
    style.font.color.rgb = colour(ink)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), font)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(space[0]), Pt(space[1])
    return style


def _builtin_styles(file: Docx, accent: str) -> None:
    styles = file.styles
    dress(styles["Normal"], space=(0, 6)).paragraph_format.line_spacing = 1.15
    title = dress(styles["Title"], font=HEAD_FONT, size=28, ink=accent, bold=True, space=(120, 12))
    for frame in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(frame)
    dress(styles["Subtitle"], size=15, ink=INK, bold=False, space=(0, 24))
    for level, size, before in ((1, 19, 28), (2, 14, 20), (3, 12, 14), (4, 10.5, 12)):
        heading = dress(
            styles[f"Heading {level}"],
            font=HEAD_FONT if level < 3 else BODY_FONT,
            size=size,
            ink=accent if level == 1 else INK,
            bold=True,
            space=(before, 8),
        )
        heading.paragraph_format.keep_with_next = True
    dress(styles["Caption"], ink=INK, bold=True, space=(12, 4)).paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Number"):
        dress(styles[name], space=(0, 3))
    for name in ("Header", "Footer"):
        dress(styles[name], size=8.5, ink=MUTED, space=(0, 0)).paragraph_format.tab_stops.clear_all()


def _own_styles(file: Docx, accent: str) -> None:
    def add(name: str) -> ParagraphStyle:
        style: ParagraphStyle = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = file.styles["Normal"]
        return style

    dress(add("Source"), size=8.5, ink=MUTED, space=(4, 10))
    dress(add("Cell"), size=9.5, space=(2, 2)).paragraph_format.line_spacing = 1.0
    dress(add("Key label"), size=9.5, ink=MUTED, space=(4, 0))
    dress(add("Key value"), font=HEAD_FONT, size=18, bold=True, space=(0, 0))
    dress(add("Key detail"), size=9, ink=MUTED, space=(0, 2))
    dress(add("Contents heading"), font=HEAD_FONT, size=19, ink=accent, bold=True, space=(0, 12))
    for level in (1, 2, 3):
        entry = dress(add(f"toc {level}"), bold=level == 1, space=(6 if level == 1 else 0, 2))
        entry.paragraph_format.left_indent = Cm(0.6 * (level - 1))
    for name, tone, ground in (("Note", accent, "F0F4F6"), ("Warning", "C9661D", "FBF1EA")):
        note = dress(add(name), size=9.5, space=(8, 12))
        note.paragraph_format.left_indent = note.paragraph_format.right_indent = Cm(0.3)
        borders(note.element.get_or_add_pPr(), left=(24, tone.removeprefix("#")))
        shade(note.element.get_or_add_pPr(), ground)
