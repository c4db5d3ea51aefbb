"""A small canvas that writes SVG as text, with presentation attributes only: it stands under a strict CSP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape as _escape

from buron.kernel.charts.ink import BODY, FONT, GRID, INK, PAPER, Hue, Palette, clean
from buron.kernel.typography import french

Mode = Literal["screen", "print"]
Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

_HATCHES = ("M3 0V6", "M2.2 3H3.8", "M0 3H6", "M3 0V6M0 3H6", "M0 0L6 6")


_MARKUP = re.compile('[&<>"]')


class Fill(NamedTuple):
    """A colour, and the pattern laid over it."""

    colour: str
    pattern: str = ""


def escape(text: str) -> str:
    """Text for XML content and for attributes between double quotes, with French spacing."""
    text = french(clean(text))
    return _escape(text, {'"': "&quot;"}) if _MARKUP.search(text) else text


def num(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


class Canvas:
    """Collects marks; :meth:`finish` gives the whole drawing.

    ``uid`` makes identifiers unique in a page. In ``print`` mode, marks have no hover text: paper has no
    pointer.
    """

    def __init__(self, *, width: float, uid: str, mode: Mode, palette: Palette) -> None:
        self.width = width
        self.uid = uid
        self.mode = mode
        self.palette = palette
        self._parts: list[str] = []
        self._patterns: dict[str, str] = {}

    @property
    def narrow(self) -> bool:
        """True on a phone: labels then stand above their marks."""
        return self.width < 480

    def text(
        self,
        x: float,
        y: float,
        content: str,
        *,
        size: float = BODY,
        anchor: Anchor = "start",
        fill: str = INK,
        bold: bool = False,
        full: str = "",
    ) -> None:
        """A line of text on its baseline; ``full`` is what was cut, shown on hover."""
        extra = "" if anchor == "start" else f' text-anchor="{anchor}"'
        extra += ' font-weight="600"' if bold else ""
        extra += "" if size == BODY else f' font-size="{num(size)}"'
        extra += "" if fill == INK else f' fill="{fill}"'
        hover = self._hover(full) if full and full != content else ""
        self._parts.append(f'<text x="{num(x)}" y="{num(y)}"{extra}>{hover}{escape(content)}</text>')

    def line(
        self, start: Point, end: Point, *, stroke: str = GRID, width: float = 1, dashed: bool = False
    ) -> None:
        dash = ' stroke-dasharray="3 3"' if dashed else ""
        weight = "" if width == 1 else f' stroke-width="{num(width)}"'
        d = f"M{num(start[0])} {num(start[1])}L{num(end[0])} {num(end[1])}"
        self._parts.append(f'<path d="{d}" stroke="{stroke}"{weight}{dash}/>')

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: Fill | str,
        *,
        title: str = "",
        stroke: str = "",
    ) -> None:
        """A rectangle, its pattern laid over its colour; nothing is drawn for a negative size."""
        outline = f' stroke="{stroke}"' if stroke else ""
        place = f'x="{num(x)}" y="{num(y)}" width="{num(max(0, width))}" height="{num(max(0, height))}"'
        colour, pattern = (fill.colour, fill.pattern) if isinstance(fill, Fill) else (fill, "")
        if pattern:
            self._parts.append(f'<rect {place} fill="{colour}"/>')
        self._close("rect", f'<rect {place} fill="{pattern or colour}"{outline}', title)

    def path(
        self, d: str, *, stroke: str, width: float = 2, dash: str = "", fill: str = "none", title: str = ""
    ) -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        outline = (
            f' stroke="{stroke}" stroke-width="{num(width)}" stroke-linejoin="round" stroke-linecap="round"'
            if stroke
            else ""
        )
        self._close("path", f'<path d="{d}" fill="{fill}"{outline}{dashes}', title)

    def marker(
        self,
        x: float,
        y: float,
        shape: int,
        hue: Hue,
        *,
        size: float = 4,
        hollow: bool = False,
        title: str = "",
    ) -> None:
        """A point; its form tells series apart where the colour does not."""
        fill = PAPER if hollow else hue.mark
        self._close(
            "path",
            f'<path d="{_marker(x, y, shape, size)}" fill="{fill}" stroke="{hue.mark}" stroke-width="1.5"',
            title,
        )

    def hatch(self, hue: Hue, rank: int) -> Fill:
        """The fill of a series: plain for the first one, its colour under a light pattern for the others."""
        if rank == 0:
            return Fill(hue.mark)
        turn = ' patternTransform="rotate(45)"' if rank in (1, 4) else ""
        strokes = f'stroke="{PAPER}" stroke-width="1.4" stroke-opacity=".55"'
        pattern = self._pattern(
            f"h{rank}",
            f'width="6" height="6" patternUnits="userSpaceOnUse"{turn}',
            f'<path d="{_HATCHES[(rank - 1) % len(_HATCHES)]}" {strokes}/>',
        )
        return Fill(hue.mark, pattern)

    def provisional(self, hue: Hue) -> Fill:
        """The fill of values that are not final: thin strokes on paper, inside an outline."""
        pattern = self._pattern(
            f"v{hue.mark[1:]}",
            'width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"',
            f'<path d="M2.5 0V5" stroke="{hue.mark}" stroke-width="2.6"/>',
        )
        return Fill(PAPER, pattern)

    def finish(self, *, height: float, title: str, description: str, kind: str) -> str:
        """The drawing, with the title and the description that are read aloud in its place."""
        width = num(self.width)
        defs = f"<defs>{''.join(self._patterns.values())}</defs>" if self._patterns else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{kind}" role="img" '
            f'aria-labelledby="{self.uid}-t {self.uid}-d" viewBox="0 0 {width} {num(height)}" '
            f'width="{width}" height="{num(height)}" '
            f'font-family="{FONT}" font-size="{BODY}" fill="{INK}">'
            f'<title id="{self.uid}-t">{escape(title)}</title>'
            f'<desc id="{self.uid}-d">{escape(description)}</desc>'
            f"{defs}{''.join(self._parts)}</svg>"
        )

    def _pattern(self, name: str, attributes: str, body: str) -> str:
        identifier = f"{self.uid}-{name}"
        self._patterns[identifier] = f'<pattern id="{identifier}" {attributes}>{body}</pattern>'
        return f"url(#{identifier})"

    def _close(self, name: str, opened: str, title: str) -> None:
        hover = self._hover(title)
        self._parts.append(f"{opened}>{hover}</{name}>" if hover else f"{opened}/>")

    def _hover(self, title: str) -> str:
        return f"<title>{escape(title)}</title>" if title and self.mode == "screen" else ""


def _marker(x: float, y: float, shape: int, size: float) -> str:
    """Circle, square, triangle, diamond, in turn."""
    kind = shape % 4
    if kind == 0:
        arc = f"a{num(size)} {num(size)} 0 1 0"
        return f"M{num(x - size)} {num(y)}{arc} {num(2 * size)} 0{arc} {num(-2 * size)} 0Z"
    reach = size * (0.9, 1.2, 1.3)[kind - 1]
    corners: Sequence[Point] = {
        1: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        2: ((0, -1), (1, 0.8), (-1, 0.8)),
        3: ((0, -1), (1, 0), (0, 1), (-1, 0)),
    }[kind]
    return "M" + "L".join(f"{num(x + dx * reach)} {num(y + dy * reach)}" for dx, dy in corners) + "Z"
