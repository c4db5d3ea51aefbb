"""QR codes of the room."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_drawing(text: str, scale: int = 4) -> SafeString:
    """A QR code as inline SVG; its size stands in attributes, so that no style is needed."""
    drawing = segno.make(text, micro=False, error="m").svg_inline(
        scale=scale, border=2, svgclass=None, lineclass=None
    )
    return mark_safe(drawing)
