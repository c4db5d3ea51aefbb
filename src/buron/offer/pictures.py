"""Reading a picture that somebody sent, without trusting it: bounded, upright, without EXIF, in standard colours."""

from __future__ import annotations

import io
import warnings
from typing import IO, NamedTuple

import pi_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
"""What phones write by default. The reader only decodes, with the limits of its library kept."""

MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 80_000_000
LARGEST_SIDE = 4_000
"""Longest side, in pixels, of the picture that is kept."""
WIDTHS: tuple[int, ...] = (320, 800, 1600)
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
QUALITY = 86
_WHITE = (255, 255, 255)


class BadPicture(ValueError):
    """The file cannot be taken as a photo; the message is French and says what to do."""


class Prepared(NamedTuple):
    """A picture ready to be kept: its size, and its JPEG by width (0 for the largest)."""

    width: int
    height: int
    files: dict[int, bytes]


def prepare(source: IO[bytes], size: int) -> Prepared:
    """The JPEG files made from a picture; raises :class:`BadPicture`."""
    if size > MOST_BYTES:
        raise BadPicture("La photo dépasse 25 Mo : enregistrez-la en plus petit.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _upright(source)
    except BadPicture:
        raise
    except UnidentifiedImageError:
        raise BadPicture("Ce fichier n’est pas une photo JPEG, PNG, WebP, AVIF ou HEIC.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(_TOO_LARGE) from None
    except (OSError, SyntaxError, ValueError, MemoryError, EOFError):
        raise BadPicture("Cette photo est abîmée : ouvrez-la et enregistrez-la à nouveau.") from None
    return Prepared(image.width, image.height, {0: _jpeg(image), **_smaller(image)})


_TOO_LARGE = "La photo compte plus de 80 millions de points : enregistrez-la en plus petit."


def _upright(source: IO[bytes]) -> Image.Image:
    with Image.open(source, formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise BadPicture(_TOO_LARGE)
        if opened.width < 16 or opened.height < 16:
            raise BadPicture("Cette image est trop petite pour être une photo.")
        opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        opened.load()
        image = ImageOps.exif_transpose(opened)
        image = _standard_colours(image)
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def _standard_colours(image: Image.Image) -> Image.Image:
    """sRGB on white: phones write wider colours, which look dull elsewhere without their profile."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, _WHITE)
        image.paste(layer, mask=layer.getchannel("A"))
    elif image.mode != "RGB" and not (profile and image.mode == "CMYK"):
        image = image.convert("RGB")
    return _from_profile(image, profile) if profile else image.convert("RGB")


def _from_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        converted = None
    return converted if converted is not None else image.convert("RGB")


def _smaller(image: Image.Image) -> dict[int, bytes]:
    """Renditions narrower than the picture; at least the first, whatever its width."""
    files = {}
    for width in WIDTHS:
        if width < image.width or width == WIDTHS[0]:
            copy = image.copy()
            copy.thumbnail((width, 4 * width), Image.Resampling.LANCZOS)
            files[width] = _jpeg(copy)
    return files


def _jpeg(image: Image.Image) -> bytes:
    """Only the pixels: no EXIF, hence no position of the photographer's home."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return out.getvalue()
