"""What python-docx has no word for: links, fields, borders, shades, alternative texts, lists that start again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

HAIR = "D9D6CF"


def element(tag: str, /, **attributes: str) -> Any:
    """An element of WordprocessingML with its attributes in the same namespace."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_field(paragraph: Paragraph, instruction: str, shown: str = "1", *, dirty: bool = False) -> None:
    """A field that the word processor computes (page number, date); ``shown`` stands in until then."""
    begin = element("fldChar", fldCharType="begin", **({"dirty": "true"} if dirty else {}))
    text = element("instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    for part in (begin, text, element("fldChar", fldCharType="separate")):
        paragraph.add_run()._r.append(part)
    if shown:
        paragraph.add_run(shown)
        paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def end_field(paragraph: Paragraph) -> None:
    """Closes a field whose shown text spans several paragraphs."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def add_link(paragraph: Paragraph, href: str, text: str) -> Run:
    """A link to an address, or to a part of the document when it begins with ``#``."""
    if href.startswith("#"):
        link = element("hyperlink", anchor=href[1:])
    else:
        link = element("hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)
    return run


def bookmark(paragraph: Paragraph, name: str, identifier: int) -> None:
    """A place that links can open. Word takes names of 40 characters at most."""
    paragraph._p.insert(0, element("bookmarkStart", id=str(identifier), name=name[:40]))
    paragraph._p.append(element("bookmarkEnd", id=str(identifier)))


def describe(run: Run, text: str) -> None:
    """The alternative text of the picture in a run."""
    for properties in run._r.iter(qn("wp:docPr")):
        properties.set("descr", text)
        properties.set("title", "")


def borders(owner: Any, **sides: tuple[int, str]) -> None:
    """Borders of a cell or a paragraph: side → (eighths of a point, colour)."""
    frame = element("tcBorders" if owner.tag == qn("w:tcPr") else "pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            size, colour = sides[side]
            space = {} if owner.tag == qn("w:tcPr") else {"space": "6"}
            frame.append(element(side, val="single", sz=str(size), color=colour, **space))
    owner.append(frame)


def shade(owner: Any, colour: str) -> None:
    """The ground of a cell or a paragraph."""
    owner.append(element("shd", val="clear", color="auto", fill=colour))


def repeat_header(row: Any) -> None:
    """Writes the row again at the top of each page, and tells assistive technology that it is a header."""
    row._tr.get_or_add_trPr().append(element("tblHeader", val="true"))


def keep_whole(row: Any) -> None:
    """A row does not break across pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit", val="true"))


def keep_together(rows: Sequence[Any]) -> None:
    """The rows of a short table do not part at the foot of a page."""
    for row in rows[:-1]:
        for line in row._tr.iter(qn("w:p")):
            line.get_or_add_pPr().get_or_add_keepNext()


def new_list(file: Docx) -> int:
    """A numbered list that starts at one; gives its identifier."""
    numbering = file.part.numbering_part.element
    style = file.styles["List Number"].element
    template = style.pPr.numPr.numId.val
    abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == template)
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def use_list(paragraph: Paragraph, identifier: int) -> None:
    """Puts a paragraph in a numbered list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = identifier


def colour(text: str) -> RGBColor:
    """``#15506b`` or ``15506b`` as a colour."""
    return RGBColor.from_string(text.removeprefix("#").upper())
