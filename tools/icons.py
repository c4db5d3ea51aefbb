"""Build the icon sprite of the UI kit from the npm package ``lucide-static``.

Usage: ``npm pack lucide-static@1.62.0``, unpack it, then ``python tools/icons.py PACKAGE_FOLDER``.
Each icon becomes one ``<symbol>`` without presentation attributes: stroke and size come from the stylesheet.
Names (``icons.txt``) stay those of lucide, so that an icon is looked up at its source; ``OWN`` holds what
lucide cannot know.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/buron/kernel/static/kernel/icons.svg"

NAMES = Path(__file__).with_name("icons.txt").read_text(encoding="utf-8").split()

# The mark: a stone hut under its slate roof, on the line of the plateau.
OWN = {
    "buron": '<path d="M2.5 12.5 12 4.5l9.5 8"/><path d="M5 11v8.5h14V11"/>'
    '<path d="M10 19.5V15a2 2 0 0 1 4 0v4.5"/><path d="M1.5 19.5h21"/>'
}


def shapes(svg: str) -> str:
    """The drawing inside the root element, on one line."""
    inner = svg.split(">", 2)[2] if svg.startswith("<!--") else svg.split(">", 1)[1]
    inner = inner[: inner.rindex("</svg>")]
    return re.sub(r"\s+/>", "/>", re.sub(r">\s+<", "><", inner.strip()))


def sprite(icons: Path) -> str:
    """The whole sprite; a name that the package no longer has stops the build."""
    drawings = {name: shapes((icons / f"{name}.svg").read_text(encoding="utf-8")) for name in NAMES} | OWN
    symbols = [
        f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'
        for name, drawing in sorted(drawings.items())
    ]
    head = "<!-- lucide 1.62.0, ISC licence, see vendor/lucide-1.62.0; made by tools/icons.py -->"
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', head, *symbols, "</svg>", ""])


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    TARGET.write_text(sprite(Path(arguments[0]) / "icons"), encoding="utf-8")
    sys.stdout.write(f"{TARGET}: {len(NAMES) + len(OWN)} icons\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
