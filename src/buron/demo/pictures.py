"""Invented pictures: highland landscapes drawn from a seed, so that pages have images and nobody's rights are used."""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1200, 800)
PALETTES = (
    ((196, 221, 236), (122, 158, 126), (74, 110, 82), (45, 74, 58)),
    ((250, 226, 190), (190, 160, 110), (128, 120, 84), (78, 84, 66)),
    ((224, 214, 236), (140, 132, 176), (92, 96, 140), (58, 66, 100)),
    ((214, 232, 228), (134, 172, 164), (88, 132, 120), (50, 88, 84)),
    ((238, 240, 244), (178, 190, 204), (128, 142, 160), (84, 98, 118)),
)


def landscape(seed: int) -> bytes:
    """A JPEG of ridges in haze, a sun and sometimes a lake; the same for a given seed."""
    chance = random.Random(seed)  # noqa: S311 - invented data
    sky, *ridges = chance.choice(PALETTES)
    width, height = SIZE
    image = Image.new("RGB", (width // 2, height // 2), sky)
    draw = ImageDraw.Draw(image)
    _sun(draw, chance, sky)
    for depth, colour in enumerate(ridges):
        _ridge(draw, chance, colour, base=0.42 + depth * 0.17)
    if chance.random() < 0.4:
        _lake(draw, chance, sky)
    image = image.resize(SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.8))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _sun(draw: ImageDraw.ImageDraw, chance: random.Random, sky: tuple[int, int, int]) -> None:
    width, height = SIZE[0] // 2, SIZE[1] // 2
    x, y, radius = chance.randint(60, width - 60), chance.randint(40, height // 3), chance.randint(18, 34)
    light = tuple(min(255, channel + 26) for channel in sky)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=light)


def _ridge(
    draw: ImageDraw.ImageDraw, chance: random.Random, colour: tuple[int, int, int], *, base: float
) -> None:
    width, height = SIZE[0] // 2, SIZE[1] // 2
    waves = [(chance.uniform(0.004, 0.03), chance.uniform(0, 6.3), chance.uniform(4, 30)) for _ in range(4)]
    points = [
        (x, height * base - sum(size * math.sin(rate * x + shift) for rate, shift, size in waves))
        for x in range(0, width + 4, 4)
    ]
    draw.polygon([*points, (width, height), (0, height)], fill=colour)


def _lake(draw: ImageDraw.ImageDraw, chance: random.Random, sky: tuple[int, int, int]) -> None:
    width, height = SIZE[0] // 2, SIZE[1] // 2
    x, half = chance.randint(80, width - 80), chance.randint(60, 140)
    draw.ellipse((x - half, height * 0.84, x + half, height * 0.94), fill=sky)
