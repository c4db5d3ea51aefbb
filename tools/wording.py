"""The French of the account pages: our words over those of allauth (``src/buron/project/locale/fr``).

One vocabulary: « adresse électronique », « clé d’accès », « double authentification », « code de secours ». The ``.po``
is written by hand; this compiles it.

    python tools/wording.py             write the .mo beside the .po
    python tools/wording.py --check     write nothing; exit 1 when the .mo is not that of the .po
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools import messages  # noqa: E402

CATALOGUE = ROOT / "src" / "buron" / "project" / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def compiled() -> bytes:
    """The binary catalogue of the words."""
    return messages.compiled(messages.read(CATALOGUE).values(), "fr")


def main(arguments: list[str]) -> int:
    """Compile, or say whether it was done."""
    target = CATALOGUE.with_suffix(".mo")
    if "--check" in arguments:
        return 0 if target.read_bytes() == compiled() else 1
    target.write_bytes(compiled())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
