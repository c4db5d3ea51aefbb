"""What holds for every template, style sheet and script of the program, whoever writes them."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/buron"
STATIC = SOURCE / "kernel/static/kernel"
SHEETS = ["tokens.css", "base.css", "components.css", "content.css", "print.css"]
# Mail readers ignore style sheets; their templates are not served by us.
MAIL = re.compile(r"/(mail|mails|email|emails)/|_message\.html$")

TEMPLATES = [
    path for path in sorted(SOURCE.glob("**/templates/**/*.html")) if not MAIL.search(path.as_posix())
]
DJANGO = re.compile(r"\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "htmx handler": re.compile(r"<[^>]*\s(data-)?hx-on\b", re.I),
    "javascript address": re.compile(r"""(href|src|action)\s*=\s*["']?\s*javascript:""", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "inline script": re.compile(
        r"""<script\b(?![^>]*\ssrc=)(?![^>]*type="application/(ld\+)?json")[^>]*>""", re.I
    ),
    "evaluated values": re.compile(r"""hx-(vals|headers|vars)\s*=\s*["']\s*(js|javascript):""", re.I),
}


def relative(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_templates_hold_no_inline_code() -> None:
    found = []
    for path in TEMPLATES:
        text = DJANGO.sub("", path.read_text(encoding="utf-8"))
        found += [f"{relative(path)}: {name}" for name, pattern in INLINE.items() if pattern.search(text)]
    assert TEMPLATES and found == []


def test_icon_names_exist() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    lost = []
    for path in TEMPLATES:
        used = set(re.findall(r"""\{%\s*icon\s+["']([\w-]+)["']""", path.read_text(encoding="utf-8")))
        used |= set(re.findall(r"""\sicon=["']([\w-]+)["']""", path.read_text(encoding="utf-8")))
        lost += [f"{relative(path)}: {name}" for name in sorted(used - known)]
    assert lost == []


def test_menu_icons_exist() -> None:
    from buron.kernel.contributions import menu

    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    assert {entry.icon for entry in menu} <= known


def test_images_say_what_they_show() -> None:
    for path in TEMPLATES:
        for tag in re.findall(r"<img\b[^>]*>", path.read_text(encoding="utf-8")):
            assert "alt=" in tag, f"{relative(path)}: {tag}"


def test_the_kit_stays_light() -> None:
    sheets = sum((STATIC / "css" / name).stat().st_size for name in SHEETS)
    assert sheets < 41_000
    scripts = [path for path in (STATIC / "js").glob("*.js") if not path.name.startswith("map")]
    assert sum(path.stat().st_size for path in scripts) < 22_000
    first_page = [
        *((STATIC / "css" / name) for name in [*SHEETS, "fonts.css"]),
        *scripts,
        STATIC / "icons.svg",
        STATIC / "vendor/htmx-2.0.11/htmx.min.js",
    ]
    assert sum(len(gzip.compress(path.read_bytes())) for path in first_page) < 50_000


def test_files_stay_readable() -> None:
    for path in [*(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, path.name


def test_vendored_files_are_those_of_the_table() -> None:
    table = (STATIC / "vendor/README.md").read_text(encoding="utf-8")
    rows = re.findall(r"`([\w./-]+\.(?:m?js|css))`[^|]*\| `([0-9a-f]{64})`", table)
    assert len(rows) == 5
    for name, digest in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest, name


def test_static_files_refer_to_files_that_exist(settings, tmp_path) -> None:
    """Collecting under hashed names follows every address in style sheets and every import between modules."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "buron.kernel.static_storage.ModuleStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    entry = next(path for path in (settings.STATIC_ROOT / "kernel/js").glob("app.*.js"))
    imported = re.findall(r'from "\./([^"]+)"', entry.read_text(encoding="utf-8"))
    assert imported
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name) for name in imported)


# Contrast, from the tokens themselves

TEXT_PAIRS = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink-soft", "paper"), ("ink-soft", "surface"),
    ("ink-soft", "sunken"), ("gentian", "paper"), ("gentian", "surface"), ("gentian", "gentian-tint"),
    ("gentian", "sunken"), ("on-gentian", "gentian"), ("on-salers", "salers"), ("meadow", "meadow-tint"),
    ("meadow", "surface"), ("straw-ink", "straw-tint"), ("straw-ink", "paper"), ("salers", "salers-tint"),
    ("salers", "surface"), ("salers", "paper"), ("lake", "lake-tint"), ("lichen-ink", "lichen-tint"),
    ("on-basalt", "basalt"), ("on-basalt-soft", "basalt"), ("on-basalt", "basalt-raised"), ("straw", "basalt-raised"),
]  # fmt: skip
EDGE_PAIRS = [("line-strong", "surface"), ("line-strong", "paper"), ("focus", "paper"), ("focus", "surface")]


def tokens(scheme: str) -> dict[str, str]:
    text = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", dark))
    return found


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(char * 2 for char in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme: str) -> None:
    found = tokens(scheme)
    weak = {pair for pair in TEXT_PAIRS if contrast(found[pair[0]], found[pair[1]]) < 4.5}
    weak |= {pair for pair in EDGE_PAIRS if contrast(found[pair[0]], found[pair[1]]) < 3}
    assert not weak
