"""The kiosk says everything in its five languages, and knows the themes that are counted."""

from __future__ import annotations

import json
import re
from pathlib import Path

from buron.offer.kinds import BY_KEY
from buron.publishing.themes import LANGUAGES, SCREENS, THEMES

KIOSK = Path(__file__).resolve().parents[2] / "src/buron/publishing/static/publishing/kiosk"
LINE = re.compile(r"^  (\w+): (\[\".*\"\]),$", re.M)


def words() -> dict[str, list[str]]:
    text = (KIOSK / "words.js").read_text(encoding="utf-8")
    return {key: json.loads(forms) for key, forms in LINE.findall(text)}


def test_every_word_is_said_in_every_language():
    found = words()
    assert len(found) > 80
    assert [key for key, forms in found.items() if len(forms) != len(LANGUAGES) or not all(forms)] == []
    assert [key for key, forms in found.items() if len({form.count("%s") for form in forms}) != 1] == []


def test_every_word_that_is_asked_exists():
    asked: set[str] = set()
    for path in KIOSK.glob("*.js"):
        asked |= set(
            re.findall(
                r"""(?:\bsay|words)\((?:this\.language, )?"(\w+)\"""", path.read_text(encoding="utf-8")
            )
        )
    assert asked and asked <= words().keys()


def test_themes_and_screens_are_those_that_are_counted():
    screens = (KIOSK / "screens.js").read_text(encoding="utf-8")
    listed = dict(re.findall(r"""^  (\w+): \{ icon: "([\w-]+)",""", screens, re.M))
    assert listed == {code: theme.icon for code, theme in THEMES.items()}
    kinds = re.findall(r"""kinds: (\[[^\]]*\])""", screens)
    assert {kind for one in kinds for kind in json.loads(one)} == {
        kind for theme in THEMES.values() for kind in theme.kinds
    }
    assert {kind for theme in THEMES.values() for kind in theme.kinds} <= BY_KEY.keys()
    gone_to = set(re.findall(r"""go\("(\w+)\"""", screens)) - {"upkeep"}
    assert gone_to <= SCREENS.keys()
