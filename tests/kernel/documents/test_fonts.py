"""Fonts: shipped with their licence, named alike on screen and on paper, light, and covering what is promised."""

from __future__ import annotations

import re
from importlib.resources import files

from buron.kernel.charts.ink import FONT
from buron.kernel.documents.blocks import Document, Paragraph
from buron.kernel.documents.coverage import _RANGES, printed
from buron.kernel.documents.typst import _fonts, pdf_bytes

STATIC = files("buron.kernel").joinpath("static", "kernel")


def test_the_style_sheet_names_files_that_exist() -> None:
    css = STATIC.joinpath("css", "fonts.css").read_text("utf-8")
    names = re.findall(r'url\("\.\./fonts/([^"]+)"\)', css)
    assert names
    for name in names:
        assert STATIC.joinpath("fonts", name).read_bytes()[:4] == b"wOF2"
    assert {"--font-sans", "--font-display"} <= set(re.findall(r"--[\w-]+", css))


def test_paper_and_screen_use_the_same_families() -> None:
    assert set(_fonts().families()) == {"Source Sans 3", "Fraunces"}
    css = STATIC.joinpath("css", "fonts.css").read_text("utf-8")
    assert set(re.findall(r'font-family: "([^"]+)"', css)) == {"Source Sans 3", "Fraunces"}
    assert FONT.startswith("'Source Sans 3'")


def test_fonts_are_light_and_licensed() -> None:
    shipped = list(STATIC.joinpath("fonts").iterdir())
    assert sum(len(font.read_bytes()) for font in shipped) < 1_500_000
    for family in ("SourceSans3", "Fraunces"):
        assert "SIL Open Font License" in STATIC.joinpath("fonts", f"{family}-OFL.txt").read_text("utf-8")


def test_every_character_that_is_kept_has_a_glyph() -> None:
    spans = [span.partition("-") for span in _RANGES.split()]
    codes = [code for first, _, last in spans for code in range(int(first, 16), int(last or first, 16) + 1)]
    kept = [char for char in map(chr, codes) if printed(char) == char]
    assert len(kept) > 1500
    words = [
        Paragraph(" ".join(kept[start : start + 40]).replace("*", "")) for start in range(0, len(kept), 40)
    ]
    assert pdf_bytes(Document("Glyphes", words)).startswith(b"%PDF")
