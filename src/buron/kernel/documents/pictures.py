"""Pictures made ready for paper and for the screen: turned upright, without metadata, no larger than needed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import segno
from PIL import Image as Pillow
from PIL import ImageOps

from buron.kernel.documents.blocks import Image

LARGEST_SIDE = 1600
MOST_PIXELS = 60_000_000
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes that every writer can embed."""

    data: bytes
    format: Literal["jpeg", "png"]
    width: int
    height: int


def prepared(image: Image, *, largest: int = LARGEST_SIDE) -> Picture | None:
    """The picture as JPEG, or PNG where it is transparent or drawn; ``None`` when it cannot be read."""
    try:
        data = image.source.read_bytes() if isinstance(image.source, Path) else image.source
        with Pillow.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            return _encoded(opened, largest)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        return None


def _encoded(opened: Pillow.Image, largest: int) -> Picture:
    """Reduced and written anew, so that no position or author's data of the camera goes out."""
    drawn = opened.format in ("PNG", "GIF") and (opened.mode in ("P", "1", "L") or "A" in opened.getbands())
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((largest, largest))
    buffer = io.BytesIO()
    if drawn:
        final = upright.convert(
            "RGBA" if "transparency" in upright.info or "A" in upright.getbands() else "RGB"
        )
        final.save(buffer, "PNG", optimize=False)
        return Picture(buffer.getvalue(), "png", final.width, final.height)
    final = upright.convert("RGB")
    final.save(buffer, "JPEG", quality=QUALITY)
    return Picture(buffer.getvalue(), "jpeg", final.width, final.height)


def qr_svg(data: str) -> str:
    """A QR code as a whole SVG, black on white with its quiet zone; ``ValueError`` when the text is too long."""
    buffer = io.BytesIO()
    segno.make(data, error="m", micro=False).save(
        buffer,
        kind="svg",
        xmldecl=False,
        border=3,
        light="#fff",
        svgclass=None,
        lineclass=None,
        omitsize=True,
    )
    return buffer.getvalue().decode()


def qr_png(data: str, *, scale: int = 8) -> bytes:
    """A QR code as PNG."""
    buffer = io.BytesIO()
    segno.make(data, error="m", micro=False).save(buffer, kind="png", scale=scale, border=3)
    return buffer.getvalue()
